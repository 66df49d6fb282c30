"""MaxPooling2D and AveragePooling2D: one value for each window and channel, nothing to learn."""

from __future__ import annotations

from cnngui.network.layers import AnyLayer, Pooling2D
from cnngui.network.network import Shape
from cnngui.network.rules.verdict import Above, Verdict, refused
from cnngui.network.rules.windows import Window, picture_problem, unused_border, window_too_large


def pooling(layer: Pooling2D, shape: Shape, above: Above) -> Verdict:
    """Return (windows down, windows across, channels); strides default to the pool size.

    No multiply-adds are counted: pooling compares or sums.
    """
    kind: AnyLayer = layer  # type: ignore[assignment]  # both subclasses are in the union
    if (problem := picture_problem(kind, shape, above)) is not None:
        return refused(problem)
    window = Window(layer, "pool_size", layer.pool_size, layer.strides or layer.pool_size, layer.padding)
    if (problem := window_too_large(window, shape)) is not None:
        return refused(problem)
    warning = unused_border(window, shape)
    return Verdict(
        output_shape=(*window.slide(shape), shape[2]),
        arithmetic=window.arithmetic(shape),
        problems=() if warning is None else (warning,),
    )
