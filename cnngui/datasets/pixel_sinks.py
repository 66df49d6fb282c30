"""Where decoded pictures go one by one while a folder is read: into memory, or into a file."""

from __future__ import annotations

import mmap
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Pictures
from cnngui.datasets.stored_samples import BLOCK_BYTES, RowFile
from cnngui.errors import CnnguiError, reason_of


class PixelSink(Protocol):
    """Takes pictures of one height and width; they are grey as long as none is in colour."""

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """How many there are, height, width and channels."""

    def append(self, picture: Pictures) -> None:
        """Take a picture, uint8 (height, width) or (height, width, 3).

        Raises:
            CnnguiError: ``files.cannot_write``: the disk is full.
        """

    def all(self) -> Pictures | RowFile:
        """Return all that came, when nothing more will come. Raises CnnguiError as `append` does."""


class MemoryPixels:
    """Pictures in an array.

    Args:
        shape: so many pictures at most, height and width, so many channels at least.
    """

    def __init__(self, shape: tuple[int, int, int, int]) -> None:
        self._filled, self._values = 0, np.empty(shape, np.uint8)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """As `PixelSink` has it."""
        _, height, width, channels = self._values.shape
        return self._filled, height, width, channels

    def append(self, picture: Pictures) -> None:
        """Take a picture, as `PixelSink` says."""
        picture = _with_channels(picture, self._values.shape[3])
        if self._values.shape[3] < picture.shape[2]:
            grey = self._values
            self._values = np.empty((*grey.shape[:3], 3), np.uint8)
            self._values[: self._filled] = grey[: self._filled]
        self._values[self._filled] = picture
        self._filled += 1

    def all(self) -> Pictures:
        """Return all that came."""
        return self._values[: self._filled]


class FilePixels:
    """Pictures in a file, one behind the other.

    Args:
        path: is made anew. side: height and width of each. channels: so many at least.
    """

    def __init__(self, path: Path, side: tuple[int, int], channels: int = 1) -> None:
        self.path, self._side = path, side
        self._filled, self._channels = 0, channels
        # Of a person's own pictures: nobody else is to see them.
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._file = os.fdopen(os.open(path, flags, 0o600), "w+b", buffering=1 << 20)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """As `PixelSink` has it."""
        return self._filled, *self._side, self._channels

    def append(self, picture: Pictures) -> None:
        """Take a picture, as `PixelSink` says."""
        picture = _with_channels(picture, self._channels)
        try:
            if self._channels < picture.shape[2]:
                self._in_colour()
            elif picture.shape[2] < self._channels:
                picture = np.repeat(picture, self._channels, axis=2)
            self._file.write(np.ascontiguousarray(picture).data)
        except OSError as error:
            reason = reason_of(error)
            raise CnnguiError("files.cannot_write", path=str(self.path), reason=reason) from None
        self._filled += 1

    def all(self) -> RowFile:
        """Return all that came, where it lies; none may be appended any more."""
        try:
            self._file.flush()
            mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            reason = reason_of(error)
            raise CnnguiError("files.cannot_write", path=str(self.path), reason=reason) from None
        return RowFile(mapped, self._filled, (*self._side, self._channels))

    def finish(self, behind: bytes) -> None:
        """Write what belongs behind the pictures, and see that all of it is on the disk. Raises OSError."""
        self._file.write(behind)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def close(self) -> None:
        """Give up what is still to be written."""
        with suppress(OSError):
            self._file.close()

    def _in_colour(self) -> None:
        """Write what is there three times, the last picture first: none is written over before it is read."""
        size = self._side[0] * self._side[1]
        at_once = max(1, BLOCK_BYTES // size)
        for start in reversed(range(0, self._filled, at_once)):
            count = min(at_once, self._filled - start)
            self._file.seek(start * size)
            grey = np.frombuffer(self._file.read(count * size), np.uint8)
            self._file.seek(3 * start * size)
            self._file.write(np.repeat(grey, 3).data)
        self._file.seek(3 * self._filled * size)
        self._channels = 3


def _with_channels(picture: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    """Return (height, width, channels): a single one if red, green and blue are all the same.

    Args:
        channels: of those that came before. Where these have three already nothing is looked for.
    """
    if picture.ndim == 2:
        return picture[..., np.newaxis]
    return picture if channels == 3 or (picture != picture[..., :1]).any() else picture[..., :1]
