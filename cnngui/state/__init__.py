"""What the window knows: QObjects with signals, no widgets.

`document` holds the network, recipe and data choice with undo (`edits`) and `selection`; `engine_client`
carries commands to the worker, and to whoever asks the one outcome of each request; `training` keeps a
run's status and history, `lineage` of which run, `layer_record` how its layers fare; `subject` is what a
network is shown, by `drawing` or by `inputs` (two numbers, a sentence), `answering_model` which one
answers, and by whom: the worker, or the shipped one in this process; `predictor` asks it, `digits` tells
several on the canvas apart by what it answers; `look_inside` asks the one on the cards (`inside_model`),
before it was trained too (`preview`), `layer_steps` for one layer's numbers, `explanation` why it answers so,
`survey` what a layer makes of many samples, `unit_planes` what its units answer over two inputs (all three
ask as `watched` does, while somebody looks), `pinned_units` what some units make of the subject, now and at
moments of a run; `own_samples` has the drawings whose classes a person told, and `fine_tuning` a network that
learns them; `drawn_sets` lists the sets of classes that a person draws, `drawn_set` is the open one, and
`drawn_training` has a network learn it; `project_files` opens and saves, `model_export` has models written
for other programs, `recovery` keeps edits for after a crash, `own_blocks` the blocks that a person saved.
`run_list` has the runs as rows, `run_histories` their curves; `run_actions` brings a run back, `starting`
takes the first layers of one, or of a file, to other data, `run_model` lets its weights answer,
`run_report` and `tensorboard` tell of it. `results` measures a model, shows `sample_store`'s samples and has
`label_edits` made to the data; `data_samples` has every sample of them, by way of `parted_samples`,
`sample_edits` edits many of them, `examination` has it found out which are there twice or odd, and
`data_preparation` what is done to each;
`ensemble_training` trains several networks beside the document's, and `ensemble` lets them vote;
`recipe_tools` looks for a rate and varies samples. May import engine and what lies below it, and of Qt only
QtCore and QtGui.

Decisions taken here:

- Contents are frozen values; an edit is a pair of them, so one undo command serves every edit.
- `document` and `data_library` know nothing of each other: `app` has the one read what the other chooses, and
  hands back what the data hold, which decides on the network's problems.
- Edits to labels are no part of the document: they are on disk as they are made, whatever project is open,
  and have an undo stack of their own. Figures follow them at once: probabilities stay what they were.
- Signals say what happened and carry nothing that can be read from the object: a view that missed one is
  put right by the next.
"""
