"""The page of a set of drawings: classes at the left, the samples of one, and the training below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from cnngui.errors import CnnguiError
from cnngui.state.drawing import Drawing
from cnngui.state.drawn_sets import DrawnSets
from cnngui.state.drawn_training import DrawnTraining
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession
from cnngui.ui.samples.camera import QtCamera
from cnngui.ui.samples.camera_dialog import CameraDialog
from cnngui.ui.samples.canvas_keys import CanvasDeeds, CanvasKeys
from cnngui.ui.samples.chosen_deeds import ChosenDeeds
from cnngui.ui.samples.class_list import ClassList
from cnngui.ui.samples.class_rows import NEWEST, ClassRow
from cnngui.ui.samples.intake_line import IntakeLine
from cnngui.ui.samples.picture_intake import PictureIntake
from cnngui.ui.samples.sample_rows import SampleRows
from cnngui.ui.samples.sample_view import SampleView
from cnngui.ui.samples.set_header import SetHeader
from cnngui.ui.samples.set_training import SetTraining
from cnngui.ui.shared.class_menu import class_menu
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.pictures import holds_picture
from cnngui.ui.shared.widgets import (
    EmptyState,
    Pane,
    bare_column,
    named,
    push_button,
)

PAUSE_MS = 900
REMEMBERED, OPENED = "drawn/by_itself", "drawn/opened"
_CLASSES_PX = 192
_LONGEST_SHOWN = 18


class DrawnPage(QWidget):
    """Shows the set that is open in `sets`. What is on the canvas of `drawing` becomes a sample of a class.

    Signals:
        problem_raised: a `CnnguiError`. saved: the path of a file or folder. told: what was done.
        page_wanted: it is to be seen.
        canvas_wanted: the keyboard is to be on the canvas. invited: the class that is drawn for, "" for none.
    """

    problem_raised = Signal(object)
    saved = Signal(str)
    told = Signal(str)
    page_wanted = Signal()
    canvas_wanted = Signal()
    invited = Signal(str)

    def __init__(
        self,
        sets: DrawnSets,
        learning: DrawnTraining,
        training: TrainingSession,
        drawing: Drawing,
        settings: Settings,
    ) -> None:
        super().__init__()
        self.setObjectName("drawn_page")
        self.setAcceptDrops(True)
        self._sets, self._learning, self._drawing, self._settings = sets, learning, drawing, settings
        self._can_take_back = False
        self._begins = False
        self.intake = PictureIntake(self, sets)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        column = bare_column(self)
        pane = Pane()
        self.rows = SampleRows()
        self.view = SampleView(self.rows, "drawn_samples_grid")
        self.deeds = ChosenDeeds(self, self.view, drawing, self._label_menu, "drawn")
        self.header = SetHeader(sets, (self.deeds.undo_button, self.deeds.redo_button))
        pane.body.addWidget(self.header)
        self._work = self._made_work()
        pane.body.addWidget(self._work, 1)
        self.empty = EmptyState("", self.tr("New set …"))
        self.empty.acted.connect(self.header.ask_new)
        pane.body.addWidget(self.empty, 1)
        column.addWidget(pane, 1)
        self.training = SetTraining(sets, learning, training)
        column.addWidget(self.training)
        self._listen()
        self._on_opened()

    def _listen(self) -> None:
        sets = self._sets
        for part in (self.header, self.intake, self.training):
            part.told.connect(self.told)
        self.intake.problem_raised.connect(self.problem_raised)
        # What was pressed goes: the next drawing tries what is learned.
        self.training.begins.connect(self.canvas_wanted)
        sets.problem_raised.connect(self.problem_raised)
        sets.opened.connect(self._on_opened)
        sets.set_changed.connect(self._show)
        sets.changed.connect(self._on_listed)
        sets.made.connect(self.canvas_wanted)
        sets.exported.connect(self.saved)
        self.classes.chosen_changed.connect(self._on_class)
        self.classes.class_typed.connect(self._on_class_typed)
        self.classes.colour_wanted.connect(self._on_colour)
        self.classes.remove_wanted.connect(self._on_remove_class)
        self._drawing.changed.connect(self._on_drawn)

    # Parts --------------------------------------------------------------------------------------

    def _made_work(self) -> QWidget:
        work = QWidget()
        row = QHBoxLayout(work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.classes = ClassList(self._on_renamed, self.rows)
        self.classes.setFixedWidth(_CLASSES_PX)
        row.addWidget(self.classes)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self._made_adding())
        column.addWidget(self.view, 1)
        column.addWidget(IntakeLine(self.intake))
        column.addWidget(self._made_tools())
        row.addLayout(column, 1)
        return work

    def _made_adding(self) -> QWidget:
        made, tr = QWidget(), self.tr
        row = FlowLayout(made, spacing_px=8)
        self.add_button = push_button("", self.add, name="add_drawing_button", role="primary")
        row.addWidget(self.add_button)
        self.by_itself = named(
            QCheckBox(tr("Add by itself after a pause")),
            "add_by_itself_box",
            tip=tr("A drawing is added as soon as the pen has rested for a second"),
        )
        self.by_itself.setChecked(self._settings.word(REMEMBERED, "no") == "yes")
        self.by_itself.toggled.connect(self._on_by_itself)
        row.addWidget(self.by_itself)
        return made

    def _made_tools(self) -> QWidget:
        made, tr = QWidget(), self.tr
        row = FlowLayout(made, spacing_px=6)
        self.pictures_button = push_button(
            tr("Pictures …"),
            self._on_pictures,
            name="add_pictures_button",
            tip=tr(
                "Add picture files to the class; they can also be dropped here, or pasted (Ctrl+V). Of "
                "several folders that are dropped at once each becomes a class"
            ),
            role="small",
        )
        self.camera_button = push_button(
            tr("Camera …"),
            self._on_camera,
            name="take_pictures_button",
            tip=tr("Take pictures with a camera, and add them to the class"),
            role="small",
        )
        adding, deeds = (self.pictures_button, self.camera_button), self.deeds
        for button in (*adding, deeds.relabel_button, deeds.delete_button, deeds.open_button):
            row.addWidget(button)
        return made

    def listen_to(self, canvas: QWidget) -> None:
        """Have Enter and the digits on a canvas mean this page while it is seen."""
        deeds = CanvasDeeds(self.add, self.classes.choose_place, self._take_back)
        CanvasKeys(canvas, deeds, lambda: self.isVisible() and self._sets.current is not None)

    def begin(self) -> None:
        """Show the page; where there is no set yet, with the question that begins one."""
        self._begins = True
        self.page_wanted.emit()
        self._sets.refresh()

    # What is shown ------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._sets.refresh()
        if self._sets.current is not None:
            self._sets.current.refresh()
        self._invite()

    def hideEvent(self, event: object) -> None:
        super().hideEvent(event)  # type: ignore[arg-type]
        self._pause.stop()
        self.invited.emit("")

    def _on_opened(self) -> None:
        current = self._sets.current
        self._can_take_back = False
        self.deeds.act_on(current)
        if current is not None:
            self._settings.set_word(OPENED, str(current.path))
            current.undo_stack.indexChanged.connect(self._on_changed_or_undone)
        self._show()

    def _on_listed(self) -> None:
        self._show()
        begins, self._begins = self._begins, False
        if begins and not self._sets.entries:
            # A dialog within the signal would hold up whoever else hears it.
            QTimer.singleShot(0, self, self.header.ask_new)

    def _show(self) -> None:
        sets, current = self._sets, self._sets.current
        if current is None and sets.entries and self.isVisible():
            sets.open(self._likely())
            return
        there = current is not None and current.loaded
        self._work.setVisible(there)
        self.empty.setVisible(not there)
        self.empty.show_sentence(*self._nothing())
        if current is not None:
            self.rows.show_as(current.input_format)
        self._show_classes()
        self._show_samples()

    def _likely(self) -> Path:
        """Return the set that is trained on; else the one that was open last; else the first."""
        folders = {str(entry.folder): entry.folder for entry in self._sets.entries}
        found = (folders.get(each) for each in (self._learning.data, self._settings.word(OPENED, "")))
        return next(filter(None, found), next(iter(folders.values())))

    def _nothing(self) -> tuple[str, str]:
        """Return what is said where no set is seen, and on a button."""
        if self._sets.current is not None:
            return self.tr("The set is being read …"), ""
        if not self._sets.loaded:
            return self.tr("The sets are being read …"), ""
        words = self.tr(
            "Make a classifier of your own: type a few classes, draw some ten of each, and train a network "
            "on them. Pictures can be pasted and dropped in, too."
        )
        return words, self.tr("New set …")

    def _show_classes(self) -> None:
        classes = self._sets.current.classes if self._sets.current is not None else ()
        rows = [ClassRow(each.name, each.colour, len(samples), samples[:NEWEST]) for each, samples in classes]
        self.classes.show_rows(rows)

    def _show_samples(self) -> None:
        """Show the samples of the chosen class, the newest first; what was chosen stays so."""
        current, only = self._sets.current, self.classes.chosen
        classes = current.classes if current is not None else ()
        self.view.show_samples(next((samples for each, samples in classes if each.name == only), ()))
        self._show_buttons()

    def _show_buttons(self) -> None:
        name = self.classes.chosen
        self.add_button.setText(
            self.tr("Add to “{0}” (Enter)").format(_short(name)) if name else self.tr("Add")
        )
        sheet = self._drawing.sheet
        possible = bool(name) and not sheet.empty and sheet.sample is None
        self.add_button.setEnabled(possible)
        self.add_button.setToolTip(
            self.tr("Keep what is on the canvas as a sample of this class, and empty the canvas")
            if name
            else self.tr("Add a class first")
        )
        self.pictures_button.setEnabled(bool(name))
        self.camera_button.setEnabled(bool(name))
        self.deeds.show_buttons()

    def _invite(self) -> None:
        self.invited.emit(self.classes.chosen if self.isVisible() and self._sets.current else "")

    # What a person does -------------------------------------------------------------------------

    def add(self) -> bool:
        """Keep what is on the canvas as a sample of the chosen class, and empty the canvas."""
        current, sheet = self._sets.current, self._drawing.sheet
        self._pause.stop()
        if current is None or not self.classes.chosen or sheet.empty or sheet.sample is not None:
            return False
        before = current.undo_stack.index()
        current.keep(sheet, self.classes.chosen)
        self._drawing.clear()
        self._can_take_back = current.undo_stack.index() != before
        return True

    def _take_back(self) -> bool:
        """Put what was just added on the canvas again."""
        current = self._sets.current
        if not self._can_take_back or current is None or not self._drawing.sheet.empty:
            return False
        current.undo_stack.undo()
        self._drawing.undo()
        return True

    def _on_changed_or_undone(self) -> None:
        """Undo on the canvas means the adding only until something else is done to the set."""
        self._can_take_back = False

    def _on_drawn(self) -> None:
        if not self._drawing.sheet.empty:
            self._can_take_back = False
        # Only a pen begins a pause: what was undone, or is shown from the set, is not added again.
        drawn = self._drawing.pen_is_down and bool(self._drawing.sheet.strokes)
        if self.by_itself.isChecked() and self.isVisible() and drawn:
            self._pause.start()
        else:
            self._pause.stop()
        self._show_buttons()

    def _on_pause(self) -> None:
        if self._drawing.pen_is_down:
            self._pause.start()
        else:
            self.add()

    def _on_by_itself(self, wanted: bool) -> None:
        self._settings.set_word(REMEMBERED, "yes" if wanted else "no")

    def _on_class(self) -> None:
        self._show_samples()
        self._invite()

    def _on_class_typed(self, name: str) -> None:
        current = self._sets.current
        if current is not None and current.add_class(name):
            self.classes.field.clear()
            # Its row comes once it is written.
            self.classes.wanted = " ".join(name.split())

    def _on_renamed(self, old: str, new: str) -> bool:
        current = self._sets.current
        if current is None or not current.rename_class(old, new):
            return False
        self.classes.wanted = " ".join(new.split())
        return True

    def _on_colour(self, name: str, colour: int) -> None:
        if self._sets.current is not None:
            self._sets.current.colour_class(name, colour)

    def _on_remove_class(self, name: str) -> None:
        current = self._sets.current
        if current is not None:
            count = current.counts.get(name, 0)
            current.remove_class(name)
            words = (
                self.tr("“{0}” was removed; Ctrl+Z on this page undoes that."),
                self.tr("“{0}” was removed with its sample; Ctrl+Z on this page undoes that."),
                self.tr("“{0}” was removed with its {1:,} samples; Ctrl+Z on this page undoes that."),
            )
            self.told.emit(words[min(count, 2)].format(name, count))

    def _label_menu(self, chosen: Callable[[str], object]) -> QMenu:
        current = self._sets.current
        names = current.class_names if current is not None else ()
        return class_menu(self, names, chosen, current=self.classes.chosen)

    # Pictures -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.intake.take(QGuiApplication.clipboard().mimeData(), self.classes.chosen)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._sets.current is not None and holds_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.intake.take(event.mimeData(), self.classes.chosen)

    def _on_pictures(self) -> None:
        self.intake.ask(self.classes.chosen)

    def _on_camera(self) -> None:
        current = self._sets.current
        if current is None:
            return
        try:
            camera = QtCamera()
        except CnnguiError as error:
            self.problem_raised.emit(error)
            return
        dialog = CameraDialog(camera, current.class_names, self.classes.chosen, self.window())
        camera.setParent(dialog)
        dialog.taken.connect(self.intake.take_image)
        dialog.exec()
        dialog.deleteLater()


def _short(name: str) -> str:
    shown = name if len(name) <= _LONGEST_SHOWN else name[: _LONGEST_SHOWN - 1] + "…"
    return shown.replace("&", "&&")
