"""Collect garbage in the GUI thread only."""

from __future__ import annotations

import gc

from pyqtgraph.util.garbage_collector import GarbageCollector
from PySide6.QtCore import QObject

INTERVAL_S = 0.5


class GuiGarbage:
    """While it lives, Python's cyclic garbage is collected by a timer of the thread that made it.

    WORKAROUND(PySide6 6.11): Python collects in whatever thread happens to allocate. When that is the reader
    of the worker's events and the garbage holds a QObject, Qt is left with a timer of an object that is gone:
    a segmentation fault, met in the tests; no report known. What start-up made stays for good and is left out
    of every collection.
    """

    def __init__(self, parent: QObject) -> None:
        self._was_enabled = gc.isenabled()
        gc.freeze()
        self._collector = GarbageCollector(interval=INTERVAL_S)
        self._collector.timer.setParent(parent)

    def close(self) -> None:
        """Leave it to Python again."""
        self._collector.timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
