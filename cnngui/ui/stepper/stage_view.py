"""The tables of one cell of a layer: input, window × kernel = products, and the output it goes into."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from cnngui.engine.stepping import cells
from cnngui.engine.stepping.cells import FunctionCell, MergeCell, PoolCell, ScaleCell, SumCell, cell_of
from cnngui.engine.stepping.order import Place, is_row, place_at, step_count, step_of
from cnngui.engine.stepping.stage import Stage
from cnngui.network.blocks import MERGE_SIGNS
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.value_text import plain_number
from cnngui.ui.shared.widgets import ElidedLabel, bare_column, label, named, set_role
from cnngui.ui.stepper import planes
from cnngui.ui.stepper.cell_grid import CellGrid
from cnngui.ui.stepper.equation_view import EquationView
from cnngui.ui.stepper.planes import Cell
from cnngui.ui.stepper.steps_view import StepsView
from cnngui.ui.stepper.words import equation, place_words, read_out

_WIDE, _NARROW = 3, 2
_STRIP_PX = 46
_HIGH_STRIP_PX = 74
_FEW = 40


class Sign(QWidget):
    """A sign between two tables, at the height of their middle."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def set_text(self, text: str) -> None:
        """Show another sign."""
        self.text = text
        self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(18)
        return font

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self._font()).horizontalAdvance(self.text) + 8, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font())
        painter.setPen(QColor(theme().colours.muted))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.text)
        painter.end()


class _Column(QWidget):
    """A table with its title, and the choice of what it shows, if there is one."""

    def __init__(self, grid: CellGrid, chooser: QComboBox | None = None) -> None:
        super().__init__()
        self.grid, self.chooser = grid, chooser
        self.title = label("", "muted")
        column = bare_column(self, 4)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addStretch(1)
        head.addWidget(self.title)
        if chooser is not None:
            head.addWidget(chooser)
        head.addStretch(1)
        # All heads are as high as one with a chooser, so that the tables stand in line.
        self.head = QWidget()
        head.setContentsMargins(0, 0, 0, 0)
        self.head.setLayout(head)
        self.head.setFixedHeight(30)
        column.addWidget(self.head)
        column.addWidget(grid, 1)


