"""Samples and labels: where they come from, and the one path from pixels, ink or words to a network's input.

May import numpy, Pillow, pooch, pydantic, `cnngui.network` and what lies below it; never Qt or TensorFlow.

Decisions taken here:
- `preparing` is the only way from anything to a network's input; what the network was trained on, an
  `InputFormat`, tells how. `loaders` is the only list of kinds of files.
- What pictures are is measured in all of their values, never guessed from one: scale (`levels`), ink or not,
  its polarity and size (`ink_like`), exchanged axes (`upright`). What was found or assumed is a `Note`, and
  every note is shown.
- How samples are prepared is a `Preparation`, which stands behind the name of the data (`data_reference`):
  whoever trains, evaluates, resumes or looks has the same samples. Pixels and parts are prepared on reading,
  numbers as the `InputFormat` tells.
- A picture is uint8 (height, width, channels) everywhere, as files and screens have it; networks read it as
  0..1, if their `InputFormat` does not tell other numbers. A row is float32 (values,) and a sentence int32
  (words,); both are read as they are. The type alone tells which of them a sample is: there is no second
  field that could contradict it.
- Opening data runs nothing: pickles, .mat and tar files are read by our own readers in `cnngui.files`, which
  know plain data and refuse the rest with the way out; Parquet alone by pyarrow, where that is installed, as
  its encodings would need a reader larger than this room. Which array is which is told by its name, in
  `named_arrays` alone, whatever file it lies in.
- A few numbers a sample are measurements, no picture, unless their columns are called pixels. They are read
  as they are: what brings them to scale is a layer of the network, so that it goes where that goes.
- Files are opened and checked by `cnngui.files`. Labels are read before pictures: they are small and show
  most bad files up.
- A file becomes a whole `Dataset` or a `CnnguiError` that says what, why and the mend; nothing in between.
- Pictures of folders are kept once they are decoded (`picture_cache`), and stay on the disk if they are more
  than a quarter of the free memory. They are `StoredSamples` then: whoever takes samples by index, some at a
  time, need not know; nobody copies all samples of a part.
- The number of classes is the number of distinct labels, never the largest label plus one.
"""
