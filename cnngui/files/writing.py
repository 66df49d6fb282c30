"""Write a file whole or not at all, and only where a file belongs."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from cnngui.errors import CnnguiError
from cnngui.files import folders, leftovers
from cnngui.files.opening import shown_text

# Full, over a quota or a limit, protected, or gone meanwhile. Not every system has every one.
_OF_THE_DISK = [
    getattr(errno, name)
    for name in (
        *("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EMFILE", "ENFILE"),
        *("EIO", "ESTALE", "ENODEV", "ENOTCONN", "ETIMEDOUT", "ENOENT"),
    )
    if hasattr(errno, name)
]


def atomic_write(path: str | Path, write: Callable[[Path], None]) -> None:
    """Have `write` fill a new file in the same folder, then put it in the place of `path`.

    A crash, a kill or a full disk leaves the old file as it was. What was written is on the disk, not only
    in the system's memory, when this returns. A link stays one: the file it leads to is written. The rights
    of an old file stay; a new one has those of any new file, in the user's own folders none for others.

    Raises:
        CnnguiError: the folder is missing, may not be written to, or is full; or what is there is no
            ordinary file, or protected. Nothing changed.
    """
    with _told_of(path):
        target, old = _followed(Path(path), stat.S_ISREG)
        with _beside(target) as part:
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _new_mode(target)))
            new = part.stat()
            write(part)
            _sync(part)
            _permit(part, old or new)
            part.replace(target)
        _sync_folder(target.parent)


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
    with _told_of(path):
        target, old = _followed(Path(path), lambda _: True)
        if old is not None and not (target / hallmark).is_file():
            raise CnnguiError("files.other_folder", path=str(path), hallmark=hallmark)
        with _beside(target) as part:
            part.mkdir()
            made = part / "made"
            write(made)
            for each in made.rglob("*"):
                if each.is_file():
                    _sync(each)
            if old is not None:
                _give_mode(made, old)
                target.rename(part / "old")
            try:
                made.rename(target)
            except OSError:
                if old is not None:
                    (part / "old").rename(target)
                raise
        _sync_folder(target.parent)


def system_reason(error: BaseException) -> str | None:
    """Return what the system says against writing, None if it is something else that went wrong.

    HDF5 and TensorFlow have errors of their own for a full disk, with the system's words somewhere in them.
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    told = str(error)
    for number in _OF_THE_DISK:
        if os.strerror(number) in told or f"errno = {number}," in told:
            return os.strerror(number)
    return shown_text(told) if isinstance(error, OSError) else None


@contextmanager
def _told_of(path: str | Path) -> Iterator[None]:
    """Make what goes wrong with the disk a sentence about `path`."""
    try:
        yield
    except CnnguiError:
        raise
    except Exception as error:
        if (reason := system_reason(error)) is None:
            raise
        raise CnnguiError("files.cannot_write", path=str(path), reason=reason) from error


def _followed(path: Path, belongs: Callable[[int], bool]) -> tuple[Path, os.stat_result | None]:
    """Return where a path leads, and what is there already, None for nothing.

    Raises:
        CnnguiError: it is a device, a pipe or the like, or may not be written.
    """
    try:
        old = path.stat()
    except FileNotFoundError:
        return Path(os.path.realpath(path)), None
    if not belongs(old.st_mode):
        raise CnnguiError("files.no_target", path=str(path))
    # A superuser may write everything, and does not mean to.
    if not old.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        raise CnnguiError("files.protected", path=str(path))
    return Path(os.path.realpath(path)), old


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a name in the folder of `target`; what is still there at the end is removed."""
    _sweep_once()
    temporary = leftovers.Temporary(target)
    try:
        yield temporary.path
    finally:
        temporary.end()


_sweep_once = cache(leftovers.sweep)


def _new_mode(target: Path) -> int:
    return 0o600 if folders.is_own(target) else 0o666


def _permit(part: Path, like: os.stat_result) -> None:
    """Give the rights and, where that is allowed, the owner of another file."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(part, like.st_uid, like.st_gid)
    _give_mode(part, like)


def _give_mode(path: Path, like: os.stat_result) -> None:
    """Give the rights of another file; a disk that has no rights of its own may refuse to be asked."""
    if path.stat().st_mode != like.st_mode:
        path.chmod(stat.S_IMODE(like.st_mode))


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself safe, where the system can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # a folder one may write to but not read
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
