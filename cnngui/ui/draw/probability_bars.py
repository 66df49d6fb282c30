"""One bar for each class, with its share in figures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from cnngui.results.verdict import verdict_of
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_text import class_name, sure_percent

LOWEST_ROW_PX, USUAL_ROW_PX, HIGHEST_ROW_PX = 11, 17, 22
USUAL_ROWS = 10
MOST_IN_ORDER = 20
"""Of more classes nobody finds the best ones in a list that is in the order of the data."""
_TOLD = 5
FIGURE_PX = 40
LONGEST_NAME = 0.4
GAP_PX = 8
SCROLL_GAP_PX = 4


class ClassProbabilities(QAbstractScrollArea):
    """Bars in the order of the classes, the winner bold and in the accent colour.

    Rows shrink to fit; of more classes than `MOST_IN_ORDER` the most probable come first, and they scroll.

    Attributes:
        names: of the classes. order: the class of each row, int64 (classes,).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("class_probabilities")
        self.setAccessibleName(self.tr("Probability of each class"))
        self.setToolTip(self.tr("How sure the network is of each class, in per cent"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Painting the pane below again for every bar that moves would cost more than the bars.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.names: tuple[str, ...] = ()
        self._values: npt.NDArray[np.float32] | None = None
        self._winner: int | None = None
        self.order: npt.NDArray[np.int64] = np.arange(0)
        self._full = 1.0
        self._name_px = 0
        theme().changed.connect(self.viewport().update)

    def show_classes(self, names: tuple[str, ...]) -> None:
        """Show empty bars for these classes."""
        before = self._shown()
        self._values, self._winner = None, None
        self._set_names(names)
        self._update_rows(before)

    def show_probabilities(
        self, values: npt.NDArray[np.float32], names: tuple[str, ...], reads_from: float = 0.0
    ) -> None:
        """Show `values` (classes,): probabilities, or raw outputs, whose bars end at the largest one.

        Args:
            reads_from: as `verdict_of` takes it; none wins where nothing is read.
        """
        before = self._shown()
        verdict = verdict_of(values, reads_from)
        raw = verdict is not None and verdict.kind == "raw"
        self._full = max(float(np.abs(values).max()), 1e-30) if raw else 1.0
        self._values = values
        winner = verdict.best if verdict is not None and verdict.kind in ("sure", "unsure") else None
        self._set_names(tuple(class_name(names, index) for index in range(values.size)))
        if values.size > MOST_IN_ORDER:
            # NaN comes last.
            self.order = np.argsort(-values, kind="stable")
        if winner != self._winner and winner is not None:
            self._keep_in_sight(int(np.flatnonzero(self.order == winner)[0]))
        self._winner = winner
        self._update_rows(before)

    @property
    def winner(self) -> int | None:
        return self._winner

    def text(self, index: int) -> str:
        """Return the figures that stand behind a bar."""
        if self._values is None:
            return ""
        value = float(self._values[index])
        if not np.isfinite(value):
            return "NaN"
        return sure_percent(value) if self._full == 1.0 else f"{value:.2f}".replace("-", "−")

    def _told(self) -> str:
        """Return the five most probable classes, for who does not see the bars."""
        if self._values is None:
            return ""
        best = np.argsort(-self._values, kind="stable")[:_TOLD].tolist()
        return ", ".join(f"{self.names[index]} {self.text(index)}" for index in best)

    @property
    def row_px(self) -> float:
        """Return the height of a row."""
        rows = max(1, len(self.names))
        return max(LOWEST_ROW_PX, min(HIGHEST_ROW_PX, self.viewport().height() / rows))

    # Inside -------------------------------------------------------------------------------------

    def _shown(self) -> list[tuple[str, float, bool]]:
        """Return what each row shows: figures, the bar's share, and whether it wins."""
        return [
            (self.text(index), self._share(index), index == self._winner) for index in self.order.tolist()
        ]

    def _share(self, index: int) -> float:
        """Return how much of the track the bar fills, in steps that no screen shows finer."""
        if self._values is None or not np.isfinite(self._values[index]):
            return 0.0
        return round(min(1.0, abs(float(self._values[index])) / self._full), 3)

    def _update_rows(self, before: list[tuple[str, float, bool]]) -> None:
        """Repaint the rows that show something else than `before`: mostly two or three."""
        after = self._shown()
        self.setAccessibleDescription(self._told())
        if len(before) != len(after) or len(after) > MOST_IN_ORDER:
            self.viewport().update()
            return
        offset, height = self.verticalScrollBar().value(), self.row_px
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                top = int(index * height) - offset
                self.viewport().update(0, top, self.viewport().width(), int(height) + 2)

    def _set_names(self, names: tuple[str, ...]) -> None:
        if names != self.names:
            self.names, self.order = names, np.arange(len(names))
            self.viewport().update()
            self.setMaximumHeight(HIGHEST_ROW_PX * max(2, len(names)))
            self._measure()
            self.updateGeometry()

    def _measure(self) -> None:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name in self.names), default=0)
        self._name_px = min(widest, int(LONGEST_NAME * self.viewport().width()))
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(self.row_px * len(self.names)) - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(int(self.row_px))

    def _keep_in_sight(self, index: int) -> None:
        bar = self.verticalScrollBar()
        top = round(index * self.row_px)
        lowest = top + round(self.row_px) - self.viewport().height()
        bar.setValue(max(lowest, min(bar.value(), top)))

    def sizeHint(self) -> QSize:
        return QSize(200, USUAL_ROW_PX * max(2, min(USUAL_ROWS, len(self.names) or USUAL_ROWS)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, LOWEST_ROW_PX * max(2, min(USUAL_ROWS, len(self.names) or USUAL_ROWS)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain = tabular(self.font())
        plain.setPixelSize(max(10, min(12, int(self.row_px) - 2)))
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.Bold)
        painter.fillRect(event.rect(), QColor(theme().colours.pane))
        offset, row_px = self.verticalScrollBar().value(), self.row_px
        first = int((event.rect().top() + offset) // row_px)
        last = min(len(self.names), int((event.rect().bottom() + offset) // row_px) + 1)
        for place in range(first, last):
            row = QRect(0, int(place * row_px - offset), self.viewport().width(), int(row_px) + 1)
            if not event.region().intersects(row):
                continue
            index = int(self.order[place])
            painter.setFont(bold if index == self._winner else plain)
            self._paint_row(painter, index, place * row_px - offset, row_px)
        painter.end()

    def _paint_row(self, painter: QPainter, index: int, top: float, height: float) -> None:
        colours = theme().colours
        wins = index == self._winner
        width = self.viewport().width() - (SCROLL_GAP_PX if self.verticalScrollBar().maximum() else 0)
        painter.setPen(QColor(colours.text if wins else colours.muted))
        name_box = QRectF(0, top, self._name_px, height)
        name = painter.fontMetrics().elidedText(
            self.names[index], Qt.TextElideMode.ElideRight, self._name_px + 1
        )
        painter.drawText(name_box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        figure_box = QRectF(width - FIGURE_PX, top, FIGURE_PX, height)
        painter.drawText(
            figure_box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.text(index)
        )
        left, right = self._name_px + GAP_PX, width - FIGURE_PX - GAP_PX / 2
        track = QRectF(left, top + height / 2 - 3.5, max(1.0, right - left), 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.track))
        painter.drawRoundedRect(track, 3.5, 3.5)
        share = self._share(index)
        if share:
            track.setWidth(max(3.0, track.width() * share))
            painter.setBrush(QColor(colours.accent if wins else colours.muted))
            painter.drawRoundedRect(track, min(3.5, track.width() / 2), 3.5)
