"""Layers that lay values out anew, or put zeros around them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cnngui.network.layers.base import Borders, Layer

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
    """Put rows and columns of zeros around the picture: (above and below, left and right)."""

    kind: Literal["ZeroPadding2D"] = "ZeroPadding2D"
    padding: Borders = (1, 1)


ShapeLayer = Flatten | Reshape | ZeroPadding2D
