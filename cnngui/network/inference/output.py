"""Whether the output of a network answers the classes of the data."""

from __future__ import annotations

from collections.abc import Sequence

from cnngui.messages import text
from cnngui.network.blocks import AnyEntry, Block
from cnngui.network.inference.activations import final_activation
from cnngui.network.inference.problems import Edit, Fix, Problem
from cnngui.network.inference.registry import KINDS
from cnngui.network.inference.shapes import shape_text
from cnngui.network.inference.stack_warnings import with_activation
from cnngui.network.layers import ActivationName, Dense, Flatten
from cnngui.network.network import Shape
from cnngui.network.recipe import Loss


def output_problems(
    layers: Sequence[AnyEntry], output: Shape, classes: int, loss: Loss = "auto"
) -> list[Problem]:
    """Return what keeps `output` from being one number for each of `classes` classes.

    Two classes may also be told apart by a single number, unless the `loss` needs one for each. With the
    other losses, labels are made to fit: one-hot for one output a class, 0 and 1 for a single one.
    """
    if len(output) > 1:
        return [_picture(layers, output, classes)]
    if output == (1,) and classes == 2 and loss == "sparse_categorical_crossentropy":
        return [_too_few_for_loss(layers, loss)]
    if output == (classes,) or (output == (1,) and classes == 2):
        return _odd_activation(layers, output)
    return [_wrong_length(layers, output[0], classes)]


def _last_dense(layers: Sequence[AnyEntry]) -> Dense | None:
    """Return the Dense layer that decides how many values come out."""
    for layer in reversed(layers):
        if isinstance(layer, Dense):
            return layer
        if isinstance(layer, Block) or not KINDS[layer.kind].keeps_count:
            return None
    return None


def _answer(classes: int) -> Dense:
    return Dense(units=classes, activation="softmax")


def _end(layers: Sequence[AnyEntry]) -> str:
    return layers[-1].name if layers else ""


def _too_few_for_loss(layers: Sequence[AnyEntry], loss: Loss) -> Problem:
    dense = _last_dense(layers)
    fixes: tuple[Fix, ...] = ()
    if dense is not None:
        both = dense.model_copy(update={"units": 2, "activation": "softmax"})
        fixes = (Fix("network.fix_units", (Edit("replace", dense.name, both),), {"units": 2}),)
    return Problem(_end(layers), "network.loss_does_not_fit", values={"loss": loss}, fixes=fixes)


def _picture(layers: Sequence[AnyEntry], output: Shape, classes: int) -> Problem:
    dense = _last_dense(layers)
    if dense is not None:
        fix = Fix("network.fix_flatten_before", (Edit("insert_before", dense.name, Flatten()),))
    else:
        # Both go directly behind the last layer: the second edit pushes the first one down.
        edits = tuple(Edit("insert_after", _end(layers), layer) for layer in (_answer(classes), Flatten()))
        fix = Fix("network.fix_add_flatten_and_dense", edits, {"classes": classes})
    return Problem(
        _end(layers),
        "network.output_is_picture",
        values={"output": shape_text(output), "classes": classes},
        fixes=(fix,),
    )


def _wrong_length(layers: Sequence[AnyEntry], length: int, classes: int) -> Problem:
    add = Fix(
        "network.fix_add_dense", (Edit("insert_after", _end(layers), _answer(classes)),), {"classes": classes}
    )
    numbers = text("network.number" if length == 1 else "network.numbers", count=length)
    values = {"numbers": numbers, "classes": classes}
    dense = _last_dense(layers)
    # A Dense layer on a picture, flattened behind it, gives pixels × units numbers.
    if dense is None or dense.units != length:
        return Problem(_end(layers), "network.no_output_layer", values=values, fixes=(add,))
    resized = dense.model_copy(update={"units": classes})
    units = Fix("network.fix_units", (Edit("replace", dense.name, resized),), {"units": classes})
    # A last layer with softmax or none was meant as the answer; one with ReLU was meant as a hidden layer.
    answers = final_activation(layers)[0] in ("softmax", "log_softmax", "sigmoid", "linear")
    fixes = (units, add) if answers else (add, units)
    return Problem(dense.name, "network.output_units", values=values, fixes=fixes)


def _odd_activation(layers: Sequence[AnyEntry], output: Shape) -> list[Problem]:
    """Warn of an output that is neither probabilities nor free scores.

    A linear output is fine: the loss then takes the softmax itself (`cnngui.network.loss`).
    """
    name, layer = final_activation(layers)
    proper: ActivationName = "sigmoid" if output == (1,) else "softmax"
    # A single log_softmax is 0 whatever comes in; of a single softmax `stack_warnings` tells.
    if layer is None or name in ("linear", "softmax", proper) or (name == "log_softmax" and output != (1,)):
        return []
    return [
        Problem(
            layer.name,
            "network.output_activation",
            "warning",
            {"activation": name, "proper": proper},
            (
                with_activation("network.fix_activation", layer, proper),
                with_activation("network.fix_activation", layer, "linear"),
            ),
        )
    ]
