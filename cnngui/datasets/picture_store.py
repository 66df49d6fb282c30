"""Where the files of a folder of pictures lie: on the disk, in a zip or tar file of one, or in Parquet."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Protocol

from cnngui.datasets.assembling import MAX_BYTES
from cnngui.datasets.parquet_pictures import ParquetPictures, holds_parquet_pictures
from cnngui.datasets.picture_layout import is_picture
from cnngui.datasets.pictures import MAX_FILE_BYTES, picture_size
from cnngui.errors import CnnguiError
from cnngui.files.archives import CheckedZip
from cnngui.files.opening import open_regular, read_regular, shown_text
from cnngui.files.parquets import PARQUET_MAGIC
from cnngui.files.tars import CheckedTar, is_tar, tar_names

MOST_FILES = 1_500_000
"""Beyond that a folder is not one of pictures but a disk."""
DEEPEST = 6
"""Folders in each other that are looked into."""
MAX_DIRECTORY_BYTES = 20_000_000
"""Of a zip file: some 200,000 pictures."""
_LONGEST_NAME = 1_000
_LOOKED_UP = 1_000
_START_BYTES = 4096


class Store(Protocol):
    """Where the files lie; to be read from several threads at once."""

    @property
    def names(self) -> Sequence[str]:
        """Paths with slashes, of regular files, in any order."""

    @property
    def links(self) -> int:
        """How many links were not followed."""

    @property
    def closed(self) -> Sequence[str]:
        """Folders that may not be read."""

    @property
    def beside(self) -> str:
        """The file with the test part beside the one that was named, "" without one."""

    @property
    def classes(self) -> Mapping[str, str]:
        """The classes of pictures by their names, where it knows them itself; else empty."""

    def read(self, name: str, max_bytes: int) -> bytes:
        """Return what a file holds. Raises CnnguiError."""

    def size(self, name: str) -> tuple[int, int]:
        """Return width and height of a picture. Raises CnnguiError."""


class _Walk:
    """A way through a folder.

    Attributes:
        links, closed: as `Store` has them, of what was passed.
    """

    def __init__(self, path: Path) -> None:
        self._path, self.links = path, 0
        self.closed: list[str] = []

    def names(self) -> Iterator[str]:
        """Yield the names of files, those of the folder itself first, counting what is left out."""
        waiting = [("", 0)]
        while waiting:
            folder, depth = waiting.pop()
            try:
                entries = list(os.scandir(self._path / folder))
            except OSError:
                self.closed.append(folder or ".")
                continue
            for entry in entries:
                if entry.is_symlink():
                    # A link may lead anywhere, round in a circle, or out of what a person meant to give.
                    self.links += 1
                elif entry.is_dir(follow_symlinks=False):
                    if depth < DEEPEST:
                        waiting.append((f"{folder}{entry.name}/", depth + 1))
                elif entry.is_file(follow_symlinks=False):
                    yield folder + entry.name


class Folder:
    """A folder on the disk. Raises ``datasets.too_many_files``.

    Args:
        waiting: called time and again while files are looked for; what it raises ends that.
    """

    beside = ""
    classes: Mapping[str, str] = {}

    def __init__(self, path: Path, waiting: Callable[[], None] = lambda: None) -> None:
        walk = _Walk(path)
        self._path = str(path)
        self.names: list[str] = []
        for name in islice(walk.names(), MOST_FILES + 1):
            self.names.append(name)
            if len(self.names) % _LOOKED_UP == 0:
                waiting()
        self.links, self.closed = walk.links, walk.closed
        if len(self.names) > MOST_FILES:
            raise CnnguiError("datasets.too_many_files", path=shown_text(path), limit=MOST_FILES)

    def read(self, name: str, max_bytes: int) -> bytes:
        """Return what a file holds, as `Store` says."""
        return read_regular(f"{self._path}/{name}", max_bytes)

    def size(self, name: str) -> tuple[int, int]:
        """Return width and height of a picture: the file is read no further than its header."""
        with open_regular(f"{self._path}/{name}", MAX_FILE_BYTES) as file:
            return picture_size(file, name)


class Archive:
    """A zip or tar file of a folder."""

    closed: tuple[str, ...] = ()
    beside = ""
    classes: Mapping[str, str] = {}

    def __init__(self, archive: CheckedZip | CheckedTar) -> None:
        self._archive, self._lock = archive, threading.Lock()
        self.links = archive.links if isinstance(archive, CheckedTar) else 0
        self.names = [name for name in archive.names if not name.endswith("/") and _stays_inside(name)]

    def read(self, name: str, max_bytes: int) -> bytes:
        """Return what a member holds, as `Store` says: one at a time, for the file has a single place."""
        with self._lock:
            return self._archive.read(name, max_bytes)

    def size(self, name: str) -> tuple[int, int]:
        """Return width and height of a picture."""
        return picture_size(io.BytesIO(self.read(name, MAX_FILE_BYTES)), name)


@contextmanager
def opened_store(path: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[Store]:
    """Give the files of a folder, of a zip or tar file of one, or the pictures of a Parquet file.

    Args:
        waiting: as for `Folder`.

    Raises:
        CnnguiError: it is damaged, hostile or too large.
    """
    if path.is_dir():
        yield Folder(path, waiting)
        return
    with open_regular(path, MAX_BYTES) as file:
        start = file.read(_START_BYTES)
    if start.startswith(PARQUET_MAGIC):
        yield ParquetPictures(path, waiting)
        return
    if is_tar(start):
        with CheckedTar(path, MAX_BYTES) as tar:
            yield Archive(tar)
        return
    with CheckedZip(path, MAX_BYTES, MAX_DIRECTORY_BYTES) as archive:
        yield Archive(archive)


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    sane = len(name) <= _LONGEST_NAME and len(path.parts) <= DEEPEST + 1
    return sane and not path.is_absolute() and ".." not in path.parts


def stamp(folder: Path, waiting: Callable[[], None] = lambda: None) -> tuple[int, int]:
    """Return what tells one state of a folder from the next: its files' newest time in ns, and a checksum.

    The checksum is of names, sizes and times. 20,000 files take some 50 ms; more than `MOST_FILES` are no
    data, and not looked at.

    Args:
        waiting: as for `Folder`.
    """
    newest, files = folder.stat().st_mtime_ns, 0
    told = hashlib.blake2b(digest_size=8)
    for path, _, names in os.walk(folder):
        told.update(os.fsencode(path))
        for name in names:
            with suppress(OSError):
                status = os.lstat(f"{path}/{name}")
                newest = max(newest, status.st_mtime_ns)
                facts = f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0"
                told.update(facts.encode("utf-8", "surrogatepass"))
            if (files := files + 1) % _LOOKED_UP == 0:
                waiting()
        if files > MOST_FILES:
            break
    return newest, int.from_bytes(told.digest(), "big")


def holds_pictures(path: Path, start: bytes) -> bool:
    """Return whether a path is a folder, or a zip, tar or Parquet file, with pictures in it.

    Those of the others are found by their names.
    """
    if path.is_dir():
        found = False
        for name in islice(_Walk(path).names(), MOST_FILES):
            if "/" in name and (found or is_picture(name)):
                return True  # IDX files lie in the folder itself, which has been passed
            if "idx3-ubyte" in name:
                return False
            found = found or is_picture(name)
        return found
    if start.startswith(PARQUET_MAGIC):
        return holds_parquet_pictures(path)
    try:
        if is_tar(start):
            return any(map(is_picture, tar_names(path, MAX_BYTES)))
        if not start.startswith(b"PK"):
            return False
        with CheckedZip(path, MAX_BYTES, MAX_DIRECTORY_BYTES) as archive:
            return any(map(is_picture, archive.names))
    except CnnguiError:
        return False
