"""Undo: an edit is what was and what is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.state.selection import Selection

MERGE_WITHIN_S = 1.5


@dataclass(frozen=True)
class Contents:
    """All that a project file holds of what a person decided."""

    network: Network
    recipe: Recipe
    data: str


@dataclass(frozen=True)
class Moment:
    """What was decided, and what was selected."""

    contents: Contents
    selection: Selection


class Edit(QUndoCommand):
    """Any edit at all: what was, what is, and how to show either."""

    def __init__(
        self, title: str, before: Moment, after: Moment, show: Callable[[Moment], None], merge: str
    ) -> None:
        super().__init__(title)
        self._before, self._after, self._show, self._merge = before, after, show, merge
        self._last_s = time.monotonic()

    def redo(self) -> None:
        self._show(self._after)

    def undo(self) -> None:
        self._show(self._before)

    def id(self) -> int:
        return 1 if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Edit) or other._merge != self._merge:
            return False
        if other._last_s - self._last_s > MERGE_WITHIN_S:
            return False
        self._after, self._last_s = other._after, other._last_s
        self.setObsolete(self._after.contents == self._before.contents)
        return True


Named = tuple[str, str, Network]
"""The file a document is in, "" for none; what it is called; and how its network was when that began."""


class Renamed(QUndoCommand):
    """What the document was called, and is called now."""

    def __init__(self, before: Named, after: Named, call: Callable[[Named], None]) -> None:
        super().__init__()
        self._before, self._after, self._call = before, after, call

    def redo(self) -> None:
        self._call(self._after)

    def undo(self) -> None:
        self._call(self._before)
