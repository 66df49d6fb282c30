"""What convolution and pooling share: a window that slides along one, two or three axes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

from cnngui.network.layers import AnyPadding, Sides, sides
from cnngui.network.network import Shape
from cnngui.network.problems import Fix, Problem
from cnngui.network.rules.fixes import removing, replacing
from cnngui.network.rules.verdict import Reach
from cnngui.network.shapes import (
    count_text,
    fitting_stride,
    product_text,
    shape_text,
    unused_length,
    window_count,
    window_span,
)

_SIGNS = {2: ("↕ ", "↔ "), 3: ("↗ ", "↕ ", "↔ ")}


def by_axis(texts: tuple[str, ...]) -> str:
    """Return the formulas of several axes: one when all are alike, else each behind its arrow."""
    if len(set(texts)) == 1:
        return texts[0]
    return ", ".join(sign + text for sign, text in zip(_SIGNS[len(texts)], texts, strict=True))


@dataclass(frozen=True)
class Window:
    """The window of a layer, with one number for each spatial axis.

    Attributes:
        size_field: the layer's own name for its size: ``kernel_size`` or ``pool_size``.
    """

    layer: Any
    size_field: str
    size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: AnyPadding
    dilation: tuple[int, ...]

    @classmethod
    def of_kernel(cls, layer: Any) -> Window:
        """Return the window of a convolution."""
        return cls(
            layer,
            "kernel_size",
            sides(layer.kernel_size),
            sides(layer.strides),
            layer.padding,
            sides(layer.dilation_rate),
        )

    @classmethod
    def of_pool(cls, layer: Any) -> Window:
        """Return the window of a pooling layer; strides default to its size."""
        size = sides(layer.pool_size)
        strides = size if layer.strides is None else sides(layer.strides)
        return cls(layer, "pool_size", size, strides, layer.padding, (1,) * len(size))

    @cached_property
    def span(self) -> tuple[int, ...]:
        """Values of the input that the window covers."""
        return tuple(window_span(*axis) for axis in zip(self.size, self.dilation, strict=True))

    @property
    def reach(self) -> Reach:
        """How far the layer looks."""
        return Reach(self.span, self.strides)

    def axes(self, shape: Shape) -> list[tuple[int, int, int, AnyPadding, int]]:
        """Return the arguments of `window_count` for each axis."""
        return [
            (length, size, stride, self.padding, dilation)
            for length, size, stride, dilation in zip(
                shape[:-1], self.size, self.strides, self.dilation, strict=True
            )
        ]

    def slide(self, shape: Shape) -> tuple[int, ...]:
        """Return how many windows fit along each axis of `shape`. Raises ShapeError when none does."""
        return tuple(window_count(*axis) for axis in self.axes(shape))

    def arithmetic(self, shape: Shape) -> str:
        """Return the formulas of `slide`."""
        return by_axis(tuple(count_text(*axis) for axis in self.axes(shape)))

    def resized(self, size: tuple[int, ...]) -> Fix:
        """Return the fix that gives the window another size."""
        fields = {self.size_field: as_field(size)}
        return replacing(self.layer, f"network.fix_{self.size_field}", fields, size=shape_text(size))


def as_field(lengths: tuple[int, ...]) -> Sides:
    """Return sizes as the layer's field holds them: a bare number for a single axis."""
    return lengths if len(lengths) > 1 else lengths[0]


def window_too_large(window: Window, shape: Shape) -> Problem | None:
    """Return what is wrong when the window does not fit into the input once."""
    lengths = shape[:-1]
    if window.padding != "valid" or all(
        span <= length for span, length in zip(window.span, lengths, strict=True)
    ):
        return None
    texts = [
        count_text(*axis)
        for span, axis in zip(window.span, window.axes(shape), strict=True)
        if span > axis[0]
    ]
    fitting = tuple(
        min(size, (length - 1) // dilation + 1)
        for size, length, dilation in zip(window.size, lengths, window.dilation, strict=True)
    )
    code = "window_too_long" if len(lengths) == 1 else "window_too_large"
    return Problem(
        window.layer.name,
        f"network.{code}",
        values={
            "window": shape_text(window.span),
            "input": shape_text(lengths),
            "arithmetic": texts[0],
        },
        fixes=(
            replacing(window.layer, "network.fix_padding_same", {"padding": "same"}),
            window.resized(fitting),
        ),
    )


def window_warnings(window: Window, shape: Shape) -> tuple[Problem, ...]:
    """Return what is legal, but seldom meant, of a window that fits."""
    found = (unused_border(window, shape), single_value(window, shape))
    return tuple(problem for problem in found if problem is not None)


def unused_border(window: Window, shape: Shape) -> Problem | None:
    """Return a warning when the strides leave values at the far ends that no window reaches."""
    if window.padding != "valid":
        return None
    unused = tuple(
        unused_length(length, size, stride, dilation)
        for length, size, stride, _, dilation in window.axes(shape)
    )
    if not any(unused):
        return None
    values: dict[str, Any] = {"arithmetic": _unfloored(window, shape)}
    if len(unused) == 1:
        code, values["steps"] = "unused_steps", unused[0]
    elif len(unused) == 2:
        rows, columns = unused
        code = "unused_border" if rows and columns else "unused_rows" if rows else "unused_columns"
        values |= {"rows": rows, "columns": columns}
    else:
        code = "unused_volume"
        values |= {"unused": ", ".join(map(str, unused)), "input": shape_text(shape[:-1])}
    same = replacing(window.layer, "network.fix_padding_same", {"padding": "same"})
    return Problem(
        window.layer.name, f"network.{code}", "warning", values, (same, *_stride_fix(window, shape))
    )


def _unfloored(window: Window, shape: Shape) -> str:
    """Write the slides' (N − F) / stride + 1 with its broken result, once for each axis that has one."""
    formulas = [
        f"({length} − {span}) / {stride} + 1 = {round((length - span) / stride + 1, 2):g}"
        for length, span, stride in zip(shape[:-1], window.span, window.strides, strict=True)
        if (length - span) % stride
    ]
    return ", ".join(dict.fromkeys(formulas))


def _stride_fix(window: Window, shape: Shape) -> tuple[Fix, ...]:
    """Offer the nearest strides that use every value.

    A stride of 1 would no longer make the map smaller, and one beyond the window would skip values in
    the middle instead: neither is what was meant.
    """
    found = []
    for span, (length, size, stride, _, dilation) in zip(window.span, window.axes(shape), strict=True):
        fitting = fitting_stride(length, size, stride, dilation)
        if fitting != stride and not 1 < fitting <= span:
            return ()
        found.append(fitting)
    strides = tuple(found)
    label = str(strides[0]) if len(set(strides)) == 1 else shape_text(strides)
    return (replacing(window.layer, "network.fix_strides", {"strides": as_field(strides)}, strides=label),)


def single_value(window: Window, shape: Shape) -> Problem | None:
    """Return a warning when a window slides over a map of one value: it sees nothing but that."""
    count = prod(window.size)
    if count == 1 or any(length > 1 for length in shape[:-1]):
        return None
    layer = window.layer
    values: dict[str, Any] = {"input": shape_text(shape[:-1])}
    if window.size_field == "pool_size":
        return Problem(layer.name, "network.pool_of_one", "warning", values, (removing(layer),))
    values |= {"zeros": count - 1, "arithmetic": f"{product_text(window.size)} = {count}"}
    small = window.resized((1,) * len(window.size))
    return Problem(layer.name, "network.window_of_zeros", "warning", values, (small,))
