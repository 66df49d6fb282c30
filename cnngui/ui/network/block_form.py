"""The form of a block: its fields, and a row for each branch."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from cnngui.network.blocks import MAX_BRANCHES, AnyEntry, Block, Parallel
from cnngui.network.network import Place
from cnngui.state.document import Document
from cnngui.ui.network.block_paint import branch_title, empty_text
from cnngui.ui.network.cards import layer_count
from cnngui.ui.network.forms import LABEL_PX, LayerForm
from cnngui.ui.shared.widgets import (
    ElidedLabel,
    bare_column,
    bare_row,
    discard,
    icon_button,
    label,
    named,
    push_button,
    set_role,
)

LEAST_BRANCHES = 2


class BlockForm(LayerForm):
    """The fields of one kind of block, and what can be done to its branches.

    Signals:
        add_asked: place at the end of a branch, and the point below which to offer layers (global).
    """

    add_asked = Signal(object, QPoint)

    def __init__(self, kind: str, document: Document) -> None:
        super().__init__(kind, document)
        self._branches = QWidget()
        self._column = bare_column(self._branches, 4)
        # Behind the fields that matter, before the folded ones.
        self.rows.insertWidget(1, self._branches)
        self._branch_rows: list[QWidget] = []
        self._shown: tuple[tuple[AnyEntry, ...], ...] | None = None
        self._add_branch = push_button(
            self.tr("Add branch"),
            lambda: self._document.add_branch(self._name),
            name="add_branch_button",
            tip=self.tr("One more branch, without layers at first"),
            role="small",
            picture="plus",
        )
        self.rows.insertWidget(2, self._add_branch, 0, Qt.AlignmentFlag.AlignRight)

    def refresh(self) -> None:
        super().refresh()
        block = self._document.network.layer(self._name)
        assert isinstance(block, Block)
        self._add_branch.setVisible(isinstance(block, Parallel))
        self._add_branch.setEnabled(len(block.branches) < MAX_BRANCHES)
        if block.branches != self._shown:
            self._shown = block.branches
            self._show_branches(block)

    def _show_branches(self, block: Block) -> None:
        for old in self._branch_rows:
            self._column.removeWidget(old)
            discard(old)
        self._branch_rows = [self._row(block, number) for number in range(len(block.branches))]
        for row in self._branch_rows:
            self._column.addWidget(row)

    def _row(self, block: Block, number: int) -> QWidget:
        branch = block.branches[number]
        title = branch_title(block.kind, number, len(block.branches))
        row = QWidget()
        line = bare_row(row, 4)
        words = label(title[:1].upper() + title[1:], "muted")
        words.setFixedWidth(LABEL_PX)
        line.addWidget(words)
        line.addSpacing(4)
        layers = self._count_text(block, number)
        count = named(ElidedLabel(layers), tip=layers)
        line.addWidget(count, 1)
        add = icon_button("plus", self.tr("Add a layer at the end: {0}").format(title))
        set_role(add, "menu")
        add.setObjectName(f"add_to_branch_{number}")
        add.clicked.connect(lambda: self._on_add(number, len(branch), add))
        line.addWidget(add)
        if isinstance(block, Parallel):
            remove = icon_button("delete", self.tr("Remove {0} and all in it").format(title))
            set_role(remove, "menu")
            remove.setObjectName(f"remove_branch_{number}")
            remove.setEnabled(len(block.branches) > LEAST_BRANCHES)
            remove.clicked.connect(lambda: self._document.remove_branch(self._name, number))
            line.addWidget(remove)
        return row

    def _count_text(self, block: Block, number: int) -> str:
        branch = block.branches[number]
        if not branch:
            return empty_text(block.kind, number, short=True)
        count = layer_count(branch)
        return self.tr("1 layer") if count == 1 else self.tr("{0} layers").format(count)

    def _on_add(self, number: int, entries: int, button: QWidget) -> None:
        point = button.mapToGlobal(button.rect().center())
        self.add_asked.emit(Place(entries, self._name, number), point)
