"""Read the pictures of very many files in several threads, and bring them to one size."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Pictures
from cnngui.datasets.picture_layout import PictureFile, natural
from cnngui.datasets.picture_store import Store
from cnngui.datasets.pictures import MAX_FILE_BYTES, picture_from
from cnngui.datasets.pixel_sinks import PixelSink
from cnngui.datasets.preparation import AS_IT_CAME, Preparation
from cnngui.datasets.prepared import prepared_picture
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name

SIDES = (28, 32, 48, 64)
"""What pictures of several sizes are brought to: networks of this program read small ones."""
LARGEST_KEPT = 128
"""Pictures that are all of one size stay so up to this side, in pixels."""
_SHOWN = 5
_AT_ONCE, _LARGE_AT_ONCE, _LARGE_PX = 64, 4, 512
"""Files of a job, fewer where their pictures have sides of so many pixels: a job of one small picture would
cost more than the picture does, and one of many photos would tell nothing for seconds."""
_WORTH, _LARGE_WORTH = 1_000, 20
"""So many pictures take about a second, small ones or photos."""
_TOLD_S = 0.05
_DIGEST_BYTES = 16

Progress = Callable[[int, int], None]
"""Is told what is done and how much there is; what it raises ends the reading. Called often, also in vain."""
Size = tuple[int, int]
Files = Sequence[PictureFile]
Result = TypeVar("Result")
Sinks = Callable[[tuple[int, int, int, int], bool], PixelSink]
"""Gives a sink for so many pictures at most, of a height, a width and so many channels at least; and is told
whether it takes long to read them."""


@dataclass(frozen=True, eq=False)
class PicturesRead:
    """What was read.

    Attributes:
        files: those that could be read. pixels: where their pictures are now.
        digests: uint8 (pictures, 16), alike for files that hold the same.
        sizes: how many of these came with each width and height.
        broken: names of what could not be read.
    """

    files: list[PictureFile]
    pixels: PixelSink
    digests: NDArray[np.uint8]
    sizes: Counter[Size]
    broken: list[str]


def read_pictures(
    store: Store,
    files: Files,
    shown: str,
    sink: Sinks,
    progress: Progress,
    preparation: Preparation = AS_IT_CAME,
) -> PicturesRead:
    """Return the pictures of files, in their order, whatever the number of cores.

    While all are of one size, each file is opened once; the first that is not has the sizes of all looked up.

    Args:
        shown: what sentences call the folder.
        sink: returns where pictures are put.
        progress: each picture counts twice, for its size and for its pixels.
        preparation: what is done to the pixels of each.

    Raises:
        CnnguiError: ``datasets.folder_unreadable``, or what `sink` raises.
    """
    with _Jobs() as jobs:
        return _Reading(store, files, shown, sink, progress, jobs, preparation).result()


class _OtherSizeError(Exception):
    """A picture is not of the size that all before it had."""


class _Jobs:
    """Threads that do something with all files, some at once; when it is left they end with their picture."""

    def __init__(self) -> None:
        self._workers = min(4, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(max_workers=self._workers, thread_name_prefix="pictures")
        self._over = threading.Event()

    def __enter__(self) -> _Jobs:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def each(
        self,
        work: Callable[[PictureFile], Result],
        files: Files,
        at_once: int,
        waiting: Callable[[int], None],
    ) -> Iterator[tuple[Files, list[Result]]]:
        """Yield files and what comes of them, in order.

        Args:
            waiting: told how many are done, time and again.
        """

        def job(some_files: Files) -> list[Result]:
            return [work(each) for each in some_files if not self._over.is_set()]

        under_way: deque[tuple[Files, Future[list[Result]]]] = deque()
        begun = done = 0
        while begun < len(files) or under_way:
            while begun < len(files) and len(under_way) < 2 * self._workers:
                some_files = files[begun : begun + at_once]
                under_way.append((some_files, self._pool.submit(job, some_files)))
                begun += len(some_files)
            some_files, future = under_way.popleft()
            while True:
                waiting(done)
                try:
                    results = future.result(_TOLD_S)
                    break
                except TimeoutError:
                    continue
            yield some_files, results
            done += len(some_files)


@dataclass(frozen=True, slots=True)
class _Made:
    """A picture (height, width) or (height, width, 3), its width and height as it came, its file's digest."""

    pixels: Pictures
    size: Size
    digest: bytes


