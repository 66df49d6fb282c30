"""The layer stack: cards, the palette to add layers, and the property form.

Imports `cnngui.ui.shared`, `cnngui.state` and `cnngui.network`. `network_panel.NetworkPanel` is the room's
door; `map` shows the same network as a diagram. Decisions taken here:

- Cards are light widgets placed by hand and found again by layer name: an edit touches what it changed.
- A block's card lies under the cards of what is in it; all are children of the column, placed by `layout`,
  which is pure: a place of the mouse, a drop and a + are all one of its gaps.
- Folding is a matter of looking, not of the network: `folding` keeps it by name, and no undo step changes it.
- Mouse and keys mean something in one place, `column`, a drag in `rearranging`; where they lead is arithmetic
  in `moves`; `stack` and `actions` turn that into document edits.
- Nothing here keeps a copy of the network: cards and editors are shown anew from the document.
- What is shown is made by pure functions (`cards`, `palette_rows`, `figures`), tested without a window.
"""
