"""Which sizes the pictures of files had as they came, as bars, and what preparing makes of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.datasets.picture_sizes import MOST_BARS, Brought, CountedSize, SizeBar, histogram
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.widgets import bare_column, label, named

_ROW_PX, _BAR_PX, _GAP_PX = 18, 8, 8


class SizeBars(QWidget):
    """Paints a bar below the other: what it stands for, how long it is, how many pictures that is."""

    accessible_role = QAccessible.Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self.bars: list[SizeBar] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_bars(self, bars: list[SizeBar]) -> None:
        """Show these."""
        self.bars = bars
        self.setFixedHeight(len(bars) * _ROW_PX)
        self.setAccessibleDescription(", ".join(f"{each.words}: {each.pictures:,}" for each in bars))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, len(self.bars) * _ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(tabular(self.font()))
        metrics, colours = painter.fontMetrics(), theme().colours
        counts = [f"{each.pictures:,}" for each in self.bars]
        left = max((metrics.horizontalAdvance(each.words) for each in self.bars), default=0) + _GAP_PX
        right = max(map(metrics.horizontalAdvance, counts), default=0) + _GAP_PX
        room, most = (
            max(1, self.width() - left - right),
            max((each.pictures for each in self.bars), default=1),
        )
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, (bar, count) in enumerate(zip(self.bars, counts, strict=True)):
            row = QRect(0, place * _ROW_PX, self.width(), _ROW_PX)
            painter.setPen(QColor(colours.text))
            painter.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, bar.words)
            painter.setPen(QColor(colours.muted))
            painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, count)
            top = row.top() + (_ROW_PX - _BAR_PX) // 2
            painter.fillRect(left, top, room, _BAR_PX, QColor(colours.track))
            length = max(1 if bar.pictures else 0, round(room * bar.pictures / most))
            painter.fillRect(left, top, length, _BAR_PX, QColor(colours.accent))
        painter.end()


class SizesView(QWidget):
    """Shows how many pictures came with which size; one size alone is a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = label("", "title", wraps=True)
        self.bars = named(SizeBars(), "size_bars")
        self.words = label("", wraps=True, name="sizes_words")
        column = bare_column(self, 6)
        for widget in (self.heading, self.bars, self.words):
            column.addWidget(widget)
        self.hide()

    def show_sizes(self, sizes: Sequence[CountedSize], side: tuple[int, int], brought: Brought) -> None:
        """Show these; hide where there are none.

        Args:
            side: height and width that all of them have now.
        """
        self.setVisible(bool(sizes))
        several = len(sizes) > 1
        self.heading.setVisible(several)
        self.bars.setVisible(several)
        words = self.tr("Brought to {0}×{1} pixels: enlarged {2:,}, shrunk {3:,}, neither {4:,}.").format(
            side[1], side[0], brought.enlarged, brought.shrunk, brought.kept
        )
        if several:
            one_by_one = len(sizes) <= MOST_BARS
            each, longer = self.tr("Sizes as they came, width × height"), self.tr("Longer sides as they came")
            self.heading.setText(each if one_by_one else longer)
            self.bars.setAccessibleName(self.heading.text())
            self.bars.show_bars(histogram(sizes))
        elif sizes:
            told = self.tr("Each came with {0}×{1} pixels, width × height.").format(*sizes[0][:2])
            words = f"{told} {words}" if sizes[0][:2] != (side[1], side[0]) else told
        self.words.setText(words)
