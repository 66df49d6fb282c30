from __future__ import annotations

import pytest

from cnngui.network.class_weights import balanced, carried


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


def test_own_weights_stay_with_their_classes_and_merged_ones_are_balanced() -> None:
    before, after = [0, 1, 2, 3], [0, 1, 1, 2]
    counts = [10, 20, 30, 40], [10, 50, 40]
    own = {0: 7.0, 2: 3.0, 3: 0.5}
    merged = carried(own, before, after, *counts)
    assert merged == {0: 7.0, 1: balanced(counts[1])[1], 2: 0.5}
    assert carried({3: 0.5}, before, after, *counts) == {2: 0.5}, "what had none gets none"
    assert carried({1: 2.0}, after, before, *counts[::-1]) == {
        1: balanced(counts[0])[1], 2: balanced(counts[0])[2]
    }  # fmt: skip


def test_balanced_weights_stay_balanced() -> None:
    counts = [10, 20, 30], [30, 30]
    assert carried(balanced(counts[0]), [0, 1, 2], [0, 0, 1], *counts) == balanced(counts[1])


def test_a_merged_class_without_samples_gets_no_weight() -> None:
    assert carried({0: 2.0, 2: 3.0}, [0, 1, 2], [0, 0, 1], [0, 0, 5], [0, 5]) == {1: 3.0}
