"""What a network is: layers and blocks, their shapes, parameters and problems, presets, file format and code.

Imports pydantic and the standard library only, so that a shape is known without TensorFlow and the
window, the command line and the tests reason about the same values. Decisions taken here:

- A layer is a frozen pydantic model with Keras' argument names and defaults; a network is a stack of them.
- A block is an entry whose branches are stacks again (`blocks`): residual, parallel, repeat. Cards and edits
  speak of entries; engine, code and exports of the unrolled nodes (`graph`).
- Layers are known by unique names, never by position: selections, problems and weights survive a reorder.
- What it comes to is told in `inference`. Problems carry values and fixes; `cnngui.messages` makes the
  sentence. A fix is a list of edits as values, and every fix offered removes its problem.
- Fields carry their limits, steps and choices; forms, menus and refusals read them there, so there is no
  second list (`table`, `fields`).
- A layer is frozen by its own field, Keras' ``trainable``; a block is frozen when all in it is (`freezing`).
- Text from anywhere is read by one strict reader (`strict_json`): caps, no NaN, every fault with its place.
- A last layer without softmax is no mistake: the loss then takes the softmax itself (`loss`).
"""
