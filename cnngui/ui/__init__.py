"""What a person sees: thin QtWidgets views over `cnngui.state`; changes when the look changes.

Rooms: `shared` (theme and small widgets), `network` (layer cards, palette, properties), `train` (curves,
answers), `data` (every sample of the data), `results` (what the network takes for what), `code` (the network
as a Keras program), `compare` (two networks side by side), `draw` (canvas, frames, probabilities; for two
numbers the decision map, for words the sentence field), `inside` (feature maps), `stepper` (a layer in
numbers, cell by cell), `runs` (every training there was, and their curves over each other), `ensemble`
(several that vote), `samples` (a person's own, and fine-tuning on them), and `main_window`, which only
arranges the pages and panels that `cnngui.app` gives it. Rooms import `shared` and the rooms below `ui`,
never each other. Decisions taken here:

- A view owns no arithmetic: functions turn values into pictures and text, widgets show them.
- A window may be built anew at any moment, on the state of the one before: what is to outlive it is kept
  there (`notices`, `network.folding`, `compare.last_saved`), and no widget hears a signal of the state by a
  lambda or a closure, which would outlive the widget.
"""
