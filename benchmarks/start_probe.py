"""Start the program as ``python -m cnngui`` does, draw as soon as it is seen, and say when what is there.

``python -m benchmarks.start_probe`` prints a line for each of `MOMENTS`: the time of day and the processor
time of this process, in seconds. Whoever started it took the time of day before.
"""

from __future__ import annotations

import importlib.util
import os
import runpy
import sys
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

MOMENTS = ("painted", "ink", "answer")
# A seven, in shares of the canvas.
_STROKE = ((0.3, 0.3), (0.5, 0.29), (0.7, 0.28), (0.62, 0.5), (0.52, 0.68), (0.45, 0.85))


class _OnImport:
    """Calls `watch` with the module of the window once it has been imported; nothing is imported before."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        if name != "cnngui.app":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        loader: Any = spec.loader
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            watch(module)

        loader.exec_module = exec_module
        return spec


def watch(module: Any) -> None:
    """Have a probe look at the window from when it is shown."""
    start = module.App.start

    def started(app: Any) -> None:
        app.probe = _probe(app)
        start(app)

    module.App.start = started


def _probe(app: Any) -> object:
    from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication, QWidget

    kinds, left, none = QEvent.Type, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    predictor, drawing = app.state.predictor, app.state.drawing
    (canvas,) = app.window.findChildren(QWidget, "drawing_canvas")
    (bars,) = app.window.findChildren(QWidget, "class_probabilities")
    painted_type = QEvent.Type(QEvent.registerEventType())

    class Probe(QObject):
        """Waits for each moment in turn: for a paint that has what is waited for, and all paints with it."""

        def __init__(self) -> None:
            super().__init__()
            self.reached = 0
            self.posted = False
            for widget in (app.window, canvas, bars.viewport()):
                widget.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == kinds.Paint and not self.posted and self.is_there(watched):
                self.posted = True
                # All that has changed is painted in one go; this comes right behind it.
                QApplication.postEvent(self, QEvent(painted_type), Qt.EventPriority.HighEventPriority.value)
            return False

        def is_there(self, watched: QObject) -> bool:
            if self.reached == 0:
                return watched is app.window
            if self.reached == 1:
                return watched is canvas and bool(drawing.sheet.strokes)
            return watched is bars.viewport() and predictor.answer is not None and predictor.settled

        def customEvent(self, event: QEvent) -> None:
            self.posted = False
            print(MOMENTS[self.reached], time.time(), time.process_time(), flush=True)
            self.reached += 1
            if self.reached == 1:
                QTimer.singleShot(0, self.draw)
            elif self.reached == len(MOMENTS):
                self.check()
                os._exit(0)

        def draw(self) -> None:
            last = len(_STROKE) - 1
            for place, (x, y) in enumerate(_STROKE):
                kind = kinds.MouseButtonPress if place == 0 else kinds.MouseMove
                point = QPointF(x * canvas.width(), y * canvas.height())
                button = left if place == 0 else none
                self.send(kind, point, button, left)
                if place == last:
                    self.send(kinds.MouseButtonRelease, point, left, none)

        def send(self, kind: Any, point: QPointF, button: Any, held: Any) -> None:
            at, keys = canvas.mapToGlobal(point), Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(canvas, QMouseEvent(kind, point, at, button, held, keys))

        def check(self) -> None:
            """See that the ink is to be seen and the digit was recognised."""
            x, y = _STROKE[1]
            image = canvas.grab().toImage()
            seen = image.pixelColor(int(x * image.width()), int(y * image.height())).lightness()
            answer = predictor.answer
            read = answer.class_names[int(answer.probabilities.argmax())]
            if seen < 128 or read != "7":
                print(f"the ink is {seen} of 255 light and was read as {read}", file=sys.stderr, flush=True)
                os._exit(1)

    return Probe()


def main() -> None:
    """Be the program, as `python -m cnngui` is."""
    sys.meta_path.insert(0, _OnImport())
    sys.argv = ["cnngui", *sys.argv[1:]]
    runpy.run_module("cnngui", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
