"""What can be done with the runs that are selected: the menu, its keys, and the few questions it asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QPoint, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from cnngui.files.folders import person_folder
from cnngui.runs.comparing import table_csv, value_of
from cnngui.runs.model_id import Weights
from cnngui.runs.run import Run
from cnngui.runs.run_row import RunRow
from cnngui.state.run_list import RunList
from cnngui.ui.runs.columns import Column, size_text
from cnngui.ui.runs.deeds import Deeds
from cnngui.ui.runs.run_table import RunTable
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.ten_colours import LIGHT, shown

_DOT_PX = 12


def ask_run_folder(parent: QWidget, runs: RunList) -> None:
    """Ask where runs are kept that are to be taken in, and have that done."""
    title = QCoreApplication.translate("RunActs", "Take in the runs of a folder")
    if folder := QFileDialog.getExistingDirectory(parent, title, str(person_folder())):
        runs.take_in(Path(folder))


class RunActs(QObject):
    """Edits, deletes, pins and exports runs, and hands on what else is to be done with one.

    Signals:
        view_changed: the runs are to be seen otherwise. opened: one is to be seen alone.
        problem_raised, saved, told: for the window to say.
    """

    view_changed = Signal()
    opened = Signal(str)
    problem_raised = Signal(object)
    saved = Signal(str)
    told = Signal(str)

    def __init__(self, parent: QWidget, runs: RunList, table: RunTable, deeds: Deeds) -> None:
        super().__init__(parent)
        self._parent, self._runs, self._table, self._deeds = parent, runs, table, deeds
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        table.menu_wanted.connect(self._on_menu)
        table.delete_wanted.connect(self.delete)
        table.eye_wanted.connect(self.turn_eyes)
        table.colour_wanted.connect(self._on_colour)
        runs.failed.connect(self.problem_raised)
        runs.deleted.connect(self._on_deleted)
        runs.taken_in.connect(self._on_taken_in)

    # Edits --------------------------------------------------------------------------------------

    def take_text(self, run_id: str, key: str, text: str) -> None:
        """Take over what a person typed into a cell."""
        value = tuple(text.split(",")) if key == "tags" else text
        titles = {"name": self.tr("rename"), "note": self.tr("note"), "tags": self.tr("tags")}
        self._runs.edit(titles[key], [run_id], **{key: value})

    def turn_eyes(self, run_ids: Sequence[str]) -> None:
        """Hide the curves of these runs if any is shown, else show them."""
        rows = [row for row in self._runs.rows if row.id in run_ids]
        hide = any(not row.hidden for row in rows)
        self._runs.edit(self.tr("hide curve") if hide else self.tr("show curve"), run_ids, hidden=hide)

    def delete(self) -> None:
        """Put the selected runs aside; undo brings them back."""
        self._runs.delete(self.tr("delete"), self._table.selected_ids())

    def tag(self) -> None:
        """Ask for tags, and put them on each of the selected runs beside its own."""
        rows = self._selected()
        words, agreed = QInputDialog.getText(
            self._parent, "cnngui", self.tr("Tags for {0} runs, with commas between:").format(len(rows))
        )
        if agreed and words.strip():
            more = tuple(words.split(","))
            self._runs.edit_each(self.tr("tags"), {row.id: {"tags": (*row.tags, *more)} for row in rows})

    def pin(self, run_id: str) -> None:
        """Compare the others with this run, or with none any more if they are."""
        choices = self._runs.choices
        choices.baseline = "" if choices.baseline == run_id else run_id
        self.view_changed.emit()

    def export(self, columns: Sequence[Column], rows: Sequence[RunRow]) -> None:
        """Ask where, and write what the table shows, numbers in full."""
        title = self.tr("Export the table")
        path = ask_new_file(self._parent, title, person_folder() / "runs", ".csv", "CSV (*.csv)")
        if path:
            self._writer.write(path, partial(_csv, list(columns), list(rows)))

    def take_in(self) -> None:
        """Ask for a folder, and copy the runs in it to these."""
        ask_run_folder(self._parent, self._runs)

    # Menu ---------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Return what can be done with the selected runs; it deletes itself when it closes."""
        menu = QMenu(self._parent)
        menu.setObjectName("run_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        self.fill(menu)
        return menu

    def fill(self, menu: QMenu) -> None:
        """Put what can be done with the selected runs into a menu."""
        rows = self._selected()
        if len(rows) == 1:
            self._add_of_one(menu, rows[0])
        else:
            self._add(menu, self.tr("Add tags …"), self.tag)
            voters = [row.id for row in rows if row.state != "training" and row.epochs]
            vote = self._add(menu, self.tr("Let these vote"), partial(self._deeds.let_vote, voters))
            vote.setEnabled(len(voters) > 1)
        menu.addMenu(self._colour_menu(menu, [row.id for row in rows]))
        hides = any(not row.hidden for row in rows)
        words = self.tr("Hide curve") if hides else self.tr("Show curve")
        self._add(menu, words, partial(self.turn_eyes, [row.id for row in rows]), "Space")
        if len(rows) == 1:
            self._add_deeds(menu, rows[0])
        menu.addSeparator()
        free = [row for row in rows if row.state != "training"]
        words = self.tr("Delete, {0}").format(size_text(sum(row.size_bytes for row in free)))
        self._add(menu, words, self.delete, "Del").setEnabled(bool(free))

    def _add_of_one(self, menu: QMenu, row: RunRow) -> None:
        tr, edit = self.tr, self._table.edit_cell
        self._add(menu, tr("Open"), partial(self.opened.emit, row.id), "Return")
        self._add(menu, tr("Rename"), partial(edit, "name"), "F2")
        keys = {column.key for column in self._table.runs.columns}
        if "tags" in keys:
            self._add(menu, tr("Edit tags"), partial(edit, "tags"))
        if "note" in keys:
            self._add(menu, tr("Edit note"), partial(edit, "note"))
        pinned = self._runs.choices.baseline == row.id
        self._add(menu, tr("Unpin") if pinned else tr("Pin as baseline"), partial(self.pin, row.id))

    def _add_deeds(self, menu: QMenu, row: RunRow) -> None:
        """Add what the window can do with this run, as far as it has the weights for it."""
        deeds, run, tr = self._deeds, Run(self._runs.folder / row.id), self.tr
        best: Weights = "best" if run.has_weights("best") else "last"
        some, idle = run.has_weights(best), row.state != "training"
        menu.addSeparator()
        offers: tuple[tuple[Callable[..., None], str, tuple[object, ...], bool], ...] = (
            (deeds.resume, tr("Resume"), (), row.can_go_on and run.has_weights("last")),
            (deeds.fork, tr("Fork from its best weights"), (best,), some),
            (deeds.start_from, tr("Start a network from this run …"), (), some),
            (deeds.replay, tr("Repeat with the same seed"), (), idle),
            (deeds.use_as_draft, tr("Use its network"), (), True),
            (deeds.draw_with, tr("Draw with its best weights"), (best,), some),
            (deeds.write_report, tr("Report as HTML …"), ("html",), run.has_weights("last")),
            (deeds.write_report, tr("Report as PDF …"), ("pdf",), run.has_weights("last")),
            (deeds.measure, tr("Show its results"), (row.shown_name, best), some),
            (deeds.show_in_tensorboard, tr("Show in TensorBoard"), (), run.has_weights("last")),
        )
        for deed, words, more, possible in offers:
            self._add(menu, words, partial(deed, row.id, *more)).setEnabled(possible)

    def _add(self, menu: QMenu, words: str, act: Callable[[], object], key: str = "") -> QAction:
        action = menu.addAction(words)
        if key:
            action.setShortcut(key)
        action.triggered.connect(lambda: act())
        return action

    def _colour_menu(self, parent: QWidget, run_ids: Sequence[str]) -> QMenu:
        menu = QMenu(self.tr("Colour"), parent)
        edit = partial(self._runs.edit, self.tr("colour"), run_ids)
        self._add(menu, self.tr("By its place"), partial(edit, color=""))
        for name, colour in zip(self._colour_names(), LIGHT, strict=True):
            self._add(menu, name, partial(edit, color=colour)).setIcon(_dot(shown(colour)))
        return menu

    def _colour_names(self) -> tuple[str, ...]:
        tr = self.tr
        return (
            *(tr("blue"), tr("vermilion"), tr("green"), tr("pink"), tr("violet")),
            *(tr("ochre"), tr("sky"), tr("brick"), tr("olive"), tr("slate")),
        )

    def _selected(self) -> list[RunRow]:
        chosen = self._table.selected_ids()
        return [row for row in self._runs.rows if row.id in chosen]

    # What happens -------------------------------------------------------------------------------

    def _on_menu(self, point: QPoint) -> None:
        self.menu().popup(point)

    def _on_colour(self, run_id: str, point: QPoint) -> None:
        chosen = self._table.selected_ids()
        menu = self._colour_menu(self._parent, chosen if run_id in chosen else [run_id])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def _on_taken_in(self, count: int) -> None:
        none = self.tr("The runs of that folder are here already")
        self.told.emit(self.tr("Runs taken in: {0}").format(count) if count else none)

    def _on_deleted(self, count: int, size: int) -> None:
        words = self.tr("{0} runs deleted") if count != 1 else self.tr("{0} run deleted")
        ends = self.tr("{0} become free when cnngui ends; Undo brings them back.").format(size_text(size))
        self.told.emit(f"{words.format(count)}: {ends}")


def _csv(columns: Sequence[Column], rows: Sequence[RunRow]) -> bytes:
    """Return the table as a file: numbers in full, other cells as they are read."""
    cells = [
        [value_of(row, column.sort_key) if column.right else column.text(row) for column in columns]
        for row in rows
    ]
    return table_csv([column.title for column in columns], cells)


def _dot(colour: str) -> QIcon:
    picture = QPixmap(_DOT_PX, _DOT_PX)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(colour))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(1, 1, _DOT_PX - 2, _DOT_PX - 2)
    painter.end()
    return QIcon(picture)
