from __future__ import annotations

import json
from pathlib import Path

import pytest

from cnngui.course.presets import preset, presets
from cnngui.network.file_format import network_to_json
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from tests.cli.conftest import Cnngui

BROKEN = Network(input_shape=(4, 4, 1), layers=(Conv2D(kernel_size=(5, 5)), Flatten(), Dense(units=10)))


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
    figures = {"output_shape", "parameters", "trainable_parameters", "multiply_adds", "receptive_field"}
    assert set(flat) == {"name", "kind", "inside", "problems", *figures}
    assert (facts["total_multiply_adds"], facts["batch_size"]) == (7_714_560, 100)
    assert facts["memory_bytes"] == infer(preset("mnist-cnn").network).memory_bytes(100)


def test_a_blocks_figures_hold_those_of_what_is_inside(cnngui: Cnngui) -> None:
    facts = cnngui("summary", "--preset", "mini-resnet", "--json").json
    outside = [layer for layer in facts["layers"] if not layer["inside"]]
    assert sum(layer["parameters"] for layer in outside) == facts["total_parameters"]
    out = cnngui("summary", "--preset", "mini-resnet").out
    assert any(line.startswith("   conv2_block1_1_conv ") for line in out.splitlines())


def test_people_see_the_summary_as_a_table(cnngui: Cnngui) -> None:
    out = cnngui("summary", "--preset", "mnist-cnn").out
    (row,) = [line.split() for line in out.splitlines() if line.split()[:1] == ["conv2d_1"]]
    assert row[1] == "Conv2D"
    assert row[-3:] == ["14×14×64", "18,496", "3,612,672"]
    (total,) = [line.split() for line in out.splitlines() if line.split()[:1] == ["Total"]]
    assert total[-2:] == ["356,234", "7,714,560"]


# Parameters of every preset: of the slides, of keras.applications, or by the arithmetic in the lessons.
TOTALS = {
    "xor-by-hand": 9,
    "xor-logistic": 3,
    "xor-2-2-1": 9,
    "xor-deep-wide": 261,
    "xor-10-sigmoid": 291,
    "xor-10-relu": 291,
    "mnist-softmax": 7_850,
    "mnist-nn-sigmoid": 335_114,
    "mnist-nn-relu": 335_114,
    "mnist-nn-xavier": 335_114,
    "mnist-dense-dropout": 3_432_970,
    "mnist-cnn": 356_234,
    "mnist-simple-cnn": 50_090,
    "mnist-deep-cnn": 1_379_333,
    "cifar10-cnn-tf": 1_379_274,
    "cifar10-cnn-keras": 4_210_090,
    "lenet-5": 61_706,
    "alexnet": 62_378_344,
    "vgg16": 138_357_544,
    "vgg19": 143_667_240,
    "googlenet": 6_998_552,
    "resnet-18": 11_689_512 + 9_600,
    "resnet-34": 21_797_672 + 17_024,
    "resnet-50": 25_636_712,
    "resnet-101": 44_707_176,
    "resnet-152": 60_419_944,
    "mini-resnet": 78_426,
    "mini-inception": 50_038,
    "sentence-cnn": 88_866,
    "alphago-policy": 3_882_793,
    "mnist-fast": 39_898,
    "mnist-tiny": 9_450,
    "mnist-10-normal": 170_410,
    "mnist-10-xavier": 170_410,
    "mnist-10-he": 170_410,
}


@pytest.mark.parametrize("name", [each.name for each in presets()])
def test_a_summary_of_a_preset_has_its_figures_and_those_that_are_printed(cnngui: Cnngui, name: str) -> None:
    answer = cnngui("summary", "--preset", name, "--json")
    assert answer.code == 0
    facts = answer.json
    assert facts["total_parameters"] == TOTALS[name]
    assert all(layer["output_shape"] for layer in facts["layers"])
    slide = facts["slide"]
    assert [each["source"] for each in slide["printed"]] == [each.source for each in preset(name).figures]
    assert slide["notes"]
    assert slide["recipe"]["optimizer"]["kind"] in ("SGD", "RMSprop", "Adam")
    wrong = {check["where"] for check in slide["checks"] if not check["agrees"]}
    misprinted = {"max_pooling2d", "conv2d_1", "max_pooling2d_1", "conv2d_2"}
    assert wrong == {"alexnet": {"input"}, "cifar10-cnn-tf": misprinted}.get(name, set())


def test_people_see_what_the_slide_says(cnngui: Cnngui) -> None:
    out = cnngui("summary", "--preset", "mnist-cnn").out
    (line,) = [line for line in out.splitlines() if line.startswith("Slides 001: 356,234 parameters ✓")]
    assert "99.32 % after 5 epochs" in line
    out = cnngui("summary", "--preset", "alexnet").out
    assert "Slides 000: ✗ an input of 224×224×3; here 227×227×3" in out
    assert "Note: 000 prints an input of 224 with SAME padding" in out


def test_the_weights_set_by_hand_are_in_the_summary(cnngui: Cnngui) -> None:
    weights = cnngui("summary", "--preset", "xor-by-hand", "--json").json["slide"]["weights"]
    assert weights == {"dense": [[[5, -7], [5, -7]], [-8, 3]], "dense_1": [[[-11], [-11]], [6]]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_network_file_is_summed_up(cnngui: Cnngui, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(network_to_json(preset("lenet-5").network), encoding=encoding)
    facts = cnngui("summary", "--network", path, "--json").json
    assert facts["total_parameters"] == 61_706
    assert "slide" not in facts


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


@pytest.mark.parametrize("arguments", [[], ["--preset", "mnist-cnn", "--network", __file__]])
def test_exactly_one_network_is_meant(cnngui: Cnngui, arguments: list[str]) -> None:
    assert "one of --preset and --network" in cnngui("summary", *arguments).err.lower()


def test_machines_read_plain_ascii(cnngui: Cnngui) -> None:
    out = cnngui("summary", "--preset", "nonsense", "--json").out
    assert out.isascii()
    assert json.loads(out)
