"""Layers that summarise windows, or whole maps. ``strides=None`` means the pool size, as in Keras."""

from __future__ import annotations

from typing import Annotated, Literal

from cnngui.network.config_objects import Advanced
from cnngui.network.layers.base import Layer, Padding, Pair, Side, Sides, Switch, Triple


class _Pooling(Layer):
    """What all layers share that pool window by window."""

    pool_size: Sides = 2
    strides: Sides | None = None
    padding: Padding = "valid"


class _Pooling1D(_Pooling):
    """Windows along a sequence."""

    pool_size: Side = 2
    strides: Side | None = None


class _Pooling2D(_Pooling):
    """Windows over a picture."""

    pool_size: Pair = (2, 2)
    strides: Pair | None = None


class _Pooling3D(_Pooling):
    """Windows through a volume."""

    pool_size: Triple = (2, 2, 2)
    strides: Triple | None = None


class MaxPooling1D(_Pooling1D):
    """Keep the largest value of each window."""

    kind: Literal["MaxPooling1D"] = "MaxPooling1D"


class MaxPooling2D(_Pooling2D):
    """Keep the largest value of each window."""

    kind: Literal["MaxPooling2D"] = "MaxPooling2D"


class MaxPooling3D(_Pooling3D):
    """Keep the largest value of each window."""

    kind: Literal["MaxPooling3D"] = "MaxPooling3D"


class AveragePooling1D(_Pooling1D):
    """Keep the mean of each window."""

    kind: Literal["AveragePooling1D"] = "AveragePooling1D"


class AveragePooling2D(_Pooling2D):
    """Keep the mean of each window."""

    kind: Literal["AveragePooling2D"] = "AveragePooling2D"


class AveragePooling3D(_Pooling3D):
    """Keep the mean of each window."""

    kind: Literal["AveragePooling3D"] = "AveragePooling3D"


class _GlobalPooling(Layer):
    """What all layers share that leave one value of each channel."""

    keepdims: Annotated[Switch, Advanced()] = False


class GlobalMaxPooling1D(_GlobalPooling):
    """Keep the largest value of each channel of a sequence."""

    kind: Literal["GlobalMaxPooling1D"] = "GlobalMaxPooling1D"


class GlobalMaxPooling2D(_GlobalPooling):
    """Keep the largest value of each channel of a picture."""

    kind: Literal["GlobalMaxPooling2D"] = "GlobalMaxPooling2D"


class GlobalMaxPooling3D(_GlobalPooling):
    """Keep the largest value of each channel of a volume."""

    kind: Literal["GlobalMaxPooling3D"] = "GlobalMaxPooling3D"


class GlobalAveragePooling1D(_GlobalPooling):
    """Keep the mean of each channel of a sequence."""

    kind: Literal["GlobalAveragePooling1D"] = "GlobalAveragePooling1D"


class GlobalAveragePooling2D(_GlobalPooling):
    """Keep the mean of each channel of a picture."""

    kind: Literal["GlobalAveragePooling2D"] = "GlobalAveragePooling2D"


class GlobalAveragePooling3D(_GlobalPooling):
    """Keep the mean of each channel of a volume."""

    kind: Literal["GlobalAveragePooling3D"] = "GlobalAveragePooling3D"


WindowPooling = (
    MaxPooling2D | AveragePooling2D | MaxPooling1D | AveragePooling1D | MaxPooling3D | AveragePooling3D
)
GlobalPooling = (
    GlobalAveragePooling2D
    | GlobalMaxPooling2D
    | GlobalAveragePooling1D
    | GlobalMaxPooling1D
    | GlobalAveragePooling3D
    | GlobalMaxPooling3D
)
PoolingLayer = WindowPooling | GlobalPooling
