"""Which places of its input a place of a layer's output depends on, kind by kind of layer.

Each function is given the layer, spans of places of its output and the lengths of its input, by axis without
channels. What it returns may reach beyond the input: zeros that were put around it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnngui.network.inference.shapes import window_span
from cnngui.network.layers import sides
from cnngui.network.network import Shape

Span = tuple[int, int]
"""First place along an axis, and the one behind the last."""
Spans = tuple[Span, ...]
Looks = Callable[[Any, Spans, Shape], Spans]

_INTERPOLATED = {"nearest": 0, "bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}
"""Places on either side of the nearest one that a value of a larger picture is made of."""


def everywhere(layer: Any, spans: Spans, lengths: Shape) -> Spans:
    """Return all places."""
    return tuple((0, length) for length in lengths)


def in_place(layer: Any, spans: Spans, lengths: Shape) -> Spans:
    """Return the same places: channels may be mixed, and no neighbour counts."""
    return spans


def from_the_first(layer: Any, spans: Spans, lengths: Shape) -> Spans:
    """Return all steps up to the last that is meant: a recurrent layer knows what came before."""
    return tuple((0, stop) for _, stop in spans)


def by_kernel(layer: Any, spans: Spans, lengths: Shape) -> Spans:
    """Return what the windows of a convolution look at."""
    return _windows(spans, lengths, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding)


def by_pool(layer: Any, spans: Spans, lengths: Shape) -> Spans:
    """Return what the windows of a pooling layer look at."""
    strides = layer.pool_size if layer.strides is None else layer.strides
    return _windows(spans, lengths, layer.pool_size, strides, 1, layer.padding)


def behind_padding(layer: Any, spans: Spans, lengths: Shape) -> Spans:
    """Return what lies behind rows and columns of zeros."""
    return tuple(
        (start - zeros, stop - zeros) for (start, stop), (zeros, _) in zip(spans, layer.padding, strict=True)
    )


def behind_cropping(layer: Any, spans: Spans, lengths: Shape) -> Spans:
    """Return what lay where rows and columns were cut off."""
    return tuple(
        (start + cut, stop + cut) for (start, stop), (cut, _) in zip(spans, layer.cropping, strict=True)
    )


def by_up_sampling(layer: Any, spans: Spans, lengths: Shape) -> Spans:
    """Return what a larger picture was made of."""
    more = _INTERPOLATED[layer.interpolation]
    return tuple(
        (start // size - more, (stop - 1) // size + 1 + more)
        for (start, stop), size in zip(spans, sides(layer.size), strict=True)
    )


def by_transposed(layer: Any, spans: Spans, lengths: Shape) -> Spans:
    """Return what places of a transposed convolution look at: input i reaches outputs i·s − cut … + f."""
    axes = len(lengths)
    extras = [None] * axes if layer.output_padding is None else _each(layer.output_padding, axes)
    found = []
    for (start, stop), f, s, extra in zip(
        spans, _each(layer.kernel_size, axes), _each(layer.strides, axes), extras, strict=True
    ):
        cut = 0
        if layer.padding == "same":
            cut = max(f - s, 0) // 2 if extra is None else f // 2
        found.append((-(-(start + cut - f + 1) // s), (stop - 1 + cut) // s + 1))
    return tuple(found)


def _windows(spans: Spans, lengths: Shape, size: Any, strides: Any, dilation: Any, padding: str) -> Spans:
    """Return what windows look at; "same" puts the smaller half of its zeros in front, as Keras does."""
    axes = len(lengths)
    found = []
    for (start, stop), length, f, s, d in zip(
        spans, lengths, _each(size, axes), _each(strides, axes), _each(dilation, axes), strict=True
    ):
        reach = window_span(f, d)
        zeros = 0
        if padding == "same":
            zeros = max((-(-length // s) - 1) * s + reach - length, 0) // 2
        elif padding == "causal":
            zeros = reach - 1
        found.append((start * s - zeros, (stop - 1) * s - zeros + reach))
    return tuple(found)


def _each(value: Any, axes: int) -> tuple[int, ...]:
    values = sides(value)
    return values if len(values) == axes else values * axes
