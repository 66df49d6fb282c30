"""How many windows fit along an axis: the arithmetic of convolution and pooling, and how it is written.

All functions are pure. They agree with Keras 3; tests/engine/test_shapes_against_keras.py compares the two.
"""

from __future__ import annotations

from cnngui.network.layers import Padding
from cnngui.network.network import Shape


class ShapeError(ValueError):
    """A window is longer than the axis it should slide along."""


def window_span(size: int, dilation: int = 1) -> int:
    """Return how many pixels a window covers along an axis: d·(f − 1) + 1.

    A dilation of d leaves d − 1 pixels between the window's values.
    """
    return dilation * (size - 1) + 1


def window_count(length: int, size: int, stride: int, padding: Padding, dilation: int = 1) -> int:
    """Return how many windows fit along one image axis.

    valid: ⌊(n − f) / s⌋ + 1, where f is the span of the window; same: ⌈n / s⌉, whatever the window.

    Args:
        length: rows or columns of the input (n), in pixels, at least 1.
        size: side of the window, in values.
        stride: step between windows (s), in pixels.
        padding: "valid" keeps whole windows only; "same" adds zeros around the picture.
        dilation: step between the window's values, in pixels.

    Raises:
        ShapeError: under "valid", when the window is longer than the axis.
    """
    if padding == "same":
        return -(-length // stride)
    span = window_span(size, dilation)
    if span > length:
        raise ShapeError(f"a window of {span} px does not fit into {length} px")
    return (length - span) // stride + 1


def unused_length(length: int, size: int, stride: int, dilation: int = 1) -> int:
    """Return how many pixels at the far edge no window reaches under "valid": (n − f) mod s."""
    return (length - window_span(size, dilation)) % stride


def fitting_stride(length: int, size: int, stride: int, dilation: int = 1) -> int:
    """Return the stride nearest to `stride` that uses every pixel; the smaller of two that are as near."""
    free = length - window_span(size, dilation)
    if free % stride == 0:
        return stride
    dividing = (step for step in range(1, free + 1) if free % step == 0)
    return min(dividing, key=lambda step: (abs(step - stride), step))


def count_text(length: int, size: int, stride: int, padding: Padding, dilation: int = 1) -> str:
    """Return the formula of `window_count` with its numbers, such as ``⌊(28 − 3) / 1⌋ + 1 = 26``."""
    if padding == "same":
        return f"⌈{length} / {stride}⌉ = {-(-length // stride)}"
    span = window_span(size, dilation)
    return f"⌊({length} − {span}) / {stride}⌋ + 1 = {(length - span) // stride + 1}"


def shape_text(shape: Shape) -> str:
    """Return a shape as a person writes it: ``28×28×1``."""
    return "×".join(str(axis) for axis in shape)
