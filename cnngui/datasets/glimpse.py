"""A few pictures of a folder, found within a moment, to be shown while all of them are read."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from cnngui.datasets.dataset import Pictures
from cnngui.datasets.picture_layout import is_picture, natural
from cnngui.datasets.picture_store import DEEPEST
from cnngui.datasets.pictures import MAX_FILE_BYTES, picture_from, resized
from cnngui.errors import CnnguiError
from cnngui.files.opening import read_regular

PICTURES, SIDE_PX = 12, 64
_MOST_ENTRIES = 2_000
"""Looked at of a folder: the first picture is among the first of them, or there hardly is one."""


def glimpse(folder: Path) -> Pictures:
    """Return some pictures from all over a folder, uint8 (pictures, 64, 64, 3); fewer if it has few.

    They are what is found first in its sub-folders, cropped to squares, whatever they are read as later.
    Links are not followed, and what cannot be read is passed over.
    """
    found: list[Pictures] = []
    for place in islice(_found(folder), 2 * PICTURES):
        try:
            picture = picture_from(io.BytesIO(read_regular(place, MAX_FILE_BYTES)), place)
        except CnnguiError:
            continue
        found.append(resized(picture, (SIDE_PX, SIDE_PX, 3)))
        if len(found) == PICTURES:
            break
    return np.stack(found) if found else np.empty((0, SIDE_PX, SIDE_PX, 3), np.uint8)


def _found(folder: Path) -> Iterator[str]:
    """Yield pictures: the first of each sub-folder, then the second of each, and so on."""
    waiting = [*(_pictures_below(str(each)) for each in _spread(_folders(folder))), _here(str(folder))]
    while waiting:
        for pictures in list(waiting):
            if (path := next(pictures, None)) is None:
                waiting.remove(pictures)
            else:
                yield path


def _folders(folder: Path) -> list[Path]:
    """Return the folders that may be classes: those of all parts, where there are such above them."""
    try:
        with os.scandir(folder) as entries:
            below = [each.name for each in islice(entries, _MOST_ENTRIES) if _is_folder(each)]
    except OSError:
        return []
    return [folder / name for name in sorted(below, key=natural) if not name.startswith(".")]


def _spread(folders: list[Path]) -> list[Path]:
    step = max(1, -(-len(folders) // PICTURES))
    return folders[::step]


def _pictures_below(folder: str, depth: int = 1) -> Iterator[str]:
    """Yield pictures of a folder and then of those in it, as the disk has them."""
    yield from _here(folder)
    if depth < DEEPEST:
        for below in _folders(Path(folder)):
            yield from _pictures_below(str(below), depth + 1)


def _here(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            names = [
                each.name
                for each in islice(entries, _MOST_ENTRIES)
                if is_picture(each.name) and each.is_file(follow_symlinks=False)
            ]
    except OSError:
        return
    yield from (f"{folder}/{name}" for name in names)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)
