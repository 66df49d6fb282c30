"""Collect garbage in the GUI thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 500


class GuiGarbage:
    """While it lives, Python's cyclic garbage is collected by a timer of the thread that made it.

    WORKAROUND(PySide6 6.11): Python collects in whatever thread happens to allocate. When that is the reader
    of the worker's events and the garbage holds a QObject, Qt is left with a timer of an object that is gone:
    a segmentation fault, met in the tests; no report known. What start-up made stays for good and is left out
    of every collection.
    """

    def __init__(self, parent: QObject) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()
        self._timer = QTimer(parent, interval=INTERVAL_MS)
        self._timer.timeout.connect(_collect)
        self._timer.start()

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()


def _collect() -> None:
    """Collect the generations that Python would by now have collected itself."""
    due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if due[0]:
        gc.collect(next((age - 1 for age, is_due in enumerate(due) if not is_due), len(due) - 1))
