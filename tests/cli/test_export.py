from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.course.presets import preset
from cnngui.export.tables import network_csv, network_markdown
from cnngui.files import folders
from cnngui.keras_import import read_keras_file
from cnngui.network.file_format import network_from_json, network_to_json
from cnngui.network.layers import Conv2D
from cnngui.network.network import Network
from cnngui.runs.project import read_project
from tests.cli.conftest import Cnngui
from tests.keras_import.crafted import L2, dense, layer, members, model, start, write


def test_text_is_printed_when_no_file_is_named(cnngui: Cnngui) -> None:
    answer = cnngui("export", "--preset", "lenet-5", "--to", "csv")
    assert (answer.code, answer.out) == (0, network_csv(preset("lenet-5").network))


@pytest.mark.parametrize("to", ["code", "svg", "md", "csv", "json"])
def test_text_is_printed_as_json_where_that_is_asked_for(cnngui: Cnngui, to: str) -> None:
    plain = cnngui("export", "--preset", "lenet-5", "--to", to)
    answer = cnngui("export", "--preset", "lenet-5", "--to", to, "--json")
    assert answer.json == {"event": "exported", "format": to, "text": plain.out}


def test_the_file_s_name_decides_the_format(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "net.md"
    answer = cnngui("export", "--preset", "lenet-5", "--out", path, "--json")
    assert answer.json == {"event": "exported", "format": "md", "file": str(path)}
    assert path.read_text(encoding="utf-8") == network_markdown(preset("lenet-5").network, "lenet-5")


def test_a_network_file_is_written_that_other_commands_read(cnngui: Cnngui, tmp_path: Path) -> None:
    path, kept = tmp_path / "net.json", folders.models() / "digits.cnn"
    assert cnngui("export", "--model", kept, "--out", path).code == 0
    assert network_from_json(path.read_text(encoding="utf-8"), "") == read_project(kept).network
    assert cnngui("summary", "--network", path, "--json").json["total_parameters"] > 0


def test_to_goes_before_the_name(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    assert str(path) in cnngui("export", "--preset", "lenet-5", "--to", "csv", "--out", path).out
    assert path.read_bytes().startswith(b"name,kind,")


@pytest.mark.parametrize("arguments", [["--to", "docx"], ["--out", "net.docx"], []])
def test_an_unknown_format_is_told_with_those_there_are(cnngui: Cnngui, arguments: list[str]) -> None:
    answer = cnngui("export", "--preset", "lenet-5", *arguments)
    assert answer.code == 2
    assert "code, svg, png, md, csv" in answer.err


def test_a_folder_that_is_not_there_is_told(cnngui: Cnngui, tmp_path: Path) -> None:
    answer = cnngui("export", "--preset", "lenet-5", "--out", tmp_path / "none" / "net.md")
    assert answer.code == 1
    assert "none" in answer.err


def test_code_is_that_of_the_network(cnngui: Cnngui, tmp_path: Path) -> None:
    plain = cnngui("export", "--preset", "mnist-cnn", "--to", "code").out
    assert 'x = layers.Conv2D(32, 3, padding="same", activation="relu")(inputs)' in plain
    assert "#" not in plain
    taught = cnngui(
        "export", "--preset", "mnist-cnn", "--to", "code", "--comments", "--tf1", "--reproducible"
    ).out
    assert "# 28×28×32, 320 parameters" in taught
    assert "# TF1: x = tf.nn.relu(tf.nn.conv2d(" in taught
    assert "keras.utils.set_random_seed(1)" in taught
    path = tmp_path / "net.py"
    assert cnngui("export", "--preset", "mnist-cnn", "--out", path).code == 0
    assert path.read_text(encoding="utf-8") == plain


def test_code_of_a_network_with_an_error_is_refused(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    broken = Network(input_shape=(4, 4, 1), layers=(Conv2D(kernel_size=(5, 5)),))
    path.write_text(network_to_json(broken), encoding="utf-8")
    answer = cnngui("export", "--network", path, "--to", "code")
    assert answer.code == 1
    assert "5×5" in answer.err
    assert cnngui("export", "--network", path, "--to", "svg").code == 0


def test_pictures_are_written(cnngui: Cnngui, tmp_path: Path) -> None:
    assert cnngui("export", "--preset", "lenet-5", "--to", "svg").out.startswith("<svg")
    path = tmp_path / "net.png"
    assert cnngui("export", "--preset", "lenet-5", "--out", path).code == 0
    assert path.read_bytes().startswith(b"\x89PNG")
    answer = cnngui("export", "--preset", "lenet-5", "--to", "png")
    assert answer.code == 2
    assert "lenet-5.png" in answer.err


@pytest.mark.tensorflow
def test_a_trained_project_leaves_as_a_model_and_comes_back(cnngui: Cnngui, tmp_path: Path) -> None:
    from cnngui.files.folders import models

    path = tmp_path / "digits.keras"
    answer = cnngui("export", "--model", models() / "digits.cnn", "--out", path, "--json")
    assert answer.json == {"event": "exported", "format": "keras", "file": str(path)}
    shipped, back = (
        cnngui("summary", "--network", models() / "digits.cnn", "--json"),
        cnngui("summary", "--network", path, "--json"),
    )
    assert back.json["total_parameters"] == shipped.json["total_parameters"]
    assert [layer["kind"] for layer in back.json["layers"]] == [
        layer["kind"] for layer in shipped.json["layers"]
    ]
    weights, again = read_project(models() / "digits.cnn").weights, read_keras_file(path).weights
    assert all(
        np.array_equal(a, b) for name in weights for a, b in zip(weights[name], again[name], strict=True)
    )


@pytest.mark.tensorflow
def test_a_network_that_was_not_trained_is_exported_with_a_note(cnngui: Cnngui, tmp_path: Path) -> None:
    answer = cnngui("export", "--preset", "mnist-softmax", "--out", tmp_path / "a.keras")
    assert answer.code == 0
    assert "has not been trained" in answer.err


def test_a_model_needs_a_file(cnngui: Cnngui, tmp_path: Path) -> None:
    answer = cnngui("export", "--preset", "lenet-5", "--to", "keras")
    assert answer.code == 2
    assert "lenet-5.keras" in answer.err
    assert cnngui("export", "--preset", "lenet-5", "--out", tmp_path / "noending").code == 2


def test_a_keras_model_is_a_network_like_any_other(cnngui: Cnngui, tmp_path: Path) -> None:
    path = write(tmp_path / "a.keras", members())
    assert cnngui("summary", "--network", path, "--json").json["total_parameters"] == 42
    assert "Dense(6" in cnngui("export", "--network", path, "--to", "code").out


def test_what_a_keras_model_lost_is_told_beside_the_answer(cnngui: Cnngui, tmp_path: Path) -> None:
    path = write(tmp_path / "a.keras", members(model(start(), dense("dense", "start", bias_regularizer=L2))))
    answer = cnngui("summary", "--network", path, "--json")
    assert answer.json["total_parameters"] == 42
    assert "Note: Dense 'dense': bias_regularizer=L2 was left out" in answer.err


@pytest.mark.parametrize("command", [["summary"], ["export", "--to", "code"], ["train", "--out", "out"]])
def test_a_keras_model_that_cannot_be_taken_over_is_told_layer_by_layer(
    cnngui: Cnngui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    described = model(start(), layer("Lambda", "crop", "start"), layer("GRU", "memory", "crop"))
    path = write(tmp_path / "a.keras", members(described))
    answer = cnngui(*command, "--network", path)
    assert answer.code == 1
    assert "Lambda 'crop': runs code of its own" in answer.err
    assert "GRU 'memory': is a kind of layer" in answer.err
    assert [each.name for each in tmp_path.iterdir()] == ["a.keras"]


def test_a_file_is_never_written_onto_its_own_source(cnngui: Cnngui, tmp_path: Path) -> None:
    path, link = tmp_path / "net.json", tmp_path / "link.svg"
    path.write_text(network_to_json(Network()), encoding="utf-8")
    link.symlink_to(path)
    before = path.read_bytes()
    for out in (path, link):
        answer = cnngui("export", "--network", path, "--to", "svg", "--out", out)
        assert answer.code == 2
        assert "is the file that is read" in answer.err
    assert path.read_bytes() == before
