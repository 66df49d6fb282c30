"""Read what Keras saved, without Keras: ``.keras`` files from anywhere become networks with weights.

May import `cnngui.network`, `cnngui.files` and numpy. `read_keras_file` is the door; `is_keras_file` tells by
content, not by name. Decisions taken here:

- Keras itself never sees a foreign file: its guard is a list of what is forbidden, and even a layer that no
  output needs can change settings of the whole process. Here is a list of what is allowed, layers and their
  arguments (`kinds`, `arguments`); the network is built anew from our own description.
- The text is read and judged whole before a weight is looked at: what cannot be taken over is named layer by
  layer, all at once, and the size of the weights is known before any is read.
- What changes a network's answers and cannot be taken over refuses the file; what only matters in training
  (a bias regularizer, an optimizer we lack) is left out, and told in a note.
- HDF5 is read by a reader of our own (`hdf5`), over hard links to plain arrays only: the C library follows
  links and loads filters, and takes gigabytes for a few wrong bytes.
"""

from cnngui.keras_import.reading import KerasFile, is_keras_file, read_keras_file

SUFFIX = ".keras"
