"""From a network's answers over a square to a picture of them, and to the truth table of its four corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnngui.engine.protocol import DataDescribed
from cnngui.state.inputs import CORNER_STEPS, HIGH, LOW, SIDE

PICTURE_PX = 200
"""Side of the picture: finer than the answers, so that the line where they turn over is thin."""

_LEVELS = 513  # odd: the middle one is of a probability of a half
_STEP = (HIGH - LOW) / (SIDE - 1)
_FROM, _TO = LOW - _STEP / 2, HIGH + _STEP / 2

Shares = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Case:
    """One corner of the unit square: a line of the truth table.

    Attributes:
        first, second: the two inputs, 0 or 1.
        wanted: the class that the data give it, None when they do not hold it.
        predicted: the class the network answers with. share: the probability of class 1.
            Both are None while there is no answer.
    """

    first: int
    second: int
    wanted: int | None
    predicted: int | None = None
    share: float | None = None


def read_cases(answers: Shares | None, data: DataDescribed | None) -> tuple[Case, ...]:
    """Return the four cases.

    Args:
        answers: (points, classes), probabilities over `cnngui.state.inputs.square`, or None.
        data: what the labels are taken from.
    """
    wanted: dict[tuple[float, ...], int] = {}
    if data is not None and data.input_shape == (2,):
        wanted = {tuple(row): int(label) for row, label in zip(data.samples, data.labels, strict=True)}
    cases = []
    for first in (0, 1):
        for second in (0, 1):
            case = Case(first, second, wanted.get((first, second)))
            if answers is not None and answers.shape[1] > 1 and np.isfinite(answers).all():
                answer = answers[CORNER_STEPS[first] * SIDE + CORNER_STEPS[second]]
                case = Case(first, second, case.wanted, int(answer.argmax()), float(answer[1]))
            cases.append(case)
    return tuple(cases)


def decision_picture(
    answers: Shares, low: tuple[int, int, int], middle: tuple[int, int, int], high: tuple[int, int, int]
) -> npt.NDArray[np.uint8] | None:
    """Return uint8 (height, width, 3): `low` where class 0 is sure, `high` where class 1 is, else between.

    The first input grows to the right, the second upwards; `middle` is for a probability of a half, and a
    line in its opposite runs where the answer turns over. None unless `answers` (points, 2) are
    probabilities.
    """
    # Not ">": NaN is no probability either.
    if answers.shape != (SIDE * SIDE, 2) or not (answers.min() >= 0 and answers.max() <= 1):
        return None
    share = _finer(_finer(answers[:, 1].reshape(SIDE, SIDE).T).T).T[::-1]
    # A table of colours: mixing them anew for every pixel would take five times as long.
    picture = _colours(low, middle, high)[np.rint(share * (_LEVELS - 1)).astype(np.intp)]
    picture[_turning(share > 0.5)] = 255 - np.array(middle)
    return picture


def _colours(
    low: tuple[int, int, int], middle: tuple[int, int, int], high: tuple[int, int, int]
) -> npt.NDArray[np.uint8]:
    """Return (levels, 3): from `low` over `middle` to `high`."""
    share = np.linspace(-1, 1, _LEVELS)[:, np.newaxis]
    ends = np.where(share > 0, np.array(high), np.array(low))
    mixed = np.array(middle) * (1 - np.abs(share)) + ends * np.abs(share)
    return np.rint(mixed).astype(np.uint8)


def to_place(value: float) -> float:
    """Return where an input's value lies along the picture, 0 to 1 of its side."""
    return (value - _FROM) / (_TO - _FROM)


def to_value(place: float) -> float:
    """Return the value of an input at a place along the picture; undoes `to_place`."""
    return _FROM + place * (_TO - _FROM)


def _finer(rows: Shares) -> Shares:
    """Return (rows, PICTURE_PX) values, 0 to 1: straight lines between those of each row, and on at the ends.

    Level ends would bend the line where the answer turns over, half a step before the border.
    """
    places = (np.arange(PICTURE_PX) + 0.5) / PICTURE_PX * SIDE - 0.5
    left = np.clip(np.floor(places).astype(int), 0, SIDE - 2)
    part = (places - left).astype(np.float32)
    return np.clip(rows[:, left] * (1 - part) + rows[:, left + 1] * part, 0.0, 1.0)


def _turning(above: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return where the pixel to the right or below is on the other side."""
    turning = np.zeros_like(above)
    turning[:, :-1] |= above[:, :-1] != above[:, 1:]
    turning[:-1] |= above[:-1] != above[1:]
    return turning
