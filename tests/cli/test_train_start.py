"""`train --start-from`: what is taken, what is refused at once, and what a run remembers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.network.file_format import network_to_json
from cnngui.network.freezing import with_trainable
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.project import Project, read_project, write_project
from cnngui.runs.run import find_runs, runs_folder
from tests.cli.conftest import Cnngui
from tests.engine.conftest import pictures

NETWORK = Network(
    input_shape=(8, 8, 1),
    layers=(
        Conv2D(name="c", filters=4, activation="relu"),
        Flatten(name="f"),
        Dense(name="out", units=5, activation="softmax"),
    ),
)
TAKEN = "Taken from five.cnn: 1 layer with 40 weights"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    random = np.random.default_rng(1)
    shapes = {"c": ((3, 3, 1, 4), (4,)), "out": ((144, 5), (5,))}
    weights = {
        name: tuple(random.normal(size=shape).astype(np.float32) for shape in each)
        for name, each in shapes.items()
    }
    write_project(tmp_path / "five.cnn", Project(NETWORK, Recipe(epochs=1, batch_size=16), weights=weights))
    return tmp_path / "five.cnn"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (x, y), (x_test, y_test) = pictures(60, 1), pictures(30, 2)
    np.savez(tmp_path / "bars.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    return tmp_path / "bars.npz"


@pytest.mark.tensorflow
def test_a_training_begins_with_a_file(cnngui: Cnngui, source: Path, data: Path, tmp_path: Path) -> None:
    answer = cnngui("train", "--start-from", source, "--data", data, "--out", tmp_path / "out", "--json")
    assert answer.code == 0
    assert TAKEN in answer.err
    assert "frozen" in answer.err
    project = read_project(tmp_path / "out" / "model.cnn")
    assert project.network.layer("c") == with_trainable(NETWORK, ["c"], False).layer("c")
    for left, right in zip(read_project(source).weights["c"], project.weights["c"], strict=True):
        np.testing.assert_array_equal(left, right)
    assert project.weights["out"][0].shape == (144, 3)
    assert project.class_names == ("0", "1", "2")


@pytest.mark.tensorflow
def test_a_kept_run_remembers_what_it_began_with_and_can_be_begun_with(
    cnngui: Cnngui, source: Path, data: Path
) -> None:
    known = {run.id for run in find_runs(runs_folder())}

    def begun(*words: object) -> str:
        answer = cnngui("train", "--start-from", *words, "--data", data, "--json")
        assert answer.code == 0, answer.err
        return str(answer.lines[-1]["run"])

    first = begun(source, "--freeze", "none", "--group", "together")
    assert first not in known
    shown = cnngui("runs", "show", first, "--json").json
    assert (shown["parent"], shown["group"]) == ("five.cnn", "together")
    second = begun(first, "--freeze", 1)
    (run,) = (run for run in find_runs(runs_folder()) if run.id == second)
    assert (run.record().parent, run.record().parent_epoch) == (first, 1)
    assert not run.record().network.layer("c").trainable


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--preset", "mnist-cnn"], "brings its own network"),
        (["--members", 3], "Members cannot start"),
        (["--freeze", "some"], "does not say which layers"),
        (["--data", "xor"], "cannot be fitted"),
    ],
)
def test_what_does_not_go_together_is_refused_at_once(
    cnngui: Cnngui, source: Path, data: Path, words: list[object], said: str
) -> None:
    given = words if "--data" in words else ["--data", data, *words]
    answer = cnngui("train", "--start-from", source, *given)
    assert answer.code != 0
    assert said in answer.err


def test_layers_that_were_not_taken_cannot_be_frozen_here(cnngui: Cnngui) -> None:
    answer = cnngui("train", "--preset", "mnist-cnn", "--freeze", 3)
    assert answer.code == 1
    assert "Add --start-from" in answer.err


def test_a_project_without_weights_is_refused_before_anything_is_said_of_them(
    cnngui: Cnngui, data: Path, tmp_path: Path
) -> None:
    write_project(tmp_path / "fresh.cnn", Project(NETWORK, Recipe()))
    answer = cnngui("train", "--start-from", tmp_path / "fresh.cnn", "--data", data)
    assert answer.code == 4
    assert "has not been tra" in answer.err
    assert "Taken from" not in answer.err


def test_without_data_nothing_is_guessed(cnngui: Cnngui, source: Path) -> None:
    answer = cnngui("train", "--start-from", source)
    assert answer.code == 1
    assert "--data" in answer.err


@pytest.mark.tensorflow
def test_frozen_layers_with_new_weights_are_told_of(cnngui: Cnngui, data: Path, tmp_path: Path) -> None:
    other = with_trainable(NETWORK, ["c"], False)
    layers = (*other.layers[:2], Dense(name="out", units=3, activation="softmax"))
    file = tmp_path / "frozen.json"
    file.write_text(network_to_json(other.with_layers(layers)), encoding="utf-8")
    answer = cnngui(
        "train", "--network", file, "--data", data, "--epochs", 1, "--out", tmp_path / "o", "--json"
    )
    assert answer.code == 0
    assert "Frozen are c, which begin with new weights" in answer.err
