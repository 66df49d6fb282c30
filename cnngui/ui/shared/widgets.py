"""Small widgets that every room uses: panes, rules, labels, segmented choices, empty states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnngui.network.inference.problems import Fix
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.theme import GAP_PX, tabular

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def set_role(widget: QWidget, role: str) -> QWidget:
    """Give `widget` a look of the style sheet, such as "muted" or "primary"; returns the widget."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    return widget


def bring_near(tabs: QTabBar, near: bool) -> None:
    """Put the tabs of a bar nearer to each other, or as far apart as usual."""
    set_role(tabs, "near" if near else "")
    QApplication.sendEvent(tabs, QEvent(QEvent.Type.StyleChange))  # lays them out anew


def named(widget: AnyWidget, name: str = "", *, tip: str = "", spoken: str = "") -> AnyWidget:
    """Give `widget` its object name, its tooltip and what screen readers call it; returns the widget."""
    widget.setObjectName(name)
    widget.setToolTip(tip)
    widget.setAccessibleName(spoken)
    return widget


def bare_column(parent: QWidget, spacing_px: int = GAP_PX) -> QVBoxLayout:
    """Return a layout without margins, for widgets one below the other."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing_px)
    return column


def bare_row(parent: QWidget, spacing_px: int = GAP_PX) -> QHBoxLayout:
    """Return a layout without margins, for widgets side by side."""
    row = QHBoxLayout(parent)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing_px)
    return row


def label(
    text: str = "", role: str = "", *, figures: bool = False, wraps: bool = False, name: str = ""
) -> QLabel:
    """Return a plain-text label in a look of the style sheet; one that `wraps` has lines as it needs."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if role:
        made.setProperty("role", role)
    if figures:
        made.setFont(tabular(made.font()))
    return made


def discard(*widgets: QWidget | None) -> None:
    """Hide widgets that are no longer wanted, and have Qt delete them."""
    for widget in widgets:
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def fix_button(fix: Fix, chosen: Callable[[Fix], object]) -> QPushButton:
    """Return a small button that mends a problem."""
    tip = QCoreApplication.translate("FixButton", "Fix it this way. Undo brings it back.")
    return push_button(fix.label().replace("&", "&&"), partial(chosen, fix), tip=tip, role="small")


def rule() -> QFrame:
    """Return a thin horizontal line."""
    made = QFrame()
    made.setProperty("role", "rule")
    return made


def push_button(
    text: str,
    slot: Callable[..., object] | None = None,
    *,
    name: str = "",
    tip: str = "",
    role: str = "",
    picture: str = "",
) -> QPushButton:
    """Return a button that does `slot` when it is clicked, in a look of the style sheet."""
    button = named(QPushButton(text), name, tip=tip)
    if picture:
        button.setIcon(icon(picture))
    if role:
        button.setProperty("role", role)
    if slot is not None:
        button.clicked.connect(slot)
    return button


def icon_button(name: str, tip: str, *, flat: bool = True) -> QToolButton:
    """Return a small button with one of our icons; `tip` is its tooltip and its accessible name."""
    button = QToolButton()
    button.setIcon(icon(name))
    button.setIconSize(QSize(16, 16))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    if flat:
        button.setProperty("role", "flat")
    return button


def action_button(action: QAction, *, flat: bool = True) -> QToolButton:
    """Return a button that does, shows and disables itself as `action` does."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(16, 16))
    if flat:
        button.setProperty("role", "flat")
    return button


class Pane(QFrame):
    """A rounded surface with a title row and a body.

    Attributes:
        header: the title row; add further widgets behind its stretch.
        body: the layout below it.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pane")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 8, 12, 10)
        outer.setSpacing(GAP_PX)
        self.header = QHBoxLayout()
        self.header.setSpacing(GAP_PX)
        self.title = label(title, "title")
        self.header.addWidget(self.title)
        self.header.addStretch(1)
        outer.addLayout(self.header)
        self.title.setVisible(bool(title))
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP_PX)
        outer.addLayout(self.body, 1)


class ElidedLabel(QLabel):
    """A one-line label that shortens its text with an ellipsis instead of asking for room."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()), shown)
        painter.end()


class ElidedCombo(QComboBox):
    """A choice that ends in an ellipsis where it has not the room for its text."""

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        space = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, space
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class Segmented(QWidget):
    """A choice of a few, side by side; exactly one is chosen."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        """Offer `choices`, pairs of value and label; `name` is the accessible name."""
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for value, text in choices:
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("role", "segment")
            button.setAccessibleName(f"{name}: {text}")
            self._group.addButton(button)
            self._buttons[value] = button
            button.clicked.connect(self._on_clicked)
            row.addWidget(button, 1)

    def value(self) -> str:
        """Return the chosen value, "" before the first choice."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Show `value` as chosen, without a signal."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)
            self._stop_at_chosen()

    def set_visible(self, value: str, visible: bool) -> None:
        """Offer a choice, or hide it."""
        self._buttons[value].setVisible(visible)

    def set_possible(self, value: str, possible: bool) -> None:
        """Let `value` be chosen, or not."""
        self._buttons[value].setEnabled(possible)

    def _stop_at_chosen(self) -> None:
        """Let Tab stop once, at what is chosen; arrows choose."""
        for button in self._buttons.values():
            stop = Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(stop)

    def _on_clicked(self) -> None:
        self._stop_at_chosen()
        self.chosen.emit(self.value())


class EmptyState(QWidget):
    """What a panel shows while it has nothing: one sentence, and one button when there is a next step."""

    acted = Signal()

    def __init__(self, sentence: str, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        self.sentence = label(sentence, "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.sentence)
        self.button = QPushButton(button, self)
        self.button.clicked.connect(self.acted)
        self.button.setVisible(bool(button))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)

    def add_below(self, widget: QWidget) -> None:
        """Put another way on below the button."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, widget, 0, Qt.AlignmentFlag.AlignCenter)

    def show_sentence(self, sentence: str, button: str = "") -> None:
        """Change the sentence and the button's text ("" hides it)."""
        self.sentence.setText(sentence)
        self.button.setText(button)
        self.button.setVisible(bool(button))
