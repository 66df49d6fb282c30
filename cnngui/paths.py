"""The only file that knows where ``resources/`` and ``models/`` lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(folder: str) -> Path:
    """Return a shipped folder: inside the package when installed from a wheel, beside it in a source tree."""
    installed = _PACKAGE / "_shipped" / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder


def resources() -> Path:
    """Return the folder of bundled digits, icons and texts."""
    return _shipped("resources")


def models() -> Path:
    """Return the folder of the trained networks that ship with the app."""
    return _shipped("models")
