"""Decoded pictures are kept: a folder that has not changed is not decoded again, and a large one never held.

    <cache folder>/pictures/<key>.pictures
        pixels  uint8 (pictures, height, width, channels), in the order of reading
        labels  int64 (pictures,), little-endian
        parts   uint8 (pictures,): 0 to train on, 1 to test
        groups  int64 (pictures,), little-endian, where the parts were divided by group
        facts   JSON, UTF-8
        end     magic, CRC-32 of labels, parts, groups and facts, length of facts

The key is a digest of path, state and way of reading. Whatever is no such file, whole and of its very size,
is as if it were not there. The files are the program's own: they may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import PIL
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from cnngui.datasets.assembling import MAX_BYTES, MAX_PICTURES
from cnngui.datasets.dataset import Labels, Note, Pictures
from cnngui.datasets.picture_sizes import CountedSize
from cnngui.datasets.pixel_sinks import FilePixels, MemoryPixels, PixelSink
from cnngui.datasets.stored_samples import RowFile
from cnngui.errors import CnnguiError
from cnngui.files import folders, leftovers
from cnngui.files.opening import MB, open_regular
from cnngui.memory import free_memory

READER = 4
"""To be raised when the same files give other pictures, labels or notes than before."""
MOST_BYTES = 10_000_000_000
"""What is kept of data that fit into memory, together, and at most a quarter of the disk that is free."""
_MAGIC = b"CGP1"
_END = struct.Struct("<4sIQ")
_MAX_FACTS_BYTES = 20_000_000
_SUFFIX = ".pictures"

_Length = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
_Count = Annotated[int, Field(strict=True, ge=1)]


class _Facts(BaseModel):
    """What is written behind the pictures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    shape: tuple[Annotated[int, Field(strict=True, ge=2, le=MAX_PICTURES)], _Length, _Length, Literal[1, 3]]
    class_names: Annotated[tuple[str, ...], Field(min_length=2)]
    notes: tuple[tuple[str, dict[str, int | float | str]], ...]
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    content: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    grouped: bool = False
    undivided: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sizes: Annotated[tuple[tuple[_Count, _Count, _Count], ...], Field(min_length=1)]


@dataclass(frozen=True, eq=False)
class Kept:
    """What a folder was read as.

    Attributes:
        pictures: uint8 (pictures, height, width, channels), or where such lie. labels: int64.
        tests: bool, which of them are to test.
        fingerprint: of the data set, as `Dataset.fingerprint` has it; "" where nobody has computed it.
        content, sizes: as `Dataset` has them. undivided: as `Undivided.key`.
        groups: int64, which group each is of; None without groups.
    """

    pictures: RowFile | Pictures
    labels: Labels
    tests: NDArray[np.bool_]
    class_names: tuple[str, ...]
    notes: tuple[Note, ...]
    fingerprint: str = ""
    content: str = ""
    groups: NDArray[np.int64] | None = None
    undivided: str = ""
    sizes: tuple[CountedSize, ...] = ()


