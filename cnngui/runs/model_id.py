"""Which trained network is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Owner = Literal["shipped", "draft", "run", "ensemble"]
Weights = Literal["last", "best"] | int


@dataclass(frozen=True)
class ModelId:
    """A model's address.

    Attributes:
        owner: "shipped" with the program, the "draft" on the cards, a "run", or an "ensemble" of several.
        run: name of the run's folder, or of the ensemble; "" for the others.
        weights: the last, the best, or those after an epoch; 0 is before the first. Of an ensemble the
            number of the member whose layers are shown, from 1: all answer together.
    """

    owner: Owner
    run: str = ""
    weights: Weights = "last"

    def __str__(self) -> str:
        return " ".join((self.owner, self.run, str(self.weights)))


SHIPPED = ModelId("shipped")
DRAFT = ModelId("draft")
UNTRAINED = ModelId("draft", weights=0)
"""The draft with the weights that its seed starts from."""
