"""How the data were read: shape, numbers of samples, sizes of pictures, and every note as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnngui.ui.data.sizes_view import SizesView
from cnngui.ui.shared.widgets import discard, label


class AboutView(QScrollArea):
    """Shows sentences, one below the other, and `sizes` below them."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data_notes")
        self.setAccessibleName(self.tr("How the data were read"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(8)
        self.sizes = SizesView()
        self._column.addWidget(self.sizes)
        self._column.addStretch(1)
        self.setWidget(inner)
        self._shown: list[str] = []

    @property
    def sentences(self) -> list[str]:
        """Return what is shown."""
        return list(self._shown)

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Show these."""
        if list(sentences) == self._shown:
            return
        self._shown = list(sentences)
        while self._column.count() > 2:
            item = self._column.takeAt(0)
            discard(item.widget() if item else None)
        for place, sentence in enumerate(sentences):
            line = label(sentence, wraps=True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._column.insertWidget(place, line)
