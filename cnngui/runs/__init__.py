"""What training leaves behind: its history, and the project file with network, recipe and weights.

Imports datasets (for reading foreign archives safely) and network; no Qt, no TensorFlow, so that window,
worker and command line read the same files. Decisions taken here:

- One format, ``.cnn``, is both the project a person saves and the trained network the app ships: a
  shipped network is nothing but a project that somebody trained.
- A file is written beside its target and moved over it whole; it is read by our own reader, which builds
  nothing that the network in it does not ask for.
"""
