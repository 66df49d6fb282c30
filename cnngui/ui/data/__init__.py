"""The Data page: what the network will see, sample by sample, and what a person does about it.

`data_page` arranges it: `filter_row` says which samples are wanted, `sample_browser` shows them as a grid in
which several can be chosen (`choosing_grid`, `choice`), and beside it stand views of all of them:
`class_list` counts by class, `averages_view` has mean and standard deviation, `preparation_panel` what is
done to each (`before_after`), `about_view` says how the data
were read. Everything is known by `cnngui.state.data_samples`; nothing is computed here.
"""
