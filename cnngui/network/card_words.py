"""The arguments that matter on a card: alike within a group, so that they can be read down the column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cnngui.network.inference.shapes import shape_text
from cnngui.network.layers import (
    Dense,
    DepthwiseConv2D,
    Normalization,
    RandomTranslation,
    RecurrentLayer,
    ReLU,
    Rescaling,
    Sides,
    UpSampling2D,
    WindowPooling,
    shortest_edges,
    sides,
)

CardWords = Callable[[Any], Sequence[str]]


def none(layer: Any) -> list[str]:
    """Return nothing: the name of the kind says it all."""
    return []


def filters(layer: Any) -> list[str]:
    """Return filters, window, padding and activation."""
    return [str(layer.filters), *_window(layer.kernel_size, layer.strides), *_how(layer)]


def depthwise(layer: DepthwiseConv2D) -> list[str]:
    """Return window, padding and activation, the multiplier before them."""
    times = [f"×{layer.depth_multiplier}"] if layer.depth_multiplier > 1 else []
    return [*times, *_window(layer.kernel_size, layer.strides), *_how(layer)]


def pooling(layer: WindowPooling) -> list[str]:
    """Return window and padding, and strides that are not the window's."""
    usual = layer.strides in (None, layer.pool_size)
    strides = [] if usual or layer.strides is None else [f"/{short(sides(layer.strides))}"]
    return [shape_text(sides(layer.pool_size)), *strides, layer.padding]


def units(layer: Dense | RecurrentLayer) -> list[str]:
    """Return the units, and an activation that is not the usual one."""
    usual = type(layer).model_fields["activation"].default
    return [str(layer.units), *_unless(usual, layer.activation)]


def rescaling(layer: Rescaling) -> list[str]:
    """Return the scale, and an offset."""
    return [f"×{layer.scale:.4g}", *([f"{layer.offset:+.4g}"] if layer.offset else [])]


def translation(layer: RandomTranslation) -> list[str]:
    """Return how far it goes, once if it is the same both ways."""
    factors = dict.fromkeys((layer.height_factor, layer.width_factor))
    return ["±" + " × ".join(percent(factor) for factor in factors)]


def edges(sign: str, value: tuple[tuple[int, int], ...]) -> list[str]:
    """Return ``+1``, ``+1×2`` for rows and columns, or ``+↑0 ↓1 ←0 →1`` where opposite edges differ."""
    shortest = shortest_edges(value)
    if isinstance(shortest, int) or all(isinstance(each, int) for each in shortest):
        return [sign + shape_text(sides(shortest))]
    arrows = zip("↑↓←→", (number for axis in value for number in axis), strict=True)
    return [sign + " ".join(f"{arrow}{number}" for arrow, number in arrows)]


def up_sampling(layer: UpSampling2D) -> list[str]:
    """Return how many times as large, and how if values are computed."""
    return [f"×{short(layer.size)}", *_unless("nearest", layer.interpolation)]


def relu(layer: ReLU) -> list[str]:
    """Return what makes it more than relu: ``≤ 6``, ``slope 0.1``, ``> 0.5``."""
    most = [] if layer.max_value is None else [f"≤ {layer.max_value:g}"]
    slope = [f"slope {layer.negative_slope:g}"] if layer.negative_slope else []
    return [*most, *slope, *([f"> {layer.threshold:g}"] if layer.threshold else [])]


def fixed_normalization(layer: Normalization) -> list[str]:
    """Return mean and deviation, where one stands for all channels; else how many there are."""
    if max(len(layer.mean), len(layer.variance)) > 1:
        return [f"(x − mean) / σ, {max(len(layer.mean), len(layer.variance))}"]
    return [f"(x − {layer.mean[0]:.4g}) / {layer.variance[0] ** 0.5:.4g}"]


def percent(share: float) -> str:
    """Return a share as ``12.5 %``."""
    return f"{share * 100:.4g} %"


def short(numbers: tuple[int, ...]) -> str:
    """Return ``2×1``, or one number where all are the same."""
    return str(numbers[0]) if len(set(numbers)) == 1 else shape_text(numbers)


def _how(layer: Any) -> list[str]:
    return [layer.padding, *_unless("linear", layer.activation)]


def _unless(usual: str, word: str) -> list[str]:
    return [] if word == usual else [word]


def _window(size: Sides, strides: Sides) -> list[str]:
    """Return ``5×3`` and, unless each is 1, the strides as ``/2`` or ``/2×1``."""
    words = [shape_text(sides(size))]
    return words if set(sides(strides)) == {1} else [*words, f"/{short(sides(strides))}"]
