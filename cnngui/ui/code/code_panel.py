"""The Code tab: follows every edit, and hands the program out."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from cnngui.export.keras_code import KerasCode, Wishes, keras_code
from cnngui.state.document import Document
from cnngui.state.settings import Settings
from cnngui.ui.code.code_view import CodeView
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.widgets import bare_row, named, push_button

FOLLOW_MS = 120
_KEYS = {"comments": "code/comments", "tf1": "code/tf1", "reproducible": "code/reproducible"}


class CodePanel(QWidget):
    """Shows the document as a Keras program while it is seen; a hidden one costs nothing.

    Attributes:
        header: the switches and buttons, for the tab strip above.

    Signals:
        problem_raised: a CnnguiError; nothing was written.
        saved: the path. save_asked: ask where to, and call `save`.
        told: a sentence about what cannot be seen: that the code was copied.
    """

    problem_raised = Signal(object)
    saved = Signal(str)
    save_asked = Signal()
    told = Signal(str)

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        self._document, self._settings = document, settings
        self._boxes: dict[str, QCheckBox] = {}
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        self.view = CodeView()
        self.view.layer_clicked.connect(document.select)
        self.header = self._options()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self._later = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._later.timeout.connect(self.refresh)
        for changed in (document.network_changed, document.recipe_changed, document.data_changed):
            changed.connect(self._on_changed)
        document.selection_changed.connect(self._on_selection_changed)

    def code(self) -> KerasCode:
        """Return the program for the document as it is, with the remarks that are switched on."""
        document = self._document
        wishes = Wishes(**{name: box.isChecked() for name, box in self._boxes.items()})
        return keras_code(
            document.network,
            document.recipe,
            document.data,
            title=document.title,
            wishes=wishes,
            inference=document.inference,
        )

    def refresh(self) -> None:
        """Show the program as it is now."""
        self._later.stop()
        self.view.show_code(self.code())
        self.view.select(self._document.selection, scroll=False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self.view.select(self._document.selection)

    def _options(self) -> QWidget:
        header = QWidget()
        row = bare_row(header)
        words = {
            "comments": (
                self.tr("remarks"),
                self.tr("Say behind each line which shape comes out and how many parameters it has"),
            ),
            "tf1": (
                self.tr("TensorFlow 1"),
                self.tr("Say how the slides write it: keep_prob, SAME …"),
            ),
            "reproducible": (
                self.tr("same weights"),
                self.tr("Write the seed into the code, so that it starts from the same weights as here"),
            ),
        }
        for name, (text, tip) in words.items():
            box = named(QCheckBox(text), f"code_{name}_box", tip=tip)
            box.setChecked(self._settings.number(_KEYS[name], float(name == "comments")) > 0)
            box.toggled.connect(self._on_option)
            self._boxes[name] = box
            row.addWidget(box)
        for name, text, picture, slot in (
            ("copy_code_button", self.tr("Copy"), "copy", self._on_copy),
            ("save_code_button", self.tr("Save …"), "save", self.save_asked.emit),
        ):
            button = push_button(text, slot, name=name, role="small", picture=picture)
            row.addWidget(button)
        return header

    def _on_option(self) -> None:
        for name, box in self._boxes.items():
            self._settings.set_number(_KEYS[name], float(box.isChecked()))
        self.refresh()

    def _on_changed(self) -> None:
        if self.isVisible():
            self._later.start()

    def _on_selection_changed(self) -> None:
        if self.isVisible():
            self.view.select(self._document.selection, scroll=not self.view.hasFocus())

    def _on_copy(self) -> None:
        text = self.code().text
        QGuiApplication.clipboard().setText(text)
        self.told.emit(self.tr("{0} lines of code copied").format(text.count("\n")))

    def save(self, path: str) -> None:
        """Have the program written to `path`, whole or not at all."""
        self._writer.write(path, self.code().text.encode("utf-8"))
