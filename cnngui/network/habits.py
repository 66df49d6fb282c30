"""Warnings that need the whole stack: legal in Keras, but seldom meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import e

from cnngui.network.activations import final_activation, layer_activation
from cnngui.network.layers import ActivationName, AnyLayer
from cnngui.network.network import Shape
from cnngui.network.problems import Edit, Fix, Problem
from cnngui.network.shapes import shape_text

LARGE_PARAMETERS = 250_000_000
"""1 GB of float32, and with gradients and Adam's means 4 GB: more than many machines can give."""

_LEARNING = frozenset({"Conv2D", "Dense", "BatchNormalization"})


def odd_habits(layers: Sequence[AnyLayer], outputs: Sequence[Shape]) -> Iterator[Problem]:
    """Yield the warnings of a stack whose first ``len(outputs)`` layers have an output."""
    for place, output in enumerate(outputs):
        if layer_activation(layers[place]) == "softmax":
            yield from _softmax(layers, place, output)
    if len(outputs) == len(layers) and layers and layers[-1].kind == "Dropout":
        yield _dropout_last(layers[-1])


def large_layer(name: str, parameters: int) -> tuple[Problem, ...]:
    """Return a warning when a layer has more parameters than many machines can train."""
    if parameters < LARGE_PARAMETERS:
        return ()
    gigabytes = 4e-9 * parameters
    values = {"parameters": parameters, "gigabytes": gigabytes, "training_gigabytes": 4 * gigabytes}
    return (Problem(name, "network.large_layer", "warning", values),)


def with_activation(code: str, layer: AnyLayer, name: ActivationName) -> Fix:
    """Return the fix that gives `layer` another activation."""
    changed = layer.model_copy(update={"activation": name})
    return Fix(code, (Edit("replace", layer.name, changed),), {"activation": name})


def _softmax(layers: Sequence[AnyLayer], place: int, output: Shape) -> Iterator[Problem]:
    """Yield at most one warning: the first that explains what the softmax does here."""
    layer = layers[place]
    if len(output) > 1:
        yield Problem(
            layer.name,
            "network.softmax_on_picture",
            "warning",
            {"output": shape_text(output), "length": output[-1]},
            (with_activation("network.fix_activation", layer, "relu"),),
        )
    elif output == (1,):
        yield Problem(
            layer.name,
            "network.softmax_of_one",
            "warning",
            fixes=(with_activation("network.fix_activation", layer, "sigmoid"),),
        )
    elif layer.kind == "Activation" and final_activation(layers[:place])[0] == "softmax":
        first = layers[final_activation(layers[:place])[1]]
        # The surest first answer is 1 beside zeros, and its softmax e¹ / (e¹ + (n − 1)·e⁰).
        yield Problem(
            layer.name,
            "network.softmax_twice",
            "warning",
            {"first": first.name, "classes": output[0], "most": 100 * e / (e + output[0] - 1)},
            (Fix("network.fix_remove", (Edit("remove", layer.name),), {"target": layer.name}),),
        )
    elif any(later.kind in _LEARNING for later in layers[place + 1 :]):
        yield Problem(layer.name, "network.softmax_hidden", "warning", fixes=_hidden_fixes(layer))


def _hidden_fixes(layer: AnyLayer) -> tuple[Fix, ...]:
    relu = with_activation("network.fix_activation", layer, "relu")
    if layer.kind != "Activation":
        return (relu,)
    return relu, Fix("network.fix_move_last", (Edit("move_last", layer.name),), {"target": layer.name})


def _dropout_last(layer: AnyLayer) -> Problem:
    fix = Fix("network.fix_remove", (Edit("remove", layer.name),), {"target": layer.name})
    return Problem(layer.name, "network.dropout_last", "warning", fixes=(fix,))
