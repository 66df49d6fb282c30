"""Blocks to start from, made to fit the place where they go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cnngui.messages import text
from cnngui.network.blocks import AnyEntry, Parallel, Repeat, Residual, Stack
from cnngui.network.layers import (
    MAX_UNITS,
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    MaxPooling2D,
)
from cnngui.network.network import Shape

_USUAL_CHANNELS = 32
"""Where the shape is unknown, as behind an error."""


@dataclass(frozen=True)
class Template:
    """One block of the palette.

    Attributes:
        name: how code speaks of it, such as "inception".
        make: returns the entries for a place with this input, None when that is unknown. A picture gets
            convolutions, anything else Dense layers, which read the last axis.
    """

    name: str
    make: Callable[[Shape | None], Stack]

    @property
    def label(self) -> str:
        """What the palette calls it."""
        return text(f"blocks.label.{self.name}")

    @property
    def help(self) -> str:
        """What it is for, in a sentence."""
        return text(f"blocks.help.{self.name}")

    @property
    def search_words(self) -> tuple[str, ...]:
        """Words besides the label under which a person may look for it."""
        return tuple(text(f"blocks.search.{self.name}").split())


def _residual(shape: Shape | None) -> Stack:
    """Two 3×3 convolutions beside an identity, then relu: figure 2 of He et al. (2015)."""
    channels = _channels(shape)
    if not _is_picture(shape):
        main: Stack = (_dense(channels, "relu"), _dense(channels))
    else:
        main = (*_normed(channels, 3), _relu(), *_normed(channels, 3))
    return Residual(branches=(main, ())), _relu()


def _residual_down(shape: Shape | None) -> Stack:
    """Half the height and width, twice the channels, and a 1×1 convolution that makes the shortcut fit."""
    channels = min(2 * _channels(shape), MAX_UNITS)
    if not _is_picture(shape):
        main: Stack = (_dense(channels, "relu"), _dense(channels))
        return Residual(branches=(main, (_dense(channels),))), _relu()
    main = (*_normed(channels, 3, strides=2), _relu(), *_normed(channels, 3))
    return Residual(branches=(main, _normed(channels, 1, strides=2))), _relu()


def _inception(shape: Shape | None) -> Stack:
    """Four branches in the proportions of GoogLeNet's first module: 192 channels give 64, 128, 32 and 32."""
    unit = max(1, round(_channels(shape) / 12))
    one, before_three, three = 4 * unit, 6 * unit, 8 * unit
    before_five, five, pooled = unit, 2 * unit, 2 * unit
    if not _is_picture(shape):
        return (Parallel(branches=tuple((_dense(units, "relu"),) for units in (one, three, five))),)
    pool = MaxPooling2D(pool_size=(3, 3), strides=(1, 1), padding="same")
    branches = (
        (_convolution(one, 1),),
        (_convolution(before_three, 1), _convolution(three, 3)),
        (_convolution(before_five, 1), _convolution(five, 5)),
        (pool, _convolution(pooled, 1)),
    )
    return (Parallel(branches=branches),)


def _parallel(shape: Shape | None) -> Stack:
    """Two branches that look at windows of different size."""
    channels = _channels(shape)
    if not _is_picture(shape):
        return (Parallel(branches=((_dense(channels, "relu"),), ())),)
    return (Parallel(branches=((_convolution(channels, 3),), (_convolution(channels, 1),))),)


def _repeat(shape: Shape | None) -> Stack:
    """One layer that keeps its input's shape, twice in a row."""
    channels = _channels(shape)
    inside = _convolution(channels, 3) if _is_picture(shape) else _dense(channels, "relu")
    return (Repeat(branches=((inside,),)),)


TEMPLATES: Mapping[str, Template] = {
    name: Template(name, make)
    for name, make in {
        "residual": _residual,
        "residual_down": _residual_down,
        "inception": _inception,
        "parallel": _parallel,
        "repeat": _repeat,
    }.items()
}


def _is_picture(shape: Shape | None) -> bool:
    return shape is None or len(shape) == 3


def _channels(shape: Shape | None) -> int:
    return min(shape[-1], MAX_UNITS) if shape else _USUAL_CHANNELS


def _convolution(filters: int, size: int) -> Conv2D:
    filters = min(filters, MAX_UNITS)
    return Conv2D(filters=filters, kernel_size=(size, size), padding="same", activation="relu")


def _normed(filters: int, size: int, strides: int = 1) -> tuple[AnyEntry, ...]:
    """Return a convolution and its normalization, which makes a bias needless."""
    window, step = (size, size), (strides, strides)
    convolution = Conv2D(filters=filters, kernel_size=window, strides=step, padding="same", use_bias=False)
    return convolution, BatchNormalization()


def _dense(units: int, activation: str = "linear") -> Dense:
    return Dense(units=min(units, MAX_UNITS), activation=activation)  # type: ignore[arg-type]


def _relu() -> Activation:
    return Activation(activation="relu")
