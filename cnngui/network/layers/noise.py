"""Layers that change their input at random while training, and pass it on as it is when predicting."""

from __future__ import annotations

from typing import Annotated, Literal

from cnngui.network.config_objects import Advanced, Amount, SingleStep
from cnngui.network.layers.base import Layer, Number, OptionalSeed, Rate, Share

FlipMode = Literal["horizontal", "vertical", "horizontal_and_vertical"]
FillMode = Literal["constant", "nearest", "reflect", "wrap"]
Interpolation = Literal["bilinear", "nearest"]
FillValue = Annotated[Number, SingleStep(0.1), Advanced()]


class _Dropping(Layer):
    """What all layers share that silence a random share, or disturb values as much."""

    rate: Rate = 0.5
    seed: OptionalSeed = None


class Dropout(_Dropping):
    """Silence a random share of the values while training; do nothing when predicting.

    ``rate`` is the share that is dropped: the slides' ``keep_prob`` is 1 - rate.
    """

    kind: Literal["Dropout"] = "Dropout"


class SpatialDropout2D(_Dropping):
    """Silence a random share of whole channels while training."""

    kind: Literal["SpatialDropout2D"] = "SpatialDropout2D"


class SpatialDropout1D(_Dropping):
    """Silence a random share of whole channels of a sequence while training."""

    kind: Literal["SpatialDropout1D"] = "SpatialDropout1D"


class SpatialDropout3D(_Dropping):
    """Silence a random share of whole channels of a volume while training."""

    kind: Literal["SpatialDropout3D"] = "SpatialDropout3D"


class AlphaDropout(_Dropping):
    """Silence a random share of the values while training, and keep mean and variance (for selu)."""

    kind: Literal["AlphaDropout"] = "AlphaDropout"


class GaussianDropout(_Dropping):
    """Multiply each value by random noise around 1 while training, as strong as dropping a share would be."""

    kind: Literal["GaussianDropout"] = "GaussianDropout"


class GaussianNoise(Layer):
    """Add random noise to each value while training."""

    kind: Literal["GaussianNoise"] = "GaussianNoise"
    stddev: Annotated[Amount, SingleStep(0.05)] = 0.1
    seed: OptionalSeed = None


class RandomFlip(Layer):
    """Mirror pictures at random while training."""

    kind: Literal["RandomFlip"] = "RandomFlip"
    mode: FlipMode = "horizontal_and_vertical"
    seed: OptionalSeed = None


class RandomRotation(Layer):
    """Turn pictures at random, by at most ± ``factor`` of a whole turn, while training."""

    kind: Literal["RandomRotation"] = "RandomRotation"
    factor: Share = 0.1
    fill_mode: FillMode = "reflect"
    fill_value: FillValue = 0.0
    interpolation: Annotated[Interpolation, Advanced()] = "bilinear"
    seed: OptionalSeed = None


class RandomTranslation(Layer):
    """Shift pictures at random, by at most these shares of their height and width, while training."""

    kind: Literal["RandomTranslation"] = "RandomTranslation"
    height_factor: Share = 0.1
    width_factor: Share = 0.1
    fill_mode: FillMode = "reflect"
    fill_value: FillValue = 0.0
    interpolation: Annotated[Interpolation, Advanced()] = "bilinear"
    seed: OptionalSeed = None


class RandomZoom(Layer):
    """Shrink and enlarge pictures at random, by at most this share of their size, while training."""

    kind: Literal["RandomZoom"] = "RandomZoom"
    height_factor: Share = 0.1
    fill_mode: FillMode = "reflect"
    fill_value: FillValue = 0.0
    interpolation: Annotated[Interpolation, Advanced()] = "bilinear"
    seed: OptionalSeed = None


DropoutLayer = (
    Dropout
    | SpatialDropout2D
    | SpatialDropout1D
    | SpatialDropout3D
    | GaussianDropout
    | GaussianNoise
    | AlphaDropout
)
AugmentationLayer = RandomFlip | RandomRotation | RandomTranslation | RandomZoom
