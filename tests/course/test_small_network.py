"""A small network goes with any data, and learns from the simple ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnngui import api
from cnngui.course.small_network import small_network, small_recipe
from cnngui.datasets.catalog import catalog, info, load_dataset
from cnngui.network.inference.infer import infer
from cnngui.network.layers import BatchNormalization, Dense, MaxPooling2D, Normalization

ODD = [(3, 3, 1), (2, 7, 3), (8, 8, 1), (33, 40, 3), (1,), (784,)]
FEW = 200_000


@pytest.mark.parametrize("shape", [*{each.input_shape for each in catalog()}, *ODD])
def test_it_reads_samples_of_any_shape(shape: tuple[int, ...]) -> None:
    found = infer(small_network(shape, 3), 3, shape)
    assert not found.problems, found.problems
    assert found.total_parameters is not None
    assert found.total_parameters < FEW


def test_it_reads_sentences_as_words() -> None:
    data = load_dataset("sentences")
    words = len(data.vocabulary)
    network = small_network(data.input_shape, data.classes, words)
    assert not infer(network, data.classes, data.input_shape, words).problems


def test_pictures_are_halved_as_long_as_something_is_left() -> None:
    poolings = [
        sum(isinstance(layer, MaxPooling2D) for layer in small_network((side, side, 1), 2).layers)
        for side in (3, 4, 8, 33)
    ]
    assert poolings == [0, 1, 2, 3]


@pytest.mark.parametrize("data", ["moons", "circles", "xor-noise", "bars"])
def test_it_learns_what_is_simple(data: str, tmp_path: Path) -> None:
    entry = info(data)
    picture = len(entry.input_shape) == 3
    network = small_network(entry.input_shape, len(entry.class_names))
    recipe = small_recipe(entry.train_samples, ink=False, picture=picture)
    trained = api.train(network, recipe.model_copy(update={"seed": 1}), data, tmp_path / "out")
    assert trained.history.val_metric[-1] >= 0.9


def test_measurements_far_from_0_are_brought_to_scale_first() -> None:
    means, variances = (5.8, 3.0, 0.1), (0.7, 1e6, 0.0)
    first = small_network((3,), 2, spread=(means, variances)).layers[0]
    assert isinstance(first, Normalization)
    assert (first.mean, first.variance) == (means, (0.7, 1e6, 1.0))
    huge = small_network((1,), 2, spread=((1e5,), (1e11,))).layers[0]
    assert isinstance(huge, BatchNormalization)
    near = small_network((2,), 2, spread=((0.5, 0.2), (0.8, 0.3))).layers[0]
    assert isinstance(near, Dense)
