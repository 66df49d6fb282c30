"""The network as a diagram beside the cards: branches side by side, to zoom and to walk in.

Belongs to the room `cnngui.ui.network`. `map_panel.MapPanel` is the door; `map_view` shows the diagram that
exports write as well (`cnngui.export.picture`). Decisions taken here:

- `sight` (what is seen of the diagram) and `steps` (where arrow keys lead) are pure arithmetic.
- `scene` sorts a diagram once for each edit, so that painting asks only for what is seen; `map_paint` writes
  into a box what has room there, in a size that can be read: the nearer, the more.
- What is selected is the document's; the map only shows it and asks for another.
"""
