"""What names data everywhere: a key of the catalogue or a path and, behind a ``?``, how they are prepared.

    digits
    /photos/pets?size=32x32&fit=pad&scale=-1..1&test=0.25

One text names the samples a network was trained on, so that whoever evaluates, resumes, repeats, looks or
compares has the very same, and nobody can forget the preparation. Files hold both as fields of their own.
"""

from __future__ import annotations

import os
import re
from pathlib import PurePath
from typing import Any
from urllib.parse import quote, unquote

from pydantic import ValidationError

from cnngui.datasets.preparation import AS_IT_CAME, Preparation, Split
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_text
from cnngui.messages import text

_FIELDS = ("colour", "size", "fit", "pad", "invert", "paper", "scale", "normalise")
_SPLIT = {"test": "fraction", "stratified": "stratified", "seed": "seed", "group": "group"}
_NAMES = (*_FIELDS, *_SPLIT)
_PAIR = rf"(?:{'|'.join(_NAMES)})=[^&=?/\\]*"
_BEHIND = re.compile(rf"\?(?P<pairs>{_PAIR}(?:&{_PAIR})*)?\Z")


def reference(data: str, preparation: Preparation | None = None) -> str:
    """Return the name of `data`, a key or path, prepared so; `parted` is the way back."""
    pairs = (
        ""
        if preparation is None
        else "&".join(f"{name}={quote(value, safe='.,')}" for name, value in _pairs(preparation))
    )
    # A path that itself ends like a preparation is told by the "?" behind it.
    return f"{data}?{pairs}" if pairs or _BEHIND.search(data) else data


def parted(ref: str) -> tuple[str, Preparation]:
    """Return the key or path of data, and how they are prepared.

    Raises:
        CnnguiError: ``preparation.unreadable``.
    """
    found = _BEHIND.search(ref)
    if found is None:
        return ref, AS_IT_CAME
    values: dict[str, Any] = {}
    for pair in (found["pairs"] or "").split("&"):
        name, _, value = pair.partition("=")
        if name:
            values[name] = unquote(value)
    try:
        return ref[: found.start()], _preparation(values)
    except (ValidationError, ValueError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise CnnguiError("preparation.unreadable", found=shown_text(ref), reason=reason) from None


def with_preparation(ref: str) -> tuple[str, Preparation | None]:
    """Return the same as files have it: None where nothing is done to the data. Raises as `parted`."""
    data, preparation = parted(ref)
    return data, None if preparation == AS_IT_CAME else preparation


def source_of(ref: str) -> str:
    """Return the key or path of data alone, whether its preparation can be read or not."""
    found = _BEHIND.search(ref)
    return ref if found is None else ref[: found.start()]


def prepared_so(ref: str, preparation: Preparation) -> str:
    """Return the name of the same data, prepared in another way."""
    return reference(source_of(ref), preparation)


def as_learned(ref: str, learned: str) -> str:
    """Return the name of data prepared as those were that a network learned from, if `ref` says nothing else.

    Of other data than these the parts stay as they are.

    Args:
        ref: a set of drawings by its folder (`cnngui.datasets.drawn_sets.resolved`).
    """
    data, preparation = parted(ref)
    if preparation != AS_IT_CAME:
        return ref
    source, before = parted(learned)
    return reference(data, before if _same(data, source) else before.of_pixels)


def _same(one: str, other: str) -> bool:
    """Whether two names are of the same data: what a network learned from is kept as a whole path."""
    return one == other or (os.path.lexists(one) and os.path.realpath(one) == os.path.realpath(other))


def name_of(ref: str) -> str:
    """Return what data are called in a few words: key or file name, and how they are prepared."""
    return _told(PurePath(source_of(ref)).name, ref)


def words_of(ref: str) -> str:
    """Return the same with the whole path."""
    return _told(source_of(ref), ref)


def _told(name: str, ref: str) -> str:
    try:
        words = parted(ref)[1].words()
    except CnnguiError:
        return PurePath(ref).name
    return f"{name} ({words})" if words else name


def _pairs(preparation: Preparation) -> list[tuple[str, str]]:
    usual = AS_IT_CAME
    pairs = [
        (name, _text(getattr(preparation, name)))
        for name in _FIELDS
        if getattr(preparation, name) != getattr(usual, name)
    ]
    if (split := preparation.split) is not None:
        pairs.append(("test", repr(split.fraction)))
        pairs += [
            (name, _text(getattr(split, field)))
            for name, field in _SPLIT.items()
            if field != "fraction" and getattr(split, field) != getattr(Split(), field)
        ]
    return pairs


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "x".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _preparation(values: dict[str, str]) -> Preparation:
    given: dict[str, Any] = {name: values[name] for name in _FIELDS if name in values}
    split: dict[str, Any] = {field: values[name] for name, field in _SPLIT.items() if name in values}
    if "size" in given:
        given["size"] = side_of(given["size"])
    for holder, name in ((given, "invert"), (split, "stratified")):
        if name in holder:
            holder[name] = {"yes": True, "no": False}.get(holder[name], holder[name])
    if "seed" in split:
        split["seed"] = int(split["seed"])
    return Preparation.model_validate({**given, "split": split or None})


def side_of(written: str) -> tuple[int, int]:
    """Return height and width of what is written as "32" or "24x32".

    Raises:
        ValueError: it is neither.
    """
    found = re.fullmatch(r"(\d{1,5})(?:[x×](\d{1,5}))?", written.strip())
    if found is None:
        raise ValueError(text("preparation.reason_size", found=written))
    return int(found[1]), int(found[2] or found[1])
