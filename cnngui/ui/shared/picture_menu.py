"""The menu at the right button of what shows a picture: copy it, save it, and what else can be done there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.files.folders import person_folder
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.new_file import ask_new_file

Entry = tuple[str, Callable[[], object], bool]
"""Words, what they do, and whether that can be done now."""


class PictureMenu(QMenu):
    """Made when it is asked for; it deletes itself when it closes."""

    def __init__(
        self,
        owner: QWidget,
        picture: Callable[[], QImage],
        stem: str,
        entries: Sequence[Entry],
        writer: FileWriter,
    ) -> None:
        """Offer `picture` to the clipboard and, under the name `stem`, to a file; then `entries`.

        Args:
            writer: writes it, and tells how that went: by then the menu is gone.
        """
        super().__init__(owner)
        self.setObjectName("picture_menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._picture, self._stem, self._writer = picture, stem, writer
        self.addAction(_tr("Copy picture"), self.copy)
        self.addAction(_tr("Save picture …"), self._on_save)
        if entries:
            self.addSeparator()
        for words, act, possible in entries:
            self.addAction(words, act).setEnabled(possible)

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self._picture())

    def save(self, path: str) -> None:
        """Have the picture written as PNG."""
        self._writer.write(path, partial(png_of, self._picture()))

    def _on_save(self) -> None:
        proposed = person_folder() / self._stem
        path = ask_new_file(self.parentWidget(), _tr("Save the picture"), proposed, ".png", "PNG (*.png)")
        if path:
            self.save(path)


def png_of(picture: QImage) -> bytes:
    """Return a picture as a PNG file; in any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def grabbed(widget: QWidget) -> QImage:
    """Return what a widget shows, at the screen's own density."""
    return widget.grab().toImage()


def _tr(words: str) -> str:
    return QCoreApplication.translate("PictureMenu", words)
