"""What several runs ask of the worker, which the test plays; how they answer is `test_ensemble`'s."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.results.vote import Vote
from cnngui.runs.run import Run
from cnngui.runs.run_files import Note, Summary
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.ensemble import Ensemble, kept_member
from cnngui.state.ensemble_training import EnsembleTraining, Member
from cnngui.state.run_model import RunModel
from tests.recording import RecordingTransport
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD


@pytest.fixture
def training(document: Document) -> EnsembleTraining:
    return EnsembleTraining(document)


@pytest.fixture
def run_model(engine: EngineClient) -> RunModel:
    return RunModel(engine)


@pytest.fixture
def ensemble(engine: EngineClient, training: EnsembleTraining, run_model: RunModel) -> Iterator[Ensemble]:
    made = Ensemble(engine, training, run_model)
    yield made
    made.deleteLater()


@pytest.fixture
def failures(ensemble: Ensemble) -> list[str]:
    seen: list[str] = []
    ensemble.failed.connect(lambda error: seen.append(error.code))
    return seen


def kept(folder: Path, name: str, weights: bool = True) -> Run:
    run = Run(folder / name)
    run.begin(RECORD)
    run.write_summary(Summary(state="finished", epoch=1, epochs=4, metric_name="accuracy"))
    if weights:
        run.checkpoints.write(trained())
    return run


def hear(qtbot: QtBot, engine: EngineClient, transport: RecordingTransport, event: protocol.Event) -> None:
    with qtbot.waitSignal(engine.event_received):
        transport.say(event)


def end(training: EnsembleTraining, *members: Member) -> None:
    """Have members that have ended, as after a training."""
    training.members = list(members)
    training.ended.emit()


def finished(run: Run) -> Member:
    return Member(run, f"title {run.id}", 1, state="finished")


def voted(request: protocol.TakeVote, paths: tuple[str, ...] | None = None) -> protocol.Voted:
    """Three samples of two classes: the first member has all right, each further one less."""
    truth = np.array([0, 1, 1])
    predicted = np.stack(
        [np.where(np.arange(3) < 3 - at, truth, 1 - truth) for at in range(len(request.paths))]
    )
    vote = Vote(truth, predicted, truth)
    values = {field.name: () for field in dataclasses.fields(protocol.Voted)}
    values |= {"request_id": request.request_id, "data": request.data, "label": "Small", "vote": vote}
    return protocol.Voted(**values | {"paths": paths or request.paths})  # type: ignore[arg-type]


def test_members_vote_on_the_data_they_learned_as_soon_as_all_have_ended(
    qtbot: QtBot,
    ensemble: Ensemble,
    training: EnsembleTraining,
    engine: EngineClient,
    transport: RecordingTransport,
    tmp_path: Path,
) -> None:
    a, b, c, empty = (kept(tmp_path, name, name != "empty") for name in ("a", "b", "c", "empty"))
    failed = dataclasses.replace(finished(c), state="failed")
    end(training, finished(empty), finished(a), failed)
    assert ensemble.voters == [a, c], "what has weights has a voice, however it ended"
    request = transport.last(protocol.TakeVote)
    assert request.paths == (str(a.weights_file("last")), str(c.weights_file("last")))
    assert request.data == RECORD.data
    assert (ensemble.ready, ensemble.vote, ensemble.voting) == (True, None, 0.0)
    hear(qtbot, engine, transport, protocol.Voting(1, 4))
    assert ensemble.voting == 0.25
    hear(qtbot, engine, transport, voted(request))
    assert ensemble.vote is not None
    assert ensemble.voting is None
    assert (ensemble.accuracy_of(a), ensemble.accuracy_of(c)) == (1.0, pytest.approx(2 / 3))
    assert ensemble.accuracy_of(b) is None
    assert (ensemble.number_of(0), ensemble.number_of(1)) == (2, 3), "as the members are counted"
    assert ensemble.title == "title empty, title a, title c"
    hear(qtbot, engine, transport, protocol.Voting(2, 4))
    assert ensemble.voting is None, "it is over"


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_voices_are_no_vote(
    ensemble: Ensemble, training: EnsembleTraining, transport: RecordingTransport, tmp_path: Path, count: int
) -> None:
    end(training, *(finished(kept(tmp_path, str(place))) for place in range(count)))
    assert len(ensemble.voters) == count
    assert not ensemble.ready
    ensemble.take_vote()
    assert not transport.sent
    assert ensemble.title == ("title 0" if count else "")


def test_a_vote_of_others_is_not_theirs(
    qtbot: QtBot,
    ensemble: Ensemble,
    training: EnsembleTraining,
    engine: EngineClient,
    transport: RecordingTransport,
    tmp_path: Path,
) -> None:
    a, b = (kept(tmp_path, name) for name in "ab")
    end(training, finished(a), finished(b))
    request = transport.last(protocol.TakeVote)
    others = tuple(str(tmp_path / name / "last.cnn") for name in ("x", "y"))
    hear(qtbot, engine, transport, voted(request, others))
    assert (ensemble.vote, ensemble.voting) == (None, None)


def test_a_newer_vote_takes_the_place_of_one_under_way(
    ensemble: Ensemble, training: EnsembleTraining, transport: RecordingTransport, tmp_path: Path
) -> None:
    end(training, *(finished(kept(tmp_path, name)) for name in "ab"))
    ensemble.take_vote()
    assert len([each for each in transport.sent if isinstance(each, protocol.TakeVote)]) == 2
    assert ensemble.voting == 0.0, "the older one's end is not the end of this one"


def test_a_vote_that_failed_is_told(
    qtbot: QtBot,
    ensemble: Ensemble,
    training: EnsembleTraining,
    engine: EngineClient,
    transport: RecordingTransport,
    tmp_path: Path,
    failures: list[str],
) -> None:
    end(training, *(finished(kept(tmp_path, name)) for name in "ab"))
    number = transport.last(protocol.TakeVote).request_id
    hear(qtbot, engine, transport, protocol.RequestFailed(number, CnnguiError("engine.no_model")))
    assert failures == ["engine.no_model"]
    assert (ensemble.vote, ensemble.voting) == (None, None)


def test_runs_whose_files_are_gone_are_told_and_ask_nothing(
    ensemble: Ensemble,
    training: EnsembleTraining,
    transport: RecordingTransport,
    tmp_path: Path,
    failures: list[str],
) -> None:
    runs = [kept(tmp_path, name) for name in "ab"]
    end(training, *map(finished, runs))
    before = len(transport.sent)
    for path, _ in runs[1].checkpoints.newest_first():
        path.unlink()
    ensemble.take_vote()
    ensemble.export(str(tmp_path / "all.keras"))
    assert len(failures) == 2
    assert len(transport.sent) == before


def test_other_members_forget_the_vote(
    qtbot: QtBot,
    ensemble: Ensemble,
    training: EnsembleTraining,
    engine: EngineClient,
    transport: RecordingTransport,
    tmp_path: Path,
) -> None:
    end(training, *(finished(kept(tmp_path, name)) for name in "ab"))
    hear(qtbot, engine, transport, voted(transport.last(protocol.TakeVote)))
    with qtbot.waitSignal(ensemble.changed):
        training.begun.emit()
    assert (ensemble.vote, ensemble.voting, ensemble.voters, ensemble.ready) == (None, None, [], False)
    assert ensemble.accuracy_of(Run(tmp_path / "a")) is None


def test_they_are_drawn_with_together(
    ensemble: Ensemble, training: EnsembleTraining, run_model: RunModel, tmp_path: Path
) -> None:
    runs = [kept(tmp_path, name) for name in "ab"]
    end(training, *map(finished, runs))
    ensemble.draw_with()
    assert (run_model.members, run_model.title) == (tuple(runs), "title a, title b")


def test_they_leave_as_one_model_and_it_is_told(
    qtbot: QtBot,
    ensemble: Ensemble,
    training: EnsembleTraining,
    engine: EngineClient,
    transport: RecordingTransport,
    tmp_path: Path,
    failures: list[str],
) -> None:
    runs = [kept(tmp_path, name) for name in "ab"]
    end(training, *map(finished, runs))
    ensemble.export("all.keras")
    request = transport.last(protocol.ExportEnsemble)
    assert (request.path, request.paths) == (
        "all.keras",
        tuple(str(run.weights_file("last")) for run in runs),
    )
    with qtbot.waitSignal(ensemble.exported) as exported:
        transport.say(protocol.Exported(request.request_id, "all.keras", True))
    assert exported.args == ["all.keras"]
    ensemble.export("again.keras")
    number = transport.last(protocol.ExportEnsemble).request_id
    hear(qtbot, engine, transport, protocol.RequestFailed(number, CnnguiError("engine.no_model")))
    assert failures == ["engine.no_model"]


def test_runs_that_are_chosen_are_the_members_in_their_order(
    qtbot: QtBot,
    ensemble: Ensemble,
    training: EnsembleTraining,
    transport: RecordingTransport,
    tmp_path: Path,
    failures: list[str],
) -> None:
    runs = [kept(tmp_path, name) for name in "ba"]
    ensemble.choose(runs)
    qtbot.waitUntil(lambda: len(ensemble.voters) == 2)
    assert ensemble.voters == runs
    assert [member.state for member in training.members] == ["kept", "kept"]
    assert len(transport.last(protocol.TakeVote).paths) == 2
    ensemble.choose([runs[0], Run(tmp_path / "gone")])
    qtbot.waitUntil(lambda: bool(failures))
    assert ensemble.voters == runs, "what cannot be read changes nothing"


def test_a_choice_is_dropped_where_members_began_to_be_trained(
    qtbot: QtBot, ensemble: Ensemble, training: EnsembleTraining, tmp_path: Path
) -> None:
    runs = [kept(tmp_path, name) for name in "ab"]
    with qtbot.waitSignal(ensemble._read):
        ensemble.choose(runs)
        training.begun.emit()
    assert ensemble.voters == []
    assert training.members == []


def test_a_run_that_is_kept_is_a_member_with_its_curves(tmp_path: Path) -> None:
    run = kept(tmp_path, "a")
    run.write_note(Note(name="Mine"))
    member = kept_member(run)
    project = trained()
    assert (member.title, member.seed, member.state) == ("Mine", RECORD.recipe.seed, "kept")
    assert sorted(member.rows) == project.history["epoch"].tolist()
    assert member.done == max(member.rows)
    assert member.rows[1].loss == project.history["loss"][0]
    assert (member.epochs, member.fraction, member.metric) == (4, 1.0, "accuracy")
    run.write_summary(Summary(state="finished", epoch=1, epochs=0))
    assert kept_member(run).epochs == member.done, "as many as it has, where nobody planned more"
    with pytest.raises(CnnguiError):
        kept_member(kept(tmp_path, "empty", weights=False))
