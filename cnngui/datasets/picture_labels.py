"""What tables beside pictures say of them: which class each is."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np

from cnngui.errors import CnnguiError

_HEADINGS = (
    *("label", "labels", "label_name", "class", "classes", "class_name", "classname", "category", "target"),
    *("breed", "species", "label_id", "labelid", "class_id", "classid"),
)
"""What a column of classes is called, those that say it in words first."""
_LONGEST_LABEL = 200
_SUFFIXES = (".csv", ".tsv")


@dataclass(frozen=True)
class Labels:
    """What tables say.

    Attributes:
        by_name: the class of pictures by their names. called: a heading says that these are classes.
    """

    by_name: Mapping[str, str] = field(default_factory=dict)
    called: bool = False


def labels_of(files: Iterable[str], pictures: Sequence[str], read: Callable[[str], bytes]) -> Labels:
    """Return what all tables together say whose headings tell classes; else what the first other one says.

    Args:
        files: names of all files, paths with slashes. pictures: those of them that are pictures.
        read: returns what a file holds, or raises CnnguiError.
    """
    guess, told = Labels(), dict[str, str]()
    for path, content in _tables(files if pictures else (), read):
        found = _of_table(_decoded(content), _meant(path, pictures), path.parent)
        if found.called:
            told |= found.by_name
        elif not guess.by_name:
            guess = found
    return Labels(told, called=True) if told else guess


def _meant(table: PurePosixPath, pictures: Sequence[str]) -> Sequence[str]:
    """Return the pictures that a table may be about: train.csv those below train, if there are any."""
    stem = table.stem.casefold()
    below = [name for name in pictures if stem in map(str.casefold, PurePosixPath(name).parts[:-1])]
    return below or pictures


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


@dataclass(frozen=True)
class _Table:
    """Attributes: rows: without those of one cell. keys: pictures by what a table may call them. names: the
    column that names most pictures. width: columns that every row has.
    """

    rows: list[list[str]]
    keys: Mapping[str, str]
    names: int
    width: int

    @property
    def headings(self) -> list[str]:
        return [each.casefold().replace(" ", "_").replace("-", "_") for each in self.rows[0]]

    @property
    def known(self) -> list[list[str]]:
        """The rows that name a picture."""
        return [row for row in self.rows if row[self.names] in self.keys]


def column_of(
    heading: str, files: Iterable[str], pictures: Sequence[str], read: Callable[[str], bytes]
) -> Mapping[str, str]:
    """Return what the column of a table that is headed so says of each picture, by its name.

    Args:
        heading: in any case. files, pictures, read: as `labels_of` takes them.
    """
    found: dict[str, str] = {}
    wanted = heading.casefold().replace(" ", "_").replace("-", "_")
    for path, content in _tables(files, read):
        table = _table_of(_decoded(content), _meant(path, pictures), path.parent)
        if table is not None and wanted in table.headings[: table.width]:
            place = table.headings.index(wanted)
            found |= {table.keys[row[table.names]]: row[place] for row in table.known if row[place]}
    return found


def _tables(files: Iterable[str], read: Callable[[str], bytes]) -> Iterator[tuple[PurePosixPath, bytes]]:
    for name in files:
        path = PurePosixPath(name)
        if path.suffix.lower() in _SUFFIXES:
            with suppress(CnnguiError):
                yield path, read(name)


def _of_table(text: str, pictures: Sequence[str], folder: PurePosixPath) -> Labels:
    """Return what one table says, of the column that names most pictures and the one that tells classes.

    Without a heading that says so, the classes are the first column whose values come again and again.
    """
    table = _table_of(text, pictures, folder)
    if table is None:
        return Labels()
    known, heads = table.known, table.headings
    others = [column for column in range(table.width) if column != table.names]
    called = sorted(
        (column for column in others if heads[column] in _HEADINGS),
        key=lambda column: _HEADINGS.index(heads[column]),
    )
    again = [column for column in others if 1 < len({row[column] for row in known}) <= len(known) / 2]
    label = next(iter(called or again), None)
    if label is None:
        return Labels()
    told = {
        table.keys[row[table.names]]: row[label] for row in known if 0 < len(row[label]) <= _LONGEST_LABEL
    }
    return Labels(told, called=bool(called))


def _table_of(text: str, pictures: Sequence[str], folder: PurePosixPath) -> _Table | None:
    """Return a table of which at least every second row names a picture, None if it is no such table."""
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:4096], ",;\t|")
    except csv.Error:
        dialect = "excel"
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), dialect)]
    except csv.Error:
        return None
    rows = [row for row in rows if len(row) > 1]
    if len(rows) < 2:
        return None
    keys = _keys(pictures, folder)
    width = min(map(len, rows))
    hits = [sum(row[column] in keys for row in rows) for column in range(width)]
    names = int(np.argmax(hits))
    return None if 2 * hits[names] < len(rows) - 1 else _Table(rows, keys, names, width)


def _keys(pictures: Sequence[str], folder: PurePosixPath) -> Mapping[str, str]:
    """Return each picture by what a table may call it: its path, its name, or that without its ending.

    What two pictures are called says which of them is meant no more, and is left out.
    """
    paths = [PurePosixPath(name) for name in pictures]
    names, stems = Counter(path.name for path in paths), Counter(path.stem for path in paths)
    found: dict[str, str] = {}
    for name, path in zip(pictures, paths, strict=True):
        inside = path.relative_to(folder) if path.is_relative_to(folder) else path
        found |= {name: name, str(inside): name}
        if names[path.name] == 1:
            found.setdefault(path.name, name)
        if stems[path.stem] == 1:
            found.setdefault(path.stem, name)
    return found
