"""Samples of a file are trained on as those in memory are: to the last bit."""

from __future__ import annotations

import mmap
from typing import Any

import numpy as np
import pytest

from cnngui.datasets.dataset import Dataset
from cnngui.datasets.stored_samples import RowFile, StoredSamples
from cnngui.engine import blocks_ahead
from cnngui.engine.training_data import make_training_data
from cnngui.network.augmentation import Augmentation
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Adam, Recipe
from tests.engine.conftest import pictures

pytestmark = pytest.mark.tensorflow

NAMES = ("across", "down", "slanting")


@pytest.fixture(name="both", scope="module")
def _both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Dataset]:
    """Return the same data in memory and in a file, where they lie in another order."""
    (x_train, y_train), (x_test, y_test) = pictures(100, 1), pictures(30, 2)
    every = np.concatenate([x_train, x_test])[..., np.newaxis]
    lie = np.random.default_rng(5).permutation(len(every))
    path = tmp_path_factory.mktemp("rows") / "rows"
    path.write_bytes(every[lie].tobytes())
    with path.open("rb") as file:
        rows = RowFile(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), len(every), (8, 8, 1))
    places = np.argsort(lie)

    def of(x_train: Any, x_test: Any) -> Dataset:
        return Dataset("k", "K", x_train, y_train, x_test, y_test, NAMES, "", "")

    held = of(every[:100], every[100:])
    return held, of(StoredSamples(rows, places[:100]), StoredSamples(rows, places[100:]))


def network(side: int) -> Network:
    layers = (Conv2D(filters=4, activation="relu"), Flatten(), Dense(units=3, activation="softmax"))
    return Network(input_shape=(side, side, 1), layers=layers)


def trained(dataset: Dataset, recipe: Recipe, side: int = 8, *, seen: bool = False) -> list[np.ndarray]:
    """Return all that two epochs give: costs, what validation says, layers, answers, weights."""
    from cnngui.engine.keras_backend.learner import Learner
    from cnngui.runs.history import EpochRow

    samples = make_training_data(dataset, recipe, (side, side, 1))
    learner = Learner(network(side), recipe.seed)
    prepared = learner.prepare(recipe, dataset.key, samples)
    told: list[Any] = []
    silent, answers = [np.zeros(0)], [np.zeros(0)]
    for epoch in (1, 2):
        prepared.begin_epoch(samples.order(epoch), samples.draws(epoch))
        while learner.step < samples.steps_per_epoch:
            left = samples.steps_per_epoch - learner.step
            if seen and learner.step % 2:
                result, _ = prepared.take_inspected_step()
                silent.append(prepared.inspected.silent())
            else:
                result = prepared.take_steps(1 if seen else min(5, left))
            assert result.finite
            told += np.stack([result.loss, result.metric], axis=1).tolist()
            answers.append(prepared.predicted_classes(samples.validation_indices[[3, 1]]))
        sums = prepared.validation_sums(samples.validation_indices)
        told.append(np.array(sums))
        prepared.end_epoch(EpochRow(epoch, 0, 0, *sums, 1, 1, 0.01))
    if len(samples.test_labels):
        told.append(np.array(prepared.test_sums(np.arange(30))))
    told.append(np.array([learner.epoch]))
    return [
        np.concatenate([np.ravel(each) for each in told]),
        np.concatenate(answers[-1:]),
        np.concatenate(silent[-1:]),
        *(weights for layer in learner.weights().values() for weights in layer),
    ]


@pytest.mark.parametrize(
    ("changes", "side"),
    [
        ({}, 8),
        ({"validation_split": 0.2}, 8),
        ({"validation_split": 0.2, "augmentation": Augmentation(rotation=20, shift=0.1)}, 8),
        ({}, 12),
    ],
)
@pytest.mark.parametrize("block_bytes", [1, 3072, 1_000_000])
def test_a_training_from_a_file_is_the_same(
    both: tuple[Dataset, Dataset],
    changes: dict[str, Any],
    side: int,
    block_bytes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocks_ahead.BlocksAhead.__init__, "__defaults__", (block_bytes,))
    recipe = Recipe(optimizer=Adam(learning_rate=0.01), batch_size=16, epochs=2, seed=3, **changes)
    held, stored = (trained(each, recipe, side, seen=block_bytes == 3072) for each in both)
    for one, other in zip(held, stored, strict=True):
        np.testing.assert_array_equal(one, other)


def test_rates_are_tried_on_the_same_samples(both: tuple[Dataset, Dataset]) -> None:
    from cnngui.engine.keras_backend.learner import Learner

    recipe, losses = Recipe(batch_size=16, seed=3), []
    for dataset in both:
        samples = make_training_data(dataset, recipe, (8, 8, 1))
        prepared = Learner(network(8), 3).prepare(recipe, dataset.key, samples)
        prepared.begin_epoch(samples.order(1))
        losses.append(prepared.try_rates(2, np.array([0.1, 0.2, 0.1])).loss)
        assert prepared.certain_epochs == 1 or dataset is both[0]
    np.testing.assert_array_equal(*losses)


def test_a_file_that_cannot_be_read_any_more_says_so(both: tuple[Dataset, Dataset]) -> None:
    def broken(samples: np.ndarray) -> np.ndarray:
        raise OSError(5, "Input/output error")

    samples = both[1].x_train.fitted((8, 8, 1), broken)  # type: ignore[attr-defined]
    ahead = blocks_ahead.BlocksAhead(samples)
    ahead.begin(np.arange(10), 2, 0)
    with pytest.raises(OSError, match="Input/output"):
        ahead.block(0)
