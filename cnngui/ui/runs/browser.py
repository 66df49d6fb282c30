"""All runs: the table above, their curves or parallel coordinates below."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QSplitter, QStackedWidget, QWidget

from cnngui.runs.comparing import axes, grouped, ordered
from cnngui.runs.run_filter import allowed, parse
from cnngui.runs.run_row import RunRow
from cnngui.state.run_histories import RunHistories
from cnngui.state.run_list import RunList
from cnngui.state.settings import Settings
from cnngui.ui.runs.column_choice import ColumnChoice
from cnngui.ui.runs.columns import MARK, Column
from cnngui.ui.runs.deeds import Deeds
from cnngui.ui.runs.overlay_options import OverlayOptions
from cnngui.ui.runs.overlay_panel import OverlayPanel
from cnngui.ui.runs.parallel_view import ParallelView
from cnngui.ui.runs.run_acts import RunActs
from cnngui.ui.runs.run_colours import colours_of
from cnngui.ui.runs.run_model import Heading, Line
from cnngui.ui.runs.run_table import RunTable
from cnngui.ui.runs.table_bar import TableBar
from cnngui.ui.shared.theme import GAP_PX, theme
from cnngui.ui.shared.widgets import EmptyState, Pane, Segmented, bare_column, named

_RESULTS = ("seconds", "test_metric", "best_metric")
_TYPING_MS = 120


class RunBrowser(QWidget):
    """Sorts, filters, groups and compares runs.

    Signals:
        opened: a run is to be seen alone. problem_raised, saved, told: for the window to say.
    """

    opened = Signal(str)
    problem_raised = Signal(object)
    saved = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        runs: RunList,
        histories: RunHistories,
        settings: Settings,
        options: OverlayOptions,
        deeds: Deeds,
    ) -> None:
        super().__init__()
        self._runs, self._settings = runs, settings
        self.shown: list[RunRow] = []
        self._lets: list[RunRow] = []
        self.choice = ColumnChoice(settings)
        self.table = RunTable(runs.fraction)
        self.bar = TableBar(runs, self.choice, lambda: len(self.table.selected_ids()))
        self.curves = OverlayPanel(histories, settings, options)
        self.parallel = ParallelView()
        self.acts = RunActs(self, runs, self.table, deeds)
        self._lay_out()
        self._listen()
        self._typed = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typed.timeout.connect(self.refresh)

    def _lay_out(self) -> None:
        column = bare_column(self)
        self.split = named(QSplitter(Qt.Orientation.Vertical), "runs_split")
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(GAP_PX)
        above = Pane()
        above.layout().setContentsMargins(8, 6, 8, 4)  # type: ignore[union-attr]
        above.body.setSpacing(4)
        above.body.addWidget(self.bar)
        self._table_or_not = QStackedWidget()
        self._table_or_not.addWidget(self.table)
        self._nothing = EmptyState(self.tr("No run is like that."), self.tr("Show all runs"))
        self._table_or_not.addWidget(self._nothing)
        above.body.addWidget(self._table_or_not, 1)
        self.split.addWidget(above)
        self.split.addWidget(self._lower())
        share = self._settings.number("runs_table_share", 0.52)
        self.split.setSizes([round(1000 * share), round(1000 * (1 - share))])
        self.split.splitterMoved.connect(self._on_split)
        column.addWidget(self.split)

    def _lower(self) -> QWidget:
        lower = QWidget()
        column = bare_column(lower, 4)
        views = (("curves", self.tr("Curves")), ("parallel", self.tr("Parallel coordinates")))
        self.which = named(Segmented(views, self.tr("View")), "runs_view")
        self.which.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.which.set_value(self._settings.word("runs_view", "curves") or "curves")
        column.addWidget(self.which)
        self._views = QStackedWidget()
        self._views.addWidget(self.curves)
        pane = Pane()
        self._alike = EmptyState("")
        self._parallel_or_not = QStackedWidget()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.parallel)
        self._parallel_or_not.addWidget(scroll)
        self._parallel_or_not.addWidget(self._alike)
        pane.body.addWidget(self._parallel_or_not)
        self._views.addWidget(pane)
        column.addWidget(self._views, 1)
        self._show_view()
        return lower

    def _listen(self) -> None:
        runs, table = self._runs, self.table
        runs.rows_changed.connect(self.refresh)
        runs.row_changed.connect(self._on_row_changed)
        theme().changed.connect(self.refresh)
        table.chosen.connect(self._on_chosen)
        table.opened.connect(self.opened)
        table.sort_wanted.connect(self._on_sort)
        table.columns_moved.connect(self._on_columns_moved)
        table.width_changed.connect(self.choice.set_width)
        table.header_menu_wanted.connect(self._on_header_menu)
        table.runs.edited.connect(self.acts.take_text)
        self.bar.changed.connect(self.refresh)
        self.bar.typed.connect(self._on_typed)
        self.choice.changed.connect(self.refresh)
        self.acts.view_changed.connect(self.refresh)
        self.acts.opened.connect(self.opened)
        self.bar.export_wanted.connect(self._on_export)
        self.bar.picture_wanted.connect(self.curves.ask_picture)
        self.bar.selected_menu.aboutToShow.connect(lambda: self.acts.fill(self.bar.selected_menu))
        self.bar.taking_in_wanted.connect(self.acts.take_in)
        self.bar.damage_wanted.connect(lambda: self.problem_raised.emit(runs.damage))
        self._nothing.acted.connect(self._on_show_all)
        self.which.chosen.connect(self._on_view)
        self.curves.chosen.connect(self._on_curve_chosen)
        self.parallel.chosen.connect(self._on_curve_chosen)
        self.parallel.brushed.connect(self._on_brushed)
        for part in (self.curves, self.acts):
            part.problem_raised.connect(self.problem_raised)
        self.curves.saved.connect(self.saved)
        self.acts.saved.connect(self.saved)
        self.acts.told.connect(self.told)

    # What is shown ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the runs as they are now, as the choices want it."""
        if self.table.is_editing:
            self._typed.start()  # other lines would take the field away under a person's hands
            return
        choices, terms = self._runs.choices, parse(self._runs.choices.filter)
        self._lets = [row for row in self._runs.rows if allowed(row, terms)]
        self._colours = colours_of(self._runs.rows)
        self._show_parallel()
        lets = self.parallel.let_through() if self.parallel.ranges else np.ones(len(self._lets), dtype=bool)
        brushed = [row for row, through in zip(self._lets, lets, strict=True) if through]
        self.shown = ordered(brushed, choices.sort_key, descending=choices.descending)
        baseline = self._runs.row(choices.baseline)
        columns = self.choice.columns(self._runs.rows, self.shown, only_differing=choices.only_differing)
        lines = self._lines()
        self.table.show_lines(lines, columns, self._colours, baseline, self.choice.widths)
        sorted_by = next((each.key for each in columns if each.sort_key == choices.sort_key), "")
        self.table.show_order(sorted_by, descending=choices.descending)
        self._table_or_not.setCurrentIndex(0 if self.shown or not self._runs.loaded else 1)
        self.bar.show_state(len(self.shown), baseline, brushed=bool(self.parallel.ranges))
        self._show_curves()

    def _lines(self) -> Sequence[Line]:
        key = self._runs.choices.group_key
        if not key:
            return self.shown
        lines: list[Line] = []
        for value, rows in grouped(self.shown, key):
            lines += [Heading(self.choice.group_text(key, value, rows[0]), len(rows)), *rows]
        return lines

    def _show_parallel(self) -> None:
        """Draw the axes of what differs among the runs that the line lets through."""
        if self.which.value() != "parallel" and not self.parallel.ranges:
            return
        found = axes(self._lets, _RESULTS)
        self.parallel.show_runs(self._lets, found, self._colours, self.table.selected_ids())
        self._parallel_or_not.setCurrentIndex(0 if len(found) > 1 and len(self._lets) > 1 else 1)
        self._alike.show_sentence(
            self.tr("Two runs with other settings or results are needed to compare them here.")
        )

    def _show_curves(self) -> None:
        self.curves.show_runs(self.shown, self._colours, self.table.selected_ids())

    def _on_row_changed(self, run_id: str) -> None:
        row = self._runs.row(run_id)
        if row is not None:
            self.table.runs.show_row(row)
            self.curves.show_progress()

    def _on_chosen(self) -> None:
        self._show_curves()
        self._show_parallel()

    def _on_curve_chosen(self, run_id: str) -> None:
        self.table.select([run_id])
        self.table.scrollTo(self.table.currentIndex())
        self.table.setFocus()

    # What a person wants ------------------------------------------------------------------------

    def _on_typed(self) -> None:
        self._typed.start()

    def _on_sort(self, key: str) -> None:
        choices = self._runs.choices
        column = next(each for each in self.table.runs.columns if each.key == key)
        if choices.sort_key == column.sort_key:
            choices.descending = not choices.descending
        else:
            # Of numbers a person looks for the greatest first.
            choices.sort_key, choices.descending = column.sort_key, column.right or key == "started_s"
        self.refresh()

    def _on_columns_moved(self, keys: Sequence[str]) -> None:
        self.choice.set_order(keys)

    def _on_header_menu(self, point: QPoint) -> None:
        self.choice.menu(self, self._runs.rows).popup(point)

    def _on_show_all(self) -> None:
        self._runs.choices.filter = ""
        self.parallel.clear_ranges()
        self.bar.show_choices()
        self.refresh()

    def _on_brushed(self) -> None:
        self._typed.start()

    def _on_view(self) -> None:
        self._settings.set_word("runs_view", self.which.value())
        self._show_view()
        self.refresh()

    def _on_split(self) -> None:
        above, below = self.split.sizes()
        self._settings.set_number("runs_table_share", above / max(1, above + below))

    def _show_view(self) -> None:
        self._views.setCurrentIndex(1 if self.which.value() == "parallel" else 0)

    def _on_export(self) -> None:
        columns: list[Column] = [each for each in self.table.runs.columns if each.key != MARK]
        self.acts.export(columns, self.shown)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._typed.stop()
