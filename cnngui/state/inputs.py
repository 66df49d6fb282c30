"""What a network is asked about when it reads no pictures: two numbers, or a sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cnngui.datasets.input_format import picture_shape
from cnngui.datasets.preparing import prepare_sentences
from cnngui.datasets.words import words_of
from cnngui.engine.protocol import DataDescribed
from cnngui.network.inference.data_fit import fits

Kind = Literal["picture", "pair", "sentence", "other"]
"""How a person shows a network something: by drawing, by a point in a square, by typing; or not at all."""

SIDE = 25
LOW, HIGH = -0.25, 1.25
"""The square that the answers are mapped over: somewhat larger than 0..1, so that its corners lie inside."""
CORNER_STEPS = (4, 20)
"""Places of 0 and 1 among the `SIDE` steps from `LOW` to `HIGH`; both are met exactly."""

_MARGIN = 0.15
"""What is seen around the points of data, as a part of how far they reach."""
_LONGEST_TEXT = 2_000


def input_kind(shape: tuple[int, ...], data: DataDescribed | None) -> Kind:
    """Return how samples of `shape` can be shown to a network; `data` tells whether numbers mean words.

    Without a word of the data a row is a picture if it can be a square one.
    """
    if len(shape) in (2, 3):
        return "picture"
    pixels = picture_shape(shape) if data is None else len(data.input_shape) == 3
    if pixels and (data is None or fits(data.input_shape, shape)):
        return "picture"
    if data is not None and data.vocabulary and data.input_shape == shape:
        return "sentence"
    return "pair" if shape == (2,) else "other"


@dataclass(frozen=True)
class Region:
    """The part of the plane that answers are mapped over, in `SIDE` steps along each axis.

    Attributes:
        low, high: of the first and of the second number, `high` above `low`.
    """

    low: tuple[float, float] = (LOW, LOW)
    high: tuple[float, float] = (HIGH, HIGH)

    def points(self) -> npt.NDArray[np.float32]:
        """Return float32 (SIDE², 2), the first number changing slowest."""
        steps = [np.linspace(low, high, SIDE, dtype=np.float32) for low, high in self._ends]
        return np.stack(np.meshgrid(*steps, indexing="ij"), axis=-1).reshape(-1, 2)

    def place(self, first: float, second: float) -> tuple[float, float]:
        """Return where two numbers lie in a picture of the region, across and up, 0 to 1 of its sides.

        The outermost points lie half a step from the border.
        """
        steps = [
            (value - low) / (high - low)
            for value, (low, high) in zip((first, second), self._ends, strict=True)
        ]
        across, up = ((each * (SIDE - 1) + 0.5) / SIDE for each in steps)
        return across, up

    def values(self, across: float, up: float) -> tuple[float, float]:
        """Return the numbers at a place of the picture; undoes `place`."""
        steps = [(each * SIDE - 0.5) / (SIDE - 1) for each in (across, up)]
        first, second = (
            low + step * (high - low) for step, (low, high) in zip(steps, self._ends, strict=True)
        )
        return first, second

    def kept(self, first: float, second: float) -> tuple[float, float]:
        """Return the point of the region that is next to two numbers."""
        ends = self._ends
        return min(max(first, ends[0][0]), ends[0][1]), min(max(second, ends[1][0]), ends[1][1])

    @property
    def step(self) -> tuple[float, float]:
        """How far its points are from each other."""
        first, second = ((high - low) / (SIDE - 1) for low, high in self._ends)
        return first, second

    @property
    def _ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return (self.low[0], self.high[0]), (self.low[1], self.high[1])


SQUARE = Region()


def square() -> npt.NDArray[np.float32]:
    """Return float32 (SIDE², 2): points over the square around 0..1, the first number changing slowest."""
    return SQUARE.points()


def region_of(data: DataDescribed | None) -> Region:
    """Return what is mapped for data: what holds their points, with a margin; without any the square."""
    if data is None or data.points is None or not len(data.points):
        return SQUARE
    points = data.points.astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    # Where all points have the same value there is a little on both sides of it.
    more = np.where(high > low, _MARGIN * (high - low), np.maximum(1.0, np.abs(high)))
    ends = [tuple(map(float, each)) for each in (low - more, high + more)]
    return Region((ends[0][0], ends[0][1]), (ends[1][0], ends[1][1]))


class Inputs(QObject):
    """Two numbers and a sentence; which of them counts is up to the network that answers.

    Attributes:
        region: where the two numbers can lie.

    Signals:
        changed: read `pair` and `sentence`. region_changed: read `region`; `changed` follows.
    """

    changed = Signal()
    region_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.region = SQUARE
        self.pair = (0.0, 0.0)
        self.sentence = ""

    def show_region(self, region: Region) -> None:
        """Map another part of the plane from now on; a point outside of it moves into its middle."""
        if region == self.region:
            return
        self.region = region
        if region.kept(*self.pair) != self.pair:
            self.pair = region.values(0.5, 0.5)
        self.region_changed.emit()
        self.changed.emit()

    def set_pair(self, first: float, second: float) -> None:
        """Ask about two numbers, kept within the region."""
        if not (math.isfinite(first) and math.isfinite(second)):
            return
        pair = self.region.kept(first, second)
        if pair != self.pair:
            self.pair = pair
            self.changed.emit()

    def set_sentence(self, text: str) -> None:
        """Ask about the words of `text`; beyond some thousand letters it is cut."""
        text = text[:_LONGEST_TEXT]
        if text != self.sentence:
            self.sentence = text
            self.changed.emit()

    def others(self, kind: Kind, data: DataDescribed | None) -> npt.NDArray[np.float32] | None:
        """Return more samples whose answers explain the one: float32 (samples, …), or None.

        For two numbers the points of `region`. For a sentence the same with one of its words left out, each
        in turn: how far the answer falls tells how much the word speaks for it.
        """
        if kind == "pair":
            return self.region.points()
        if kind != "sentence" or data is None:
            return None
        words = words_of(self.sentence)[: data.input_shape[0]]
        shorter = [" ".join(words[:index] + words[index + 1 :]) for index in range(len(words))]
        return prepare_sentences(shorter, data.vocabulary, data.input_shape)

    def network_input(self, kind: Kind, data: DataDescribed | None) -> npt.NDArray[np.float32] | None:
        """Return float32 (2,) or (words,) for a network of this kind; None without a word or for others."""
        if kind == "pair":
            return np.array(self.pair, np.float32)
        if kind == "sentence" and data is not None and words_of(self.sentence):
            return prepare_sentences([self.sentence], data.vocabulary, data.input_shape)[0]
        return None
