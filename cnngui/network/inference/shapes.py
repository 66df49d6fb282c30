"""How many windows fit along an axis, how shapes are laid out anew, and how both are written.

All functions are pure. They agree with Keras 3; tests/engine/test_shapes_against_keras.py compares the two.
"""

from __future__ import annotations

from math import gcd, prod

from cnngui.network.layers import AnyPadding
from cnngui.network.network import Shape


class ShapeError(ValueError):
    """A window is longer than the axis it should slide along."""


def window_span(size: int, dilation: int = 1) -> int:
    """Return how many pixels a window covers along an axis: d·(f − 1) + 1.

    A dilation of d leaves d − 1 pixels between the window's values.
    """
    return dilation * (size - 1) + 1


def window_count(length: int, size: int, stride: int, padding: AnyPadding, dilation: int = 1) -> int:
    """Return how many windows fit along one spatial axis.

    valid: ⌊(n − f) / s⌋ + 1, where f is the span of the window; same, causal: ⌈n / s⌉, whatever the window.

    Args:
        length: steps, rows or columns of the input (n), in pixels, at least 1.
        size: side of the window, in values.
        stride: step between windows (s), in pixels.
        padding: "valid" keeps whole windows only; "same" adds zeros around the input, "causal" before it.
        dilation: step between the window's values, in pixels.

    Raises:
        ShapeError: under "valid", when the window is longer than the axis.
    """
    if padding != "valid":
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
    return nearest_divisor(free, stride) if free % stride else stride


def count_text(length: int, size: int, stride: int, padding: AnyPadding, dilation: int = 1) -> str:
    """Return the formula of `window_count` with its numbers, such as ``⌊(28 − 3) / 1⌋ + 1 = 26``."""
    if padding != "valid":
        return f"⌈{length} / {stride}⌉ = {-(-length // stride)}"
    span = window_span(size, dilation)
    places = (length - span) // stride + 1
    return f"⌊({length} − {span}) / {stride}⌋ + 1 = {places}".replace("-", "−")


def transposed_length(
    length: int, size: int, stride: int, padding: AnyPadding, extra: int | None = None
) -> int:
    """Return how long an axis is after a transposed convolution: n·s, under "valid" n·s + max(f − s, 0).

    Args:
        extra: output_padding: (n − 1)·s + f + extra then, under "same" 2·⌊f / 2⌋ less.
    """
    if extra is not None:
        return (length - 1) * stride + size + extra - (2 * (size // 2) if padding == "same" else 0)
    return length * stride + (max(size - stride, 0) if padding == "valid" else 0)


def transposed_text(
    length: int, size: int, stride: int, padding: AnyPadding, extra: int | None = None
) -> str:
    """Return the formula of `transposed_length` with its numbers, such as ``(8 − 1)·2 + 3 = 17``."""
    result = transposed_length(length, size, stride, padding, extra)
    if extra is not None:
        less = f" − 2·{size // 2}" if padding == "same" else ""
        return f"({length} − 1)·{stride} + {size} + {extra}{less} = {result}"
    if padding == "valid" and size > stride:
        return f"({length} − 1)·{stride} + {size} = {result}"
    return f"{length}·{stride} = {result}"


def nearest_divisor(number: int, wanted: int) -> int:
    """Return the divisor of `number` nearest to `wanted`, the smaller of two as near; both at least 1.

    Far beyond what layers ask for it settles for the greatest common divisor, to answer at once.
    """
    wanted = min(wanted, number)
    for distance in range(min(wanted, 4_096)):
        for candidate in (wanted - distance, wanted + distance):
            if number % candidate == 0:
                return candidate
    return gcd(number, wanted)


def filled_shape(target: Shape, values: int) -> Shape | None:
    """Return `target` with its −1 exchanged for what the other axes leave; None when `values` do not fit."""
    known = prod(size for size in target if size != -1)
    if -1 not in target:
        return target if known == values else None
    return tuple(values // known if size == -1 else size for size in target) if values % known == 0 else None


def shape_text(shape: Shape) -> str:
    """Return a shape as a person writes it: ``28×28×1``, or ``28×−1`` for one that is still open."""
    return "×".join(map(str, shape)).replace("-", "−")


def product_text(sizes: Shape) -> str:
    """Return the factors of a count: ``3·3·32``."""
    return "·".join(map(str, sizes))


def total_text(sizes: Shape) -> str:
    """Return a count with its factors, if there are several: ``4·4·128 = 2,048``."""
    total = f"{prod(sizes):,}"
    return f"{product_text(sizes)} = {total}" if len(sizes) > 1 else total
