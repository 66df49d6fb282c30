"""A person's edits to the data, one below the other, to be seen and taken back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cnngui.datasets.dataset import STORED_PARTS, StoredPart
from cnngui.datasets.edits import Edits, edits_file
from cnngui.state.label_edits import EditedData, LabelEdits
from cnngui.ui.shared.widgets import label, named, push_button

_SIZE = QSize(460, 380)
_EDIT = Qt.ItemDataRole.UserRole


class EditsDialog(QDialog):
    """Lists every edit; each can be taken back, and that can be undone."""

    def __init__(
        self, edits: LabelEdits, data: EditedData, names: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("edits_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Edits to {0}").format(data.label))
        self._edits, self._data, self._names = edits, data, names
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        self.told = label("", "large")
        column.addWidget(self.told)
        self.list = named(QListWidget(), "edits_list", spoken=self.tr("Edits"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        column.addWidget(self.list, 1)
        where = label(
            self.tr("The data stay as they came. Your edits are kept in {0}").format(
                edits_file(data.fingerprint)
            ),
            "muted",
            wraps=True,
        )
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(where)
        row = QHBoxLayout()
        self.undo_button = push_button(self.tr("Undo"), edits.undo_stack.undo, name="undo_edits_button")
        self.back_button = push_button(self.tr("Take back"), self._on_take_back, name="take_back_button")
        self.all_button = push_button(self.tr("Take all back"), self._on_all, name="take_all_back_button")
        close = push_button(self.tr("Close"), self.accept)
        self.undo_button.setAutoDefault(False)
        close.setDefault(True)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        for button in (self.back_button, self.all_button, close):
            row.addWidget(button)
        column.addLayout(row)
        self.list.itemSelectionChanged.connect(self._show_buttons)
        edits.changed.connect(self._show)
        edits.undo_stack.indexChanged.connect(self._show_buttons)
        self._show()

    def sizeHint(self) -> QSize:
        return _SIZE

    def _show(self) -> None:
        edits = self._edits.of(self._data)
        self.told.setText(edits_text(edits) or self.tr("No edits"))
        self.list.clear()
        for stored in STORED_PARTS:
            part = edits.part(stored)
            for index, class_index in sorted(part.labels.items()):
                name = self._names[class_index] if class_index < len(self._names) else str(class_index)
                told = self.tr("{0} sample {1}: counts as {2}").format(self._part(stored), index, name)
                self._add(told, (stored, index, "label"))
            for index in sorted(part.excluded):
                told = self.tr("{0} sample {1}: left out").format(self._part(stored), index)
                self._add(told, (stored, index, "out"))
        self._show_buttons()

    def _part(self, stored: StoredPart) -> str:
        return self.tr("Training") if stored == "train" else self.tr("Test")

    def _add(self, told: str, edit: tuple[StoredPart, int, str]) -> None:
        item = QListWidgetItem(told)
        item.setData(_EDIT, edit)
        self.list.addItem(item)

    def _show_buttons(self) -> None:
        self.back_button.setEnabled(bool(self.list.selectedItems()))
        self.all_button.setEnabled(self.list.count() > 0)
        self.undo_button.setEnabled(self._edits.undo_stack.canUndo())

    def _on_take_back(self) -> None:
        chosen = [item.data(_EDIT) for item in self.list.selectedItems()]
        stack = self._edits.undo_stack
        stack.beginMacro("")
        for stored, index, kind in chosen:
            if kind == "label":
                self._edits.relabel(self._data, stored, index, None)
            else:
                self._edits.leave_out(self._data, stored, index, out=False)
        stack.endMacro()

    def _on_all(self) -> None:
        self._edits.take_all_back(self._data)


def edits_text(edits: Edits) -> str:
    """Return how many edits there are in words: "3 labels mended, 1 sample left out"; "" for none."""
    mended = _tr("1 label mended") if edits.mended == 1 else _tr("{0} labels mended").format(edits.mended)
    out = _tr("1 sample left out") if edits.excluded == 1 else _tr("{0} samples left out")
    parts = (mended if edits.mended else "", out.format(edits.excluded) if edits.excluded else "")
    return ", ".join(part for part in parts if part)


def _tr(words: str) -> str:
    return QCoreApplication.translate("EditsText", words)
