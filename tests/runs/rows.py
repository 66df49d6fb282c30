"""Rows of runs for tests that need no folders."""

from __future__ import annotations

from typing import Any

from cnngui.network.recipe import Recipe
from cnngui.runs.run_row import RunRow, settings_of


def row(name: str, recipe: Recipe | None = None, **values: Any) -> RunRow:
    """Return the row of a finished run of this id."""
    given: dict[str, Any] = {
        "state": "finished", "title": "MNIST CNN", "edited": False, "name": name, "note": "",
        "tags": (), "color": "", "hidden": False, "network": "net", "data": "digits",
        "settings": settings_of(recipe or Recipe()),
    }  # fmt: skip
    return RunRow(id=name, **(given | values))
