"""What `cnngui.network` says of networks with blocks and what Keras does with them, unrolled.

``CNNGUI_KERAS_CASES=5000`` compares more random networks than the suite does.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from cnngui.network.blocks import Parallel, Repeat, Residual
from cnngui.network.graph import INPUT, Merge, nodes
from cnngui.network.inference.infer import infer
from cnngui.network.inference.propagation import node_shapes
from cnngui.network.inference.weight_shapes import trainable_shapes, weight_shapes
from cnngui.network.layers import Conv2D, Dense
from cnngui.network.network import Network
from tests.network.block_stacks import block_networks

CASES = int(os.environ.get("CNNGUI_KERAS_CASES", "60"))


def keras_verdict(network: Network) -> tuple[Any, int, int] | ValueError:
    """Return output shape, parameters and trainable parameters as Keras counts them, or why it refuses."""
    from cnngui.engine.keras_backend.build import build_model

    try:
        model = build_model(network, seed=0)
    except ValueError as error:
        return error
    trainable = sum(weight.shape.num_elements() for weight in model.trainable_weights)
    return tuple(model.output_shape[1:]), model.count_params(), trainable


@pytest.mark.timeout(120 + CASES // 4)
@settings(max_examples=CASES, suppress_health_check=list(HealthCheck))
@given(network=block_networks())
def test_random_networks_with_blocks_agree(network: Network) -> None:
    ours = infer(network)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        theirs = keras_verdict(network)
    if isinstance(theirs, ValueError):
        assert not ours.ok, f"Keras refuses this, we do not: {theirs}"
        return
    assert ours.ok, ours.errors[0].message().one_line()
    if network.layers:
        last = nodes(network)
        assert (ours.output_shape, ours.total_parameters, ours.trainable_parameters) == theirs
        assert {name: shape for name, (_, shape) in node_shapes(network).items()}.keys() == {
            node.name for node in last
        }


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis -1:UserWarning")
@settings(max_examples=CASES // 5, suppress_health_check=list(HealthCheck))
@given(network=block_networks(3))
def test_the_engine_builds_blocks_with_our_names_and_weights(network: Network) -> None:
    from cnngui.engine.keras_backend.build import build_model, trainable_weights, weights_of

    assume(network.layers and infer(network).ok)
    assume(any(not isinstance(node.layer, Merge) for node in nodes(network)))
    model = build_model(network, seed=1)
    assert {layer.name for layer in model.layers} == {INPUT, *(node.name for node in nodes(network))}
    held = {name: tuple(weight.shape for weight in weights) for name, weights in weights_of(model).items()}
    assert held == weight_shapes(network)
    assert tuple(tuple(weight.shape) for weight in trainable_weights(model, network)) == trainable_shapes(
        network
    )


def test_a_residual_adds_and_an_inception_concatenates() -> None:
    """By numpy: x + Wx, and [x, Wx] side by side."""
    from cnngui.engine.keras_backend.replica import Replica

    rows = np.arange(3, dtype=np.float32)
    dense = Dense(units=3, use_bias=False, name="dense")
    for block, wanted in (
        (Residual(branches=((dense,), ())), lambda y: rows + y),
        (Parallel(branches=((), (dense,))), lambda y: np.concatenate([rows, y])),
        (Parallel(merge="add", branches=((dense,), (), ())), lambda y: y + 2 * rows),
    ):
        network = Network(input_shape=(3,), layers=(block,))
        replica = Replica(network)
        kernel = np.arange(9, dtype=np.float32).reshape(3, 3)
        replica.set_weights({"dense": (kernel,)})
        _, output = replica.predict(rows, block.kind.lower())
        assert output is not None
        np.testing.assert_allclose(output, wanted(rows @ kernel), rtol=1e-6)


def test_each_round_of_a_repeat_has_weights_of_its_own() -> None:
    from cnngui.engine.keras_backend.build import build_model, weights_of

    convolution = Conv2D(filters=2, padding="same", name="conv")
    network = Network(
        input_shape=(4, 4, 2),
        layers=(Repeat(times=3, branches=((Residual(branches=((convolution,), ())),),)),),
    )
    weights = weights_of(build_model(network, seed=3))
    assert list(weights) == ["conv", "conv.2", "conv.3"]
    assert not np.array_equal(weights["conv"][0], weights["conv.2"][0])
    assert infer(network).total_parameters == 3 * (3 * 3 * 2 + 1) * 2
