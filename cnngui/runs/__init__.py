"""What training leaves behind: runs with their histories and checkpoints, and project files.

May import keras_import, export, course and what lies below them; no Qt, no TensorFlow, so that window, worker
and command line read the same files. Decisions taken here:

- A training is a `run`: a folder that nobody else writes to, with what is trained, frozen when it began.
  A model is addressed by a `model_id`. The history is columns by name; those of batches may be there only
  some of the time.
- What a person deletes is put aside until the session ends, so that it can come back (`deleted`); what
  differs among runs is told by `comparing`, which of them are meant by `run_filter`.
- One format, ``.cnn``, is both the project a person saves and the trained network the app ships: a
  shipped network is nothing but a project that somebody trained.
- A file is written beside its target and moved over it whole; it is read by our own reader, which builds
  nothing that the network in it does not ask for.
"""
