"""What pyqtgraph imports, a little at a time: at once it holds the window for 0.15 s."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator

from PySide6 import QtCore, QtGui, QtWidgets

AT_ONCE_S = 0.004

_MODULES = (
    *("cProfile", "colorama", "mmap", "pydoc", "xml.etree.ElementTree"),
    *("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtSvg", "PySide6.QtTest"),
)


class Preparation:
    """Has what `pyqtgraph` needs imported in pieces of some 4 ms; the rest of it takes a third of the time.

    WORKAROUND(PySide6 6.11): it makes a class when it is first asked for, and ``pyqtgraph.Qt`` asks for all
    of them: 80 ms. No other thread can do this: it makes types of Qt, and PySide6 crashes where the window's
    thread uses some meanwhile; no report known.
    """

    def __init__(self) -> None:
        self._left = _pieces()
        self.done = False

    def go_on(self) -> None:
        """Do as much as takes `AT_ONCE_S`, or one module."""
        end = time.perf_counter() + AT_ONCE_S
        while not self.done and time.perf_counter() < end:
            self.done = next(self._left, self) is self


def _pieces() -> Iterator[None]:
    for module in _MODULES:
        importlib.import_module(module)
        yield
    for qt in (QtCore, QtGui, QtWidgets):
        for name in dir(qt):
            getattr(qt, name)
            yield
