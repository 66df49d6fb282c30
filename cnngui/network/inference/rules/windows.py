"""What convolution and pooling share: a window that slides along one, two or three axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

from cnngui.network.inference.problems import Fix, Problem
from cnngui.network.inference.rules.fixes import removing, replacing
from cnngui.network.inference.rules.verdict import Above, Reach
from cnngui.network.inference.shapes import (
    count_text,
    fitting_stride,
    product_text,
    shape_text,
    unused_length,
    window_count,
    window_span,
)
from cnngui.network.layers import AnyPadding, Sides, ZeroPadding2D, sides
from cnngui.network.network import Shape

_SIGNS = {2: ("↕ ", "↔ "), 3: ("↗ ", "↕ ", "↔ ")}


def by_axis(texts: Sequence[str]) -> str:
    """Return the formulas of several axes: one when all are alike, else each behind its arrow."""
    if len(set(texts)) == 1:
        return texts[0]
    return ", ".join(sign + text for sign, text in zip(_SIGNS[len(texts)], texts, strict=True))


class Axis(NamedTuple):
    """A window on one axis of its input.

    Attributes:
        length: of the input, in pixels or steps. size: of the window, in values. span: what these cover.
    """

    length: int
    size: int
    stride: int
    dilation: int
    span: int


@dataclass(frozen=True)
class Window:
    """The window of a layer on an input.

    Attributes:
        size_field: the layer's own name for its size: ``kernel_size`` or ``pool_size``.
    """

    layer: Any
    size_field: str
    padding: AnyPadding
    axes: tuple[Axis, ...]

    @classmethod
    def of_kernel(cls, layer: Any, shape: Shape) -> Window:
        """Return the window of a convolution."""
        sizes, strides, dilations = map(sides, (layer.kernel_size, layer.strides, layer.dilation_rate))
        axes = zip(shape[:-1], sizes, strides, dilations, map(window_span, sizes, dilations), strict=True)
        return cls(layer, "kernel_size", layer.padding, tuple(map(Axis._make, axes)))

    @classmethod
    def of_pool(cls, layer: Any, shape: Shape) -> Window:
        """Return the window of a pooling layer; strides default to its size."""
        sizes = sides(layer.pool_size)
        strides = sizes if layer.strides is None else sides(layer.strides)
        axes = zip(shape[:-1], sizes, strides, (1,) * len(sizes), sizes, strict=True)
        return cls(layer, "pool_size", layer.padding, tuple(map(Axis._make, axes)))

    @property
    def lengths(self) -> tuple[int, ...]:
        """The input without its channels."""
        return tuple(axis.length for axis in self.axes)

    @property
    def size(self) -> tuple[int, ...]:
        """Values of the window along each axis."""
        return tuple(axis.size for axis in self.axes)

    @property
    def reach(self) -> Reach:
        """How far the layer looks."""
        return Reach(tuple(axis.span for axis in self.axes), tuple(axis.stride for axis in self.axes))

    def slide(self) -> tuple[int, ...]:
        """Return how many windows fit along each axis. Raises ShapeError when none does."""
        return tuple(
            window_count(length, size, stride, self.padding, dilation)
            for length, size, stride, dilation, _ in self.axes
        )

    def arithmetic(self) -> str:
        """Return the formulas of `slide`."""
        # Most windows are square: writing a formula takes longer than all the rest.
        axes = self.axes[:1] if len(set(self.axes)) == 1 else self.axes
        return by_axis([self.count_text(axis) for axis in axes])

    def count_text(self, axis: Axis) -> str:
        """Return the formula of how many windows fit along an axis."""
        return count_text(axis.length, axis.size, axis.stride, self.padding, axis.dilation)

    def resized(self, size: tuple[int, ...]) -> Fix:
        """Return the fix that gives the window another size."""
        fields = {self.size_field: as_field(size)}
        return replacing(self.layer, f"network.fix_{self.size_field}", fields, size=shape_text(size))


def as_field(lengths: tuple[int, ...]) -> Sides:
    """Return sizes as the layer's field holds them: a bare number for a single axis."""
    return lengths if len(lengths) > 1 else lengths[0]


