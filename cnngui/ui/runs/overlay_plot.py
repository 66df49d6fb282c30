"""One plot with the curves of many runs, of a quantity that is chosen in its title."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QComboBox, QMenu, QStackedWidget

from cnngui.runs.history import History
from cnngui.state.progress import clock
from cnngui.ui.runs.legend import with_legend
from cnngui.ui.runs.look import Look
from cnngui.ui.runs.quantities import Line, Quantity, line_of, printed_line, quantities
from cnngui.ui.runs.read_out import ReadOut
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.picture_menu import PictureMenu, grabbed
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.value_text import epoch_number
from cnngui.ui.shared.widgets import EmptyState, Pane, label, named

if TYPE_CHECKING:
    from cnngui.ui.runs.overlay_view import Drawn, OverlayView

_LEGEND_PX = 240
_BUDGET_S = 0.008
"""How long curves are smoothed at a time: the window answers in between."""


@dataclass(frozen=True)
class Shown:
    """A run whose curve is wanted."""

    run_id: str
    name: str
    colour: str
    strong: bool = False
    faint: bool = False


class OverlayPlot(Pane):
    """Draws what it is told to; the axes are made for the first curve: pyqtgraph is imported then.

    Signals:
        quantity_changed: another one was chosen. chosen: the run of a curve that was clicked.
        problem_raised: a picture could not be saved. saved: the path of one.
    """

    quantity_changed = Signal(str)
    chosen = Signal(str)
    problem_raised = Signal(object)
    saved = Signal(str)

    def __init__(self, name: str, quantity: str, history_of: Callable[[str], History | None]) -> None:
        super().__init__()
        self.setObjectName(name)
        self._history_of = history_of
        self._quantities = quantities()
        self._runs: list[Shown] = []
        self._look = Look()
        self._lines: dict[str, tuple[object, Line]] = {}
        self._fit = True
        self.drawn: list[Drawn] = []
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        self._work = QTimer(self, interval=0)
        self._work.timeout.connect(self._on_work)
        self._make_title(quantity)
        self._empty = EmptyState("")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        theme().changed.connect(self._begin)

    def _make_title(self, quantity: str) -> None:
        self.quantity_box = named(QComboBox(), f"{self.objectName()}_quantity")
        self.quantity_box.setProperty("role", "flat")
        self.quantity_box.setAccessibleName(self.tr("What is drawn"))
        self.quantity_box.setToolTip(self.tr("What is drawn of each run"))
        for each in self._quantities:
            self.quantity_box.addItem(_begun(each.title), each.key)
        self.quantity_box.setCurrentIndex(max(0, self.quantity_box.findData(quantity)))
        self.quantity_box.activated.connect(self._on_quantity)
        self.header.insertWidget(0, self.quantity_box)
        self.legend = label("", "muted")
        self.header.addWidget(self.legend)

    @property
    def quantity(self) -> Quantity:
        """What is drawn."""
        return self._quantities[max(0, self.quantity_box.currentIndex())]

    @cached_property
    def view(self) -> OverlayView:
        """The axes and curves."""
        from cnngui.ui.runs.overlay_view import OverlayView

        view = OverlayView(self._written_x, self._axis_text)
        view.getViewBox().sigRangeChangedManually.connect(self._on_dragged)
        view.pointed.connect(self._on_pointed)
        view.chosen.connect(self.chosen)
        view.fitted.connect(self._on_fitted)
        self._read_out = ReadOut(view)
        self._stack.addWidget(view)
        return view

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words beside the title out where there is no room for them."""
        super().resizeEvent(event)
        self.legend.setVisible(event.size().width() >= _LEGEND_PX)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return what can be done with the plot."""
        entries = ((self.tr("Show all of it"), self.fit, True),)
        return PictureMenu(self, self.picture, "runs", entries, self._writer)

    def picture(self) -> QImage:
        """Return the plot with the names of its curves below it."""
        return with_legend(grabbed(self), self.legend_entries(), self.font(), self.tr("and {0} more"))

    def legend_entries(self) -> list[tuple[str, str]]:
        """Return colour and name of each curve, those that stand out first."""
        strong_first = sorted(self.drawn, key=lambda each: (not each.strong, each.faint))
        return [(each.colour, each.name) for each in strong_first]

    # Data ---------------------------------------------------------------------------------------

    def show_runs(self, runs: Sequence[Shown], look: Look) -> None:
        """Draw the curves of these runs, as far as their histories are known."""
        if look.over != self._look.over or look.log != self._look.log:
            self._fit = True
        for place, each in enumerate(self._quantities):
            if look.metric != self._look.metric:
                self.quantity_box.setItemText(place, _begun(each.named(look.metric)))
        self._runs, self._look = list(runs), look
        self._begin()

    def fit(self) -> None:
        """Show all curves, also those to come."""
        self._fit = True
        self._begin()

    def _begin(self) -> None:
        self._lines = {run.run_id: self._lines[run.run_id] for run in self._runs if run.run_id in self._lines}
        self._todo = list(self._runs)
        self._work.start()

    def _on_work(self) -> None:
        """Make curves for some milliseconds; draw them once there are all."""
        until = time.perf_counter() + _BUDGET_S
        while self._todo and time.perf_counter() < until:
            self._make_line(self._todo.pop().run_id)
        if not self._todo:
            self._work.stop()
            self._draw()

    def _make_line(self, run_id: str) -> None:
        history, look = self._history_of(run_id), self._look
        if history is None:
            return
        sizes = len(history.batch_x), len(history.epoch)
        state = (id(history), sizes, self.quantity.key, look.over, look.smoothing)
        if (known := self._lines.get(run_id)) is None or known[0] != state:
            self._lines[run_id] = state, line_of(history, self.quantity, look.over, look.smoothing)

    def _draw(self) -> None:
        from cnngui.ui.runs.overlay_view import Drawn

        drawn = [
            Drawn(run.run_id, run.name, run.colour, *self._lines[run.run_id][1], run.strong, run.faint)
            for run in self._runs
            if run.run_id in self._lines and len(self._lines[run.run_id][1][0])
        ]
        companions = self._companions() if self._look.both else []
        drawn += companions
        pale = self.tr("pale: validation") if self.quantity.by_batch else self.tr("pale: training")
        self.legend.setText(pale if companions else "")
        if (printed := self._look.printed) is not None:
            line = printed_line(printed.figures, self.quantity, printed.steps_per_epoch, self._look.over)
            if len(line[0]):
                name = self.tr("printed: {0}, {1}").format(printed.title, printed.source)
                drawn.append(Drawn("", name, theme().colours.muted, *line, dashed=True))
        self.drawn = drawn
        if not drawn:
            waits = any(self._history_of(run.run_id) is None for run in self._runs)
            self._empty.show_sentence(self._why_empty(waits=waits))
            self._stack.setCurrentIndex(0)
            return
        view = self.view
        view.setAccessibleName(self.quantity.named(self._look.metric))
        view.left.show_values(self._axis_text, powers=self._log)
        view.bottom.show_values(self._written_x, powers=False)
        self._stack.setCurrentWidget(view)
        view.show_curves(drawn, log=self._log, fit=self._fit)

    def _companions(self) -> list[Drawn]:
        """Return the same of training for validation, and of validation for training."""
        from cnngui.ui.runs.overlay_view import Drawn

        mine, look, found = self.quantity, self._look, []
        for other in self._quantities:
            like = (other.is_cost, other.is_metric) == (mine.is_cost, mine.is_metric)
            if other.key == mine.key or not like or not (mine.is_cost or mine.is_metric):
                continue
            for run in self._runs:
                if (history := self._history_of(run.run_id)) is not None:
                    line = line_of(history, other, look.over, look.smoothing)
                    found.append(Drawn("", other.named(look.metric), run.colour, *line, faint=True))
        return [each for each in found if len(each.x)]

    @property
    def _log(self) -> bool:
        return self._look.log and self.quantity.is_cost

    def _why_empty(self, *, waits: bool) -> str:
        if waits:
            return self.tr("Reading …")
        if not self._runs:
            return self.tr("No run is shown: click an eye in the table.")
        if self._look.over == "time":
            return self.tr("When this was measured is not known.")
        return self.tr("This was not measured in these runs.")

    # Read-out -----------------------------------------------------------------------------------

    def _axis_text(self, value: float) -> str:
        return self.quantity.writers(self._look.metric)[0](value)

    def _written_x(self, value: float) -> str:
        if self._look.over == "time":
            return clock(value) if value >= 0 else ""
        return epoch_number(value) if self._look.over == "epoch" else f"{value:,.0f}"

    def _on_pointed(self, x: float | None, near: Sequence[tuple[Drawn, float]]) -> None:
        if x is None:
            self._read_out.say("", ())
            return
        words = {"epoch": self.tr("epoch {0}"), "step": self.tr("step {0}"), "time": self.tr("after {0}")}
        place = f"{x:.2f}" if self._look.over == "epoch" else self._written_x(x)
        write = self.quantity.writers(self._look.metric)[1]
        entries = [(curve.colour, curve.name, write(value)) for curve, value in near]
        low, high = self.view.getViewBox().viewRange()[0]
        left = x > (low + high) / 2
        self._read_out.say(words[self._look.over].format(place), entries, left=left)

    def _on_dragged(self) -> None:
        self._fit = False

    def _on_fitted(self) -> None:
        self._fit = True

    def _on_quantity(self) -> None:
        self._fit = True
        self.quantity_changed.emit(self.quantity.key)
        self._begin()


def _begun(words: str) -> str:
    """Return words as a title begins."""
    return words[:1].upper() + words[1:]
