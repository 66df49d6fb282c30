"""Data are prepared as the options say, in training and in all that follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnngui.cli.prepare import prepared_data
from cnngui.datasets.data_reference import parted
from cnngui.datasets.preparation import Preparation, Split
from cnngui.datasets.prepared import prepared
from cnngui.datasets.preparing import prepare_samples
from cnngui.errors import CnnguiError
from cnngui.network.file_format import network_to_json
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.runs.project import read_project
from cnngui.runs.run import Run
from tests.cli.conftest import Cnngui
from tests.datasets.test_preparation import photos


def test_options_go_on_top_of_what_the_name_says() -> None:
    given: dict[str, Any] = {"size": "24x32", "grey": True, "fit": "pad", "pad": None, "epochs": 3}
    ref = prepared_data(
        "pets?invert=yes&test=0.4", given | {"split_seed": 7, "normalise": True}, "cnngui train"
    )
    expected = Preparation(
        size=(24, 32),
        colour="grey",
        fit="pad",
        invert=True,
        normalise="channels",
        split=Split(fraction=0.4, seed=7),
    )
    assert parted(ref) == ("pets", expected)
    assert prepared_data("pets", {"epochs": 3, "size": None}, "cnngui train") == "pets"


@pytest.mark.parametrize(
    ("given", "option"),
    [
        ({"size": "banana"}, "--size"),
        ({"size": "0"}, "--size"),
        ({"fit": "stretch"}, "--fit"),
        ({"scale": "0..2"}, "--scale"),
        ({"test_fraction": 1.5}, "--test-fraction"),
        ({"split_seed": -1}, "--split-seed"),
        ({"normalise": True, "scale": "0..255"}, "--normalise"),
    ],
)
def test_what_was_mistyped_is_named(given: dict[str, Any], option: str) -> None:
    with pytest.raises(CnnguiError) as caught:
        prepared_data("pets", given, "cnngui train")
    assert caught.value.code == "cli.bad_value"
    assert caught.value.values["name"] == option
    assert caught.value.message().one_line()


@pytest.mark.tensorflow
def test_a_network_answers_a_file_as_it_does_the_sample_it_is(cnngui: Cnngui, tmp_path: Path) -> None:
    came = photos()
    np.savez(
        tmp_path / "photos.npz",
        **{name: getattr(came, name) for name in ("x_train", "y_train", "x_test", "y_test")},
    )
    network = Network(input_shape=(12, 16, 1), layers=(Flatten(), Dense(units=2, activation="softmax")))
    (tmp_path / "small.json").write_text(network_to_json(network), encoding="utf-8")
    typed = ["--size", "12x16", "--grey", "--fit", "squeeze", "--invert", "--scale=-1..1", "--normalise"]
    trained = cnngui(
        *("train", "--network", tmp_path / "small.json", "--data", tmp_path / "photos.npz", *typed),
        *("--epochs", 2, "--seed", 1, "--out", tmp_path / "out"),
    )
    assert trained.code == 0, trained.err
    project = read_project(tmp_path / "out" / "model.cnn")
    data, preparation = parted(project.data)
    assert data == str(tmp_path / "photos.npz")
    assert (preparation.size, preparation.fit, preparation.colour) == ((12, 16), "squeeze", "grey")
    assert project.training is not None
    assert project.training.data == project.data
    told = project.input_format
    assert told is not None
    Image.fromarray(came.x_test[4]).save(tmp_path / "one.png")
    answer = cnngui("predict", tmp_path / "one.png", "--model", tmp_path / "out" / "model.cnn", "--json").json
    dataset = prepared(came, preparation)
    sample = prepare_samples(dataset.x_test[4:5], network.input_shape, told)
    kernel, bias = project.weights["dense"]
    scores = sample.reshape(1, -1) @ kernel + bias
    chances = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    np.testing.assert_allclose(answer["probabilities"], chances[0], atol=1e-6)
    scored = [
        cnngui("evaluate", "--model", tmp_path / "out" / "model.cnn", "--data", named, "--json").json
        for named in (project.data, data)
    ]
    assert scored[0] == scored[1]
    assert scored[0]["samples"] == 10


def test_a_preparation_that_does_not_suit_the_data_is_refused(cnngui: Cnngui) -> None:
    answer = cnngui("train", "--preset", "xor-2-2-1", "--size", "32")
    assert answer.code == 1
    assert "holds no pictures" in answer.err


@pytest.mark.tensorflow
def test_uneven_classes_are_told_with_what_helps(cnngui: Cnngui, tmp_path: Path) -> None:
    x = np.random.default_rng(0).integers(0, 256, (66, 4, 4), np.uint8)
    y = np.array([0] * 60 + [1] * 6)
    np.savez(tmp_path / "few.npz", x_train=x, y_train=y, x_test=x[::6], y_test=y[::6])
    network = Network(input_shape=(4, 4, 1), layers=(Flatten(), Dense(units=2, activation="softmax")))
    (tmp_path / "small.json").write_text(network_to_json(network), encoding="utf-8")
    typed = ("train", "--network", tmp_path / "small.json", "--data", tmp_path / "few.npz", "--epochs", 1)
    assert "--balanced" in cnngui(*typed, "--out", tmp_path / "a").err
    assert "--balanced" not in cnngui(*typed, "--balanced", "--out", tmp_path / "b").err


@pytest.mark.tensorflow
def test_a_run_is_gone_on_with_and_repeated_on_the_data_as_they_were_prepared(
    cnngui: Cnngui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    came = photos()
    parts = {name: getattr(came, name) for name in ("x_train", "y_train", "x_test", "y_test")}
    np.savez(tmp_path / "photos.npz", **parts)
    network = Network(input_shape=(12, 12, 3), layers=(Flatten(), Dense(units=2, activation="softmax")))
    (tmp_path / "small.json").write_text(network_to_json(network), encoding="utf-8")
    begun = cnngui(
        *("train", "--network", tmp_path / "small.json", "--data", tmp_path / "photos.npz", "--epochs", 2),
        *("--size", 12, "--normalise", "--test-fraction", 0.25, "--split-seed", 4, "--json"),
    )
    assert begun.code == 0, begun.err
    first = Run(Path(begun.lines[-1]["folder"]))
    data, preparation = parted(first.record().data)
    assert data == str(tmp_path / "photos.npz")
    assert preparation.split == Split(fraction=0.25, seed=4)
    assert cnngui("runs", "resume", first.id, "--more", 1, "--json").code == 0
    assert first.summary().epoch == 3
    repeated = Run(Path(cnngui("runs", "repeat", first.id, "--json").lines[-1]["folder"]))
    one, other = (read_project(run.weights_file("last")) for run in (first, repeated))
    np.testing.assert_array_equal(one.weights["dense"][0], other.weights["dense"][0])
    assert one.input_format == other.input_format
    assert repeated.record().data == first.record().data
    assert repeated.record().fingerprint == first.record().fingerprint
