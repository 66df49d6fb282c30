"""Members in training beside the document, with real engines in threads, and what is done with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from cnngui.app import AppState, build_state
from cnngui.engine.pool import Pool
from cnngui.engine.transports import ThreadTransport
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.project import read_project
from cnngui.runs.run import Run
from cnngui.state.document import Contents
from cnngui.state.ensemble import Ensemble
from cnngui.state.ensemble_training import EnsembleTraining
from cnngui.state.training import Status
from tests.state.test_run_actions import tiny_data  # noqa: F401 - a fixture

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(300)]

SMALL = Network(input_shape=(8, 8, 1), layers=(Flatten(), Dense(units=3, activation="softmax")))
RECIPE = Recipe(batch_size=16, epochs=3, seed=1)
PATIENCE_MS = 120_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def state(qtbot, folder: Path, tiny_data: str) -> Iterator[AppState]:  # noqa: F811
    made = build_state(ThreadTransport)
    made.engine.start()
    qtbot.waitUntil(lambda: made.training.status is Status.IDLE, timeout=PATIENCE_MS)
    made.document.replace_all(Contents(SMALL, RECIPE, tiny_data), title="Small")
    yield made
    made.close()


@pytest.fixture
def training(state: AppState, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EnsembleTraining]:
    monkeypatch.setenv("CNNGUI_CORES", "")  # a worker in a thread would have its share for good
    pool = partial(Pool, folder=folder, make_transport=lambda log, cores: ThreadTransport())
    made = EnsembleTraining(state.document, pool)
    yield made
    made.close()


@pytest.fixture
def ensemble(state: AppState, training: EnsembleTraining) -> Ensemble:
    return Ensemble(state.engine, training, state.run_model)


def voted(qtbot, training: EnsembleTraining, ensemble: Ensemble) -> None:
    qtbot.waitUntil(lambda: not training.busy and ensemble.vote is not None, timeout=PATIENCE_MS)


def test_members_learn_vote_answer_and_leave_together(
    qtbot, state: AppState, training: EnsembleTraining, ensemble: Ensemble, tmp_path: Path
) -> None:
    clean = state.document.dirty
    training.begin(3, first_seed=5, workers=2)
    assert training.busy
    assert not training.can_begin
    voted(qtbot, training, ensemble)
    assert [(member.state, member.seed, member.done) for member in training.members] == [
        ("finished", seed, 3) for seed in (5, 6, 7)
    ]
    assert all(np.isfinite(row.val_metric) for member in training.members for row in member.rows.values())
    # The document's own training knows nothing of it.
    assert state.training.status is Status.IDLE
    assert not state.training.run_id
    assert state.document.dirty == clean
    vote = ensemble.vote
    assert vote is not None
    assert len(vote.vote.accuracies) == 3
    assert vote.vote.samples == 30
    assert [ensemble.accuracy_of(member.run) for member in training.members] == list(vote.vote.accuracies)
    # Drawn with: all answer, one is looked into.
    ensemble.draw_with()
    qtbot.waitUntil(lambda: state.run_model.ready is not None, timeout=PATIENCE_MS)
    assert state.predictor.model.owner == "ensemble"
    assert state.predictor.model.why_not() == ""
    state.run_model.move_to(3)
    assert state.run_model.ready is not None
    assert state.run_model.ready.model.weights == 3
    state.run_model.close()
    assert state.predictor.model.owner == "shipped"
    # One file.
    path = tmp_path / "together.keras"
    with qtbot.waitSignal(ensemble.exported, timeout=PATIENCE_MS):
        ensemble.export(str(path))
    assert path.is_file()


def test_stopped_members_keep_what_they_learned(
    qtbot, state: AppState, training: EnsembleTraining, ensemble: Ensemble
) -> None:
    state.document.set_recipe(RECIPE.model_copy(update={"epochs": 100_000}))
    training.begin(3, first_seed=1, workers=2)
    qtbot.waitUntil(lambda: sum(bool(m.rows) for m in training.members) == 2, timeout=PATIENCE_MS)
    training.pause()
    qtbot.waitUntil(lambda: [m.state for m in training.members].count("paused") == 2, timeout=PATIENCE_MS)
    assert training.paused
    training.resume()
    qtbot.waitUntil(lambda: [m.state for m in training.members].count("training") == 2, timeout=PATIENCE_MS)
    training.stop()
    voted(qtbot, training, ensemble)
    assert [member.state for member in training.members] == ["stopped"] * 3
    assert [run.id for run in ensemble.voters] == [member.run.id for member in training.members[:2]]
    for run in ensemble.voters:
        assert run.summary().state == "stopped"
        assert read_project(run.weights_file("last")).weights


def test_runs_that_are_kept_can_be_chosen(
    qtbot, state: AppState, training: EnsembleTraining, ensemble: Ensemble, folder: Path
) -> None:
    training.begin(2, first_seed=1, workers=1)
    voted(qtbot, training, ensemble)
    chosen = [Run(member.run.folder) for member in reversed(training.members)]
    before = ensemble.vote
    ensemble.choose(chosen)
    qtbot.waitUntil(lambda: ensemble.vote not in (None, before), timeout=PATIENCE_MS)
    assert [(member.state, member.seed, member.done) for member in training.members] == [
        ("kept", 2, 3),
        ("kept", 1, 3),
    ]
    assert before is not None
    assert ensemble.vote is not None
    assert ensemble.vote.vote.accuracies == before.vote.accuracies[::-1]
    measurable = ensemble.measurable
    assert measurable is not None
    state.results.choose(measurable)
    state.results.measure()
    qtbot.waitUntil(lambda: state.results.classified is not None, timeout=PATIENCE_MS)
    assert state.results.classified is not None
    assert state.results.classified.accuracy == pytest.approx(ensemble.vote.vote.accuracy)
    with qtbot.waitSignal(ensemble.failed, timeout=PATIENCE_MS):
        ensemble.choose([Run(folder / "nowhere")])
    assert [member.state for member in training.members] == ["kept", "kept"]
