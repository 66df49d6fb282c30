"""The truth table: four cases, what is wanted and what the network answers."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.state.inputs import Inputs
from cnngui.ui.draw.decision import Case, read_cases
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_text import class_name

ROW_PX = 22
_SHARES = (0.2, 0.2, 0.22, 0.38)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class CaseTable(QWidget):
    """A line for each case; a wrong answer carries a cross too. A click or the arrow keys ask about one."""

    def __init__(self, inputs: Inputs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_table")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(tabular(self.font()))
        self.setToolTip(
            self.tr(
                "The four cases: what is wanted, and how probable the network holds 1, which makes its answer"
            )
        )
        self._inputs = inputs
        self._names: tuple[str, ...] = ()
        self._unit = ""
        self._unit_texts: tuple[str, ...] = ()
        self.cases: tuple[Case, ...] = read_cases(None, None)
        self.show_cases(self.cases, ())
        inputs.changed.connect(self.update)
        theme().changed.connect(self.update)

    def show_cases(self, cases: tuple[Case, ...], names: tuple[str, ...]) -> None:
        """Show the four cases; `names` are the classes'."""
        self.cases, self._names = cases, names
        self._tell()

    def show_unit(self, unit: str, texts: tuple[str, ...]) -> None:
        """Show what a unit, called `unit`, makes of each case in place of the answer; "" for the answer."""
        self._unit, self._unit_texts = unit, texts
        self._tell()

    def _tell(self) -> None:
        cases = self.cases
        told = ("; ".join(self.row_texts(case)) for case in cases)
        self.setAccessibleName(self.tr("Truth table"))
        self.setAccessibleDescription(". ".join(told))
        self.update()

    def row_texts(self, case: Case) -> tuple[str, str, str, str]:
        """Return the four cells of a case."""
        wanted = "" if case.wanted is None else class_name(self._names, case.wanted)
        if self._unit:
            return str(case.first), str(case.second), wanted, self._unit_texts[self.cases.index(case)]
        if case.predicted is None or case.share is None:
            return str(case.first), str(case.second), wanted, "–"
        answer = self.tr("{0:.3f} → {1}").format(case.share, class_name(self._names, case.predicted))
        wrong = case.wanted is not None and case.wanted != case.predicted
        return str(case.first), str(case.second), wanted, f"{answer} ×" if wrong else answer

    # What a person does -------------------------------------------------------------------------

    @property
    def selected(self) -> int | None:
        """Return the line of the case that is asked about, None for a point in between."""
        pairs = [(float(case.first), float(case.second)) for case in self.cases]
        return pairs.index(self._inputs.pair) if self._inputs.pair in pairs else None

    def _select(self, row: int) -> None:
        case = self.cases[max(0, min(len(self.cases) - 1, row))]
        self._inputs.set_pair(case.first, case.second)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y()) // ROW_PX - 1
        if event.button() == Qt.MouseButton.LeftButton and 0 <= row < len(self.cases):
            self._select(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._select(0 if self.selected is None else self.selected + step)

    # Looks --------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(240, ROW_PX * (1 + len(self.cases)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, ROW_PX * (1 + len(self.cases)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        last_head = self._unit or self.tr("answer")
        heads = (self.tr("first"), self.tr("second"), self.tr("wanted"), last_head)
        self._paint_row(painter, 0, heads, QColor(colours.muted))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(0, ROW_PX - 1, self.width(), ROW_PX - 1)
        for row, case in enumerate(self.cases):
            if row == self.selected:
                painter.fillRect(0, (row + 1) * ROW_PX, self.width(), ROW_PX, QColor(colours.selected))
            wrong = not self._unit and case.wanted is not None and case.predicted not in (None, case.wanted)
            last = QColor(colours.wrong if wrong else colours.text)
            self._paint_row(painter, row + 1, self.row_texts(case), QColor(colours.text), last)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_row(
        self,
        painter: QPainter,
        row: int,
        texts: tuple[str, str, str, str],
        colour: QColor,
        last: QColor | None = None,
    ) -> None:
        left = 0.0
        for place, (text, share) in enumerate(zip(texts, _SHARES, strict=True)):
            cell = QRect(round(left), row * ROW_PX, round(share * self.width()), ROW_PX)
            painter.setPen(last if last is not None and place == len(texts) - 1 else colour)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
            left += share * self.width()
