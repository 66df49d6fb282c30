"""Colours Python in the theme's own colours: keywords, strings, numbers, remarks and what is called."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from cnngui.ui.shared.theme import Colours, theme

_TOKENS = re.compile(
    r"(?P<remark>#.*)"
    r"|(?P<string>\"\"\".*?(?:\"\"\"|$)|\"(?:\\.|[^\"\\])*\")"
    rf"|(?P<keyword>\b(?:{'|'.join(keyword.kwlist)})\b)"
    r"|(?P<number>(?<![\w.])-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b)"
    r"|(?P<called>\b[A-Za-z_]\w*(?=\())"
)


class PythonHighlighter(QSyntaxHighlighter):
    """Follows the theme. Good for code that fits in lines; strings over several lines are not looked for."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        theme().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        for token in _TOKENS.finditer(text):
            self.setFormat(token.start(), token.end() - token.start(), _look(token.lastgroup or ""))


def colours_of(colours: Colours) -> dict[str, str]:
    """Return the colour of each kind of token."""
    return {
        "remark": colours.muted,
        "string": colours.right,
        "keyword": colours.accent,
        "number": colours.wrong,
        "called": colours.text,
    }


def _look(kind: str) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(QColor(colours_of(theme().colours)[kind]))
    if kind == "called":
        look.setFontWeight(QFont.Weight.DemiBold)
    if kind == "remark":
        look.setFontItalic(True)
    return look
