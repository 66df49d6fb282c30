from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets.applied_edits import with_edits
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.standing import Found, Wanted, matching, places_of, standing

TRAIN, TEST = np.array([0, 1, 2, 0]), np.array([1, 1, 0])
EDITS = Edits().relabelled("train", 1, 2).relabelled("test", 0, 0).left_out("test", 2).left_out("train", 3)


def wanted(**how: object) -> list[int]:
    return places_of(standing(TRAIN, TEST, EDITS, 3), Wanted(**how)).tolist()  # type: ignore[arg-type]


def test_the_test_part_is_counted_behind_the_training_part() -> None:
    now = standing(TRAIN, TEST, Edits(), 3)
    assert now.labels.tolist() == [0, 1, 2, 0, 1, 1, 0]
    assert now.test.tolist() == [False] * 4 + [True] * 3
    assert [now.home(place) for place in (0, 3, 4, 6)] == [
        ("train", 0), ("train", 3), ("test", 0), ("test", 2)
    ]  # fmt: skip
    assert not now.edited.any()


def test_edits_count() -> None:
    now = standing(TRAIN, TEST, EDITS, 3)
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
    now = standing(TRAIN, TEST, beyond, 3)
    assert now.labels.tolist() == [*TRAIN, *TEST]
    assert not now.excluded.any()


def test_moved_samples_are_in_the_other_part_and_merged_classes_are_named_by_one() -> None:
    edits = Edits().all_moved("train", [0]).all_moved("test", [1]).joined([0], 2).relabelled("train", 1, 0)
    now = standing(TRAIN, TEST, edits, 3)
    assert np.flatnonzero(now.test).tolist() == [0, 4, 6]
    assert now.labels.tolist() == [2, 2, 2, 2, 1, 1, 2]
    assert np.flatnonzero(now.edited).tolist() == [0, 1, 5], "what is merged is no edit to a sample"
    assert now.counts(3, "test").tolist() == [0, 1, 2]


def test_it_agrees_with_the_data_that_edits_make() -> None:
    digits = load_dataset("digits", edits=False)
    random = np.random.default_rng(1)
    edits = Edits().joined([3, 8], 5)
    for part, count in (("train", 4000), ("test", 1000)):
        some = [random.choice(count, 50, replace=False).tolist() for _ in range(3)]
        edits = edits.all_left_out(part, some[0]).all_moved(part, some[1]).all_relabelled(part, some[2], 8)
    made = with_edits(digits, edits)
    now = standing(digits.y_train, digits.y_test, edits, 10)
    roots = edits.groups(10).roots
    for part in ("train", "test"):
        counts = np.bincount(made.part(part)[1], minlength=8)
        assert now.counts(10, part)[roots].tolist() == counts.tolist()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("CAT", [0, 3, 6]),
        ("o", [1, 4, 5]),
        ("#2", [2, 6]),
        ("#", []),
        ("#99999999999999999999999", []),
        ("fox", [2]),
        ("elk", []),
    ],
)
def test_a_text_means_classes_places_and_what_was_read(text: str, places: list[int]) -> None:
    now = standing(TRAIN, TEST, Edits(), 3)
    read = np.array([2]) if text == "fox" else np.empty(0, np.int64)
    meant = matching(now, text, {0: "cat", 1: "dog", 2: "bird"}, read)
    assert places_of(now, Wanted(text=text), meant=meant).tolist() == places
    in_test = places_of(now, Wanted(text=text, part="test"), meant=meant)
    assert in_test.tolist() == [place for place in places if place >= 4]


def test_duplicates_are_known_when_all_of_the_last_group_are_left_out() -> None:
    found = Found(groups=np.array([0, 0, -1, 2, 2, -1, -1]))
    now = standing(TRAIN, TEST, Edits().left_out("train", 3).left_out("test", 0), 3)
    assert np.flatnonzero(found.duplicates(now)).tolist() == [0, 1]
    assert np.flatnonzero(found.unlike_labels(now)).tolist() == [0, 1]
