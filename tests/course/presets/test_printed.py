"""What is printed agrees with the networks, but for what is known to be misprinted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cnngui.course.presets import Preset, brief, checks, depth, preset, presets, told, told_changes
from cnngui.network import edit
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Activation, Conv2D, Dropout
from cnngui.network.network import Network
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
        "Slides 001: 356,234 parameters ✓ · 356,234 parameters that are trained ✓ · parameters layer "
        "by layer (11) ✓ · shapes layer by layer (11) ✓ · accuracy 99.32 % after 5 epochs"
    )
    assert "cost 0.2291 → 0.0336 (epochs 1–5)" in log
    assert log.endswith("validation accuracy 97.44% → 99.32%")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mnist-cnn", "Slide ✓"),
        ("xor-10-sigmoid", "Slide"),
        ("cifar10-cnn-tf", "Slide: 3 of 7 ✓"),
        ("resnet-50", "Slide ✓"),
        ("lenet-5", "Slide"),
    ],
)
def test_a_word_tells_whether_the_slide_s_figures_are_right(name: str, words: str) -> None:
    shown = preset(name)
    assert brief(shown, shown.network, inference(name)) == words
    assert told_changes(shown, shown.network) == []


def wide_kernel(network: Network) -> Network:
    return edit.replace(network, "conv2d", Conv2D(filters=32, kernel_size=(20, 20), padding="same"))


@pytest.mark.parametrize(
    ("edited", "line"),
    [
        # None of these changes a figure that the slide prints.
        (wide_kernel, "~ Conv2D: kernel_size 3 → 20"),
        (lambda network: edit.insert(network, 1, Activation(activation="tanh")), "+ Activation: tanh"),
        (lambda network: edit.insert(network, 4, Dropout(rate=0.3)), "+ Dropout: 30 %"),
    ],
)
def test_a_changed_network_is_not_given_out_as_the_slide_s(
    edited: Callable[[Network], Network], line: str
) -> None:
    shown = preset("mnist-simple-cnn")
    network = edited(shown.network)
    assert all(check.agrees for each in shown.figures for check in checks(each, network, infer(network)))
    assert brief(shown, network, infer(network)) == "Slide: 1 changed"
    first, told_line = told_changes(shown, network)
    assert "accuracy is another network's" in first
    assert told_line.startswith(line)


def test_what_no_slide_shows_is_not_given_out_as_a_slide_s() -> None:
    for name in ("mnist-fast", "mnist-tiny", "mnist-10-he"):
        shown = preset(name)
        assert brief(shown, shown.network, inference(name)) == "Not of the slides"
        assert not any("lide" in title for title in (shown.title, *told_changes(shown, shown.network)))
        edited = edit.insert(shown.network, 0, Dropout(rate=0.3))
        assert brief(shown, edited, infer(edited)) == "Not of the slides: 1 changed"
        heading, change = told_changes(shown, edited)
        assert "lide" not in heading
        assert change == "+ Dropout: 30 %"


def test_a_misprint_has_a_line_of_its_own() -> None:
    shown = preset("alexnet")
    lines = told(shown.figures[2], shown.network, inference("alexnet"))
    assert lines == [
        ("Slides 000: shapes layer by layer (10) ✓", True),
        ("Slides 000: ✗ an input of 224×224×3; here 227×227×3", False),
    ]


def test_an_edited_network_no_longer_agrees() -> None:
    shown = preset("mnist-cnn")
    wider = edit.replace(
        shown.network, "dense", shown.network.layer("dense").model_copy(update={"units": 256})
    )
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
