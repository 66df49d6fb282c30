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
from cnngui.network.recipe import Recipe
from cnngui.runs.project import Project, read_project, write_project
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


def test_a_file_says_how_data_are_prepared(tmp_path: Path) -> None:
    network = Network(input_shape=(12, 16, 1), layers=(Flatten(), Dense(units=2, activation="softmax")))
    write_project(tmp_path / "a.cnn", Project(network, Recipe(), "pets?size=12x16&fit=pad&test=0.4&seed=3"))
    (tmp_path / "b.json").write_text(
        '{"size": [12, 16], "fit": "pad", "split": {"fraction": 0.4, "seed": 3}}'
    )
    for name in ("a.cnn", "b.json"):
        given = {"preparation": tmp_path / name, "test_fraction": 0.2}
        data, found = parted(prepared_data("others?invert=yes&fit=crop", given, "cnngui train"))
        split = Split(fraction=0.2, seed=3)
        assert (data, found) == ("others", Preparation(size=(12, 16), invert=True, split=split))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"size": [0, 4]}', "size.0"),
        (b'{"sizes": 3}', "sizes"),
        (b"[1]", ""),
        (b"\xff\xfe", "UTF-8"),
        (b"", "line 1"),
        (b'{"size": ', "not JSON"),
    ],
)
def test_a_file_that_says_nothing_of_it_is_told(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(CnnguiError) as caught:
        prepared_data("pets", {"preparation": tmp_path / "a.json"}, "cnngui train")
    assert caught.value.code == "preparation.not_in_file"
    assert reason in caught.value.message().why


def test_data_are_inspected_and_imported_as_a_file_says(cnngui: Cnngui, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"size": [8, 9], "split": {"fraction": 0.5}}')
    told = cnngui("data", "inspect", "digits", "--preparation", tmp_path / "a.json", "--json").json
    assert told["input_shape"] == [8, 9, 1]
    assert told["train_samples"] == told["test_samples"]
    missing = cnngui("data", "inspect", "digits", "--preparation", tmp_path / "none.json")
    assert (missing.code, "none.json" in missing.err) == (1, True)
    alone = cnngui("evaluate", "--ink", tmp_path / "a.json", "--preparation", tmp_path / "a.json")
    assert "--preparation goes with a data set" in alone.err


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
    (tmp_path / "grey.json").write_text('{"colour": "grey", "size": [12, 16]}')
    asked = ("evaluate", "--model", tmp_path / "out" / "model.cnn", "--data", data)
    other = cnngui(*asked, "--preparation", tmp_path / "grey.json", "--json").json
    assert other["samples"] == 10
    assert other["calibration"] != scored[0]["calibration"]
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
