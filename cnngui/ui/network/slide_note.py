"""What the slide says of the preset that the network began as: a word, and all of it at a press."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cnngui.course.presets import Preset, brief, titled, told, told_changes
from cnngui.state.document import Document
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import label, set_role

if TYPE_CHECKING:
    from cnngui.state.training import TrainingSession

_WIDTH_PX, _HEIGHT_PX = 420, 520
_MARGIN_PX = 14


class SlideNote(QPushButton):
    """Compares what the slide prints with the network as it is now; hidden for a network of one's own."""

    def __init__(
        self, document: Document, training: TrainingSession | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("slide_note")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_role(self, "link")
        self._document, self._training = document, training
        self._preset: Preset | None = None
        self._popup: SlidePopup | None = None
        self.clicked.connect(self._on_clicked)
        document.network_changed.connect(self._on_changed)
        document.file_changed.connect(self._on_changed)
        self._on_changed()

    def lines(self) -> list[str]:
        """Return all that is printed, beside what the network has now and what its training has reached."""
        if self._preset is None:
            return []
        network, inference = self._document.network, self._document.counted
        printed = [line for figures in self._preset.figures for line, _ in told(figures, network, inference)]
        return [*told_changes(self._preset, network), *printed, *self._reached()]

    def _reached(self) -> list[str]:
        training = self._training
        if training is None or training.own_model is None or not training.history.epoch.size:
            return []
        history, metric = training.history, self._document.recipe.metric
        accuracy = history.val_metric[-1]
        if (
            training.own_model.network != self._document.network
            or metric == "mean_absolute_error"
            or not np.isfinite(accuracy)
        ):
            return []
        epochs = int(history.epoch[-1])
        one = self.tr("Here: accuracy {0} % after 1 epoch, on the data chosen")
        many = self.tr("Here: accuracy {0} % after {1} epochs, on the data chosen")
        return [(one if epochs == 1 else many).format(f"{100 * accuracy:.4g}", f"{epochs:,}")]

    def _on_changed(self) -> None:
        self._preset = titled(self._document.title)
        self.setVisible(self._preset is not None)
        if self._preset is None:
            return
        if self._preset.figures:
            tip = self.tr("What the slides print, beside what is here")
            name = self.tr("What the slides say: {0}")
        else:
            tip = self.tr("What this network of ours reached")
            name = self.tr("No slide shows it: {0}")
        network, inference = self._document.network, self._document.counted
        self.setText(brief(self._preset, network, inference) + " ▾")
        self.setToolTip(tip)
        self.setAccessibleName(name.format(self.text()))

    def _on_clicked(self) -> None:
        if self._preset is None:
            return
        self._popup = SlidePopup(self._preset.title, self.lines(), [*map(str, self._preset.notes)], self)
        self._popup.open_above(self.mapToGlobal(QPoint(0, 0)))


class SlidePopup(QFrame):
    """All figures and notes of a preset; Esc or a press beside it closes it."""

    def __init__(self, title: str, lines: list[str], notes: list[str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("slide_popup")
        self.setProperty("role", "palette")
        self.setAccessibleName(title)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(GAP_PX)
        for text, role in [
            (title, "title"),
            *((line, "") for line in lines),
            *((note, "muted") for note in notes),
        ]:
            part = label(text, role, wraps=True)
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(words)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scroll)
        inner = _WIDTH_PX - 4
        needed = words.heightForWidth(inner) if words.hasHeightForWidth() else words.sizeHint().height()
        height = needed + 2 * GAP_PX
        if height <= _HEIGHT_PX:
            # A bar that is there before the words are placed breaks a line more, and is then needed.
            scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.resize(_WIDTH_PX, min(_HEIGHT_PX, height))

    def open_above(self, place: QPoint) -> None:
        """Open with the lower left corner at `place` (global), within the screen."""
        space = self.screen().availableGeometry()
        x = max(space.left(), min(place.x(), space.right() - self.width()))
        self.move(x, max(space.top(), place.y() - self.height()))
        self.show()
