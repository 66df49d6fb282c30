"""One cell of a layer's output, taken apart: window × kernel, sums, bias, activation. For people to read.

May import numpy, and of the program `course`, `network`, `files` and `engine.numpy_backend`; no Qt, nothing
that trains. `scenes` makes stages of the slides' examples; `stage` lays out a layer's numbers of one moment
as pictures (rows, columns, channels), whatever axes they have; `cells` takes one cell apart; `windows` says
where its values come from; `order` goes through the cells; `calculator` says why there are so many;
`gradients` goes backward through a small graph.
Decisions taken here:

- A sequence is a picture of one row, a row of units one of one pixel: one window, one view for all of them.
- A separable convolution is two stages, each with cells of its own; where branches meet is one, of values
  alone.
- Numbers are float64, of float32 weights: what a person adds up by hand is what stands there. They agree with
  Keras' layers to 1e-5; tests/engine/stepping/test_cells.py compares the two.
- A kind without cells, or of three spatial axes, is no mistake: `stage.has_steps` says so.
"""
