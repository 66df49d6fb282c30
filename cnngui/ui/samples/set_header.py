"""Which set of drawings is shown, and what can be done with a whole one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QToolButton, QWidget

from cnngui.datasets.drawn_sets import SetEntry
from cnngui.datasets.own_exchange import SUFFIX
from cnngui.datasets.own_samples import LONGEST_LABEL, Merged
from cnngui.files.folders import person_folder
from cnngui.state.drawn_sets import DrawnSets
from cnngui.ui.samples.new_set_dialog import NewSetDialog, proposed_name
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.questions import DESTROY, Question
from cnngui.ui.shared.widgets import ElidedCombo, bare_row, label, named, push_button

_COMBO_PX, _LEAST_COMBO_PX = 260, 90


class SetHeader(QWidget):
    """A choice of sets, New, and a menu for all else.

    Args:
        undo: what stands at its end.

    Signals:
        told: what was done, in a sentence.
    """

    told = Signal(str)

    def __init__(self, sets: DrawnSets, undo: Sequence[QToolButton]) -> None:
        super().__init__()
        self._sets = sets
        row = bare_row(self, 4)
        self.combo = named(
            ElidedCombo(), "drawn_set_combo", tip=self.tr("The set that is shown"), spoken=self.tr("Set")
        )
        self.combo.setMaximumWidth(_COMBO_PX)
        self.combo.setMinimumWidth(_LEAST_COMBO_PX)
        self.combo.activated.connect(self._on_activated)
        row.addWidget(self.combo)
        tip = self.tr("Begin another set of drawings")
        self.new_button = push_button(
            self.tr("New …"), self.ask_new, name="new_set_button", tip=tip, role="small"
        )
        row.addWidget(self.new_button)
        self.menu_button = push_button(
            self.tr("Set ▾"),
            self._open_menu,
            name="set_menu_button",
            tip=self.tr("Rename, delete, import or export this set"),
            role="small",
        )
        row.addWidget(self.menu_button)
        row.addStretch(1)
        self.count_label = label("", "muted", figures=True, name="drawn_count_label")
        row.addWidget(self.count_label)
        self._undo = undo
        for button in undo:
            row.addWidget(button)
        sets.changed.connect(self._show)
        sets.opened.connect(self._show)
        sets.set_changed.connect(self._show)
        sets.removed.connect(self._on_removed)
        sets.imported.connect(self._on_imported)
        self._show()

    def _show(self) -> None:
        sets, current = self._sets, self._sets.current
        self.combo.blockSignals(True)
        self.combo.clear()
        for entry in sets.entries:
            self.combo.addItem(entry.name, entry.folder)
        folders = [entry.folder for entry in sets.entries]
        self.combo.setCurrentIndex(folders.index(current.path) if current and current.path in folders else -1)
        self.combo.blockSignals(False)
        self.combo.setToolTip(str(current.path) if current else self.tr("The set that is shown"))
        total = len(current.samples) if current else 0
        self.count_label.setText(
            self.tr("{0:,} samples").format(total) if total != 1 else self.tr("1 sample")
        )
        self.count_label.setVisible(current is not None and current.loaded)
        for button in self._undo:
            button.setVisible(current is not None)
        self.combo.setVisible(bool(sets.entries))
        self.new_button.setVisible(bool(sets.entries))  # else the page has one in its middle
        self.menu_button.setVisible(bool(sets.entries or sets.deleted))

    # What a person does -------------------------------------------------------------------------

    def ask_new(self) -> None:
        """Ask for a name and classes, and begin a set."""
        proposed = proposed_name(self.tr("My drawings"), [entry.name for entry in self._sets.entries])
        dialog = NewSetDialog(proposed, self.window())
        if dialog.exec() == NewSetDialog.DialogCode.Accepted:
            self._sets.create(*dialog.asked())
        dialog.deleteLater()

    def menu(self) -> QMenu:
        """Return what can be done with the set that is shown, and with deleted ones."""
        menu, current, tr = QMenu(self), self._sets.current, self.tr
        menu.setObjectName("set_menu")
        entries = (
            (tr("Rename …"), self._on_rename),
            (tr("Import pictures or samples …"), self._on_import),
            (tr("Import a folder of pictures …"), self._on_import_folder),
            (tr("Export as a folder of PNG pictures …"), self._on_export_folder),
            (tr("Export with strokes (.npz) …"), self._on_export),
            (tr("Delete this set"), self._sets.delete),
        )
        for words, slot in entries:
            menu.addAction(words, slot).setEnabled(current is not None)
        if self._sets.deleted:
            menu.addSeparator()
            back = menu.addMenu(tr("Bring back a deleted set"))
            for entry in self._sets.deleted:
                back.addAction(entry.name.replace("&", "&&"), partial(self._sets.bring_back, entry))
            menu.addAction(tr("Remove deleted sets for good …"), self._on_remove)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))

    def _on_activated(self) -> None:
        folder = self.combo.currentData()
        if isinstance(folder, Path):
            self._sets.open(folder)

    def _on_rename(self) -> None:
        current = self._sets.current
        if current is None:
            return
        dialog = QInputDialog(self.window())
        dialog.setObjectName("rename_set_dialog")
        dialog.setWindowTitle(self.tr("Rename the set"))
        dialog.setLabelText(self.tr("Projects and runs that were trained on it go on finding it."))
        dialog.setTextValue(current.name)
        if dialog.exec() and (name := " ".join(dialog.textValue().split())[:LONGEST_LABEL]):
            self._sets.rename(name)
        dialog.deleteLater()

    def _on_removed(self, entry: SetEntry) -> None:
        words = self.tr("“{0}” was deleted; “Set”, “Bring back a deleted set” undoes that.")
        self.told.emit(words.format(entry.name))

    def _on_imported(self, into: str, found: Merged) -> None:
        new, there = len(found.new), found.same + found.other
        one = self.tr("1 sample was taken into “{1}”")
        many = self.tr("{0:,} samples were taken into “{1}”")
        told = (one if new == 1 else many).format(new, into)
        if there:
            one, many = self.tr("1 was there already"), self.tr("{0:,} were there already")
            told += ", " + (one if there == 1 else many).format(there)
        self.told.emit(told + ".")

    def _on_remove(self) -> None:
        box = Question(self.window(), "remove_sets_question", self.tr("Remove the deleted sets for good?"))
        names = ", ".join(entry.name for entry in self._sets.deleted)
        why = self.tr("{0}: with all their drawings. This cannot be undone.").format(names)
        if box.ask(why, "cancel", remove=(self.tr("Remove"), DESTROY)) == "remove":
            self._sets.remove_deleted()

    def _on_import(self) -> None:
        current = self._sets.current
        kinds = self.tr("Samples and data sets (*.npz *.json *.json.gz *.csv *.gz *.zip)") + ";;"
        path, _ = QFileDialog.getOpenFileName(
            self.window(), self.tr("Import samples"), str(person_folder()), kinds + self.tr("All files (*)")
        )
        if path and current is not None:
            current.import_file(path)

    def _on_import_folder(self) -> None:
        current = self._sets.current
        path = QFileDialog.getExistingDirectory(self.window(), self.tr("Import a folder of pictures"))
        if path and current is not None:
            current.import_file(path)

    def _on_export(self) -> None:
        current, kinds = self._sets.current, self.tr("Samples (*.npz)")
        if current is None:
            return
        title = self.tr("Export the set with its strokes")
        if path := ask_new_file(self.window(), title, person_folder() / current.path.name, SUFFIX, kinds):
            current.export(path, current.input_format)

    def _on_export_folder(self) -> None:
        current = self._sets.current
        path = QFileDialog.getExistingDirectory(self.window(), self.tr("Export into this folder"))
        if path and current is not None:
            current.export_folder(path)
