"""Layers that change values and leave the shape: Dropout, Activation, BatchNormalization."""

from __future__ import annotations

from math import prod

from cnngui.network.layers import Activation, BatchNormalization, Dropout
from cnngui.network.network import Shape
from cnngui.network.rules.verdict import Above, Verdict


def same_shape(layer: Dropout | Activation, shape: Shape, above: Above) -> Verdict:
    """Return the input's shape: nothing is learned here."""
    return Verdict(output_shape=shape)


def batch_normalization(layer: BatchNormalization, shape: Shape, above: Above) -> Verdict:
    """Return the input's shape, and up to four numbers a channel (the last axis).

    Scale and shift are learned; the moving mean and variance are measured, so they do not count as
    trainable. When predicting, each value costs one multiply-add.
    """
    channels = shape[-1]
    learned = layer.scale + layer.center
    parameters = (learned + 2) * channels
    return Verdict(
        output_shape=shape,
        parameters=parameters,
        trainable=learned * channels,
        multiply_adds=prod(shape),
        arithmetic=f"{learned + 2}·{channels} = {parameters:,}",
    )
