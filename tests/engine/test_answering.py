"""What is answered with units switched off, by numpy, by Keras, and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.answering import Answering, without
from cnngui.network.blocks import Repeat, Residual
from cnngui.network.layers import BatchNormalization, Conv2D, Dense, Flatten
from cnngui.network.network import Network

pytestmark = pytest.mark.tensorflow
NETWORK = Network(
    input_shape=(8, 8, 1),
    layers=(
        Conv2D(filters=4, activation="sigmoid"),
        BatchNormalization(),
        Residual(branches=((Conv2D(filters=4, padding="same"),), ())),
        Repeat(branches=((Conv2D(filters=4),),), times=2),
        Flatten(),
        Dense(units=3, activation="softmax"),
    ),
)
SAMPLES = np.random.default_rng(0).random((3, 8, 8, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def both() -> tuple[Answering, Answering]:
    from cnngui.engine.keras_backend.replica import Replica
    from cnngui.engine.numpy_backend.network import NumpyNetwork

    replica = Replica(NETWORK, seed=3)
    return replica, NumpyNetwork(NETWORK, replica.weights())


def test_what_is_off_is_zero_and_all_behind_it_follows(both: tuple[Answering, Answering]) -> None:
    first, norm = NETWORK.names[:2]
    for each in both:
        _, on = each.look(SAMPLES, (first, norm))
        _, off = each.look(SAMPLES, (first, norm), {first: (1, 3)})
        assert not off[first][..., [1, 3]].any(), "sigmoid of nothing would be 0.5"
        np.testing.assert_allclose(off[first][..., [0, 2]], on[first][..., [0, 2]], atol=1e-6)
        np.testing.assert_allclose(off[norm][..., 0], on[norm][..., 0], atol=1e-6)
        assert not np.allclose(off[norm][..., 1], on[norm][..., 1])


@pytest.mark.parametrize("name", NETWORK.names[:-1])
def test_numpy_and_keras_agree_for_every_layer_and_block(
    both: tuple[Answering, Answering], name: str
) -> None:
    names = NETWORK.names
    (one, inside), (other, outputs) = (each.look(SAMPLES, names, {name: (0, 2)}) for each in both)
    np.testing.assert_allclose(one, other, atol=1e-5)
    for layer in names:
        np.testing.assert_allclose(inside[layer], outputs[layer], atol=1e-4)
    plain = both[0].look(SAMPLES)[0]
    assert not np.allclose(one, plain), "it makes a difference"


def test_one_sample_is_the_first_of_a_batch(both: tuple[Answering, Answering]) -> None:
    for each in both:
        probabilities, outputs = each.look(SAMPLES, ("conv2d", "nothing"))
        assert list(outputs) == ["conv2d"]
        alone, output = each.predict(SAMPLES[0], "conv2d")
        np.testing.assert_allclose(alone, probabilities[0], atol=1e-6)
        np.testing.assert_allclose(output, outputs["conv2d"][0], atol=1e-6)


def test_units_that_are_not_there_do_no_harm() -> None:
    values = np.ones((2, 3), np.float32)
    np.testing.assert_array_equal(without(values, (1, 7)), [[1, 0, 1], [1, 0, 1]])
    assert values.all()