def in_memory() -> int:
    """Return how many bytes of pictures are held in memory; larger data stay on the disk.

    TensorFlow makes a copy of them, and the network wants its share.
    """
    free = free_memory()
    return MAX_BYTES if free is None else min(MAX_BYTES, free // 4)


class Place:
    """Where the pictures of one state of a folder are kept, or are being written to.

    Args:
        state: whatever is another where the same path would give another data set.
    """

    def __init__(self, path: Path, *state: object) -> None:
        told = repr((str(path.absolute()), READER, PIL.__version__, *state))
        key = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self._target = folders.pictures_folder() / f"{key}{_SUFFIX}"
        self._temporary: leftovers.Temporary | None = None
        self._pixels: FilePixels | None = None

    def kept(self) -> Kept | None:
        """Return what is kept, None for nothing."""
        if not self._target.is_file():
            return None
        try:
            kept = _read(self._target)
            os.utime(self._target)  # the oldest goes first
        except (CnnguiError, OSError, ValueError, struct.error):
            with contextlib.suppress(OSError):
                self._target.unlink()
            return None
        return kept

    def sink(self, shape: tuple[int, int, int, int], worth: bool, *, shown: str) -> PixelSink:
        """Return where to put pictures.

        Args:
            shape: so many at most, height and width, so many channels at least.
            worth: to decode them again would take a while. shown: what sentences call the folder.

        Raises:
            CnnguiError: ``datasets.no_room``: neither memory nor the disk has room for them.
        """
        count, height, width, channels = shape
        total = count * height * width * 3
        must = total > in_memory()
        room = 0
        if must or worth:
            self.end()
            with contextlib.suppress(OSError):
                room = _make_room(total, must=must)
                if total <= room:
                    self._temporary = leftovers.Temporary(self._target)
                    self._pixels = FilePixels(self._temporary.path, (height, width), channels)
                    return self._pixels
        if must:
            raise CnnguiError(
                "datasets.no_room",
                path=shown,
                pictures=count,
                size_mb=total / MB,
                room_mb=room / MB,
                folder=str(self._target.parent),
            )
        return MemoryPixels(shape)

    def keep(self, pixels: FilePixels, kept: Kept) -> None:
        """Have pictures that were written be found from now on; where the disk fails they are not."""
        facts = _Facts(
            shape=pixels.shape,  # type: ignore[arg-type]  # one channel or three
            class_names=kept.class_names,
            notes=tuple((note.code, note.values) for note in kept.notes),
            fingerprint=kept.fingerprint,
            content=kept.content,
            grouped=kept.groups is not None,
            undivided=kept.undivided,
            sizes=kept.sizes,
        )
        told = facts.model_dump_json().encode()
        behind = kept.labels.astype("<i8").tobytes() + kept.tests.astype(np.uint8).tobytes()
        if kept.groups is not None:
            behind += kept.groups.astype("<i8").tobytes()
        end = _END.pack(_MAGIC, zlib.crc32(told, zlib.crc32(behind)), len(told))

        def move() -> Path:
            try:
                pixels.finish(behind + told + end)
                return pixels.path.replace(self._target)
            except OSError:
                return pixels.path

        assert isinstance(kept.pictures, RowFile)
        kept.pictures.let_move(move)

    def end(self) -> None:
        """Remove what was not kept."""
        if self._pixels is not None:
            self._pixels.close()
        if self._temporary is not None:
            self._temporary.end()
        self._pixels = self._temporary = None


@contextmanager
def place_of(path: Path, *state: object) -> Iterator[Place]:
    """Give the place of a folder's pictures; half-written ones are removed at the end."""
    place = Place(path, *state)
    try:
        yield place
    finally:
        place.end()


def _read(path: Path) -> Kept:
    """Return what a file holds. Raises CnnguiError, OSError, ValueError, struct.error: it is none of ours."""
    with open_regular(path, 1 << 62) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END.size))
        magic, checksum, length = _END.unpack(file.read(_END.size))
        if magic != _MAGIC or length > min(_MAX_FACTS_BYTES, size):
            raise ValueError("no pictures")
        file.seek(size - _END.size - length)
        told = file.read(length)
        facts = _Facts.model_validate_json(told)
        count, height, width, channels = facts.shape
        pixels = count * height * width * channels
        told_of_each = 17 if facts.grouped else 9
        if size != pixels + told_of_each * count + length + _END.size:
            raise ValueError("not whole")
        file.seek(pixels)
        behind = file.read(told_of_each * count)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if zlib.crc32(told, zlib.crc32(behind)) != checksum:
        raise ValueError("damaged")
    labels = np.frombuffer(behind, "<i8", count).astype(np.int64)
    tests = np.frombuffer(behind, np.uint8, count, offset=8 * count)
    groups = np.frombuffer(behind, "<i8", count, offset=9 * count).astype(np.int64) if facts.grouped else None
    classes = len(facts.class_names)
    if labels.min() < 0 or labels.max() >= classes or tests.max() > 1 or tests.min() == tests.max():
        raise ValueError("no labels")
    return Kept(
        pictures=RowFile(mapped, count, (height, width, channels)),
        labels=labels,
        tests=tests.astype(bool),
        class_names=facts.class_names,
        notes=tuple(Note(code, values) for code, values in facts.notes),
        fingerprint=facts.fingerprint,
        content=facts.content,
        groups=groups,
        undivided=facts.undivided,
        sizes=tuple(CountedSize(*each) for each in facts.sizes),
    )


def _make_room(wanted: int, *, must: bool) -> int:
    """Return how many bytes may be written, once the oldest files are gone if that is what it takes.

    Args:
        must: without it the data cannot be opened: half of the disk's room is theirs. Else it saves time.

    Raises:
        OSError: there is no such folder, and none can be made.
    """
    folder = folders.pictures_folder()
    folders.make_own(folder)
    files = []
    for path in folder.glob(f"*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            status = path.stat()
            files.append((status.st_mtime_ns, status.st_size, path))
    held = sum(size for _, size, _ in files)
    free = shutil.disk_usage(folder).free
    most = (free + held) // 2 if must else min(MOST_BYTES, (free + held) // 4)
    if wanted > most:
        return most
    for _, size, path in sorted(files):
        if held + wanted <= most:
            break
        with contextlib.suppress(OSError):  # another window reads it, on Windows
            path.unlink()
            held -= size
    return most - held
