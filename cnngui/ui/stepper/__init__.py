"""Step through a layer in numbers: window × kernel, sums, bias, activation, one cell after the other.

`planes` is pure (numpy only): a stage and a cell become tables of values, and where they belong to each
other. `cell_grid` paints one table, `stage_view` puts those of a layer together, `axes_view` and
`graph_view` show the other examples of the slides; each goes by steps, which `player` turns the pages of.
`words` tells every step as text. `stepper_window` shows the layer that is looked into, or an example.
Decisions taken here:

- What is shown of a layer is of one moment (`cnngui.state.layer_steps`): while a training goes on all tables
  change together, and none while the pointer is on one of them.
- The numbers that were computed stand beside the network's own output; none is made up to fit.
- Input and window have the colours of one scale, so that a value looks the same in both.
"""
