"""What a network is asked about when it reads no pictures: two numbers, or a sentence."""

from __future__ import annotations

import math
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


def square() -> npt.NDArray[np.float32]:
    """Return float32 (SIDE², 2): points over the square, the first number changing slowest."""
    steps = np.linspace(LOW, HIGH, SIDE, dtype=np.float32)
    return np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)


class Inputs(QObject):
    """Two numbers and a sentence; which of them counts is up to the network that answers.

    Signals:
        changed: read `pair` and `sentence`.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pair = (0.0, 0.0)
        self.sentence = ""

    def set_pair(self, first: float, second: float) -> None:
        """Ask about two numbers, kept within the square."""
        if not (math.isfinite(first) and math.isfinite(second)):
            return
        pair = (min(max(first, LOW), HIGH), min(max(second, LOW), HIGH))
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

        For two numbers the points of `square`. For a sentence the same with one of its words left out, each
        in turn: how far the answer falls tells how much the word speaks for it.
        """
        if kind == "pair":
            return square()
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
