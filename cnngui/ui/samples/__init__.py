"""The page Own samples: a person's own samples, and the network that is fine-tuned on them.

`samples_page` arranges them; `sample_rows` is the list that `sample_view` shows as a grid, `class_bar` counts
by class, `tuning_pane` fine-tunes, and `tuning_words` says what may be expected and what came of it.
"""
