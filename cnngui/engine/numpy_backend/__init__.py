"""Answers in plain numpy: at once, in any process, without the seconds that importing TensorFlow takes.

May import numpy, and of the program `network`, `files`, `engine.probabilities` and `engine.layer_numbers`;
nothing that trains. `functions` has a pure function for each kind of layer that is simple, `activations`
those of values, and `network` lets a network of such layers answer; `cnngui.engine.shipped` has the one
that comes with the program do so. Decisions taken here:

- A kind without a function is no mistake: `network.unknown` names it, and Keras answers in its place.
- Each function agrees with Keras' layer to 1e-5; tests/engine/numpy_backend/ compares the two.
- Windows are laid out in rows for one matrix product, which is where the time goes: an answer of the shipped
  network with all its maps takes 1 ms, where a question to the worker and back takes 4 to 6.
"""
