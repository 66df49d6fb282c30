"""From a network's answers over a square to a picture of them, and to the truth table of its four corners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnngui.engine.protocol import DataDescribed
from cnngui.state.inputs import CORNER_STEPS, SIDE, SQUARE, Region

PICTURE_PX = 200
"""Side of the picture: finer than the answers, so that the line where they turn over is thin."""

_NAME_PX, _DASH_PX = 16, 6
_LEVELS = 513  # odd: the middle one is of a probability of a half

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
    """Return the four cases; none of data that have other points.

    Args:
        answers: (points, classes), probabilities over `cnngui.state.inputs.square`, or None.
        data: what the labels are taken from.
    """
    if data is not None and data.points is not None:
        return ()
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


@dataclass(frozen=True, eq=False)
class Plane:
    """Something that turns over somewhere in the plane; over the points of a `cnngui.state.inputs.Region`.

    Attributes:
        shares: float32 (points,), 0..1: from one colour to the other.
        margins: float32 (points,), above 0 on one side of where it turns over, below 0 on the other.
    """

    shares: Shares
    margins: Shares

    def at(self, first: int, second: int) -> int:
        """Return which point of the square around 0..1 lies at a corner, of the inputs 0 or 1."""
        return CORNER_STEPS[first] * SIDE + CORNER_STEPS[second]


def answer_plane(answers: Shares) -> Plane | None:
    """Return the plane of a network's answers, None unless they (points, 2) are probabilities."""
    # Not ">": NaN is no probability either.
    if answers.shape != (SIDE * SIDE, 2) or not (answers.min() >= 0 and answers.max() <= 1):
        return None
    return Plane(answers[:, 1], answers[:, 1] - np.float32(0.5))


_LEVEL_AND_REACH = {
    **dict.fromkeys(("sigmoid", "hard_sigmoid", "softmax"), (0.5, 0.5)),
    **dict.fromkeys(("tanh", "softsign"), (0.0, 1.0)),
}
"""Of activations with bounds: the middle between them, and how far they are from it."""


def unit_plane(values: Shares, margins: Shares, activation: str) -> Plane | None:
    """Return the plane of a unit's values (points,), None if some are not finite.

    An activation without bounds reaches as far as the largest of the values.
    """
    if values.shape != (SIDE * SIDE,) or not (np.isfinite(values).all() and np.isfinite(margins).all()):
        return None
    largest = float(np.abs(values).max()) or 1.0
    level, reach = _LEVEL_AND_REACH.get(activation, (0.0, largest))
    return Plane(np.clip(0.5 + (values - np.float32(level)) / np.float32(2 * reach), 0.0, 1.0), margins)


def decision_picture(
    plane: Plane,
    low: tuple[int, int, int],
    middle: tuple[int, int, int],
    high: tuple[int, int, int],
    side: int = PICTURE_PX,
) -> npt.NDArray[np.uint8]:
    """Return uint8 (side, side, 3): `low` where the share is 0, `high` where it is 1, else between.

    The first input grows to the right, the second upwards; `middle` is for a half, and a line in its opposite
    runs where it turns over.
    """
    # A table of colours: mixing them anew for every pixel would take five times as long.
    shares = np.clip(_upright(plane.shares, side), 0.0, 1.0)
    picture = _colours(low, middle, high)[np.rint(shares * (_LEVELS - 1)).astype(np.intp)]
    picture[boundary(plane.margins, side)] = 255 - np.array(middle)
    return picture


def boundary(margins: Shares, side: int = PICTURE_PX) -> npt.NDArray[np.bool_]:
    """Return bool (side, side) of the picture: where `margins` (points,) turn over."""
    return _turning(_upright(margins, side) > 0)


