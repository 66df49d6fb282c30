from __future__ import annotations

import json
from pathlib import Path

import pytest

from cnngui.network.file_format import network_to_json
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.presets import preset
from tests.cli.conftest import Cnngui

BROKEN = Network(input_shape=(4, 4, 1), layers=(Conv2D(kernel_size=(5, 5)), Flatten(), Dense(units=10)))


def test_the_presets_have_the_figures_of_the_slides(cnngui: Cnngui) -> None:
    listed = {each["name"]: each for each in cnngui("presets", "--json").json["presets"]}
    assert listed["mnist-softmax"]["total_parameters"] == 7_850
    assert listed["mnist-dense-dropout"]["total_parameters"] == 3_432_970
    assert listed["mnist-cnn"]["total_parameters"] == 356_234
    assert listed["cifar10-cnn-keras"]["total_parameters"] == 4_210_090
    assert listed["cifar10-cnn-keras"]["input_shape"] == [32, 32, 3]


def test_people_see_every_preset_in_a_row(cnngui: Cnngui) -> None:
    answer = cnngui("presets")
    for name, count in (("mnist-cnn", "356,234"), ("lenet-5", "61,706")):
        (row,) = [line for line in answer.out.splitlines() if line.split()[:1] == [name]]
        assert count in row


def test_a_summary_has_shape_and_parameters_of_every_layer(cnngui: Cnngui) -> None:
    answer = cnngui("summary", "--preset", "mnist-cnn", "--json")
    assert answer.code == 0
    facts = answer.json
    assert facts["input_shape"] == [28, 28, 1]
    assert facts["total_parameters"] == 356_234
    weighted = [layer["parameters"] for layer in facts["layers"] if layer["parameters"]]
    assert weighted == [320, 18_496, 73_856, 262_272, 1_290]
    flat = next(layer for layer in facts["layers"] if layer["kind"] == "Flatten")
    assert flat["output_shape"] == [2048]
    assert set(flat) == {"name", "kind", "output_shape", "parameters", "problems"}


def test_people_see_the_summary_as_a_table(cnngui: Cnngui) -> None:
    out = cnngui("summary", "--preset", "mnist-cnn").out
    (row,) = [line.split() for line in out.splitlines() if line.split()[:1] == ["conv2d_1"]]
    assert row[1] == "Conv2D"
    assert row[-2:] == ["14×14×64", "18,496"]
    (total,) = [line.split() for line in out.splitlines() if line.split()[:1] == ["Total"]]
    assert total[-1] == "356,234"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_network_file_is_summed_up(cnngui: Cnngui, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(network_to_json(preset("lenet-5").network), encoding=encoding)
    assert cnngui("summary", "--network", path, "--json").json["total_parameters"] == 61_706


def test_an_error_in_a_layer_is_shown_with_its_arithmetic(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text(network_to_json(BROKEN), encoding="utf-8")
    answer = cnngui("summary", "--network", path, "--json")
    assert answer.code == 1
    facts = answer.json
    assert facts["total_parameters"] is None
    (problem,) = facts["layers"][0]["problems"]
    assert problem["severity"] == "error"
    assert "5×5" in problem["what"]
    assert facts["layers"][1]["output_shape"] is None
    people = cnngui("summary", "--network", path)
    assert people.code == 1
    assert problem["what"] in people.out
    assert problem["mend"] in people.out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe\x00", "neither JSON text nor a project"),
        (b"{", "not JSON"),
        (b'{"format": "cnngui-network", "version": 1, "layers": [{"kind": "X"}]}', "kind"),
    ],
)
def test_a_file_that_is_no_network_is_refused(
    cnngui: Cnngui, tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "network.json"
    path.write_bytes(content)
    answer = cnngui("summary", "--network", path)
    assert answer.code == 1
    assert told in answer.err


def test_a_missing_file_and_an_unknown_preset_are_told(cnngui: Cnngui, tmp_path: Path) -> None:
    assert "There is no file" in cnngui("summary", "--network", tmp_path / "none.json").err
    error = cnngui("summary", "--preset", "mnist", "--json").json["error"]
    assert "mnist-cnn" in error["why"]


@pytest.mark.parametrize("arguments", [[], ["--preset", "mnist-cnn", "--network", "x.json"]])
def test_exactly_one_network_is_meant(cnngui: Cnngui, arguments: list[str]) -> None:
    assert "one of --preset and --network" in cnngui("summary", *arguments).err.lower()


def test_machines_read_plain_ascii(cnngui: Cnngui) -> None:
    out = cnngui("summary", "--preset", "nonsense", "--json").out
    assert out.isascii()
    assert json.loads(out)
