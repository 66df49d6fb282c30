"""Read JSON from anywhere, trusting nothing: size, depth, numbers, and every fault with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from pydantic import ValidationError

from cnngui.errors import CnnguiError
from cnngui.messages import text
from cnngui.network.blocks import BLOCK_KINDS
from cnngui.network.fields import CONFIG_OBJECTS, OPTIMIZERS
from cnngui.network.network import NameTakenError, TooLargeError
from cnngui.network.table import LAYER_TABLE

MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 32
MAX_VALUES = 100_000
"""2,000 layers with every field set have no more. Two million wrong ones took a minute and 1.5 GB."""

SHOWN_FAULTS = 8
TOLD_FAULTS = 1_000
"""A hundred thousand took two seconds to describe, and nobody counts them."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file.

    Attributes:
        location: where, such as ``layers[2].filters``; "" is the whole file.
        code: a key of the message table.
    """

    location: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = text(self.code, **self.values)
        return f"{self.location}: {sentence}" if self.location else sentence


class Faults(tuple[Fault, ...]):
    """Faults that turn into lines, in the current language, when a message is filled in."""

    def __str__(self) -> str:
        lines = [str(fault) for fault in self[:SHOWN_FAULTS]]
        if len(self) > SHOWN_FAULTS:
            lines.append(text("network.fault.more", count=len(self) - SHOWN_FAULTS))
        return "\n".join(lines)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class _RefusedError(ValueError):
    """Carries the fault that a hook of the JSON reader found."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read_json(content: str, origin: str, most_values: int = MAX_VALUES) -> Any:
    """Return the value that `content` holds.

    Args:
        content: JSON text of at most `MAX_CHARACTERS` characters, `MAX_DEPTH` levels and `most_values`
            values, without NaN, infinities or a key twice in one object.
        origin: what to call it in errors: a file's name, "the clipboard".

    Raises:
        CnnguiError: ``network.bad_file``.
    """
    if len(content) > MAX_CHARACTERS:
        fault = Fault("", "network.fault.too_long", {"length": len(content), "most": MAX_CHARACTERS})
        refuse(origin, [fault])
    if (found := _too_much(content, most_values)) is not None:
        refuse(origin, [found])
    try:
        return json.loads(content, parse_constant=_no_constant, object_pairs_hook=_no_key_twice)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        refuse(origin, [Fault("", "network.fault.not_json", place)])
    except _RefusedError as error:
        refuse(origin, [error.fault])
    except ValueError:
        # Python refuses to convert integers of more than 4,300 digits.
        refuse(origin, [Fault("", "network.fault.long_number")])


def refuse(origin: str, faults: Iterable[Fault]) -> NoReturn:
    """Raise ``network.bad_file`` for `origin` with all `faults`."""
    listed = Faults(faults)
    raise CnnguiError("network.bad_file", origin=origin, count=len(listed), faults=listed)


def opened(data: Any, wanted: str, known: int, origin: str, at: str = "") -> dict[str, Any]:
    """Return what is inside the envelope of a file, its ``format`` and ``version``.

    Args:
        wanted: the format it must have. known: the newest version that can be read.
        at: where it stands in a larger file, with a dot at its end.

    Raises:
        CnnguiError: ``network.bad_file``.
    """
    if not isinstance(data, dict):
        refuse(origin, [Fault(at.rstrip("."), "network.fault.object", {"found": type(data).__name__})])
    if data.get("format") != wanted:
        refuse(origin, [Fault(f"{at}format", "network.fault.format", {"wanted": wanted})])
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        refuse(origin, [Fault(f"{at}version", "network.fault.version", {"known": known})])
    if version > known:
        newer = {"version": _short(version), "known": known}
        refuse(origin, [Fault(f"{at}version", "network.fault.newer", newer)])
    return {key: value for key, value in data.items() if key not in ("format", "version")}


