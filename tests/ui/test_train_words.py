"""What Train says it will do, how a run is said to have ended, and that no curve goes without a question."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from cnngui.app import App
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.history import EpochRow, History
from cnngui.runs.model_id import DRAFT
from cnngui.ui.progress_line import ProgressLine
from tests.recording import RecordingTransport

NAMES = tuple("0123456789")


def columns(*costs: float) -> dict[str, np.ndarray]:
    values = np.array(costs, np.float32)
    return {"batch_loss": values, "batch_metric": values}


def trained(qtbot, app: App, transport: RecordingTransport, ending: str = "finished") -> None:
    """Let the worker say that it has trained one epoch of three, and then how that ended."""
    app.state.document.set_recipe(app.state.document.recipe.model_copy(update={"epochs": 3}))
    app.window.train_actions.train.trigger()
    run = app.state.training.run_id
    transport.say(protocol.Started(run, 2, 0, 3, 200, 100, False, "x", "accuracy"))
    transport.say(protocol.ModelReady(DRAFT, app.state.document.network, NAMES))
    transport.say(protocol.Batches(run, 1, 0, columns(2.0, 1.0, 0.5), 1000.0, 0.001))
    transport.say(protocol.Epochs(run, (EpochRow(1, 1.5, 0.5, 1.5, 0.5, 1.0, 100.0, 0.001),)))
    with qtbot.waitSignal(app.state.training.ended):
        if ending == "failed":
            transport.say(protocol.Failed(run, CnnguiError("engine.out_of_memory")))
        else:
            kind = protocol.Stopped if ending == "stopped" else protocol.Finished
            transport.say(kind(run, 1, 1.0))


def answer(button: str, said: list[str]) -> list[str]:
    """Press `button` of the next question; the lists hold its name and what it said once it was up."""
    asked: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            asked.append(box.objectName())
            said.append(box.informativeText())
            next(each for each in box.buttons() if each.text() == button).click()

    QTimer.singleShot(0, look)
    return asked


def test_train_pressed_while_the_engine_starts_is_taken_said_and_can_be_cancelled(
    qtbot, app: App, transport: RecordingTransport
) -> None:
    training, actions = app.state.training, app.window.train_actions
    (line,) = app.window.findChildren(ProgressLine)
    transport.say(protocol.WorkerDied(-9, CnnguiError("engine.died", reason="x")))
    qtbot.waitUntil(lambda: actions.restart.isEnabled())
    with qtbot.waitSignal(training.due):
        actions.restart.trigger()
        for again in (False, True):
            actions.train.trigger()
            assert "begins as soon as TensorFlow has started" in line.how_label.text()
            assert not actions.train.isEnabled()
            if not again:
                actions.stop.trigger()
                assert line.how_label.text() == ""
                assert not actions.stop.isEnabled()
    assert training.status.busy
    assert transport.last(protocol.Train).run_id == training.run_id


def test_train_says_what_a_press_would_do(qtbot, app: App, transport: RecordingTransport) -> None:
    train, document = app.window.train_actions.train, app.state.document
    assert train.text() == "Train"
    trained(qtbot, app, transport)
    assert train.text() == "Train 3 more"
    document.set_recipe(document.recipe.model_copy(update={"epochs": 7}))
    assert train.text() == "Train 7 more"
    document.set_field("conv2d", "filters", 8)
    assert train.text() == "Start over"
    document.undo_stack.undo()
    assert train.text() == "Train 7 more"
    app.state.training.reset()
    transport.say(protocol.ModelGone(DRAFT))
    qtbot.waitUntil(lambda: train.text() == "Train")


@pytest.mark.parametrize("action", ["train", "step"])
def test_curves_of_another_network_go_only_after_a_question(
    qtbot, app: App, transport: RecordingTransport, action: str
) -> None:
    trained(qtbot, app, transport)
    app.state.document.set_field("conv2d", "filters", 8)
    begin, run_id = getattr(app.window.train_actions, action), app.state.training.run_id
    said: list[str] = []
    asked = answer("Cancel", said)
    begin.trigger()
    assert asked == ["start_over_question"]
    # Saved as it is now, the project would hold none of the weights.
    assert "(1 epoch)" in said[0]
    assert "undo the change to the network first, and save the project" in said[0]
    assert app.state.training.run_id == run_id
    assert len(app.state.training.history.batch_loss) == 3
    answer("Start over", said)
    begin.trigger()
    assert app.state.training.run_id != run_id


def test_going_on_with_the_same_network_asks_nothing(qtbot, app: App, transport: RecordingTransport) -> None:
    trained(qtbot, app, transport)
    run_id = app.state.training.run_id
    app.window.train_actions.train.trigger()
    assert app.state.training.status.busy
    assert app.state.training.run_id == run_id, "the same run goes on"


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("finished", "1 epoch done"),
        ("stopped", "Stopped in epoch 2 of 3"),
        ("failed", "Failed in epoch 2 of 3"),
    ],
)
def test_a_run_is_said_to_have_ended_as_it_did(
    qtbot, app: App, transport: RecordingTransport, ending: str, said: str
) -> None:
    trained(qtbot, app, transport, ending)
    assert app.window.findChild(ProgressLine).where_label.text() == said


def test_a_cost_that_grows_is_told_once_a_run_with_a_smaller_rate(
    qtbot, app: App, transport: RecordingTransport
) -> None:
    app.window.train_actions.train.trigger()
    run = app.state.training.run_id
    transport.say(protocol.Started(run, 20, 0, 3, 200, 100, False, "x", "accuracy"))
    costs = [2.3, 2.2, 2.1, 2.2, 2.3, 1e11, 1e20, 1e31, 4e5, 5e5]
    transport.say(protocol.Batches(run, 1, 0, columns(*costs), 1000.0, 1e6))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert "lower the rate to 100000" in app.window.notice.text()
    app.window.notice.dismiss()
    with qtbot.waitSignal(app.state.training.history_changed):
        transport.say(protocol.Batches(run, 1, 10, columns(*costs), 1000.0, 1e6))
    assert not app.window.notice.isVisible()
    app.rebuild_window()
    with qtbot.waitSignal(app.state.training.history_changed):
        transport.say(protocol.Batches(run, 1, 20, columns(*costs), 1000.0, 1e6))
    assert not app.window.notice.isVisible()


def test_of_a_cost_that_rose_before_the_project_was_saved_nothing_is_told(app: App) -> None:
    rising = columns(*[1.0] * 5, *[100.0] * 5)
    app.state.training.adopt(History.from_columns({"batch_x": np.arange(1.0, 11.0), **rising}))
    assert not app.window.notice.isVisible()
