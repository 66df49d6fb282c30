"""The square of two inputs, coloured by what the network answers at each point."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.state.inputs import Inputs, Region
from cnngui.ui.draw.decision import (
    PICTURE_PX,
    Case,
    Plane,
    answer_plane,
    boundary,
    class_picture,
    dashed,
    decision_picture,
    is_class_map,
    label_place,
    read_cases,
)
from cnngui.ui.draw.point_marks import class_colour, paint_mark
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.value_text import class_name, plain_number

CORNER_PX = 11
NAME_PX = 8
_SNAP_PX = 10
_STRENGTH = 0.6
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class DecisionMap(QWidget):
    """Shows the answers, the points of the data or their four corners, and the point asked about.

    A click or a drag asks about another point; near a corner it snaps to it. So do the arrow keys, in steps.
    """

    def __init__(self, inputs: Inputs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decision_map")
        self.setAccessibleName(self.tr("What the network answers over the two inputs"))
        self._answers_tip = self.tr(
            "Blue: the answer is 1. Orange: the answer is 0. Click to ask about a point in between."
        )
        self.setToolTip(self._answers_tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._inputs = inputs
        self._answers: Plane | None = None
        self._classes: npt.NDArray[np.float32] | None = None
        self._unit: Plane | None = None
        self._points: list[tuple[QPointF, int]] = []
        self._lines: Mapping[str, npt.NDArray[np.bool_]] = {}
        self._line_image = QImage()
        self._line_names: list[tuple[str, QPointF]] = []
        self._cases: tuple[Case, ...] = read_cases(None, None)
        self._names: tuple[str, ...] = ()
        self._image: QImage | None = None
        inputs.changed.connect(self.update)
        theme().changed.connect(self._on_theme)

    def show_answers(
        self, answers: npt.NDArray[np.float32] | None, cases: tuple[Case, ...], names: tuple[str, ...]
    ) -> None:
        """Show answers (points, classes) over the region of the inputs, or none yet."""
        self._answers = None if answers is None else answer_plane(answers)
        self._classes = answers if is_class_map(answers) else None
        self._cases, self._names = cases, names
        self._compose()

    def show_points(
        self, points: npt.NDArray[np.float32] | None, labels: npt.NDArray[np.int64] | None
    ) -> None:
        """Mark points of the data (points, 2) with their classes (points,), or none."""
        self._points = []
        if points is not None and labels is not None:
            places = (self._inputs.region.place(*map(float, point)) for point in points)
            self._points = [
                (QPointF(*place), int(label)) for place, label in zip(places, labels, strict=True)
            ]
        self.update()

    def show_unit(self, unit: Plane | None, title: str) -> None:
        """Show what a unit of a layer answers in the place of the network; None for the network again."""
        changed = unit is not self._unit
        self._unit = unit
        self.setAccessibleName(title or self.tr("What the network answers over the two inputs"))
        tip = self.tr("{0}. Blue: high. Orange: low. The line is where its weighted sum is 0.").format(title)
        points_tip = self.tr("The colours are those of the classes below. Click to ask about a point.")
        answers_tip = points_tip if self._points else self._answers_tip
        self.setToolTip(answers_tip if unit is None else tip)
        if changed:
            self._compose()

    def show_lines(self, margins: Mapping[str, npt.NDArray[np.float32]]) -> None:
        """Draw over the network's answers where some units turn over, by their names; {} for none."""
        self._lines = {name: boundary(each) for name, each in margins.items()}
        self._compose_lines()
        self.update()

    def _compose_lines(self) -> None:
        """Make one picture of all lines, and find a place for each name."""
        colour = QColor(theme().colours.text)
        pixels = np.zeros((PICTURE_PX, PICTURE_PX), np.uint32)
        for line in self._lines.values():
            pixels[dashed(line)] = colour.rgba()
        side = PICTURE_PX
        image = QImage(pixels.data, side, side, 4 * side, QImage.Format.Format_ARGB32)
        self._line_image, self._line_names = image.copy(), []
        places = [self._inputs.region.place(case.first, case.second) for case in self._cases]
        taken = [((1 - up) * side, across * side) for across, up in places]
        for name, line in self._lines.items():
            if (place := label_place(line, taken)) is not None:
                taken.append(place)
                self._line_names.append((name, QPointF(place[1] / side, place[0] / side)))

    def _compose(self) -> None:
        shown = self._unit or self._answers
        self._image = None if shown is None else plane_image(shown)
        if self._unit is None and self._classes is not None:
            self._image = classes_image(self._classes)
        self.update()

    def _on_theme(self) -> None:
        self._compose()
        self._compose_lines()

    @property
    def region(self) -> Region:
        """What is mapped."""
        return self._inputs.region

    # What a person does -------------------------------------------------------------------------

    def _ask(self, point: QPointF) -> None:
        across, down = point.x() / max(1, self.width()), point.y() / max(1, self.height())
        values = self._inputs.region.values(across, 1 - down)
        for case in self._cases:
            away = point - self.place_of(case.first, case.second)
            if away.x() ** 2 + away.y() ** 2 <= _SNAP_PX**2:
                values = (case.first, case.second)
        self._inputs.set_pair(*values)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        (first, second), (across, up) = self._inputs.pair, self._inputs.region.step
        self._inputs.set_pair(first + step[0] * across, second + step[1] * up)

    # Looks --------------------------------------------------------------------------------------

    def place_of(self, first: float, second: float) -> QPointF:
        """Return where two inputs lie, in pixels."""
        across, up = self._inputs.region.place(first, second)
        return QPointF(across * self.width(), (1 - up) * self.height())

    def sizeHint(self) -> QSize:
        return QSize(264, 264)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 120)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(colours.track))
        if self._image is not None:
            painter.drawImage(QRectF(self.rect()), self._image)
        if self._unit is None:
            self._paint_lines(painter)
        if self._cases:
            self._paint_axes(painter)
        else:
            self._paint_scales(painter)
        two = len(self._names) <= 2
        for place, label in self._points:
            middle = QPointF(place.x() * self.width(), (1 - place.y()) * self.height())
            paint_mark(painter, middle, label, two=two)
        for case in self._cases:
            self._paint_corner(painter, case)
        self._paint_point(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_lines(self, painter: QPainter) -> None:
        colours = theme().colours
        painter.drawImage(QRectF(self.rect()), self._line_image)
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        for name, place in self._line_names:
            box = QRectF(-NAME_PX, -NAME_PX, 2 * NAME_PX, 2 * NAME_PX)
            box.translate(place.x() * self.width(), place.y() * self.height())
            painter.setPen(QPen(QColor(colours.text), 1))
            painter.setBrush(QColor(colours.pane))
            painter.drawRoundedRect(box, 3, 3)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_axes(self, painter: QPainter) -> None:
        colours = theme().colours
        faint = QColor(colours.text)
        faint.setAlpha(90)
        painter.setPen(QPen(faint, 1, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.place_of(0, 1), self.place_of(1, 0)))
        font = self.font()
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        origin = self.place_of(0, 0)
        below = QRectF(0, origin.y() + CORNER_PX, self.width(), self.height() - origin.y() - CORNER_PX)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.tr("first input →"))
        painter.rotate(-90)
        left = QRectF(-self.height(), 0, self.height(), origin.x() - CORNER_PX)
        painter.drawText(left, Qt.AlignmentFlag.AlignCenter, self.tr("second input →"))
        painter.resetTransform()

    def _paint_scales(self, painter: QPainter) -> None:
        """Write how far the two numbers go, along the lower and the left border."""
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.text))
        region = self._inputs.region
        words = (self.tr("first number"), self.tr("second number"))
        for axis, length in enumerate((self.width(), self.height())):
            if axis:
                painter.rotate(-90)
            box = QRectF(-length if axis else 0, 2 if axis else self.height() - 16, length, 14)
            box.adjust(16, 0, -4, 0)
            ends = [plain_number(end, 3) for end in (region.low[axis], region.high[axis])]
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft, ends[0])
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, words[axis])
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, ends[1])
        painter.resetTransform()

    def _paint_corner(self, painter: QPainter, case: Case) -> None:
        colours = theme().colours
        middle = self.place_of(case.first, case.second)
        painter.setPen(QPen(QColor(colours.text), 1.5))
        painter.setBrush(QColor(colours.pane))
        painter.drawEllipse(middle, CORNER_PX, CORNER_PX)
        if case.wanted is None:
            return
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        box = QRectF(-CORNER_PX, -CORNER_PX, 2 * CORNER_PX, 2 * CORNER_PX).translated(middle)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, class_name(self._names, case.wanted)[:2])

    def _paint_point(self, painter: QPainter) -> None:
        """Ring the point asked about: around a corner's disc when it is there."""
        middle = self.place_of(*self._inputs.pair)
        radius = CORNER_PX + 4 if self._inputs.pair in {(c.first, c.second) for c in self._cases} else 6
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((theme().colours.pane, 4.0), (theme().colours.text, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(middle, radius, radius)


def plane_image(plane: Plane, side: int = PICTURE_PX) -> QImage:
    """Return the picture of a plane in the colours of the theme, `side` pixels high and wide."""
    colours = theme().colours
    low, high = (_paled(colour, colours.pane) for colour in (colours.validation, colours.train))
    return to_image(decision_picture(plane, low, _paled(colours.pane, colours.pane), high, side))


def classes_image(answers: npt.NDArray[np.float32], side: int = PICTURE_PX) -> QImage:
    """Return the picture of answers (points, classes) for more than two classes, `side` pixels."""
    pane = theme().colours.pane
    colours = [_paled(class_colour(place, two=False), pane) for place in range(answers.shape[1])]
    return to_image(class_picture(answers, colours, _paled(pane, pane), side))


def _paled(colour: str, ground: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour laid thinly on its ground: words stay readable on it."""
    over, under = QColor(colour), QColor(ground)
    parts = ((over.red(), under.red()), (over.green(), under.green()), (over.blue(), under.blue()))
    red, green, blue = (round(_STRENGTH * top + (1 - _STRENGTH) * below) for top, below in parts)
    return red, green, blue
