"""The Data page: what the network will see, sample by sample, and what a person does about it.

`data_page` arranges it: `filter_row` says which samples are wanted, `sample_browser` shows them as a grid in
which several can be chosen (`choosing_grid`, `choice`) and edited (`sample_tools`). Beside it stand views of
all of them: `class_pane` counts by class, merges and renames (`class_list`, `averages_view`), `find_pane` has
near-duplicates and odd ones, `preparation_panel` what is done
to each (`before_after`), `about_view` says how the data were read, with the sizes pictures came in
(`sizes_view`). `advice_list` at the top tells what a
person should know before training, with what mends it. `glimpse_row` shows some pictures of data that are
still being read. Everything is known by `cnngui.state.data_samples`;
nothing is computed here.
"""
