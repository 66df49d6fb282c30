"""A lesson at the window with the real engine: train, pause, step, draw, save, close, open, go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from cnngui.app import App, build_state
from cnngui.network.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.network.recipe import Adam, Recipe
from cnngui.runs.model_id import DRAFT
from cnngui.state.document import Contents
from cnngui.state.training import Status
from tests.windows import window_on

PATIENCE_MS = 120_000
SMALL = Contents(
    Network(
        layers=(
            Conv2D(filters=8, strides=(2, 2), activation="relu"),
            MaxPooling2D(),
            Flatten(),
            Dense(units=10, activation="softmax"),
        )
    ),
    Recipe(optimizer=Adam(learning_rate=0.005), epochs=2, batch_size=100),
    "digits",
)
SEVEN = [(80, 80), (140, 80), (200, 80), (180, 120), (160, 160), (140, 210)]


@pytest.fixture
def window(qtbot, request: pytest.FixtureRequest) -> Callable[[], App]:
    """Return what opens a window on a small network with an engine of its own."""

    def opened() -> App:
        made = window_on(request, build_state())
        made.state.document.replace_all(SMALL, title="small")
        made.start()
        qtbot.waitUntil(lambda: made.state.engine.ready is not None, timeout=PATIENCE_MS)
        return made

    return opened


def draw_seven(qtbot, app: App) -> None:
    canvas = app.window.findChild(QWidget, "drawing_canvas")
    assert canvas is not None
    scale = min(canvas.width(), canvas.height()) / 280
    points = [QPoint(round(x * scale), round(y * scale)) for x, y in SEVEN]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        qtbot.mouseMove(canvas, point)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def settled_answer(qtbot, app: App) -> object:
    """Return the probabilities for the whole drawing by the weights as they are now."""
    app.state.predictor.refresh()
    qtbot.waitUntil(
        lambda: app.state.predictor.settled and app.state.predictor.answer is not None, timeout=PATIENCE_MS
    )
    return app.state.predictor.answer.probabilities


def wait_for(qtbot, app: App, status: Status) -> None:
    qtbot.waitUntil(lambda: app.state.training.status is status, timeout=PATIENCE_MS)


@pytest.mark.timeout(600)
def test_a_lesson(qtbot, window: Callable[[], App], tmp_path: Path) -> None:
    app = window()
    draw_seven(qtbot, app)
    settled_answer(qtbot, app)
    label = app.window.findChild(QLabel, "prediction_label")
    assert label is not None
    assert label.text().startswith("7")

    qtbot.keyClick(app.window, Qt.Key.Key_F10)
    wait_for(qtbot, app, Status.PAUSED)
    qtbot.waitUntil(lambda: len(app.state.training.history.batch_loss) == 1, timeout=PATIENCE_MS)
    qtbot.keyClick(app.window, Qt.Key.Key_F5)
    wait_for(qtbot, app, Status.IDLE)
    assert len(app.state.training.history.batch_loss) == 2 * 40
    assert app.state.training.history.val_metric[-1] > 0.7
    qtbot.waitUntil(
        lambda: app.state.predictor.answer is not None and app.state.predictor.answer.model == DRAFT,
        timeout=PATIENCE_MS,
    )
    before = settled_answer(qtbot, app)
    assert app.state.predictor.answer.model == DRAFT

    app.state.document.path = str(tmp_path / "lesson.cnn")
    with qtbot.waitSignal(app.state.files.saved, timeout=PATIENCE_MS):
        app.window.file_actions.save.trigger()
    assert not app.state.document.dirty
    app.window.close()

    again = window()
    with qtbot.waitSignal(again.state.files.opened, timeout=PATIENCE_MS):
        again.window.file_actions.open_path(str(tmp_path / "lesson.cnn"))
    assert len(again.state.training.history.batch_loss) == 80
    again.state.drawing.set_strokes(app.state.drawing.sheet.strokes)
    qtbot.waitUntil(
        lambda: again.state.predictor.answer is not None and again.state.predictor.answer.model == DRAFT,
        timeout=PATIENCE_MS,
    )
    assert settled_answer(qtbot, again) == pytest.approx(before, abs=1e-5)
    again.window.train_actions.train.trigger()
    wait_for(qtbot, again, Status.TRAINING)
    wait_for(qtbot, again, Status.IDLE)
    assert list(again.state.training.history.epoch) == [1, 2, 3, 4]
