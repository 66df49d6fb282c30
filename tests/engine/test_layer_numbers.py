"""All numbers of a layer: of numpy and of Keras the same, inside blocks too, and not too many."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine import layer_numbers
from cnngui.engine.numpy_backend.network import NumpyNetwork
from cnngui.errors import CnnguiError
from cnngui.network.blocks import Repeat, Residual
from cnngui.network.inference.infer import infer
from cnngui.network.layers import BatchNormalization, Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.network import Network

NETWORK = Network(
    input_shape=(6, 6, 2),
    layers=(
        Conv2D(filters=4, padding="same", name="first"),
        Repeat(
            times=2,
            branches=((Residual(branches=((Conv2D(filters=4, padding="same", name="inner"),), ())),),),
            name="twice",
        ),
        BatchNormalization(name="scaled"),
        MaxPooling2D(name="pool"),
        Flatten(name="flat"),
        Dense(units=3, name="last"),
    ),
)
SAMPLE = np.random.default_rng(1).normal(0, 1, (6, 6, 2)).astype(np.float32)


@pytest.mark.tensorflow
def test_numpy_and_keras_say_the_same() -> None:
    from cnngui.engine.keras_backend.build import weights_of
    from cnngui.engine.keras_backend.replica import Replica

    keras_s = Replica(NETWORK, seed=3)
    ours = NumpyNetwork(NETWORK, weights_of(keras_s._model))
    for name in ("first", "inner", "scaled", "pool", "flat", "last"):
        one, other = ours.numbers(SAMPLE, name), keras_s.numbers(SAMPLE, name)
        assert (one.layer, one.before) == (other.layer, other.before)
        np.testing.assert_allclose(one.given, other.given, atol=1e-5)
        np.testing.assert_allclose(one.output, other.output, atol=1e-5)
        for mine, theirs in zip(one.weights, other.weights, strict=True):
            np.testing.assert_array_equal(mine, theirs)
    assert ours.numbers(SAMPLE, "last").before == (3, 3, 4)
    assert ours.numbers(SAMPLE, "pool").before is None
    np.testing.assert_array_equal(ours.numbers(SAMPLE, "first").given, SAMPLE)


@pytest.fixture
def answering() -> NumpyNetwork:
    network = Network(input_shape=(4,), layers=(Dense(units=3, name="only"),))
    assert infer(network).ok
    return NumpyNetwork(network, {"only": (np.ones((4, 3), np.float32), np.zeros(3, np.float32))})


def test_more_than_can_be_carried_is_told(answering, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = np.ones(4, np.float32)
    assert answering.numbers(sample, "only").output.tolist() == [4, 4, 4]
    monkeypatch.setattr(layer_numbers, "MOST_NUMBERS", 21)
    with pytest.raises(CnnguiError) as told:
        answering.numbers(sample, "only")
    assert told.value.code == "engine.too_many_numbers"
    assert "22" in str(told.value)


@pytest.mark.parametrize("name", ["", "input", "dense_7"])
def test_what_is_no_layer_is_told(answering, name: str) -> None:
    with pytest.raises(CnnguiError) as told:
        answering.numbers(np.ones(4, np.float32), name)
    assert told.value.code == "engine.no_such_layer"


def test_a_block_has_the_numbers_of_its_merge(answering, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(input_shape=(4,), layers=(Residual(branches=((Dense(units=4),), ()), name="block"),))
    weights = {"dense": (np.ones((4, 4), np.float32), np.zeros(4, np.float32))}
    sample = np.float32([1, 2, 3, 4])
    numbers = NumpyNetwork(network, weights).numbers(sample, "block")
    assert (numbers.layer.kind, numbers.weights) == ("Add", ())
    assert [each.tolist() for each in numbers.branches] == [[10] * 4, [1, 2, 3, 4]]
    assert numbers.given is numbers.branches[0]
    assert numbers.output.tolist() == [11, 12, 13, 14]
    monkeypatch.setattr(layer_numbers, "MOST_NUMBERS", 11)
    with pytest.raises(CnnguiError, match="12"):
        NumpyNetwork(network, weights).numbers(sample, "block")


@pytest.mark.tensorflow
def test_keras_says_the_same_of_merges_and_nobody_of_repeats() -> None:
    from cnngui.engine.keras_backend.build import weights_of
    from cnngui.engine.keras_backend.replica import Replica

    inner = NETWORK.entries[2]
    keras_s = Replica(NETWORK, seed=3)
    ours = NumpyNetwork(NETWORK, weights_of(keras_s._model))
    one, other = (each.numbers(SAMPLE, inner.name) for each in (ours, keras_s))
    for mine, theirs in zip((*one.branches, one.output), (*other.branches, other.output), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)
    with pytest.raises(CnnguiError, match="twice"):
        ours.numbers(SAMPLE, "twice")