class _Reading:
    def __init__(
        self,
        store: Store,
        files: Files,
        shown: str,
        sink: Sinks,
        progress: Progress,
        jobs: _Jobs,
        preparation: Preparation,
    ) -> None:
        self._store, self._files, self._shown, self._sink = store, files, shown, sink
        self._progress, self._jobs, self._preparation = progress, jobs, preparation

    def result(self) -> PicturesRead:
        first = self._size(self._files[0])
        wanted = self._preparation.size
        if first is not None and max(first) <= LARGEST_KEPT and wanted in (None, (first[1], first[0])):
            try:
                return self._pixels((first[1], first[0]), None)
            except _OtherSizeError:
                pass  # what was read until here is read once more, to be brought to one size
        sizes: dict[str, Size] = {}
        for files, found in self._jobs.each(self._size, self._files, _AT_ONCE, self._tell):
            sizes |= {each.name: size for each, size in zip(files, found, strict=True) if size is not None}
        if not sizes:
            raise self._unreadable([each.name for each in self._files])
        return self._pixels(wanted or common_side(list(sizes.values())), sizes)

    def _pixels(self, side: Size, sizes: Mapping[str, Size] | None) -> PicturesRead:
        """Read all pictures.

        Args:
            side: height and width that they have then.
            sizes: of those that can be read; None if they are taken to be of that size already.

        Raises:
            _OtherSizeError: one is not.
        """
        count, already = len(self._files), 0 if sizes is None else 1
        large = sizes is not None and max(map(max, sizes.values())) > _LARGE_PX
        channels = 3 if self._preparation.colour == "colour" else 1
        pixels = self._sink((count, *side, channels), count >= (_LARGE_WORTH if large else _WORTH))
        digests = np.empty((count, _DIGEST_BYTES), np.uint8)
        read: list[PictureFile] = []
        broken: list[str] = []
        seen: Counter[Size] = Counter()

        def waiting(done: int) -> None:
            self._progress(already * count + (2 - already) * done, 2 * count)

        work, at_once = partial(self._made, side, sizes), _LARGE_AT_ONCE if large else _AT_ONCE
        for files, made in self._jobs.each(work, self._files, at_once, waiting):
            for each, picture in zip(files, made, strict=True):
                if picture is None:
                    broken.append(each.name)
                    continue
                pixels.append(picture.pixels)
                digests[len(read)] = np.frombuffer(picture.digest, np.uint8)
                seen[picture.size] += 1
                read.append(each)
        if not read:
            raise self._unreadable(broken)
        self._progress(2 * count, 2 * count)
        return PicturesRead(read, pixels, digests[: len(read)], seen, sorted(broken, key=natural))

    def _size(self, file: PictureFile) -> Size | None:
        """Return width and height of a picture, None if it cannot be read."""
        try:
            return self._store.size(file.name)
        except CnnguiError:
            return None

    def _made(self, side: Size, sizes: Mapping[str, Size] | None, file: PictureFile) -> _Made | None:
        """Return a picture of height and width `side`, None if it cannot be read; as for `_pixels`."""
        if sizes is not None and file.name not in sizes:
            return None
        try:
            content = self._store.read(file.name, MAX_FILE_BYTES)
            pixels = picture_from(io.BytesIO(content), file.name, self._preparation.paper)
        except CnnguiError:
            return None
        height, width = pixels.shape[:2]
        if (height, width) != side and sizes is None:
            raise _OtherSizeError
        grey = self._preparation.colour == "grey"
        if (height, width) != side or (grey and pixels.ndim == 3) or self._preparation.invert:
            pixels = prepared_picture(pixels, side, 1 if grey or pixels.ndim == 2 else 3, self._preparation)
            pixels = pixels[..., 0] if pixels.shape[2] == 1 else pixels
        digest = hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
        return _Made(pixels, (width, height) if sizes is None else sizes[file.name], digest)

    def _tell(self, sized: int) -> None:
        self._progress(sized, 2 * len(self._files))

    def _unreadable(self, names: Sequence[str]) -> CnnguiError:
        return CnnguiError("datasets.folder_unreadable", path=self._shown, names=some(names))


def common_side(sizes: Sequence[Size]) -> Size:
    """Return height and width of what is kept of pictures of these widths and heights."""
    if len(set(sizes)) == 1 and max(sizes[0]) <= LARGEST_KEPT:
        return sizes[0][1], sizes[0][0]
    middle = sorted(min(size) for size in sizes)[len(sizes) // 2]
    side = max((each for each in SIDES if each <= middle), default=SIDES[0])
    return side, side


def some(names: Sequence[str]) -> str:
    """Return some names as they may stand in a sentence, and how many more there are."""
    more = f" … ({len(names) - _SHOWN} more)" if len(names) > _SHOWN else ""
    return ", ".join(shown_name(name) for name in names[:_SHOWN]) + more
