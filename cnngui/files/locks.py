"""A lock on a file that ends with its process, however that ends: the system holds it, not a number in it."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from cnngui.errors import reason_of

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class FileLock:
    """Held by at most one object of all processes.

    Attributes:
        refused: why it could not be taken the last time, as the system says it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        self.refused = ""

    def take(self) -> bool:
        """Return whether it is held now; False as well where there can be no lock."""
        if self._descriptor is not None:
            return True
        try:
            descriptor = os.open(self.path, _FLAGS, 0o600)
            try:
                _lock(descriptor)
                # Whoever held it before may have removed the file: then this is a lock on nothing.
                if os.path.samestat(os.fstat(descriptor), self.path.stat()):
                    self._descriptor = descriptor
                    return True
            finally:
                if self._descriptor is None:
                    os.close(descriptor)
        except OSError as error:
            self.refused = reason_of(error)
        return False

    def release(self) -> None:
        """Let go of it, and remove the file."""
        if self._descriptor is None:
            return
        with contextlib.suppress(OSError):
            self.path.unlink()
        os.close(self._descriptor)
        self._descriptor = None
        if os.name == "nt":  # which removes no file that is open; one that another holds now stays
            with contextlib.suppress(OSError):
                self.path.unlink()


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
