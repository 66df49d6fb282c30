"""The only file that knows where the program's folders lie: those that ship with it, and the user's own.

``CNNGUI_HOME`` moves all of the user's but downloads, for tests and portable use; ``CNNGUI_DATA_DIR`` those.
"""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def _shipped(folder: str) -> Path:
    """Return a shipped folder: inside the package when installed from a wheel, beside it in a source tree."""
    installed = _PACKAGE / "_shipped" / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder


def resources() -> Path:
    """Return the folder of bundled digits, icons and texts."""
    return _shipped("resources")


def models() -> Path:
    """Return the folder of the trained networks that ship with the program."""
    return _shipped("models")


def settings_folder() -> Path:
    """Return where what a person has chosen and made for good is kept: settings, own blocks."""
    return _own("config")


def data_folder() -> Path:
    """Return where what the program made for a person is kept: runs."""
    return _own("data")


def state_folder() -> Path:
    """Return where edits are kept that no file holds yet."""
    return _own("state")


def log_folder() -> Path:
    """Return where the worker's output goes."""
    return _own("log")


def downloads_folder() -> Path:
    """Return where data sets are downloaded to."""
    if chosen := os.environ.get("CNNGUI_DATA_DIR"):
        return Path(chosen).expanduser().absolute()
    return _platform("cache") / "data"


def home() -> Path | None:
    """Return where ``CNNGUI_HOME`` has the user's folders, None where the system's places are used."""
    chosen = os.environ.get("CNNGUI_HOME")
    return Path(chosen) if chosen else None


def _own(kind: str) -> Path:
    return home() or _platform(kind)


def _platform(kind: str) -> Path:
    # Only now: `cnngui --help` needs none of the user's folders.
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")("cnngui", appauthor=False))
