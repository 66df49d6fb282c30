"""Sets of drawings: classes that a person typed, and what was drawn or pasted for each.

    <data folder>/drawn/<folder>/drawn.json     the set's name and its classes, in their order
    <data folder>/drawn/<folder>/samples/       a file for each sample, as `own_samples` has them
    <data folder>/drawn/.deleted/               sets that were deleted, whole, until they are removed for good

A set keeps its folder when it is renamed: projects and runs go on finding it. A sample tells its class by
name; one of a class that the set does not list is another window's, or was put there by hand, and counts.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cnngui.datasets.data_reference import source_of
from cnngui.datasets.own_samples import LONGEST_LABEL, OwnSample, counts
from cnngui.errors import CnnguiError, reason_of
from cnngui.files import folders
from cnngui.files.opening import open_regular, shown_name
from cnngui.files.writing import atomic_bytes
from cnngui.network.strict_json import faults_of, opened, read_json, refuse

FORMAT, VERSION = "cnngui-drawn-set", 1
HEAD_FILE, SAMPLES_FOLDER = "drawn.json", "samples"
PREFIX = "drawn:"
"""With a set's name behind it this is the set, where data are named."""
MOST_CLASSES, MOST_SETS = 200, 1_000
COLOURS = 10
_MOST_BYTES = 500_000
_DELETED = ".deleted"
_LONGEST_FOLDER = 40

_Line = Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL)]


class SetClass(BaseModel):
    """A class of a set: its name, and which of `COLOURS` colours it has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: _Line
    colour: Annotated[int, Field(strict=True, ge=0, lt=COLOURS)] = 0


class SetHead(BaseModel):
    """What a set is called, and its classes; each edit returns another head."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["cnngui-drawn-set"] = "cnngui-drawn-set"
    version: Literal[1] = 1
    name: _Line
    classes: Annotated[tuple[SetClass, ...], Field(max_length=MOST_CLASSES)] = ()

    @model_validator(mode="after")
    def _has_each_class_once(self) -> Self:
        if len({each.name for each in self.classes}) < len(self.classes):
            raise ValueError("a class stands there twice")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The classes' names."""
        return tuple(each.name for each in self.classes)

    def renamed(self, name: str) -> SetHead:
        """Return the head with another name. Raises CnnguiError: ``drawn.name``."""
        return self.model_copy(update={"name": _one_line(name, "drawn.name")})

    def with_class(self, name: str) -> SetHead:
        """Return the head with a class more, in a colour that the fewest have.

        Raises:
            CnnguiError: ``samples.label``, ``drawn.class_taken`` or ``drawn.too_many_classes``.
        """
        name = self._free_name(name)
        if len(self.classes) >= MOST_CLASSES:
            raise CnnguiError("drawn.too_many_classes", limit=MOST_CLASSES)
        used = [each.colour for each in self.classes]
        colour = min(range(COLOURS), key=used.count)
        return self._with((*self.classes, SetClass(name=name, colour=colour)))

    def with_renamed(self, old: str, new: str) -> SetHead:
        """Return the head with a class of another name. Raises CnnguiError as `with_class` does."""
        new = self._free_name(new, beside=old)
        return self._with(
            [each.model_copy(update={"name": new}) if each.name == old else each for each in self.classes]
        )

    def without(self, name: str) -> SetHead:
        """Return the head without a class."""
        return self._with([each for each in self.classes if each.name != name])

    def coloured(self, name: str, colour: int) -> SetHead:
        """Return the head with another colour, 0 to `COLOURS` - 1, for a class."""
        return self._with(
            [
                each.model_copy(update={"colour": colour}) if each.name == name else each
                for each in self.classes
            ]
        )

    def with_classes_of(self, samples: Sequence[OwnSample]) -> SetHead:
        """Return the head with the classes of samples behind those that it lists."""
        head = self
        for name in counts(samples):
            if name not in head.names and len(head.classes) < MOST_CLASSES:
                head = head.with_class(name)
        return head

    def _with(self, classes: Sequence[SetClass]) -> SetHead:
        return self.model_copy(update={"classes": tuple(classes)})

    def _free_name(self, name: str, beside: str = "") -> str:
        name = _one_line(name, "samples.label")
        if name in self.names and name != beside:
            raise CnnguiError("drawn.class_taken", name=name)
        return name


@dataclass(frozen=True)
class SetEntry:
    """A set in a list: its folder and its name."""

    folder: Path
    name: str


def sets_folder() -> Path:
    """Return where sets of drawings are kept."""
    return folders.data_folder() / "drawn"


def is_drawn_set(path: Path) -> bool:
    """Return whether a folder is a set of drawings."""
    return (path / HEAD_FILE).is_file()


def read_head(folder: Path) -> SetHead:
    """Return what a set is called, and its classes. Raises CnnguiError: it cannot be read."""
    path = folder / HEAD_FILE
    try:
        with open_regular(path, _MOST_BYTES) as stream:
            content = stream.read().decode("utf-8")
    except UnicodeDecodeError:
        raise CnnguiError("drawn.damaged", path=shown_name(str(path))) from None
    inside = opened(read_json(content, path.name), FORMAT, VERSION, path.name)
    try:
        return SetHead.model_validate(inside)
    except ValidationError as error:
        refuse(path.name, faults_of(error))


def write_head(folder: Path, head: SetHead) -> None:
    """Keep what a set is called, and its classes, whole or not at all. Raises CnnguiError."""
    content = json.dumps(head.model_dump(mode="json"), ensure_ascii=False, indent=1)
    atomic_bytes(folder / HEAD_FILE, content.encode("utf-8"))


