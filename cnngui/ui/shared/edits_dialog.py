"""A person's edits to the data, one below the other, to be seen and taken back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cnngui.datasets.dataset import STORED_PARTS, StoredPart
from cnngui.datasets.edits import Edits, PartEdits
from cnngui.datasets.kept_edits import edits_file
from cnngui.state.label_edits import EditedData, LabelEdits
from cnngui.ui.shared.widgets import label, named, push_button

_SIZE = QSize(460, 380)
_EDIT = Qt.ItemDataRole.UserRole
_MOST_LINES = 2_000
"""Nobody reads as many, and Qt takes seconds for a hundred thousand."""

Edit = int | tuple[int] | tuple[StoredPart, int]
"""What a line is about: a class's name, all that counts as a class, or a sample."""


class EditsDialog(QDialog):
    """Lists every edit; each can be taken back, and that can be undone."""

    def __init__(self, edits: LabelEdits, data: EditedData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edits_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Edits to {0}").format(data.label))
        self._edits, self._data, self._names = edits, data, data.class_names
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
        for label_index, name in sorted(edits.names.items()):
            self._add(self.tr("Class {0}: called {1}").format(self._class(label_index), name), label_index)
        for root in sorted(set(edits.merged.values())):
            those = sorted(each for each, into in edits.merged.items() if into == root)
            names = ", ".join(self._class(each) for each in those)
            self._add(self.tr("Class {0}: counts as {1}").format(names, self._class(root)), (root,))
        for stored in STORED_PARTS:
            self._show_part(stored, edits.part(stored))
        self._show_buttons()

    def _show_part(self, stored: StoredPart, part: PartEdits) -> None:
        told = {
            index: self.tr("counts as {0}").format(self._class(class_index))
            for index, class_index in part.labels.items()
        }
        other = self.tr("belongs to the test part") if stored == "train" else self.tr("belongs to training")
        for places, words in ((part.moved, other), (part.excluded, self.tr("left out"))):
            for index in places:
                told[index] = f"{told[index]}, {words}" if index in told else words
        for index, words in sorted(told.items()):
            line = self.tr("{0} sample {1}: {2}").format(self._part(stored), index, words)
            self._add(line, (stored, index))
            if self.list.count() >= _MOST_LINES:
                more = self.tr("… and more: undo, or take all back")
                self.list.addItem(more)
                return

    def _class(self, label_index: int) -> str:
        return self._names[label_index] if label_index < len(self._names) else str(label_index)

    def _part(self, stored: StoredPart) -> str:
        return self.tr("Training") if stored == "train" else self.tr("Test")

    def _add(self, told: str, edit: Edit) -> None:
        item = QListWidgetItem(told)
        item.setData(_EDIT, edit)
        self.list.addItem(item)

    def _show_buttons(self) -> None:
        self.back_button.setEnabled(bool(self.list.selectedItems()))
        self.all_button.setEnabled(self.list.count() > 0)
        self.undo_button.setEnabled(self._edits.undo_stack.canUndo())

    def _on_take_back(self) -> None:
        chosen = [edit for item in self.list.selectedItems() if (edit := item.data(_EDIT)) is not None]
        samples: dict[StoredPart, list[int]] = {}
        named, merged = [], []
        for edit in chosen:
            if isinstance(edit, int):
                named.append(edit)
            elif len(edit) == 1:
                merged.append(edit[0])
            else:
                samples.setdefault(edit[0], []).append(edit[1])
        self._edits.take_back(self._data, samples, named, merged)

    def _on_all(self) -> None:
        self._edits.take_all_back(self._data)


def edits_text(edits: Edits) -> str:
    """Return how many edits there are in words: "3 labels mended, 1 sample left out"; "" for none."""
    mended = _tr("1 label mended") if edits.mended == 1 else _tr("{0} labels mended").format(edits.mended)
    out = _tr("1 sample left out") if edits.excluded == 1 else _tr("{0} samples left out")
    moved = _tr("1 sample moved") if edits.moved == 1 else _tr("{0} samples moved").format(edits.moved)
    classes = _tr("1 class edited") if edits.regrouped == 1 else _tr("{0} classes edited")
    parts = (
        mended if edits.mended else "",
        out.format(edits.excluded) if edits.excluded else "",
        moved if edits.moved else "",
        classes.format(edits.regrouped) if edits.regrouped else "",
    )
    return ", ".join(part for part in parts if part)


def _tr(words: str) -> str:
    return QCoreApplication.translate("EditsText", words)
