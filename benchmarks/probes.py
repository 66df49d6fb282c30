"""What is put into the window to measure it: a heart that beats in its thread, pens that draw and wait."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cnngui.ui import plain_imports  # noqa: F401  # isort: skip  # before all others, as a start has it
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QWidget

from cnngui.app import App
from cnngui.datasets.ink import Stroke
from cnngui.engine.protocol import Command, Predict
from cnngui.runs.model_id import ModelId
from cnngui.ui.draw.probability_bars import ClassProbabilities

BEAT_MS = 5
PEN_MS = 16
EVENTS_A_SECOND = 1_000
PATIENCE_S = 180.0
# Movements below a pixel are no points: on a canvas of 280 pixels, even the narrowest round has 1.4 a step.
_STEP = 0.05
# A 3 in shares of the canvas: at 60 points a second a hand draws it in a second.
_STROKE = ((0.3, 0.25), (0.65, 0.22), (0.68, 0.4), (0.45, 0.5), (0.7, 0.6), (0.65, 0.8), (0.28, 0.78))
_POINTS = 60
_RIGHT = 0.6
"""Where the digit begins that is drawn beside others."""
_PAINTED, _INKED = (QEvent.Type(QEvent.registerEventType()) for _ in range(2))
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
    """Draws digits with the mouse, 60 points a second, and times each until ink and answer are painted.

    Args:
        beside: strokes that are on the canvas already, to the left of what is drawn then.

    Attributes:
        delays: ms from each movement until everything is painted that an answer to it, or to a later one,
            has changed.
        inked: ms from each movement until its ink is painted.
        paints: how often the bars were painted.
    """

    def __init__(self, app: App, beside: tuple[Stroke, ...] = ()) -> None:
        super().__init__()
        self._beside = beside
        self.delays: list[float] = []
        self.inked: list[float] = []
        self.paints = 0
        self._app = app
        (self._canvas,) = app.window.findChildren(QWidget, "drawing_canvas")
        (bars,) = app.window.findChildren(ClassProbabilities, "class_probabilities")
        self._bars = bars.viewport()
        self._place = 0
        self._moves = 0
        self._waiting: list[tuple[int, float]] = []
        self._dry: list[float] = []
        self._asked: dict[tuple[ModelId, int], int] = {}
        self._answered = 0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=PEN_MS)
        self._timer.timeout.connect(self._move)
        self._bars.installEventFilter(self)
        self._canvas.installEventFilter(self)
        app.state.predictor.answer_changed.connect(self._on_answer)
        self._listen()

    def start(self) -> None:
        self._waiting, self._dry, self.delays, self.inked, self.paints = [], [], [], [], 0
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
            self._app.state.drawing.set_strokes(self._beside)
            self._send(QEvent.Type.MouseButtonPress)
        elif self._place == _POINTS:
            self._send(QEvent.Type.MouseButtonRelease)
        else:
            self._moves += 1
            now = time.perf_counter()
            self._waiting.append((self._moves, now))
            self._dry.append(now)
            self._send(QEvent.Type.MouseMove)
        self._place = (self._place + 1) % (_POINTS + 1)

    def _send(self, kind: QEvent.Type) -> None:
        x, y = _along(self._place / _POINTS)
        if self._beside:
            x, y = _RIGHT + (1 - _RIGHT) * x, y
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
        if event.type() == _INKED:
            self.inked += [1000 * (now - at) for at in self._dry]
            self._dry = []
            return
        self.delays += [1000 * (now - at) for move, at in self._waiting if move <= answered]
        self._waiting = [(move, at) for move, at in self._waiting if move > answered]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            if watched is self._canvas:
                # All that has changed is painted in one go; this comes right behind it.
                QApplication.postEvent(self, QEvent(_INKED), Qt.EventPriority.HighEventPriority.value)
            else:
                self.paints += 1
        return False


class Tablet(QObject):
    """Draws one long stroke with a tablet's pen, `EVENTS_A_SECOND` of them.

    Events that have become due while the window's thread was busy come in a row, as from a system's queue.

    Attributes:
        lags: ms from when each event was due until the window had taken it.
    """

    def __init__(self, app: App, seconds: float) -> None:
        super().__init__()
        self.lags: list[float] = []
        self._app, self._events = app, round(seconds * EVENTS_A_SECOND)
        (self._canvas,) = app.window.findChildren(QWidget, "drawing_canvas")
        self._pen = QPointingDevice.primaryPointingDevice()
        self._began = self._ended = self._answered = 0.0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=1)
        self._timer.timeout.connect(self._send_due)
        app.state.predictor.answer_changed.connect(self._on_answer)

    @property
    def done(self) -> bool:
        """Whether the answer to the whole stroke is painted."""
        return self._answered > 0

    @property
    def answer_ms(self) -> float:
        """From the last movement until the answer to all of them is painted."""
        return 1000 * (self._answered - self._ended)

    @property
    def lost(self) -> int:
        """How many of the points are not in the drawing."""
        return self._events - sum(len(stroke.points) for stroke in self._app.state.drawing.sheet.strokes)

    def start(self) -> None:
        self._app.state.drawing.clear()
        self._began = time.perf_counter()
        self._timer.start()

    def _send_due(self) -> None:
        now = time.perf_counter()
        while len(self.lags) < min(self._events, 1 + (now - self._began) * EVENTS_A_SECOND):
            self._send(QEvent.Type.TabletMove if self.lags else QEvent.Type.TabletPress)
            due = self._began + len(self.lags) / EVENTS_A_SECOND
            self.lags.append(1000 * (time.perf_counter() - due))
        if len(self.lags) == self._events:
            self._timer.stop()
            self._ended = time.perf_counter()
            self._send(QEvent.Type.TabletRelease)
            self._on_answer()

    def _send(self, kind: QEvent.Type) -> None:
        x, y = _around(len(self.lags))
        point = QPointF(x * self._canvas.width(), y * self._canvas.height())
        at, down = self._canvas.mapToGlobal(point), kind != QEvent.Type.TabletRelease
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        button, held = none if kind == QEvent.Type.TabletMove else left, left if down else none
        event = QTabletEvent(
            *(kind, self._pen, point, at, float(down), 0.0, 0.0, 0.0, 0.0, 0.0),
            *(Qt.KeyboardModifier.NoModifier, button, held),
        )
        QApplication.sendEvent(self._canvas, event)

    def _on_answer(self) -> None:
        if self._ended and not self._answered and self._app.state.predictor.settled:
            QApplication.postEvent(self, QEvent(_PAINTED), _AFTER_PAINTING)

    def customEvent(self, event: QEvent) -> None:
        self._answered = self._answered or time.perf_counter()


class Doing(QObject):
    """Times what a person does, from the call until all that it has changed is painted."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = QEventLoop()

    def ms(self, action: Callable[..., object], *arguments: object) -> float:
        """Return how long it holds the window, with what it has put off until right after it."""
        began = time.perf_counter()
        action(*arguments)
        self._painted()
        # Timers of no milliseconds come when all is painted, and change what is to be painted.
        self._painted()
        return 1000 * (time.perf_counter() - began)

    def _painted(self) -> None:
        QApplication.postEvent(self, QEvent(_PAINTED), _AFTER_PAINTING)
        self._loop.exec()

    def customEvent(self, event: QEvent) -> None:
        self._loop.quit()


def pump(seconds: float) -> None:
    """Let the window live; QTest.qWait would sleep for 10 ms between two looks at its events."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait(until: Callable[[], bool]) -> None:
    """Let the window live until something is so.

    Raises:
        TimeoutError: it never was.
    """
    end = time.monotonic() + PATIENCE_S
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("the window waited too long")
        pump(0.02)


def _around(number: int) -> tuple[float, float]:
    """Return a point, in shares of the canvas, of a curl that widens and narrows as it goes round."""
    angle = number * _STEP
    radius = 0.25 + 0.15 * math.sin(0.05 * angle)
    return 0.5 + radius * math.cos(angle), 0.5 + radius * math.sin(angle)


def _clocks() -> tuple[float, float]:
    return 1000 * time.perf_counter(), 1000 * time.process_time()


def _along(share: float) -> tuple[float, float]:
    """Return the point after this share of the stroke, each of its parts taking as long."""
    place = share * (len(_STROKE) - 1)
    part = min(int(place), len(_STROKE) - 2)
    (x0, y0), (x1, y1) = _STROKE[part], _STROKE[part + 1]
    return x0 + (x1 - x0) * (place - part), y0 + (y1 - y0) * (place - part)
