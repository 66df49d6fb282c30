"""A step that is looked at: its figures against numpy and Keras, and its result against a usual step."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.training_data import TrainingData
from cnngui.network import layers as kinds
from cnngui.network.augmentation import Augmentation
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, AnyOptimizer, Recipe
from tests.engine.conftest import pictures
from tests.engine.keras_backend.test_parts import BATCH, BLOCKS, SAMPLES

pytestmark = pytest.mark.tensorflow

RANDOM = Network(
    input_shape=(8, 8, 1),
    layers=(
        kinds.Conv2D(filters=4, use_bias=False),
        kinds.BatchNormalization(momentum=0.7),
        kinds.Activation(activation="relu"),
        kinds.Dropout(rate=0.3),
        kinds.Flatten(),
        kinds.Dense(units=3),
    ),
)
PLAIN = Network(
    input_shape=(8, 8, 1),
    layers=(kinds.Flatten(), kinds.Dense(units=6, activation="relu"), kinds.Dense(units=3)),
)
EPOCHS, STEPS, RATE = 3, 3, 0.05


class Trained:
    """A network in training on 21 pictures, three batches an epoch, the last of one."""

    def __init__(
        self,
        network: Network,
        parts: int = 1,
        optimizer: AnyOptimizer | None = None,
        varied: Augmentation | None = None,
        clip_norm: float = 0.0,
    ) -> None:
        from cnngui.engine.keras_backend.build import build_model, trainable_weights
        from cnngui.engine.keras_backend.objective import objective_of
        from cnngui.engine.keras_backend.optimizers import FusedOptimizer
        from cnngui.engine.keras_backend.parts import InParts
        from cnngui.engine.keras_backend.snapshot import Snapshot
        from cnngui.engine.keras_backend.traced import Traced

        self.model = build_model(network, seed=1)
        x, self.labels = pictures(SAMPLES, 1)
        self.pictures = x[..., np.newaxis]
        all_of_them = np.arange(SAMPLES)
        both = (self.pictures, self.labels, all_of_them)
        data = TrainingData(
            *(("bars",), *both, *both, ("a", "b", "c"), BATCH),
            seed=1,
            augmentation=varied or Augmentation(),
            picture_shape=(8, 8, 1),
        )
        drawn = data.draws(1)
        self.draws = () if drawn is None else tuple(each[np.newaxis] for each in drawn)
        fused = FusedOptimizer(optimizer or SGD(), trainable_weights(self.model, network))
        in_parts = InParts(self.model, network, parts)
        objective = objective_of(network, Recipe(), 3)
        self.traced = Traced(in_parts, fused, objective, data, Snapshot(self.model), network, clip_norm)
        self.orders = np.arange(SAMPLES)[np.newaxis]

    def unwatched(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Train; return what the steps told, and all weights after them."""
        told = [
            self.traced.steps(self.orders, 0, np.full(STEPS, RATE), (), self.draws) for _ in range(EPOCHS)
        ]
        return [result.loss for result in told], self.weights()

    def watched(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Do the same with a look at every step."""
        losses = []
        for _ in range(EPOCHS):
            told = [
                self.traced.inspected.take(self.orders, at, np.full(1, RATE), (), self.draws)
                for at in range(STEPS)
            ]
            self.traced.inspected.silent()
            losses.append(np.concatenate([result.loss for result, _ in told]))
        return losses, self.weights()

    def weights(self) -> list[np.ndarray]:
        return [weight.numpy() for weight in self.model.weights]


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("network", [RANDOM, BLOCKS], ids=["random", "blocks"])
def test_who_looks_changes_nothing(network: Network, parts: int) -> None:
    """Difference 0.0, with batch normalization, dropout, and a batch that is cut or too small for it."""
    losses, weights = Trained(network, parts, Adam(learning_rate=RATE)).unwatched()
    seen_losses, seen_weights = Trained(network, parts, Adam(learning_rate=RATE)).watched()
    np.testing.assert_array_equal(seen_losses, losses)
    for seen, weight in zip(seen_weights, weights, strict=True):
        np.testing.assert_array_equal(seen, weight)


def test_who_looks_changes_nothing_where_pictures_are_varied_and_gradients_cut() -> None:
    varied = Augmentation(shift=0.1, rotation=10.0, noise=0.1, elastic=4.0)
    how = (RANDOM, 2, Adam(learning_rate=RATE), varied, 0.1)
    losses, weights = Trained(*how).unwatched()
    seen_losses, seen_weights = Trained(*how).watched()
    np.testing.assert_array_equal(seen_losses, losses)
    for seen, weight in zip(seen_weights, weights, strict=True):
        np.testing.assert_array_equal(seen, weight)
    plain, _ = Trained(*how[:3]).unwatched()
    assert not np.allclose(losses, plain, atol=1e-3)


def test_norms_are_those_of_keras_gradients_and_of_the_weights_themselves() -> None:
    import keras
    import tensorflow as tf

    trained = Trained(PLAIN)
    x = trained.pictures[:BATCH].astype(np.float32) / 255
    with tf.GradientTape() as tape:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        cost = loss(trained.labels[:BATCH], trained.model(x))
    gradients = [each.numpy() for each in tape.gradient(cost, trained.model.trainable_variables)]
    before = trained.weights()
    result, seen = trained.traced.inspected.take(trained.orders, 0, np.full(1, RATE), {"batch_gradient_norm"})
    after = trained.weights()
    assert trained.traced.inspected.layers == ("dense", "dense_1")

    def norms(arrays: list[np.ndarray]) -> list[float]:
        flat = [np.concatenate([arrays[at].ravel(), arrays[at + 1].ravel()]) for at in (0, 2)]
        return [float(np.linalg.norm(each.astype(np.float64))) for each in flat]

    np.testing.assert_allclose(seen.gradient_norm, norms(gradients), rtol=1e-5)
    np.testing.assert_allclose(seen.weight_norm, norms(before), rtol=1e-6)
    moved = [new - old for new, old in zip(after, before, strict=True)]
    np.testing.assert_allclose(seen.update_norm, norms(moved), rtol=1e-6)
    np.testing.assert_allclose(seen.update_ratio, RATE * seen.gradient_norm / seen.weight_norm, rtol=1e-4)
    whole = float(result.columns["batch_gradient_norm"][0])
    assert whole == pytest.approx(float(np.linalg.norm(seen.gradient_norm)), rel=1e-5)


def test_a_gradient_too_small_to_be_squared_in_float32_has_its_length() -> None:
    import tensorflow as tf

    from cnngui.engine.keras_backend.inspection import _norm

    tiny = tf.constant([3e-25, -4e-25]), tf.constant([[12e-25]])
    assert float(_norm(tiny)) == pytest.approx(13e-25, rel=1e-6)
    assert float(_norm([tf.zeros([3])])) == 0


def test_silent_are_the_units_that_no_sample_brings_above_0() -> None:
    trained = Trained(RANDOM)
    gamma, beta, *_ = trained.model.get_layer("batch_normalization").weights
    assert np.isnan(trained.traced.inspected.silent()[[0, 2]]).all()  # the ReLU is the normalization's
    gamma.assign(np.zeros(4))
    beta.assign([1.0, -1.0, 0.0, 0.5])
    assert trained.traced.inspected.silent()[1] == 0.5
    assert trained.traced.inspected.samples == SAMPLES


def test_a_step_that_is_not_kept_changes_nothing_and_says_so() -> None:
    trained = Trained(PLAIN)
    kernel = trained.model.get_layer("dense").kernel
    kernel.assign(np.full(kernel.shape, np.inf, np.float32))
    before = trained.weights()
    result, _ = trained.traced.inspected.take(trained.orders, 0, np.full(1, RATE), ())
    assert not result.finite
    assert result.taken == 0
    for now, then in zip(trained.weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_of_a_large_layer_some_weights_stand_for_all() -> None:
    network = Network(
        input_shape=(8, 8, 1), layers=(kinds.Flatten(), kinds.Dense(units=100), kinds.Dense(units=3))
    )
    inspected = Trained(network).traced.inspected
    counts = np.bincount(inspected.owners)
    assert counts.tolist() == [1600, 300]  # every fourth of 6,400, and no bias
    assert inspected.weights().shape == (1900,)
