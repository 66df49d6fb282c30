"""Which colour a run has: one that a person gave it, else one by its place."""

from __future__ import annotations

from collections.abc import Iterable

from cnngui.runs.run_row import RunRow
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


def colours_of(rows: Iterable[RunRow]) -> dict[str, str]:
    """Return the colour of each run as it is drawn now, by the run's name.

    Args:
        rows: all runs, the oldest first: filtering and sorting change no colour.
    """
    palette = DARK if theme().dark else LIGHT
    return {row.id: shown(row.color) or palette[place % len(palette)] for place, row in enumerate(rows)}


def shown(colour: str) -> str:
    """Return a colour that was given as it is drawn: one of the palette is lighter on dark ground."""
    return DARK[LIGHT.index(colour)] if theme().dark and colour in LIGHT else colour
