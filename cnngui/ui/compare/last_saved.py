"""The network as it was when it was last saved or opened."""

from __future__ import annotations

from PySide6.QtCore import QObject

from cnngui.state.document import Document


class LastSaved(QObject):
    """Follows the document from the start on; a window that is built later could not know it.

    Attributes:
        network: as a file or a preset has it.
    """

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.network = document.network
        document.file_changed.connect(self._on_file_changed)

    def _on_file_changed(self) -> None:
        if self._document.undo_stack.isClean():
            self.network = self._document.network
