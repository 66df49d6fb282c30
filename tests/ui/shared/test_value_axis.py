"""An axis whose lines are opaque, and look as shining ones do."""

from __future__ import annotations

import re
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnngui.ui.shared import value_axis
from cnngui.ui.shared.theme import DARK, LIGHT, theme
from cnngui.ui.shared.value_axis import ValueAxis, opaque


def drawn(pen: QPen, ground: QColor) -> QColor:
    image = QImage(20, 20, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(ground)
    painter = QPainter(image)
    painter.setPen(pen)
    painter.drawLine(QPointF(2, 10.5), QPointF(18, 10.5))
    painter.end()
    return image.pixelColor(10, 10)


@pytest.mark.parametrize("ground", [LIGHT.pane, DARK.pane])
@pytest.mark.parametrize("alpha", [0, 12, 38, 255])
def test_an_opaque_pen_draws_what_a_shining_one_does(ground: str, alpha: int) -> None:
    pen = QPen(QColor(40, 120, 200, alpha), 1)
    same = opaque(pen, QColor(ground))
    assert same.color().alpha() == 255
    seen, meant = (drawn(each, QColor(ground)).getRgb() for each in (same, pen))
    assert max(abs(one - other) for one, other in zip(seen, meant, strict=True)) <= 2


def test_no_line_of_a_grid_is_left_that_shines_through(qtbot) -> None:
    plot = pg.PlotWidget(axisItems={"left": ValueAxis("left", str), "bottom": ValueAxis("bottom", str)})
    qtbot.addWidget(plot)
    plot.setBackground(QColor(theme().colours.pane))
    plot.plot([0, 1], [0, 1])
    pens = []
    for name in ("left", "bottom"):
        axis = plot.getAxis(name)
        axis.dress(axis.font())
        axis.drawPicture = lambda painter, line, ticks, texts: pens.extend(pen for pen, *_ in ticks)
    plot.show()
    plot.grab()
    assert pens
    assert {pen.color().alpha() for pen in pens} == {255}


def test_a_curve_lies_above_the_grid(qtbot) -> None:
    axes = {"left": ValueAxis("left", str), "bottom": ValueAxis("bottom", str)}
    plot = pg.PlotWidget(axisItems=axes)
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.setBackground(QColor(LIGHT.pane))
    for axis in axes.values():
        axis.dress(axis.font())
    for level in range(11):  # wherever lines of the grid are, curves lie on them
        plot.plot([0, 10], [level, level], pen=pg.mkPen("#ff0000", width=3))
    plot.show()
    image = plot.grab().toImage()
    middle = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(5, 5)))
    assert image.pixelColor(middle).name() == "#ff0000"


def test_every_grid_is_of_this_axis() -> None:
    rooms = Path(value_axis.__file__).parent.parent
    sets_one = re.compile(r"\.setGrid\(|showGrid\(")
    asking = {path.name for path in rooms.rglob("*.py") if sets_one.search(path.read_text("utf-8"))}
    assert asking == {"value_axis.py"}
