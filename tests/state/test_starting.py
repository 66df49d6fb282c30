"""The draft begins with what another network has learned: with a real engine, as weights are what counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnngui.app import AppState, build_state
from cnngui.engine.transports import ThreadTransport
from cnngui.errors import CnnguiError
from cnngui.network.freezing import frozen_part
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.kept_weights import START, stamp_of
from cnngui.runs.project import read_project
from cnngui.runs.run import Run
from cnngui.state.document import Contents
from cnngui.state.training import Status
from tests.engine.conftest import pictures

pytestmark = pytest.mark.tensorflow

NETWORK = Network(
    input_shape=(8, 8, 1),
    layers=(
        Conv2D(name="c", filters=4, activation="relu"),
        Flatten(name="f"),
        Dense(name="out", units=3, activation="softmax"),
    ),
)
RECIPE = Recipe(batch_size=16, epochs=1, seed=3)


@pytest.fixture(scope="module")
def bars(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """Data sets of two and of three classes."""
    folder = tmp_path_factory.mktemp("data")
    found = {}
    (x, y), (x_test, y_test) = pictures(90, 5), pictures(30, 6)
    for classes in (2, 3):
        kept, kept_test = y < classes, y_test < classes
        found[classes] = str(folder / f"{classes}.npz")
        parts = {"x_train": x[kept], "y_train": y[kept], "x_test": x_test[kept_test]}
        np.savez(found[classes], **parts, y_test=y_test[kept_test])
    return found


@pytest.fixture
def state(qapp, qtbot, tmp_path: Path) -> Iterator[AppState]:
    state = build_state(ThreadTransport)
    state.training.keep_runs_in(str(tmp_path / "runs"))
    state.engine.start()
    qtbot.waitUntil(lambda: state.training.status is Status.IDLE, timeout=60_000)
    yield state
    state.close()


def trained(qtbot, state: AppState) -> Run:
    with qtbot.waitSignal(state.training.ended, timeout=60_000):
        state.training.train()
    qtbot.waitUntil(lambda: state.training.status is Status.IDLE)
    run = Run(state.training.runs_folder / state.training.run_id)
    qtbot.waitUntil(lambda: run.has_weights("best") and not run.is_live, timeout=20_000)
    return run


def choose(qtbot, state: AppState, data: str, classes: int) -> None:
    state.document.set_data(data)
    qtbot.waitUntil(lambda: state.library.described is not None and state.library.described.data == data)
    assert len(state.library.described.class_names) == classes


def test_a_run_of_other_classes_is_begun_with_trained_undone_and_done_again(
    qtbot, state: AppState, bars: dict[int, str]
) -> None:
    document, training, starting = state.document, state.training, state.starting
    document.replace_all(Contents(NETWORK, RECIPE, bars[3]))
    choose(qtbot, state, bars[3], 3)
    source = trained(qtbot, state)
    choose(qtbot, state, bars[2], 2)
    before = document.contents
    plan = starting.plan(source, "all")
    with qtbot.waitSignal(starting.noted, timeout=60_000) as told:
        starting.from_run(source, "all")
    (message,) = told.args
    assert message.what.endswith(": 1 layer with 40 weights, frozen.")
    assert document.network == plan.network
    assert (document.selection, document.data) == ("out", bars[2])
    assert [frozen_part((each,)) for each in document.network.layers] == ["all", "", ""]
    path = source.weights_file("best")
    assert [tuple(place) for place in training.places] == [(f"{START}{path}", stamp_of(path))]
    assert training.goes_on
    assert not training.history.batch_loss.size
    begun = trained(qtbot, state)
    assert begun.id != source.id
    record = begun.record()
    assert (record.parent, record.parent_epoch) == (source.id, 1)
    old, new = read_project(path).weights["c"], read_project(begun.weights_file("last")).weights["c"]
    assert [each.tobytes() for each in old] == [each.tobytes() for each in new]
    document.undo_stack.undo()
    assert document.contents == before
    assert not training.goes_on
    document.undo_stack.redo()
    assert document.network == plan.network
    assert training.goes_on


def test_with_nothing_frozen_and_the_same_classes_it_is_a_run_of_its_own_all_the_same(
    qtbot, state: AppState, bars: dict[int, str]
) -> None:
    state.document.replace_all(Contents(NETWORK, RECIPE, bars[3]))
    choose(qtbot, state, bars[3], 3)
    source = trained(qtbot, state)
    with qtbot.waitSignal(state.starting.begun, timeout=60_000):
        state.starting.from_file(source.weights_file("best"), "none")
    assert state.document.network == NETWORK
    assert trained(qtbot, state).id != source.id


def test_a_dead_engine_takes_the_beginning_up_again(qtbot, state: AppState, bars: dict[int, str]) -> None:
    state.document.replace_all(Contents(NETWORK, RECIPE, bars[3]))
    choose(qtbot, state, bars[3], 3)
    source = trained(qtbot, state)
    choose(qtbot, state, bars[2], 2)
    with qtbot.waitSignal(state.starting.begun, timeout=60_000):
        state.starting.from_run(source, "all")
    came = state.training.lineage.came
    state.training.restart()
    qtbot.waitUntil(lambda: state.training.status is Status.IDLE and state.training.goes_on, timeout=60_000)
    assert state.training.lineage.came == came
    assert came.parent == source.id


def test_what_does_not_fit_is_said_and_changes_nothing(qtbot, state: AppState, bars: dict[int, str]) -> None:
    document = state.document
    document.replace_all(Contents(NETWORK, RECIPE, bars[3]))
    choose(qtbot, state, bars[3], 3)
    source = trained(qtbot, state)
    choose(qtbot, state, "xor", 2)
    before = document.contents
    with pytest.raises(CnnguiError, match="cannot be fitted"):
        state.starting.plan(source, "all")
    with qtbot.waitSignal(state.starting.failed, timeout=60_000) as failed:
        state.starting.from_run(source, "all")
    assert failed.args[0].code == "starting.not_fitting"
    assert document.contents == before
    document.set_data("")
    with qtbot.waitSignal(state.starting.failed) as failed:
        state.starting.from_run(source, "all")
    assert failed.args[0].code == "starting.no_data"
