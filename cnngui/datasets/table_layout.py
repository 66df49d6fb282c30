"""What the lines and columns of a table of pixels mean, found by a first look at all of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from cnngui.datasets.assembling import MAX_PICTURES
from cnngui.datasets.images import square_of
from cnngui.datasets.labels import MAX_CLASSES
from cnngui.datasets.table_text import MAX_COLUMNS, TextFile, number_of
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name

_LABEL_NAMES = {"label", "labels", "class", "classes", "target", "digit", "category", "y"}
_INDEX_NAMES = {"", "id", "index", "unnamed: 0"}
_LONGEST_LABEL = 200
_LEAST_UNNAMED_SIDE = 7
"""Rows of fewer values are measurements, where no name says pixel."""
_NUMBERED = re.compile(r"(?P<prefix>\D*)\d+(\D\d+)?")
_MOSTLY = 0.8
_SIDE_BY_SIDE = 8  # so many pixels in a row that each is one brighter than the last are names that count up


@dataclass(frozen=True)
class Layout:
    """A table of one picture a line.

    Attributes:
        shown: how messages name the table.
        delimiter: what stands between cells.
        columns: cells in a line.
        header: the names of the columns, () if the first line is a picture already.
        skipped: cells in front that number the lines and are left out, 0 or 1.
        label_last: whether the label stands behind the pixels, not before them.
        rows: pictures.
        shape: of a picture, (height, width, channels).
    """

    shown: str
    delimiter: str
    columns: int
    header: tuple[str, ...]
    skipped: int
    label_last: bool
    rows: int
    shape: tuple[int, int, int]

    @property
    def label_column(self) -> int:
        """Column of the label, from 1."""
        return self.columns if self.label_last else self.skipped + 1

    @property
    def first_pixel_column(self) -> int:
        """Column of the first pixel, from 1."""
        return self.skipped + (1 if self.label_last else 2)

    def cut(self, number: int, line: str) -> tuple[str, str]:
        """Return label and pixels, still with what stands between them.

        Raises:
            CnnguiError: the label is empty or too long.
        """
        if self.skipped:
            line = line.partition(self.delimiter)[2]
        first, _, rest = line.partition(self.delimiter)
        if self.label_last:
            rest, _, first = line.rpartition(self.delimiter)
        label = first.strip()
        if not 0 < len(label) <= _LONGEST_LABEL:
            place = {"line": number, "column": self.label_column}
            raise CnnguiError("datasets.table_label", name=self.shown, limit=_LONGEST_LABEL, **place)
        return label, rest if self.delimiter == "," else rest.replace(",", ".")


def holds_pixels(lines: Sequence[str], delimiter: str, *, named: bool = False) -> bool:
    """Whether a table that begins with `lines` holds a picture a line, by its names, size and values.

    Three measurements and a class look no other than a picture of 2×2 would: few columns are pixels only if
    they are called so.

    Args:
        named: the first line is known to name the columns.
    """
    rows = [[cell.strip().strip('"') for cell in line.split(delimiter)] for line in lines]
    if not rows:
        return False
    header = rows[0] if named or _are_names(rows[0]) else []
    columns = len(rows[0]) - int(bool(header) and header[0].lower() in _INDEX_NAMES)
    prefix, share = _common_prefix(header)
    if share >= _MOSTLY and prefix.strip("_. ").lower() in ("pixel", "pix", "px"):
        return True
    shape = square_of(columns - 1) or square_of(columns)
    if shape is None or shape[0] < _LEAST_UNNAMED_SIDE or (header and share < _MOSTLY):
        return False
    return not all(_beyond_bytes(row) for row in rows[len(header) > 0 :])


def _common_prefix(names: Sequence[str]) -> tuple[str, float]:
    """Return what most names that end in a number begin with, and which share of all begins so."""
    found = Counter(match["prefix"] for name in names if (match := _NUMBERED.fullmatch(name)))
    prefix, count = found.most_common(1)[0] if found else ("", 0)
    return prefix, count / max(1, len(names))


def _beyond_bytes(cells: Sequence[str]) -> bool:
    values = [value for cell in cells[1:-1] if (value := number_of(cell)) is not None]
    return bool(values) and (min(values) < 0 or max(values) > 255)


def plain_lines(text: TextFile) -> Iterator[tuple[int, str]]:
    """Yield (number, text) of each line that is not blank, without quotation marks: pixels need none."""
    for number, line in text.lines():
        yield number, line.replace('"', "")


def look_through(text: TextFile, delimiter: str) -> Layout:
    """Read all lines once, keeping none.

    Raises:
        CnnguiError: lines that are no table, or a table without pictures or labels.
    """
    shown = text.shown
    lines = plain_lines(text)
    start = next(lines, (1, ""))
    cells = [cell.strip() for cell in start[1].split(delimiter)]
    if len(cells) > MAX_COLUMNS:
        raise CnnguiError("datasets.table_columns_many", name=shown, found=len(cells), limit=MAX_COLUMNS)
    header = tuple(cells) if text.made or _are_names(cells) else ()
    skipped = int(bool(header) and header[0].lower() in _INDEX_NAMES)
    shape = _shape(len(cells) - skipped, shown, all_pixels=_common_prefix(header[skipped:])[1] == 1)
    before, behind = _Values(), _Values()
    rows = 0
    for number, line in lines if header else chain([start], lines):
        if (found := line.count(delimiter) + 1) != len(cells):
            place = {"line": number, "found": found, "expected": len(cells)}
            raise CnnguiError("datasets.table_columns", name=shown, **place)
        rows += 1
        before.add(line.split(delimiter, skipped + 1)[skipped])
        behind.add(line.rpartition(delimiter)[2])
    if not 0 < rows <= MAX_PICTURES:
        code = "too_many_pictures" if rows else "no_pictures"
        raise CnnguiError(f"datasets.{code}", name=shown, pictures=rows, limit=MAX_PICTURES)
    label_last = _label_is_last(header[skipped:], before, behind, shown)
    return Layout(shown, delimiter, len(cells), header, skipped, label_last, rows, shape)


@dataclass
class _Values:
    """The different values of a column, as far as classes can go."""

    found: set[str] = field(default_factory=set)

    def add(self, cell: str) -> None:
        if len(self.found) <= MAX_CLASSES:
            self.found.add(cell.strip()[:_LONGEST_LABEL])

    def likeness(self) -> int:
        """Return how much they look like classes: 3 for words, 2 for whole numbers in a row, to 0."""
        numbers = {number for value in self.found if (number := number_of(value)) is not None}
        if 2 * len(numbers) < len(self.found):
            return 3
        if not 1 < len(numbers) <= MAX_CLASSES or not all(map(float.is_integer, numbers)):
            return 0
        return 2 if max(numbers) - min(numbers) == len(numbers) - 1 else 1


def _are_names(cells: Sequence[str]) -> bool:
    """Whether most cells are no numbers, or a label's name and all the rest, or count up as pixels do not."""
    middle = list(cells[1:-1])
    words = sum(1 for cell in middle if number_of(cell) is None)
    if 2 * words > len(middle) or {cells[0].lower(), cells[-1].lower()} & (_LABEL_NAMES - {"y"}):
        return True
    counts = ([str(number) for number in range(start, start + len(middle))] for start in (0, 1, 2))
    return len(middle) >= _SIDE_BY_SIDE and middle in counts


def _label_is_last(names: Sequence[str], before: _Values, behind: _Values, shown: str) -> bool:
    labels = [name for name in names if name.lower() in _LABEL_NAMES]
    if labels and labels[0] == names[0]:
        return False
    if labels and labels[-1] == names[-1]:
        return True
    if labels:
        raise CnnguiError("datasets.table_label_inside", name=shown, found=shown_name(labels[0]))
    return behind.likeness() > before.likeness()


def _shape(columns: int, shown: str, *, all_pixels: bool) -> tuple[int, int, int]:
    """Return (height, width, channels) of the square pictures that leave one column for the label."""
    shape = square_of(columns - 1)
    if shape is not None and not (all_pixels and square_of(columns)):
        return shape
    code = "table_no_label" if square_of(columns) else "table_size"
    raise CnnguiError(f"datasets.{code}", name=shown, columns=columns)
