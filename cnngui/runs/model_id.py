"""Which trained network is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ModelId:
    """A model's address.

    Attributes:
        owner: "shipped" with the program, the "draft" on the cards, or a "run".
        run: name of the run's folder; "" for the others.
        weights: of a run: its last, its best, or those after an epoch, from 1.
    """

    owner: Literal["shipped", "draft", "run"]
    run: str = ""
    weights: Literal["last", "best"] | int = "last"

    def __str__(self) -> str:
        return self.owner if self.owner != "run" else f"{self.run} {self.weights}"


SHIPPED = ModelId("shipped")
DRAFT = ModelId("draft")
