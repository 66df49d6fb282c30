"""What was found on the way through a file: what cannot be taken over, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_text
from cnngui.network.strict_json import Fault, Faults

_SHOWN = 60
_MOST_NAMES = 12
_MOST_NOTES = 10_000


class MalformedError(Exception):
    """The description is not built as Keras builds it. `place` says where."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


class Findings:
    """Faults refuse the file, notes do not. Each thing is told once for each place."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}
        self._notes: dict[str, Fault] = {}

    @property
    def notes(self) -> Faults:
        return Faults(_together(self._notes.values()))

    @property
    def refuses(self) -> bool:
        """Whether there is a fault."""
        return bool(self._faults)

    def take_notes(self, other: Findings) -> None:
        """Say what `other` has noted, too."""
        self._notes.update(other._notes)

    def fault(self, place: str, code: str, **values: Any) -> None:
        """Say that `place`, such as ``Lambda 'crop'``, cannot be taken over; only the first word counts."""
        self._faults.setdefault(place, Fault(place, f"keras_file.fault.{code}", _shown(values)))

    def add(self, fault: Fault) -> None:
        """Take a fault that another reader found."""
        self._faults.setdefault(fault.location, fault)

    def note(self, place: str, code: str, **values: Any) -> None:
        """Say what was left out or done otherwise at `place`, "" for the whole file."""
        note = Fault(place, f"keras_file.note.{code}", _shown(values))
        self._notes.setdefault(str(note), note)
        if len(self._notes) > _MOST_NOTES:
            raise MalformedError(place)

    def refuse_faults(self, origin: str) -> None:
        """Raise ``keras_file.not_taken_over`` if there are faults."""
        if self._faults:
            faults = Faults(_together(self._faults.values()))
            count = len(self._faults)
            raise CnnguiError("keras_file.not_taken_over", path=origin, count=count, faults=faults)


def mapping(value: Any, place: str) -> Mapping[str, Any]:
    """Return `value` if it is a JSON object. Raises MalformedError."""
    return value if isinstance(value, dict) else _malformed(place)


def listed(value: Any, place: str) -> list[Any]:
    """Return `value` if it is a JSON list. Raises MalformedError."""
    return value if isinstance(value, list) else _malformed(place)


def word(value: Any, place: str) -> str:
    """Return `value` if it is text of a name's length. Raises MalformedError."""
    return value if isinstance(value, str) and 0 < len(value) <= 1_000 else _malformed(place)


def shown(value: Any) -> str:
    """Return a foreign value as it may stand in a sentence."""
    return shown_text(value, _SHOWN)


def _together(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Tell once what is wrong with several layers of a kind, and name them: ``ReLU 'a', 'b', 'c'``."""
    alike: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        kind = fault.location.partition(" ")[0]
        alike.setdefault((kind, str(replace(fault, location=""))), []).append(fault)
    for (kind, _), group in alike.items():
        names = [fault.location.partition(" ")[2] for fault in group]
        more = [f"… +{len(names) - _MOST_NAMES}"] if len(names) > _MOST_NAMES else []
        yield replace(group[0], location=f"{kind} {', '.join([*names[:_MOST_NAMES], *more])}".rstrip())


def _malformed(place: str) -> NoReturn:
    raise MalformedError(place)


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value if _is_counted(value) else shown(value) for key, value in values.items()}


def _is_counted(value: Any) -> bool:
    """Return whether a value is a whole number that a sentence can hold; foreign ones have 4,000 digits."""
    return isinstance(value, int) and abs(value) < 10**18
