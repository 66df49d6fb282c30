from __future__ import annotations

import numpy as np

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.parts import part_of


def test_the_three_parts_are_those_of_a_training() -> None:
    digits = load_dataset("digits")
    train, validation, test = (part_of(digits, name, 0.25, 7) for name in ("train", "validation", "test"))
    assert (train.stored, validation.stored, test.stored) == ("train", "train", "test")
    both = np.concatenate([train.indices, validation.indices])
    assert sorted(both) == list(range(len(digits.y_train)))
    assert len(validation.indices) == len(digits.y_train) // 4
    assert len(test.indices) == len(digits.y_test)


def test_without_a_split_the_test_part_validates() -> None:
    digits = load_dataset("digits")
    assert part_of(digits, "validation", 0.0, 1).stored == "test"
    assert len(part_of(digits, "train", 0.0, 1).indices) == len(digits.y_train)


def test_of_all_there_can_be_nothing_is_held_back() -> None:
    xor = load_dataset("xor")
    assert part_of(xor, "validation", 0.5, 1).stored == "test"
    assert len(part_of(xor, "train", 0.5, 1).indices) == 4
