"""Imported before the rest of the window, so that imports cost what they cost anywhere.

WORKAROUND(PySide6 6.11): for ``from __feature__ import …``, which nothing here uses, PySide6 puts a function
of its own in the place of ``__import__``, which reads the source of every module that is imported, to see
whether it names PySide6: 0.1 s of a start (https://bugreports.qt.io/browse/PYSIDE-2029).
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  # it is this import that does so

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
