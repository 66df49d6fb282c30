"""A run, or several together, in the place of the model that answers; the worker is played."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import ModelId, Weights
from cnngui.runs.run import Run
from cnngui.state.engine_client import EngineClient
from cnngui.state.run_model import RunModel, moments_of
from tests.recording import RecordingTransport
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD

NETWORK = RECORD.network


def made(folder: Path, name: str, epochs: tuple[int, ...] = ()) -> Run:
    run = Run(folder / name)
    run.begin(RECORD)
    run.checkpoints.write(trained())
    for epoch in epochs:
        run.keep_epoch(epoch, trained(), most=20)
    return run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return made(tmp_path, "one", (2, 4))


@pytest.fixture
def three(tmp_path: Path) -> list[Run]:
    return [made(tmp_path, name) for name in ("a", "b", "c")]


@pytest.fixture
def model(engine: EngineClient) -> RunModel:
    return RunModel(engine)


@pytest.fixture
def changes(model: RunModel) -> list[ModelId | None]:
    """Grow by the model's address at each change that is told."""
    seen: list[ModelId | None] = []
    model.changed.connect(lambda: seen.append(model.id))
    return seen


def loads(transport: RecordingTransport) -> list[tuple[Weights, str]]:
    asked = [each for each in transport.sent if isinstance(each, protocol.LoadModel)]
    return [(each.model.weights, each.path) for each in asked]


def ready(owner: str, name: str, weights: Weights) -> protocol.ModelReady:
    return protocol.ModelReady(ModelId(owner, name, weights), NETWORK, ("0", "1"))  # type: ignore[arg-type]


def hear(qtbot, engine: EngineClient, transport: RecordingTransport, event: protocol.Event) -> None:
    with qtbot.waitSignal(engine.event_received):
        transport.say(event)


def answer(qtbot, engine: EngineClient, transport: RecordingTransport, number: int = -1) -> None:
    asked = [each for each in transport.sent if isinstance(each, protocol.LoadModel)][number]
    said = protocol.ModelReady(asked.model, NETWORK, ("0", "1"))
    hear(qtbot, engine, transport, protocol.ModelLoaded(asked.request_id, said))


def answer_together(qtbot, engine: EngineClient, transport: RecordingTransport) -> None:
    asked = transport.last(protocol.LoadEnsemble)
    members = tuple(ready("ensemble", asked.name, number) for number in (1, 2, 3))
    hear(qtbot, engine, transport, protocol.EnsembleLoaded(asked.request_id, asked.name, members))


def test_a_runs_weights_are_asked_for_and_answer_once_they_are_read(
    qtbot, model: RunModel, run: Run, engine: EngineClient, transport: RecordingTransport, changes: list
) -> None:
    assert (model.id, model.is_shown) == (None, False)
    model.show(run, "The first", 2)
    assert loads(transport) == [(2, str(run.weights_file(2)))]
    assert (model.id, model.title, model.is_shown) == (ModelId("run", "one", 2), "The first", True)
    assert model.moments == (2, 4, "last")
    assert model.ready is None
    answer(qtbot, engine, transport)
    assert model.ready == ready("run", "one", 2)
    assert changes == [ModelId("run", "one", 2)] * 2
    model.close()
    assert (model.id, model.is_shown, model.ready, model.moments) == (None, False, None, ())
    model.close()
    assert len(changes) == 3, "nothing was shown any more"


def test_another_moment_is_asked_for_and_the_old_one_answers_until_then(
    qtbot, model: RunModel, run: Run, engine: EngineClient, transport: RecordingTransport
) -> None:
    model.show(run, "", 2)
    answer(qtbot, engine, transport)
    model.move_to(2)
    assert len(loads(transport)) == 1, "it answers already"
    model.move_to(4)
    assert loads(transport)[1:] == [(4, str(run.weights_file(4)))]
    assert model.ready == ready("run", "one", 2)
    answer(qtbot, engine, transport)
    assert model.ready == ready("run", "one", 4)


def test_another_run_is_not_answered_for_by_the_one_before(
    qtbot, model: RunModel, run: Run, three: list[Run], engine: EngineClient, transport: RecordingTransport
) -> None:
    model.show(run, "")
    answer(qtbot, engine, transport)
    model.show(three[0], "")
    assert model.ready is None
    answer(qtbot, engine, transport, number=0)  # too late
    assert model.ready is None
    answer(qtbot, engine, transport)
    assert model.ready == ready("run", "a", "last")


@pytest.mark.parametrize("shown", [True, False])
def test_weights_that_cannot_be_read_are_told_and_no_longer_shown(
    qtbot, model: RunModel, run: Run, engine: EngineClient, transport: RecordingTransport, shown: bool
) -> None:
    model.show(run, "")
    request = transport.last(protocol.LoadModel).request_id
    if not shown:
        model.close()
    told: list[CnnguiError] = []
    model.failed.connect(told.append)
    error = CnnguiError("engine.untrained", path="x")
    hear(qtbot, engine, transport, protocol.RequestFailed(request, error))
    assert told == ([error] if shown else [])
    assert not model.is_shown


