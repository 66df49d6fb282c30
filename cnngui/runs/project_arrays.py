"""The arrays of a project file: read without trusting a byte, written without a copy of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, Literal

import numpy as np

from cnngui.errors import CnnguiError
from cnngui.files.archives import CheckedZip
from cnngui.files.arrays import Array, ArrayHeader, check_size, read_header, read_values, truncated
from cnngui.network.network import Shape
from cnngui.runs.checking import wrong_array

_MOST_ROWS = 4_000_000
_BLOCK_BYTES = 1 << 18  # of 256 kB to 4 MB the fastest: 1,000 MB in 0.77 s of one core


@dataclass(frozen=True)
class Wanted:
    """What an array must be.

    Attributes:
        shape: None for a row of any length up to four million.
        label: what messages call it.
    """

    dtype: Literal["float32", "float64", "int64"]
    shape: Shape | None
    label: str

    @property
    def most_bytes(self) -> int:
        """The most bytes its values may take."""
        return np.dtype(self.dtype).itemsize * (_MOST_ROWS if self.shape is None else math.prod(self.shape))


def read_headers(archive: CheckedZip, wanted: Mapping[str, Wanted], origin: str) -> dict[str, ArrayHeader]:
    """Return what each array says of itself, no value read.

    Raises:
        CnnguiError: one is not of the type, the shape or the size that is wanted.
    """
    headers: dict[str, ArrayHeader] = {}
    for name, want in wanted.items():
        with _opened(archive, name, origin) as (_, header):
            shape = header.shape[:1] if want.shape is None else want.shape
            if header.dtype.newbyteorder("=") != want.dtype or header.shape != shape:
                raise wrong_array(want.label, header, want.dtype, shape, origin)
            headers[name] = header
    return headers


def look_through(archive: CheckedZip, wanted: Mapping[str, Wanted], origin: str) -> None:
    """Read every value and keep none, so that a file that is refused has cost no memory.

    Raises:
        CnnguiError: a checksum does not fit, an array is too short, or a float32 is not finite.
    """
    for name, want in wanted.items():
        with _opened(archive, name, origin) as (stream, header):
            for block in _blocks(stream, header, f"{name} in {origin}"):
                if want.dtype == "float32" and not np.isfinite(block).all():
                    raise CnnguiError("runs.not_finite", path=origin, name=want.label)


def read_array(archive: CheckedZip, name: str, origin: str) -> Array:
    """Return an array that was looked through."""
    with _opened(archive, name, origin) as (stream, header):
        return read_values(stream, header, shown=f"{name} in {origin}")


def write_array(stream: IO[bytes], shape: Shape, pieces: Iterable[Array], dtype: np.dtype[Any]) -> None:
    """Write an .npy file of `pieces` in a row, as numpy would write them put together."""
    described = {
        "descr": np.lib.format.dtype_to_descr(dtype),
        "fortran_order": False,
        "shape": tuple(map(int, shape)),
    }
    np.lib.format.write_array_header_1_0(stream, described)
    for piece in pieces:
        stream.write(np.ascontiguousarray(piece, dtype).reshape(-1).data)


@contextmanager
def _opened(archive: CheckedZip, name: str, origin: str) -> Iterator[tuple[BinaryIO, ArrayHeader]]:
    """Give an array's stream, at its first value, and its header, which the stored size fits."""
    member, shown = f"{name}.npy", f"{name} in {origin}"
    size = archive.size(member)
    with archive.open(member) as stream:
        header, header_bytes = read_header(stream, shown=shown)
        check_size(header, header_bytes, max_bytes=size, stored_bytes=size, shown=shown)
        yield stream, header


def _blocks(stream: BinaryIO, header: ArrayHeader, shown: str) -> Iterator[Array]:
    """Yield all values some at a time; each array is overwritten by the next."""
    block = np.empty(min(_BLOCK_BYTES, header.data_bytes), np.uint8)
    left = header.data_bytes
    while left:
        space = block.data[: min(left, len(block))]
        done = 0
        while done < len(space) and (part := stream.read(len(space) - done)):
            space[done : done + len(part)] = part
            done += len(part)
        if done < len(space):
            truncated(header, header.data_bytes - left + done, shown)
        yield block[: len(space)].view(header.dtype)
        left -= len(space)
    if stream.read(1):  # lets the member reach its end, where its checksum is compared
        raise CnnguiError("files.array_longer", name=shown)
