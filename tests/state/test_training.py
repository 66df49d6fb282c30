"""The session follows what the worker says, and asks it for what is allowed at that moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.engine.precision import ChosenPrecision
from cnngui.errors import CnnguiError
from cnngui.runs.history import EpochRow
from cnngui.runs.kept_weights import Place
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.project_files import ProjectFiles
from cnngui.state.settings import Settings
from cnngui.state.training import Status, TrainingSession
from tests.recording import RecordingTransport


@pytest.fixture
def training(document: Document, engine: EngineClient) -> TrainingSession:
    session = TrainingSession(document, engine)
    engine.event_received.emit(protocol.Ready("CPU", "float32", 2, {}))
    return session


Say = Callable[[protocol.Event], None]


@pytest.fixture
def say(engine: EngineClient) -> Say:
    """Let the window hear an event at once."""
    return engine.event_received.emit


def started(run_id: str, *, continues: bool = False, first_epoch: int = 0) -> protocol.Started:
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


def batches(run_id: str, epoch: int, first_step: int, count: int) -> protocol.Batches:
    values = np.linspace(1, 0.5, count, dtype=np.float32)
    columns = {"batch_loss": values, "batch_metric": 1 - values}
    return protocol.Batches(run_id, epoch, first_step, columns, 1000.0, 0.001)


def test_it_says_what_a_run_computes_in_and_why(qtbot, training: TrainingSession, say: Say) -> None:
    assert (training.device, training.device_reason) == ("CPU · float32", "")
    training.train()
    chosen = ChosenPrecision("mixed_bfloat16", "measured", 1.5)
    with qtbot.waitSignal(training.device_changed):
        say(replace(started(training.run_id), precision=chosen))
    assert (training.device, training.device_reason) == ("CPU · mixed_bfloat16", chosen.why)


def test_train_sends_the_document_as_it_is(
    training: TrainingSession, transport: RecordingTransport, document: Document
) -> None:
    document.set_field("conv2d", "filters", 7)
    training.train()
    command = transport.last(protocol.Train)
    assert command.network == document.network
    assert not command.fresh
    assert training.status is Status.BUILDING


def test_a_run_wanted_while_the_engine_starts_begins_with_it(
    qtbot, document: Document, engine: EngineClient
) -> None:
    training = TrainingSession(document, engine)
    training.due.connect(training.train)
    training.train()
    training.step()
    assert (training.status, training.wanted) == (Status.STARTING, False)
    training.want()
    assert (training.wanted, training.can_want) == (True, False)
    document.set_field("conv2d", "filters", 7)
    engine.event_received.emit(protocol.Ready("CPU", "float32", 2, {}))
    assert (training.status, training.wanted) == (Status.BUILDING, False)
    assert training.running is not None
    assert training.running.network == document.network, "as it is when it begins"


@pytest.mark.parametrize("change", ["stop", "reset", "problem"])
def test_a_wanted_run_can_still_be_given_up(document: Document, engine: EngineClient, change: str) -> None:
    training = TrainingSession(document, engine)
    training.due.connect(training.train)
    training.want()
    if change == "problem":
        document.set_field("conv2d", "kernel_size", (99, 99))
    else:
        getattr(training, change)()
    engine.event_received.emit(protocol.Ready("CPU", "float32", 2, {}))
    assert (training.status, training.wanted) == (Status.IDLE, False)


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
    transport.say(started(training.run_id))
    transport.say(batches(training.run_id, 1, 0, 40))
    transport.say(protocol.Epochs(training.run_id, (EpochRow(1, 0.7, 0.3, 0.6, 0.4, 1.0, 1000.0, 0.001),)))
    with qtbot.waitSignal(training.ended):
        transport.say(protocol.Finished(training.run_id, 1, 2.0))
    assert training.status is Status.IDLE
    assert len(training.history.batch_loss) == 40
    assert training.history.val_metric[-1] == pytest.approx(0.4)
    assert document.dirty


def test_what_an_earlier_run_says_late_is_not_heard(qtbot, training: TrainingSession, say: Say) -> None:
    training.train()
    earlier = training.run_id
    say(started(earlier))
    say(protocol.Stopped(earlier, 1, 1.0))
    training.train()
    say(batches(earlier, 1, 0, 10))
    assert len(training.history.batch_loss) == 0


def test_a_second_run_goes_on_with_the_curve(training: TrainingSession, say: Say) -> None:
    training.train()
    for event in (
        started(training.run_id),
        batches(training.run_id, 1, 0, 40),
        protocol.Finished(training.run_id, 1, 1.0),
    ):
        say(event)
    training.train()
    for event in (
        started(training.run_id, continues=True, first_epoch=1),
        batches(training.run_id, 2, 0, 40),
    ):
        say(event)
    assert len(training.history.batch_loss) == 80
    assert np.all(np.diff(training.history.batch_x) > 0)


def test_reset_has_the_worker_forget_before_the_next_run(
    training: TrainingSession, transport: RecordingTransport
) -> None:
    training.reset()
    training.train()
    assert [type(command) for command in transport.sent[-2:]] == [protocol.Reset, protocol.Train]


def test_weights_set_after_a_reset_are_trained_on(
    qtbot, training: TrainingSession, transport: RecordingTransport, document: Document, engine: EngineClient
) -> None:
    files = ProjectFiles(document, engine, training, Settings())
    files.new("xor-by-hand")
    assert (training.can_train, training.waits_for) == (False, "file"), "the worker would end the run"
    training.want()
    training.due.connect(training.train)
    asked = transport.last(protocol.BeginWith)
    facts = (document.network, document.recipe, document.data, True)
    with qtbot.waitSignal(training.due):
        transport.say(protocol.Opened(asked.request_id, "xor-by-hand", *facts))
    sent = [type(command) for command in transport.sent]
    assert sent[-3:] == [protocol.Reset, protocol.BeginWith, protocol.Train]
    assert not transport.last(protocol.Train).fresh


def test_what_a_run_says_after_a_reset_brings_no_curves_back(
    training: TrainingSession, document: Document, say: Say
) -> None:
    training.train()
    say(started(training.run_id))
    say(batches(training.run_id, 1, 0, 10))
    training.reset()
    assert training.status is Status.STOPPING
    say(batches(training.run_id, 1, 10, 10))
    assert len(training.history.batch_loss) == 0
    assert not document.dirty
    say(protocol.Stopped(training.run_id, 0, 1.0))
    assert training.can_train


def test_a_step_from_rest_starts_paused(training: TrainingSession, transport: RecordingTransport) -> None:
    training.step()
    assert transport.last(protocol.Train).paused
    assert transport.last(protocol.Control) == protocol.Control("step")


def test_pause_and_resume(training: TrainingSession, transport: RecordingTransport, say: Say) -> None:
    training.train()
    say(started(training.run_id))
    training.pause()
    say(protocol.Paused(training.run_id))
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


def test_what_is_watched_is_asked_for_once_and_of_every_new_worker(
    training: TrainingSession, transport: RecordingTransport, say: Say
) -> None:
    training.watch(frozenset({"batch_gradient_norm"}))
    training.watch(frozenset({"batch_gradient_norm"}))
    wanted = protocol.Watch(frozenset({"batch_gradient_norm"}))
    assert [command for command in transport.sent if isinstance(command, protocol.Watch)] == [wanted]
    say(protocol.Ready("CPU", "float32", 2, {}))
    assert transport.sent[-1] == wanted


def test_a_recipe_changed_in_a_pause_is_sent_before_the_run_goes_on(
    training: TrainingSession, transport: RecordingTransport, document: Document, say: Say
) -> None:
    training.train()
    say(started(training.run_id))
    say(protocol.Paused(training.run_id))
    assert not training.recipe_waits
    changed = document.recipe.model_copy(update={"epochs": 9})
    document.set_recipe(changed)
    assert training.recipe_waits
    training.train()
    assert transport.sent[-2:] == [protocol.ChangeRecipe(changed), protocol.Control("resume")]
    chosen = ChosenPrecision("mixed_bfloat16", "measured", 1.5)
    say(protocol.RecipeChanged(training.run_id, changed, 40, 9, chosen))
    assert training.device == "CPU · mixed_bfloat16"
    assert not training.recipe_waits
    assert training.progress.epochs == 9
    say(protocol.Paused(training.run_id))
    training.step()
    assert transport.sent[-1] == protocol.Control("step"), "it goes by it already"


def test_what_is_taken_up_late_brings_no_curves_back_after_a_reset(
    qtbot, training: TrainingSession, document: Document, engine: EngineClient, transport: RecordingTransport
) -> None:
    training.take_up([])
    request = transport.last(protocol.Resume).request_id
    training.reset()
    history = {"batch_x": [0.1], "batch_loss": [1.0], "batch_metric": [0.5]}
    contents = document.contents
    with qtbot.waitSignal(engine.event_received):
        answer = (request, "run", contents.network, contents.recipe, contents.data, True)
        transport.say(protocol.Opened(*answer, history=history))
    assert len(training.history.batch_loss) == 0


def test_nothing_is_taken_up_by_a_restart_behind_a_reset(
    qtbot, training: TrainingSession, engine: EngineClient, transport: RecordingTransport
) -> None:
    training.take_up([])
    with qtbot.waitSignal(engine.ready_changed):
        transport.say(protocol.WorkerDied(1, CnnguiError("engine.died", reason="x")))
    training.reset()
    before = len(transport.sent)
    with qtbot.waitSignal(engine.ready_changed):
        training.restart()
    assert not [each for each in transport.sent[before:] if isinstance(each, protocol.Resume)]


def test_what_an_epoch_costs_beside_its_batches_is_known(training: TrainingSession, say: Say) -> None:
    assert training.epoch_overhead_s == 0
    training.train()
    say(started(training.run_id))
    say(protocol.Epochs(training.run_id, (EpochRow(1, 0.7, 0.3, 0.6, 0.4, 7.0, 1000.0, 0.001),)))
    assert training.epoch_overhead_s == pytest.approx(3.0)  # 4,000 samples took four of the seven seconds
    say(protocol.Epochs(training.run_id, (EpochRow(2, 0.7, 0.3, 0.6, 0.4, 3.0, 1000.0, 0.001),)))
    assert training.epoch_overhead_s == 0


def test_how_far_validation_is_comes_as_a_share(training: TrainingSession, say: Say) -> None:
    training.train()
    say(started(training.run_id))
    say(protocol.Validating(training.run_id, 1, 250, 1000))
    assert training.progress.validating == 0.25
    say(protocol.Validating(training.run_id, 1, 0, 0))
    assert training.progress.validating == 0
    say(protocol.Epochs(training.run_id, (EpochRow(1, 0.7, 0.3, 0.6, 0.4, 7.0, 1000.0, 0.001),)))
    assert training.progress.validating is None


def test_a_run_begins_with_the_epoch_behind_those_before(training: TrainingSession, say: Say) -> None:
    training.train()
    say(started(training.run_id, first_epoch=3))
    assert (training.progress.epoch, training.progress.epochs) == (4, 5)


def test_what_was_learned_is_kept_where_a_run_has_it(
    training: TrainingSession, say: Say, tmp_path: Path
) -> None:
    (tmp_path / "run").mkdir()
    training.places = [Place("preset:lenet-5"), Place(str(tmp_path / "a.cnn"), 1)]
    assert not training.is_kept
    training.places.append(Place(str(tmp_path / "run")))
    assert not training.is_kept
    (tmp_path / "run" / "a.cnn").touch()
    assert training.is_kept
    training.train()
    assert not training.is_kept
    run = training.run_id
    say(protocol.NotKept(run, CnnguiError("runs.not_kept", folder="x", reason="full")))
    say(protocol.Finished(run, 1, 1.0))
    assert not training.is_kept, "the disk was full: what is there is older"
