"""Which pictures of a folder belong to which class and part, by where they lie and what they are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

PICTURE_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"))

LabelledBy = Literal["folders", "table", "names"]
FolderPart = Literal["train", "validation", "test"]

_PARTS: Mapping[str, FolderPart] = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}
_NAMED_FIRST = re.compile(r"(?P<label>.*?[^\s_.\-(])[\s_.\-]*\(?\d+\)?")
_NAMED_LAST = re.compile(r"\d+[\s_.\-]+(?P<label>\D.*|\d+)")
_NUMBERS = re.compile(r"(\d+)")
_LONGEST_NUMBER = 18


@dataclass(frozen=True)
class PictureFile:
    """A picture and what it is.

    Attributes:
        name: its path in the folder, with slashes. label: its class. part: as the folder divides them.
    """

    name: str
    label: str
    part: FolderPart = "train"


@dataclass(frozen=True)
class Layout:
    """How a folder is laid out.

    Attributes:
        files: what was found, class by class. by: what told the classes.
        unlabelled: pictures that lie outside of every class.
    """

    files: tuple[PictureFile, ...]
    by: LabelledBy
    unlabelled: tuple[str, ...] = ()


def is_picture(name: str) -> bool:
    """Return whether a file is called like a picture; hidden ones and those of macOS' archives are not."""
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in PICTURE_SUFFIXES and not hidden


def layout_of(
    names: Iterable[str], labels: Mapping[str, str] | None = None, called: bool = False
) -> Layout | None:
    """Return how pictures of these names, paths with slashes, are laid out; None if no class can be told.

    Args:
        labels: the class of pictures by their names, from a table beside them. called: its heading says that
            these are labels; else folders count more, if they tell several classes.
    """
    root = _common_root(names := sorted(names, key=natural))
    inner = {name: PurePosixPath(name).relative_to(root) for name in names}
    folders = [(name, _part(path), _class_folder(path)) for name, path in inner.items()]
    several = len({label for _, _, label in folders if label}) > 1
    if labels and (called or not several):
        known = [
            PictureFile(name, labels[name], _part(path)) for name, path in inner.items() if name in labels
        ]
        return Layout(tuple(known), "table", tuple(name for name in names if name not in labels))
    if any(label for _, _, label in folders):
        found = [PictureFile(name, label, part) for name, part, label in folders if label]
        return Layout(tuple(found), "folders", tuple(name for name, _, label in folders if not label))
    by_name = _by_names([(name, _part(path)) for name, path in inner.items()])
    return None if by_name is None else Layout(tuple(by_name), "names")


def natural(text: str) -> list[tuple[int, int, str]]:
    """Return what sorts names as people do: 2 before 10, and capitals among the others."""
    parts = _NUMBERS.split(text.casefold())
    return [
        (0, int(part), "") if part.isdecimal() and len(part) <= _LONGEST_NUMBER else (1, 0, part)
        for part in parts
        if part
    ]


def _common_root(names: Sequence[str]) -> PurePosixPath:
    """Return the folder that everything lies in: an archive often holds one folder with all others in it.

    A single class is no such folder, and neither is a part.
    """
    root: tuple[str, ...] = ()
    while True:
        below = [PurePosixPath(name).parts[len(root) :] for name in names]
        first = {parts[0] for parts in below}
        deep = all(len(parts) > 2 for parts in below)
        if len(first) != 1 or not deep or next(iter(first)).casefold() in _PARTS:
            return PurePosixPath(*root)
        root = (*root, next(iter(first)))


def _part(path: PurePosixPath) -> FolderPart:
    return _PARTS.get(path.parts[0].casefold(), "train") if len(path.parts) > 1 else "train"


def _class_folder(path: PurePosixPath) -> str:
    folders = path.parts[:-1]
    if folders and folders[0].casefold() in _PARTS:
        folders = folders[1:]
    return folders[0] if folders else ""


def _by_names(files: Sequence[tuple[str, FolderPart]]) -> list[PictureFile] | None:
    """Return files with the class that their names begin or end with: cat_001.png, 00012_7.png."""
    for pattern in (_NAMED_FIRST, _NAMED_LAST):
        matches = [pattern.fullmatch(PurePosixPath(name).stem) for name, _ in files]
        if not matches or not all(matches):
            continue
        labels = [match["label"] for match in matches if match]
        counts = Counter(labels)
        if len(counts) > 1 and min(counts.values()) > 1:
            return [PictureFile(name, label, part) for (name, part), label in zip(files, labels, strict=True)]
    return None
