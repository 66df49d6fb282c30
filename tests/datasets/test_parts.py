from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnngui.datasets.applied_edits import with_edits
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.parts import part_of
from cnngui.engine.training_data import make_training_data
from cnngui.network.recipe import Recipe
from tests.datasets.crafted import refused


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


def grouped(groups: int) -> Dataset:
    """Return the digits as if so many persons had written them."""
    digits = load_dataset("digits", edits=False)
    count = len(digits.y_train) + len(digits.y_test)
    return replace(digits, sample_groups=np.random.default_rng(1).integers(0, groups, count))


@pytest.mark.parametrize("groups", [40, 4, 2])
def test_no_group_is_both_learned_from_and_validated_on(groups: int) -> None:
    dataset = grouped(groups)
    assert dataset.sample_groups is not None
    train, validation = (part_of(dataset, name, 0.1, 3) for name in ("train", "validation"))
    learned, held = (set(dataset.sample_groups[each.indices].tolist()) for each in (train, validation))
    assert learned
    assert held
    assert not learned & held
    assert len(train.indices) + len(validation.indices) == len(dataset.y_train)
    if groups == 40:
        assert 0.05 < len(validation.indices) / len(dataset.y_train) < 0.15
    assert np.array_equal(part_of(dataset, "validation", 0.1, 3).indices, validation.indices)


def test_groups_that_are_classes_cannot_validate() -> None:
    digits = load_dataset("digits", edits=False)
    dataset = replace(digits, sample_groups=np.concatenate([digits.y_train, digits.y_test]))
    assert refused(lambda: part_of(dataset, "train", 0.1, 1)) == "preparation.no_groups_to_validate"
    assert part_of(dataset, "validation", 0.0, 1).stored == "test"


def test_samples_that_are_moved_or_left_out_take_their_groups_along() -> None:
    dataset = grouped(9)
    assert dataset.sample_groups is not None
    edits = Edits().left_out("train", 0).all_moved("test", [5]).all_moved("train", [2])
    now = with_edits(dataset, edits)
    assert now.sample_groups is not None
    known = {
        sample.tobytes(): group
        for sample, group in zip(
            np.concatenate([dataset.x_train, dataset.x_test]), dataset.sample_groups, strict=True
        )
    }
    samples = np.concatenate([now.x_train, now.x_test])
    assert [known[sample.tobytes()] for sample in samples] == now.sample_groups.tolist()


def test_other_groups_are_other_training_data() -> None:
    recipe = Recipe(validation_split=0.2)
    keys = [make_training_data(grouped(each), recipe, (28, 28, 1)).key for each in (9, 9, 8)]
    assert keys[0] == keys[1] != keys[2]
    plain = make_training_data(load_dataset("digits", edits=False), recipe, (28, 28, 1))
    assert len(plain.key) == 5
