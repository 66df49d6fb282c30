from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.tensorflow

SHAPE = (50, 20, 20, 5)


def dropout(rate: float, seed: int = 1) -> Any:
    from cnngui.engine.keras_backend.dropout import ByteDropout

    return ByteDropout(rate, seed=seed)


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5, 0.7, 0.999])
def test_the_share_of_dropped_values_is_the_rate(rate: float) -> None:
    layer, ones = dropout(rate), np.ones(SHAPE, np.float32)
    outputs = np.stack([layer(ones, training=True) for _ in range(40)])
    # 4 million draws: three standard deviations are below 0.001; a whole level of 1/256 would be 0.004.
    assert (outputs == 0).mean() == pytest.approx(rate, abs=0.0015)
    assert outputs.mean() == pytest.approx(1, abs=0.04 if rate > 0.9 else 0.005)
    np.testing.assert_allclose(outputs[outputs != 0], 1 / (1 - rate), rtol=1e-5)


def test_neighbours_and_batches_are_dropped_independently() -> None:
    layer, ones = dropout(0.5), np.ones(SHAPE, np.float32)
    first, second = ((np.array(layer(ones, training=True)) > 0).ravel() for _ in range(2))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.01
    for distance in (1, 2, 3, 4, 5, 100):
        assert abs(np.corrcoef(first[:-distance], first[distance:])[0, 1]) < 0.01


def test_nothing_is_dropped_when_predicting_or_at_rate_0() -> None:
    ones = np.ones(SHAPE, np.float32)
    np.testing.assert_array_equal(dropout(0.5)(ones, training=False), ones)
    np.testing.assert_array_equal(dropout(0.0)(ones, training=True), ones)


def test_the_same_seed_drops_the_same() -> None:
    ones = np.ones((3, 7), np.float32)
    one, same, other = dropout(0.5, 3), dropout(0.5, 3), dropout(0.5, 4)
    for _ in range(3):
        np.testing.assert_array_equal(one(ones, training=True), same(ones, training=True))
    assert not np.array_equal(one(np.ones(SHAPE), training=True), other(np.ones(SHAPE), training=True))


def test_the_gradient_goes_through_what_was_kept() -> None:
    import tensorflow as tf

    layer, values = dropout(0.3), tf.ones((40, 30))
    with tf.GradientTape() as tape:
        tape.watch(values)
        outputs = layer(values, training=True)
    np.testing.assert_array_equal(tape.gradient(outputs, values), outputs)
