"""The main job from beginning to end in the real window, without a screen: build, train, draw, predict.

It is what `cnngui run` shows where there is no display, and the end-to-end test. Like `cnngui.app` it
stands above all rooms.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cnngui.runs.model_id import DRAFT, SHIPPED, ModelId

TOUR_WIDTH, TOUR_HEIGHT = 1440, 900
SEVEN = ((88, 78), (192, 78), (176, 120), (152, 164), (134, 214))
_PATIENCE_S = 300.0

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

_T = TypeVar("_T", bound="QObject")


@dataclass(frozen=True)
class TourResult:
    """What the tour saw.

    Attributes:
        network, parameters: what was built. data: what it learned from.
        epochs: how long. accuracy: on the validation part, 0..1.
        drawn: the digit that was drawn. prediction, probability: what the trained network says it is.
        shipped_prediction: what the shipped network said before.
        seconds: from opening the window to the end.
        screenshots: the pictures that were saved.
    """

    network: str
    parameters: int
    data: str
    epochs: int
    accuracy: float
    drawn: str
    prediction: str
    probability: float
    shipped_prediction: str
    seconds: float
    screenshots: tuple[str, ...] = field(default=())


def run_tour(
    screenshots: Path | None = None, report: Callable[[str, float], None] | None = None
) -> TourResult:
    """Drive the window offscreen through the main job.

    Args:
        screenshots: folder to save pictures of the window in; made if needed.
        report: told what is being done, and how much of the training is, 0..1.

    Raises:
        CnnguiError: the engine died or training failed.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    tour = _Tour(screenshots, report or _silent)
    return tour.run()


def _silent(doing: str, done: float) -> None:
    return None


class _Tour:
    def __init__(self, screenshots: Path | None, report: Callable[[str, float], None]) -> None:
        from cnngui.app import App, application, build_state

        self._folder, self._report = screenshots, report
        self._qt = application()
        self._state = build_state()
        self._app = App(self._state)
        self._taken: list[str] = []
        self._error: Exception | None = None
        self._state.training.failed.connect(self._on_failed)

    def run(self) -> TourResult:
        from cnngui.messages import text

        started = time.monotonic()
        app, state = self._app, self._state
        try:
            state.settings.theme = "light"
            app.window.resize(TOUR_WIDTH, TOUR_HEIGHT)
            app.start()
            self._report(text("tour.starting"), 0.0)
            self._wait(lambda: state.predictor.model.has_shipped and state.library.described is not None)
            self._report(text("tour.drawing"), 0.0)
            shipped = self._draw_on_shipped()
            self._shot("1-first-drawing")
            self._report(text("tour.building"), 0.0)
            self._build()
            self._shot("2-built")
            self._train()
            self._report(text("tour.predicting"), 1.0)
            self._ask_own()
            self._shots_of_both_themes()
            return self._result(shipped, time.monotonic() - started)
        finally:
            state.document.undo_stack.setClean()
            state.document.mark_reset()
            app.window.close()
            app.close()

    # Steps --------------------------------------------------------------------------------------

    def _draw_on_shipped(self) -> str:
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QWidget

        canvas = self._find(QWidget, "drawing_canvas")
        scale = min(canvas.width(), canvas.height()) / self._state.drawing.canvas[0]
        points = [QPoint(round(x * scale), round(y * scale)) for x, y in _finely(SEVEN)]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
            self._qt.processEvents()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
        self._wait_for_answer(SHIPPED)
        return self._winner()[0]

    def _build(self) -> None:
        """Make the first convolution smaller by its form, so that it is a network of the person's own."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QSpinBox, QWidget

        first = next(layer for layer in self._state.document.network.layers if layer.kind == "Conv2D")
        self._state.document.select(first.name)
        self._qt.processEvents()
        form = self._find(QWidget, "property_form")
        filters = form.findChildren(QSpinBox)[0]
        filters.setFocus()
        filters.selectAll()
        QTest.keyClicks(filters, "24")
        QTest.keyClick(filters, Qt.Key.Key_Return)
        self._qt.processEvents()
        recipe = self._state.document.recipe
        self._state.document.set_recipe(recipe.model_copy(update={"epochs": 3, "batch_size": 50}))

    def _train(self) -> None:
        from cnngui.messages import text
        from cnngui.state.training import Status

        state = self._state
        self._app.window.train_actions.train.trigger()
        shot = False

        def training() -> bool:
            nonlocal shot
            progress = state.training.progress
            self._report(
                text("tour.training", epoch=progress.epoch, epochs=progress.epochs), progress.fraction
            )
            if not shot and progress.fraction > 0.5:
                shot = True
                self._shot("3-training")
            return state.training.status is Status.IDLE and len(state.training.history.epoch) > 0

        self._wait(training)

    def _ask_own(self) -> None:
        state = self._state
        self._wait(lambda: state.predictor.model.own_fits)
        state.predictor.refresh()
        self._wait_for_answer(DRAFT)

    def _shots_of_both_themes(self) -> None:
        for theme in ("light", "dark"):
            self._state.settings.theme = theme
            for width, height in ((1440, 900), (1280, 720)):
                self._app.window.resize(width, height)
                self._pump(0.2)
                self._shot(f"4-trained-{theme}-{width}x{height}")

    def _result(self, shipped: str, seconds: float) -> TourResult:
        state = self._state
        prediction, probability = self._winner()
        return TourResult(
            network=state.document.title,
            parameters=state.document.inference.total_parameters or 0,
            data=state.library.label(),
            epochs=len(state.training.history.epoch),
            accuracy=float(state.training.history.val_metric[-1]),
            drawn="7",
            prediction=prediction,
            probability=probability,
            shipped_prediction=shipped,
            seconds=seconds,
            screenshots=tuple(self._taken),
        )

    # Tools --------------------------------------------------------------------------------------

    def _winner(self) -> tuple[str, float]:
        answer = self._state.predictor.answer
        assert answer is not None
        best = int(answer.probabilities.argmax())
        return answer.class_names[best], float(answer.probabilities[best])

    def _wait_for_answer(self, which: ModelId) -> None:
        predictor = self._state.predictor
        self._wait(
            lambda: predictor.settled and predictor.answer is not None and predictor.answer.model == which
        )
        self._pump(0.1)

    def _find(self, kind: type[_T], name: str) -> _T:
        found = self._app.window.findChild(kind, name)
        assert found is not None, name
        return found

    def _shot(self, name: str) -> None:
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{name}.png"
        self._app.window.grab().save(str(path))
        self._taken.append(str(path))

    def _wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE_S
        while not until():
            if self._error is not None:
                raise self._error
            if time.monotonic() > end:
                raise TimeoutError("the tour waited too long")
            self._pump(0.02)

    def _pump(self, seconds: float) -> None:
        from PySide6.QtTest import QTest

        QTest.qWait(round(1000 * seconds))

    def _on_failed(self, error: Exception, details: str) -> None:
        self._error = error


def _finely(corners: tuple[tuple[int, int], ...], pieces: int = 10) -> Iterator[tuple[float, float]]:
    """Yield points along the line through `corners`, as a hand would give them."""
    for (x0, y0), (x1, y1) in pairwise(corners):
        for piece in range(pieces):
            yield x0 + (x1 - x0) * piece / pieces, y0 + (y1 - y0) * piece / pieces
    yield corners[-1]
