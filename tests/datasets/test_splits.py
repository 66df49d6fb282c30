from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.datasets.splits import (
    are_uneven,
    evenly,
    split_drawn,
    split_groups,
    split_validation,
    spread_over_classes,
)


@given(
    labels=st.lists(st.integers(0, 4), max_size=80),
    fraction=st.floats(0, 0.99),
    seed=st.integers(0, 2**32),
)
def test_every_sample_is_on_exactly_one_side(labels: list[int], fraction: float, seed: int) -> None:
    train, validation = split_validation(len(labels), fraction, seed, np.array(labels))
    assert sorted([*train, *validation]) == list(range(len(labels)))
    assert train.dtype == validation.dtype == np.int64
    assert len(validation) <= round(len(labels) * fraction)
    assert set(np.array(labels)[train]) == set(labels), "a class lost its last training sample"


@pytest.mark.parametrize(("fraction", "held_back"), [(0, 0), (0.1, 10), (0.15, 15), (0.2, 20), (0.335, 34)])
def test_the_size_is_the_fraction_to_the_nearest_sample(fraction: float, held_back: int) -> None:
    labels = np.repeat(np.arange(10), 10)
    assert len(split_validation(100, fraction, 0, labels)[1]) == held_back


def test_classes_are_divided_alike_though_they_lie_in_order() -> None:
    labels = np.repeat([3, 7, 9], [100, 50, 10])
    _, validation = split_validation(160, 0.2, 1, labels)
    assert np.unique(labels[validation], return_counts=True)[1].tolist() == [20, 10, 2]


def test_the_seed_decides_and_nothing_else() -> None:
    labels = np.tile(np.arange(10), 20)
    first, again = (split_validation(200, 0.25, 5, labels)[1] for _ in range(2))
    assert first.tolist() == again.tolist()
    assert first.tolist() != split_validation(200, 0.25, 6, labels)[1].tolist()


@pytest.mark.parametrize("fraction", [-0.1, 1.0, float("nan")])
def test_a_fraction_out_of_range_is_a_mistake(fraction: float) -> None:
    with pytest.raises(ValueError, match="fraction"):
        split_validation(3, fraction, 0, np.zeros(3))


def test_as_many_labels_as_samples_are_needed() -> None:
    with pytest.raises(ValueError, match="labels"):
        split_validation(3, 0.5, 0, np.zeros(4))


def test_a_few_samples_show_every_class_in_turn() -> None:
    labels = np.repeat([2, 5, 9], [50, 30, 1])
    found = spread_over_classes(labels, 7, seed=3)
    assert labels[found].tolist() == [2, 5, 9, 2, 5, 2, 5]
    assert len(set(found.tolist())) == 7
    assert found.tolist() == spread_over_classes(labels, 7, seed=3).tolist()
    assert found.tolist() != spread_over_classes(labels, 7, seed=4).tolist()
    assert sorted(spread_over_classes(labels, 100, seed=3).tolist()) == list(range(81))


def test_samples_are_taken_from_all_over_and_fewer_of_large_ones() -> None:
    samples = np.arange(10)[:, np.newaxis]
    assert evenly(samples, 10).ravel().tolist() == list(range(10))
    assert evenly(samples, 5).ravel().tolist() == [0, 2, 4, 6, 8]
    assert evenly(samples, 4).ravel().tolist() == [0, 3, 6, 9]
    assert evenly(samples, 0).ravel().tolist() == [0]
    large = np.zeros((10, 2000, 2000), np.uint8)
    assert len(evenly(large, 10)) == 2
    assert np.shares_memory(evenly(large, 10), large)


def grouped(groups: int, each: int, classes: int, seed: int = 0) -> tuple[Any, Any]:
    """Return groups of one class each, and the classes."""
    of_group = np.repeat(np.arange(groups), each)
    labels = np.random.default_rng(seed).permutation(np.arange(groups) % classes)[of_group]
    return of_group, labels


@pytest.mark.parametrize("stratified", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_no_group_is_in_both_parts(stratified: bool, seed: int) -> None:
    groups, labels = grouped(60, 5, 3)
    train, test = split_groups(groups, 0.2, seed, labels, stratified=stratified)
    assert not set(groups[train]) & set(groups[test])
    assert sorted([*train, *test]) == list(range(300))
    assert len(test) == pytest.approx(60, abs=5)
    if stratified:
        assert np.bincount(labels[test]).tolist() == [20, 20, 20]


def test_the_last_group_of_a_class_is_learned_from() -> None:
    groups, labels = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 0, 0, 1, 1])
    train, test = split_groups(groups, 0.5, 0, labels, stratified=True)
    assert {*labels[train]} == {0, 1}
    assert len(test) == 2
    alone, held = split_groups(labels, 0.5, 0, labels, stratified=True)
    assert len(alone) == 6
    assert not len(held)


def test_samples_can_be_drawn_without_regard_to_classes() -> None:
    train, test = split_drawn(10, 0.25, 3)
    assert (len(train), len(test)) == (8, 2)
    assert sorted([*train, *test]) == list(range(10))
    assert [len(part) for part in split_drawn(2, 0.01, 0)] == [1, 1]
    assert [len(part) for part in split_drawn(1, 0.9, 0)] == [1, 0]


@pytest.mark.parametrize(
    ("counts", "uneven"),
    [((5, 5), False), ((49, 10), False), ((50, 10), True), ((50, 0), False), ((), False)],
)
def test_classes_are_uneven_from_five_to_one(counts: tuple[int, ...], uneven: bool) -> None:
    assert are_uneven(counts) is uneven
