"""A small graph on the screen: numbers go forward through it, gradients backward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from cnngui.course.scenes.scene import GraphCase
from cnngui.engine.stepping.gradients import Passed, Value, backward, forward
from cnngui.engine.stepping.scenes import graph_of
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_text import plain_number
from cnngui.ui.stepper.steps_view import StepsView

_RADIUS_PX = 26
_LINE_PX = 18
_LEGEND_PX = 20


def depths(values: Sequence[Value]) -> dict[str, int]:
    """Return for each node how far it is from what is given: at least 1 behind each of its inputs."""
    found: dict[str, int] = {}
    for value in values:
        found[value.name] = 1 + max((found[name] for name in value.inputs), default=-1)
    return found


def places(values: Sequence[Value], width: float, height: float) -> dict[str, QPointF]:
    """Return the middle of each node: columns by depth, what is given in rows, others between theirs."""
    depth = depths(values)
    last = max(depth.values())
    given = [value.name for value in values if not value.inputs]
    found: dict[str, QPointF] = {}
    for value in values:
        x = width * (depth[value.name] + 0.5) / (last + 1)
        if value.inputs:
            y = sum(found[name].y() for name in value.inputs) / len(value.inputs)
        else:
            y = height * (given.index(value.name) + 0.5) / len(given)
        found[value.name] = QPointF(x, y)
    return found


@dataclass(frozen=True)
class Seen:
    """What is known at a step: numbers and gradients by node, and what is new.

    Attributes:
        new: the node whose number or gradient came last. passed: what was handed on last, if anything.
    """

    numbers: dict[str, float]
    gradients: dict[str, float]
    new: str
    passed: Passed | None


def seen_at(values: Sequence[Value], numbers: dict[str, float], passed: Sequence[Passed], step: int) -> Seen:
    """Return what is known at a step: first every number, then the last gradient, 1, then those handed on."""
    if step < len(values):
        known = [value.name for value in values[: step + 1]]
        return Seen({name: numbers[name] for name in known}, {}, known[-1], None)
    last = values[-1].name
    gradients = {last: 1.0}
    handed = passed[: step - len(values)]
    for each in handed:
        gradients[each.input] = gradients.get(each.input, 0.0) + each.gradient
    new = handed[-1] if handed else None
    return Seen(numbers, gradients, new.input if new else last, new)


class GraphView(StepsView):
    """Shows a `GraphCase`: forward, a number a step, and backward, a gradient a step."""

    row = 1

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stepper_graph")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.values: tuple[Value, ...] = ()
        self.numbers: dict[str, float] = {}
        self.passed: tuple[Passed, ...] = ()
        self._pointed = ""
        theme().changed.connect(self.update)

    @property
    def count(self) -> int:
        """Return how many steps there are: forward, the first gradient, backward."""
        return len(self.values) + 1 + len(self.passed) if self.values else 0

    @property
    def seen(self) -> Seen:
        """Return what is known now."""
        return seen_at(self.values, self.numbers, self.passed, self.step)

    def show_case(self, case: GraphCase) -> None:
        """Show another graph."""
        self.values = graph_of(case)
        self.numbers = forward(self.values, case.given)
        self.passed = backward(self.values, self.numbers)
        self.show_step(0)

    def show_step(self, step: int) -> None:
        """Show what is known at a step."""
        self.step = step
        self.setAccessibleName(self.read_out())
        self.update()
        self.changed.emit()

    # Text ---------------------------------------------------------------------------------------

    def read_out(self) -> str:
        """Return the step as text."""
        seen = self.seen
        if seen.passed is not None:
            return self._handed_words(seen.passed)
        if seen.gradients:
            last = self.values[-1].name
            return self.tr("Backward: the gradient of {0} by itself is 1.").format(last)
        return self.tr("Forward: {0}").format(self._number_words(seen.new))

    def _number_words(self, name: str) -> str:
        value = next(each for each in self.values if each.name == name)
        result = _number(self.numbers[name])
        if not value.inputs:
            return self.tr("{0} = {1} is given").format(name, result)
        between = f" {value.operation} "
        inserted = between.join(_bracketed(self.numbers[each]) for each in value.inputs)
        return f"{name} = {between.join(value.inputs)} = {inserted} = {result}"

    def _handed_words(self, passed: Passed) -> str:
        value = next(each for each in self.values if each.name == passed.node)
        last, known = self.values[-1].name, self.seen.gradients
        own, local = _number(known[passed.node]), _number(passed.local)
        why = self.tr("1, as of every sum")
        if value.operation == "×":
            others = [each for each in value.inputs if each != passed.input] or [passed.input]
            why = f"{' × '.join(others)} = {local}"
        rule = f"∂{last}/∂{passed.input} = ∂{last}/∂{passed.node} · ∂{passed.node}/∂{passed.input}"
        words = self.tr("Backward: {0} = {1} · {2} = {3}. The local gradient ∂{4}/∂{5} is {6}.")
        numbers = (rule, own, _bracketed(passed.local), _number(passed.gradient))
        return words.format(*numbers, passed.node, passed.input, why)

    # Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(700, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, 240)

    def _places(self) -> dict[str, QPointF]:
        return places(self.values, self.width(), self.height() - _LEGEND_PX) if self.values else {}

    def node_at(self, point: QPointF) -> str:
        """Return the node at a point, "" for none."""
        for name, middle in self._places().items():
            away = point - middle
            if away.x() ** 2 + away.y() ** 2 <= _RADIUS_PX**2:
                return name
        return ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if (name := self.node_at(event.position())) != self._pointed:
            self._pointed = name
            self.setToolTip(self._number_words(name) if name in self.seen.numbers else "")
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        name = self.node_at(event.position())
        if name and event.button() == Qt.MouseButton.LeftButton:
            self.step_asked.emit(self._step_of(name))

    def _step_of(self, name: str) -> int:
        """Return when a node's gradient is whole, once all numbers are there; before, when its number is."""
        if self.step < len(self.values):
            return next(place for place, value in enumerate(self.values) if value.name == name)
        handed = [place for place, each in enumerate(self.passed) if each.input == name]
        return len(self.values) + (handed[-1] + 1 if handed else 0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointed = ""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.values:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middles, seen = self._places(), self.seen
        for value in self.values:
            for name in value.inputs:
                self._paint_edge(painter, middles[name], middles[value.name], seen, value, name)
        for value in self.values:
            self._paint_node(painter, middles[value.name], value, seen)
        self._paint_legend(painter)
        painter.end()
        super().paintEvent(event)

    def _paint_legend(self, painter: QPainter) -> None:
        colours, font = theme().colours, tabular(self.font())
        font.setPixelSize(12)
        painter.setFont(font)
        x = 4.0
        for words, colour in (
            (self.tr("above: the number, forward"), colours.accent),
            (self.tr("below: the gradient, backward"), colours.wrong),
            (self.tr("on a line: the local gradient"), colours.wrong),
        ):
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.setPen(QColor(colour))
            painter.drawText(
                QRectF(x, self.height() - 18, width + 4, 18), Qt.AlignmentFlag.AlignVCenter, words
            )
            x += width + 24

    def _paint_edge(
        self, painter: QPainter, start: QPointF, end: QPointF, seen: Seen, value: Value, name: str
    ) -> None:
        """Draw the way from an input to a node, with the local gradient once it was handed back."""
        colours = theme().colours
        handed = self.passed[: max(0, self.step - len(self.values))]
        passed = next((each for each in handed if (each.node, each.input) == (value.name, name)), None)
        new = passed is not None and passed is seen.passed
        colour = colours.validation if passed is not None else colours.edge
        painter.setPen(QPen(QColor(colour), 3 if new else 1.5))
        painter.drawLine(start, end)
        if passed is not None:
            text = f"∂{value.name}/∂{name} = {_number(passed.local)}"
            middle = start + (end - start) * 0.52
            self._write(painter, middle, text, colours.wrong, bold=new, boxed=True)

    def _paint_node(self, painter: QPainter, middle: QPointF, value: Value, seen: Seen) -> None:
        colours = theme().colours
        new = value.name == seen.new
        painter.setPen(QPen(QColor(colours.accent if new else colours.edge), 3 if new else 1.5))
        pointed = value.name == self._pointed
        painter.setBrush(QColor(colours.selected if new else colours.hover if pointed else colours.pane))
        painter.drawEllipse(middle, _RADIUS_PX, _RADIUS_PX)
        self._write(
            painter, middle, value.operation if value.inputs else value.name, colours.text, large=True
        )
        if value.name in seen.numbers:
            text = f"{value.name} = {_number(seen.numbers[value.name])}"
            self._write(painter, middle - QPointF(0, _RADIUS_PX + 14), text, colours.accent, bold=new)
        if value.name in seen.gradients:
            last = self.values[-1].name
            text = f"∂{last}/∂{value.name} = {_number(seen.gradients[value.name])}"
            self._write(painter, middle + QPointF(0, _RADIUS_PX + 14), text, colours.wrong, bold=new)

    def _write(
        self,
        painter: QPainter,
        middle: QPointF,
        text: str,
        colour: str,
        *,
        bold: bool = False,
        large: bool = False,
        boxed: bool = False,
    ) -> None:
        font = tabular(self.font())
        font.setPixelSize(_LINE_PX if large else 14)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text) + 10
        rect = QRectF(middle.x() - width / 2, middle.y() - 11, width, 22)
        if boxed:
            painter.fillRect(rect, QColor(theme().colours.pane))
        painter.setPen(QColor(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _number(value: float) -> str:
    return plain_number(value, 4)


def _bracketed(value: float) -> str:
    return f"({_number(value)})" if value < 0 else _number(value)
