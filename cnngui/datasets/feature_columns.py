"""What each column of a table of features is: a number to learn from, the class, or nothing of use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cnngui.datasets.labels import MAX_CLASSES
from cnngui.datasets.table_text import number_of
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name

MAX_FEATURES = 10_000
"""Columns beyond that are pictures or sound, which have files of their own."""

_TARGETS = (
    *("label", "labels", "class", "classes", "target", "y", "species", "category", "outcome"),
    *("diagnosis", "variety", "survived", "result", "quality", "type", "class_name", "classname", "group"),
)
"""What a column of classes is called, those first that mean nothing else."""
_INDICES = frozenset(("", "id", "index", "unnamed: 0", "no", "nr", "row"))
_MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-", "#n/a"))
_TRUTHS = {"true": 1.0, "false": 0.0}
"""Features as pandas.get_dummies makes them; as a class they are words."""
_MOSTLY = 0.9
"""So many numbers make a column one of numbers: what else stands there is then a mistake in it."""
_MOST_TEXTS = 400_000
_MEASURED = 20
"""Different fractions beyond that are measurements, no classes."""

TargetBy = Literal["name", "words", "first", "last"]


def is_missing(cell: str) -> bool:
    """Whether a cell of a column of numbers says that there is no value."""
    return cell.lower() in _MISSING


def truth_of(cell: str) -> float | None:
    """Return 1 or 0 of a cell that says true or false, else None."""
    return _TRUTHS.get(cell.lower())


@dataclass
class _Column:
    """What is in a column; texts and numbers: the different ones, as far as classes can go."""

    cells: int = 0
    numbers: int = 0
    truths: int = 0
    gaps: int = 0
    fractions: bool = False
    counts_up: bool = True
    last: float | None = None
    texts: set[str] = field(default_factory=set)
    values: set[float] = field(default_factory=set)

    @property
    def numeric(self) -> bool:
        told = self.cells - self.gaps
        return told > 0 and self.numbers >= _MOSTLY * told

    @property
    def has_truths(self) -> bool:
        return 0 < self.truths == self.cells - self.gaps

    @property
    def is_numbering(self) -> bool:
        return self.cells > 2 and self.counts_up and self.numbers == self.cells

    @property
    def may_be_classes(self) -> bool:
        return 1 < len(self.texts | {*map(str, self.values)}) <= min(MAX_CLASSES, self.cells // 2)


@dataclass
class Columns:
    """The columns of a table, after its first look.

    Attributes:
        header: the first line, if it names the columns; else it counts as a row.
        named: it is known to name them.
        rows: those with samples.
    """

    shown: str
    first: list[str]
    decimal_commas: bool
    named: bool = False
    header: tuple[str, ...] = ()
    rows: int = 0
    has_decimal_commas: bool = False
    columns: list[_Column] = field(default_factory=list)
    _texts: int = 0

    @classmethod
    def begun(cls, first: list[str], shown: str, *, decimal_commas: bool, named: bool = False) -> Columns:
        """Return the columns of a table that begins with this line.

        Raises:
            CnnguiError: ``datasets.table_columns_many``.
        """
        if len(first) > MAX_FEATURES:
            raise CnnguiError("datasets.table_columns_many", name=shown, found=len(first), limit=MAX_FEATURES)
        return cls(shown, first, decimal_commas, named, columns=[_Column() for _ in first])

    def add(self, line: int, cells: list[str]) -> None:
        """Look at another line. Raises CnnguiError ``datasets.table_columns``."""
        if len(cells) != len(self.first):
            place = {"line": line, "found": len(cells), "expected": len(self.first)}
            raise CnnguiError("datasets.table_columns_uneven", name=self.shown, **place)
        if not self.rows:
            self._begin(cells)
        self._count(cells)

    def finish(self) -> None:
        """A table of a single line has no header, if it is not known to be one."""
        if not self.rows and not self.named:
            self._count(self.first)

    def _begin(self, second: list[str]) -> None:
        """Tell whether the first line names the columns: words where the next has numbers, or its class."""
        named = self.named or any(
            self._number(head) is None and not is_missing(head) and self._number(cell) is not None
            for head, cell in zip(self.first, second, strict=True)
        )
        if named or {cell.lower() for cell in self.first} & {*_TARGETS[:6]}:
            self.header = tuple(self.first)
        else:
            self._count(self.first)

    def _number(self, cell: str) -> float | None:
        return number_of(cell) if self.decimal_commas or "," not in cell else None

    def _count(self, cells: list[str]) -> None:
        self.rows += 1
        for column, cell in zip(self.columns, cells, strict=True):
            column.cells += 1
            value = self._number(cell)
            if value is None:
                column.counts_up = False
                if is_missing(cell):
                    column.gaps += 1
                column.truths += truth_of(cell) is not None
                if cell and len(column.texts) <= MAX_CLASSES and self._texts < _MOST_TEXTS:
                    before = len(column.texts)
                    column.texts.add(cell)
                    self._texts += len(column.texts) - before
                continue
            column.numbers += 1
            self.has_decimal_commas |= "," in cell
            column.fractions |= not value.is_integer()
            if column.counts_up:
                column.counts_up = column.last is None or value == column.last + 1
                column.last = value
            if len(column.values) <= MAX_CLASSES and self._texts < _MOST_TEXTS:
                before = len(column.values)
                column.values.add(value)
                self._texts += len(column.values) - before


@dataclass(frozen=True)
class Plan:
    """Which columns are read, from 0.

    Attributes:
        rows: lines with samples, those that will be left out among them.
        by: what tells the target: its name, that it alone has words, or its place.
        features: columns of numbers, or of true and false. numbering, words: columns left out.
        with_gaps: those with gaps.
    """

    header: tuple[str, ...]
    rows: int
    target: int
    by: TargetBy
    features: tuple[int, ...]
    numbering: tuple[int, ...]
    words: tuple[int, ...]
    with_gaps: tuple[int, ...]
    decimal_commas: bool
    has_decimal_commas: bool

    def name_of(self, column: int) -> str:
        """Return how a column is called, by its number from 1 where it has no name."""
        return (shown_name(self.header[column]) if self.header else "") or f"{column + 1}"

    @property
    def target_name(self) -> str:
        """How the column of the classes is called."""
        return self.name_of(self.target)


def plan_of(seen: Columns, shown: str, *, decimal_commas: bool) -> Plan:
    """Return what to read.

    Raises:
        CnnguiError: ``datasets.table_one_column``, ``datasets.table_target_numbers``,
            ``datasets.table_no_numbers``.
    """
    seen.finish()
    columns = seen.columns
    if len(columns) < 2:
        raise CnnguiError("datasets.table_one_column", name=shown)
    target, by = _target(seen)
    rest = [place for place in range(len(columns)) if place != target]
    numbering = tuple(place for place in rest if _is_index(seen, place))
    numeric = [
        place
        for place in rest
        if (columns[place].numeric or columns[place].has_truths) and place not in numbering
    ]
    plan = Plan(
        header=seen.header,
        rows=seen.rows,
        target=target,
        by=by,
        features=tuple(numeric),
        numbering=numbering,
        words=tuple(place for place in rest if place not in (*numeric, *numbering)),
        with_gaps=tuple(place for place in (*numeric, target) if columns[place].gaps),
        decimal_commas=decimal_commas,
        has_decimal_commas=seen.has_decimal_commas,
    )
    told = columns[target]
    many = len(told.values)
    measured = told.numeric and (
        many > MAX_CLASSES or (told.fractions and many > min(_MEASURED, max(2, seen.rows // 4)))
    )
    if measured:
        raise CnnguiError("datasets.table_target_numbers", name=shown, column=plan.target_name, many=many)
    if not numeric:
        raise CnnguiError("datasets.table_no_numbers", name=shown, columns=len(columns))
    return plan


def _is_index(seen: Columns, place: int) -> bool:
    """Whether a column only tells lines apart: by its name, or as a first one that counts up."""
    column = seen.columns[place]
    name = seen.header[place].lower() if seen.header else "no name"
    if name in _INDICES or name.endswith(("_id", " id")):
        whole = column.numeric and not column.fractions
        return column.is_numbering or (whole and len(column.values) >= min(seen.rows, MAX_CLASSES))
    return column.is_numbering and (place == 0 or name.endswith("id"))


def _target(seen: Columns) -> tuple[int, TargetBy]:
    names = [name.lower().strip().replace(" ", "_") for name in seen.header]
    called = [names.index(each) for each in _TARGETS if each in names]
    # Of a "type" or "quality" besides, a column that could be classes counts more.
    for place in called:
        if _TARGETS.index(names[place]) < len(_TARGETS[:8]) or seen.columns[place].may_be_classes:
            return place, "name"
    places = range(len(seen.columns))
    words = [place for place in places if not seen.columns[place].numeric and seen.columns[place].texts]
    classes = [place for place in words if seen.columns[place].may_be_classes]
    named = [place for place in classes if not seen.columns[place].has_truths]
    if len(named or classes) == 1:
        return (named or classes)[0], "words"
    first, last = seen.columns[0], seen.columns[-1]
    if not last.may_be_classes and first.may_be_classes and not first.is_numbering:
        return 0, "first"
    if last.fractions and not first.fractions and first.may_be_classes and not first.is_numbering:
        return 0, "first"
    return len(seen.columns) - 1, "last"
