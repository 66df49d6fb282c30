"""What answers to labelled samples are worth: arithmetic on arrays, and nothing else.

May import numpy alone: no other room, no words. Whoever measures takes it: the command line, notebooks, the
engine and the window have the same figures because they are computed here once.

- `classified` has all that follows from probabilities and true classes: accuracy with its `intervals`, the
  `confusion` matrix, `per_class` figures, `mistakes`, `calibration`. `disagreement` compares two models,
  `vote` lets several answer together, `regression` is for answers that are a number. `verdict` is for one
  answer by itself.
- Positions count the samples that were measured, from 0; which samples of the data these are, `Classified`
  knows.
- 0/0 is 0, as in scikit-learn; only what is a share of nothing at all is None.
"""
