"""The only file that knows where the program's folders lie: those that ship with it, and the user's own.

``CNNGUI_HOME`` moves all of the user's but downloads, for tests and portable use; ``CNNGUI_DATA_DIR`` those.
What is in the user's own is for nobody else: folders are made with `make_own`, files by
`cnngui.files.writing`, which asks `is_own`.
"""

from __future__ import annotations

import contextlib
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


def shipped_network() -> Path:
    """Return the file of the digits network that answers before anything was trained."""
    return models() / "digits.cnn"


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


def pictures_folder() -> Path:
    """Return where decoded pictures are kept, which can be made again at any time."""
    return _own("cache") / "pictures"


def home() -> Path | None:
    """Return where ``CNNGUI_HOME`` has the user's folders, None where the system's places are used."""
    chosen = os.environ.get("CNNGUI_HOME")
    return Path(chosen).expanduser().absolute() if chosen else None


def person_folder() -> Path:
    """Return the home of the person; where there is none, the folder that the program was started in."""
    with contextlib.suppress(RuntimeError):
        return Path.home()
    return Path.cwd()


def own_folders() -> tuple[Path, ...]:
    """Return the user's own folders; all else that the program makes lies in them."""
    every = (settings_folder(), data_folder(), state_folder(), log_folder(), pictures_folder())
    return tuple(dict.fromkeys(every))


def is_own(path: Path) -> bool:
    """Return whether `path` lies in one of the user's own folders, not where a person saves."""
    return any(path.absolute().is_relative_to(each) for each in own_folders())


def make_own(folder: Path) -> None:
    """Make a folder, with those above it; if it is one of the user's own, nobody else may look into it.

    Raises:
        OSError: it cannot be made.
    """
    for above in reversed((folder, *folder.absolute().parents)):
        if not above.is_dir():
            above.mkdir(mode=0o700 if is_own(above) else 0o777, exist_ok=True)
        # A folder that the person named may be shared on purpose; those of ours were open until 0.1.
        elif is_own(above) and above != home() and (mode := above.stat().st_mode) & 0o077:
            with contextlib.suppress(OSError):
                above.chmod(mode & 0o700)  # one that is read-only stays so


def _own(kind: str) -> Path:
    return home() or _platform(kind)


def _platform(kind: str) -> Path:
    # Only now: `cnngui --help` needs none of the user's folders.
    import platformdirs

    place = Path(getattr(platformdirs, f"user_{kind}_dir")("cnngui", appauthor=False))
    # Of a user without a home it begins with a tilde, and would become a folder of that name.
    return place if place.is_absolute() else Path(os.devnull) / kind
