"""A run is brought back: with a real engine, as its weights and curves are what counts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from cnngui.app import AppState, build_state
from cnngui.engine import protocol
from cnngui.engine.transports import ThreadTransport
from cnngui.errors import CnnguiError
from cnngui.network.layers import Dense, Dropout, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.report.page import report_html
from cnngui.runs.kept_weights import Place
from cnngui.runs.model_id import DRAFT, ModelId, Weights
from cnngui.runs.project import read_project
from cnngui.runs.run import Run
from cnngui.state.document import Contents
from cnngui.state.training import Status

pytestmark = pytest.mark.tensorflow

SMALL = Network(
    input_shape=(8, 8, 1), layers=(Flatten(), Dropout(rate=0.3), Dense(units=3, activation="softmax"))
)
RECIPE = Recipe(batch_size=16, epochs=3, seed=3)


@pytest.fixture(scope="module")
def tiny_data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """100 training and 30 test pictures, 8×8, of three classes."""
    path = tmp_path_factory.mktemp("data") / "bars.npz"
    rng = np.random.default_rng(7)
    parts = {}
    for part, samples in (("train", 100), ("test", 30)):
        labels = np.arange(samples) % 3
        noise = rng.integers(0, 100, (samples, 8, 8))
        noise[np.arange(samples), labels] += 120
        parts |= {f"x_{part}": noise.astype(np.uint8), f"y_{part}": labels}
    np.savez(path, **parts)
    return str(path)


@pytest.fixture
def played(qapp, tmp_path: Path) -> Iterator[tuple[AppState, Path]]:
    folder = tmp_path / "runs"
    state = build_state(ThreadTransport)
    state.training.keep_runs_in(str(folder))
    state.engine.start()
    yield state, folder
    state.close()


@pytest.fixture
def state(qtbot, played: tuple[AppState, Path], tiny_data: str) -> AppState:
    state, _ = played
    qtbot.waitUntil(lambda: state.training.status is Status.IDLE, timeout=60_000)
    state.document.replace_all(Contents(SMALL, RECIPE, tiny_data), title="Small")
    return state


@pytest.fixture
def first(qtbot, state: AppState, played: tuple[AppState, Path]) -> Run:
    """A run that has ended after three epochs."""
    state.training.train(fresh=True)
    return ended(qtbot, state, played[1])


def ended(qtbot, state: AppState, folder: Path) -> Run:
    qtbot.waitUntil(lambda: state.training.ending is not None, timeout=60_000)
    run = Run(folder / state.training.run_id)
    qtbot.waitUntil(lambda: run.summary().state != "training" and not run.is_live, timeout=60_000)
    return run


def losses(run: Run) -> np.ndarray:
    return read_project(run.weights_file("last")).history["batch_loss"]


def test_a_run_goes_on_in_its_own_folder_from_where_it_was(
    qtbot, state: AppState, first: Run, played: tuple[AppState, Path]
) -> None:
    before = losses(first)
    state.training.reset()
    state.document.replace_all(Contents(SMALL, RECIPE.model_copy(update={"seed": 9}), ""), title="Other")
    with qtbot.waitSignal(state.run_actions.taken_up, timeout=60_000):
        state.run_actions.go_on(first, more=2)
    assert state.document.title == "Small"
    run = ended(qtbot, state, played[1])
    assert run.id == first.id
    assert (run.summary().epoch, run.summary().epochs) == (5, 5)
    np.testing.assert_array_equal(losses(run)[: len(before)], before)
    assert len(state.training.history.epoch) == 5
    state.training.train()
    assert ended(qtbot, state, played[1]).id == first.id, "Train goes on with it as well"


def test_training_on_with_other_settings_is_another_run(
    qtbot, state: AppState, first: Run, played: tuple[AppState, Path]
) -> None:
    state.document.set_recipe(RECIPE.model_copy(update={"batch_size": 8}))
    state.training.train()
    second = ended(qtbot, state, played[1])
    assert second.id != first.id
    record = second.record()
    assert (record.parent, record.parent_epoch, record.title, record.edited) == (first.id, 3, "Small", False)
    assert first.record().parent == ""


def test_more_epochs_of_the_same_are_the_same_run(
    qtbot, state: AppState, first: Run, played: tuple[AppState, Path]
) -> None:
    state.document.set_recipe(RECIPE.model_copy(update={"epochs": 1}))
    state.training.train()
    assert ended(qtbot, state, played[1]).id == first.id
    assert first.summary().epoch == 4
    assert first.record().recipe == RECIPE


def test_a_fork_begins_with_the_weights_of_an_epoch(
    qtbot, state: AppState, first: Run, played: tuple[AppState, Path]
) -> None:
    epoch = first.kept_epochs[0]
    with qtbot.waitSignal(state.run_actions.taken_up, timeout=60_000):
        state.run_actions.fork(first, epoch)
    assert len(state.training.history.epoch) == epoch
    state.document.set_recipe(RECIPE.model_copy(update={"epochs": 1, "batch_size": 8}))
    state.training.train()
    fork = ended(qtbot, state, played[1])
    assert fork.id != first.id
    assert (fork.record().parent, fork.record().parent_epoch) == (first.id, epoch)
    assert first.summary().epoch == 3, "the first is as it was"


def test_a_repeated_run_has_the_same_curves_to_the_last_bit(
    qtbot, state: AppState, first: Run, played: tuple[AppState, Path]
) -> None:
    state.document.replace_all(Contents(SMALL, RECIPE.model_copy(update={"seed": 9}), ""))
    state.run_actions.repeat(first)
    again = ended(qtbot, state, played[1])
    assert again.id != first.id
    np.testing.assert_array_equal(losses(again), losses(first))


def test_what_went_on_from_another_cannot_be_repeated(
    qtbot, state: AppState, tmp_path: Path, first: Run
) -> None:
    record = first.record()
    run = Run(tmp_path / "child")
    run.begin(record.__class__(**{**record.__dict__, "parent": "gone"}))
    with qtbot.waitSignal(state.run_actions.failed) as failed:
        state.run_actions.repeat(run)
    assert failed.args[0].code == "runs.not_from_new"


def shows(state: AppState, weights: Weights) -> bool:
    ready = state.run_model.ready
    return ready is not None and ready.model.weights == weights


def test_a_run_s_weights_answer_while_the_cards_stay(qtbot, state: AppState, first: Run) -> None:
    state.training.reset()
    other = Contents(SMALL.with_layers((Flatten(), Dense(units=10))), RECIPE, "")
    state.document.replace_all(other)
    state.run_actions.draw_with(first, "last")
    model = state.predictor.model
    qtbot.waitUntil(lambda: model.why_not() == "", timeout=60_000)
    assert model.id == ModelId("run", first.id, "last")
    assert model.network == SMALL
    assert state.document.contents == other
    seen = []
    for weights in (*first.kept_epochs, "best", "last"):
        state.run_model.move_to(weights)
        qtbot.waitUntil(partial(shows, state, weights), timeout=60_000)
        reply = []
        sample = np.ones(SMALL.input_shape, np.float32)
        state.engine.ask(protocol.Predict(model.id, sample), reply.append)
        qtbot.waitUntil(partial(bool, reply), timeout=60_000)
        seen.append(reply[0].answer.probabilities)
        weights_of = read_project(first.weights_file(weights)).weights
        kernel, bias = next(iter(weights_of.values()))
        scores = np.ones(64, np.float32) @ kernel + bias
        expected = np.exp(scores - scores.max())
        np.testing.assert_allclose(seen[-1], expected / expected.sum(), rtol=1e-5)
    state.run_model.close()
    assert model.id.owner != "run"


def test_weights_that_are_not_kept_are_told(qtbot, state: AppState, first: Run) -> None:
    with qtbot.waitSignal(state.run_actions.failed) as failed:
        state.run_actions.draw_with(first, 99)
    assert isinstance(failed.args[0], CnnguiError)
    assert state.run_model.id is None


def test_a_report_has_what_the_run_gets_wrong(qtbot, state: AppState, first: Run, tiny_data: str) -> None:
    with qtbot.waitSignal(state.report.prepared, timeout=60_000) as told:
        state.report.prepare(first, "a.html")
    prepared, path = told.args
    assert path == "a.html"
    measured = prepared.measured
    assert measured.samples == 30
    assert len(measured.mistakes) == min(8, 30 - round(30 * measured.accuracy))
    assert all(mistake.png for mistake in measured.mistakes)
    assert "samples are right" in report_html(prepared.contents())


def test_a_report_says_why_it_has_no_results(qtbot, state: AppState, first: Run, tiny_data: str) -> None:
    record = first.record()
    first.begin(record.__class__(**{**record.__dict__, "data": "/gone/away.npz"}))
    with qtbot.waitSignal(state.report.prepared, timeout=60_000) as told:
        state.report.prepare(first, "a.html")
    assert told.args[0].measured is None
    page = report_html(told.args[0].contents())
    assert "Not measured: " in page
    assert "away.npz" in page


def test_a_run_s_network_becomes_the_draft_without_its_weights(qtbot, state: AppState, first: Run) -> None:
    state.document.replace_all(Contents(SMALL.with_layers((Flatten(), Dense(units=10))), RECIPE, ""))
    with qtbot.waitSignal(state.run_actions.taken_up):
        state.run_actions.use_as_draft(first)
    assert state.document.contents.network == SMALL
    assert state.document.title == "Small"
    qtbot.waitUntil(lambda: not state.training.goes_on)


def test_what_cannot_be_taken_up_is_told(qtbot, state: AppState, first: Run, tmp_path: Path) -> None:
    lock = first.lock()
    assert lock.take()
    with qtbot.waitSignal(state.run_actions.failed) as failed:
        state.run_actions.go_on(first)
    assert failed.args[0].code == "runs.in_use"
    lock.release()
    for act in (state.run_actions.use_as_draft, state.run_actions.repeat, state.run_actions.fork):
        with qtbot.waitSignal(state.run_actions.failed):
            act(Run(tmp_path / "none"))
    path = first.weights_file("last")
    path.write_bytes(b"damaged")
    (path.parent / ("b.cnn" if path.name == "a.cnn" else "a.cnn")).unlink(missing_ok=True)
    before = state.document.contents
    with qtbot.waitSignal(state.run_actions.failed, timeout=60_000):
        state.run_actions.go_on(first)
    assert state.document.contents == before


def test_a_run_whose_data_have_changed_is_not_gone_on_with_but_trained_anew_by_train(
    qtbot, state: AppState, first: Run, played: tuple[AppState, Path]
) -> None:
    record = first.record()
    first.begin(record.__class__(**{**record.__dict__, "fingerprint": "of other data"}))
    with qtbot.waitSignal(state.training.failed, timeout=60_000) as failed:
        state.run_actions.go_on(first, more=2)
    assert failed.args[0].code == "runs.other_data"
    assert first.summary().epoch == 3
    qtbot.waitUntil(lambda: state.training.status is Status.IDLE, timeout=60_000)
    state.training.train()
    assert ended(qtbot, state, played[1]).id != first.id


def test_a_session_that_crashed_goes_on_with_its_run(
    qtbot, state: AppState, first: Run, played: tuple[AppState, Path]
) -> None:
    state.training.reset()
    state.training.take_up([Place(str(first.folder))])
    qtbot.waitUntil(lambda: len(state.training.history.epoch) == 3, timeout=60_000)
    qtbot.waitUntil(lambda: state.training.can_train, timeout=60_000)
    state.training.train()
    assert ended(qtbot, state, played[1]).id == first.id
    assert first.summary().epoch == 6


def test_a_report_whose_measurement_another_replaced_is_not_written(
    qtbot, state: AppState, first: Run, tiny_data: str
) -> None:
    with qtbot.waitSignal(state.report.failed, timeout=60_000) as failed:
        state.report.prepare(first, "a.html")
        state.engine.ask(protocol.Evaluate(DRAFT, tiny_data, "test", RECIPE), lambda reply: None)
    assert failed.args[0].code == "runs.report_left"
