"""The engine is killed under the window, for real: the file never has less than before without a yes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from cnngui.app import build_state
from cnngui.engine.transports import ProcessTransport
from cnngui.network.layers import Dense, Dropout, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.project import read_project
from cnngui.state.document import Contents
from cnngui.state.training import Status
from tests.windows import window_on

PATIENCE_MS = 60_000
LONG = Contents(
    Network(layers=(Flatten(), Dropout(rate=0.2), Dense(units=10, activation="softmax"))),
    Recipe(epochs=100_000, batch_size=100),
    "digits",
)


class Lesson:
    """A window on an engine that can be killed."""

    def __init__(self, qtbot, request: pytest.FixtureRequest, path: Path) -> None:
        self.qtbot, self.path, self.workers = qtbot, path, []
        self.app = window_on(request, build_state(self._worker))
        self.app.state.document.replace_all(LONG, path=str(path), title="long")
        self.app.start()
        self.wait(lambda: self.app.state.engine.ready is not None)

    def _worker(self) -> ProcessTransport:
        self.workers.append(ProcessTransport())
        return self.workers[-1]

    def wait(self, done: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(done()), timeout=PATIENCE_MS)

    @property
    def epochs(self) -> int:
        return len(self.app.state.training.history.epoch)

    def save_key(self) -> None:
        self.qtbot.keyClick(self.app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    def save(self) -> np.ndarray:
        """Save by the key, and return a weight of the file."""
        with self.qtbot.waitSignal(self.app.state.files.saved, timeout=PATIENCE_MS):
            self.save_key()
        return self.weight()

    def weight(self) -> np.ndarray:
        return read_project(self.path).weights["dense"][0]

    def train_for(self, epochs: int) -> None:
        self.app.window.train_actions.train.trigger()
        self.wait(lambda: self.epochs >= epochs)

    def kill(self) -> None:
        os.kill(self.workers[-1].pid, signal.SIGKILL)
        self.wait(lambda: self.app.state.training.status is Status.DEAD)

    def restart(self) -> None:
        self.app.window.notice.acted.emit()

    def idle(self) -> None:
        self.wait(lambda: self.app.state.training.status is Status.IDLE)


@pytest.fixture
def lesson(qtbot, request: pytest.FixtureRequest, tmp_path: Path) -> Lesson:
    return Lesson(qtbot, request, tmp_path / "lesson.cnn")


@pytest.mark.timeout(300)
def test_a_killed_engine_costs_seconds_and_no_weights(lesson: Lesson) -> None:
    lesson.train_for(3)
    lesson.save()
    saved = lesson.epochs
    lesson.wait(lambda: lesson.epochs > saved + 3)
    lesson.kill()
    began = time.monotonic()
    lesson.save_key()
    assert "lesson.cnn was not saved." in lesson.app.window.notice.text()
    assert time.monotonic() - began < 2
    lesson.restart()
    # At once, while the new engine is still on its way: this save used to overtake the weights.
    lesson.save()
    lesson.idle()
    assert lesson.epochs == len(read_project(lesson.path).history["epoch"]) >= 3
    assert not lesson.app.state.document.dirty

    # Idle, with what was opened only.
    before = lesson.weight()
    with lesson.qtbot.waitSignal(lesson.app.state.files.opened, timeout=PATIENCE_MS):
        lesson.app.window.file_actions.open_path(str(lesson.path))
    lesson.kill()
    lesson.restart()
    lesson.idle()
    np.testing.assert_array_equal(lesson.save(), before)
    lesson.app.state.document.set_field("dropout", "rate", 0.4)
    np.testing.assert_array_equal(lesson.save(), before)
    assert read_project(lesson.path).network.layer("dropout").rate == 0.4
