"""A colour for each member: Okabe and Ito's (2008), told apart by colour-blind eyes, and over again."""

from __future__ import annotations

from cnngui.ui.shared.theme import theme

_LIGHT = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8b5fd0", "#a87400", "#3d9bd1", "#68707c")
_DARK = ("#56b4e9", "#f0924a", "#2fc79a", "#e29ac4", "#b79af0", "#e6b035", "#8fd0f5", "#a7afba")


def colour_of(place: int) -> str:
    """Return the colour of a member by its place, in the theme of now. A number stands beside it always."""
    colours = _DARK if theme().dark else _LIGHT
    return colours[place % len(colours)]
