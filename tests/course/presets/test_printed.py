"""What is printed agrees with the networks, but for what is known to be misprinted."""

from __future__ import annotations

import pytest

from cnngui.course.presets import Preset, brief, checks, depth, preset, presets, told
from cnngui.network.edit import replace
from cnngui.network.inference.infer import infer
from tests.course.presets.asking import inference

# Misprints of the slides (traps 1 and 6 of the lessons), and what is true.
MISPRINTED = {
    ("cifar10-cnn-tf", "max_pooling2d"): ((14, 14, 32), (16, 16, 32)),
    ("cifar10-cnn-tf", "conv2d_1"): ((14, 14, 62), (16, 16, 64)),
    ("cifar10-cnn-tf", "max_pooling2d_1"): ((7, 7, 64), (8, 8, 64)),
    ("cifar10-cnn-tf", "conv2d_2"): ((7, 7, 128), (8, 8, 128)),
    ("alexnet", "input"): ((224, 224, 3), (227, 227, 3)),
}


def test_what_does_not_agree_is_what_the_slides_misprint() -> None:
    found = {
        (each.name, check.where): (check.printed, check.ours)
        for each in presets()
        for figures in each.figures
        for check in checks(figures, each.network, infer(each.network))
        if not check.agrees
    }
    assert found == MISPRINTED


@pytest.mark.parametrize("each", presets(), ids=lambda each: each.name)
def test_figures_are_of_layers_that_are_there(each: Preset) -> None:
    known = {"input", *each.network.names}
    for figures in each.figures:
        assert {*figures.parameters, *figures.shapes} <= known
        assert all(epoch >= 1 for values in figures.history.values() for epoch in values)
        assert set(figures.history) <= {"cost", "accuracy", "val_cost", "val_accuracy"}
        assert figures.accuracy is None or 0 < figures.accuracy <= 1


def test_the_last_epoch_of_a_log_is_the_accuracy_that_is_printed() -> None:
    for each in presets():
        for figures in each.figures:
            if "val_accuracy" in figures.history and figures.epochs:
                assert figures.history["val_accuracy"][figures.epochs] == figures.accuracy


def test_one_line_tells_what_agrees() -> None:
    shown = preset("mnist-cnn")
    (line, agrees), (log, _) = told(shown.figures[0], shown.network, inference("mnist-cnn"))
    assert agrees
    assert line == (
        "Slide 001_2af5…: 356,234 parameters ✓ · 356,234 parameters that are trained ✓ · parameters layer "
        "by layer (11) ✓ · shapes layer by layer (11) ✓ · accuracy 99.32 % after 5 epochs"
    )
    assert "cost 0.2291 → 0.0336 (epochs 1–5)" in log
    assert log.endswith("validation accuracy 97.44% → 99.32%")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mnist-cnn", "001: 356,234 parameters ✓ · 99.32 %"),
        ("xor-10-sigmoid", "002: 50 %"),
        ("alexnet", "004: all 15 figures ✓"),
        ("cifar10-cnn-tf", "003: 3 of 7 figures ✓"),
        ("resnet-50", "ResNet50(): 25,636,712 parameters ✓"),
        ("lenet-5", ""),
    ],
)
def test_the_most_telling_figure_has_room_below_the_cards(name: str, words: str) -> None:
    shown = preset(name)
    found = (brief(figures, shown.network, inference(name)) for figures in shown.figures)
    assert next(filter(None, found), "") == words


def test_a_misprint_has_a_line_of_its_own() -> None:
    shown = preset("alexnet")
    lines = told(shown.figures[2], shown.network, inference("alexnet"))
    assert lines == [
        ("Slide 000_9317…: shapes layer by layer (10) ✓", True),
        ("Slide 000_9317…: ✗ an input of 224×224×3; here 227×227×3", False),
    ]


def test_an_edited_network_no_longer_agrees() -> None:
    shown = preset("mnist-cnn")
    wider = replace(shown.network, "dense", shown.network.layer("dense").model_copy(update={"units": 256}))
    lines = [line for line, _ in told(shown.figures[0], wider, infer(wider))]
    assert any("dense with 262,272 parameters; here 524,544" in line for line in lines)
    assert any("✗ 356,234 parameters; here 619,786" in line for line in lines)
    broken = shown.network.with_layers(layer for layer in shown.network.layers if layer.kind != "Flatten")
    lines = [line for line, _ in told(shown.figures[0], broken, infer(broken, classes=10))]
    assert any("✗ flatten gives 2048; here –" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        *(("vgg16", 16), ("vgg19", 19), ("googlenet", 22), ("alexnet", 8), ("alphago-policy", 13)),
        *((f"resnet-{count}", count) for count in (18, 34, 50, 101, 152)),
        *(("mnist-cnn", 5), ("xor-10-relu", 11), ("sentence-cnn", 2)),
    ],
)
def test_depth_is_counted_as_in_the_names_of_networks(name: str, layers: int) -> None:
    assert depth(preset(name).network.layers) == layers