def window_too_large(window: Window) -> Problem | None:
    """Return what is wrong when the window does not fit into the input once."""
    if window.padding != "valid":
        return None
    over = [axis for axis in window.axes if axis.span > axis.length]
    if not over:
        return None
    fitting = tuple(min(axis.size, (axis.length - 1) // axis.dilation + 1) for axis in window.axes)
    code = "window_too_long" if len(window.axes) == 1 else "window_too_large"
    return Problem(
        window.layer.name,
        f"network.{code}",
        values={
            "window": shape_text(tuple(axis.span for axis in window.axes)),
            "input": shape_text(window.lengths),
            "arithmetic": window.count_text(over[0]),
        },
        fixes=(
            replacing(window.layer, "network.fix_padding_same", {"padding": "same"}),
            window.resized(fitting),
        ),
    )


def window_warnings(window: Window, above: Above) -> tuple[Problem, ...]:
    """Return what is legal, but seldom meant, of a window that fits."""
    found = (unused_border(window, above), single_value(window))
    return tuple(problem for problem in found if problem is not None)


def unused_border(window: Window, above: Above) -> Problem | None:
    """Return a warning when the strides leave values at the far ends that no window reaches.

    Zeros that a ZeroPadding2D has just put there are no loss, and a stride beyond the window leaves
    values out everywhere: ResNet's first convolution and its projections do so on purpose.
    """
    if window.padding != "valid":
        return None
    unused = [
        0 if axis.span < axis.stride or left <= zeros else left
        for axis, left, zeros in zip(
            window.axes, _left_over(window), _zeros_behind(window, above), strict=True
        )
    ]
    if not any(unused):
        return None
    values: dict[str, Any] = {"arithmetic": _unfloored(window)}
    if len(unused) == 1:
        code, values["steps"] = "unused_steps", unused[0]
    elif len(unused) == 2:
        rows, columns = unused
        code = "unused_border" if rows and columns else "unused_rows" if rows else "unused_columns"
        values |= {"rows": rows, "columns": columns}
    else:
        code = "unused_volume"
        values |= {"unused": ", ".join(map(str, unused)), "input": shape_text(window.lengths)}
    same = replacing(window.layer, "network.fix_padding_same", {"padding": "same"})
    return Problem(window.layer.name, f"network.{code}", "warning", values, (same, *_stride_fix(window)))


def _left_over(window: Window) -> list[int]:
    return [
        unused_length(length, size, stride, dilation) for length, size, stride, dilation, _ in window.axes
    ]


def _zeros_behind(window: Window, above: Above) -> Sequence[int]:
    """Return how many zeros the layer right above has put behind each axis."""
    before = above[-1][0] if above else None
    if not isinstance(before, ZeroPadding2D):
        return (0,) * len(window.axes)
    return [behind for _, behind in before.padding]


def _unfloored(window: Window) -> str:
    """Write the slides' (N − F) / stride + 1 with its broken result, once for each axis that has one."""
    formulas = [
        f"({axis.length} − {axis.span}) / {axis.stride} + 1 = "
        f"{round((axis.length - axis.span) / axis.stride + 1, 2):g}"
        for axis in window.axes
        if (axis.length - axis.span) % axis.stride
    ]
    return ", ".join(dict.fromkeys(formulas))


def _stride_fix(window: Window) -> tuple[Fix, ...]:
    """Offer the nearest strides that use every value.

    A stride of 1 would no longer make the map smaller, and one beyond the window would skip values in
    the middle instead: neither is what was meant.
    """
    found = []
    for axis in window.axes:
        fitting = fitting_stride(axis.length, axis.size, axis.stride, axis.dilation)
        if fitting != axis.stride and not 1 < fitting <= axis.span:
            return ()
        found.append(fitting)
    strides = tuple(found)
    label = str(strides[0]) if len(set(strides)) == 1 else shape_text(strides)
    return (replacing(window.layer, "network.fix_strides", {"strides": as_field(strides)}, strides=label),)


def single_value(window: Window) -> Problem | None:
    """Return a warning when a window slides over a map of one value: it sees nothing but that."""
    if any(axis.length > 1 for axis in window.axes) or all(axis.size == 1 for axis in window.axes):
        return None
    layer = window.layer
    values: dict[str, Any] = {"input": shape_text(window.lengths)}
    if window.size_field == "pool_size":
        return Problem(layer.name, "network.pool_of_one", "warning", values, (removing(layer),))
    count = prod(window.size)
    values |= {"zeros": count - 1, "arithmetic": f"{product_text(window.size)} = {count}"}
    small = window.resized((1,) * len(window.axes))
    return Problem(layer.name, "network.window_of_zeros", "warning", values, (small,))
