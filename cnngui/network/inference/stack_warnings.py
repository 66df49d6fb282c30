"""Warnings that need the whole stack: legal in Keras, but seldom meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import e

from cnngui.network.blocks import AnyEntry, Block, Repeat, rounds_of, walk
from cnngui.network.inference.activations import final_activation, layer_activation
from cnngui.network.inference.problems import Edit, Fix, Problem
from cnngui.network.inference.registry import KINDS
from cnngui.network.inference.result import LayerResult
from cnngui.network.inference.rules.fixes import removing
from cnngui.network.inference.shapes import shape_text
from cnngui.network.layers import Activation, ActivationName, AnyLayer
from cnngui.network.names import is_automatic
from cnngui.network.network import Shape

LARGE_PARAMETERS = 250_000_000
"""1 GB of float32, and with gradients and Adam's means 4 GB: more than many machines can give."""

MANY_SIGMOIDS = 5
"""From here on less than a thousandth of a gradient is left."""


def stack_warnings(layers: Sequence[AnyEntry], results: Sequence[LayerResult]) -> list[Problem]:
    """Return the warnings of a whole network; `results` are of its stack. Silent behind an error."""
    found = list(_in_stack(layers, results, learns_behind=False))
    if layers and results[-1].ok:
        if layers[-1].kind == "Dropout":
            found.append(_dropout_last(layers[-1]))
        found += _sigmoid_in_many(layers)
        found += _bias_before_normalization(layers)
    return found


def _in_stack(
    layers: Sequence[AnyEntry], results: Sequence[LayerResult], learns_behind: bool
) -> Iterator[Problem]:
    behind_each = _learning_behind(layers, learns_behind)
    for place, (layer, result, behind) in enumerate(zip(layers, results, behind_each, strict=True)):
        if isinstance(layer, Block):
            again = behind or isinstance(layer, Repeat)
            for branch, inside in zip(layer.branches, result.branches, strict=True):
                yield from _in_stack(branch, inside, again)
        elif result.output_shape is not None and layer_activation(layer) == "softmax":
            yield from _softmax(layers[:place], layer, result.output_shape, behind)


def _learning_behind(layers: Sequence[AnyEntry], learns: bool) -> list[bool]:
    """Return for each entry whether something learns behind it; `learns` is so for the last one."""
    found = []
    for layer in reversed(layers):
        found.append(learns)
        learns = learns or any(map(_learns, walk((layer,))))
    return found[::-1]


def _learns(layer: AnyEntry) -> bool:
    return not isinstance(layer, Block) and KINDS[layer.kind].learns


def large_layer(name: str, parameters: int) -> tuple[Problem, ...]:
    """Return a warning when a layer has more parameters than many machines can train."""
    if parameters < LARGE_PARAMETERS:
        return ()
    gigabytes = 4e-9 * parameters
    values = {"parameters": parameters, "gigabytes": gigabytes, "training_gigabytes": 4 * gigabytes}
    return (Problem(name, "network.large_layer", "warning", values),)


def with_activation(code: str, layer: AnyEntry, name: ActivationName) -> Fix:
    """Return the fix that gives `layer` another activation; a kind that is one itself makes way."""
    changed: AnyEntry
    if hasattr(layer, "activation"):
        changed = layer.model_copy(update={"activation": name})
    else:
        own = "" if is_automatic(layer.name, layer.kind) else layer.name
        changed = Activation(name=own, activation=name)
    return Fix(code, (Edit("replace", layer.name, changed),), {"activation": name})


def _softmax(
    before: Sequence[AnyEntry], layer: AnyLayer, output: Shape, learns_behind: bool
) -> Iterator[Problem]:
    """Yield at most one warning: the first that explains what the softmax does here."""
    name, first = final_activation(before)
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
    elif layer.kind == "Activation" and name == "softmax" and first is not None:
        # The surest first answer is 1 beside zeros, and its softmax e¹ / (e¹ + (n − 1)·e⁰).
        yield Problem(
            layer.name,
            "network.softmax_twice",
            "warning",
            {"first": first.name, "classes": output[0], "most": 100 * e / (e + output[0] - 1)},
            (removing(layer),),
        )
    elif learns_behind:
        yield Problem(layer.name, "network.softmax_hidden", "warning", fixes=_hidden_fixes(layer))


