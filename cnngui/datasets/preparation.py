"""How samples are made ready for a network: a value that is a part of every project.

What concerns pixels and parts is applied when data are read (`cnngui.datasets.prepared`, `picture_folder`);
what concerns numbers becomes a part of the `InputFormat`, by which all that a network is shown later is read.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cnngui.messages import text

Colour = Literal["as_they_are", "grey", "colour"]
Fit = Literal["crop", "pad", "squeeze"]
PadColour = Literal["black", "grey", "white"]
Paper = Literal["auto", "white", "black"]
Scale = Literal["0..1", "-1..1", "0..255"]
Normalise = Literal["none", "channels"]

PAD_LEVELS: dict[PadColour, int] = {"black": 0, "grey": 128, "white": 255}
LEVELS: dict[Scale, tuple[float, float]] = {"0..1": (0.0, 1.0), "-1..1": (-1.0, 1.0), "0..255": (0.0, 255.0)}
"""The numbers that a network reads for a black and for a white pixel."""

BY_NAME = "name"
"""Groups are told by what the names of the files begin with, up to the first ``_`` or ``-``."""
LARGEST_SIDE = 512

Side = Annotated[int, Field(strict=True, ge=1, le=LARGEST_SIDE)]


class Split(BaseModel):
    """Which part of all samples tests, in place of the part that the file has.

    Attributes:
        fraction: of all samples, above 0 and at most 0.9.
        stratified: each class is divided alike.
        seed: the same one gives the same parts.
        group: samples that belong together stay in one part: `BY_NAME`, or the heading of a column of the
            table beside the pictures; "" for none. A column that is headed "name" cannot be meant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fraction: Annotated[float, Field(gt=0, le=0.9, allow_inf_nan=False)] = 0.2
    stratified: bool = True
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 0
    group: Annotated[str, Field(max_length=200)] = ""

    def words(self) -> str:
        """Return how samples are divided, in words."""
        if self.group:
            code = "by_name" if self.group == BY_NAME else "by_column"
            return text(f"preparation.split_{code}", column=self.group)
        return text("preparation.split_stratified" if self.stratified else "preparation.split_drawn")


class Preparation(BaseModel):
    """What is done to samples before a network reads them; by default all stays as it came.

    Pictures take these steps in this order: what is transparent is laid on `paper`; colours; size; inverted;
    numbers. Of rows of numbers and of sentences only `split` can be another.

    Attributes:
        colour: "grey" by ITU-R 601 (0.299 R + 0.587 G + 0.114 B); "colour" gives grey pictures three equal
            channels.
        size: height and width in pixels; None for what the pictures have, or what a folder is brought to.
        fit: what becomes of another ratio of the sides: the middle is cut out, a border is added, or the
            picture is squeezed.
        pad: of the border.
        invert: black becomes white.
        paper: of transparent pictures; "auto" is white, but black where what is drawn is light.
        scale: the numbers for black and white; None for those that the network's first layers ask for, which
            is 0..1 unless they rescale bytes.
        normalise: "channels" takes the mean of each channel off and divides by its standard deviation; both
            are measured on the training part.
        split: None for the file's own test part; where there is none, 20 % of each class.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    colour: Colour = "as_they_are"
    size: tuple[Side, Side] | None = None
    fit: Fit = "crop"
    pad: PadColour = "black"
    invert: bool = False
    paper: Paper = "auto"
    scale: Scale | None = None
    normalise: Normalise = "none"
    split: Split | None = None

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        if self.normalise != "none" and self.scale == "0..255":
            # 0..255 is for networks that scale bytes themselves; numbers around 0 would be scaled twice.
            raise ValueError("pixels of 0..255 are not normalised")
        return self

    @property
    def of_pixels(self) -> Preparation:
        """The same without what concerns the parts of the data."""
        return self.model_copy(update={"split": None})

    @property
    def of_reading(self) -> Preparation:
        """The same without what concerns numbers, which are made of the pixels only when they are wanted."""
        return self.model_copy(update={"scale": None, "normalise": "none"})

    @property
    def changes_pictures(self) -> bool:
        """Whether it does anything that only pictures allow."""
        return self.of_pixels != AS_IT_CAME

    def words(self) -> str:
        """Return what is done, in words; "" if nothing is."""
        said = [text(f"preparation.colour_{self.colour}")] if self.colour != "as_they_are" else []
        if self.size is not None:
            said.append(text("preparation.size", height=self.size[0], width=self.size[1]))
        if self.fit == "pad":
            said.append(text("preparation.fit_pad", colour=text(f"preparation.level_{self.pad}")))
        elif self.fit == "squeeze":
            said.append(text("preparation.fit_squeeze"))
        if self.invert:
            said.append(text("preparation.inverted"))
        if self.paper != "auto":
            said.append(text("preparation.paper", colour=text(f"preparation.level_{self.paper}")))
        if self.scale is not None:
            low, high = LEVELS[self.scale]
            said.append(text("preparation.scale", low=low, high=high))
        if self.normalise != "none":
            said.append(text("preparation.normalised"))
        if self.split is not None:
            said.append(text("preparation.split", fraction=self.split.fraction, how=self.split.words()))
        return ", ".join(said)


AS_IT_CAME = Preparation()
