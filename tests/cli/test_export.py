from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.network.file_format import network_to_json
from cnngui.network.layers import Conv2D
from cnngui.network.network import Network
from cnngui.network.presets import preset
from cnngui.network.table_text import network_csv, network_markdown
from tests.cli.conftest import Cnngui


def test_text_is_printed_when_no_file_is_named(cnngui: Cnngui) -> None:
    answer = cnngui("export", "--preset", "lenet-5", "--to", "csv")
    assert (answer.code, answer.out) == (0, network_csv(preset("lenet-5").network))


def test_the_file_s_name_decides_the_format(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "net.md"
    answer = cnngui("export", "--preset", "lenet-5", "--out", path, "--json")
    assert answer.json == {"event": "exported", "format": "md", "file": str(path)}
    assert path.read_text(encoding="utf-8") == network_markdown(preset("lenet-5").network, "lenet-5")


def test_to_goes_before_the_name(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    assert str(path) in cnngui("export", "--preset", "lenet-5", "--to", "csv", "--out", path).out
    assert path.read_bytes().startswith(b"name,kind,")


@pytest.mark.parametrize("arguments", [["--to", "docx"], ["--out", "net.docx"], []])
def test_an_unknown_format_is_told_with_those_there_are(cnngui: Cnngui, arguments: list[str]) -> None:
    answer = cnngui("export", "--preset", "lenet-5", *arguments)
    assert answer.code == 1
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
    assert answer.code == 1
    assert "lenet-5.png" in answer.err
