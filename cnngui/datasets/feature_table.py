"""Datasets in a table of features: a sample a line, numbers in the columns, and its class in one of them.

The table is read twice: once to see what each column is, then to fill an array of just that size.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES, Origin, one_sided, with_test_part
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.feature_columns import Columns, Plan, is_missing, plan_of, truth_of
from cnngui.datasets.labels import MAX_CLASSES, class_indices
from cnngui.datasets.table_text import TextFile, number_of
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name, too_large

MAX_ROWS = 2_000_000
_MOST_LOST = 0.5
"""Lines with a missing value are left out up to this share: beyond it, what is left is another data set."""
_LONGEST_LABEL = 200
_SHOWN = 5

Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class _Read:
    """Attributes: values: float32 (rows, columns). labels: text (rows,). lost: lines left out."""

    values: NDArray[np.float32]
    labels: list[str]
    lost: int


def load_features(text: TextFile, delimiter: str, origin: Origin) -> Dataset:
    """Load a table of features; notes say which column was taken for what, and what was left out.

    Raises:
        CnnguiError: it is hostile or no such table, with line and column of what is wrong.
    """
    plan = plan_of(_seen(text, delimiter), text.shown, decimal_commas=delimiter != ",")
    read = _filled(text, delimiter, plan)
    if plan.rows and read.lost > _MOST_LOST * plan.rows:
        raise CnnguiError(
            "datasets.table_missing", name=text.shown, lines=read.lost, rows=plan.rows, columns=_missing(plan)
        )
    if not read.labels:
        raise CnnguiError("datasets.table_empty", name=text.shown)
    numbers = [number_of(label) if plan.decimal_commas or "," not in label else None for label in read.labels]
    labels = np.array(read.labels) if None in numbers else np.array(numbers, np.float64)
    indices, names = class_indices([labels], None, shown=f"{plan.target_name} in {text.shown}")
    parts, divided = with_test_part(read.values, indices[0])
    split = Note("datasets.note_split_samples", {"train": len(divided[0]), "test": len(divided[1])})
    return Dataset(
        **vars(origin),
        x_train=parts[0],
        y_train=divided[0],
        x_test=parts[1],
        y_test=divided[1],
        class_names=names,
        notes=(*_notes(plan, read), split, *one_sided(divided, names)),
    )


def _rows(text: TextFile, delimiter: str) -> Rows:
    """Yield the number of each line and its cells; a cell in quotes may hold what parts the others.

    Raises:
        CnnguiError: ``datasets.table_quotes``, also for a cell longer than csv reads.
    """
    number = 0

    def lines() -> Iterator[str]:
        nonlocal number
        for number, line in text.lines():  # noqa: B007 - the number is what the rows are told by
            yield line

    try:
        for cells in csv.reader(lines(), delimiter=delimiter, skipinitialspace=True, strict=True):
            yield number, [cell.strip() for cell in cells]
    except csv.Error:
        raise CnnguiError("datasets.table_quotes", name=text.shown, line=number) from None


def _seen(text: TextFile, delimiter: str) -> Columns:
    seen: Columns | None = None
    for number, cells in _rows(text, delimiter):
        if seen is None:
            seen = Columns.begun(cells, text.shown, decimal_commas=delimiter != ",", named=text.made)
        else:
            seen.add(number, cells)
        if seen.rows > MAX_ROWS:
            raise CnnguiError(
                "datasets.too_many_pictures", name=text.shown, pictures=seen.rows, limit=MAX_ROWS
            )
    if seen is None or (seen.named and not seen.rows):
        raise CnnguiError("datasets.table_empty", name=text.shown)
    return seen


def _filled(text: TextFile, delimiter: str, plan: Plan) -> _Read:
    size = 4 * plan.rows * len(plan.features)
    if size > MAX_BYTES:
        raise too_large(text.shown, size, MAX_BYTES)
    values = np.empty((plan.rows, len(plan.features)), np.float32)
    labels: list[str] = []
    known: dict[str, str] = {}
    lost = 0
    first = 1 if plan.header else 0
    for number, cells in islice(_rows(text, delimiter), first, first + plan.rows):
        label = cells[plan.target]
        if not label or any(is_missing(cells[column]) for column in plan.features):
            lost += 1
            continue
        if len(label) > _LONGEST_LABEL:
            place = {"line": number, "column": plan.target + 1}
            raise CnnguiError("datasets.table_label", name=text.shown, limit=_LONGEST_LABEL, **place)
        for place_of, column in enumerate(plan.features):
            values[len(labels), place_of] = _value(cells[column], number, column, text.shown, plan)
        labels.append(known.setdefault(label, label))
        if len(known) > MAX_CLASSES:
            raise CnnguiError(
                "datasets.too_many_classes", name=text.shown, classes=len(known), limit=MAX_CLASSES
            )
    return _Read(values[: len(labels)], labels, lost)


def _value(cell: str, line: int, column: int, shown: str, plan: Plan) -> float:
    value = number_of(cell) if plan.decimal_commas or "," not in cell else None
    if value is None:
        value = truth_of(cell)
    if value is None or abs(value) > np.finfo(np.float32).max:
        raise CnnguiError(
            "datasets.table_number",
            name=shown,
            line=line,
            column=column + 1,
            heading=plan.name_of(column),
            found=shown_name(cell),
        )
    return value


# What is told ---------------------------------------------------------------------------------------


def _notes(plan: Plan, read: _Read) -> Iterator[Note]:
    told = {"rows": len(read.labels), "values": len(plan.features), "column": plan.target + 1}
    yield Note("datasets.note_table_features", {**told, "features": _some(plan, plan.features)})
    yield Note(f"datasets.note_table_target_{plan.by}", {"column": plan.target_name})
    if plan.header:
        yield Note("datasets.note_table_names")
    else:
        yield Note("datasets.note_table_no_names_sample")
    if plan.numbering:
        yield Note("datasets.note_table_numbering", {"columns": _some(plan, plan.numbering)})
    if plan.words:
        yield Note("datasets.note_table_words", {"columns": _some(plan, plan.words)})
    if plan.has_decimal_commas:
        yield Note("datasets.note_table_decimal")
    if read.lost:
        told = {"lines": read.lost, "rows": plan.rows}
        yield Note("datasets.note_table_missing", {**told, "columns": _missing(plan)})


def _missing(plan: Plan) -> str:
    return _some(plan, plan.with_gaps)


def _some(plan: Plan, columns: Sequence[int]) -> str:
    more = f" … ({len(columns) - _SHOWN} more)" if len(columns) > _SHOWN else ""
    return ", ".join(plan.name_of(column) for column in columns[:_SHOWN]) + more
