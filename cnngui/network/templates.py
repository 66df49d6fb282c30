"""Blocks to start from, made to fit the place where they go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cnngui.messages import text
from cnngui.network import layers
from cnngui.network.blocks import AnyEntry, Parallel, Repeat, Residual, Stack
from cnngui.network.layers import MAX_UNITS, Activation, BatchNormalization, Dense
from cnngui.network.network import Shape

_USUAL = (28, 28, 32)
"""Taken where the shape is unknown, as behind an error."""

_CONVOLUTIONS = {1: layers.Conv1D, 2: layers.Conv2D, 3: layers.Conv3D}
_POOLINGS = {1: layers.MaxPooling1D, 2: layers.MaxPooling2D, 3: layers.MaxPooling3D}


@dataclass(frozen=True)
class Template:
    """One block of the palette.

    Attributes:
        name: how code speaks of it, such as "inception".
    """

    name: str
    _make: Callable[[Shape], Stack]

    def make(self, shape: Shape | None) -> Stack:
        """Return the entries for a place with this input, the block first; None when that is unknown.

        Sequences, pictures and volumes get convolutions, rows of values Dense layers.
        """
        return self._make(shape or _USUAL)

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


def _residual(shape: Shape) -> Stack:
    """Two windows of 3 beside an identity, then relu: figure 2 of He et al. (2015)."""
    channels = _channels(shape)
    main = (*_step(shape, channels, 3), _relu(), *_step(shape, channels, 3))
    return Residual(branches=(main, ())), _relu()


def _residual_down(shape: Shape) -> Stack:
    """Half the size, twice the channels, and a window of 1 that makes the shortcut fit."""
    channels = min(2 * _channels(shape), MAX_UNITS)
    main = (*_step(shape, channels, 3, strides=2), _relu(), *_step(shape, channels, 3))
    return Residual(branches=(main, _step(shape, channels, 1, strides=2))), _relu()


def _inception(shape: Shape) -> Stack:
    """Four branches in the proportions of GoogLeNet's first module: 192 channels give 64, 128, 32 and 32."""
    unit = max(1, round(_channels(shape) / 12))
    one = (_window(shape, 4 * unit, 1),)
    three = (_window(shape, 6 * unit, 1), _window(shape, 8 * unit, 3))
    five = (_window(shape, unit, 1), _window(shape, 2 * unit, 5))
    pooled = (*_pooled(shape), _window(shape, 2 * unit, 1))
    return (Parallel(branches=(one, three, five, pooled)),)


def _parallel(shape: Shape) -> Stack:
    """Two branches that look through windows of different size."""
    channels = _channels(shape)
    return (Parallel(branches=((_window(shape, channels, 3),), (_window(shape, channels, 1),))),)


def _repeat(shape: Shape) -> Stack:
    """One layer that keeps its input's shape, twice in a row."""
    return (Repeat(branches=((_window(shape, _channels(shape), 3),),)),)


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


def _channels(shape: Shape) -> int:
    return min(shape[-1], MAX_UNITS)


def _window(shape: Shape, filters: int, size: int) -> AnyEntry:
    """Return a layer with relu that keeps the size: a convolution, or a Dense layer where Keras has none."""
    filters, axes = min(filters, MAX_UNITS), len(shape) - 1
    if axes not in _CONVOLUTIONS:
        return Dense(units=filters, activation="relu")
    window = _sides(size, axes)
    return _CONVOLUTIONS[axes](filters=filters, kernel_size=window, padding="same", activation="relu")


def _step(shape: Shape, filters: int, size: int, strides: int = 1) -> tuple[AnyEntry, ...]:
    """Return a layer without activation and its normalization, which makes a bias needless."""
    axes = len(shape) - 1
    if axes not in _CONVOLUTIONS:
        return (Dense(units=filters, use_bias=False), BatchNormalization())
    sides = {"kernel_size": _sides(size, axes), "strides": _sides(strides, axes)}
    convolution = _CONVOLUTIONS[axes](filters=filters, padding="same", use_bias=False, **sides)
    return convolution, BatchNormalization()


def _pooled(shape: Shape) -> tuple[AnyEntry, ...]:
    """Return a pooling that keeps the size; nothing where Keras has none."""
    axes = len(shape) - 1
    if axes not in _POOLINGS:
        return ()
    return (_POOLINGS[axes](pool_size=_sides(3, axes), strides=_sides(1, axes), padding="same"),)


def _sides(size: int, axes: int) -> int | tuple[int, ...]:
    """Return a size as layers of so many axes write it."""
    return size if axes == 1 else (size,) * axes


def _relu() -> Activation:
    return Activation(activation="relu")
