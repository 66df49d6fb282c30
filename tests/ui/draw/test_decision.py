"""From answers over the square to colours and to the truth table."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.engine.protocol import DescribeData
from cnngui.engine.worker.data import described
from cnngui.state.inputs import HIGH, LOW, SIDE, SQUARE, Region, square
from cnngui.ui.draw.decision import (
    PICTURE_PX,
    answer_plane,
    boundary,
    dashed,
    decision_picture,
    label_place,
    read_cases,
    straight,
    unit_plane,
)

LOW_COLOUR, MIDDLE, HIGH_COLOUR = (250, 0, 0), (0, 0, 0), (0, 0, 250)
DATA = described(DescribeData("xor", request_id=1), load_dataset("xor"))


def answers(share: np.ndarray) -> np.ndarray:
    """Return (points, 2) of probabilities of class 1."""
    return np.stack([1 - share, share], axis=1).astype(np.float32)


def picture(share: np.ndarray) -> np.ndarray:
    plane = answer_plane(answers(share))
    assert plane is not None
    return decision_picture(plane, LOW_COLOUR, MIDDLE, HIGH_COLOUR)


def at(made: np.ndarray, first: float, second: float) -> list[int]:
    """Return the colour of a point by its inputs."""
    across, up = SQUARE.place(first, second)
    return made[int((1 - up) * PICTURE_PX), int(across * PICTURE_PX)].tolist()


def test_the_first_input_grows_to_the_right_and_the_second_upwards() -> None:
    first, second = square().T
    right = picture((first > 0.5).astype(float))
    assert at(right, 1, 0) == at(right, 1, 1) == list(HIGH_COLOUR)
    assert at(right, 0, 0) == at(right, 0, 1) == list(LOW_COLOUR)
    up = picture((second > 0.5).astype(float))
    assert at(up, 0, 1) == list(HIGH_COLOUR)
    assert at(up, 1, 0) == list(LOW_COLOUR)


def test_between_the_answers_the_colour_is_the_more_pale_the_less_sure() -> None:
    made = picture(np.full(SIDE * SIDE, 0.75))
    assert (made == [0, 0, 125]).all()


def test_a_line_runs_where_the_answer_turns_over_and_nowhere_else() -> None:
    first, _ = square().T
    made = picture(np.clip(first, 0, 1))
    line = (made == 255).all(axis=2)
    assert (line.sum(axis=1) == 1).all()
    where, _ = SQUARE.values((np.flatnonzero(line[0])[0] + 1) / PICTURE_PX, 0)
    assert where == pytest.approx(0.5, abs=(HIGH - LOW) / PICTURE_PX)
    assert not (picture(np.full(SIDE * SIDE, 0.9)) == 255).all(axis=2).any()


def test_a_slanted_line_goes_on_straight_to_the_border() -> None:
    first, second = square().T
    line = (picture(np.clip(first - second + 0.5, 0, 1)) == 255).all(axis=2)
    rows, columns = np.nonzero(line)
    assert set(np.abs(rows + columns - (PICTURE_PX - 1))) <= {0, 1}
    assert {0, PICTURE_PX - 1} <= set(rows)


@pytest.mark.parametrize(
    "other",
    [
        np.zeros((SIDE * SIDE, 3)),
        np.zeros((11, 2)),
        np.full((SIDE * SIDE, 2), np.nan),
        np.full((SIDE * SIDE, 2), 7),
    ],
)
def test_what_is_no_map_of_two_classes_has_no_picture(other: np.ndarray) -> None:
    assert answer_plane(other.astype(np.float32)) is None


@pytest.mark.parametrize("value", [LOW, 0.0, 0.3, 1.0, HIGH])
def test_a_place_is_of_its_value(value: float) -> None:
    for region in (SQUARE, Region((-3.0, 100.0), (4.0, 101.0))):
        other = 100.5 if region is not SQUARE else 0.5
        across, up = region.place(value, other)
        assert region.values(across, up) == pytest.approx((value, other))
        assert 0 < across < 1
        assert 0 < up < 1


def test_the_truth_table_is_what_the_network_answers_at_the_corners() -> None:
    first, second = square().T
    cases = read_cases(answers(np.abs(first - second) * 0.9), DATA)
    assert [(case.first, case.second) for case in cases] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [case.wanted for case in cases] == [case.predicted for case in cases] == [0, 1, 1, 0]
    assert [case.share for case in cases] == pytest.approx([0, 0.9, 0.9, 0])


def test_without_answers_or_data_the_cases_stand_open() -> None:
    assert [case.wanted for case in read_cases(None, DATA)] == [0, 1, 1, 0]
    assert {case.predicted for case in read_cases(None, DATA)} == {None}
    assert {case.wanted for case in read_cases(None, None)} == {None}
    assert {case.predicted for case in read_cases(answers(np.full(625, np.nan)), DATA)} == {None}


def unit(a: float, b: float, c: float) -> np.ndarray:
    """Return (points,) weighted sums a·first + b·second + c."""
    first, second = square().T
    return (a * first + b * second + c).astype(np.float32)


def test_a_unit_is_coloured_from_the_middle_of_its_activation() -> None:
    sums = unit(4, 0, -2)
    for activation, values in (("sigmoid", 1 / (1 + np.exp(-sums))), ("tanh", np.tanh(sums))):
        plane = unit_plane(values, sums, activation)
        assert plane is not None
        assert plane.shares[plane.at(0, 0)] < 0.2
        assert plane.shares[plane.at(1, 0)] > 0.8
    rectified = unit_plane(np.maximum(sums, 0), sums, "relu")
    assert rectified is not None
    assert rectified.shares.min() == 0.5
    assert rectified.shares.max() == 1.0
    assert unit_plane(np.full(SIDE * SIDE, np.nan), sums, "relu") is None


def test_behind_a_relu_the_line_lies_where_the_weighted_sum_turns_over() -> None:
    sums = unit(1, 0, -0.53)
    line = boundary(sums)
    where, _ = SQUARE.values((np.flatnonzero(line[100])[0] + 1) / PICTURE_PX, 0)
    assert where == pytest.approx(0.53, abs=(HIGH - LOW) / PICTURE_PX)


def test_a_straight_line_is_told_by_its_weights_and_a_bent_one_is_not() -> None:
    assert straight(unit(5, -3, 0.25)) == pytest.approx((5, -3, 0.25), abs=1e-5)
    first, second = square().T
    assert straight(np.abs(first - second).astype(np.float32)) is None
    assert straight(unit(0, 0, 2)) is None


def test_a_name_stands_on_its_line_and_away_from_what_is_there() -> None:
    line = boundary(unit(0, 1, -0.5))
    row, column = label_place(line, [(PICTURE_PX / 2, 0.0)])
    assert line[row, column]
    assert column > PICTURE_PX * 0.8
    assert label_place(np.zeros((PICTURE_PX, PICTURE_PX), bool), []) is None


@pytest.mark.parametrize("weights", [(1, 0, -0.5), (0, 1, -0.5), (1, 1, -1), (1, -1, 0), (3, 1, -1)])
def test_a_dashed_line_keeps_about_half_of_it(weights: tuple[float, float, float]) -> None:
    line = boundary(unit(*weights))
    dashes = dashed(line)
    assert not (dashes & ~line).any()
    assert 0.4 < dashes.sum() / line.sum() < 0.6
    assert not dashed(np.zeros_like(line)).any()
