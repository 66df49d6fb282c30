"""The question with which a set of drawings begins: its name and its classes."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from cnngui.datasets.own_samples import LONGEST_LABEL
from cnngui.ui.shared.widgets import label, named

_WIDTH_PX = 420


class NewSetDialog(QDialog):
    """Asks for a name and, separated by commas, for classes; both can be changed at any time."""

    def __init__(self, proposed: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new_set_dialog")
        self.setWindowTitle(self.tr("Draw your own classes"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        words = self.tr(
            "Name what is to be told apart, then draw some ten of each, or drop pictures of it. More classes "
            "can be added at any time."
        )
        column.addWidget(label(words, "muted", wraps=True))
        form = QFormLayout()
        self.classes = named(QLineEdit(), "set_classes_field", spoken=self.tr("Classes"))
        self.classes.setPlaceholderText(self.tr("circle, triangle, cross"))
        form.addRow(self.tr("Classes"), self.classes)
        self.name = named(QLineEdit(proposed), "set_name_field", spoken=self.tr("Name of the set"))
        self.name.setMaxLength(LONGEST_LABEL)
        form.addRow(self.tr("Name of the set"), self.name)
        column.addLayout(form)
        buttons = QDialogButtonBox()
        self.begin = buttons.addButton(self.tr("Begin"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.begin.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setMinimumWidth(_WIDTH_PX)

    def asked(self) -> tuple[str, list[str]]:
        """Return the name and the classes, each once."""
        names = (" ".join(part.split())[:LONGEST_LABEL] for part in self.classes.text().split(","))
        return self.name.text(), list(dict.fromkeys(name for name in names if name))


def proposed_name(base: str, taken: list[str]) -> str:
    """Return a name for a new set that no other has: `base`, or with a number behind it."""
    there, name, times = {each.casefold() for each in taken}, base, 2
    while name.casefold() in there:
        name, times = f"{base} {times}", times + 1
    return name