def list_sets(home: Path | None = None) -> list[SetEntry]:
    """Return the sets that there are by their names; one that cannot be read has its folder's name."""
    home = home or sets_folder()
    found = [path for path in sorted(home.glob(f"*/{HEAD_FILE}"))[:MOST_SETS] if path.parent.name != _DELETED]
    entries = [SetEntry(path.parent, _name_of(path.parent)) for path in found]
    return sorted(entries, key=lambda entry: entry.name.casefold())


def find_set(name: str, home: Path | None = None) -> Path:
    """Return the folder of the set of that name, or of the folder's name.

    Raises:
        CnnguiError: ``drawn.unknown``, which names those there are, or ``drawn.none``.
    """
    there = list_sets(home)
    wanted = name.strip().casefold()
    for entry in there:
        if wanted == entry.name.casefold():
            return entry.folder
    for entry in there:
        if wanted == entry.folder.name.casefold():
            return entry.folder
    if not there:
        raise CnnguiError("drawn.none", name=shown_name(name))
    known = ", ".join(entry.name for entry in there)
    raise CnnguiError("drawn.unknown", name=shown_name(name), known=known)


def resolved(ref: str | Path) -> str | Path:
    """Return the folder of a set for ``drawn:NAME``, and all else as it is.

    How the data are prepared (`cnngui.datasets.data_reference`) stays behind it.

    Raises:
        CnnguiError: as `find_set`.
    """
    if isinstance(ref, str) and ref.startswith(PREFIX):
        source = source_of(ref)
        return f"{find_set(source.removeprefix(PREFIX))}{ref.removeprefix(source)}"
    return ref


def create_set(name: str, classes: Sequence[str] = (), home: Path | None = None) -> Path:
    """Make a new set and return its folder.

    Raises:
        CnnguiError: ``drawn.name``, ``drawn.name_taken``, of its classes, or it cannot be written.
    """
    home = home or sets_folder()
    head = SetHead(name=free_name(name, list_sets(home)))
    for each in classes:
        head = head.with_class(each)
    folder = _free_folder(home, head.name)
    try:
        folders.make_own(folder / SAMPLES_FOLDER)
    except OSError as error:
        raise CnnguiError("files.cannot_write", path=str(folder), reason=reason_of(error)) from error
    write_head(folder, head)
    return folder


def free_name(name: str, there: Sequence[SetEntry], beside: Path | None = None) -> str:
    """Return a name for a set in one line.

    Raises:
        CnnguiError: ``drawn.name``, or ``drawn.name_taken`` by a set in another folder than `beside`.
    """
    name = _one_line(name, "drawn.name")
    if any(entry.name.casefold() == name.casefold() and entry.folder != beside for entry in there):
        raise CnnguiError("drawn.name_taken", name=name)
    return name


def rename_set(folder: Path, name: str) -> None:
    """Call a set otherwise; its folder stays. Raises CnnguiError as `create_set` does."""
    name = free_name(name, list_sets(folder.parent), beside=folder)
    write_head(folder, read_head(folder).renamed(name))


# Deleted sets -----------------------------------------------------------------------------------------


def delete_set(folder: Path) -> None:
    """Put a set aside; `bring_back` undoes it. Raises CnnguiError: ``drawn.not_moved``; it stays."""
    aside = folder.parent / _DELETED
    _move(folder, aside, _free_folder(aside, folder.name))


def deleted_sets(home: Path | None = None) -> list[SetEntry]:
    """Return the sets that were deleted, and can come back."""
    return list_sets((home or sets_folder()) / _DELETED)


def bring_back(folder: Path) -> Path:
    """Put a deleted set where it was, and return where that is; under another name if its own is taken.

    Raises:
        CnnguiError: ``drawn.not_moved``; it stays aside.
    """
    home = folder.parent.parent
    there = list_sets(home)
    back = home / folder.name if not (home / folder.name).exists() else _free_folder(home, folder.name)
    _move(folder, home, back)
    head = read_head(back)
    taken = {entry.name.casefold() for entry in there}
    name, times = head.name, 2
    while name.casefold() in taken:
        name, times = f"{head.name[: LONGEST_LABEL - 5]} ({times})", times + 1
    if name != head.name:
        write_head(back, head.renamed(name))
    return back


def remove_deleted(home: Path | None = None) -> None:
    """Remove what was deleted for good, as far as that can be.

    Raises:
        CnnguiError: ``drawn.not_removed``, of the first set of which something is left; such sets stay in
            `deleted_sets`, and all others are gone.
    """
    aside = (home or sets_folder()) / _DELETED
    refused = None
    for folder in sorted(aside.glob("*/")):
        try:
            # Samples first: a set is in the list as long as it has its head.
            for part in (folder / SAMPLES_FOLDER, folder):
                if part.exists():
                    shutil.rmtree(part)
        except OSError as error:
            refused = refused or (folder, error)
    if refused is not None:
        path, reason = str(refused[0]), reason_of(refused[1])
        raise CnnguiError("drawn.not_removed", path=path, reason=reason) from refused[1]


def _move(folder: Path, into: Path, to: Path) -> None:
    try:
        folders.make_own(into)
        folder.rename(to)
    except OSError as error:
        raise CnnguiError("drawn.not_moved", path=str(folder), reason=reason_of(error)) from error


# Names ------------------------------------------------------------------------------------------------


def _one_line(name: str, code: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_LABEL or not name.isprintable():
        raise CnnguiError(code, most=LONGEST_LABEL)
    return name


def _name_of(folder: Path) -> str:
    with contextlib.suppress(CnnguiError):
        return read_head(folder).name
    return folder.name


def _free_folder(home: Path, name: str) -> Path:
    """Return a folder that is not there yet, called like a name as far as every disk can."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:_LONGEST_FOLDER] or "set"
    folder, times = home / stem, 2
    while folder.exists():
        folder, times = home / f"{stem}-{times}", times + 1
    return folder
