"""What convolution and pooling share: a window that slides over a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cnngui.network.layers import AnyLayer, Padding
from cnngui.network.network import Shape
from cnngui.network.problems import Edit, Fix, Problem
from cnngui.network.rules.verdict import Above
from cnngui.network.shapes import (
    count_text,
    fitting_stride,
    shape_text,
    unused_length,
    window_count,
    window_span,
)


@dataclass(frozen=True)
class Window:
    """The window of a layer, each pair as (height, width).

    Attributes:
        size_field: the layer's own name for its size: ``kernel_size`` or ``pool_size``.
    """

    layer: Any
    size_field: str
    size: tuple[int, int]
    strides: tuple[int, int]
    padding: Padding
    dilation: tuple[int, int] = (1, 1)

    @property
    def span(self) -> tuple[int, int]:
        """Pixels that the window covers."""
        return window_span(self.size[0], self.dilation[0]), window_span(self.size[1], self.dilation[1])

    def axes(self, shape: Shape) -> list[tuple[int, int, int, Padding, int]]:
        """Return the arguments of `window_count` for height and width."""
        return [
            (length, size, stride, self.padding, dilation)
            for length, size, stride, dilation in zip(
                shape[:2], self.size, self.strides, self.dilation, strict=True
            )
        ]

    def slide(self, shape: Shape) -> tuple[int, int]:
        """Return how many windows fit down and across `shape`. Raises ShapeError when none does."""
        down, across = (window_count(*axis) for axis in self.axes(shape))
        return down, across

    def arithmetic(self, shape: Shape) -> str:
        """Return the formulas of `slide`: one when both axes are alike, else with arrows."""
        down, across = (count_text(*axis) for axis in self.axes(shape))
        return down if down == across else f"↕ {down}, ↔ {across}"

    def with_fields(self, **fields: Any) -> AnyLayer:
        """Return the layer with other values; the caller vouches for them."""
        changed: AnyLayer = self.layer.model_copy(update=fields)
        return changed

    def replacing(self, code: str, fields: dict[str, Any], **values: Any) -> Fix:
        """Return the fix that gives the layer other values."""
        return Fix(code, (Edit("replace", self.layer.name, self.with_fields(**fields)),), values)


def picture_problem(layer: AnyLayer, shape: Shape, above: Above) -> Problem | None:
    """Return what is wrong when `shape` is not a picture (height, width, channels)."""
    if len(shape) == 3:
        return None
    code = "row_not_picture" if len(shape) == 1 else "not_picture"
    return Problem(
        layer.name,
        f"network.{code}",
        values={"input": shape_text(shape)},
        fixes=_unflatten(layer, above),
    )


def _unflatten(layer: AnyLayer, above: Above) -> tuple[Fix, ...]:
    """Offer to go before the Flatten that made a row of the picture, or to do without it."""
    flats = [(each.name, shape) for each, shape in above if each.kind == "Flatten"]
    if not flats or len(flats[0][1]) != 3:
        return ()
    first = flats[0][0]
    before = (Edit("remove", layer.name), Edit("insert_before", first, layer))
    without = tuple(Edit("remove", name) for name, _ in flats)
    return (
        Fix("network.fix_move_before", before, {"target": first}),
        Fix("network.fix_remove", without, {"target": first}),
    )


def window_too_large(window: Window, shape: Shape) -> Problem | None:
    """Return what is wrong when the window does not fit into the picture once."""
    height, width = shape[:2]
    too_high, too_wide = window.span[0] > height, window.span[1] > width
    if window.padding == "same" or not (too_high or too_wide):
        return None
    axis = window.axes(shape)[0 if too_high else 1]
    fitting = tuple(
        min(size, (length - 1) // dilation + 1)
        for size, length, dilation in zip(window.size, shape[:2], window.dilation, strict=True)
    )
    return Problem(
        window.layer.name,
        "network.window_too_large",
        values={
            "window": shape_text(window.span),
            "input": shape_text((height, width)),
            "arithmetic": count_text(*axis),
        },
        fixes=(
            window.replacing("network.fix_padding_same", {"padding": "same"}),
            window.replacing(
                f"network.fix_{window.size_field}", {window.size_field: fitting}, size=shape_text(fitting)
            ),
        ),
    )


def unused_border(window: Window, shape: Shape) -> Problem | None:
    """Return a warning when the strides leave rows or columns at the far edge that no window reaches."""
    if window.padding == "same":
        return None
    rows, columns = (
        unused_length(length, size, stride, dilation)
        for length, size, stride, _, dilation in window.axes(shape)
    )
    if not rows and not columns:
        return None
    code = "unused_border" if rows and columns else "unused_rows" if rows else "unused_columns"
    return Problem(
        window.layer.name,
        f"network.{code}",
        "warning",
        {"rows": rows, "columns": columns, "arithmetic": _unfloored(window, shape)},
        (window.replacing("network.fix_padding_same", {"padding": "same"}), *_stride_fix(window, shape)),
    )


def _unfloored(window: Window, shape: Shape) -> str:
    """Write the slides' (N − F) / stride + 1 with its broken result, once for each axis that has one."""
    formulas = [
        f"({length} − {span}) / {stride} + 1 = {round((length - span) / stride + 1, 2):g}"
        for length, span, stride in zip(shape[:2], window.span, window.strides, strict=True)
        if (length - span) % stride
    ]
    return ", ".join(dict.fromkeys(formulas))


def _stride_fix(window: Window, shape: Shape) -> tuple[Fix, ...]:
    """Offer the nearest strides that use every pixel.

    A stride of 1 would no longer make the picture smaller, and one beyond the window would skip pixels in
    the middle instead: neither is what was meant.
    """
    strides = []
    for span, (length, size, stride, _, dilation) in zip(window.span, window.axes(shape), strict=True):
        fitting = fitting_stride(length, size, stride, dilation)
        if fitting != stride and not 1 < fitting <= span:
            return ()
        strides.append(fitting)
    down, across = strides
    label = str(down) if down == across else shape_text((down, across))
    return (window.replacing("network.fix_strides", {"strides": (down, across)}, strides=label),)
