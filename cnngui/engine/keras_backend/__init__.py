"""The only room that imports TensorFlow and Keras.

May import what the engine may, and TensorFlow, Keras, numpy. Nothing of it is imported until a worker starts;
nothing that leaves it is a TensorFlow type. Decisions taken here:

- Models are Functional and built from our own description; no foreign file ever reaches Keras, only arrays.
- Training is one `tf.function` that gathers batches from tensors in memory and takes several steps a call;
  very short epochs are taken together, validation included, because a call costs more than they do.
- Every step is given its learning rate as a number: no schedule is traced for.
- Loss means what Keras' fit shows: the mean over the samples and the penalties of the weights. Constraints
  are applied after each step that is kept.
- Whether loss and gradients are finite is decided inside the graph, before a step touches the weights.
- No XLA: on the CPU it makes convolutions some 15 times slower.
"""

import os

# Read when TensorFlow is loaded, so set before any module of this room can import it.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