def test_a_run_without_such_weights_is_told_at_once(
    qtbot, model: RunModel, run: Run, transport: RecordingTransport
) -> None:
    with qtbot.waitSignal(model.failed) as failed:
        model.show(run, "", 3)
    assert isinstance(failed.args[0], CnnguiError)
    assert not loads(transport)
    assert not model.is_shown


def test_several_runs_answer_together_and_each_can_be_looked_into(
    qtbot,
    model: RunModel,
    three: list[Run],
    engine: EngineClient,
    transport: RecordingTransport,
    changes: list,
) -> None:
    model.show_ensemble(three, "Three")
    asked = transport.last(protocol.LoadEnsemble)
    assert asked.paths == tuple(str(run.weights_file("last")) for run in three)
    assert model.id == ModelId("ensemble", asked.name, 1)
    assert (model.run, model.moments, model.is_shown, model.ready) == (None, (1, 2, 3), True, None)
    model.move_to(2)  # while they are on their way
    assert model.ready is None
    answer_together(qtbot, engine, transport)
    assert model.ready == ready("ensemble", asked.name, 2)
    model.move_to(3)
    assert model.ready == ready("ensemble", asked.name, 3)
    seen = len(changes)
    model.move_to(4)
    model.move_to("last")
    assert (model.weights, len(changes)) == (3, seen), "there is no such member"
    assert not loads(transport)
    model.close()
    assert (model.id, model.is_shown) == (None, False)


@pytest.mark.parametrize("instead", ["nothing", "a run", "others"])
def test_what_comes_after_another_choice_is_not_heard(
    qtbot,
    model: RunModel,
    run: Run,
    three: list[Run],
    engine: EngineClient,
    transport: RecordingTransport,
    instead: str,
) -> None:
    model.show_ensemble(three, "")
    asked = transport.last(protocol.LoadEnsemble)
    if instead == "nothing":
        model.close()
    elif instead == "a run":
        model.show(run, "")
    else:
        model.show_ensemble(three[:2], "")
    members = tuple(ready("ensemble", asked.name, number) for number in (1, 2, 3))
    hear(qtbot, engine, transport, protocol.EnsembleLoaded(asked.request_id, asked.name, members))
    assert model.ready is None
    assert model.is_shown is (instead != "nothing")


def test_an_ensemble_that_cannot_be_read_is_told(
    qtbot,
    model: RunModel,
    three: list[Run],
    engine: EngineClient,
    transport: RecordingTransport,
    tmp_path: Path,
) -> None:
    model.show_ensemble(three, "")
    request = transport.last(protocol.LoadEnsemble).request_id
    with qtbot.waitSignal(model.failed):
        transport.say(protocol.RequestFailed(request, CnnguiError("engine.untrained", path="x")))
    assert not model.is_shown
    with qtbot.waitSignal(model.failed):
        model.show_ensemble([*three, Run(tmp_path / "gone")], "")
    assert not model.is_shown


@pytest.mark.parametrize("together", [False, True])
def test_a_new_worker_is_asked_again_and_a_dead_one_answers_nothing(
    qtbot,
    model: RunModel,
    run: Run,
    three: list[Run],
    engine: EngineClient,
    transport: RecordingTransport,
    together: bool,
) -> None:
    if together:
        model.show_ensemble(three, "")
        answer_together(qtbot, engine, transport)
    else:
        model.show(run, "")
        answer(qtbot, engine, transport)
    assert model.ready is not None
    hear(qtbot, engine, transport, protocol.WorkerDied(-9, CnnguiError("engine.died", reason="x")))
    assert (model.ready, model.is_shown) == (None, True)
    before = len(transport.sent)
    with qtbot.waitSignal(engine.ready_changed):
        engine.restart()
    kind = protocol.LoadEnsemble if together else protocol.LoadModel
    assert [type(each) for each in transport.sent[before:]] == [kind]
    (answer_together if together else answer)(qtbot, engine, transport)
    assert model.ready is not None


def test_a_new_worker_is_asked_for_nothing_that_is_not_shown(
    qtbot, model: RunModel, engine: EngineClient, transport: RecordingTransport, changes: list
) -> None:
    hear(qtbot, engine, transport, protocol.Ready("CPU", "float32", 2, {}))
    assert (transport.sent, changes) == ([], [])


def test_the_moments_of_a_run_end_with_its_last_and_its_best(run: Run) -> None:
    assert moments_of(run) == (2, 4, "last")
    run.keep_best(trained())
    assert moments_of(run) == (2, 4, "last", "best")
