"""Ten colours that are told apart beside each other, for runs and for classes."""

from __future__ import annotations

from cnngui.ui.shared.theme import theme

# Okabe and Ito (2008) without yellow, which no white ground bears, and what lies between; lighter on dark.
LIGHT = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8b5fd0",
    "#b07c00", "#1f9bcf", "#a03a2c", "#5b7f2b", "#5f6b7a",
)  # fmt: skip
DARK = (
    "#56b4e9", "#f0924a", "#2fc79a", "#e79ac5", "#b392f0",
    "#e0b04a", "#7cc7ee", "#e08272", "#9cc466", "#a9b4c2",
)  # fmt: skip


def colour_at(place: int) -> str:
    """Return the colour of the thing at a place, from 0, as it is drawn now; the eleventh has the first's."""
    palette = DARK if theme().dark else LIGHT
    return palette[place % len(palette)]


def shown(colour: str) -> str:
    """Return a colour that was given as it is drawn: one of the ten is lighter on dark ground."""
    return DARK[LIGHT.index(colour)] if theme().dark and colour in LIGHT else colour
