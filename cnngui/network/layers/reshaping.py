"""Layers that lay values out anew, put zeros around a picture, cut its edges off or make it larger."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cnngui.network.layers.base import Edges, Layer, Pair

MAX_SIZE = 2**24
MAX_AXES = 4


def _one_rest(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Refuse 0, and −1 twice: a single axis can take what the others leave."""
    if 0 in sizes or sizes.count(-1) > 1:
        raise ValueError("0, or -1 more than once")
    return sizes


Size = Annotated[int, Field(strict=True, ge=-1, le=MAX_SIZE)]
TargetShape = Annotated[tuple[Size, ...], Field(min_length=1, max_length=MAX_AXES), AfterValidator(_one_rest)]


class Flatten(Layer):
    """Lay all values out in one row, so that a Dense layer can read them."""

    kind: Literal["Flatten"] = "Flatten"


class Reshape(Layer):
    """Lay the values out in other axes. One of them may be −1: it takes what the others leave."""

    kind: Literal["Reshape"] = "Reshape"
    target_shape: TargetShape = (-1,)


class ZeroPadding2D(Layer):
    """Put rows and columns of zeros around the picture: ((top, bottom), (left, right))."""

    kind: Literal["ZeroPadding2D"] = "ZeroPadding2D"
    padding: Edges = ((1, 1), (1, 1))


class Cropping2D(Layer):
    """Cut rows and columns off the edges of the picture: ((top, bottom), (left, right))."""

    kind: Literal["Cropping2D"] = "Cropping2D"
    cropping: Edges = ((0, 0), (0, 0))


class UpSampling2D(Layer):
    """Make the picture ``size`` times as large, by repeating its rows and columns or by interpolation."""

    kind: Literal["UpSampling2D"] = "UpSampling2D"
    size: Pair = (2, 2)
    interpolation: Literal["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"] = "nearest"


ShapeLayer = Flatten | Reshape | ZeroPadding2D | Cropping2D | UpSampling2D
