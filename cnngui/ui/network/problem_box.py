"""A problem on its card: icon, sentence with the arithmetic, and the fixes as buttons."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from cnngui.messages import Message
from cnngui.network.inference.problems import Fix, Problem
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.widgets import fix_button, label

_ICON_PX = 16
_SPACE_PX = 4
_BUTTON_PX = 16
_HIGHEST_PX = 80


class ProblemBox(QWidget):
    """Shows one problem, a warning in one line while its card is not selected.

    Laid out by hand: a layout per card costs more than all the painting.
    """

    fix_chosen = Signal(object)

    def __init__(self, problem: Problem, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.problem = problem
        self._brief = False
        self._icon = icon(problem.severity, problem.severity)
        # With buttons there the mend need not be told as well.
        parts = (message.what, message.why, "" if problem.fixes else message.mend)
        self._full = " ".join(part for part in parts if part)
        self._short = message.what
        self._words = label(self._full, f"{problem.severity}_text")
        self._words.setParent(self)
        self._words.setWordWrap(True)
        small = self._words.font()
        small.setPixelSize(12)
        self._words.setFont(small)
        self._words.setToolTip(message.one_line())
        self.setAccessibleName(message.one_line())
        self.buttons = [self._button(fix) for fix in problem.fixes]

    def _button(self, fix: Fix) -> QPushButton:
        made = fix_button(fix, self.fix_chosen.emit)
        made.setParent(self)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return made

    @property
    def unfolds(self) -> bool:
        """Return whether there is more to say than one line: of an error all is always said."""
        return self.problem.severity == "warning"

    def set_brief(self, brief: bool) -> None:
        """Say a warning in one line, or all of it; whoever places the box does so anew then."""
        self._brief = brief and self.unfolds

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._icon.paint(painter, QRect(0, 1, _ICON_PX, _ICON_PX))
        painter.end()

    def arrange(self, width: int) -> int:
        """Place everything within `width` pixels and return the height that takes."""
        left = _ICON_PX + _SPACE_PX
        metrics = self._words.fontMetrics()
        elided = metrics.elidedText(self._short, Qt.TextElideMode.ElideRight, width - left)
        self._words.setWordWrap(not self._brief)
        self._words.setText(elided if self._brief else self._full)
        text_height = metrics.height() if self._brief else self._words.heightForWidth(width - left)
        self._words.setGeometry(left, 0, width - left, text_height)
        corner = QPoint(left, text_height + _SPACE_PX)
        row_height = 0
        for button, fix in zip(self.buttons, self.problem.fixes, strict=True):
            words = _wrapped(fix.label(), button.fontMetrics(), width - left - _BUTTON_PX)
            button.setText(words.replace("&", "&&"))
            size = button.sizeHint().boundedTo(QSize(width - left, _HIGHEST_PX))
            if corner.x() > left and corner.x() + size.width() > width:
                corner = QPoint(left, corner.y() + row_height + _SPACE_PX)
            button.setGeometry(QRect(corner, size))
            corner.setX(corner.x() + size.width() + _SPACE_PX)
            row_height = size.height()
        return corner.y() + row_height if self.buttons else text_height


def _wrapped(text: str, metrics: QFontMetrics, width: int) -> str:
    """Return `text` in lines of at most `width` pixels, parted between words: buttons do not wrap."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)
