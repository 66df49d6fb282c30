"""A stretch of an open file as a file of its own."""

from __future__ import annotations

import io
import os
from typing import BinaryIO


class FileWindow(io.RawIOBase):
    """Reads `length` bytes of `file` from `start`, and sees nothing before or behind them.

    For readers that jump about in what they read, such as HDF5's: a member that was stored unpacked in a
    zip needs no copy then, neither in memory nor on disk.
    """

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        super().__init__()
        self._file, self._start, self._length = file, start, length
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._length}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: object) -> int:
        """Fill `buffer` as far as the window goes; return how many bytes that were."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # whatever has the buffer protocol
        wanted = min(len(view), max(0, self._length - self._position))
        self._file.seek(self._start + self._position)
        done = 0
        while done < wanted:
            count = self._file.readinto(view[done:wanted])  # type: ignore[attr-defined]  # open_regular's has it
            if not count:
                break
            done += count
        self._position += done
        return done
