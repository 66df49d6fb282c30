"""How points of data are marked on the map of two numbers: each class by a colour and by a form."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from cnngui.ui.shared.ten_colours import colour_at
from cnngui.ui.shared.theme import theme

RADIUS_PX = 3.5
FORMS = "●■▲◆▼"
"""The forms of the first classes, as they stand in text; then they come again, in other colours."""
_CORNERS = {1: (4, 45.0), 2: (3, 90.0), 3: (4, 0.0), 4: (3, 270.0)}
"""How many corners a form has, and the angle of the first one, in degrees."""


def class_colour(place: int, *, two: bool) -> str:
    """Return the colour of a class: of two, those that the map of one answer goes between."""
    if two:
        return theme().colours.train if place else theme().colours.validation
    return colour_at(place)


def paint_mark(painter: QPainter, middle: QPointF, label: int, *, two: bool) -> None:
    """Paint a point of a class: dark or light around it, so that it stands out on any ground."""
    painter.setPen(QPen(QColor(theme().colours.pane), 1))
    painter.setBrush(QColor(class_colour(label, two=two)))
    form = label % len(FORMS)
    if form not in _CORNERS:
        painter.drawEllipse(middle, RADIUS_PX, RADIUS_PX)
        return
    corners, turned = _CORNERS[form]
    angles = (math.radians(turned + 360 / corners * corner) for corner in range(corners))
    radius = RADIUS_PX * 1.3
    painter.drawPolygon(
        QPolygonF([middle + QPointF(radius * math.cos(each), -radius * math.sin(each)) for each in angles])
    )
