"""One run in the place of the table: network, recipe, curves, results, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cnngui.datasets.data_reference import words_of
from cnngui.network.blocks import walk_within
from cnngui.network.inference.infer import infer
from cnngui.network.inference.shapes import shape_text
from cnngui.network.table import summary_line
from cnngui.runs.comparing import RECIPE
from cnngui.runs.run import Run
from cnngui.runs.run_files import RunRecord, Summary
from cnngui.runs.run_row import RunRow, settings_of
from cnngui.state.run_histories import RunHistories
from cnngui.state.run_list import RunList
from cnngui.state.settings import Settings
from cnngui.ui.runs.columns import Column, base_columns, key_title, name_text, title_text, value_text
from cnngui.ui.runs.deeds import Deeds
from cnngui.ui.runs.moments import Moments
from cnngui.ui.runs.overlay_options import OverlayOptions
from cnngui.ui.runs.overlay_panel import OverlayPanel
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.jobs import Jobs
from cnngui.ui.shared.theme import GAP_PX, tabular
from cnngui.ui.shared.widgets import ElidedLabel, Pane, bare_column, icon_button, label, named, push_button

_FACTS_PX, _NARROW_FACTS_PX, _NARROW_PX = 248, 206, 520
_WORD_PX = 100
_RESULTS = (
    *("state", "best_metric", "best_epoch", "last_metric", "test_metric", "val_loss", "loss", "epochs"),
    *("seconds", "images_per_second", "parameters", "started_s", "size_bytes", "parent", "tags", "note"),
)
_MOST_EPOCHS = 100_000
_NAMES_PX = 760


@dataclass(frozen=True)
class Contents:
    """What is read of a run's folder when it is looked at.

    Attributes:
        has_best: whether the weights of the best epoch are kept. kept: the epochs whose weights are.
        has_last: whether there is a checkpoint.
    """

    run_id: str
    record: RunRecord
    summary: Summary
    layers: tuple[tuple[str, str, str, str, str], ...]
    kept: tuple[int, ...]
    has_best: bool
    has_last: bool


def read_contents(run: Run) -> Contents:
    """Return what stands in a run's folder; takes some milliseconds, longer for a large network.

    Raises:
        CnnguiError: its record is damaged.
    """
    record = run.record()
    return Contents(
        run.id,
        record,
        run.summary(),
        tuple(_layers(record)),
        tuple(run.kept_epochs),
        has_best=run.has_weights("best"),
        has_last=run.has_weights("last"),
    )


def _layers(record: RunRecord) -> list[tuple[str, str, str, str, str]]:
    """Return name, kind, arguments, output shape and parameters of each layer and block."""
    inference = infer(record.network)
    found: list[tuple[str, str, str, str, str]] = []
    for entry, _, depth in walk_within(record.network.layers):
        result = inference.result(entry.name)
        shape = shape_text(result.output_shape) if result.output_shape is not None else ""
        count = "" if result.parameters is None else f"{result.parameters:,}"
        found.append(("\u00a0" * 4 * depth + entry.name, entry.kind, summary_line(entry), shape, count))
    return found


class RunDetails(QWidget):
    """Shows one run, and offers what can be done with it.

    Signals:
        left: back to the table. problem_raised: its folder cannot be read. saved: the path of a picture.
    """

    left = Signal()
    problem_raised = Signal(object)
    saved = Signal(str)

    def __init__(
        self,
        runs: RunList,
        histories: RunHistories,
        settings: Settings,
        options: OverlayOptions,
        deeds: Deeds,
    ) -> None:
        super().__init__()
        self.setObjectName("run_details")
        self._runs, self._deeds = runs, deeds
        self.run_id = ""
        self._contents: Contents | None = None
        self._epochs_read = 0
        self._drawing = False
        self._columns: dict[str, Column] = {column.key: column for column in base_columns()}
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._on_read)
        self._jobs.failed.connect(self.problem_raised)
        column = bare_column(self)
        column.addWidget(self._head())
        body = QHBoxLayout()
        body.setSpacing(GAP_PX)
        self.curves = OverlayPanel(histories, settings, options, alone=True)
        self.curves.problem_raised.connect(self.problem_raised)
        self.curves.saved.connect(self.saved)
        left = QVBoxLayout()
        left.setSpacing(GAP_PX)
        left.addWidget(self._network_pane(), 2)
        left.addWidget(self.curves, 3)
        body.addLayout(left, 1)
        body.addWidget(self._facts_pane())
        column.addLayout(body, 1)
        runs.rows_changed.connect(self._on_rows_changed)
        runs.row_changed.connect(self._on_rows_changed)

    # Parts --------------------------------------------------------------------------------------

    def _head(self) -> QWidget:
        pane = Pane()
        back = icon_button("back", self.tr("Back to all runs (Esc)"))
        back.setObjectName("back_to_runs")
        back.clicked.connect(self.left)
        self.name_label = ElidedLabel(role="title")
        self.told_label = label("", "muted", figures=True)
        head = QHBoxLayout()
        head.addWidget(back)
        head.addWidget(self.name_label, 1)
        head.addWidget(self.told_label)
        # What only looks at the run: what trains or draws with it stands below.
        self.buttons: dict[str, QWidget] = {
            "measure": push_button(
                self.tr("Results"),
                self._on_measure,
                name="run_measure",
                tip=self.tr("See what the chosen weights take for what, sample by sample"),
                role="small",
            ),
            "report": self._report_button(),
            "tensorboard": push_button(
                self.tr("TensorBoard"),
                self._on_tensorboard,
                name="run_tensorboard",
                tip=self.tr("Write its curves for TensorBoard, and open that in the browser"),
                role="small",
            ),
        }
        for button in self.buttons.values():
            head.addWidget(button)
        pane.body.addLayout(head)
        buttons = QWidget()
        row = FlowLayout(buttons, spacing_px=GAP_PX)
        for name, made in self._buttons().items():
            self.buttons[name] = made
            row.addWidget(made)
        pane.body.addWidget(buttons)
        self.moments = Moments()
        self.moments.changed.connect(self._on_moment)
        pane.body.addWidget(self.moments)
        return pane

    def _buttons(self) -> dict[str, QWidget]:
        """Return a button for each thing that can be done."""
        tr = self.tr
        made: dict[str, QWidget] = {
            "resume": push_button(
                tr("Resume"), self._on_resume, role="primary",
                tip=tr("Go on to the last planned epoch, from the last checkpoint"),
            ),
            "train_more": self._more_epochs(),
            "fork": push_button(
                tr("Fork"), self._on_fork,
                tip=tr("Put its network with the chosen weights on the cards; Train then makes another run"),
            ),
            "replay": push_button(
                tr("Repeat"), self._on_replay,
                tip=tr("Train the same again from new weights, with the same seed"),
            ),
            "use_as_draft": push_button(
                tr("Use its network"), self._on_draft,
                tip=tr("Put its network and recipe on the cards, to change and train them"),
            ),
            "draw_with": push_button(
                tr("Draw with it"), self._on_draw,
                tip=tr("Let the chosen weights answer what you draw, and be looked into"),
            ),
        }  # fmt: skip
        for name, button in made.items():
            button.setObjectName(f"run_{name}")
        return made

    def _report_button(self) -> QPushButton:
        button = push_button(
            self.tr("Report"),
            tip=self.tr("Write it on one page: network, recipe, curves, results and surest mistakes"),
            name="run_report",
            role="small",
        )
        menu = QMenu(button)
        for words, kind in ((self.tr("As HTML …"), "html"), (self.tr("As PDF …"), "pdf")):
            menu.addAction(words).triggered.connect(partial(self._on_report, kind))
        button.setMenu(menu)
        return button

    def _on_report(self, kind: str) -> None:
        self._deeds.write_report(self.run_id, kind)

    def _more_epochs(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.more_box = named(QSpinBox(), "run_more_epochs", spoken=self.tr("Epochs more"))
        self.more_box.setRange(1, _MOST_EPOCHS)
        self.more_box.setValue(5)
        self.more_box.setMaximumWidth(56)
        # The style sheet's padding does not reach the text of a spin box without arrows.
        self.more_box.lineEdit().setTextMargins(6, 0, 6, 0)
        tip = self.tr("Train so many epochs more behind its last one, as if it had been planned so")
        button = push_button(self.tr("Train more"), self._on_more, tip=tip)
        row.addWidget(self.more_box)
        row.addWidget(button)
        return both

    def _network_pane(self) -> Pane:
        pane = Pane(self.tr("Network"))
        self.total_label = label("", "muted", figures=True)
        pane.header.addWidget(self.total_label)
        self.layers = named(QTableWidget(0, 5), "run_layers", spoken=self.tr("Layers"))
        self.layers.horizontalHeader().hide()
        self.layers.verticalHeader().hide()
        self.layers.setShowGrid(False)
        self.layers.setWordWrap(False)
        self.layers.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.layers.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.layers.verticalHeader().setDefaultSectionSize(24)
        self.layers.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        pane.body.addWidget(self.layers)
        return pane

    def _facts_pane(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(_FACTS_PX)
        self._facts = scroll
        inner = QWidget()
        column = bare_column(inner)
        self.results, self.recipe = _Facts(self.tr("Results")), _Facts(self.tr("Recipe"))
        self.origin = _Facts(self.tr("Where it was trained"))
        for part in (self.results, self.recipe, self.origin):
            column.addWidget(part)
        column.addStretch(1)
        scroll.setWidget(inner)
        return scroll

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the layers' names out where their arguments could not be read beside them."""
        super().resizeEvent(event)
        self.layers.setColumnHidden(0, event.size().width() < _NAMES_PX)
        # What is too wide for the page is cut at its right end, where the values stand.
        self._facts.setFixedWidth(_FACTS_PX if event.size().width() >= _NARROW_PX else _NARROW_FACTS_PX)

    # What is shown ------------------------------------------------------------------------------

    def show_run(self, row: RunRow, colour: str) -> None:
        """Show a run; what stands in its folder follows in a moment."""
        other = row.id != self.run_id
        self.run_id, self._colour = row.id, colour
        self._show_row(row)
        if other:
            self._contents, self._drawing = None, False
            self.layers.setRowCount(0)
            self.total_label.setText("")
            for facts in (self.recipe, self.origin):
                facts.say([])
            self.curves.fit()
        self._read(row)

    def _read(self, row: RunRow) -> None:
        self._epochs_read = row.epochs
        run = Run(self._runs.folder / self.run_id)
        self._jobs.start(lambda: read_contents(run))

    def _show_row(self, row: RunRow) -> None:
        self.name_label.setText(name_text(row))
        state = self._columns["state"].text(row)
        title = title_text(row) if row.name else ""
        self.told_label.setText(" · ".join(part for part in (title, state) if part))
        facts = [(self._columns[key].title, self._fact(key, row)) for key in _RESULTS]
        self.results.say([*facts, *([(self.tr("Problem"), row.problem)] if row.problem else [])])
        self.curves.show_runs([row], {row.id: self._colour}, [row.id])
        self._enable(row)

    def _fact(self, key: str, row: RunRow) -> str:
        if key == "parent" and (parent := self._runs.row(row.parent)) is not None:
            return self.tr("{0}, epoch {1}").format(name_text(parent), row.parent_epoch)
        return self._columns[key].text(row)

    def _enable(self, row: RunRow) -> None:
        """Let only that be done that can be."""
        contents, idle = self._contents, row.state != "training"
        has_last = contents is not None and contents.has_last
        some = contents is not None and (contents.has_last or contents.has_best or bool(contents.kept))
        possible = {
            "resume": row.can_go_on and has_last,
            "train_more": idle and has_last,
            "fork": some,
            "replay": idle,
            "use_as_draft": contents is not None,
            "draw_with": some,
            "report": has_last,
            "measure": some,
            "tensorboard": has_last,
        }
        for name, button in self.buttons.items():
            button.setEnabled(possible[name])
        self.buttons["resume"].setVisible(row.can_go_on)

    def _on_read(self, contents: Contents) -> None:
        row = self._runs.row(contents.run_id)
        if contents.run_id != self.run_id or row is None:
            return
        anew = self._contents is None
        if anew:
            self._show_contents(contents, row)
        self._contents = contents
        self.moments.show_epochs(contents.kept, has_best=contents.has_best, anew=anew)
        self._enable(row)

    def _show_contents(self, contents: Contents, row: RunRow) -> None:
        self.layers.setRowCount(len(contents.layers))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, cells in enumerate(contents.layers):
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setFont(tabular(self.font()))
                if column >= 3:
                    item.setTextAlignment(right)
                self.layers.setItem(place, column, item)
        for column in (0, 1, 3, 4):
            self.layers.resizeColumnToContents(column)
        self.total_label.setText(self.tr("{0} parameters").format(f"{row.parameters:,}"))
        record = contents.record
        settings = settings_of(record.recipe)
        facts = [(key_title(f"{RECIPE}{name}"), value_text(value)) for name, value in settings.items()]
        self.recipe.say([*facts, *self._changes(contents)])
        versions = [(name, version) for name, version in record.created_with.items()]
        where = [
            (self.tr("Data"), words_of(record.data)),
            (self.tr("Machine"), record.machine),
            (self.tr("Threads"), value_text(record.threads or None)),
            (self.tr("Numbers"), record.precision),
        ]
        self.origin.say([*where, *versions])

    def _changes(self, contents: Contents) -> list[tuple[str, str]]:
        """Return where the recipe was changed in a pause."""
        place = self.tr("epoch {0}, batch {1}")
        return [
            (self.tr("Changed at"), place.format(change.epoch + 1, change.step + 1))
            for change in contents.summary.changes
        ]

    def _on_rows_changed(self) -> None:
        if not self.run_id or not self.isVisible():
            return
        row = self._runs.row(self.run_id)
        if row is None:  # it was deleted
            self.left.emit()
            return
        self._show_row(row)
        if row.epochs != self._epochs_read:
            self._read(row)  # more weights are kept, perhaps

    # What is done -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_resume(self) -> None:
        self._deeds.resume(self.run_id)

    def _on_more(self) -> None:
        self._deeds.train_more(self.run_id, self.more_box.value())

    def _on_fork(self) -> None:
        self._deeds.fork(self.run_id, self.moments.weights)

    def _on_replay(self) -> None:
        self._deeds.replay(self.run_id)

    def _on_draft(self) -> None:
        self._deeds.use_as_draft(self.run_id)

    def _on_tensorboard(self) -> None:
        self._deeds.show_in_tensorboard(self.run_id)

    def _on_measure(self) -> None:
        row = self._runs.row(self.run_id)
        if row is not None:
            self._deeds.measure(row.id, row.shown_name, self.moments.weights)

    def _on_draw(self) -> None:
        self._drawing = True
        self._deeds.draw_with(self.run_id, self.moments.weights)

    def _on_moment(self) -> None:
        # Only once a person draws with this run: the slider is for forking, too.
        if self._drawing:
            self._on_draw()


class _Facts(Pane):
    """Names on the left, values on the right; what has no value is left out."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._rows: list[QWidget] = []

    def say(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these names and values."""
        known = [(name, value) for name, value in facts if value]
        self.setVisible(bool(known))
        while len(self._rows) > len(known):
            self._rows.pop().deleteLater()
        while len(self._rows) < len(known):
            self._rows.append(_Fact())
            self.body.addWidget(self._rows[-1])
        for row, fact in zip(self._rows, known, strict=True):
            row.say(*fact)  # type: ignore[attr-defined]


class _Fact(QWidget):
    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._name, self._value = label("", "muted", wraps=True), label("", figures=True, wraps=True)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._value, 1)

    def say(self, name: str, value: str) -> None:
        self._name.setText(name)
        # A word that no line can hold, such as a path, would push all values out of the pane.
        metrics = self._value.fontMetrics()
        words = (
            metrics.elidedText(each, Qt.TextElideMode.ElideMiddle, _WORD_PX) for each in value.split(" ")
        )
        self._value.setText(" ".join(words))
        self._value.setToolTip(value if self._value.text() != value else "")
