from __future__ import annotations

import numpy as np
import pytest

from cnngui.api.evaluation import score


def test_scores_of_a_small_example() -> None:
    scores = score(np.array([0, 0, 1, 1, 1]), np.array([0, 1, 1, 1, 0]), ("cat", "dog", "bird"))
    assert scores.accuracy == pytest.approx(3 / 5)
    assert [(each.label, each.accuracy) for each in scores.per_class] == [
        ("cat", 1 / 2),
        ("dog", 2 / 3),
        ("bird", None),
    ]
    assert scores.confusion.tolist() == [[1, 1, 0], [1, 2, 0], [0, 0, 0]]


def test_a_class_the_network_does_not_know_is_always_wrong() -> None:
    scores = score(np.array([-1, 1]), np.array([1, 1]), ("0", "1"))
    assert (scores.samples, scores.accuracy) == (2, 0.5)
    assert scores.confusion.sum() == 1


def test_scores_agree_with_counting() -> None:
    rng = np.random.default_rng(3)
    truth, predicted = rng.integers(0, 10, 500), rng.integers(0, 10, 500)
    scores = score(truth, predicted, tuple("0123456789"))
    assert scores.accuracy == np.mean(truth == predicted)
    for index, each in enumerate(scores.per_class):
        assert each.accuracy == np.mean(predicted[truth == index] == index)
