"""Open a file somebody gave us, and nothing that only pretends to be one."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

from cnngui.errors import CnnguiError, reason_of

MB = 1_000_000

# Without O_NONBLOCK the open of a named pipe waits for a writer for ever. Windows has neither.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class DamagedError(CnnguiError):
    """What a file holds is damaged, hostile or too much: not that it is missing or may not be read."""


def open_regular(path: str | Path, max_bytes: int) -> io.BufferedReader:
    """Open `path` for reading if it is a regular file of at most `max_bytes` bytes.

    The check is made on the opened file, so that the path cannot be exchanged between check and use.

    Raises:
        CnnguiError: missing, unreadable, too large, or a folder, device, socket or pipe.
    """
    descriptor, _ = _opened(path, max_bytes)
    return os.fdopen(descriptor, "rb")


def read_regular(path: str | Path, max_bytes: int) -> bytes:
    """Return all that `open_regular` would let be read; of many small files in a third of the time.

    Raises:
        CnnguiError: as `open_regular` does, and ``files.unreadable`` if the disk fails half-way.
    """
    descriptor, left = _opened(path, max_bytes)
    blocks = []
    try:
        # A system may give less than it was asked for; nothing at the end of a file that was cut meanwhile.
        while left > 0 and (block := os.read(descriptor, left)):
            blocks.append(block)
            left -= len(block)
    except OSError as error:
        raise CnnguiError("files.unreadable", path=shown_text(path), reason=reason_of(error)) from None
    finally:
        os.close(descriptor)
    return b"".join(blocks)


def _opened(path: str | Path, max_bytes: int) -> tuple[int, int]:
    """Return the descriptor of a regular file, and its size in bytes."""
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except FileNotFoundError:
        raise CnnguiError("files.missing", path=shown_text(path)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise CnnguiError("files.unreadable", path=shown_text(path), reason=reason_of(error)) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise CnnguiError("files.not_a_file", path=shown_text(path))
        if status.st_size > max_bytes:
            raise too_large(shown_text(path), status.st_size, max_bytes)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor, status.st_size


def too_large(shown: str, size: int, limit: int) -> DamagedError:
    """Return what to say of a file, or of what is in it: `size` bytes are more than `limit`."""
    return DamagedError("files.too_large", path=shown, size_mb=size / MB, limit_mb=limit / MB)


def shown_text(text: object, limit: int = 200) -> str:
    """Return foreign text as it may stand in a sentence: printable, at most `limit` characters."""
    shown = "".join(letter if letter.isprintable() else "�" for letter in str(text)[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def shown_name(text: object) -> str:
    """Return a foreign name, or another few words, as `shown_text` of at most 60 characters."""
    return shown_text(text, 60)