def faults_of(error: ValidationError, at: str = "") -> Iterator[Fault]:
    """Yield the first `TOLD_FAULTS` things that pydantic found wrong, each with its place below `at`."""
    details = error.errors(include_url=False, include_context=True)
    short = {detail["loc"] for detail in details if detail["type"] == "too_short"}
    places = [detail["loc"] for detail in details if short]
    within = short & {place[:length] for place in places for length in range(len(place))}
    for detail in details[:TOLD_FAULTS]:
        # pydantic counts the sound members only: one bad member also makes its list too short.
        if detail["loc"] in within and detail["type"] == "too_short":
            continue
        location = _location(detail["loc"], at)
        values = {**detail.get("ctx", {}), "found": _short(detail["input"])}
        cause = values.get("error")
        if isinstance(cause, NameTakenError):
            yield Fault(location, "network.fault.name_taken", {"name": cause.name})
        elif isinstance(cause, TooLargeError):
            yield Fault(location, f"network.fault.{cause.code}", {"found": cause.found, "most": cause.most})
        else:
            yield Fault(location, _CODES.get(detail["type"], "network.fault.other"), _plain(values))


_CODES = {
    f"{kind}": f"network.fault.{code}"
    for code, kinds in {
        "missing": ("missing",),
        "unknown_field": ("extra_forbidden",),
        "unknown_kind": ("union_tag_invalid",),
        "no_kind": ("union_tag_not_found",),
        "choice": ("literal_error",),
        "too_small": ("greater_than_equal",),
        "not_above": ("greater_than",),
        "too_large": ("less_than_equal",),
        "not_below": ("less_than",),
        "whole_number": ("int_type", "int_parsing", "int_from_float", "int_parsing_size"),
        "number": ("float_type", "float_parsing", "finite_number"),
        "switch": ("bool_type", "bool_parsing"),
        "list": ("tuple_type", "list_type"),
        "object": ("model_type", "model_attributes_type", "dict_type"),
        "name": ("string_pattern_mismatch", "string_too_long", "string_type"),
        "too_many": ("too_long",),
        "too_few": ("too_short",),
    }.items()
    for kind in kinds
}


# pydantic puts the kind that a union chose between an index and a field: layers, 2, Conv2D, filters.
_KINDS = frozenset((*LAYER_TABLE, *BLOCK_KINDS, *CONFIG_OBJECTS, *OPTIMIZERS))


def _location(path: tuple[int | str, ...], at: str) -> str:
    """Write a path of keys and indices as ``layers[2].filters``."""
    # A kind never follows a kind: the second l2 in (kernel_regularizer, l2, l2) is the field of that name.
    kinds = [part in _KINDS for part in path]
    chosen = [kind and not (place and kinds[place - 1]) for place, kind in enumerate(kinds)]
    parts = [
        f"[{part}]" if isinstance(part, int) else f".{shown_key(part)}"
        for part, is_kind in zip(path, chosen, strict=True)
        if not is_kind
    ]
    return (at + "".join(parts)).lstrip(".")


def shown_key(key: str) -> str:
    """Return a key as it can be shown: one of a foreign file may be long, or hold line ends and escapes."""
    return key if _PLAIN_KEY.fullmatch(key) else _short(key)


_PLAIN_KEY = re.compile(r"\w{1,64}")


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Keep what can be pickled, as errors cross from the worker, and no English of pydantic's."""
    return {
        key: value if isinstance(value, (int, float)) else str(value).replace(" or ", ", ")
        for key, value in values.items()
    }


def cut_short(text: str) -> str:
    """Return at most 60 characters of a value that was refused: it may come from a file or the clipboard."""
    return text if len(text) <= 60 else text[:59] + "…"


def _short(value: Any) -> str:
    cut = cut_short(json.dumps(value, ensure_ascii=False, default=str))
    # A terminal obeys what JSON leaves as it is, such as U+009B.
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in cut)


def _no_constant(name: str) -> NoReturn:
    raise _RefusedError(Fault("", "network.fault.not_finite", {"found": name}))


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = Counter(keys).most_common(1)[0][0]
        raise _RefusedError(Fault("", "network.fault.key_twice", {"key": _short(twice)}))
    return read


_MARKS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{},]', re.DOTALL)
"""What separates values, and whole texts, in which it does not."""


def _too_much(content: str, most_values: int) -> Fault | None:
    """Find brackets that nest too deep, or too many values, before the JSON reader recurses into them."""
    depth, values = 0, 1
    for mark in _MARKS.finditer(content):
        first = content[mark.start()]
        if first in "[{":
            depth += 1
        elif first in "]}":
            depth -= 1
        if first in ",[{":
            values += 1
        if depth > MAX_DEPTH:
            return Fault("", "network.fault.too_deep", {"most": MAX_DEPTH})
        if values > most_values:
            return Fault("", "network.fault.too_many_values", {"most": most_values})
    return None
