"""Layers that bring values to a common scale."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cnngui.network.config_objects import Advanced, Amount, SingleStep
from cnngui.network.initializers import AnyVectorInitializer, Ones, Zeros
from cnngui.network.layers.base import MAX_UNITS, Epsilon, Layer, LearningLayer, Number, Switch

MAX_RADIUS = 1_024


class BatchNormalization(LearningLayer):
    """Bring each channel to mean 0 and variance 1 over the batch, then scale and shift it."""

    kind: Literal["BatchNormalization"] = "BatchNormalization"
    momentum: Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False), SingleStep(0.01)] = 0.99
    epsilon: Epsilon = 0.001
    center: Switch = True
    scale: Switch = True
    beta_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    gamma_initializer: Annotated[AnyVectorInitializer, Advanced()] = Ones()
    moving_mean_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    moving_variance_initializer: Annotated[AnyVectorInitializer, Advanced()] = Ones()


class LayerNormalization(LearningLayer):
    """Bring the channels of each place to mean 0 and variance 1, then scale and shift them."""

    kind: Literal["LayerNormalization"] = "LayerNormalization"
    epsilon: Epsilon = 0.001
    center: Switch = True
    scale: Switch = True
    beta_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    gamma_initializer: Annotated[AnyVectorInitializer, Advanced()] = Ones()


class GroupNormalization(LearningLayer):
    """Bring each group of channels to mean 0 and variance 1, then scale and shift the channels.

    One group a channel for ``groups=-1``, which is called instance normalization (Wu and He, 2018).
    """

    kind: Literal["GroupNormalization"] = "GroupNormalization"
    groups: Annotated[int, Field(strict=True, ge=-1, le=MAX_UNITS)] = 32
    epsilon: Epsilon = 0.001
    center: Switch = True
    scale: Switch = True
    beta_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    gamma_initializer: Annotated[AnyVectorInitializer, Advanced()] = Ones()


class LocalResponseNormalization(Layer):
    """Divide each value by the size of its neighbours in the channels around it (AlexNet, 2012).

    x / (bias + alpha · Σx²) ** beta over the channels at most depth_radius away. Keras has no such layer;
    names and defaults are those of ``tf.nn.local_response_normalization``.
    """

    kind: Literal["LocalResponseNormalization"] = "LocalResponseNormalization"
    depth_radius: Annotated[int, Field(strict=True, ge=0, le=MAX_RADIUS)] = 5
    bias: Annotated[float, Field(strict=True, gt=0, le=1e6, allow_inf_nan=False), SingleStep(0.5)] = 1.0
    alpha: Annotated[Amount, SingleStep(0.1)] = 1.0
    beta: Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False), SingleStep(0.05)] = 0.5


_MOST_NUMBERS = 4_096
Means = Annotated[tuple[Number, ...], Field(min_length=1, max_length=_MOST_NUMBERS)]
Variance = Annotated[float, Field(strict=True, ge=0, le=1e9, allow_inf_nan=False)]
Variances = Annotated[tuple[Variance, ...], Field(min_length=1, max_length=_MOST_NUMBERS)]


class Normalization(Layer):
    """Subtract ``mean`` and divide by the root of ``variance``: one number for each channel, or one for all.

    They are arguments here, never measured by the layer: what ``adapt`` measured in Keras, too.
    """

    kind: Literal["Normalization"] = "Normalization"
    mean: Means = (0.0,)
    variance: Variances = (1.0,)


class Rescaling(Layer):
    """Multiply all values by ``scale`` and add ``offset``. Keras has no default scale; 1 changes nothing."""

    kind: Literal["Rescaling"] = "Rescaling"
    scale: Annotated[Number, SingleStep(0.1)] = 1.0
    offset: Annotated[Number, SingleStep(0.1)] = 0.0


StandardizingLayer = BatchNormalization | LayerNormalization | GroupNormalization
NormalizationLayer = StandardizingLayer | LocalResponseNormalization | Rescaling | Normalization
