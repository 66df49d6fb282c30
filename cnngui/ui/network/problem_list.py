"""What keeps the network from being trained, above the cards: a line for each error, and its fixes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from cnngui.network.inference.problems import Problem
from cnngui.network.names import INPUT, titles
from cnngui.state.document import Document
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.widgets import bare_column, discard, fix_button, label, push_button, set_role

MOST = 3
UNREADABLE = ("network.data_shape_unreadable", "network.data_row_unreadable")
"""The data have another shape, and no change of the input lets these layers read them."""


class ProblemLine(QPushButton):
    """One line, cut short where there is no room; all of it is in the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.setIcon(icon("error", "error"))
        self.setIconSize(QSize(16, 16))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_role(self, "problem")

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        space = self.width() - self.iconSize().width() - 16
        option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, space)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()


class ProblemList(QWidget):
    """Shows the first errors of the document; hidden while there is none, or nothing but the input.

    Signals:
        problem_asked: name of the card that should be seen.
        fix_chosen: a fix of the first error.
        small_wanted: a network that can read the data, in place of this one.
    """

    problem_asked = Signal(str)
    fix_chosen = Signal(object)
    small_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._shown: list[Problem] = []
        self.lines = [ProblemLine() for _ in range(MOST)]
        self.lines[0].setObjectName("first_problem_button")
        self._more = label("", "muted")
        self._fixes = QWidget()
        self._row = FlowLayout(self._fixes)
        column = bare_column(self, 2)
        column.addWidget(self.lines[0])
        column.addWidget(self._fixes)
        for place, line in enumerate(self.lines):
            line.clicked.connect(partial(self._on_clicked, place))
            if place:
                column.addWidget(line)
        column.addWidget(self._more)
        document.network_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        document = self._document
        errors = document.inference.errors if document.network.layers else ()
        self.setVisible(bool(errors))
        named = titles(document.network.entries)
        self._shown = list(errors[:MOST])
        for line in self.lines[len(self._shown) :]:
            line.hide()
        for line, problem in zip(self.lines, self._shown, strict=False):
            told = problem.message(named)
            line.setText(told.what)
            line.setToolTip(told.one_line())
            line.setAccessibleName(told.one_line())
            line.show()
        rest = len(errors) - len(self._shown)
        self._more.setText(self.tr("and {0} more").format(rest))
        self._more.setVisible(rest > 0)
        self._show_fixes(self._shown[0] if self._shown else None)

    def _show_fixes(self, problem: Problem | None) -> None:
        while (item := self._row.takeAt(0)) is not None:
            discard(item.widget())
        several = sum(each.severity == "error" for each in self._shown) > 1
        if several and self._document.fitted_to_data() is not None:
            self._row.addWidget(
                push_button(
                    self.tr("Fit to the data"),
                    self._document.fit_to_data,
                    name="fit_to_data_button",
                    tip=self.tr("Change input and output to what the data want; Undo takes it back"),
                    role="small",
                )
            )
        if any(each.code in UNREADABLE for each in self._shown):
            self._row.addWidget(
                push_button(
                    self.tr("Small network for these data"),
                    self.small_wanted.emit,
                    name="small_network_button",
                    tip=self.tr(
                        "Put a small network that can read them on the cards, with a recipe to begin with; "
                        "Undo brings this one back"
                    ),
                    role="small",
                )
            )
        for fix in problem.fixes if problem is not None else ():
            self._row.addWidget(fix_button(fix, self.fix_chosen.emit))
        self._fixes.setVisible(self._row.count() > 0)

    def _on_clicked(self, place: int) -> None:
        self.problem_asked.emit(self._shown[place].where or INPUT)
