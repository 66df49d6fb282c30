"""The Code tab: the network as Keras code, live beside the cards.

Imports `cnngui.ui.shared` and the rooms below `ui`; no other room of `ui`. What the code says is made in
`cnngui.export.keras_code`; here it is only shown, coloured, copied and saved.
"""
