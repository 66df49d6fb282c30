"""Pictures and labels: where they come from, and the one path from pixels or ink to a network's input.

May import numpy, Pillow, pooch and platformdirs, `cnngui.network` and what lies below all rooms; never Qt or
TensorFlow.

Decisions taken here:
- A picture is uint8 (height, width, channels) everywhere, as files and screens have it; scaling to 0..1
  belongs to the engine.
- Files are judged by their headers, in Python integers, before anything of the size they claim is allocated,
  and nothing is ever unpickled. Labels are read before pictures: they are small and show most bad files up.
- A file becomes a whole `Dataset` or a `CnnguiError` that says what, why and the mend; nothing in between.
- The number of classes is the number of distinct labels, never the largest label plus one.
"""
