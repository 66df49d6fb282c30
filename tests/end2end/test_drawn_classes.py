"""Three classes are typed, drawn with the mouse, learned, asked about and added to, with the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from cnngui.app import App, build_state
from cnngui.datasets.catalog import load_dataset
from cnngui.runs.run import Run
from cnngui.state.training import Status
from cnngui.ui.samples.drawn_page import DrawnPage
from cnngui.ui.samples.new_set_dialog import NewSetDialog
from tests.drawn_shapes import SHAPES, shape_strokes
from tests.windows import window_on

PATIENCE_MS = 240_000
EACH = 5


@pytest.fixture
def app(
    qtbot, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[App]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    made = window_on(request, build_state())
    made.window.resize(1280, 720)
    made.start()
    qtbot.waitUntil(lambda: made.state.engine.ready is not None, timeout=PATIENCE_MS)
    return made


def draw(qtbot, app: App, shape: str, chance: np.random.Generator) -> None:
    """Draw a shape with the mouse."""
    canvas = app.window.findChild(QWidget, "drawing_canvas")
    scale = canvas.width() / 280
    for stroke in shape_strokes(shape, chance):
        points = [QPoint(round(x * scale), round(y * scale)) for x, y in stroke.points]
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            qtbot.mouseMove(canvas, point)
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def add(qtbot, app: App, shape: str, chance: np.random.Generator) -> None:
    """Draw a shape, and add it to the class that is chosen."""
    current = app.state.drawn.current
    before = len(current.samples)
    draw(qtbot, app, shape, chance)
    qtbot.keyClick(app.window.findChild(QWidget, "drawing_canvas"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(current.samples) == before + 1)


def trained(qtbot, app: App) -> Run:
    """Wait for the end of a run, and return it."""
    training = app.state.training
    qtbot.waitUntil(lambda: training.status is Status.TRAINING, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: training.status is Status.IDLE, timeout=PATIENCE_MS)
    return Run(training.runs_folder / training.run_id)


@pytest.mark.timeout(900)
def test_three_classes_from_the_canvas(qtbot, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(dialog: NewSetDialog) -> int:
        dialog.show()
        qtbot.keyClicks(dialog.classes, ", ".join(SHAPES))
        qtbot.keyClick(dialog.classes, Qt.Key.Key_Return)
        return dialog.result()

    monkeypatch.setattr(NewSetDialog, "exec", answer)
    combo, chance = app.window.findChild(QWidget, "data_combo"), np.random.default_rng(3)
    combo.activated.emit(combo.findText("Draw your own classes …"))
    qtbot.waitUntil(lambda: app.state.drawn.current is not None)
    current = app.state.drawn.current
    qtbot.waitUntil(lambda: current.class_names == SHAPES)
    canvas = app.window.findChild(QWidget, "drawing_canvas")
    for place, shape in enumerate(SHAPES):
        qtbot.keyClick(canvas, Qt.Key(Qt.Key.Key_1 + place))
        for _ in range(EACH):
            add(qtbot, app, shape, chance)
    assert current.counts == dict.fromkeys(SHAPES, EACH)

    page = app.window.findChild(DrawnPage)
    qtbot.mouseClick(page.findChild(QPushButton, "train_small_button"), Qt.MouseButton.LeftButton)
    first = trained(qtbot, app)
    record = first.record()
    assert record.data == str(current.path)
    assert record.fingerprint == load_dataset(current.path).fingerprint()
    assert record.title == "My drawings"

    for shape in ("triangle", "circle", "cross"):
        app.state.drawing.clear()
        draw(qtbot, app, shape, chance)
        label = app.window.findChild(QLabel, "prediction_label")
        qtbot.waitUntil(
            lambda label=label, shape=shape: app.state.predictor.settled and label.text().startswith(shape),
            timeout=PATIENCE_MS,
        )
    app.state.drawing.clear()

    epochs = len(app.state.training.history.epoch)
    for _ in range(2):
        add(qtbot, app, "cross", chance)
    on_button = page.findChild(QPushButton, "train_on_button")
    qtbot.waitUntil(lambda: on_button.text() == "Train on with 2 more")
    qtbot.mouseClick(on_button, Qt.MouseButton.LeftButton)
    second = trained(qtbot, app)
    assert second.id != first.id
    assert second.record().parent == first.id
    assert second.record().parent_epoch == epochs
    assert second.record().fingerprint == load_dataset(current.path).fingerprint() != record.fingerprint
    assert len(app.state.training.history.epoch) == 2 * epochs
    assert not on_button.isVisible()
