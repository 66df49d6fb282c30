"""How a layer's weights are spread: a histogram with its figures for each of its arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QWidget

from cnngui.files.arrays import Arrays
from cnngui.ui.inside.weight_chart import WeightChart
from cnngui.ui.inside.weight_figures import figures_of
from cnngui.ui.shared.widgets import bare_column, discard, label

WIDTH_PX = 236


class WeightColumn(QScrollArea):
    """Charts one below the other.

    Attributes:
        charts: one for each array that is shown.

    Signals:
        pointed: what is pointed at in words, "" for nothing.
    """

    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weight_column")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.charts: list[WeightChart] = []
        self._words: list[tuple[QLabel, QLabel]] = []
        self._shown: Arrays = ()
        self._names: tuple[str, ...] = ()
        inner = QWidget()
        self._column = bare_column(inner, 2)
        self._column.addStretch(1)
        self.setWidget(inner)

    def show_weights(self, names: Sequence[str], weights: Arrays) -> None:
        """Show a layer's arrays under their names; the same ones again cost next to nothing."""
        same = len(weights) == len(self._shown) and self._names == tuple(names)
        if same and all(map(np.array_equal, weights, self._shown)):
            return
        self._names, self._shown = tuple(names), weights
        self._have(len(weights))
        for chart, (heading, facts), name, array in zip(
            self.charts, self._words, names, weights, strict=True
        ):
            chart.show_figures(figures_of(name, array))
            heading.setText(chart.heading())
            facts.setText(chart.facts())
            facts.setToolTip(chart.explained())

    def _have(self, count: int) -> None:
        while len(self.charts) > count:
            discard(self.charts.pop(), *self._words.pop())
        while len(self.charts) < count:
            chart, heading = WeightChart(), label("", name="weight_heading")
            facts = label("", "muted", figures=True, wraps=True, name="weight_facts")
            chart.pointed.connect(self._on_pointed)
            for part in (heading, chart, facts):
                self._column.insertWidget(self._column.count() - 1, part)
            self.charts.append(chart)
            self._words.append((heading, facts))

    def _on_pointed(self) -> None:
        self.pointed.emit(next((words for chart in self.charts if (words := chart.spot_text())), ""))

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, 100)

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDTH_PX, 56)
