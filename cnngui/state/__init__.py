"""What the window knows: QObjects with signals, no widgets.

`document` holds the network, recipe and data choice with undo; `engine_client` carries commands and
events between the window and the worker; `training` keeps a run's status and history; `drawing` the
strokes, `inputs` the two numbers or the sentence for networks that read no pictures; `predictor` asks for
what they mean; `project_files` opens and saves, `model_export` has models written for other programs,
`recovery` keeps edits for after a crash, `own_blocks` the blocks that a person saved. May import engine,
runs, datasets, network, and of Qt only QtCore and QtGui. Decisions taken here:

- Contents are frozen values; an edit is a pair of them, so one undo command serves every edit.
- Signals say what happened and carry nothing that can be read from the object: a view that missed one is
  put right by the next.
"""
