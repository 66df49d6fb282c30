"""Which pictures of a folder belong to which class and part, by where they lie and what they are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from sys import intern
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
_NUMBERS = re.compile(r"\d+")
_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
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
    end = name.rpartition("/")[2]
    dot = end.rfind(".")
    if dot < 1 or end[dot:].lower() not in PICTURE_SUFFIXES:
        return False
    # A path is parsed only where it may matter: there may be a million of them.
    if not name.startswith(".") and "/." not in name and "__MACOSX" not in name:
        return True
    return not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def layout_of(
    names: Iterable[str], labels: Mapping[str, str] | None = None, called: bool = False
) -> Layout | None:
    """Return how pictures of these names, paths with slashes, are laid out; None if no class can be told.

    Args:
        labels: the class of pictures by their names, from a table beside them. called: its heading says that
            these are labels; else folders count more, if they tell several classes.
    """
    # Names that only differ in capitals or leading zeros come in one order on every disk.
    names = sorted(sorted(names), key=natural)
    where = {name: intern(name.rpartition("/")[0]) for name in names}
    inside = _below_root({folder: PurePosixPath(folder).parts for folder in set(where.values())})
    parts = {folder: _part(below) for folder, below in inside.items()}
    classes = {folder: _class_folder(below) for folder, below in inside.items()}
    several = len({label for label in classes.values() if label}) > 1
    if labels and (called or not several):
        known = [PictureFile(name, labels[name], parts[where[name]]) for name in names if name in labels]
        return Layout(tuple(known), "table", tuple(name for name in names if name not in labels))
    if any(classes.values()):
        labelled = [(name, where[name]) for name in names]
        found = [PictureFile(name, classes[at], parts[at]) for name, at in labelled if classes[at]]
        return Layout(tuple(found), "folders", tuple(name for name, at in labelled if not classes[at]))
    by_name = _by_names([(name, parts[where[name]]) for name in names])
    return None if by_name is None else Layout(tuple(by_name), "names")


def natural(text: str) -> str:
    """Return what sorts names as people do: 2 before 10, and capitals among the others.

    A number sorts before any letter, by how many digits it has and then by these; one that is too long to be
    a number does as a word between words. Control characters, below all that a name may hold, mark both.
    """
    return _NUMBERS.sub(_marked, text.casefold())


def _marked(number: re.Match[str]) -> str:
    digits = number[0]
    if len(digits) > _LONGEST_NUMBER:
        return f"\1{digits}\1"
    if not digits.isascii():
        digits = str(int(digits))
    digits = digits.lstrip("0") or "0"
    return f"\0{chr(len(digits))}{digits}"


_Parts = tuple[str, ...]


def _below_root(folders: Mapping[str, _Parts]) -> Mapping[str, _Parts]:
    """Return folders as they lie in the one that holds everything: an archive often has all in a folder.

    A single class is no such folder, and neither is a part.
    """
    depth = 0
    while folders:
        first = {parts[depth] for parts in folders.values() if len(parts) > depth}
        deep = all(len(parts) > depth + 1 for parts in folders.values())
        if len(first) != 1 or not deep or next(iter(first)).casefold() in _PARTS:
            break
        depth += 1
    return {folder: parts[depth:] for folder, parts in folders.items()}


def _part(folders: _Parts) -> FolderPart:
    return _PARTS.get(folders[0].casefold(), "train") if folders else "train"


def _class_folder(folders: _Parts) -> str:
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
