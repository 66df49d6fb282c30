"""The curves of all runs that are shown: two plots side by side, and how they are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnngui.files.folders import person_folder
from cnngui.runs.run_row import RunRow
from cnngui.state.run_histories import RunHistories
from cnngui.state.settings import Settings
from cnngui.ui.runs.columns import name_text
from cnngui.ui.runs.legend import with_legend
from cnngui.ui.runs.overlay_options import OverlayOptions
from cnngui.ui.runs.overlay_plot import OverlayPlot, Shown
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.picture_menu import grabbed, png_of
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import bare_column, label

MOST = 300
_MOST_STRONG = 12
_LIVE_MS = 1000
_TWO_PX = 300
_USUAL = ("val_loss", "val_metric")


class OverlayPanel(QWidget):
    """Draws the curves of the runs it is given, the newest 300 of them; `alone` those of one run, more of it.

    Signals:
        chosen: a curve of this run was clicked. problem_raised, saved: of a picture.
    """

    chosen = Signal(str)
    problem_raised = Signal(object)
    saved = Signal(str)

    def __init__(
        self, histories: RunHistories, settings: Settings, options: OverlayOptions, *, alone: bool = False
    ) -> None:
        super().__init__()
        self._alone = alone
        self._histories, self._settings, self._options = histories, settings, options
        self._rows: list[RunRow] = []
        self._colours: Mapping[str, str] = {}
        self._selected: frozenset[str] = frozenset()
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        column = bare_column(self)
        self.told = label("", "muted")
        self.told.hide()
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        self.plots = [self._plot(place, usual) for place, usual in enumerate(_USUAL)]
        for plot in self.plots:
            row.addWidget(plot, 1)
        column.addLayout(row, 1)
        self._again = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self._again.timeout.connect(self._draw)
        histories.changed.connect(self._draw)
        options.changed.connect(self._draw)

    def _plot(self, place: int, usual: str) -> OverlayPlot:
        key = f"runs_plot_{place}"
        plot = OverlayPlot(f"overlay_plot_{place}", self._settings.word(key, usual), self._histories.of)
        plot.quantity_changed.connect(partial(self._settings.set_word, key))
        plot.chosen.connect(self.chosen)
        plot.problem_raised.connect(self.problem_raised)
        plot.saved.connect(self.saved)
        return plot

    def show_runs(
        self, rows: Sequence[RunRow], colours: Mapping[str, str], selected: Sequence[str] = ()
    ) -> None:
        """Draw the curves of these runs but the hidden ones; those that are selected are above the others.

        Args:
            rows: of more than 300 the ones that began last are drawn, and that is said.
            selected: shown also where it is hidden.
        """
        self._selected = frozenset(selected)
        wanted = [row for row in rows if not row.hidden or row.id in self._selected]
        newest = sorted(wanted, key=lambda row: (row.id in self._selected, row.started_s))[-MOST:]
        self._rows, self._colours = newest, colours
        left_out = len(wanted) - len(newest)
        words = self.tr("the newest {0} of {1} curves").format(MOST, f"{len(wanted):,}") if left_out else ""
        self.told.setText(words)
        self.told.setVisible(bool(words))
        if self.isVisible():
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the second plot out where neither could be read beside the other."""
        super().resizeEvent(event)
        self.plots[1].setVisible(event.size().width() >= _TWO_PX)

    def show_progress(self) -> None:
        """Draw a run that grows anew, in a moment."""
        if self.isVisible() and not self._again.isActive():
            self._again.start()

    def fit(self) -> None:
        """Show all curves, also those to come."""
        for plot in self.plots:
            plot.fit()

    def ask_picture(self) -> None:
        """Ask where, and save both plots as they are, with the names of their curves."""
        title = self.tr("Save the curves")
        if path := ask_new_file(self, title, person_folder() / "runs", ".png", "PNG (*.png)"):
            self._writer.write(path, partial(png_of, self.picture()))

    def picture(self) -> QImage:
        """Return both plots with the names of their curves below them."""
        names = dict.fromkeys(entry for plot in self.plots for entry in plot.legend_entries())
        return with_legend(grabbed(self), list(names), self.font(), self.tr("and {0} more"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._again.stop()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        self._histories.want(self._rows)
        strong = len(self._selected) <= _MOST_STRONG
        runs = [
            Shown(
                row.id,
                name_text(row),
                self._colours.get(row.id, ""),
                strong=strong and not self._alone and row.id in self._selected,
                faint=bool(self._selected) and row.id not in self._selected,
            )
            for row in self._rows
        ]
        metrics = {row.metric for row in self._rows if row.metric}
        metric = metrics.pop() if len(metrics) == 1 else "" if metrics else "accuracy"
        look = self._options.look(metric, both=self._alone)
        for plot in self.plots:
            plot.show_runs(runs, look)
