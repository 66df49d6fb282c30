"""Training and inference behind a wall of messages; no Qt.

May import runs, datasets and network. TensorFlow is imported by `keras_backend` alone, and only once a worker
runs. From the outside in:

- `protocol` names what is said; `transports` carries it, to a spawned process (`process`) or to a thread;
  `session` is the same engine for programs without a window.
- `worker_loop` sorts commands: `inbox` lets control overtake, `answering` predicts on a copy of the weights,
  `library` reads and writes files. Each has a thread of its own, and only the worker's own changes the model.
- `run` is one training: `lessons` it learns from, `pace` of its steps, `rates` of its learning, `reports` of
  batches and epochs, and when `keeper` leaves a checkpoint. It knows no TensorFlow either.

Decisions taken here:

- Each run ends in exactly one of Finished, Stopped and Failed, whatever happens.
- After a divergence the weights are those of the last whole epoch: the ones just before the first NaN are
  finite, but already thrown far off. The batches that were taken stay in the history, and steps count on.
- An epoch left half-way goes on where it was, in the same order, if data, split, batch size and seed are the
  same; otherwise it is left behind and the next one begins. Validation belongs to the epoch's last step.
- A schedule of the learning rate begins with the run it is chosen for, and begins anew when it, the rate or
  what it is judged by changes. Its state is not stored: it follows from the history.
- Epochs shorter than a call into TensorFlow are taken and told together; no bit of the result depends on it.
- Pictures smaller than the network's input get a border of zeros, as LeNet-5 had it.
"""
