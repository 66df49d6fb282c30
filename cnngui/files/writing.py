"""Write a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from cnngui.errors import CnnguiError


def atomic_write(path: str | Path, write: Callable[[Path], None]) -> None:
    """Have `write` fill a new file in the same folder, then put it in the place of `path`.

    A crash, a kill or a full disk leaves the old file as it was. What was written is on the disk, not only
    in the system's memory, when this returns.

    Raises:
        CnnguiError: the folder is missing, may not be written to, or is full; nothing changed.
    """
    target = Path(path)
    part: Path | None = None
    try:
        # The suffix at the end, because some writers look at it.
        descriptor, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.stem[:80]}.", suffix=f".part{target.suffix[:20]}"
        )
        os.close(descriptor)
        part = Path(name)
        write(part)
        _permit_like_new_files(part)
        _sync(part)
        part.replace(target)
        part = None
        _sync_folder(target.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CnnguiError("files.cannot_write", path=str(target), reason=reason) from error
    finally:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()


def atomic_bytes(path: str | Path, content: bytes) -> None:
    """Write a file that holds `content`, whole or not at all. Raises CnnguiError as `atomic_write` does."""

    def fill(part: Path) -> None:
        part.write_bytes(content)

    atomic_write(path, fill)


def atomic_folder(path: str | Path, write: Callable[[Path], None], hallmark: str) -> None:
    """Have `write` fill a new folder beside `path`, then put it in the place of `path`.

    Args:
        hallmark: a file that every folder of this kind has. Only a folder with it is replaced: another may
            hold anything.

    Raises:
        CnnguiError: as `atomic_write`, or ``files.other_folder``; nothing changed.
    """
    target = Path(path)
    if target.is_symlink() or (target.exists() and not (target / hallmark).is_file()):
        raise CnnguiError("files.other_folder", path=str(target), hallmark=hallmark)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:80]}.") as folder:
            made = Path(folder) / "made"
            write(made)
            for each in made.rglob("*"):
                if each.is_file():
                    _sync(each)
            if target.exists():
                target.rename(Path(folder) / "old")
            try:
                made.rename(target)
            except OSError:
                if (Path(folder) / "old").exists():
                    (Path(folder) / "old").rename(target)
                raise
        _sync_folder(target.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CnnguiError("files.cannot_write", path=str(target), reason=reason) from error


def _permit_like_new_files(path: Path) -> None:
    """Give the rights an ordinary new file has: temporary files are private."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        path.chmod(0o666 & ~mask)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself safe, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
