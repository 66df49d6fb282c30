"""Edits to data in one small file for each data set, in the user's own folder.

It is named by the fingerprint of the data as they came: the same digits from another file have the same
edits, and other digits never get them.

    <settings folder>/edits/<fingerprint>.json
    {"format": "cnngui-edits", "version": 2, "label": "Digits",
     "classes": {"names": {"3": "cat"}, "merged": {"4": 3}},
     "train": {"labels": {"12": 3}, "excluded": [7], "moved": [9]}, "test": {"labels": {}, "excluded": []}}

What is said as in version 1, which knew neither `classes` nor `moved`, is written so: it can be read by every
version of the program.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cnngui.datasets.edits import Edits, PartEdits
from cnngui.errors import CnnguiError, reason_of
from cnngui.files import folders
from cnngui.files.opening import MB, open_regular, shown_name
from cnngui.files.writing import atomic_bytes
from cnngui.network.strict_json import MAX_CHARACTERS, faults_of, opened, read_json, refuse

FORMAT = "cnngui-edits"
VERSION = 2
LONGEST_NAME = 60
"""Letters of a class's name."""
_MOST_BYTES = 16_000_000
_MOST_VALUES = 1_000_000

_Index = Annotated[int, Field(ge=0)]
_Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class _PartFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: dict[_Index, _Index] = Field(default_factory=dict)
    excluded: tuple[_Index, ...] = ()
    moved: tuple[_Index, ...] = ()


class _ClassesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    names: dict[_Index, _Name] = Field(default_factory=dict)
    merged: dict[_Index, _Index] = Field(default_factory=dict)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Annotated[str, Field(max_length=4096)] = ""
    classes: _ClassesFile = _ClassesFile()
    train: _PartFile = _PartFile()
    test: _PartFile = _PartFile()


def edits_folder() -> Path:
    """Return where edits are kept."""
    return folders.settings_folder() / "edits"


def edits_file(fingerprint: str) -> Path:
    """Return the file with the edits to the data of this fingerprint; there may be none."""
    return edits_folder() / f"{fingerprint}.json"


def any_edits() -> bool:
    """Return whether there are edits to any data; quick."""
    with contextlib.suppress(OSError):
        return any(edits_folder().glob("*.json"))
    return False


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
    train, test = (
        PartEdits(dict(part.labels), frozenset(part.excluded), frozenset(part.moved))
        for part in (file.train, file.test)
    )
    names = {label: shown_name(name) for label, name in file.classes.names.items()}
    edits = Edits(train, test, names)
    # One after another: a chain, or a circle, in a file from elsewhere becomes none.
    for each, root in sorted(file.classes.merged.items()):
        edits = edits.joined([each], edits.merged.get(root, root))
    return edits


def _checked(values: Mapping[str, object], origin: str) -> _File:
    try:
        return _File.model_validate(values)
    except ValidationError as error:
        refuse(origin, faults_of(error))


def write_edits(fingerprint: str, edits: Edits, label: str = "") -> None:
    """Keep the edits to the data of this fingerprint, whole or not at all; without any left, the file goes.

    Whether they fit the data, `cnngui.datasets.applied_edits` tells. What could not be read again is refused.

    Args:
        label: what the data are called, for whoever opens the file.

    Raises:
        CnnguiError: it cannot be written; ``datasets.edits_too_many``: what was kept before stays.
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
    content = {"label": label[:4096], "train": _part(edits.train), "test": _part(edits.test)}
    if edits.names or edits.merged:
        content["classes"] = {"names": dict(edits.names), "merged": dict(edits.merged)}
    file = _File.model_validate(content)
    newer = edits.moved > 0 or edits.regrouped > 0
    told = {"format": FORMAT, "version": VERSION if newer else 1}
    told |= file.model_dump(mode="json", exclude_unset=True)
    written = json.dumps(told, separators=(",", ":"))
    # As many letters hold less than `_MOST_VALUES`: places differ, so most of them have six digits.
    if len(written) > MAX_CHARACTERS:
        values = {"label": label, "size_mb": len(written) / MB, "most_mb": MAX_CHARACTERS / MB}
        raise CnnguiError("datasets.edits_too_many", **values)
    atomic_bytes(path, written.encode("utf-8"))


def _part(part: PartEdits) -> dict[str, Any]:
    """Return a part's edits, without what no version 1 has unless there is something."""
    said: dict[str, Any] = {"labels": dict(part.labels), "excluded": sorted(part.excluded)}
    return {**said, "moved": sorted(part.moved)} if part.moved else said
