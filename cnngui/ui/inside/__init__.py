"""What a layer makes of the picture, what it looks for, and why the network answers as it does.

`maps` and `grid` are pure (numpy only): an output becomes one sheet of pixels, an area a grid.
`map_view` shows them, `inside_panel` follows the selection and the predictor. Its other tabs are
`filter_view`, which shows weights (`filters`) as maps, `why_view`, which lays reasons (`reason_paint`)
over what was drawn (`reason_picture`), and `survey_view`, which shows what a layer makes of many samples
(`sample_cloud`, `top_samples`). Beside the filters `weight_column` shows how the weights are spread
(`weight_figures`); beside all tabs `pin_strip` keeps units in sight that were pinned. Decisions taken here:

- Zero always has one colour (darkest, or white when the layer has negative values), so silence looks silent.
- One image holds all maps; painting scales each cell's part of it. 64 maps of 28×28 are composed in half a
  millisecond, where 64 widgets or ViewBoxes cost 15.
"""