class StageView(StepsView):
    """Shows one cell of a `Stage` at a time.

    Attributes:
        stage: what is gone through, None for nothing yet. channel: of the output, from 0.
        read: the channel of the input that is shown, from 0; of a merge the branch.
        cell: the one of now, taken apart.
        names: what the output's units are called, () for nothing.

    Signals:
        layout_changed: another number of steps, from the first one.
    """

    layout_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.stage: Stage | None = None
        self.channel, self.read = 0, 0
        self.cell: cells.Cell | None = None
        self.names: tuple[str, ...] = ()
        self._met: dict[Cell, Cell] = {}
        self._input: tuple[Stage, int, planes.Plane] | None = None
        self._weights: tuple[Stage, tuple[int, int], planes.Plane] | None = None
        self.read_chooser = self._made_chooser("stepper_input_channel", self.tr("Channel of the input"))
        self.channel_chooser = self._made_chooser("stepper_output_map", self.tr("Map of the output"))
        self.read_chooser.activated.connect(self._on_read_chosen)
        self.channel_chooser.activated.connect(self._on_channel_chosen)
        self.input = _Column(CellGrid("stepper_input", self.tr("Input"), least_px=150), self.read_chooser)
        self.patch = _Column(CellGrid("stepper_window", self.tr("Window")))
        self.kernel = _Column(CellGrid("stepper_kernel", self.tr("Kernel")))
        self.products = _Column(CellGrid("stepper_products", self.tr("Products")))
        self.output = _Column(
            CellGrid("stepper_output", self.tr("Output"), least_px=150), self.channel_chooser
        )
        self.strip = CellGrid("stepper_channels", self.tr("Sum of each channel"), least_px=_STRIP_PX)
        self.strip.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.strip_title = label("", "muted")
        self.equation = EquationView()
        self.spot = named(ElidedLabel("", "muted"), "stepper_spot")
        self.spot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.times, self.equals, self.into = Sign("×"), Sign("="), Sign("→")
        self.merged = Sign("+")
        self._arrange()
        self._connect()

    def _made_chooser(self, name: str, spoken: str) -> QComboBox:
        chooser = named(QComboBox(), name, tip=spoken, spoken=spoken)
        chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        set_role(chooser, "flat")
        return chooser

    def _arrange(self) -> None:
        column = bare_column(self, 6)
        row = QHBoxLayout()
        row.setSpacing(4)
        for part, stretch in (
            (self.input, _WIDE), (self.merged, 0), (self.patch, _NARROW), (self.times, 0),
            (self.kernel, _NARROW), (self.equals, 0), (self.products, _NARROW), (self.into, 0),
            (self.output, _WIDE),
        ):  # fmt: skip
            row.addWidget(part, stretch)
        column.addLayout(row, 1)
        self._strip_row = QWidget()
        strip = bare_column(self._strip_row, 2)
        self.strip_title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        strip.addWidget(self.strip_title)
        strip.addWidget(self.strip)
        column.addWidget(self._strip_row)
        column.addWidget(self.equation)
        column.addWidget(self.spot)

    def _connect(self) -> None:
        for part in (self.patch, self.kernel, self.products):
            part.grid.pointed.connect(self._on_kernel_pointed)
        self.input.grid.pointed.connect(self._on_input_pointed)
        self.output.grid.pointed.connect(self._on_output_pointed)
        self.strip.pointed.connect(self._on_strip_pointed)
        self.input.grid.chosen.connect(self._on_input_chosen)
        self.output.grid.chosen.connect(self._on_output_chosen)
        self.strip.chosen.connect(self._on_strip_chosen)

    # What is gone through -----------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Return how many steps there are."""
        return 0 if self.stage is None else step_count(self.stage.shape)

    @property
    def row(self) -> int:
        """Return how many steps lie in a line of the output's table."""
        if self.stage is None:
            return 1
        return planes.output_spread(self.stage).width or self.stage.shape[1]

    def show_stage(self, stage: Stage, names: tuple[str, ...] = ()) -> None:
        """Go through another stage, or through the same with other numbers: then the place is kept."""
        self.names = names
        before = self.stage
        same = before is not None and _alike(before, stage)
        self.stage = stage
        if not same:
            self.channel, self.read, self.step = 0, 0, 0
            self._dress(stage)
        self._show_output()
        self._show_cell()
        if not same:
            self.layout_changed.emit()

    def show_step(self, step: int) -> None:
        """Show the cell whose turn it is at this step."""
        self.step = step
        self._show_cell()

    def read_out(self) -> str:
        """Return the step as text."""
        return (
            ""
            if self.stage is None or self.cell is None
            else read_out(self.stage, self.cell, self.read, self.names)
        )

    def choose_channel(self, channel: int) -> None:
        """Show another map of the output, from 0."""
        if self.stage is not None and channel != self.channel and 0 <= channel < self.stage.shape[2]:
            self.channel = channel
            self.channel_chooser.setCurrentIndex(self.channel_chooser.findData(channel))
            self._show_output()
            self._show_cell()

    def choose_read(self, channel: int) -> None:
        """Show another channel of the input, from 0; one that the cell does not read is left alone."""
        self.read = channel
        self._show_cell()

    # What is seen -------------------------------------------------------------------------------

    def _dress(self, stage: Stage) -> None:
        """Show the tables that such a stage has, under their names."""
        summed, windowed = stage.work == "sum", stage.sliding is not None
        area = stage.input.shape[0], stage.input.shape[1]
        whole = stage.sliding is not None and stage.sliding.covers(area)
        self.input.setVisible(not whole)
        self.patch.setVisible(windowed or _is_pair(stage))
        for part in (self.kernel, self.products, self.times, self.equals):
            part.setVisible(summed)
        self.merged.setVisible(_is_pair(stage))
        if _is_pair(stage):
            self.merged.set_text(MERGE_SIGNS[stage.layer.merge])
        self.input.title.setText(self.tr("Input"))
        self.patch.title.setText(self.tr("Input") if whole else self.tr("Window"))
        self.kernel.title.setText(self.tr("Weights") if whole else self.tr("Kernel"))
        self.products.title.setText(self.tr("Products"))
        self.output.title.setText(self.tr("Output"))
        signs = {"sum": "Σ →", "max": "max →", "mean": self.tr("mean →")}
        self.into.set_text("=" if _is_pair(stage) else signs.get(stage.work, "→"))
        channels = 1 if is_row(stage.shape) else stage.shape[2]
        _offer(self.channel_chooser, range(channels), stage.shape[2], self.tr("map {0:,} of {1:,}"))

    def _show_output(self) -> None:
        assert self.stage is not None
        self.output.grid.show_plane(planes.output_plane(self.stage, self.channel))

    def _show_cell(self) -> None:
        """Take the cell of now apart and show all that belongs to it."""
        stage = self.stage
        if stage is None:
            return
        place = place_at(stage.shape, self.step, self.channel)
        if not is_row(stage.shape):
            self.channel = place[2]
        self.cell = cell_of(stage, place)
        self._show_read(stage, place)
        self._met = planes.met_cells(stage, self.cell) if isinstance(self.cell, (SumCell, PoolCell)) else {}
        spread = planes.output_spread(stage)
        self.output.grid.mark(framed=[spread.cell(place)])
        self.output.grid.setAccessibleDescription(place_words(stage, place, self.names))
        self._show_window(stage, place)
        self._show_strip(stage)
        self.equation.show_tokens(equation(stage, self.cell, self.names))
        self._rest()
        self.changed.emit()

    def _show_read(self, stage: Stage, place: Place) -> None:
        """Show the channel of the input that was chosen, or one that this cell reads; of a merge a branch."""
        if isinstance(self.cell, MergeCell):
            used = (0,) if _is_pair(stage) else self.cell.branches
            first, last = used[0], used[-1]
            self.read = min(max(self.read, first), last)
            _offer(
                self.read_chooser,
                range(first, last + 1),
                len(stage.branches),
                self.tr("branch {0:,} of {1:,}"),
            )
            self.read_chooser.setCurrentIndex(self.read_chooser.findData(self.read))
            return
        alone = stage.sliding is None and is_row(stage.input.shape)
        channels = range(1) if alone else stage.read_by(place[2])
        if self.read not in channels:
            self.read = channels.start
        _offer(self.read_chooser, channels, stage.input.shape[2], self.tr("channel {0:,} of {1:,}"))
        self.read_chooser.setCurrentIndex(self.read_chooser.findData(self.read))

    def _show_branches(self, stage: Stage, place: Place) -> None:
        """Show the branch that was chosen; where there are two, both."""
        columns = (
            ((self.input, self.read), (self.patch, 1)) if _is_pair(stage) else ((self.input, self.read),)
        )
        for column, branch in columns:
            there = stage.branch_place(branch, place)
            column.grid.show_plane(planes.branch_plane(stage, branch, place))
            column.grid.mark(
                framed=() if there is None else [planes.branch_spread(stage, branch).cell(there)]
            )
            column.title.setText(self.tr("Branch {0}").format(branch + 1))
        self.input.title.setVisible(self.read_chooser.count() < 2)

    def _show_window(self, stage: Stage, place: Place) -> None:
        self.input.title.setVisible(True)
        if isinstance(self.cell, MergeCell):
            self._show_branches(stage, place)
            return
        self.input.grid.show_plane(self._input_plane(stage))
        if isinstance(self.cell, (SumCell, PoolCell)):
            self.patch.grid.show_plane(planes.patch_plane(stage, self.cell, self.read))
            self.input.grid.mark(framed=list(self._met.values()))
        else:
            self.input.grid.mark(framed=[planes.input_spread(stage).cell(place)])
        if isinstance(self.cell, SumCell):
            self.kernel.grid.show_plane(self._kernel_plane(stage, self.cell))
            self.products.grid.show_plane(planes.product_plane(self.cell, self.read))

    def _input_plane(self, stage: Stage) -> planes.Plane:
        """Return the input's table; made anew only for another channel: it is the largest."""
        known = self._input
        if known is None or known[0] is not stage or known[1] != self.read:
            known = self._input = stage, self.read, planes.input_plane(stage, self.read)
        return known[2]

    def _kernel_plane(self, stage: Stage, cell: SumCell) -> planes.Plane:
        """Return the kernel's table; made anew only for another channel of either side."""
        known, channels = self._weights, (cell.place[2], self.read)
        if known is None or known[0] is not stage or known[1] != channels:
            known = self._weights = stage, channels, planes.kernel_plane(cell, self.read)
        return known[2]

    def _show_strip(self, stage: Stage) -> None:
        """Show what else the cell depends on: other channels, or other units of its place."""
        others = self.cell.others if isinstance(self.cell, (SumCell, FunctionCell)) else ()
        many = isinstance(self.cell, SumCell) and len(self.cell.channels) > 1
        if isinstance(self.cell, MergeCell):
            self._strip_row.setVisible(len(self.cell.values) > 2)
            self.strip_title.setText(self.tr("The value of each branch at this place: together they make it"))
            self._show_lot(self.cell.values, self.read)
            return
        if isinstance(self.cell, ScaleCell):
            self._strip_row.setVisible(self.cell.measured == "place")
            self.strip_title.setText(
                self.tr("All channels of this place: their own mean and variance bring them to one scale")
            )
            if self.cell.measured == "place":
                self._show_lot(self.cell.others, self.cell.place[2])
            return
        self._strip_row.setVisible(many or len(others) > 0)
        if isinstance(self.cell, SumCell) and many:
            self.strip_title.setText(
                self.tr(
                    "Sum of the products of each of the {0:,} channels: all of them make the cell"
                ).format(len(self.cell.channels))
            )
            self._show_lot(self.cell.channel_sums, self.read - self.cell.channels.start)
        elif isinstance(others, np.ndarray) and len(others):
            self.strip_title.setText(self.tr("x of all units here: softmax weighs them against each other"))
            assert self.cell is not None
            self._show_lot(others, self.cell.place[2])

    def _show_lot(self, values: planes.Numbers, chosen: int) -> None:
        plane = planes.lot_plane(values)
        self.strip.setFixedHeight(_STRIP_PX if len(values) <= _FEW else _HIGH_STRIP_PX)
        self.strip.show_plane(plane)
        self.strip.mark(framed=[divmod(chosen, plane.shape[1])])

    # Links --------------------------------------------------------------------------------------

    def _rest(self) -> None:
        """Nothing is pointed at: of a largest value the place is marked."""
        winner = self.cell.winner if isinstance(self.cell, PoolCell) else None
        lit = [] if winner is None else [winner]
        for part in (self.patch, self.kernel, self.products):
            part.grid.mark(lit=lit)
        self.input.grid.mark(lit=[self._met[each] for each in lit], ghost=())
        self.output.grid.mark(lit=(), ghost=())
        self.strip.mark(lit=())
        self.spot.setText(self.tr("Point at a number to see what it belongs to; click a cell to go there."))

    def _on_kernel_pointed(self, cell: Cell | None) -> None:
        if isinstance(self.cell, MergeCell):
            self._on_branch_pointed(self.patch, 1, cell)
            return
        if cell is None:
            self._rest()
            return
        self._light(cell)
        met = self._met.get(cell)
        self.input.grid.mark(lit=() if met is None else [met])
        self.spot.setText(self._kernel_words(cell))

    def _light(self, cell: Cell | None) -> None:
        for part in (self.patch, self.kernel, self.products):
            part.grid.mark(lit=() if cell is None else [cell])

    def _kernel_words(self, cell: Cell) -> str:
        at, taken = (cell[0] + 1, cell[1] + 1), self.cell
        if isinstance(taken, PoolCell):
            value = plain_number(float(taken.patch[cell]))
            return self.tr("window row {0}, column {1}: {2}").format(*at, value)
        if not isinstance(taken, SumCell):
            return ""
        if taken.window.gaps[cell]:
            return self.tr("row {0}, column {1} of the kernel meets no input here").format(*at)
        index = (*cell, self.read - taken.channels.start)
        numbers = (
            plain_number(float(each[index]), 4) for each in (taken.patch, taken.kernel, taken.products)
        )
        words = self.tr("row {0}, column {1} of the window: {2} × {3} = {4}")
        padded = self.tr(" (padding)") if taken.window.padded[cell] else ""
        return words.format(*at, *numbers) + padded

    def _on_input_pointed(self, cell: Cell | None) -> None:
        if isinstance(self.cell, MergeCell):
            self._on_branch_pointed(self.input, self.read, cell)
            return
        if cell is None or self.stage is None:
            self._rest()
            return
        inside = next((kernel for kernel, met in self._met.items() if met == cell), None)
        self._light(inside)
        reader = self._reader(cell)
        spread = planes.output_spread(self.stage)
        self.input.grid.mark(lit=[cell])
        self.output.grid.mark(ghost=() if reader is None else [spread.cell(reader)])
        place = planes.input_spread(self.stage).place(cell, self.read)
        self.spot.setText(self.tr("padding") if place is None else self._input_words(place))

    def _on_branch_pointed(self, column: _Column, branch: int, cell: Cell | None) -> None:
        stage, made = self.stage, self._made_of(branch, cell)
        if stage is None or cell is None or made is None:
            self._rest()
            return
        column.grid.mark(lit=[cell])
        self.output.grid.mark(ghost=[planes.output_spread(stage).cell(made)])
        there = stage.branch_place(branch, made)
        value = "" if there is None else plain_number(float(stage.branches[branch][there]), 4)
        words = self.tr("branch {0}: {1}: {2}")
        self.spot.setText(words.format(branch + 1, place_words(stage, made, self.names), value))

    def _made_of(self, branch: int, cell: Cell | None) -> Place | None:
        """Return the place of the output that a cell of a merge's branch goes into."""
        stage = self.stage
        place = None if stage is None or cell is None else planes.branch_spread(stage, branch).place(cell, 0)
        if stage is None or place is None:
            return None
        before = sum(each.shape[2] for each in stage.branches[:branch]) if stage.concatenates else 0
        return (0, 0, place[2] + before) if is_row(stage.shape) else (*place[:2], self.channel)

    def _input_words(self, place: Place) -> str:
        assert self.stage is not None
        row, column, channel = (each + 1 for each in place)
        value = plain_number(float(self.stage.input[place]), 4)
        return self.tr("input: row {0}, column {1} of channel {2}: {3}").format(row, column, channel, value)

    def _reader(self, cell: Cell) -> Place | None:
        """Return the output cell that an input cell is in the middle of the window of."""
        stage = self.stage
        if isinstance(self.cell, MergeCell):
            return self._made_of(self.read, cell)
        place = None if stage is None else planes.input_spread(stage).place(cell, self.read)
        if stage is None or place is None:
            return None
        if stage.sliding is None:
            return place if is_row(stage.shape) else (*place[:2], self.channel)
        found = stage.sliding.reader(place[0], place[1], stage.shape[:2])
        return None if found is None else (*found, self.channel)

    def _on_output_pointed(self, cell: Cell | None) -> None:
        stage = self.stage
        place = (
            None if cell is None or stage is None else planes.output_spread(stage).place(cell, self.channel)
        )
        if stage is None or cell is None or place is None:
            self._rest()
            return
        other = cell_of(stage, place)
        ghost = (
            list(planes.met_cells(stage, other).values())
            if isinstance(other, (SumCell, PoolCell))
            else [planes.input_spread(stage).cell(place)]
        )
        self.input.grid.mark(ghost=ghost)
        self.output.grid.mark(lit=[cell])
        self.spot.setText(
            self.tr("output: {0}: {1}").format(
                place_words(stage, place, self.names), plain_number(float(stage.output[place]), 4)
            )
        )

    def _on_strip_pointed(self, cell: Cell | None) -> None:
        index = self._lot_index(cell)
        if index is None:
            self._rest()
            return
        assert cell is not None
        self.strip.mark(lit=[cell])
        value = plain_number(float(self.strip.plane.values[cell]), 4)  # type: ignore[union-attr]
        if isinstance(self.cell, SumCell) and len(self.cell.channels) > 1:
            channel = self.cell.channels.start + index + 1
            self.spot.setText(self.tr("channel {0}: its products add up to {1}").format(channel, value))
        elif isinstance(self.cell, MergeCell):
            self.spot.setText(self.tr("branch {0}: {1}").format(index + 1, value))
        else:
            self.spot.setText(self.tr("unit {0}: x = {1}").format(index + 1, value))

    def _lot_index(self, cell: Cell | None) -> int | None:
        if cell is None or self.strip.plane is None:
            return None
        return cell[0] * self.strip.plane.shape[1] + cell[1]

    # What a person chooses ----------------------------------------------------------------------

    def _on_input_chosen(self, cell: Cell) -> None:
        self._go_to(self._reader(cell))

    def _on_output_chosen(self, cell: Cell) -> None:
        if self.stage is not None:
            self._go_to(planes.output_spread(self.stage).place(cell, self.channel))

    def _go_to(self, place: Place | None) -> None:
        if place is not None and self.stage is not None:
            self.step_asked.emit(step_of(self.stage.shape, place))

    def _on_strip_chosen(self, cell: Cell) -> None:
        index = self._lot_index(cell)
        if index is None or self.cell is None:
            return
        if isinstance(self.cell, SumCell) and len(self.cell.channels) > 1:
            self.choose_read(self.cell.channels.start + index)
        elif isinstance(self.cell, MergeCell):
            self.choose_read(index)
        elif self.stage is not None and is_row(self.stage.shape):
            self.step_asked.emit(index)
        else:
            self.choose_channel(index)

    def _on_read_chosen(self) -> None:
        self.choose_read(self.read_chooser.currentData())

    def _on_channel_chosen(self) -> None:
        self.choose_channel(self.channel_chooser.currentData())


def _is_pair(stage: Stage) -> bool:
    """Whether two branches are put together value by value: there is room for both."""
    return stage.work == "merge" and len(stage.branches) == 2 and not stage.concatenates


def _alike(one: Stage, other: Stage) -> bool:
    """Whether two stages differ in their numbers alone."""
    layers = type(one.layer) is type(other.layer) and (one.part, one.sliding) == (other.part, other.sliding)
    return layers and one.shape == other.shape and one.input.shape == other.input.shape


def _offer(chooser: QComboBox, channels: range, total: int, words: str) -> None:
    """Let one of `channels` be chosen, in words counted from 1; hide the choice of one."""
    shown = [chooser.itemText(0), chooser.count()]
    if shown != [words.format(channels.start + 1, total), len(channels)]:
        chooser.clear()
        for channel in channels:
            chooser.addItem(words.format(channel + 1, total), channel)
    chooser.setVisible(len(channels) > 1)
