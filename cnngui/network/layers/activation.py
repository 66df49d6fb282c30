"""Layers that apply a function to each value, or to small groups of values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cnngui.network.config_objects import Advanced, Amount, SingleStep
from cnngui.network.initializers import AnyInitializer, Zeros
from cnngui.network.layers.base import ActivationName, Count, Layer, LearningLayer
from cnngui.network.penalties import AnyConstraint, AnyRegularizer


class Activation(Layer):
    """Apply a function to each value."""

    kind: Literal["Activation"] = "Activation"
    activation: ActivationName = "relu"


class LeakyReLU(Layer):
    """Keep positive values, and multiply negative ones by ``negative_slope``."""

    kind: Literal["LeakyReLU"] = "LeakyReLU"
    negative_slope: Annotated[Amount, SingleStep(0.05)] = 0.3


class ReLU(Layer):
    """Keep values from ``threshold`` to ``max_value``.

    Lower ones become negative_slope · (x − threshold), higher ones ``max_value``, if there is one.
    """

    kind: Literal["ReLU"] = "ReLU"
    max_value: Annotated[Amount | None, SingleStep(1)] = None
    negative_slope: Annotated[Amount, SingleStep(0.05)] = 0.0
    threshold: Annotated[Amount, SingleStep(0.1), Advanced()] = 0.0


SharedAxis = Annotated[int, Field(strict=True, ge=1, le=4)]


class PReLU(LearningLayer):
    """Keep positive values, and multiply negative ones by a slope that is learned (He et al., 2015).

    Each value has a slope of its own, but those along ``shared_axes``, which count from 1.
    """

    kind: Literal["PReLU"] = "PReLU"
    alpha_initializer: AnyInitializer = Zeros()
    shared_axes: Annotated[tuple[SharedAxis, ...], Field(min_length=1, max_length=4)] | None = None
    alpha_regularizer: Annotated[AnyRegularizer | None, Advanced()] = None
    alpha_constraint: Annotated[AnyConstraint | None, Advanced()] = None


class Maxout(Layer):
    """Keep the largest of every ``num_pieces`` neighbouring channels. Keras has no such layer."""

    kind: Literal["Maxout"] = "Maxout"
    num_pieces: Count = 2


ActivationLayer = Activation | ReLU | LeakyReLU | PReLU | Maxout
