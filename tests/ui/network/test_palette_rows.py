"""What the palette lists."""

from __future__ import annotations

import pytest

from cnngui.network.table import LAYER_TABLE
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
    ],
)
def test_the_layer_meant_is_the_first_found(search: str, best: str) -> None:
    assert kinds(search)[0] == best


def test_every_word_must_be_found() -> None:
    assert kinds("dense xyzzy") == []


@pytest.mark.parametrize("kind", ["", *LAYER_TABLE])
@pytest.mark.parametrize("axes", [0, 1, 3])
def test_likely_layers_exist(kind: str, axes: int) -> None:
    assert set(likely_next(kind, axes)) <= LAYER_TABLE.keys()


def test_a_row_of_values_gets_no_pooling() -> None:
    assert "MaxPooling2D" in likely_next("Conv2D", 3)
    assert not {"Conv2D", "MaxPooling2D"} & set(likely_next("Dropout", 1))
