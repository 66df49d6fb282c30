"""A question with verbs for answers, in the look of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

DO, DESTROY, LEAVE = (
    QMessageBox.ButtonRole.AcceptRole,
    QMessageBox.ButtonRole.DestructiveRole,
    QMessageBox.ButtonRole.RejectRole,
)


class Question(QMessageBox):
    """A message box with plain text, our colours and a title."""

    def __init__(self, parent: QWidget | None, name: str, what: str = "") -> None:
        """Ask `what`; `name` is the objectName, for tests and scripts."""
        super().__init__(parent)
        self.setObjectName(name)
        # A box of the desktop's own (macOS, some Linux desktops) knows neither our colours nor our words.
        self.setOption(QMessageBox.Option.DontUseNativeDialog)
        self.setWindowTitle("cnngui")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setText(what)

    def ask(self, why: str, default: str, **answers: tuple[str, QMessageBox.ButtonRole]) -> str:
        """Say `why`, wait, and return the name of the answer that was chosen; Cancel gives "cancel".

        Args:
            default: name of the answer that Enter gives.
            answers: words on each button, and what kind of answer it is.
        """
        cancel = (QCoreApplication.translate("Question", "Cancel"), LEAVE)
        self.setInformativeText(why)
        buttons = {name: self.addButton(*each) for name, each in ({"cancel": cancel} | answers).items()}
        self.setDefaultButton(buttons[default])
        self.exec()
        return next((name for name, each in buttons.items() if each is self.clickedButton()), "cancel")
