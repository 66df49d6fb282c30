"""What is said of data, and what it is said to be mended by."""

from __future__ import annotations

import numpy as np

from cnngui.datasets.advice import Advice, advice
from cnngui.datasets.edits import Edits
from cnngui.datasets.standing import Found, Standing, Wanted, places_of, standing

NAMES = {0: "cat", 1: "dog"}


def now(train: list[int], test: list[int], edits: Edits | None = None) -> Standing:
    return standing(np.array(train, np.int64), np.array(test, np.int64), edits or Edits(), 2)


EVEN = now([0] * 20 + [1] * 20, [0, 1])


def told(samples: Standing, found: Found | None = None, **how: object) -> dict[str, Advice]:
    found = found or Found()
    return {each.code.split("_", 1)[1]: each for each in advice(samples, NAMES, found, **how)}  # type: ignore[arg-type]


def groups(samples: Standing, *some: list[int]) -> Found:
    numbers = np.full(samples.samples, -1)
    for number, places in enumerate(some):
        numbers[places] = number
    return Found(groups=numbers)


def test_of_even_data_nothing_is_said() -> None:
    assert told(EVEN) == {}


def test_test_samples_that_are_learned_from_come_before_all_else() -> None:
    found = groups(EVEN, [3, 40], [5, 6])
    (across,) = told(EVEN, found).values()
    assert "in the training part too, or nearly the same: 1 of 2." in str(across)
    assert (across.show, across.mend) == ("across", "leave_across_out")
    assert places_of(EVEN, Wanted(only="across"), found).tolist() == [3, 40]
    assert places_of(EVEN, Wanted(only="duplicates"), found).tolist() == [3, 40, 5, 6]
    mended = now([0] * 20 + [1] * 20, [0, 1, 0], Edits().left_out("test", 0))
    assert list(told(mended, groups(mended, [3, 40], [5, 6]))) == ["twice"]


def test_copies_with_different_labels_are_told() -> None:
    found = groups(EVEN, [3, 25], [5, 6])
    (unlike,) = told(EVEN, found).values()
    assert (unlike.values, unlike.show) == ({"count": 2}, "unlike")
    assert places_of(EVEN, Wanted(only="unlike"), found).tolist() == [3, 25]
    assert list(told(EVEN, groups(EVEN, [5, 6]))) == ["twice"]


def test_uneven_classes_get_weights_once() -> None:
    uneven = now([0] * 10 + [1] * 60, [0, 1])
    mend = told(uneven)["uneven"]
    assert "Samples to learn from: cat has 10, dog has 60." in str(mend)
    assert mend.mend == "class_weights"
    assert told(uneven, weighted=(0, 1)) == {}
    assert "uneven" in told(uneven, weighted=(0, 1, 2)), "weights of other classes"


def test_few_and_no_samples_of_a_class_are_told() -> None:
    assert list(told(now([0] * 20 + [1] * 9, [0, 1]))) == ["few"]
    assert list(told(now([0] * 20, [0, 1]))) == ["none"]
    assert list(told(now([0] * 20 + [1] * 20, [0, 0]))) == ["untested"]
    xor = now([0, 1, 1, 0], [])
    assert told(xor) == {}, "four are all there can be"


def test_odd_ones_are_shown_the_oddest_first() -> None:
    scores = np.where(np.isin(np.arange(42), [4, 30]), np.arange(42), 0).astype(np.float32)
    found = Found(odd=scores, labels=EVEN.labels)
    assert told(EVEN, found)["odd"].show == "odd"
    assert places_of(EVEN, Wanted(only="odd"), found).tolist() == [30, 4]
    mended = now([0] * 20 + [1] * 20, [0, 1], Edits().relabelled("train", 30, 0))
    assert places_of(mended, Wanted(only="odd"), found).tolist() == [4]


def test_a_network_that_does_not_fit_is_told_first() -> None:
    (first, *_) = advice(EVEN, NAMES, groups(EVEN, [3, 40]), misfit="Too many outputs.")
    assert first.mend == "fit"
    assert "Too many outputs." in str(first)
