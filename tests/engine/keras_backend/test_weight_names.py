from __future__ import annotations

import pytest

from cnngui.network.inference.infer import infer
from cnngui.network.inference.registry import layer_weights
from cnngui.network.layers import AnyLayer, BatchNormalization, Conv2D, LayerNormalization
from cnngui.network.network import Network
from cnngui.network.table import LAYER_TABLE, default_layer

pytestmark = pytest.mark.tensorflow

SHAPES = ((8, 8, 4), (8, 4), (8,), (6, 6, 6, 4), (2, 2, 32))
LAYERS = [
    *map(default_layer, LAYER_TABLE),
    Conv2D(use_bias=False),
    BatchNormalization(scale=False),
    LayerNormalization(center=False),
]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.kind)
def test_arrays_are_called_as_in_keras(layer: AnyLayer) -> None:
    from cnngui.engine.keras_backend.build import build_model

    named = layer.model_copy(update={"name": "looked"})
    networks = (Network(input_shape=shape, layers=(named,)) for shape in SHAPES)
    fitting = next((each for each in networks if infer(each).ok), None)
    if fitting is None:
        pytest.skip(f"{layer.kind} needs values of its own")
    (kept,) = (each for each in build_model(fitting, 1).layers if each.name == "looked")
    names = layer_weights(layer, fitting.input_shape).names
    assert names == tuple(each.name for each in kept.weights if "seed" not in each.name)
