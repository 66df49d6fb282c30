"""What differs among runs, and which of them in which order a person wants to see. Pure.

A value of a run is read by a key: the name of a field of `RunRow`, or ``recipe.`` and a name of its settings.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from cnngui.export.tables import safe_cell
from cnngui.runs.run_row import RunRow, Setting

RECIPE = "recipe."
ARCHITECTURE = ("network", "data", "parameters", "parent")
"""What was chosen beside the recipe."""
_LOG_FROM = 20.0
"""Positive values that lie so many times apart are shown logarithmically: rates of 0.1, 0.01 and 0.001."""


def value_of(row: RunRow, key: str) -> Setting:
    """Return a value of a run; None where it has none, such as the momentum of Adam.

    Raises:
        AttributeError: there is no field of that name.
    """
    if key.startswith(RECIPE):
        return row.settings.get(key.removeprefix(RECIPE))
    value = getattr(row, key)
    if isinstance(value, tuple):
        return ", ".join(value)
    return value


def measured(value: Setting) -> bool:
    """Return whether there is a value at all."""
    return value is not None and value != "" and not (isinstance(value, float) and math.isnan(value))


def setting_keys(rows: Iterable[RunRow]) -> list[str]:
    """Return the keys of all settings that any of the runs has, in the recipe's order."""
    forms = dict.fromkeys(tuple(row.settings) for row in rows)  # a few: runs have like recipes
    return list(dict.fromkeys(RECIPE + name for form in forms for name in form))


def differing(rows: Sequence[RunRow]) -> list[str]:
    """Return the keys of what was chosen otherwise in some of the runs, the recipe's last.

    Of a setting that only some have, such as SGD's momentum, those are compared: that the others have none
    is said by their optimizer.
    """
    found = [key for key in ARCHITECTURE if _differ(value_of(row, key) for row in rows)]
    for key in setting_keys(rows):
        name = key.removeprefix(RECIPE)
        if _differ(row.settings[name] for row in rows if name in row.settings):
            found.append(key)
    return found


def _differ(values: Iterable[Setting]) -> bool:
    """Return whether some value is another than the first; of many runs most settings are all alike."""
    every = iter(values)
    first = next(every, None)
    kind, plain = type(first), _plain(first)
    return any(not (type(each) is kind and each == first) and _plain(each) != plain for each in every)


def difference(value: Setting, baseline: Setting) -> float | None:
    """Return how much a number is above the baseline's; None where one of them is none."""
    return float(value) - float(baseline) if _is_number(value) and _is_number(baseline) else None  # type: ignore[arg-type]


def ordered(rows: Iterable[RunRow], key: str, *, descending: bool = False) -> list[RunRow]:
    """Return the runs by a value; those without one come last either way, equal ones as they were."""
    known: list[RunRow] = []
    unknown: list[RunRow] = []
    for row in rows:
        (known if measured(value_of(row, key)) else unknown).append(row)
    known.sort(key=lambda row: _rank(value_of(row, key)), reverse=descending)
    return known + unknown


def grouped(rows: Iterable[RunRow], key: str) -> list[tuple[Setting, list[RunRow]]]:
    """Return the runs of each value, in the order of the values; those without one come last.

    Within a group they stay in their order.
    """
    groups: dict[Setting, list[RunRow]] = {}
    for row in rows:
        value = value_of(row, key)
        groups.setdefault(value if measured(value) else None, []).append(row)
    return sorted(groups.items(), key=lambda group: (group[0] is None, _rank(group[0])))


def _rank(value: Setting) -> tuple[int, float, str]:
    if _is_number(value):
        return 0, float(value), ""  # type: ignore[arg-type]
    return 1, 0.0, str(value).casefold()


def _plain(value: Setting) -> Setting | tuple[()]:
    """Return a value of which 1 and 1.0 are one, but 1 and True are two."""
    return str(value) if isinstance(value, bool) else value if measured(value) else ()


def _is_number(value: Setting) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def table_csv(headings: Sequence[str], rows: Iterable[Sequence[Setting]]) -> bytes:
    """Return a CSV file for spreadsheets: UTF-8 with its mark, text that one would compute quoted."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    for cells in (headings, *rows):
        table.writerow(safe_cell(cell) if isinstance(cell, str) else cell for cell in cells)
    return written.getvalue().encode("utf-8-sig")


@dataclass(frozen=True)
class Axis:
    """One upright line of parallel coordinates.

    Attributes:
        low, high: ends of a scale of numbers.
        categories: from the bottom up, of a scale without numbers.
    """

    key: str
    kind: Literal["linear", "log", "categories"]
    low: float = 0.0
    high: float = 1.0
    categories: tuple[str, ...] = ()

    def place(self, value: Setting) -> float | None:
        """Return where a value stands, 0 at the bottom and 1 at the top; None where it has no place."""
        if self.kind == "categories":
            if not measured(value) or str(value) not in self.categories:
                return None
            return (self.categories.index(str(value)) + 0.5) / len(self.categories)
        if not _is_number(value):
            return None
        number, low, high = (self._scaled(each) for each in (float(value), self.low, self.high))  # type: ignore[arg-type]
        return 0.5 if high == low else (number - low) / (high - low)

    def value(self, place: float) -> float:
        """Return which number stands at a place from 0 to 1."""
        low, high = self._scaled(self.low), self._scaled(self.high)
        number = low + place * (high - low)
        return math.exp(number) if self.kind == "log" else number

    def _scaled(self, number: float) -> float:
        return math.log(max(number, 1e-300)) if self.kind == "log" else number


def axis(rows: Iterable[RunRow], key: str) -> Axis | None:
    """Return the axis of a value; None where no run has it."""
    values = [value for row in rows if measured(value := value_of(row, key))]
    if not values:
        return None
    if not all(_is_number(value) for value in values):
        words = {str(value): None for value in sorted(values, key=_rank)}
        return Axis(key, "categories", categories=tuple(words))
    numbers = [float(value) for value in values]  # type: ignore[arg-type]
    low, high = min(numbers), max(numbers)
    return Axis(key, "log" if low > 0 and high >= _LOG_FROM * low else "linear", low, high)


def axes(rows: Sequence[RunRow], results: Sequence[str]) -> list[Axis]:
    """Return an axis for each setting that differs, and then for each of `results` that was measured."""
    settings = [key for key in differing(rows) if key not in results]
    return [found for key in (*settings, *results) if (found := axis(rows, key)) is not None]
