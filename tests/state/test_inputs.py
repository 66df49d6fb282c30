"""What is asked about when nothing is drawn: two numbers or a sentence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.words import encoded
from cnngui.engine.protocol import DataDescribed, DescribeData
from cnngui.engine.worker.data import described
from cnngui.state.inputs import CORNER_STEPS, HIGH, LOW, SIDE, Inputs, input_kind, square


def facts(key: str) -> DataDescribed:
    return described(DescribeData(key, request_id=1), load_dataset(key))


@pytest.fixture
def inputs(qapp: object) -> Inputs:
    return Inputs()


@pytest.mark.parametrize(
    ("shape", "key", "kind"),
    [
        ((28, 28, 1), "digits", "picture"),
        ((32, 32, 3), "xor", "picture"),
        ((2,), "xor", "pair"),
        ((2,), "digits", "pair"),
        ((16,), "sentences", "sentence"),
        ((16,), "digits", "other"),
        ((15,), "sentences", "other"),
        ((28, 28), "digits", "picture"),
        ((784,), "digits", "picture"),
        ((784,), "xor", "other"),
        ((64,), "digits", "other"),
        ((8, 8, 8, 1), "digits", "other"),
    ],
)
def test_the_shape_and_the_data_tell_how_something_is_shown(shape, key, kind):
    assert input_kind(shape, facts(key)) == kind


@pytest.mark.parametrize(
    ("shape", "kind"), [((784,), "picture"), ((3072,), "picture"), ((2,), "pair"), ((16,), "other")]
)
def test_before_the_data_are_known_a_row_is_what_it_can_be(shape, kind):
    assert input_kind(shape, None) == kind


def test_the_square_holds_its_corners_exactly():
    points = square().reshape(SIDE, SIDE, 2)
    assert points.dtype == np.float32
    for first in (0, 1):
        for second in (0, 1):
            corner = points[CORNER_STEPS[first], CORNER_STEPS[second]]
            np.testing.assert_array_equal(corner, np.float32([first, second]))
    assert (points.min(), points.max()) == (LOW, HIGH)


def test_a_pair_is_kept_within_the_square(inputs, qtbot):
    with qtbot.waitSignal(inputs.changed):
        inputs.set_pair(9, -9)
    assert inputs.pair == (HIGH, LOW)
    inputs.set_pair(math.nan, 0)
    assert inputs.pair == (HIGH, LOW)
    np.testing.assert_array_equal(inputs.network_input("pair", None), np.float32([HIGH, LOW]))


def test_nothing_new_is_not_announced(inputs, qtbot):
    inputs.set_sentence("a")
    with qtbot.assertNotEmitted(inputs.changed):
        inputs.set_sentence("a")
        inputs.set_pair(0, 0)


def test_a_sentence_is_given_as_the_numbers_of_its_words(inputs):
    data = facts("sentences")
    inputs.set_sentence("The film was zorgy!")
    given = inputs.network_input("sentence", data)
    assert given.dtype == np.float32
    np.testing.assert_array_equal(given, encoded(["the film was zorgy"], data.vocabulary)[0])
    assert given[3] == 1
    inputs.set_sentence(" ?! ")
    assert inputs.network_input("sentence", data) is None


def test_each_word_is_left_out_in_turn(inputs):
    data = facts("sentences")
    inputs.set_sentence("the film was good")
    others = inputs.others("sentence", data)
    shorter = ["film was good", "the was good", "the film good", "the film was"]
    np.testing.assert_array_equal(others, encoded(shorter, data.vocabulary))
    inputs.set_sentence("good " * 30)
    assert inputs.others("sentence", data).shape == (16, 16)


def test_a_pair_is_explained_by_the_square(inputs):
    np.testing.assert_array_equal(inputs.others("pair", None), square())
    assert inputs.others("picture", None) is None


def test_a_very_long_text_is_cut(inputs):
    inputs.set_sentence("x" * 1_000_000)
    assert len(inputs.sentence) == 2_000
