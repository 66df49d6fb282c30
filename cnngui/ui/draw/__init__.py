"""The canvas, the frames between ink and network, and the probabilities.

`canvas` turns mouse, tablet and touch into strokes of `cnngui.state.drawing`; `ink_layer` and `canvas_paint`
paint. What the network sees is never taken from the screen but rasterised from the strokes
(`cnngui.datasets.ink`).
For networks of two numbers `pair_view` has the `decision_map` of the answer, with the points of the data
(`point_marks`), and of the units of the selected layer, which `decision` makes of their values.
`answer_view` and `probability_bars` show it, `draw_panel` wires.
"""
