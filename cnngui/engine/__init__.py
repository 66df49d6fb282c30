"""Training and inference behind a wall of messages; no Qt.

May import runs, course, datasets and what lies below them. TensorFlow is imported by `keras_backend` alone,
and only once a worker runs. From the outside in:

- `protocol` names what is said, a module for each conversation; `transports` carries it, to a spawned process
  or to a thread; `session` is the same engine for programs without a window.
- `pool` trains several side by side, each in a worker of its own, by the `shares` that `members` get of the
  machine; `ensembles` lets what they learned answer, vote and leave together.
- `worker` has a handler module for each conversation, and a thread for each kind of work.
- `training_loop` is one training: `training_data` it learns from, `pace` of its steps, `rates` of its
  learning, `stopping` before its last epoch, `reports` of batches and epochs, `layer_watch` of how its layers
  fare, `filming` of what pinned units make of a sample meanwhile. None of them knows TensorFlow.
- `answering` is what can be asked of whatever answers for a network; `numpy_backend` does so in any process,
  and `stepping` takes single cells of an answer apart there.
- `layer_numbers` collects what one layer did with a sample, `strips` a few maps of each, `survey` what one
  makes of many samples; `covering` has the places to cover where an answer is explained
  (`keras_backend.explainer`). Surveys and explanations have threads of their own in `worker`.
- `tuning` has what a network is fine-tuned on, a person's own samples among those that it knew already;
  `worker.fine_tunings` does it beside the draft, and leaves a run.
- `starting` has what a network begins with that takes the first layers of another (transfer learning).
- A new question is a message and its answer in `protocol`, a handler in `worker`, and one in `state` who
  asks. A new curve is a column that `keras_backend.steps` measures and a `PlotSpec` in `cnngui.ui.train`.

Decisions taken here:

- Each run ends in exactly one of Finished, Stopped and Failed, whatever happens.
- After a divergence the weights are those of the last whole epoch: the ones just before the first NaN are
  finite, but already thrown far off. The batches that were taken stay in the history, and steps count on.
- An epoch left half-way goes on where it was, in the same order, if data, split, batch size and seed are the
  same; otherwise it is left behind and the next one begins. Validation belongs to the epoch's last step.
- A schedule of the learning rate begins with the run it is chosen for, and begins anew when it, the rate or
  what it watches changes. Its state is not stored: it follows from the history.
- So does that of early stopping (`stopping`); only the weights to end with are kept besides.
- What becomes of a picture (`augmenting`) follows from seed, epoch and the sample's place in its data.
- A test part that does not validate is looked at once, when a run has ended by itself.
- Epochs shorter than a call into TensorFlow are taken and told together; no bit of the result depends on it.
- A model is measured on weights of one moment, copied between two steps, by a thread and a Keras model of its
  own; while a run is under way it takes one core (`worker.evaluations`, `evaluation`).
- Pictures smaller than the network's input get a border of zeros, as LeNet-5 had it.
- Members that train side by side have a core each, and no more: so several are done sooner than one after the
  other with all cores. Those of a last round that is not full share all cores. Whose worker dies is taken up
  from its checkpoint once; who dies twice has failed.
- An ensemble answers with the mean of its members' probabilities, as the slides sum their outputs.
"""
