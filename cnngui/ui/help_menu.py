"""Help: the keys, and what this program is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QMenu, QVBoxLayout, QWidget

from cnngui import __version__
from cnngui.ui.shared.actions import keys_by_name, make_action
from cnngui.ui.shared.questions import Question
from cnngui.ui.shared.widgets import label


class HelpMenu(QMenu):
    """The Help menu of `window`, whose actions it lists. `explain` tells of the selected layer."""

    def __init__(self, window: QWidget, explain: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self.setTitle(self.tr("&Help"))
        words = self.tr("Explain the selected layer")
        self.addAction(make_action(window, "explain_action", words, words, explain, keys=("F1",)))
        self.addAction(self.tr("Keyboard …"), self._on_keyboard)
        self.addAction(self.tr("About cnngui"), self._on_about)

    def _on_keyboard(self) -> None:
        KeyboardHelp(
            [*keys_by_name(self._window.findChildren(QAction)), *self._of_canvas()], self._window
        ).exec()

    def _of_canvas(self) -> list[tuple[str, str]]:
        """Return the keys that the canvas takes while it has the focus, beside those of the window."""
        return [
            (self.tr("Canvas: move the pen, in larger steps"), self.tr("Arrows, Shift+Arrows")),
            (self.tr("Canvas: put the pen down, lift it"), self.tr("Space")),
            (self.tr("Canvas: the digit before, the next one"), self.tr("PgUp, PgDown")),
        ]

    def _on_about(self) -> None:
        box = Question(self._window, "about_box", self.tr("cnngui {0}").format(__version__))
        box.setWindowTitle(self.tr("About cnngui"))
        box.setInformativeText(
            self.tr(
                "Build, train, look inside and draw on convolutional networks. MIT licence. Works offline."
            )
        )
        box.exec()


class KeyboardHelp(QDialog):
    """All keys beside what they do, in two columns of pairs."""

    def __init__(self, lines: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        half = -(-len(lines) // 2)
        for place, (text, keys) in enumerate(lines):
            side = 2 * (place // half)
            grid.addWidget(label(text), place % half, side)
            grid.addWidget(label(keys, "muted"), place % half, side + 1)
        grid.setColumnMinimumWidth(1, 140)
        column.addLayout(grid)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
