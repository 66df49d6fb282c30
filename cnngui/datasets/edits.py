"""A person's own changes to data: labels that were wrong, samples that should not count. The data stay.

They lie in one small file for each data set in the user's own folder, named by the fingerprint of the data as
they came: the same digits from another file have the same edits, and other digits never get them.

    <settings folder>/edits/<fingerprint>.json
    {"format": "cnngui-edits", "version": 1, "label": "Digits",
     "train": {"labels": {"12": 3}, "excluded": [7]}, "test": {"labels": {}, "excluded": []}}

Numbers are places in the part as it came, from 0, and class indices. `cnngui.datasets.catalog.load_dataset`
applies them: whoever is handed data has them, and a `Note` that says so.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cnngui.datasets.dataset import STORED_PARTS, Dataset, Edited, Labels, Note, Samples, StoredPart
from cnngui.errors import CnnguiError, reason_of
from cnngui.files import folders
from cnngui.files.opening import open_regular
from cnngui.files.writing import atomic_bytes
from cnngui.network.strict_json import faults_of, opened, read_json, refuse

FORMAT = "cnngui-edits"
VERSION = 1
_MOST_BYTES = 16_000_000
_MOST_VALUES = 1_000_000

_Index = Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class PartEdits:
    """Changes to one part of the data.

    Attributes:
        labels: the class index that counts, by the place of the sample. excluded: places left out.
    """

    labels: Mapping[int, int] = field(default_factory=dict)
    excluded: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Edits:
    """Changes to a data set; a value: a change returns another."""

    train: PartEdits = PartEdits()
    test: PartEdits = PartEdits()

    def part(self, name: StoredPart) -> PartEdits:
        """Return the changes to one part."""
        return self.train if name == "train" else self.test

    @property
    def mended(self) -> int:
        """How many labels are others than those that came."""
        return sum(len(self.part(name).labels) for name in STORED_PARTS)

    @property
    def excluded(self) -> int:
        """How many samples are left out."""
        return sum(len(self.part(name).excluded) for name in STORED_PARTS)

    def relabelled(self, name: StoredPart, index: int, label: int | None) -> Edits:
        """Return edits by which that sample has another label; None is the one that came."""
        part = self.part(name)
        labels = {place: each for place, each in part.labels.items() if place != index}
        if label is not None:
            labels[index] = label
        return self._with(name, replace(part, labels=labels))

    def left_out(self, name: StoredPart, index: int, out: bool = True) -> Edits:
        """Return edits by which that sample counts no more, or again."""
        part = self.part(name)
        excluded = part.excluded | {index} if out else part.excluded - {index}
        return self._with(name, replace(part, excluded=excluded))

    def _with(self, name: StoredPart, part: PartEdits) -> Edits:
        return replace(self, train=part) if name == "train" else replace(self, test=part)


class _PartFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: dict[_Index, _Index] = Field(default_factory=dict)
    excluded: tuple[_Index, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["cnngui-edits"] = "cnngui-edits"
    version: Literal[1] = 1
    label: Annotated[str, Field(max_length=4096)] = ""
    train: _PartFile = _PartFile()
    test: _PartFile = _PartFile()


def edits_folder() -> Path:
    """Return where edits are kept."""
    return folders.settings_folder() / "edits"


def edits_file(fingerprint: str) -> Path:
    """Return the file with the edits to the data of this fingerprint; there may be none."""
    return edits_folder() / f"{fingerprint}.json"


def read_edits(fingerprint: str) -> Edits:
    """Return the edits to the data of this fingerprint; none, if there is no file.

    Raises:
        CnnguiError: ``datasets.edits_damaged``.
    """
    path = edits_file(fingerprint)
    if not path.exists():
        return Edits()
    try:
        with open_regular(path, _MOST_BYTES) as stream:
            content = stream.read().decode("utf-8")
        read = read_json(content, path.name, _MOST_VALUES)
        file = _checked(opened(read, FORMAT, VERSION, path.name), path.name)
    except (CnnguiError, UnicodeDecodeError) as error:
        reason = error.message().why if isinstance(error, CnnguiError) else str(error)
        raise CnnguiError("datasets.edits_damaged", path=str(path), reason=reason) from None
    return Edits(
        *(PartEdits(dict(part.labels), frozenset(part.excluded)) for part in (file.train, file.test))
    )


def _checked(values: Mapping[str, object], origin: str) -> _File:
    try:
        return _File.model_validate(values)
    except ValidationError as error:
        refuse(origin, faults_of(error))


def write_edits(fingerprint: str, edits: Edits, label: str = "") -> None:
    """Keep the edits to the data of this fingerprint, whole or not at all; without any left, the file goes.

    Whether they fit the data, `with_edits` tells.

    Args:
        label: what the data are called, for whoever opens the file.

    Raises:
        CnnguiError: it cannot be written.
    """
    path = edits_file(fingerprint)
    try:
        folders.make_own(path.parent)
        if edits == Edits():
            path.unlink(missing_ok=True)
            return
    except OSError as error:
        reason = reason_of(error)
        raise CnnguiError("files.cannot_write", path=str(path), reason=reason) from error
    file = _File(label=label[:4096], train=_part_file(edits.train), test=_part_file(edits.test))
    atomic_bytes(path, json.dumps(file.model_dump(mode="json"), indent=1).encode("utf-8"))


def _part_file(part: PartEdits) -> _PartFile:
    return _PartFile(labels=dict(part.labels), excluded=tuple(sorted(part.excluded)))


def edited(dataset: Dataset) -> Dataset:
    """Return a data set with the edits that there are to it, and a note that says so.

    Edits that cannot be read, or that do not fit, are left where they are, and told in a note.
    """
    if not any_edits():
        return dataset  # the fingerprint of large data takes half a second
    try:
        return with_edits(dataset, read_edits(dataset.fingerprint()))
    except CnnguiError as error:
        note = Note("datasets.note_edits_unused", {"problem": error.message().one_line()})
        return replace(dataset, notes=(*dataset.notes, note))


def any_edits() -> bool:
    """Return whether there are edits to any data; quick."""
    with contextlib.suppress(OSError):
        return any(edits_folder().glob("*.json"))
    return False


def with_edits(dataset: Dataset, edits: Edits) -> Dataset:
    """Return a data set with `edits`; its fingerprint is another, `Dataset.edited` holds what came.

    Raises:
        CnnguiError: ``datasets.edits_complete``: the data are all samples there can be.
            ``datasets.edits_empty``: a part would have no samples left. ``datasets.edits_beyond``: they are
            to more samples, or of more classes, than there are.
    """
    if edits == Edits():
        return dataset
    if dataset.complete:
        raise CnnguiError("datasets.edits_complete", label=dataset.label)
    (x_train, y_train, train), (x_test, y_test, test) = (
        _mended(dataset, name, edits.part(name)) for name in STORED_PARTS
    )
    told = Note("datasets.note_edited", {"mended": edits.mended, "excluded": edits.excluded})
    return replace(
        dataset,
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
        notes=(*dataset.notes, told),
        edited=Edited(dataset, train, test, edits.mended, edits.excluded),
    )


def _mended(dataset: Dataset, name: StoredPart, edits: PartEdits) -> tuple[Samples, Labels, Labels]:
    """Return the samples of a part that stay, their labels as they are to be, and their places."""
    samples, labels = dataset.part(name)
    places = [*edits.labels, *edits.excluded]
    if max(places, default=-1) >= len(labels) or max(edits.labels.values(), default=-1) >= dataset.classes:
        raise CnnguiError("datasets.edits_beyond", label=dataset.label)
    mended, stays = labels.copy(), np.ones(len(labels), bool)
    mended[list(edits.labels)] = list(edits.labels.values())
    stays[list(edits.excluded)] = False
    if not stays.any():
        raise CnnguiError("datasets.edits_empty", label=dataset.label)
    if stays.all():
        return samples, mended, np.arange(len(labels))
    return samples[stays], mended[stays], np.flatnonzero(stays)
