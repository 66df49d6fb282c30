"""A recipe is tried before it is trained by: what it makes of pictures, and which learning rate may suit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.engine.finding import HIGHEST, LOWEST
from cnngui.engine.protocol.base import Answer, Command, Event, Request
from cnngui.network.augmentation import Augmentation
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe


@dataclass(frozen=True)
class VaryPictures(Request):
    """Vary a few training pictures as they would be in an epoch of a training with this seed."""

    data: str
    augmentation: Augmentation
    seed: int
    epoch: int = 1
    samples: int = 8

    @property
    def topic(self) -> str:
        return "vary pictures"


@dataclass(frozen=True)
class PicturesVaried(Answer):
    """Pictures before and after: uint8 (samples, height, width, channels); beyond black and white is cut off.

    Attributes:
        labels: int64 (samples,), their classes.
    """

    before: np.ndarray
    after: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class FindRate(Request):
    """Try learning rates from `lowest` to `highest`, a batch each, on a copy of the weights.

    The draft keeps its own. `StopFinding` ends it; it is answered by `RatesFound` in any case.
    """

    network: Network
    recipe: Recipe
    data: str
    steps: int = 120
    lowest: float = LOWEST
    highest: float = HIGHEST


@dataclass(frozen=True)
class StopFinding(Command):
    """End the `FindRate` under way after the batch under way, or before it begins."""


@dataclass(frozen=True)
class RatesTried(Event):
    """Some more rates of a `FindRate`, float64 (batches,), and the cost of each batch before its step."""

    rates: np.ndarray
    losses: np.ndarray


@dataclass(frozen=True)
class RatesFound(Answer):
    """No more rates are tried.

    Attributes:
        suggestion: by `cnngui.engine.finding.suggested_rate`; None where the cost never fell.
        stopped: a person ended it.
    """

    suggestion: float | None
    stopped: bool
