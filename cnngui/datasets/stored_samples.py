"""Samples that lie in a file: what is asked for is read, and nothing else is held in memory."""

from __future__ import annotations

import math
import mmap
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.files.opening import open_regular

Array = NDArray[Any]
Rows = NDArray[np.int64]

BLOCK_BYTES = 16_000_000
_AT_ONCE_BYTES = 2_000_000
"""Copied in a millisecond or so, in which no other thread of Python's gets a word in."""
_WILL_NEED, _DONT_NEED = (getattr(mmap, f"MADV_{name}", None) for name in ("WILLNEED", "DONTNEED"))


class RowFile:
    """A file that begins with rows of bytes, one behind the other.

    Args:
        mapped: all of the file, read-only. count: rows. shape: of each, uint8.
    """

    def __init__(self, mapped: mmap.mmap, count: int, shape: tuple[int, ...]) -> None:
        self.shape = (count, *shape)
        self._row_bytes = math.prod(shape)
        self._take_values(mapped)

    def _take_values(self, mapped: mmap.mmap) -> None:
        self._mapped = mapped
        self._values = np.frombuffer(mapped, np.uint8, math.prod(self.shape)).reshape(self.shape)

    def let_move(self, move: Callable[[], Path]) -> None:
        """Let go of the file until `move` has put it where it returns: Windows moves none that is mapped.

        Raises:
            CnnguiError: it cannot be opened there.
        """
        self._values = self._values[:0].copy()
        self._mapped.close()
        with open_regular(move(), sys.maxsize) as file:
            self._take_values(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def take(self, rows: Rows) -> NDArray[np.uint8]:
        """Return a copy of some rows, in the order of `rows`.

        They are read in the order in which they lie, the disk being told beforehand; what was mapped for that
        is given back, for it would count as memory of this process.
        """
        taken = np.empty((len(rows), *self.shape[1:]), np.uint8)
        order = np.argsort(rows, kind="stable")
        at_once = max(1, _AT_ONCE_BYTES // max(1, self._row_bytes))
        for start in range(0, len(rows), at_once):
            places = order[start : start + at_once]
            wanted = rows[places]
            self._announce(wanted)
            taken[places] = self._values[wanted]
            if _DONT_NEED is not None:
                self._mapped.madvise(_DONT_NEED)
        return taken

    def _announce(self, rows: Rows) -> None:
        """Have the system read ascending rows ahead, and no more than these."""
        if _WILL_NEED is None:
            return
        firsts = np.flatnonzero(np.diff(rows, prepend=-2) > 1)
        ends = np.append(firsts[1:], len(rows))
        for first, end in zip(firsts.tolist(), ends.tolist(), strict=True):
            begin = int(rows[first]) * self._row_bytes // mmap.PAGESIZE * mmap.PAGESIZE
            length = (int(rows[end - 1]) + 1) * self._row_bytes - begin
            with suppress(OSError):  # advice is not always taken
                self._mapped.madvise(_WILL_NEED, begin, length)


class StoredSamples:
    """Some rows of a file as samples: indexed as an array is along its first axis, with arrays as the result.

    Nearly everything that works with samples takes some of them at a time, and need not know. What wants all
    of them at once (`numpy.asarray`) gets them, in memory.

    Args:
        file: where they lie. rows: int64 (samples,), which of the file's rows count, in which order.
        shape: of a sample, if `fit` makes others of the file's rows.
    """

    def __init__(
        self,
        file: RowFile,
        rows: Rows,
        shape: tuple[int, ...] | None = None,
        fit: Callable[[Array], Array] | None = None,
    ) -> None:
        self._file, self._rows, self._fit = file, rows, fit
        self.shape = (len(rows), *(file.shape[1:] if shape is None else shape))
        self.dtype = np.dtype(np.uint8)

    @property
    def ndim(self) -> int:
        """Axes, that of the samples included."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many values all samples have."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of all samples together; they are on the disk, not in memory."""
        return self.size

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Array:
        """Return what an array gives for an index of its first axis; None and ellipses are not for files."""
        first, *rest = index if isinstance(index, tuple) else (index,)
        if first is None or first is Ellipsis:
            raise TypeError("samples of a file are indexed along their first axis")
        rows = np.asarray(self._rows[first])
        samples = self._fitted(self._file.take(rows.reshape(-1)))
        if rows.ndim == 0:
            return samples[(0, *rest)]
        return samples[(slice(None), *rest)] if rest else samples

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if copy is False:
            raise ValueError("samples of a file cannot be had without a copy")
        samples = self[:]
        return samples if dtype is None else samples.astype(dtype)

    def __iter__(self) -> Iterator[Array]:
        for block in blocks(self):
            yield from block

    def take(self, rows: Any) -> StoredSamples:
        """Return some of the samples, unread; `rows` as numpy takes an index of the first axis."""
        return StoredSamples(self._file, self._rows[rows], self.shape[1:], self._fit)

    def fitted(self, shape: tuple[int, ...], fit: Callable[[Array], Array]) -> StoredSamples:
        """Return the samples as `fit` makes them, once they are read: uint8 (samples, *shape)."""
        before = self._fit
        both = fit if before is None else lambda samples: fit(before(samples))
        return StoredSamples(self._file, self._rows, shape, both)

    def followed_by(self, other: StoredSamples) -> StoredSamples:
        """Return these samples and then those of `other`, which are of the same file and shape."""
        if self._file is not other._file or self.shape[1:] != other.shape[1:]:
            raise ValueError("samples of two files")
        rows = np.concatenate([self._rows, other._rows])
        return StoredSamples(self._file, rows, self.shape[1:], self._fit)

    def _fitted(self, samples: Array) -> Array:
        return samples if self._fit is None else self._fit(samples)


def stored(samples: Any) -> Any:
    """Return samples if they are those of a file, None for an array."""
    return samples if isinstance(samples, StoredSamples) else None


def held_bytes(samples: Any) -> int:
    """Return how many bytes of memory samples take: those of a file none."""
    return 0 if isinstance(samples, StoredSamples) else int(samples.nbytes)


def some_of(samples: Any, rows: Any) -> Any:
    """Return some samples: a copy of an array's, or those of a file, unread."""
    return samples.take(rows) if isinstance(samples, StoredSamples) else samples[rows]


def joined(first: Any, second: Any) -> Any:
    """Return samples one behind the other; those of one file stay there, unread."""
    if isinstance(first, StoredSamples) and isinstance(second, StoredSamples):
        return first.followed_by(second)
    return np.concatenate([first, second])


def blocks(samples: Any, most_bytes: int = BLOCK_BYTES) -> Iterator[Array]:
    """Yield samples some at a time, in order, as contiguous arrays; an array in memory as it is."""
    if not isinstance(samples, StoredSamples):
        yield np.ascontiguousarray(samples)
        return
    step = max(1, most_bytes // max(1, math.prod(samples.shape[1:])))
    for start in range(0, len(samples), step):
        yield np.ascontiguousarray(samples[start : start + step])
