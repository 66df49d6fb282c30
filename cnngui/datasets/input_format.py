"""What a network was trained on, as far as anything that it is shown later must be made alike."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cnngui.datasets.dataset import Dataset

_Length = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
_Level = Annotated[float, Field(strict=True, ge=-1e6, le=1e6, allow_inf_nan=False)]


class InputFormat(BaseModel):
    """The samples a network was trained on.

    Attributes:
        kind: "ink" is cropped, scaled and centred, "picture" only cropped to the sides' ratio and resized;
            "values" are numbers, "words" indices into a vocabulary.
        shape: of a sample of the data, (height, width, channels), (values,) or (words,). The network's
            input may be larger: training puts a border around smaller pictures.
        polarity: of ink.
        black, white: the numbers that the network reads for a black and for a white pixel.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["ink", "picture", "values", "words"]
    shape: Annotated[tuple[_Length, ...], Field(min_length=1, max_length=3)]
    polarity: Literal["light_on_dark", "dark_on_light"] = "light_on_dark"
    black: _Level = 0.0
    white: _Level = 1.0

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        axes = {"ink": 3, "picture": 3, "words": 1}.get(self.kind, len(self.shape))
        if len(self.shape) != axes or self.black == self.white:
            raise ValueError(f"{self.kind} of {self.shape}, {self.black} to {self.white}")
        return self

    @classmethod
    def of(cls, dataset: Dataset) -> InputFormat:
        """Return the format of a data set's samples, as networks read them."""
        if dataset.vocabulary:
            return cls(kind="words", shape=dataset.input_shape)
        return cls.of_shape(dataset.input_shape)

    @classmethod
    def of_shape(cls, shape: tuple[int, ...]) -> InputFormat:
        """Return what samples of `shape` are taken for when nothing else is known of them.

        Square grey pictures are light ink on a dark ground, as MNIST's; other pictures are photographs.
        """
        if len(shape) != 3:
            return cls(kind="values", shape=shape)
        height, width, channels = shape
        return cls(kind="ink" if channels == 1 and height == width else "picture", shape=shape)
