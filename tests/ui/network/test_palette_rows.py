"""What the palette lists."""

from __future__ import annotations

import pytest

from cnngui.network.inference.registry import KINDS
from cnngui.network.table import LAYER_TABLE, default_layer
from cnngui.network.templates import TEMPLATES
from cnngui.ui.network.palette_rows import likely_next, palette_rows


def kinds(search: str) -> list[str]:
    return [row.key for row in palette_rows(search) if row.section == "layer"]


def test_without_a_search_every_layer_stands_once_under_a_heading() -> None:
    rows = palette_rows("")
    assert rows[0].section == "heading"
    assert sorted(row.key for row in rows if row.section == "layer") == sorted(LAYER_TABLE)


def test_likely_layers_come_first_and_are_not_repeated() -> None:
    rows = palette_rows("", ("MaxPooling2D",))
    assert [(row.section, row.key) for row in rows[:2]] == [("heading", "likely"), ("layer", "MaxPooling2D")]
    assert sum(row.key == "MaxPooling2D" for row in rows) == 1
    assert sorted(row.key for row in rows if row.section == "layer") == sorted(LAYER_TABLE)


@pytest.mark.parametrize(
    ("search", "best"),
    [
        ("conv", "Conv2D"),
        ("CONV", "Conv2D"),
        ("  dense ", "Dense"),
        ("max pool", "MaxPooling2D"),
        ("pool max", "MaxPooling2D"),
        ("average", "AveragePooling2D"),
        ("relu", "Activation"),
        ("fully", "Dense"),
        ("batch", "BatchNormalization"),
        ("overfitting", "Dropout"),
        ("flat", "Flatten"),
        ("max", "MaxPooling2D"),
        ("1d", "Conv1D"),
        ("deconv", "Conv2DTranspose"),
        ("depthwise", "DepthwiseConv2D"),
        ("global", "GlobalAveragePooling2D"),
        ("global max 1d", "GlobalMaxPooling1D"),
        ("shape", "Reshape"),
        ("pad", "ZeroPadding2D"),
        ("word", "Embedding"),
        ("alphago", "PositionBias"),
        ("rnn", "SimpleRNN"),
        ("augment", "RandomFlip"),
        ("shift", "RandomTranslation"),
        ("lrn", "LocalResponseNormalization"),
        ("leaky", "LeakyReLU"),
        ("maxout", "Maxout"),
        ("255", "Rescaling"),
    ],
)
def test_the_layer_meant_is_the_first_found(search: str, best: str) -> None:
    assert kinds(search)[0] == best


def test_every_word_must_be_found() -> None:
    assert kinds("dense xyzzy") == []


@pytest.mark.parametrize("kind", ["", *LAYER_TABLE])
@pytest.mark.parametrize("axes", [0, 1, 2, 3, 4])
def test_likely_layers_exist(kind: str, axes: int) -> None:
    assert set(likely_next(kind, axes)) <= LAYER_TABLE.keys()


def test_a_row_of_values_gets_no_pooling() -> None:
    assert "MaxPooling2D" in likely_next("Conv2D", 3)
    assert not {"Conv2D", "MaxPooling2D"} & set(likely_next("Dropout", 1))


def test_what_is_likely_has_the_axes_of_its_place() -> None:
    """Each likely kind reads a shape of so many axes, whatever stands before."""
    shapes = {1: (24,), 2: (24, 6), 3: (24, 24, 6), 4: (8, 8, 8, 6)}
    for axes, shape in shapes.items():
        for before in ("", *LAYER_TABLE):
            for kind in likely_next(before, axes):
                verdict = KINDS[kind].verdict(default_layer(kind), shape)
                assert verdict.output_shape is not None, (before, axes, kind)


def test_blocks_have_a_part_of_their_own() -> None:
    rows = palette_rows("", ("MaxPooling2D",), ("My stem",), "blocks")
    assert [(row.section, row.key) for row in rows] == [
        ("heading", "block"),
        *(("template", name) for name in TEMPLATES),
        ("heading", "own"),
        ("own", "My stem"),
    ]
    assert not any(row.section == "heading" and row.key == "own" for row in palette_rows("", part="blocks"))


@pytest.mark.parametrize(
    ("search", "section", "best"),
    [
        ("inception", "template", "inception"),
        ("residual", "template", "residual"),
        ("half size", "template", "residual_down"),
        ("googlenet", "template", "inception"),
        ("repeat", "template", "repeat"),
        ("my st", "own", "My stem"),
        ("conv", "layer", "Conv2D"),
    ],
)
def test_a_search_finds_blocks_too(search: str, section: str, best: str) -> None:
    found = palette_rows(search, own=("My stem",))[0]
    assert (found.section, found.key) == (section, best)


@pytest.mark.parametrize(("search", "best"), [("softmax", "softmax"), ("relu", "relu"), ("tan", "tanh")])
def test_a_function_s_name_finds_the_activation_first(search: str, best: str) -> None:
    row = palette_rows(search)[0]
    assert (row.section, row.key, row.label) == ("activation", best, f"Activation {best}")
    assert row.help
