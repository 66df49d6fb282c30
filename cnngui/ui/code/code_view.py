"""The program as text: coloured, the selected layer's lines marked, a click on a line selects its layer."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from cnngui.export.keras_code import KerasCode
from cnngui.ui.code.highlighter import PythonHighlighter
from cnngui.ui.shared.theme import theme


class CodeView(QPlainTextEdit):
    """Shows a program; it can be read, searched by eye and copied from, not changed.

    Signals:
        layer_clicked: name of the layer or block that the clicked line makes.
    """

    layer_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("code_view")
        self.setAccessibleName(self.tr("The network as Keras code"))
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        font = QFont("monospace")
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPixelSize(13)
        self.setFont(font)
        self._code = KerasCode(())
        self._selected = ""
        self._highlighter = PythonHighlighter(self.document())
        theme().changed.connect(self._mark)

    def show_code(self, code: KerasCode) -> None:
        """Show another program; what is seen of it stays where it was."""
        if code.text == self._code.text:
            self._code = code
            self._mark()
            return
        bars = (self.verticalScrollBar(), self.horizontalScrollBar())
        before = [bar.value() for bar in bars]
        self._code = code
        with QSignalBlocker(self):
            self.setPlainText(code.text)
        for bar, value in zip(bars, before, strict=True):
            bar.setValue(value)
        self._mark()

    def select(self, name: str, *, scroll: bool = True) -> None:
        """Mark the lines of the layer or block called `name`, and bring them into sight."""
        self._selected = name
        lines = self._mark()
        if lines and scroll:
            block = self.document().findBlockByNumber(lines[0])
            self.setTextCursor(QTextCursor(block))
            self.centerCursor()

    def marked_lines(self) -> tuple[int, ...]:
        """Return the numbers, from 0, of the lines of the selected layer."""
        return self._code.lines_of((self._selected,)) if self._selected else ()

    def _mark(self) -> tuple[int, ...]:
        lines = self.marked_lines()
        marks = []
        for number in lines:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document().findBlockByNumber(number))
            mark.format.setBackground(QColor(theme().colours.selected))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(mark)
        self.setExtraSelections(marks)
        return lines

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        # Somebody who marks text, or opens its menu, wants to copy it, not to go elsewhere.
        if event.button() != Qt.MouseButton.LeftButton or self.textCursor().hasSelection():
            return
        number = self.cursorForPosition(event.position().toPoint()).blockNumber()
        names = self._code.lines[number].names if number < len(self._code.lines) else ()
        if names:
            self.layer_clicked.emit(names[0])
