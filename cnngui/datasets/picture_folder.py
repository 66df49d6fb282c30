"""Read a folder of pictures, or a zip file of one: a sub-folder a class, a table, or classes in the names."""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Protocol

import numpy as np

from cnngui.datasets.assembling import MAX_BYTES, MAX_PICTURES, Origin, one_sided, with_test_part
from cnngui.datasets.dataset import Dataset, Note, Pictures
from cnngui.datasets.picture_labels import labels_of
from cnngui.datasets.picture_layout import Layout, PictureFile, is_picture, layout_of, natural
from cnngui.datasets.pictures import MAX_FILE_BYTES, cropped, picture_from, picture_size
from cnngui.errors import CnnguiError
from cnngui.files.archives import CheckedZip
from cnngui.files.opening import open_regular, shown_name, shown_text, too_large

MOST_FILES = 500_000
"""Beyond that a folder is not one of pictures but a disk."""
DEEPEST = 6
"""Folders in each other that are looked into."""
SIDES = (28, 32, 48, 64)
"""What pictures of several sizes are brought to: networks of this program read small ones."""
LARGEST_KEPT = 128
"""Pictures that are all of one size stay so up to this side, in pixels."""
_MAX_TABLE_BYTES = 20_000_000
_SHOWN = 5
_AT_ONCE, _BYTES_AT_ONCE = 64, 50_000_000
_LONGEST_NAME = 1_000
_MAX_DIRECTORY_BYTES = 20_000_000
"""Of a zip file: some 200,000 pictures."""

Progress = Callable[[int, int], None]


class Store(Protocol):
    """Where the files lie."""

    @property
    def names(self) -> Sequence[str]:
        """Paths with slashes, of regular files."""

    @property
    def links(self) -> int:
        """How many links were not followed."""

    @property
    def closed(self) -> Sequence[str]:
        """Folders that may not be read."""

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


class _Folder:
    """Raises ``datasets.too_many_files``."""

    def __init__(self, path: Path) -> None:
        walk = _Walk(path)
        self._path = path
        self.names = sorted(islice(walk.names(), MOST_FILES + 1), key=natural)
        self.links, self.closed = walk.links, walk.closed
        if len(self.names) > MOST_FILES:
            raise CnnguiError("datasets.too_many_files", path=shown_text(path), limit=MOST_FILES)

    def read(self, name: str, max_bytes: int) -> bytes:
        with open_regular(self._path / name, max_bytes) as file:
            return file.read()

    def size(self, name: str) -> tuple[int, int]:
        with open_regular(self._path / name, MAX_FILE_BYTES) as file:
            return picture_size(file, name)


class _Zip:
    links = 0
    closed: tuple[str, ...] = ()

    def __init__(self, archive: CheckedZip) -> None:
        self._archive = archive
        self.names = [name for name in archive.names if not name.endswith("/") and _stays_inside(name)]

    def read(self, name: str, max_bytes: int) -> bytes:
        return self._archive.read(name, max_bytes)

    def size(self, name: str) -> tuple[int, int]:
        return picture_size(io.BytesIO(self.read(name, MAX_FILE_BYTES)), name)


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    sane = len(name) <= _LONGEST_NAME and len(path.parts) <= DEEPEST + 1
    return sane and not path.is_absolute() and ".." not in path.parts


def stamp(folder: Path) -> tuple[int, int]:
    """Return what tells one state of a folder from the next: its newest time in ns, and a checksum of names.

    20,000 files take some 50 ms; more than `MOST_FILES` are no data, and not looked at.
    """
    newest, names_sum, files = folder.stat().st_mtime_ns, 0, 0
    for path, _, names in os.walk(folder):
        for name in names:
            file = Path(path, name)
            names_sum = zlib.crc32(os.fsencode(file), names_sum)
            with suppress(OSError):
                newest = max(newest, file.lstat().st_mtime_ns)
        files += len(names)
        if files > MOST_FILES:
            break
    return newest, names_sum


def holds_pictures(path: Path, start: bytes) -> bool:
    """Return whether a path is a folder or a zip file with pictures in it, found by their names."""
    if path.is_dir():
        found = False
        for name in islice(_Walk(path).names(), MOST_FILES):
            if "/" in name and (found or is_picture(name)):
                return True  # IDX files lie in the folder itself, which has been passed
            if "idx3-ubyte" in name:
                return False
            found = found or is_picture(name)
        return found
    if not start.startswith(b"PK"):
        return False
    try:
        with CheckedZip(path, MAX_BYTES, _MAX_DIRECTORY_BYTES) as archive:
            return any(map(is_picture, archive.names))
    except CnnguiError:
        return False


