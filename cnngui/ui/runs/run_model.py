"""The rows of the table, with a heading above each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from cnngui.runs.comparing import value_of
from cnngui.runs.run_row import RunRow
from cnngui.ui.runs.columns import EDITABLE, MARK, NAME, Column, cell_text, name_text
from cnngui.ui.shared.theme import tabular, theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROW = Role.UserRole
"""The `RunRow` of a cell, None in a heading."""


@dataclass(frozen=True)
class Heading:
    """The line above a group."""

    text: str
    count: int


Line = RunRow | Heading


class RunModel(QAbstractTableModel):
    """Shows lines in columns.

    Attributes:
        lines: runs and headings from the top down. columns: from left to right.
        colours: of each run, by its name. baseline: what the others are compared with, None for nothing.

    Signals:
        edited: a run's name, the field, and what a person typed.
    """

    edited = Signal(str, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.columns: list[Column] = []
        self.colours: Mapping[str, str] = {}
        self.baseline: RunRow | None = None
        self._order = ("", False)
        self._font = tabular(QFont())

    def show_lines(
        self,
        lines: Sequence[Line],
        columns: Sequence[Column],
        colours: Mapping[str, str],
        baseline: RunRow | None,
    ) -> bool:
        """Show other lines; return whether they stand elsewhere now, so that views must begin anew."""
        as_before = (
            [column.key for column in columns] == [column.key for column in self.columns]
            and [_identity(line) for line in lines] == [_identity(line) for line in self.lines]
        )  # fmt: skip
        all_changed = baseline != self.baseline or colours != self.colours
        if not as_before:
            self.beginResetModel()
        before, self.lines = self.lines, list(lines)
        self.columns, self.colours, self.baseline = list(columns), colours, baseline
        if not as_before:
            self.endResetModel()
            return True
        for place, (old, new) in enumerate(zip(before, self.lines, strict=True)):
            if all_changed or old != new:
                self._tell(place)
        return False

    def show_order(self, key: str, *, descending: bool) -> None:
        """Mark the column of this key with the direction in which the lines are sorted by it."""
        if self._order != (key, descending):
            self._order = key, descending
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, len(self.columns) - 1))

    def show_row(self, row: RunRow) -> None:
        """Show a run that has moved on."""
        for place, line in enumerate(self.lines):
            if isinstance(line, RunRow) and line.id == row.id:
                self.lines[place] = row
                self._tell(place)

    def place_of(self, run_id: str) -> int:
        """Return the line of a run, -1 where it is not shown."""
        found = (place for place, line in enumerate(self.lines) if _identity(line) == run_id)
        return next(found, -1)

    def run_at(self, place: int) -> RunRow | None:
        """Return the run of a line, None for a heading."""
        line = self.lines[place] if 0 <= place < len(self.lines) else None
        return line if isinstance(line, RunRow) else None

    def _tell(self, place: int) -> None:
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    # Qt -----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.run_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        editable = self.columns[index.column()].key in EDITABLE
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Role.DisplayRole:
            # Not the style's own sign: at the right end it stands on the heading of a column of numbers.
            key, descending = self._order
            return f"{column.title} {'▾' if descending else '▴'}" if column.key == key else column.title
        if role == Role.ToolTipRole:
            return column.tip or column.title
        if role == Role.AccessibleTextRole and column.key == self._order[0]:
            order = self.tr("largest first") if self._order[1] else self.tr("smallest first")
            return f"{column.title}, {order}"
        if role == Role.TextAlignmentRole:
            return _alignment(column)
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row = self.run_at(index.row())
        if row is None:
            return self._heading(index, role)
        column = self.columns[index.column()]
        if role == Role.DisplayRole:
            return cell_text(column, row, self.baseline)
        if role == ROW:
            return row
        if role == Role.EditRole:
            return ", ".join(row.tags) if column.key == "tags" else getattr(row, column.key, "")
        if role == Role.TextAlignmentRole:
            return _alignment(column)
        if role == Role.FontRole:
            return self._font
        if role == Role.ForegroundRole:
            return self._ink(column, row)
        if role == Role.ToolTipRole:
            return self._tip(column, row)
        if role == Role.AccessibleTextRole and column.key == MARK:
            return self.tr("curve hidden") if row.hidden else self.tr("curve shown")
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        row = self.run_at(index.row())
        if row is None or role != Role.EditRole:
            return False
        self.edited.emit(row.id, self.columns[index.column()].key, str(value))
        return True

    def _heading(self, index: Index, role: int) -> Any:
        heading = self.lines[index.row()] if 0 <= index.row() < len(self.lines) else None
        if not isinstance(heading, Heading):
            return None
        if role == Role.DisplayRole and index.column() == 0:
            return f"{heading.text}  ·  {heading.count:,}"
        return QColor(theme().colours.muted) if role == Role.ForegroundRole else None

    def _ink(self, column: Column, row: RunRow) -> QColor | None:
        """Return the colour of text: muted where a run is as the baseline, warning where it failed."""
        colours, baseline = theme().colours, self.baseline
        if column.key == "state" and row.state in ("failed", "interrupted"):
            return QColor(colours.error if row.state == "failed" else colours.warning)
        if baseline is None or row.id == baseline.id or column.key in (NAME, "state"):
            return None
        same = value_of(row, column.sort_key) == value_of(baseline, column.sort_key)
        return QColor(colours.muted) if same else None

    def _tip(self, column: Column, row: RunRow) -> str:
        if column.key == "state" and row.problem:
            return row.problem
        if column.key == MARK:
            return self.tr("Click the colour to change it, the eye to hide the curve (Space)")
        if column.key == NAME:
            return "\n".join(part for part in (name_text(row), row.note, row.id) if part)
        if self.baseline is not None and column.delta is not None:
            return self.tr("Baseline: {0}").format(column.text(self.baseline) or "–")
        return column.text(row)


def _identity(line: Line) -> object:
    return line if isinstance(line, Heading) else line.id


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
