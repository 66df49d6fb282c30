"""What is put into the window to measure it: a heart that beats in its thread, a pen that draws and waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from cnngui.app import App
from cnngui.engine.protocol import Command, Predict
from cnngui.runs.model_id import ModelId
from cnngui.ui.draw.probability_bars import ClassProbabilities

BEAT_MS = 5
PEN_MS = 16
# A 3 in shares of the canvas: at 60 points a second a hand draws it in a second.
_STROKE = ((0.3, 0.25), (0.65, 0.22), (0.68, 0.4), (0.45, 0.5), (0.7, 0.6), (0.65, 0.8), (0.28, 0.78))
_POINTS = 60
_PAINTED = QEvent.Type(QEvent.registerEventType())
# Qt asks for a repaint at LowEventPriority: whatever comes below it comes when all is painted.
_AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1


@dataclass(frozen=True)
class Gap:
    """From one beat to the next, in ms: by the clock, and what this process computed meanwhile."""

    wall: float
    cpu: float


class Heart:
    """Notes how long the window's thread had to wait for its turn, by phase."""

    def __init__(self) -> None:
        self.gaps: dict[str, list[Gap]] = {}
        self._phase = ""
        self._last = _clocks()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def enter(self, phase: str) -> None:
        """Begin a phase; "" for a rest. What was left undone before belongs to the phase before."""
        self._beat()
        self._phase = phase

    def stop(self) -> None:
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now = _clocks()
        self.gaps.setdefault(self._phase, []).append(Gap(now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now


class Pen(QObject):
    """Draws digits with the mouse, 60 points a second, and times each until its answer is painted.

    Attributes:
        delays: ms from each movement until everything is painted that an answer to it, or to a later one,
            has changed.
        paints: how often the bars were painted.
    """

    def __init__(self, app: App) -> None:
        super().__init__()
        self.delays: list[float] = []
        self.paints = 0
        self._app = app
        (self._canvas,) = app.window.findChildren(QWidget, "drawing_canvas")
        (bars,) = app.window.findChildren(ClassProbabilities, "class_probabilities")
        self._bars = bars.viewport()
        self._place = 0
        self._moves = 0
        self._waiting: list[tuple[int, float]] = []
        self._asked: dict[tuple[ModelId, int], int] = {}
        self._answered = 0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=PEN_MS)
        self._timer.timeout.connect(self._move)
        self._bars.installEventFilter(self)
        app.state.predictor.answer_changed.connect(self._on_answer)
        self._listen()

    def start(self) -> None:
        self._waiting, self.delays, self.paints = [], [], 0
        self._timer.start()

    def stop(self) -> None:
        """Lift the pen; what was drawn stays on the canvas."""
        self._timer.stop()
        self._send(QEvent.Type.MouseButtonRelease)
        self._place = 0

    def _listen(self) -> None:
        """Learn which question holds which point, by looking over the shoulder of who sends it."""
        for client in (self._app.state.engine, self._app.state.shipped):
            client.send = partial(self._sent, client.send)  # type: ignore[method-assign]

    def _sent(self, send: Callable[[Command], None], command: Command) -> None:
        if isinstance(command, Predict):
            self._asked[command.model, command.request_id] = self._moves
        send(command)

    def _move(self) -> None:
        if self._place == 0:
            self._app.state.drawing.clear()
            self._send(QEvent.Type.MouseButtonPress)
        elif self._place == _POINTS:
            self._send(QEvent.Type.MouseButtonRelease)
        else:
            self._moves += 1
            self._waiting.append((self._moves, time.perf_counter()))
            self._send(QEvent.Type.MouseMove)
        self._place = (self._place + 1) % (_POINTS + 1)

    def _send(self, kind: QEvent.Type) -> None:
        x, y = _along(self._place / _POINTS)
        point = QPointF(x * self._canvas.width(), y * self._canvas.height())
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        button = none if kind == QEvent.Type.MouseMove else left
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        at = self._canvas.mapToGlobal(point)
        event = QMouseEvent(kind, point, at, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._canvas, event)

    def _on_answer(self) -> None:
        answer = self._app.state.predictor.answer
        if answer is not None:
            self._answered = self._asked.get((answer.model, answer.request_id), 0)
            QApplication.postEvent(self, QEvent(_PAINTED), _AFTER_PAINTING)

    def customEvent(self, event: QEvent) -> None:
        now, answered = time.perf_counter(), self._answered
        self.delays += [1000 * (now - at) for move, at in self._waiting if move <= answered]
        self._waiting = [(move, at) for move, at in self._waiting if move > answered]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.paints += event.type() == QEvent.Type.Paint
        return False


def _clocks() -> tuple[float, float]:
    return 1000 * time.perf_counter(), 1000 * time.process_time()


def _along(share: float) -> tuple[float, float]:
    """Return the point after this share of the stroke, each of its parts taking as long."""
    place = share * (len(_STROKE) - 1)
    part = min(int(place), len(_STROKE) - 2)
    (x0, y0), (x1, y1) = _STROKE[part], _STROKE[part + 1]
    return x0 + (x1 - x0) * (place - part), y0 + (y1 - y0) * (place - part)
