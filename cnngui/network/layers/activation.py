"""Layers that apply a function to each value, or to small groups of values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cnngui.network.config_objects import SingleStep
from cnngui.network.layers.base import ActivationName, Count, Layer


class Activation(Layer):
    """Apply a function to each value."""

    kind: Literal["Activation"] = "Activation"
    activation: ActivationName = "relu"


class LeakyReLU(Layer):
    """Keep positive values, and multiply negative ones by ``negative_slope``."""

    kind: Literal["LeakyReLU"] = "LeakyReLU"
    negative_slope: Annotated[
        float, Field(strict=True, ge=0, le=1e6, allow_inf_nan=False), SingleStep(0.05)
    ] = 0.3


class Maxout(Layer):
    """Keep the largest of every ``num_pieces`` neighbouring channels. Keras has no such layer."""

    kind: Literal["Maxout"] = "Maxout"
    num_pieces: Count = 2


ActivationLayer = Activation | LeakyReLU | Maxout
