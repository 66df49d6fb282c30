"""Make a Keras model of a network, with weights that follow from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnngui.engine.keras_backend.dropout import ByteDropout
from cnngui.engine.keras_backend.own_layers import OWN_LAYERS
from cnngui.engine.keras_backend.portable import FUNCTIONS, portable_layer
from cnngui.files.arrays import Arrays
from cnngui.network.config_objects import ConfigObject
from cnngui.network.graph import Merge, nodes, output_nodes
from cnngui.network.initializers import Constant, Initializer
from cnngui.network.layers import AnyLayer
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.network.penalties import Constraint, Regularizer

Seeds = Mapping[str, NDArray[np.int64]]


def build_model(network: Network, seed: int, *, plain: bool = False, portable: bool = False) -> keras.Model:
    """Return the Functional model of `network`: the same layer names, weights drawn from `seed`.

    Args:
        network: one without errors (`cnngui.network.inference.infer.infer`).
        seed: the same seed gives the same weights and the same dropout masks, and they are those that the
            same layers get in any program behind ``keras.utils.set_random_seed(seed)``.
        plain: of Keras' own layers wherever there is one, for a file that other programs read.
        portable: with layers that come down to operations which other programs have, too.
    """
    # No layer may have this name: cnngui.network.network.RESERVED_NAMES.
    inputs = keras.Input(network.input_shape, name=INPUT)
    tensors = {INPUT: inputs}
    output = INPUT
    with _drawing_from(seed):
        for node in nodes(network):
            fed = [tensors[name] for name in node.inputs]
            if isinstance(node.layer, Merge):
                tensors[node.name] = getattr(keras.layers, node.kind)(name=node.name)(fed)
            else:
                layer = node.layer.model_copy(update={"name": node.name})
                tensors[node.name] = _keras_layer(layer, plain, portable)(fed[0])
            output = node.name
    return keras.Model(inputs, tensors[output])


def entry_outputs(model: keras.Model, network: Network) -> dict[str, Any]:
    """Return the symbolic output of every layer and block of `network` by its name (`output_nodes`)."""
    tensors = {layer.name: layer.output for layer in model.layers}
    return {name: tensors[node] for name, node in output_nodes(network).items()}


def trainable_weights(model: keras.Model, network: Network) -> list[Any]:
    """Return the variables that gradients change, in the order of `trainable_shapes`.

    Keras lists the layers of branches by depth, in an order that says nothing to a person or a file.
    """
    return [weight for node in nodes(network) for weight in model.get_layer(node.name).trainable_variables]


def measured_variables(model: keras.Model) -> list[Any]:
    """Return the variables that a forward pass in training writes: what layers measure, and random states.

    The weights of frozen layers are not among them: nothing writes those.
    """
    frozen = {id(weight) for layer in model.layers if not layer.trainable for weight in layer.weights}
    return [each for each in model.non_trainable_variables if id(each) not in frozen]


def weights_of(model: keras.Model) -> dict[str, Arrays]:
    """Return copies of all weights by layer name, in Keras' order; layers without any are left out."""
    return {layer.name: tuple(layer.get_weights()) for layer in model.layers if layer.weights}


def set_weights(model: keras.Model, weights: Mapping[str, Arrays]) -> None:
    """Give every layer its weights; names and shapes must fit (`cnngui.runs.checking.check_weights`)."""
    for layer in model.layers:
        if layer.weights:
            layer.set_weights(list(weights[layer.name]))


def seeds_of(model: keras.Model) -> dict[str, NDArray[np.int64]]:
    """Return the state of every random layer by its name: Keras leaves it out of weights."""
    return {
        name: np.array(generator.state.numpy(), np.int64) for name, generator in _generators(model).items()
    }


def set_seeds(model: keras.Model, seeds: Seeds) -> None:
    """Let random layers go on where `seeds_of` found them; layers it does not name stay as they are."""
    for name, generator in _generators(model).items():
        if name in seeds:
            generator.state.assign(seeds[name])


def _generators(model: keras.Model) -> dict[str, Any]:
    """Return what layers draw random numbers with; dropout and augmentation call it differently."""
    found = {
        layer.name: getattr(layer, "seed_generator", getattr(layer, "generator", None))
        for layer in model.layers
    }
    return {name: generator for name, generator in found.items() if generator is not None}


@contextmanager
def _drawing_from(seed: int) -> Iterator[None]:
    """Let Keras draw the seeds of initializers and random layers from `seed`.

    Whatever has no seed of its own draws one from Python's shared generator when it is made
    (keras/src/random/seed_generator.py, make_default_seed), in the order in which layers are made. The
    generator is one for all threads: an export builds its model in one, while a run begins in another.
    """
    with _DRAWING:
        before = random.getstate()
        random.seed(seed)
        try:
            yield
        finally:
            random.setstate(before)


_DRAWING = Lock()


def _keras_layer(layer: AnyLayer, plain: bool, portable: bool) -> keras.layers.Layer:
    """Hand a layer's fields to the Keras class of its kind: they have the same names."""
    fields: dict[str, Any] = {
        name: _keras_object(value) if isinstance(value, ConfigObject) else value
        for name, value in layer
        if name != "kind"
    }
    if portable:
        fields |= {name: FUNCTIONS[fields[name]] for name in _ACTIVATIONS if fields.get(name) in FUNCTIONS}
        if (changed := portable_layer(layer, fields)) is not None:
            return changed
    own = OWN_LAYERS if plain else {**OWN_LAYERS, "Dropout": ByteDropout}
    kind = own.get(layer.kind) or getattr(keras.layers, layer.kind)
    made: keras.layers.Layer = kind(**fields)
    return made


_ACTIVATIONS = ("activation", "recurrent_activation")


def _keras_object(config_object: ConfigObject) -> Any:
    """Return Keras' initializer, regularizer or constraint of the same name and arguments.

    One with Keras' defaults is its bare name, as in code: the layer then makes it, in its own order. keras
    3.15 raises KeyError for the bare name of a constant.
    """
    config = config_object.model_dump(exclude={"kind"}, exclude_defaults=True)
    if not config and not isinstance(config_object, Constant):
        return type(config_object).model_fields["kind"].default
    module = next(module for kind, module in _MODULES.items() if isinstance(config_object, kind))
    return getattr(module, type(config_object).__name__)(**config)


_MODULES = {
    Initializer: keras.initializers,
    Regularizer: keras.regularizers,
    Constraint: keras.constraints,
}