def _hidden_fixes(layer: AnyLayer) -> tuple[Fix, ...]:
    relu = with_activation("network.fix_activation", layer, "relu")
    if layer.kind != "Activation":
        return (relu,)
    return relu, Fix("network.fix_move_last", (Edit("move_last", layer.name),), {"target": layer.name})


def _dropout_last(layer: AnyEntry) -> Problem:
    return Problem(layer.name, "network.dropout_last", "warning", fixes=(removing(layer),))


def _sigmoid_in_many(layers: Sequence[AnyEntry]) -> list[Problem]:
    """Warn once when many hidden layers in a row squash: the gradient shrinks at each of them.

    The slope of the sigmoid is at most 1/4, so behind n of them at most 0.25ⁿ of a gradient is left (slide
    002 shows ten layers that learn nothing).
    """
    longest: list[AnyLayer] = []
    run: list[AnyLayer] = []
    for layer in _squashing_order(layers):
        if layer is None:
            run = []
        else:
            run.append(layer)
            if len(run) > len(longest):
                longest = run
    _, last = final_activation(layers)
    ends = last is not None and bool(longest) and longest[-1].name == last.name
    hidden = longest[:-1] if ends else longest
    if len(hidden) < MANY_SIGMOIDS:
        return []
    edits = tuple(
        Edit("replace", layer.name, layer.model_copy(update={"activation": "relu"}))
        for layer in {layer.name: layer for layer in hidden}.values()
    )
    return [
        Problem(
            hidden[0].name,
            "network.sigmoid_deep",
            "warning",
            {"count": len(hidden), "left": 0.25 ** len(hidden), "arithmetic": f"0.25^{len(hidden)}"},
            (Fix("network.fix_relu_in_all", edits, {"count": len(edits)}),),
        )
    ]


def _squashing_order(layers: Sequence[AnyEntry]) -> Iterator[AnyLayer | None]:
    """Yield the layers with a sigmoid in the order of the gradient's way, None where the way is eased."""
    for layer in layers:
        if isinstance(layer, Repeat):
            for _ in rounds_of(layer):
                yield from _squashing_order(layer.branches[0])
        elif isinstance(layer, Block) or KINDS[layer.kind].standardizes:
            yield None
        elif (name := layer_activation(layer)) is not None:
            if name == "sigmoid":
                yield layer
            elif name != "linear":
                yield None


def _bias_before_normalization(layers: Sequence[AnyEntry]) -> list[Problem]:
    """Warn once of biases that a batch normalization takes out again with the mean."""
    needless = list(_needless_biases(layers))
    if not needless:
        return []
    edits = tuple(
        Edit("replace", layer.name, layer.model_copy(update={"use_bias": False})) for layer, _ in needless
    )
    first, normalization = needless[0]
    return [
        Problem(
            first.name,
            "network.bias_before_normalization",
            "warning",
            {"normalization": normalization, "count": len(needless)},
            (Fix("network.fix_no_bias", edits, {"count": len(edits)}),),
        )
    ]


def _needless_biases(layers: Sequence[AnyEntry]) -> Iterator[tuple[AnyLayer, str]]:
    for branch in (branch for layer in layers if isinstance(layer, Block) for branch in layer.branches):
        yield from _needless_biases(branch)
    for layer, behind in pairwise(layers):
        if (
            not isinstance(layer, Block)
            and behind.kind == "BatchNormalization"
            and getattr(layer, "use_bias", False)
            and layer_activation(layer) == "linear"
        ):
            yield layer, behind.name