def load_pictures(path: Path, origin: Origin, progress: Progress = lambda done, total: None) -> Dataset:
    """Return the dataset of a folder or zip file of pictures.

    Pictures of one size up to `LARGEST_KEPT` stay as they are; others are cropped to squares and reduced.
    Files that cannot be read are left out; a note names them, as it does what was assumed.

    Args:
        progress: is told how far it is: each picture counts twice, for its size and for its pixels.

    Raises:
        CnnguiError: ``datasets.folder_no_classes``, ``datasets.folder_one_class``,
            ``datasets.folder_unreadable``, or too much.
    """
    source: AbstractContextManager[CheckedZip | None] = (
        nullcontext() if path.is_dir() else CheckedZip(path, MAX_BYTES, _MAX_DIRECTORY_BYTES)
    )
    with source as archive:
        store: Store = _Folder(path) if archive is None else _Zip(archive)
        return _loaded(store, shown_text(path), origin, progress)


def _loaded(store: Store, shown: str, origin: Origin, progress: Progress) -> Dataset:
    names = [name for name in store.names if is_picture(name)]
    if len(names) > MAX_PICTURES:
        raise CnnguiError("datasets.too_many_pictures", name=shown, pictures=len(names), limit=MAX_PICTURES)
    told = labels_of(store.names, names, lambda name: store.read(name, _MAX_TABLE_BYTES))
    layout = layout_of(names, told.by_name, told.called)
    if layout is None or not layout.files:
        raise CnnguiError("datasets.folder_no_classes", path=shown)
    read = _read(store, layout.files, shown, progress)
    # Of what could be read: a class of nothing but damage is none.
    classes = sorted({each.label for each in read.files}, key=natural)
    if len(classes) < 2:
        raise CnnguiError("datasets.folder_one_class", path=shown, label=shown_name(classes[0]))
    places = {label: place for place, label in enumerate(classes)}
    labels = np.array([places[each.label] for each in read.files], np.int64)
    parts = _parts(read.files)
    tests = np.array([part == "test" for part in parts])
    pictures, divided = [read.pictures[~tests], read.pictures[tests]], [labels[~tests], labels[tests]]
    notes = [*_how(layout, read), *_left_out(store, layout, read)]
    if not tests.any():
        pictures, divided = with_test_part(read.pictures, labels)
        notes.append(Note("datasets.note_split", {"train": len(divided[0]), "test": len(divided[1])}))
    elif tests.all():
        raise CnnguiError("datasets.folder_no_training", path=shown)
    else:
        notes += _shared(read, tests)
    shown_classes = _told_apart([shown_name(each) for each in classes])
    return Dataset(
        **vars(origin),
        x_train=pictures[0],
        y_train=divided[0],
        x_test=pictures[1],
        y_test=divided[1],
        class_names=shown_classes,
        notes=(*notes, *one_sided(divided, shown_classes)),
    )


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which long ones, once they are cut, may be alike, with their place behind these."""
    count = Counter(names)
    return tuple(name if count[name] == 1 else f"{name} ({place})" for place, name in enumerate(names, 1))


def _parts(files: Sequence[PictureFile]) -> list[str]:
    """Return the part of each: what is there to validate tests where nothing else does, else it trains.

    What is held back to validate is up to the recipe.
    """
    has_test = any(each.part == "test" for each in files)
    return ["test" if each.part == ("test" if has_test else "validation") else "train" for each in files]


# Pictures -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    """Attributes: files: those that could be read. sizes: width and height of each as it came."""

    files: list[PictureFile]
    pictures: Pictures
    digests: list[bytes]
    sizes: list[tuple[int, int]]
    broken: list[str]


def _read(store: Store, files: Sequence[PictureFile], shown: str, progress: Progress) -> _Read:
    """Read pictures; each counts twice in `progress`, for its size and for its pixels."""
    sized: list[tuple[PictureFile, tuple[int, int]]] = []
    broken: list[str] = []
    for place, each in enumerate(files):
        progress(place, 2 * len(files))
        try:
            sized.append((each, store.size(each.name)))
        except CnnguiError:
            broken.append(each.name)
    if not sized:
        raise CnnguiError("datasets.folder_unreadable", path=shown, names=_some(broken))
    side = _side([size for _, size in sized])
    total = len(sized) * side[0] * side[1] * 3
    if total > MAX_BYTES:
        raise too_large(shown, total, MAX_BYTES)
    found = _Read([], np.empty((len(sized), *side, 3), np.uint8), [], [], broken)
    workers = min(4, os.cpu_count() or 1)
    colours = False
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for batch in _batches(store, sized, broken):
            # A slice for each worker: one job a picture would cost more than small pictures do.
            each_has = -(-len(batch) // workers)
            slices = [batch[at : at + each_has] for at in range(0, len(batch), each_has)]
            for of_slice, made in zip(slices, pool.map(partial(_made, side), slices), strict=True):
                for (each, size, content), picture in zip(of_slice, made, strict=True):
                    if picture is None:
                        broken.append(each.name)
                        continue
                    found.pictures[len(found.files)] = picture
                    colours = colours or bool((picture != picture[..., :1]).any())
                    found.files.append(each)
                    found.sizes.append(size)
                    found.digests.append(hashlib.blake2b(content, digest_size=16).digest())
            progress(len(files) + len(found.files) + len(broken), 2 * len(files))
    if not found.files:
        raise CnnguiError("datasets.folder_unreadable", path=shown, names=_some(broken))
    progress(2 * len(files), 2 * len(files))
    pictures = found.pictures[: len(found.files)]
    whole = pictures if colours else np.ascontiguousarray(pictures[..., :1])
    return _Read(found.files, whole, found.digests, found.sizes, sorted(broken, key=natural))


_Content = tuple[PictureFile, tuple[int, int], bytes]


def _batches(
    store: Store, sized: Sequence[tuple[PictureFile, tuple[int, int]]], broken: list[str]
) -> Iterator[list[_Content]]:
    """Yield what the files hold, some at once; what cannot be read any more is `broken`.

    One after another from the store: a zip file has a single place at which it is read.
    """
    batch: list[_Content] = []
    held = 0
    for each, size in sized:
        try:
            content = store.read(each.name, MAX_FILE_BYTES)
        except CnnguiError:
            broken.append(each.name)
            continue
        batch.append((each, size, content))
        held += len(content)
        if len(batch) == _AT_ONCE or held > _BYTES_AT_ONCE:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _made(side: tuple[int, int], files: Sequence[_Content]) -> list[Pictures | None]:
    """Return the pictures in colour, of one size; None for what cannot be read."""
    made: list[Pictures | None] = []
    for each, _, content in files:
        try:
            picture = picture_from(io.BytesIO(content), each.name)
        except CnnguiError:
            made.append(None)
        else:
            made.append(picture if picture.shape == (*side, 3) else cropped(picture, (*side, 3)))
    return made


def _side(sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return height and width of what is kept of pictures of these widths and heights."""
    if len(set(sizes)) == 1 and max(sizes[0]) <= LARGEST_KEPT:
        return sizes[0][1], sizes[0][0]
    middle = sorted(min(size) for size in sizes)[len(sizes) // 2]
    side = max((each for each in SIDES if each <= middle), default=SIDES[0])
    return side, side


# What is told ---------------------------------------------------------------------------------------


def _how(layout: Layout, read: _Read) -> Iterator[Note]:
    yield Note(f"datasets.note_folder_{layout.by}", {"classes": len({each.label for each in layout.files})})
    height, width = read.pictures.shape[1:3]
    if set(read.sizes) != {(width, height)}:
        sides = [side for size in read.sizes for side in size]
        values = {"smallest": min(sides), "largest": max(sides), "height": height, "width": width}
        yield Note("datasets.note_folder_resized", values)
    if (parts := {each.part for each in layout.files}) > {"validation"}:
        joined = "test" if "test" not in parts else "training"
        yield Note(f"datasets.note_folder_validation_{joined}")


def _left_out(store: Store, layout: Layout, read: _Read) -> Iterator[Note]:
    if read.broken:
        yield Note("datasets.note_folder_broken", {"count": len(read.broken), "names": _some(read.broken)})
    if layout.unlabelled:
        values = {"count": len(layout.unlabelled), "names": _some(layout.unlabelled)}
        yield Note("datasets.note_folder_unlabelled", values)
    if store.links:
        yield Note("datasets.note_folder_links", {"count": store.links})
    if store.closed:
        values = {"count": len(store.closed), "names": _some(store.closed)}
        yield Note("datasets.note_folder_closed", values)
    twice = len(read.digests) - len(set(read.digests))
    if twice:
        yield Note("datasets.note_folder_twice", {"count": twice})


def _shared(read: _Read, tests: np.ndarray) -> Iterator[Note]:
    """Yield that test pictures are among those that are learned from."""
    learned = {digest for digest, test in zip(read.digests, tests, strict=True) if not test}
    both = sum(digest in learned for digest, test in zip(read.digests, tests, strict=True) if test)
    if both:
        yield Note("datasets.note_folder_shared", {"count": both, "test": int(tests.sum())})


def _some(names: Sequence[str]) -> str:
    more = f" … ({len(names) - _SHOWN} more)" if len(names) > _SHOWN else ""
    return ", ".join(shown_name(name) for name in names[:_SHOWN]) + more
