"""What a person sees: thin QtWidgets views over `cnngui.state`; changes when the look changes.

Rooms: `shared` (theme and small widgets), `network` (layer cards, palette, properties), `train` (curves,
answers), `code` (the network as a Keras program), `compare` (two networks side by side), `draw` (canvas,
frames, probabilities; for two numbers the decision map, for words the sentence field), `inside` (feature
maps), and `main_window`, which only arranges what `cnngui.app` gives it. Rooms import `shared` and the rooms
below `ui`, never each other. A view owns no arithmetic: functions turn values into pictures and text, widgets
show them.
"""
