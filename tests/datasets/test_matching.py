"""Which class is which, where files name them differently or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets.matching import matched, must_share_classes
from tests.datasets.crafted import refused

TEN = tuple("0123456789")
FROM_1 = tuple(map(str, range(1, 11)))
RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 10, 300)


@pytest.mark.parametrize(
    ("known", "found", "places"),
    [
        (TEN, TEN, list(range(10))),
        (TEN, ("3", "7"), [3, 7]),
        (("cat", "dog"), ("dog", "cat"), [1, 0]),
        (("Dog", "cat"), ("cat", "dog"), [1, 0]),
        (("a", "A", "b"), ("a", "A", "b"), [0, 1, 2]),
        (("crane", "fox", "crane"), ("crane", "fox", "crane"), [0, 1, 2]),
        (("cat", "dog"), ("dog", "fox"), [1, -1]),
        (("0", "1"), TEN, [0, 1, *[-1] * 8]),
        (("cat", "dog", "fox"), ("dog", "owl"), [1, -1]),
    ],
)
def test_names_that_are_shared_decide(
    known: tuple[str, ...], found: tuple[str, ...], places: list[int]
) -> None:
    must_share_classes(known, found)
    match = matched(known, found, np.zeros(3, np.int64), np.zeros(3, np.int64))
    assert (match.places.tolist(), match.notes) == (places, ())


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (TEN, tuple("abcdefghij")),
        (tuple("abcdefghij"), TEN),
        (tuple("abcdefghij"), FROM_1),
        (TEN, tuple(map(str, range(10, 20)))),
    ],
)
def test_as_many_classes_of_other_names_are_the_same_in_their_order_and_it_is_said(
    known: tuple[str, ...], found: tuple[str, ...]
) -> None:
    must_share_classes(known, found)
    match = matched(known, found, LABELS, LABELS)
    assert match.places.tolist() == list(range(10))
    assert [note.code for note in match.notes] == ["datasets.note_by_order"]
    assert found[0] in str(match.notes[0])


def test_numbers_of_which_some_are_shared_go_the_way_that_is_right_more_often_and_both_are_said() -> None:
    counted = matched(TEN, FROM_1, LABELS, LABELS)
    assert counted.places.tolist() == list(range(10))
    assert "100.00% are right" in str(counted.notes[0])
    # As the street view numbers have it: 10 stands for 0, all others for themselves.
    named = matched(TEN, FROM_1, LABELS, (LABELS + 1) % 10)
    assert named.places.tolist() == [*range(1, 10), -1]
    assert [note.code for note in named.notes] == ["datasets.note_both_name"]


def test_nothing_in_common_is_refused() -> None:
    assert refused(lambda: must_share_classes(("0", "1"), ("a", "b", "c"))) == "datasets.other_classes"
