from __future__ import annotations

import numpy as np

from cnngui.datasets.edits import Edits
from cnngui.datasets.standing import Wanted, places_of, standing

TRAIN, TEST = np.array([0, 1, 2, 0]), np.array([1, 1, 0])
EDITS = Edits().relabelled("train", 1, 2).relabelled("test", 0, 0).left_out("test", 2).left_out("train", 3)


def wanted(**how: object) -> list[int]:
    return places_of(standing(TRAIN, TEST, EDITS), Wanted(**how)).tolist()  # type: ignore[arg-type]


def test_the_test_part_is_counted_behind_the_training_part() -> None:
    now = standing(TRAIN, TEST, Edits())
    assert now.labels.tolist() == [0, 1, 2, 0, 1, 1, 0]
    assert now.test.tolist() == [False] * 4 + [True] * 3
    assert [now.home(place) for place in (0, 3, 4, 6)] == [
        ("train", 0), ("train", 3), ("test", 0), ("test", 2)
    ]  # fmt: skip
    assert not now.edited.any()


def test_edits_count() -> None:
    now = standing(TRAIN, TEST, EDITS)
    assert now.labels.tolist() == [0, 2, 2, 0, 0, 1, 0]
    assert np.flatnonzero(now.excluded).tolist() == [3, 6]
    assert np.flatnonzero(now.edited).tolist() == [1, 3, 4, 6]
    assert now.counts(3, "train").tolist() == [1, 0, 2]
    assert now.counts(3, "test").tolist() == [1, 1, 0]


def test_what_is_wanted_is_found_by_class_part_and_edits() -> None:
    assert wanted() == [0, 1, 2, 3, 4, 5, 6]
    assert wanted(classes=frozenset({0})) == [0, 3, 4, 6]
    assert wanted(classes=frozenset({1, 2}), part="train") == [1, 2]
    assert wanted(part="test") == [4, 5, 6]
    assert wanted(only="edited") == [1, 3, 4, 6]
    assert wanted(only="excluded", part="test") == [6]


def test_edits_to_samples_that_are_not_there_are_passed_over() -> None:
    beyond = Edits().relabelled("train", 4, 1).left_out("test", 3)
    now = standing(TRAIN, TEST, beyond)
    assert now.labels.tolist() == [*TRAIN, *TEST]
    assert not now.excluded.any()
