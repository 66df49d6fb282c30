from __future__ import annotations

import pytest

from cnngui.network.class_weights import balanced


def test_weights_are_scikit_learn_s_balanced_ones() -> None:
    # compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 1, 2, 2]) of its documentation's formula
    # n_samples / (n_classes * np.bincount(y)).
    assert balanced([3, 1, 2]) == pytest.approx({0: 6 / 9, 1: 2.0, 2: 1.0})


def test_all_classes_count_the_same_and_all_together_as_before() -> None:
    counts = [5, 20, 75]
    shares = [weight * counts[place] for place, weight in balanced(counts).items()]
    assert shares == pytest.approx([100 / 3] * 3)


def test_a_class_without_samples_is_none() -> None:
    assert balanced([2, 0, 2]) == {0: 1.0, 2: 1.0}
    assert balanced([0]) == {}
