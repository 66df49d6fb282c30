"""Which colour a run has: one that a person gave it, else one by its place."""

from __future__ import annotations

from collections.abc import Iterable

from cnngui.runs.run_row import RunRow
from cnngui.ui.shared.ten_colours import colour_at, shown


def colours_of(rows: Iterable[RunRow]) -> dict[str, str]:
    """Return the colour of each run as it is drawn now, by the run's name.

    Args:
        rows: all runs, the oldest first: filtering and sorting change no colour.
    """
    return {row.id: shown(row.color) or colour_at(place) for place, row in enumerate(rows)}
