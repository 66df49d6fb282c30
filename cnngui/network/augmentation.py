"""How training pictures are varied, so that a network sees more of them than there are.

`cnngui.engine.augmenting` draws, and says of what each number is.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from cnngui.network.config_objects import SingleStep

_Share = Annotated[float, Field(strict=True, ge=0, le=0.5, allow_inf_nan=False), SingleStep(0.05)]


class Augmentation(BaseModel):
    """The largest change of each sort; every training picture gets another one in each epoch.

    Attributes:
        shift: up to this share of the height up or down, and of the width left or right.
        rotation: up to so many degrees, either way. zoom: 0.1 is 90 to 110 % of the size.
        horizontal_flip: half of the pictures are mirrored, left to right.
        noise: standard deviation of what is added to each value, as a share of black to white.
        elastic: how far the pixels of a picture are pushed about: the factor α of Simard, Steinkraus and
            Platt (2003), in pixels. elastic_sigma: over how many pixels neighbours move alike, their σ.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    shift: _Share = 0.0
    rotation: Annotated[float, Field(strict=True, ge=0, le=180, allow_inf_nan=False), SingleStep(5)] = 0.0
    zoom: _Share = 0.0
    horizontal_flip: Annotated[bool, Field(strict=True)] = False
    noise: _Share = 0.0
    elastic: Annotated[float, Field(strict=True, ge=0, le=1_000, allow_inf_nan=False), SingleStep(5)] = 0.0
    elastic_sigma: Annotated[float, Field(strict=True, ge=0.5, le=50, allow_inf_nan=False), SingleStep(1)] = (
        4.0
    )

    @property
    def moves(self) -> bool:
        """Whether pixels go to other places."""
        return bool(self.shift or self.rotation or self.zoom or self.horizontal_flip or self.elastic)

    @property
    def changes(self) -> bool:
        """Whether anything is done at all."""
        return self.moves or self.noise > 0
