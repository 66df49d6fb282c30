"""The session follows what the worker says, and asks it for what is allowed at that moment."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.history import EpochRow
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.project_files import ProjectFiles
from cnngui.state.settings import Settings
from cnngui.state.training import Status, TrainingSession
from tests.recording import RecordingTransport


@pytest.fixture
def training(document: Document, engine: EngineClient) -> TrainingSession:
    session = TrainingSession(document, engine)
    session._heard_Ready(protocol.Ready("CPU", "float32", 2, {}))
    return session


def started(run_id: int, *, continues: bool = False, first_epoch: int = 0) -> protocol.Started:
    return protocol.Started(
        run_id,
        40,
        first_epoch,
        first_epoch + 2,
        4000,
        1000,
        continues,
        "sparse_categorical_crossentropy",
        "accuracy",
    )


def batches(run_id: int, epoch: int, first_step: int, count: int) -> protocol.Batches:
    values = np.linspace(1, 0.5, count, dtype=np.float32)
    return protocol.Batches(run_id, epoch, first_step, values, 1 - values, 1000.0, 0.001)


def test_train_sends_the_document_as_it_is(
    training: TrainingSession, transport: RecordingTransport, document: Document
) -> None:
    document.set_field("conv2d", "filters", 7)
    training.train()
    command = transport.last(protocol.Train)
    assert command.network == document.network
    assert not command.fresh
    assert training.status is Status.BUILDING


def test_an_error_in_the_network_forbids_training(
    training: TrainingSession, transport: RecordingTransport, document: Document
) -> None:
    document.set_field("conv2d", "kernel_size", (99, 99))
    assert not training.can_train
    training.train()
    assert not any(isinstance(command, protocol.Train) for command in transport.sent)


def test_a_run_from_beginning_to_end(
    qtbot, training: TrainingSession, transport: RecordingTransport, document: Document
) -> None:
    training.train()
    transport.say(started(1))
    transport.say(batches(1, 1, 0, 40))
    transport.say(protocol.Epochs(1, (EpochRow(1, 0.7, 0.3, 0.6, 0.4, 1.0, 1000.0, 0.001),)))
    with qtbot.waitSignal(training.ended):
        transport.say(protocol.Finished(1, 1, 2.0))
    assert training.status is Status.IDLE
    assert len(training.history.batch_loss) == 40
    assert training.history.val_metric[-1] == pytest.approx(0.4)
    assert document.dirty


def test_what_an_earlier_run_says_late_is_not_heard(qtbot, training: TrainingSession) -> None:
    training.train()
    training._on_event(started(1))
    training._on_event(protocol.Stopped(1, 1, 1.0))
    training.train()
    training._on_event(batches(1, 1, 0, 10))
    assert len(training.history.batch_loss) == 0


def test_a_second_run_goes_on_with_the_curve(training: TrainingSession) -> None:
    training.train()
    for event in (started(1), batches(1, 1, 0, 40), protocol.Finished(1, 1, 1.0)):
        training._on_event(event)
    training.train()
    for event in (started(2, continues=True, first_epoch=1), batches(2, 2, 0, 40)):
        training._on_event(event)
    assert len(training.history.batch_loss) == 80
    assert np.all(np.diff(training.history.batch_x) > 0)


def test_reset_has_the_worker_forget_before_the_next_run(
    training: TrainingSession, transport: RecordingTransport
) -> None:
    training.reset()
    training.train()
    assert [type(command) for command in transport.sent[-2:]] == [protocol.Reset, protocol.Train]


def test_weights_set_after_a_reset_are_trained_on(
    training: TrainingSession, transport: RecordingTransport, document: Document, engine: EngineClient
) -> None:
    files = ProjectFiles(document, engine, training, Settings())
    files.new("xor-by-hand")
    training.train()
    sent = [type(command) for command in transport.sent]
    assert sent[-3:] == [protocol.Reset, protocol.BeginWith, protocol.Train]
    assert not transport.last(protocol.Train).fresh


def test_what_a_run_says_after_a_reset_brings_no_curves_back(
    training: TrainingSession, document: Document
) -> None:
    training.train()
    training._on_event(started(1))
    training._on_event(batches(1, 1, 0, 10))
    training.reset()
    assert training.status is Status.STOPPING
    training._on_event(batches(1, 1, 10, 10))
    assert len(training.history.batch_loss) == 0
    assert not document.dirty
    training._on_event(protocol.Stopped(1, 0, 1.0))
    assert training.can_train


def test_a_step_from_rest_starts_paused(training: TrainingSession, transport: RecordingTransport) -> None:
    training.step()
    assert transport.last(protocol.Train).paused
    assert transport.last(protocol.Control) == protocol.Control("step")


def test_pause_and_resume(training: TrainingSession, transport: RecordingTransport) -> None:
    training.train()
    training._on_event(started(1))
    training.pause()
    training._on_event(protocol.Paused(1))
    assert training.status is Status.PAUSED
    training.train()
    assert transport.last(protocol.Control) == protocol.Control("resume")


def test_a_dead_worker_is_a_message(qtbot, training: TrainingSession, transport: RecordingTransport) -> None:
    training.train()
    with qtbot.waitSignal(training.failed) as heard:
        transport.say(protocol.WorkerDied(-9, CnnguiError("engine.died", reason="x")))
    assert isinstance(heard.args[0], CnnguiError)
    assert training.status is Status.DEAD
    assert not training.can_train
