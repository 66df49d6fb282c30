from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.preparing import fitted
from cnngui.datasets.splits import spread_over_classes
from cnngui.engine.training_data import TrainingData, make_training_data
from cnngui.errors import CnnguiError
from cnngui.network.recipe import Recipe


def dataset(train: int = 50, test: int = 20) -> Dataset:
    random = np.random.default_rng(0)
    x = [random.integers(0, 256, (samples, 4, 4, 1)).astype(np.uint8) for samples in (train, test)]
    y = [np.arange(samples) % 5 for samples in (train, test)]
    return Dataset("k", "K", x[0], y[0], x[1], y[1], tuple("abcde"), "", "")


def training_data(recipe: Recipe, data: Dataset | None = None) -> TrainingData:
    return make_training_data(data or dataset(), recipe, (4, 4, 1))


def test_every_epoch_has_all_samples_in_an_order_of_its_own() -> None:
    made = training_data(Recipe(batch_size=8, seed=5))
    orders = [made.order(epoch) for epoch in (1, 2, 3)]
    for order in orders:
        assert sorted(order) == list(range(50))
    assert len({tuple(order) for order in orders}) == 3
    np.testing.assert_array_equal(made.order(2), np.random.default_rng([5, 2]).permutation(50))


def test_the_last_batch_takes_what_is_left() -> None:
    made = training_data(Recipe(batch_size=8))
    assert made.steps_per_epoch == 7
    assert made.batch_sizes(7).tolist() == [8, 8, 8, 8, 8, 8, 2]
    assert made.batch_sizes(3).tolist() == [8, 8, 8]


def test_a_split_holds_back_what_it_does_not_train_on() -> None:
    made = training_data(Recipe(validation_split=0.2))
    assert made.validation_samples is made.samples
    assert sorted([*made.train_indices, *made.validation_indices]) == list(range(50))
    assert len(made.validation_indices) == 10
    assert set(made.order(1)) == set(made.train_indices)


def test_without_a_split_the_test_part_validates() -> None:
    data = dataset()
    made = training_data(Recipe(), data)
    assert len(made.train_indices) == 50
    np.testing.assert_array_equal(made.validation_samples, data.x_test)
    np.testing.assert_array_equal(made.validation_labels, data.y_test)


def test_of_what_is_complete_nothing_is_held_back() -> None:
    whole = replace(dataset(test=50), complete=True)
    made = training_data(Recipe(validation_split=0.2), whole)
    assert (len(made.train_indices), len(made.validation_indices)) == (50, 50)
    assert made.key == training_data(Recipe(), whole).key


def test_sentences_are_learned_with_their_words() -> None:
    sentences = load_dataset("sentences")
    made = make_training_data(sentences, Recipe(), sentences.input_shape)
    np.testing.assert_array_equal(made.samples, sentences.x_train)
    assert made.vocabulary == sentences.vocabulary


def test_the_key_tells_what_the_samples_depend_on() -> None:
    key = training_data(Recipe()).key
    assert training_data(Recipe(epochs=9, batch_size=3, seed=4)).key == key
    assert training_data(Recipe(validation_split=0.2)).key != key
    assert training_data(Recipe(), dataset(train=49)).key != key


def test_smaller_pictures_get_an_even_border_of_zeros() -> None:
    pictures = np.ones((2, 3, 4, 1), np.uint8)
    framed = fitted(pictures, (5, 7, 1))
    assert framed.shape == (2, 5, 7, 1)
    assert framed.dtype == np.uint8
    np.testing.assert_array_equal(framed[:, 1:4, 1:5], pictures)
    assert framed.sum() == pictures.sum()
    assert fitted(pictures, (3, 4, 1)) is pictures


def test_rows_of_another_length_are_refused() -> None:
    rows = np.ones((3, 2), np.float32)
    assert fitted(rows, (2,)) is rows
    with pytest.raises(CnnguiError, match="A sample is 2; the network reads 3"):
        fitted(rows, (3,))


@pytest.mark.parametrize("shape", [(2, 4, 1), (3, 3, 1), (3, 4, 3), (13,), (3, 3)])
def test_other_pictures_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(CnnguiError) as caught:
        fitted(np.ones((2, 3, 4, 1), np.uint8), shape)
    assert caught.value.code == "engine.other_samples"
    assert "3×4×1" in str(caught.value)


def test_samples_are_spread_over_the_classes() -> None:
    labels = np.array([0] * 50 + [1] * 3 + [2] * 20)
    places = spread_over_classes(labels, 12, seed=1)
    assert np.bincount(labels[places]).tolist() == [5, 3, 4]
    assert len(set(places)) == 12
    np.testing.assert_array_equal(places, spread_over_classes(labels, 12, seed=1))
    assert not np.array_equal(places, spread_over_classes(labels, 12, seed=2))
    assert len(spread_over_classes(labels, 500, seed=1)) == 73
    assert len(spread_over_classes(labels[:0], 5, seed=1)) == 0


def test_a_network_that_begins_with_a_rescaling_learns_from_0_to_255() -> None:
    usual, levelled = (
        make_training_data(dataset(), Recipe(), (4, 4, 1), levels) for levels in ((0.0, 1.0), (0.0, 255.0))
    )
    assert (usual.scaling, levelled.scaling) == ((np.float32(1 / 255), 0), (1, 0))
    assert usual.key != levelled.key
    assert levelled.input_format is not None
    assert levelled.input_format.white == 255
