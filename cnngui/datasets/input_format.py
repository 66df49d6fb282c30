"""What a network was trained on, as far as anything that it is shown later must be made alike."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cnngui.datasets.dataset import Dataset
from cnngui.datasets.images import square_of
from cnngui.datasets.ink_like import ink_like
from cnngui.datasets.known import KNOWN
from cnngui.datasets.pixels import FRAME_PX, INK_PX
from cnngui.network.inference.data_fit import fits
from cnngui.network.network import Shape

_Length = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
_Level = Annotated[float, Field(strict=True, ge=-1e6, le=1e6, allow_inf_nan=False)]

_USUAL_SHARE = INK_PX / FRAME_PX
_NEARLY = 0.04
_LEAST_SIDE = 7


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
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["ink", "picture", "values", "words"]
    shape: Annotated[tuple[_Length, ...], Field(min_length=1, max_length=3)]
    polarity: Literal["light_on_dark", "dark_on_light"] = "light_on_dark"
    black: _Level = 0.0
    white: _Level = 1.0
    ink_share: Annotated[float, Field(strict=True, gt=0, le=1)] = _USUAL_SHARE

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        axes = {"ink": 3, "picture": 3, "words": 1}.get(self.kind, len(self.shape))
        if len(self.shape) != axes or self.black == self.white:
            raise ValueError(f"{self.kind} of {self.shape}, {self.black} to {self.white}")
        return self

    @classmethod
    def of(cls, dataset: Dataset) -> InputFormat:
        """Return the format of a data set's samples, measured on its training part."""
        shape = dataset.input_shape
        if dataset.vocabulary:
            return cls(kind="words", shape=shape)
        if len(shape) != 3:
            return cls(kind="values", shape=shape)
        ink = ink_like(dataset.x_train)
        if ink is None:
            return cls(kind="picture", shape=shape)
        polarity: Literal["light_on_dark", "dark_on_light"]
        polarity = "light_on_dark" if ink.light_on_dark else "dark_on_light"
        share = _USUAL_SHARE if abs(ink.share - _USUAL_SHARE) <= _NEARLY else ink.share
        return cls(kind="ink", shape=shape, polarity=polarity, ink_share=share)

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
        known = next(
            (each for each in KNOWN if each.key == data and fits(each.input_shape, input_shape)), None
        )
        if known is None:
            likely = cls.of_shape(picture_shape(input_shape) or input_shape)
        else:
            likely = cls.of_shape(known.input_shape)
            if likely.kind == "ink" and not known.is_ink:
                likely = likely.model_copy(update={"kind": "picture"})
        return likely.for_network(reads_bytes=reads_bytes)

    def for_network(self, *, reads_bytes: bool) -> InputFormat:
        """Return the format with the numbers for black and white that a network wants.

        Args:
            reads_bytes: its first layers are made for pixels of 0 to 255
                (`cnngui.network.inference.data_fit.reads_bytes`).
        """
        return self.model_copy(update={"black": 0.0, "white": 255.0 if reads_bytes else 1.0})


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
