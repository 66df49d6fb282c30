"""What a network was trained on, as far as anything that it is shown later must be made alike."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from cnngui.datasets.data_reference import source_of
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.images import square_of
from cnngui.datasets.ink_like import ink_like
from cnngui.datasets.known import KNOWN
from cnngui.datasets.pixels import FRAME_PX, INK_PX
from cnngui.datasets.preparation import LEVELS, Fit, PadColour, Paper
from cnngui.network.inference.data_fit import fits
from cnngui.network.network import Shape

_Length = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
_Level = Annotated[float, Field(strict=True, ge=-1e6, le=1e6, allow_inf_nan=False)]

_Spread = Annotated[float, Field(strict=True, ge=1e-6, le=1e6, allow_inf_nan=False)]

_USUAL_SHARE = INK_PX / FRAME_PX
_NEARLY = 0.04
_LEAST_SIDE = 7


Numbers = np.float32 | NDArray[np.float32]


class Scaling(NamedTuple):
    """What is done to a byte x in float32: x · factor, then + offset; each for all, or of the last axis.

    Training and all other ways to a network do it in this order: another one differs in the last bit.
    """

    factor: Numbers
    offset: Numbers


UNIT_SCALING = Scaling(np.float32(1 / 255), np.float32(0))
"""To 0 to 1."""


class InputFormat(BaseModel):
    """The samples a network was trained on.

    Attributes:
        kind: "ink" is cropped, scaled and centred, "picture" only cropped to the sides' ratio and resized;
            "values" are numbers, "words" indices into a vocabulary.
        shape: of a sample of the data, (height, width, channels), (values,) or (words,). The network's
            input may be larger: training puts a border around smaller pictures.
        polarity: of ink.
        black, white: the numbers that the network reads for a black and for a white pixel.
        ink_share: the longer side of ink as a part of the picture's.
        fit, pad, invert, paper: how pictures were prepared (`cnngui.datasets.preparation.Preparation`), and
            others are to be. Ink is framed and has its polarity instead.
        mean, deviation: of each channel, in numbers from `black` to `white`; the first is taken off, and what
            is left is divided by the second. Empty where nothing is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["ink", "picture", "values", "words"]
    shape: Annotated[tuple[_Length, ...], Field(min_length=1, max_length=3)]
    polarity: Literal["light_on_dark", "dark_on_light"] = "light_on_dark"
    black: _Level = 0.0
    white: _Level = 1.0
    ink_share: Annotated[float, Field(strict=True, gt=0, le=1)] = _USUAL_SHARE
    fit: Fit = "crop"
    pad: PadColour = "black"
    invert: Annotated[bool, Field(strict=True)] = False
    paper: Paper = "auto"
    mean: Annotated[tuple[_Level, ...], Field(max_length=3)] = ()
    deviation: Annotated[tuple[_Spread, ...], Field(max_length=3)] = ()

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        axes = {"ink": 3, "picture": 3, "words": 1}.get(self.kind, len(self.shape))
        if len(self.shape) != axes or self.black == self.white:
            raise ValueError(f"{self.kind} of {self.shape}, {self.black} to {self.white}")
        figures = len(self.mean), len(self.deviation)
        if figures not in ((0, 0), (self.shape[-1],) * 2) or (self.mean and axes != 3):
            raise ValueError(f"{self.kind} of {self.shape} with {figures[0]} means, {figures[1]} deviations")
        return self

    @classmethod
    def of(cls, dataset: Dataset) -> InputFormat:
        """Return the format of a data set's samples, measured on its training part, as it is prepared."""
        shape, preparation = dataset.input_shape, dataset.preparation
        if dataset.vocabulary:
            return cls(kind="words", shape=shape)
        if len(shape) != 3:
            return cls(kind="values", shape=shape)
        black, white = LEVELS[preparation.scale or "0..1"]
        told: dict[str, Any] = {"shape": shape, "black": black, "white": white, "paper": preparation.paper}
        if preparation.normalise == "channels":
            step = (white - black) / 255
            means, deviations = dataset.channel_figures
            told |= {
                "mean": tuple(black + mean * step for mean in means),
                "deviation": tuple(deviation * step for deviation in deviations),
            }
        ink = ink_like(dataset.x_train)
        if ink is None:
            as_prepared = {name: getattr(preparation, name) for name in ("fit", "pad", "invert")}
            return cls(kind="picture", **told, **as_prepared)
        polarity: Literal["light_on_dark", "dark_on_light"]
        polarity = "light_on_dark" if ink.light_on_dark else "dark_on_light"
        share = _USUAL_SHARE if abs(ink.share - _USUAL_SHARE) <= _NEARLY else ink.share
        return cls(kind="ink", polarity=polarity, ink_share=share, **told)

    @classmethod
    def of_shape(cls, shape: tuple[int, ...]) -> InputFormat:
        """Return what samples of `shape` are taken for when nothing else is known of them.

        Square grey pictures are light ink on a dark ground, as MNIST's; other pictures are photographs.
        """
        if len(shape) != 3:
            return cls(kind="values", shape=shape)
        height, width, channels = shape
        return cls(kind="ink" if channels == 1 and height == width else "picture", shape=shape)

    @classmethod
    def assumed(cls, input_shape: Shape, data: str = "", *, reads_bytes: bool = False) -> InputFormat:
        """Return what a network is taken to have been trained on when nobody told.

        Args:
            data: what it is said to have learned from: of the catalogue's data that much is known unread; a
                path tells nothing.
            reads_bytes: as `for_network` takes it.
        """
        source = source_of(data)
        known = next(
            (each for each in KNOWN if each.key == source and fits(each.input_shape, input_shape)), None
        )
        if known is None:
            likely = cls.of_shape(picture_shape(input_shape) or input_shape)
        else:
            likely = cls.of_shape(known.input_shape)
            if likely.kind == "ink" and not known.is_ink:
                likely = likely.model_copy(update={"kind": "picture"})
        return likely.for_network(reads_bytes=reads_bytes)

    def for_network(self, *, reads_bytes: bool) -> InputFormat:
        """Return the format with the numbers for black and white that a network wants, and not normalised.

        Args:
            reads_bytes: its first layers are made for pixels of 0 to 255
                (`cnngui.network.inference.data_fit.reads_bytes`).
        """
        return self.read_as((0.0, 255.0 if reads_bytes else 1.0))

    def read_as(self, levels: tuple[float, float]) -> InputFormat:
        """Return the format with other numbers for black and white, and not normalised."""
        told = {"black": levels[0], "white": levels[1], "mean": (), "deviation": ()}
        return self.model_copy(update=told)

    def scaling(self, values: int) -> Scaling:
        """Return what makes the numbers that the network reads of bytes.

        Args:
            values: of the last axis of its input: channels, or all of a picture in a row.
        """
        step = (self.white - self.black) / 255
        if not self.mean:
            return Scaling(np.float32(step), np.float32(self.black))
        deviation = np.array(self.deviation)
        factor, offset = step / deviation, (self.black - np.array(self.mean)) / deviation
        if len(factor) == 1:
            return Scaling(np.float32(factor[0]), np.float32(offset[0]))
        times = values // len(factor)
        return Scaling(np.tile(factor, times).astype(np.float32), np.tile(offset, times).astype(np.float32))

    def levels_of(self, given: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what a network is given, (…, values), as 0 for a black pixel to 1 for a white one."""
        channels = max(1, len(self.mean))
        mean, deviation = np.array(self.mean or [0.0]), np.array(self.deviation or [1.0])
        black, white = ((level - mean) / deviation for level in (self.black, self.white))
        times = given.shape[-1] // channels if channels > 1 else 1
        ends = (np.tile(level, times).astype(np.float32) for level in (black, white - black))
        zero, span = ends
        levels: NDArray[np.float32] = (given - zero) / span
        return levels


def picture_shape(input_shape: Shape, trained_on: InputFormat | None = None) -> Shape | None:
    """Return (height, width, channels) as which an input can hold a picture, None where it cannot.

    An input of (height, width) holds a grey one; a row holds that of the data, or, where those are unknown, a
    square one.
    """
    if len(input_shape) == 3:
        return input_shape if input_shape[2] in (1, 3) else None
    if len(input_shape) == 2:
        return (*input_shape, 1)
    if trained_on is not None:
        return trained_on.shape if trained_on.kind in ("ink", "picture") else None
    square = square_of(input_shape[0])
    return square if square is not None and square[0] >= _LEAST_SIDE else None
