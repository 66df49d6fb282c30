"""Every step in words: the slides' sums, and each kind of work."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.stepping.cells import cell_of
from cnngui.engine.stepping.stage import Stage
from cnngui.ui.stepper.words import calculator_words, equation, equation_text, place_words, read_out
from tests.ui.stepper.examples import (
    convolution,
    drawn,
    layer_normalization,
    merge,
    normalization,
    of_slide,
    rectifier,
    softmax_units,
    transposed,
)


def told(stage: Stage, *place: int) -> str:
    return equation_text(equation(stage, cell_of(stage, place)))


@pytest.mark.parametrize(
    ("code", "place", "wanted"),
    [
        ("valid", (0, 0, 0), "1 + 2 + 4 + 5 (sum of 4 products) = 12"),
        ("same", (2, 2, 0), "9 + 0 + 0 + 0 (sum of 4 products) = 9"),
        ("three_filters", (0, 0, 1), "10 + 20 + 40 + 50 (sum of 4 products) = 120"),
        ("three_filters", (1, 1, 2), "(−5) + (−6) + (−8) + (−9) (sum of 4 products) = −28"),
        ("max_pool", (0, 0, 0), "max(1, 1, 5, 6) (largest of 4) = 6"),
        ("pool_3", (2, 2, 0), "max(9) (largest of 1) = 9"),
    ],
)
def test_the_slides_sums(code: str, place: tuple[int, int, int], wanted: str) -> None:
    assert told(of_slide(code), *place) == wanted


def test_bias_and_activation_come_behind_the_sum() -> None:
    stage = convolution()
    cell = cell_of(stage, (1, 1, 0))
    texts = [token.text for token in equation(stage, cell)]
    assert [texts[place] for place in (1, 3, 5, 7)] == ["+", "=", "→", "→"]
    assert texts[6] == "relu"
    captions = [token.caption for token in equation(stage, cell)]
    assert captions[0] == "sum of 27 products"
    assert captions[2] == "bias"
    assert captions[-1] == "row 2, column 2 of map 1"


def test_a_softmax_is_told_with_all_units() -> None:
    stage = softmax_units()
    cell = cell_of(stage, (0, 0, 2))
    assert told(stage, 0, 0, 2) == "3 + 0 (sum of 2 products) = 3 (their sum) → softmax (eˣ / Σ eˣ) → 0.6652"
    lines = read_out(stage, cell, 0, ("a", "b", "c")).splitlines()
    assert lines[0].startswith("Unit 3 (c): ")
    assert lines[-1].startswith("All units here: 1, 2, 3.")


def test_a_normalization_is_told_as_its_formula() -> None:
    stage = normalization()
    wanted = "( 5 (value) − 1 (mean in training) ) / 2 (√(σ² + ε)) · 3 (gamma (γ)) + 1 (beta (β)) = 7"
    assert told(stage, 0, 0, 0) == wanted
    assert "variance 3.999 + epsilon 0.001" in read_out(stage, cell_of(stage, (0, 0, 0)), 0)


def test_a_layer_normalization_is_told_with_the_place_it_measures() -> None:
    stage = layer_normalization()
    wanted = "( 5 (value) − 8 (mean of this place) ) / 3 (√(σ² + ε)) · 1 (gamma (γ)) + 0 (beta (β)) = −1"
    assert told(stage, 0, 0, 0) == wanted
    assert read_out(stage, cell_of(stage, (0, 0, 0)), 0).endswith("own 2 values: 5, 11")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("add", "3 (branch 1) + (−2) (branch 2) = 1"),
        ("subtract", "3 (branch 1) − (−2) (branch 2) = 5"),
        ("multiply", "3 (branch 1) × (−2) (branch 2) = −6"),
        ("average", "mean of ( 3 (branch 1) , −2 (branch 2) ) = 0.5"),
        ("maximum", "max ( 3 (branch 1) , −2 (branch 2) ) = 3"),
        ("concatenate", "3 (branch 1, unit 1) ="),
    ],
)
def test_a_merge_is_told_branch_by_branch(name: str, wanted: str) -> None:
    stage = merge(name, np.float32([3]), np.float32([-2]))  # type: ignore[arg-type]
    assert told(stage, 0, 0, 0).startswith(wanted)


def test_of_what_stands_side_by_side_the_map_of_the_branch_is_told() -> None:
    stage = merge("concatenate", drawn(3, 3, 2), drawn(3, 3, 4))
    assert "(branch 2, map 3)" in told(stage, 1, 1, 4)
    assert "(2, 4) stand one behind the other" in read_out(stage, cell_of(stage, (1, 1, 4)), 0)


def test_a_function_is_told_of_its_value() -> None:
    assert told(rectifier(), 0, 0, 0) == "−2 (value) → relu (max(0, x)) → 0"


def test_the_read_out_names_padding_and_channels() -> None:
    stage = of_slide("same")
    text = read_out(stage, cell_of(stage, (2, 2, 0)), 0)
    assert "9 · 1 + 0 · 1 (padding) + 0 · 1 (padding) + 0 · 1 (padding) = 9" in text
    colours = of_slide("six_filters")
    lines = read_out(colours, cell_of(colours, (0, 0, 0)), 1).splitlines()
    assert lines[1].startswith("Channel 2: ")
    assert lines[2].startswith("Channels: ")
    pooled = of_slide("pool_3")
    assert "3 places of padding do not count." in read_out(pooled, cell_of(pooled, (2, 2, 0)), 0)


def test_places_are_counted_from_one() -> None:
    assert place_words(of_slide("valid"), (1, 0, 0)) == "row 2, column 1 of map 1"
    assert place_words(softmax_units(), (0, 0, 1)) == "unit 2"
    assert place_words(rectifier(), (0, 1, 0)) == "step 2 of feature 1"


@pytest.mark.parametrize(
    ("code", "wanted", "warned"),
    [
        ("stride_1", "(7 − 3 + 2·0) / 1 + 1 = 5", ""),
        ("stride_2", "(7 − 3 + 2·0) / 2 + 1 = 3", ""),
        ("stride_3", "(7 − 3 + 2·0) / 3 + 1 = 2.33", "2.33 is not whole, so 2 windows fit and 1 px"),
        ("pad_1", "(7 − 3 + 2·1) / 1 + 1 = 7", ""),
        ("same", "(3 − 2 + 0 + 1) / 1 + 1 = 3", ""),
    ],
)
def test_the_calculator_says_the_slides_cases(code: str, wanted: str, warned: str) -> None:
    words, warning = calculator_words(of_slide(code))
    assert f"Rows and columns: {wanted}" in words
    assert warned in warning
    assert bool(warning) == bool(warned)


def test_the_calculator_goes_backward_for_a_transposed_convolution() -> None:
    words, warning = calculator_words(transposed())
    assert "(3 − 1)·2 + 3 − 0 − 0 = 7" in words
    assert warning == ""


@pytest.mark.parametrize("stage", [softmax_units(), normalization(), rectifier()])
def test_without_a_window_there_is_nothing_to_calculate(stage: Stage) -> None:
    assert calculator_words(stage) == ("", "")