def dashed(line: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return a line (height, width) in dashes: to be told from that of the answer, which is whole."""
    rows, columns = np.nonzero(line)
    if not len(rows):
        return line
    along = columns if np.ptp(columns) >= np.ptp(rows) else rows
    kept = along // _DASH_PX % 2 == 0
    made = np.zeros_like(line)
    made[rows[kept], columns[kept]] = True
    return made


def straight(margins: Shares, region: Region = SQUARE) -> tuple[float, float, float] | None:
    """Return a, b and c of a line a·first + b·second + c = 0 that margins (points,) are 0 along; None where
    it is none: the margins of a first layer are a plane, those behind it are bent."""
    first, second = region.points().T
    matrix = np.stack([first, second, np.ones_like(first)], axis=1).astype(np.float64)
    found = np.linalg.lstsq(matrix, margins.astype(np.float64), rcond=None)[0]
    largest = max(1e-6, float(np.abs(margins).max()))
    if np.abs(matrix @ found - margins).max() > 1e-4 * largest or np.abs(found[:2]).max() < 1e-6 * largest:
        return None
    a, b, c = map(float, found)
    return a, b, c


def label_place(line: npt.NDArray[np.bool_], taken: Sequence[tuple[float, float]]) -> tuple[int, int] | None:
    """Return row and column of the picture where a line (height, width) is best named: on it, away from the
    border and as far as it can be from the places `taken`. None for no line."""
    inner = line.copy()
    for edge in (np.s_[:_NAME_PX], np.s_[-_NAME_PX:], np.s_[:, :_NAME_PX], np.s_[:, -_NAME_PX:]):
        inner[edge] = False
    places = np.argwhere(inner if inner.any() else line)
    if not len(places):
        return None
    others = np.array(taken, float).reshape(-1, 2)
    away = np.linalg.norm(places[:, np.newaxis] - others, axis=2).min(axis=1, initial=np.inf)
    row, column = places[int(away.argmax())]
    return int(row), int(column)


def _colours(
    low: tuple[int, int, int], middle: tuple[int, int, int], high: tuple[int, int, int]
) -> npt.NDArray[np.uint8]:
    """Return (levels, 3): from `low` over `middle` to `high`."""
    share = np.linspace(-1, 1, _LEVELS)[:, np.newaxis]
    ends = np.where(share > 0, np.array(high), np.array(low))
    mixed = np.array(middle) * (1 - np.abs(share)) + ends * np.abs(share)
    return np.rint(mixed).astype(np.uint8)


def is_class_map(answers: Shares | None) -> bool:
    """Whether answers (points, classes) are probabilities of more than two classes over a region."""
    if answers is None or answers.ndim != 2 or len(answers) != SIDE * SIDE or answers.shape[1] < 3:
        return False
    return bool(answers.min() >= 0 and answers.max() <= 1)


def class_picture(
    answers: Shares,
    colours: Sequence[tuple[int, int, int]],
    ground: tuple[int, int, int],
    side: int = PICTURE_PX,
) -> npt.NDArray[np.uint8]:
    """Return uint8 (side, side, 3): the colour of the likeliest class, the paler the less sure.

    Args:
        answers: (points, classes), as `is_class_map` takes them.
        colours: one a class. ground: where all are alike.

    A line in the ground's opposite runs where the answer turns over.
    """
    classes = answers.shape[1]
    layers = np.stack([_upright(answers[:, place], side) for place in range(classes)])
    best = layers.argmax(axis=0)
    sure = (layers.max(axis=0) * classes - 1) / (classes - 1)
    share = np.clip(sure, 0.0, 1.0)[..., np.newaxis]
    mixed = np.array(ground) * (1 - share) + np.array(colours, float)[best] * share
    picture = np.rint(mixed).astype(np.uint8)
    turning = np.zeros(best.shape, bool)
    turning[:, :-1] |= best[:, :-1] != best[:, 1:]
    turning[:-1] |= best[:-1] != best[1:]
    picture[turning] = 255 - np.array(ground)
    return picture


def _upright(values: Shares, side: int) -> Shares:
    """Return (side, side) of the picture of values (points,): the second input grows upwards."""
    return _finer(_finer(values.reshape(SIDE, SIDE).T, side).T, side).T[::-1]


def _finer(rows: Shares, side: int) -> Shares:
    """Return (rows, side) values: straight lines between those of each row, and on at the ends.

    Level ends would bend the line where the answer turns over, half a step before the border.
    """
    places = (np.arange(side) + 0.5) / side * SIDE - 0.5
    left = np.clip(np.floor(places).astype(int), 0, SIDE - 2)
    part = (places - left).astype(np.float32)
    finer: Shares = rows[:, left] * (1 - part) + rows[:, left + 1] * part
    return finer


def _turning(above: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return where the pixel to the right or below is on the other side."""
    turning = np.zeros_like(above)
    turning[:, :-1] |= above[:, :-1] != above[:, 1:]
    turning[:-1] |= above[:-1] != above[1:]
    return turning
