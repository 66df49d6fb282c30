"""A person's own samples: the page Own samples, and the page Your classes of the sets that are drawn.

`samples_page` arranges the first; `sample_rows` is the list that `sample_view` shows as a grid, `class_bar`
counts by class, `tuning_pane` fine-tunes, and `tuning_words` says what may be expected and what came of it.

`drawn_page` arranges the other: `set_header` chooses a set and has what is done with a whole one (a new one
by `new_set_dialog`), `class_list` shows its classes (`class_rows`), `canvas_keys` are the keys on the canvas
meanwhile, `picture_intake` takes pictures from files and the clipboard, and `set_training` trains. What both
pages do with chosen samples is in `chosen_deeds`, and their lists are `deeds_list_view`.
"""
