"""Max and average pooling, window by window or over all places: nothing to learn."""

from __future__ import annotations

from cnngui.network.inference.rules.verdict import Above, Reach, Verdict, refused
from cnngui.network.inference.rules.windows import Window, window_too_large, window_warnings
from cnngui.network.inference.shapes import total_text
from cnngui.network.layers import GlobalPooling, WindowPooling
from cnngui.network.network import Shape


def pooling(layer: WindowPooling, shape: Shape, above: Above) -> Verdict:
    """Return (windows along each axis, channels); strides default to the pool size.

    No multiply-adds are counted: pooling compares or sums.
    """
    window = Window.of_pool(layer, shape)
    if (problem := window_too_large(window)) is not None:
        return refused(problem)
    return Verdict(
        output_shape=(*window.slide(), shape[-1]),
        arithmetic=window.arithmetic(),
        problems=window_warnings(window, above),
        reach=window.reach,
    )


def global_pooling(layer: GlobalPooling, shape: Shape, above: Above) -> Verdict:
    """Return one value a channel; with `keepdims`, behind axes of length 1."""
    kept = (1,) * (len(shape) - 1) if layer.keepdims else ()
    return Verdict(
        output_shape=(*kept, shape[-1]),
        arithmetic=f"{total_text(shape[:-1])} → 1",
        reach=Reach(whole=True),
    )
