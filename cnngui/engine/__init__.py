"""Training and inference behind a wall of messages; no Qt.

`protocol` names what is said; `worker_loop` takes commands and emits events and knows nothing of the
transport; `transports` carries both, to a spawned process or to a thread; `keras_backend` is the only
room of the program that imports TensorFlow. May import runs, datasets and network.
"""
