"""Keras code of a network, as a teacher would write it.

Running it builds the same network as the engine: the same layers with the same arguments in the same order,
and, with `Wishes.reproducible`, the same first weights. Decisions taken here:

- Defaults are left out, and so are automatic names; names given by hand stand where Python can hold them
  (not in a loop or in a function that is used twice: Keras wants them unique).
- A Repeat is a ``for`` loop; a block whose like occurs again is a function, and what differs between its uses
  are the arguments (`functions`). All else is written out.
- Every line knows the layers that it makes, so that a window can mark and select them (`lines`).
- Lines have up to 88 characters and are broken as by ``ruff format``, but for calls that just do not fit;
  remarks at the ends of lines stand in columns.
- Remarks are sentences of the message table; Keras' and TensorFlow's own words stay as they are.
"""

from cnngui.export.keras_code.lines import CodeLine, KerasCode
from cnngui.export.keras_code.program import Wishes, keras_code
