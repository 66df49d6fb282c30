"""Flatten and Dense."""

from __future__ import annotations

from math import prod

from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Shape
from cnngui.network.problems import Edit, Fix, Problem
from cnngui.network.rules.verdict import Above, Verdict
from cnngui.network.shapes import shape_text


def flatten(layer: Flatten, shape: Shape, above: Above) -> Verdict:
    """Return all values of one sample in a row."""
    axes = "·".join(str(axis) for axis in shape)
    values = prod(shape)
    return Verdict(output_shape=(values,), arithmetic=f"{axes} = {values:,}" if len(shape) > 1 else "")


def dense(layer: Dense, shape: Shape, above: Above) -> Verdict:
    """Return the last axis exchanged for `units`, and (inputs + bias)·units parameters.

    Like Keras, a Dense layer reads the last axis only: on a picture it treats every pixel alike, with the
    channels as its inputs. That is seldom meant, so it is warned of.
    """
    inputs = shape[-1]
    parameters = (inputs + layer.use_bias) * layer.units
    return Verdict(
        output_shape=(*shape[:-1], layer.units),
        parameters=parameters,
        trainable=parameters,
        multiply_adds=prod(shape) * layer.units,
        arithmetic=f"({inputs}{' + 1' if layer.use_bias else ''})·{layer.units} = {parameters:,}",
        problems=(_on_picture(layer, shape),) if len(shape) > 1 else (),
    )


def _on_picture(layer: Dense, shape: Shape) -> Problem:
    return Problem(
        layer.name,
        "network.dense_on_picture",
        "warning",
        {"input": shape_text(shape), "inputs": shape[-1], "values": f"{prod(shape):,}"},
        (Fix("network.fix_flatten_before", (Edit("insert_before", layer.name, Flatten()),)),),
    )
