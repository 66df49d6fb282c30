"""Presets as the engine builds them, and as keras.applications has them: layer by layer, without a weight.

Inside a stateless scope Keras makes models whose variables are never filled: VGG19 takes 0.1 s and no memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from cnngui.course.presets import Preset, preset, presets
from cnngui.network.graph import nodes
from cnngui.network.inference.infer import infer
from cnngui.network.inference.propagation import node_shapes
from cnngui.network.network import Shape

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def keras() -> Iterator[Any]:
    import keras

    with keras.StatelessScope(initialize_variables=False):
        yield keras


def built(name: str) -> Any:
    from cnngui.engine.keras_backend.build import build_model

    return build_model(preset(name).network, seed=1)


def layers_of(model: Any) -> dict[str, tuple[str, Shape, int]]:
    """Return class, output shape and parameters of every layer but the input."""
    return {
        layer.name: (type(layer).__name__, tuple(layer.output.shape[1:]), layer.count_params())
        for layer in model.layers
        if type(layer).__name__ != "InputLayer"
    }


@pytest.mark.parametrize("each", presets(), ids=lambda each: each.name)
def test_the_engine_builds_presets_as_inferred(keras: Any, each: Preset) -> None:
    inference = infer(each.network)
    model = built(each.name)
    shapes = node_shapes(each.network)
    made = layers_of(model)
    for node in nodes(each.network):
        kind, output, parameters = made.pop(node.name)
        assert kind.removeprefix("Byte") == node.kind
        assert output == shapes[node.name][1]
        if node.name == node.source and node.kind not in ("Add", "Concatenate"):
            assert parameters == inference.result(node.name).parameters
    assert not made
    assert model.count_params() == inference.total_parameters
    trainable = sum(weight.shape.num_elements() for weight in model.trainable_weights)
    assert trainable == inference.trainable_parameters


def name_in_keras(name: str) -> str:
    """Return Keras' name of one of our nodes: repeated blocks are numbered on, sums are called so."""
    match = re.fullmatch(r"(conv\d_block)(\d+)([^.]*)(?:\.(\d+))?", name)
    if match is None:
        return name
    stage, block, rest, round_number = match.groups()
    return f"{stage}{int(block) + int(round_number or 1) - 1}{rest or '_add'}"


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("vgg16", "VGG16"),
        ("vgg19", "VGG19"),
        ("resnet-50", "ResNet50"),
        ("resnet-101", "ResNet101"),
        ("resnet-152", "ResNet152"),
    ],
)
def test_layer_by_layer_as_in_keras_applications(keras: Any, name: str, function: str) -> None:
    """Name, class, shape and parameters of every layer, and which layers feed it."""
    theirs = getattr(keras.applications, function)(weights=None)
    ours = built(name)
    renamed = {name_in_keras(layer): facts for layer, facts in layers_of(ours).items()}
    assert renamed == layers_of(theirs)
    assert {name_in_keras(layer): set(map(name_in_keras, fed)) for layer, fed in feeds(ours).items()} == {
        layer: set(fed) for layer, fed in feeds(theirs).items()
    }
    for layer in ours.layers:
        if not layer.name.startswith("input"):
            assert settings_of(layer) == settings_of(theirs.get_layer(name_in_keras(layer.name))), layer.name


def feeds(model: Any) -> dict[str, list[str]]:
    """Return the names of the layers that feed each layer; "input" for the input."""
    found = {}
    for layer in model.layers:
        if type(layer).__name__ == "InputLayer":
            continue
        (node,) = layer._inbound_nodes
        parents = [tensor._keras_history.operation for tensor in node.input_tensors]
        found[layer.name] = [
            "input" if type(parent).__name__ == "InputLayer" else parent.name for parent in parents
        ]
    return found


def settings_of(layer: Any) -> dict[str, Any]:
    """Return what decides what a layer computes; how weights start does not."""
    config = layer.get_config()
    wanted = ("strides", "padding", "activation", "use_bias", "kernel_size", "pool_size", "epsilon", "units")
    return {name: config[name] for name in wanted if name in config}


def test_what_keras_counts_is_what_the_preset_quotes(keras: Any) -> None:
    quoted = {
        figures.source: figures.total
        for each in presets()
        for figures in each.figures
        if figures.source.startswith("keras.applications.")
    }
    assert len(quoted) == 5
    for source, total in quoted.items():
        function = re.fullmatch(r"keras\.applications\.(\w+)\(\)", source)
        assert function is not None
        assert getattr(keras.applications, function[1])(weights=None).count_params() == total
