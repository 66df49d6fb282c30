"""A network for other data begins with what a trained one has learned, in the worker and in a session."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.network.freezing import frozen_part
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.kept_weights import START, Place, stamp_of
from cnngui.runs.project import Project, read_project, write_project
from cnngui.runs.run import Run
from tests.engine.conftest import pictures
from tests.engine.talk import RECIPE, Talk

pytestmark = pytest.mark.tensorflow

NETWORK = Network(
    input_shape=(8, 8, 1),
    layers=(
        Conv2D(name="c", filters=4, activation="relu"),
        Flatten(name="f"),
        Dense(name="d", units=6, activation="relu"),
        Dense(name="out", units=3, activation="softmax"),
    ),
)
RIGHT_RECIPE = RECIPE.model_copy(update={"class_weight": {2: 3.0}})


@pytest.fixture
def two_classes(tmp_path: Path) -> str:
    """Of the bars those across and down, 30 of each."""
    path = tmp_path / "two.npz"
    (x, y), (x_test, y_test) = pictures(90, 5), pictures(30, 6)
    kept, kept_test = y < 2, y_test < 2
    np.savez(path, x_train=x[kept], y_train=y[kept], x_test=x_test[kept_test], y_test=y_test[kept_test])
    return str(path)


@pytest.fixture
def source(engine: Talk, tmp_path: Path) -> Path:
    """A file with what was learned of three classes."""
    path = tmp_path / "three.cnn"
    engine.trained(NETWORK, RIGHT_RECIPE)
    engine.save(str(path), NETWORK, RIGHT_RECIPE)
    engine.forget()
    return path


def begin(engine: Talk, path: Path, data: str, freeze: Any = "all") -> Any:
    engine.send(protocol.StartFrom(str(path), data, freeze, request_id=engine.number()))
    return engine.wait(protocol.Begun, protocol.RequestFailed)


def saved(engine: Talk, path: Path, network: Network) -> dict[str, Any]:
    engine.save(str(path), network)
    return dict(read_project(path).weights)


def test_the_first_layers_come_along_and_the_last_is_new(
    engine: Talk, source: Path, two_classes: str, tmp_path: Path
) -> None:
    begun = begin(engine, source, two_classes)
    assert (begun.start.taken, begun.start.made_new) == (("c", "d"), ("out",))
    assert (begun.epoch, begun.stamp, begun.data) == (2, stamp_of(source), two_classes)
    assert begun.recipe == RECIPE, "weights of classes that are no more are left out"
    ready = engine.heard(protocol.ModelReady)[-1]
    assert (ready.network, len(ready.class_names)) == (begun.start.network, 2)
    old, new = dict(read_project(source).weights), saved(engine, tmp_path / "begun.cnn", begun.start.network)
    for name in ("c", "d"):
        for left, right in zip(old[name], new[name], strict=True):
            np.testing.assert_array_equal(left, right)
    assert new["out"][0].shape == (6, 2)
    run_id = engine.train(begun.start.network, begun.recipe, data=two_classes, fresh=False)
    ending = engine.wait(*protocol.ENDINGS)
    assert isinstance(ending, protocol.Finished)
    assert ending.epoch == 2
    started = engine.heard(protocol.Started)[-1]
    assert (started.run_id, started.first_epoch, started.continues) == (run_id, 0, False)
    after = saved(engine, tmp_path / "after.cnn", begun.start.network)
    for name in ("c", "d"):
        for left, right in zip(old[name], after[name], strict=True):
            assert left.tobytes() == right.tobytes()
    assert not np.allclose(new["out"][0], after["out"][0])


def test_not_frozen_they_go_on_learning(engine: Talk, source: Path, two_classes: str, tmp_path: Path) -> None:
    begun = begin(engine, source, two_classes, "none")
    assert frozen_part(begun.start.network.layers) == ""
    assert begin(engine, source, two_classes, 1).start.frozen == 1
    begun = begin(engine, source, two_classes, "none")
    before = saved(engine, tmp_path / "begun.cnn", begun.start.network)
    engine.train(begun.start.network, begun.recipe, data=two_classes, fresh=False)
    engine.wait(*protocol.ENDINGS)
    after = saved(engine, tmp_path / "after.cnn", begun.start.network)
    assert not np.allclose(before["c"][0], after["c"][0])


def test_for_the_same_classes_the_last_layer_is_new_all_the_same(
    engine: Talk, source: Path, tmp_path: Path
) -> None:
    begun = begin(engine, source, engine.data)
    weights = saved(engine, tmp_path / "begun.cnn", begun.start.network)
    assert not np.allclose(weights["out"][0], read_project(source).weights["out"][0])


def test_what_a_dead_worker_had_begun_with_is_taken_up_again(
    engine: Talk, source: Path, tmp_path: Path
) -> None:
    begun = begin(engine, source, engine.data)
    network = begun.start.network
    before = saved(engine, tmp_path / "begun.cnn", network)
    engine.send(protocol.Reset())
    engine.wait(protocol.ModelGone)
    place = Place(f"{START}{source}", begun.stamp)
    for where, found in ((place, True), (place._replace(stamp=1), False)):
        engine.send(protocol.Resume((where,), network, request_id=engine.number()))
        answer = engine.wait(protocol.Opened, protocol.RequestFailed)
        assert isinstance(answer, protocol.Opened) is found
        if found:
            again = saved(engine, tmp_path / "again.cnn", network)
            for name, arrays in before.items():
                for left, right in zip(arrays, again[name], strict=True):
                    np.testing.assert_array_equal(left, right)


def test_what_cannot_be_begun_with_leaves_the_draft_as_it_was(
    engine: Talk, source: Path, two_classes: str, tmp_path: Path
) -> None:
    untrained = tmp_path / "untrained.cnn"
    write_project(untrained, Project(NETWORK, RECIPE))
    assert begin(engine, untrained, two_classes).error.code == "engine.untrained"
    assert begin(engine, tmp_path / "nowhere.cnn", two_classes).error.code == "files.missing"
    assert begin(engine, source, "xor").error.code == "starting.not_fitting"
    assert engine.ask().probabilities.shape == (3,), "the draft still answers"


def test_a_session_starts_from_a_file_and_the_run_says_so(source: Path, two_classes: str) -> None:
    from cnngui import api
    from cnngui.engine.session import Session

    with Session() as session:
        once = partial(Recipe.model_copy, update={"epochs": 1})
        trained = api.start_from(source, two_classes, session, recipe=once)
        assert trained.epoch == 1
        assert session.run_folder is not None
        record = Run(session.run_folder).record()
    assert (record.parent, record.parent_epoch) == ("three.cnn", 2)
    assert frozen_part(record.network.layers) == "some"


def test_what_begins_anew_is_of_the_seed_that_is_asked_for(
    engine: Talk, source: Path, two_classes: str, tmp_path: Path
) -> None:
    last = []
    for place, seed in enumerate((5, 5, 6)):
        request = protocol.StartFrom(str(source), two_classes, "all", seed, request_id=engine.number())
        engine.send(request)
        begun = engine.wait(protocol.Begun, protocol.RequestFailed)
        assert begun.recipe.seed == seed
        last.append(saved(engine, tmp_path / f"{place}.cnn", begun.start.network)["out"][0])
    np.testing.assert_array_equal(last[0], last[1])
    assert not np.array_equal(last[1], last[2])
