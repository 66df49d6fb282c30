"""Questions about own blocks: how one is called, and which to rename or delete."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cnngui.errors import CnnguiError
from cnngui.network.block_file import MAX_TITLE
from cnngui.state.own_blocks import OwnBlocks
from cnngui.ui.network.cards import layer_count
from cnngui.ui.shared.questions import DESTROY, Question
from cnngui.ui.shared.widgets import label, named

_SIZE = QSize(380, 320)


class TitleQuestion(QDialog):
    """Asks for the title of an own block; stays open while a title is refused.

    Signals:
        title_given: what was typed. Whoever listens accepts the dialog, or shows the fault.
    """

    title_given = Signal(str)

    def __init__(self, proposed: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("title_question")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save as own block"))
        words = label(self.tr("Name of the block in the palette:"))
        self.field = named(QLineEdit(proposed), "block_title", spoken=self.tr("Name of the block"))
        self.field.setMaxLength(MAX_TITLE)
        self.field.selectAll()
        self._fault = label("", "error_text", wraps=True, name="title_fault")
        self._fault.hide()
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(lambda: self.title_given.emit(self.field.text()))
        buttons.rejected.connect(self.reject)
        self.field.textEdited.connect(self._fault.hide)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.field)
        column.addWidget(self._fault)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumWidth(_SIZE.width())

    def show_fault(self, error: CnnguiError) -> None:
        """Say why the title is refused."""
        self._fault.setText(error.message().one_line())
        self._fault.show()
        layout = self.layout()
        assert layout is not None
        # A label in several lines does not enlarge its dialog by itself.
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))


class OwnBlocksDialog(QDialog):
    """Lists the own blocks; F2 or a double click renames one, Del deletes it."""

    def __init__(self, own_blocks: OwnBlocks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_blocks_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Own blocks"))
        self._own_blocks = own_blocks
        self.list = named(QListWidget(), "own_blocks_list", spoken=self.tr("Own blocks"))
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self._nothing = label(
            self.tr("None yet. Select a block or a layer, then choose Edit ▸ Save as own block."), "muted"
        )
        self._nothing.setWordWrap(True)
        self._fault = label("", "error_text", wraps=True, name="own_blocks_fault")
        self._fault.hide()
        self.rename_button = QPushButton(self.tr("Rename"))
        self.rename_button.setToolTip(self.tr("Give the block another name (F2)"))
        self.rename_button.clicked.connect(self._on_rename)
        self.delete_button = QPushButton(self.tr("Delete …"))
        self.delete_button.setToolTip(self.tr("Delete the block for good (Del)"))
        self.delete_button.clicked.connect(self._on_delete)
        delete = QAction(self.list)
        delete.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        delete.triggered.connect(self._on_delete)
        self.list.addAction(delete)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.rename_button)
        buttons.addWidget(self.delete_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self._fault)
        column.addLayout(buttons)
        self.resize(_SIZE)
        self._show()
        self.list.itemChanged.connect(self._on_renamed)

    def _show(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for block in self._own_blocks.blocks():
            item = QListWidgetItem(block.title)
            item.setData(Qt.ItemDataRole.UserRole, block.title)
            count = layer_count(block.layers)
            words = self.tr("1 layer") if count == 1 else self.tr("{0} layers")
            item.setToolTip(words.format(count))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.blockSignals(False)
        some = self.list.count() > 0
        self.list.setVisible(some)
        self._nothing.setVisible(not some)
        self.rename_button.setEnabled(some)
        self.delete_button.setEnabled(some)
        self.list.setCurrentRow(0)

    def _on_rename(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.list.editItem(item)

    def _on_renamed(self, item: QListWidgetItem) -> None:
        title = item.data(Qt.ItemDataRole.UserRole)
        fault = _fault_of(lambda: self._own_blocks.rename(title, item.text()))
        # The list is not made anew: its editor is about to close on this very item.
        shown = title if fault else item.text().strip()
        self.list.blockSignals(True)
        item.setText(shown)
        item.setData(Qt.ItemDataRole.UserRole, shown)
        self.list.blockSignals(False)
        self._say(fault)

    def _on_delete(self) -> None:
        item = self.list.currentItem()
        if item is None or not self._sure(item.text()):
            return
        self._say(_fault_of(lambda: self._own_blocks.delete(item.data(Qt.ItemDataRole.UserRole))))
        self._show()

    def _say(self, fault: str) -> None:
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))

    def _sure(self, title: str) -> bool:
        what = self.tr("Delete the block “{0}”?").format(title)
        why = self.tr("Networks that were made with it keep their layers.")
        box = Question(self, "delete_block_question", what)
        return box.ask(why, "cancel", delete=(self.tr("Delete"), DESTROY)) == "delete"


def _fault_of(act: Callable[[], None]) -> str:
    """Do what was asked; return why it could not be done, "" when it was."""
    try:
        act()
    except CnnguiError as error:
        return error.message().one_line()
    return ""
