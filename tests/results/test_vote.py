"""A vote, against sums made by hand."""

from __future__ import annotations

import math

import numpy as np

from cnngui.results.vote import vote

TRUTH = np.array([0, 1, 1, 0])
FIRST = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]], np.float32)  # 0 0 1 1
SECOND = np.array([[0.6, 0.4], [0.1, 0.9], [0.4, 0.6], [0.6, 0.4]], np.float32)  # 0 1 1 0
THIRD = np.array([[0.2, 0.8], [0.4, 0.6], [0.1, 0.9], [0.55, 0.45]], np.float32)  # 1 1 1 0
# Sums: 1.7 1.3 | 1.1 1.9 | 0.7 2.3 | 1.45 1.55 -> 0 1 1 1


def test_probabilities_are_summed_and_the_largest_sum_wins() -> None:
    found = vote(TRUTH, [FIRST, SECOND, THIRD])
    assert found.predicted.tolist() == [[0, 0, 1, 1], [0, 1, 1, 0], [1, 1, 1, 0]]
    # The last: two of three say 0, but the first is surer of 1 than they are of 0.
    assert found.together.tolist() == [0, 1, 1, 1]
    assert found.accuracies == (0.5, 1.0, 0.75)
    assert found.mean == 0.75
    assert found.best == 1
    assert found.accuracy == 0.75


def test_where_they_disagree_most_comes_first() -> None:
    found = vote(TRUTH, [FIRST, SECOND, THIRD])
    assert found.agreeing.tolist() == [2, 2, 3, 1]
    assert found.divided.tolist() == [3, 0, 1]


def test_one_member_is_what_it_is_alone() -> None:
    found = vote(TRUTH, [FIRST])
    assert found.together.tolist() == [0, 0, 1, 1]
    assert found.accuracy == found.mean == found.accuracies[0]
    assert not found.divided.size


def test_of_equal_sums_the_first_class_wins_and_of_equal_members_the_first_is_best() -> None:
    found = vote(np.array([0]), [np.array([[0.25, 0.75]]), np.array([[0.75, 0.25]])])
    assert found.together.tolist() == [0]
    assert vote(TRUTH, [SECOND, SECOND]).best == 0


def test_a_class_that_nobody_knows_is_never_right_and_no_samples_are_no_share() -> None:
    assert vote(np.array([-1]), [np.array([[1.0, 0.0]])]).accuracy == 0.0
    assert math.isnan(vote(np.empty(0, np.int64), [np.empty((0, 2), np.float32)]).accuracy)
