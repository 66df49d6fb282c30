"""Two networks side by side, with what differs marked."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cnngui.network.compare import Mark, Row, Side, TotalChange, change_text, compare, signed
from cnngui.network.network import Network
from cnngui.state.document import Document
from cnngui.ui.shared.theme import GAP_PX, tabular, theme
from cnngui.ui.shared.widgets import label, named

_SIZE = QSize(920, 560)
_SIGNS: dict[Mark, str] = {"same": "", "changed": "~", "added": "+", "removed": "−"}
_FITTED = (1, 2, 4)
"""Columns as wide as what stands in them; the changes get what is left."""
_MANY_ROWS = 24
_TINT = 38
"""Of 255, how strongly a row that came or went is coloured."""


class CompareDialog(QDialog):
    """Shows what an earlier or other network would need to become the one on the cards, and follows edits.

    Signals:
        layer_asked: name of a layer on the cards that was clicked.
    """

    layer_asked = Signal(str)

    def __init__(self, other: Network, title: str, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Compare with {0}").format(title))
        self._other, self._title, self._document = other, title, document
        self._rows: list[Row] = []
        self.told_label = label("", "large")
        self.parameters_label, self._multiply_adds = (label(figures=True) for _ in range(2))
        self.only_differing = named(QCheckBox(self.tr("differences only")), "only_differing_box")
        self.table = self._make_table()
        self._lay_out()
        self._comparison = compare(other, document.network)
        self.only_differing.setChecked(len(self._comparison.rows) > _MANY_ROWS)
        self.only_differing.toggled.connect(self._show)
        document.network_changed.connect(self.refresh)
        theme().changed.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        return _SIZE

    def refresh(self) -> None:
        """Compare with the network as it is on the cards now."""
        self._comparison = compare(self._other, self._document.network)
        self._show()

    def _show(self) -> None:
        comparison = self._comparison
        self._rows = [
            row for row in comparison.rows if row.mark != "same" or not self.only_differing.isChecked()
        ]
        if comparison.differing:
            told = self.tr("{0} of {1} rows differ").format(comparison.differing, len(comparison.rows))
        else:
            told = self.tr("Nothing differs")
        self.told_label.setText(told)
        parameters = self._total(self.tr("Parameters"), comparison.parameters)
        if comparison.trainable != comparison.parameters:
            parameters += "\n" + self._total(self.tr("Trainable params"), comparison.trainable)
        self.parameters_label.setText(parameters)
        self._multiply_adds.setText(self._total(self.tr("Multiply-adds"), comparison.multiply_adds))
        self._fill()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(GAP_PX)
        head = QHBoxLayout()
        head.addWidget(self.told_label)
        head.addStretch(1)
        head.addWidget(self.only_differing)
        column.addLayout(head)
        totals = QHBoxLayout()
        totals.setSpacing(24)
        totals.addWidget(self.parameters_label)
        totals.addWidget(self._multiply_adds)
        totals.addStretch(1)
        column.addLayout(totals)
        column.addWidget(self.table, 1)
        hint = label(self.tr("Click a row to select its card. The table follows every edit."), "muted")
        column.addWidget(hint)

    def _make_table(self) -> QTableWidget:
        table = named(QTableWidget(0, 5), "compare_table", spoken=self.tr("Layers of both networks"))
        headings = ["", self._title, self.tr("On the cards"), self.tr("Changes"), self.tr("± parameters")]
        table.setHorizontalHeaderLabels(headings)
        for column, alignment in enumerate([Qt.AlignmentFlag.AlignLeft] * 4 + [Qt.AlignmentFlag.AlignRight]):
            heading = table.horizontalHeaderItem(column)
            if heading is not None:
                heading.setTextAlignment(alignment | Qt.AlignmentFlag.AlignVCenter)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        # Not ResizeToContents: that measures the whole column again at every cell that is set.
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(28)
        table.setColumnWidth(0, 28)
        table.itemSelectionChanged.connect(self._on_selected)
        return table

    # Rows ---------------------------------------------------------------------------------------

    def _fill(self) -> None:
        self.table.blockSignals(True)
        self.table.clearContents()
        self.table.setRowCount(len(self._rows))
        for place, row in enumerate(self._rows):
            changes = [change_text(change) for change in row.changes]
            words = (
                _SIGNS[row.mark],
                self._cell(row, row.left),
                self._cell(row, row.right),
                "\n".join(changes),
                signed(row.parameters) if row.parameters else "",
            )
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setToolTip("\n".join([self._word(row.mark), *changes]) if row.mark != "same" else "")
                self._paint(item, row.mark)
                if column == 4:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    item.setFont(tabular(self.font()))
                self.table.setItem(place, column, item)
        for column in _FITTED:
            self.table.resizeColumnToContents(column)
        self.table.resizeRowsToContents()
        self.table.blockSignals(False)

    def _cell(self, row: Row, side: Side | None) -> str:
        if side is None:
            return ""
        # No-break spaces: a view strips nothing else from the left of what is indented.
        return "\u00a0" * (4 * row.depth) + f"{side.kind}  {side.arguments}".rstrip()

    def _paint(self, item: QTableWidgetItem, mark: Mark) -> None:
        """Colour a cell; the sign in the first column says the same without colour."""
        colours = theme().colours
        strong = {"changed": colours.warning, "added": colours.right, "removed": colours.error}.get(mark)
        if strong is None:
            item.setForeground(QColor(colours.muted))
            return
        tint = QColor(strong)
        tint.setAlpha(_TINT)
        item.setBackground(tint)

    def _word(self, mark: Mark) -> str:
        words = {
            "same": self.tr("the same in both"),
            "changed": self.tr("changed"),
            "added": self.tr("only on the cards"),
            "removed": self.tr("only in {0}").format(self._title),
        }
        return words[mark]

    def _total(self, name: str, totals: TotalChange) -> str:
        before, after = ("–" if each is None else f"{each:,}" for each in (totals.before, totals.after))
        return f"{name}: {before} → {after} ({signed(totals.difference)})"

    def _on_selected(self) -> None:
        place = self.table.currentRow()
        right = self._rows[place].right if 0 <= place < len(self._rows) else None
        if right is not None:
            self.layer_asked.emit(right.name)
