"""An array whose axes change places: every number with where it goes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnngui.course.scenes.scene import AxesCase
from cnngui.engine.stepping.order import swapped
from cnngui.ui.shared.value_text import plain_number
from cnngui.ui.shared.widgets import bare_column, label
from cnngui.ui.stepper.cell_grid import CellGrid
from cnngui.ui.stepper.planes import Cell, Numbers, Plane, plane_of
from cnngui.ui.stepper.stage_view import Sign
from cnngui.ui.stepper.steps_view import StepsView

Index = tuple[int, ...]


def block_plane(values: Numbers) -> Plane:
    """Return the table of an array of two or three axes: its blocks below each other, a gap between them."""
    blocks = values if values.ndim == 3 else values[np.newaxis]
    count, rows, columns = blocks.shape
    table = np.zeros((count * (rows + 1) - 1, columns))
    blank = np.ones(table.shape, np.bool_)
    for place, block in enumerate(blocks):
        first = place * (rows + 1)
        table[first : first + rows], blank[first : first + rows] = block, False
    return plane_of(table, blank=blank)


def block_cell(shape: Index, index: Index) -> Cell:
    """Return where a number lies in that table."""
    return (index[0] * (shape[1] + 1) + index[1], index[2]) if len(shape) == 3 else (index[0], index[1])


def block_index(shape: Index, cell: Cell) -> Index | None:
    """Return which number lies at a cell of that table, None for a gap."""
    if len(shape) == 2:
        return cell
    block, row = divmod(cell[0], shape[1] + 1)
    return (block, row, cell[1]) if row < shape[1] else None


class AxesView(StepsView):
    """Shows an array before and after, a number at a time; in the order of the array before."""

    def __init__(self) -> None:
        super().__init__()
        self.case: AxesCase | None = None
        self._before: Numbers = np.zeros((1, 1))
        self.before = CellGrid("stepper_axes_before", self.tr("Array before"))
        self.after = CellGrid("stepper_axes_after", self.tr("Array after"))
        self._titles = label("", "title"), label("", "title")
        column = bare_column(self, 8)
        row = QHBoxLayout()
        for grid, title, sign in ((self.before, self._titles[0], "→"), (self.after, self._titles[1], "")):
            part = QWidget()
            inner = bare_column(part, 4)
            title.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inner.addWidget(title)
            inner.addWidget(grid, 1)
            row.addWidget(part, 1)
            if sign:
                row.addWidget(Sign(sign))
        column.addLayout(row, 1)
        self.told = label("", "large", figures=True, name="stepper_axes_told")
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.told)
        for grid, moved in ((self.before, False), (self.after, True)):
            grid.pointed.connect(self._on_moved_pointed if moved else self._on_pointed)
            grid.chosen.connect(self._on_moved_chosen if moved else self._on_chosen)

    @property
    def count(self) -> int:
        """Return how many numbers there are."""
        return 0 if self.case is None else self._before.size

    @property
    def row(self) -> int:
        """Return how many of them lie in a line."""
        return self._before.shape[-1]

    def show_case(self, case: AxesCase) -> None:
        """Show another array."""
        self.case, self.step = case, 0
        self._before = np.asarray(case.given, np.float64)
        after = np.swapaxes(self._before, case.first, case.second)
        for grid, title, values in zip(
            (self.before, self.after), self._titles, (self._before, after), strict=True
        ):
            grid.show_plane(block_plane(values))
            title.setText(self.tr("shape {0}").format(values.shape))
        self.show_step(0)

    def show_step(self, step: int) -> None:
        """Show where the number goes whose turn it is."""
        self.step = step
        index = self._index(step)
        moved = self._moved(index)
        self.before.mark(framed=[block_cell(self._before.shape, index)])
        self.after.mark(framed=[block_cell(self._after_shape, moved)])
        self.told.setText(self._words(index))
        self.changed.emit()

    def read_out(self) -> str:
        """Return the step as text."""
        assert self.case is not None
        words = self.tr("Axes {0} and {1} change places: {2}").format(
            self.case.first, self.case.second, self._words(self._index(self.step))
        )
        shapes = self.tr("Shape {0} becomes {1}.").format(self._before.shape, self._after_shape)
        return f"{words}\n{shapes}"

    @property
    def _after_shape(self) -> Index:
        assert self.case is not None
        return swapped(self._before.shape, self.case.first, self.case.second)

    def _index(self, step: int) -> Index:
        return tuple(int(each) for each in np.unravel_index(step, self._before.shape))

    def _moved(self, index: Index) -> Index:
        assert self.case is not None
        return swapped(index, self.case.first, self.case.second)

    def _words(self, index: Index) -> str:
        value = plain_number(float(self._before[index]))
        return self.tr("{0} at {1} goes to {2}").format(value, list(index), list(self._moved(index)))

    # Links --------------------------------------------------------------------------------------

    def _source(self, cell: Cell | None, *, moved: bool) -> Index | None:
        """Return which number of the array before lies at a cell of either table."""
        if cell is None or self.case is None:
            return None
        index = block_index(self._after_shape if moved else self._before.shape, cell)
        return self._moved(index) if moved and index is not None else index

    def _on_pointed(self, cell: Cell | None, *, moved: bool = False) -> None:
        index = self._source(cell, moved=moved)
        self.before.mark(lit=() if index is None else [block_cell(self._before.shape, index)])
        self.after.mark(lit=() if index is None else [block_cell(self._after_shape, self._moved(index))])

    def _on_moved_pointed(self, cell: Cell | None) -> None:
        self._on_pointed(cell, moved=True)

    def _on_chosen(self, cell: Cell, *, moved: bool = False) -> None:
        index = self._source(cell, moved=moved)
        if index is not None:
            self.step_asked.emit(int(np.ravel_multi_index(index, self._before.shape)))

    def _on_moved_chosen(self, cell: Cell) -> None:
        self._on_chosen(cell, moved=True)
