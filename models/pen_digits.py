"""Whole digits drawn as strokes by a pen of our own: 0.5 ms each, numpy only.

MNIST's writers do not slash zeros, set the bar of a 5 apart, write ч for a 4 or leave an 8 open. So some of
each pass are forms of `pen_forms`, as a hand would vary them: points and strokes moved, corners rounded,
stretched, slanted, turned and bent; loops left open or closed too far, flicks where the pen lifts, coarse
tablets; some with a stray dot or cut by the border. They are framed as `cnngui.datasets.ink.rasterise` does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from pen_forms import DIGITS, OTHERS

from cnngui.datasets.pen import Points, along, paint
from cnngui.datasets.pixels import FRAME_PX, INK_PX

SLASHED, BARRED, OPEN_OR_CROSSED = 0.25, 0.3, 0.3
"""Shares of zeros, of sevens, and of digits with a loop."""
DOTTED, CUT = 0.03, 0.03
_PEN_PX = (1.8, 3.4)
_ASPECT = 0.68
_STEPS = 7
_LOOPED = (0, 6, 8, 9)


def batch(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return uint8 (count, 28, 28) and int32 (count,): digits 0 to 9 drawn anew; one seed, one result."""
    rng = np.random.default_rng([seed, 1])
    labels = rng.integers(0, 10, count).astype(np.int32)
    return _pictures([digit(int(label), rng) for label in labels], rng), labels


def others(count: int, seed: int) -> np.ndarray:
    """Return uint8 (count, 28, 28), none a digit: letters, signs, scribbles, several digits at once."""
    rng = np.random.default_rng([seed, 2])
    makers = (_sign, _sign, _sign, _sign, _scribble, _scribble, _hatching, _several, _several, _dots)
    return _pictures([makers[rng.integers(len(makers))](rng) for _ in range(count)], rng)


def digit(label: int, rng: np.random.Generator) -> list[Points]:
    """Return the strokes (n, 2) of a digit, its box about 1 high, x right and y down."""
    forms = DIGITS[label]
    lines = _strokes(forms[rng.integers(len(forms))], rng)
    if label == 5 and len(lines) == 2:
        lines[1] = lines[1] + rng.normal(0, 1, 2) * (0.12, 0.06) + (0.06, -0.03)
    if label in _LOOPED and rng.random() < OPEN_OR_CROSSED:
        # The end of a 9 is its stem.
        back = -1 if label == 9 else 1
        lines[0] = _open_or_crossed(lines[0][::back], rng)[::back]
    if label == 0 and rng.random() < SLASHED:
        lines.append(_slash(rng))
    if label == 7 and rng.random() < BARRED:
        lines.append(_bar(lines[-1], rng))
    return _by_hand(lines, rng, wide=label == 0)


# From a form to strokes ---------------------------------------------------------------------------------


def _strokes(form: str, rng: np.random.Generator) -> list[Points]:
    """Return a form's curves with every point and every stroke moved a little."""
    shake = rng.uniform(0.015, 0.06)
    straight = rng.random() < 0.06
    blunt = rng.random() < 0.25
    lines = []
    for stroke in form.split("|"):
        words = stroke.split()
        points = np.array([[float(n) / 100 for n in word.rstrip("*").split(",")] for word in words])
        points += rng.normal(0, shake, points.shape)
        corners = [straight or (word.endswith("*") and not blunt) for word in words]
        lines.append(_curve(points, corners) + rng.normal(0, 0.025, 2))
    return lines


def _curve(points: Points, corners: Sequence[bool]) -> Points:
    """Return points on the line through `points`: Catmull-Rom splines from corner to corner."""
    ends = [0, *(at for at in range(1, len(points) - 1) if corners[at]), len(points) - 1]
    parts = [_spline(points[a : b + 1]) for a, b in pairwise(ends)]
    return np.concatenate([*parts, points[-1:]])


_T = (np.arange(_STEPS) / _STEPS)[:, None]
_BASIS = np.concatenate(
    [-_T + 2 * _T**2 - _T**3, 2 - 5 * _T**2 + 3 * _T**3, _T + 4 * _T**2 - 3 * _T**3, -(_T**2) + _T**3], axis=1
)


def _spline(points: Points) -> Points:
    if len(points) == 2:
        return points[:1]
    around = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    knots = np.stack([around[i : len(around) - 3 + i] for i in range(4)], axis=1)
    curve: Points = (_BASIS @ knots / 2).reshape(-1, 2)
    return curve


# What hands do ------------------------------------------------------------------------------------------


def _slash(rng: np.random.Generator) -> Points:
    """Return a stroke through a zero: within it, or far beyond; now and then the other way or level."""
    kind = rng.random()
    angle = math.radians(rng.uniform(35, 95)) * (1 if kind < 0.8 else -1)
    if kind > 0.96:
        angle = rng.normal(0, 0.15)
    length = rng.uniform(0.3, 0.8 if rng.random() < 0.8 else 1.2)
    half = length * np.array([math.cos(angle), -math.sin(angle)])
    middle = np.array([0.5, 0.5]) + rng.normal(0, 0.06, 2)
    return np.stack([middle - half, middle + rng.normal(0, 0.03, 2), middle + half])


def _turn(angle: float) -> Points:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s], [s, c]])


def _bar(stem: Points, rng: np.random.Generator) -> Points:
    at = stem[np.argmin(np.abs(stem[:, 1] - rng.uniform(0.38, 0.65)))]
    reach = rng.uniform(0.12, 0.45, 2)
    along = np.array([1.0, rng.normal(-0.1, 0.2)])
    return np.stack([at - along * reach[0], at + along * reach[1]])


def _open_or_crossed(line: Points, rng: np.random.Generator) -> Points:
    """Return a loop that the pen left too early, or drew on beyond its end."""
    line = along(line, 0.03)
    if rng.random() < 0.6:
        return line[: int(len(line) * rng.uniform(0.86, 0.97))]
    onward = (line[-1] - line[-3]) / max(float(np.hypot(*(line[-1] - line[-3]))), 1e-6)
    return np.concatenate([line, line[-1:] + onward * rng.uniform(0.05, 0.25)])


def _flick(line: Points, rng: np.random.Generator) -> Points:
    """Return a line whose pen did not lift in time: a short hook behind its end."""
    onward = line[-1] - line[-2]
    angle = math.atan2(onward[1], onward[0]) + math.radians(rng.uniform(50, 160)) * rng.choice([-1, 1])
    hook = rng.uniform(0.03, 0.14) * np.array([math.cos(angle), math.sin(angle)])
    return np.concatenate([line, line[-1:] + hook])


def _by_hand(lines: list[Points], rng: np.random.Generator, *, wide: bool = False) -> list[Points]:
    """Return strokes flicked, stretched, slanted, turned, bent, and as coarse tablets give them."""
    for at in range(len(lines)):
        if rng.random() < 0.1:
            lines[at] = _flick(lines[at], rng)
        if rng.random() < 0.1:
            lines[at] = _flick(lines[at][::-1], rng)[::-1]
    stretch = _ASPECT * math.exp(rng.normal(0.1, 0.32) if wide else rng.normal(0, 0.24))
    slant, turn = rng.normal(0.08, 0.23), rng.normal(0, math.radians(7))
    shear = np.array([[stretch, -slant], [0, 1]])
    bend, phase = rng.normal(0, 0.03, (2, 2)), rng.uniform(0, 2 * math.pi, (2, 2))
    lines = [
        (line + (bend * np.sin(3.5 * line[:, ::-1, None] + phase)).sum(axis=2)) @ (_turn(turn) @ shear).T
        for line in lines
    ]
    if rng.random() < 0.12:
        grain = rng.uniform(0.015, 0.05)
        lines = [np.round(line / grain) * grain for line in lines]
    if rng.random() < 0.15:
        tremor = rng.uniform(0.004, 0.014)
        lines = [line + rng.normal(0, tremor, line.shape) for line in lines]
    return lines


# What is no digit ---------------------------------------------------------------------------------------


def _sign(rng: np.random.Generator) -> list[Points]:
    return _by_hand(_strokes(OTHERS[rng.integers(len(OTHERS))], rng), rng)


def _scribble(rng: np.random.Generator) -> list[Points]:
    """Return a line that wanders: seven points or more, wherever they come."""
    count = int(rng.integers(7, 22))
    walk = rng.uniform(0, 1, (count, 2))
    if rng.random() < 0.5:
        walk = np.cumsum(rng.normal(0, 1, (count, 2)), axis=0)
        walk = (walk - walk.min(axis=0)) / np.maximum(np.ptp(walk, axis=0), 1e-6)
    return [_curve(walk, [bool(rng.random() < 0.3) for _ in range(count)])]


def _hatching(rng: np.random.Generator) -> list[Points]:
    """Return a zigzag, or lines side by side, somehow turned."""
    # A zigzag of four points would be an N, or a Z, which is a 2.
    count = int(rng.integers(5, 12))
    across = np.linspace(0, rng.uniform(0.45, 1.2), count)
    ends = np.stack([np.tile([0.0, 1.0], count)[:count], across], axis=1) + rng.normal(0, 0.06, (count, 2))
    turn = rng.uniform(0, math.pi)
    ends = ends @ _turn(turn).T
    if rng.random() < 0.5 or count < 6:
        return [ends]
    return [ends[at : at + 2] for at in range(0, count - 1, 2)]


def _dots(rng: np.random.Generator) -> list[Points]:
    """Return one dot that the hand may have smeared, or a few."""
    if rng.random() < 0.5:
        return [rng.normal(0, 0.004, (2, 2))]
    places = rng.uniform(0, 1, (int(rng.integers(2, 6)), 2))
    return [place + rng.normal(0, 0.01, (2, 2)) for place in places]


def _several(rng: np.random.Generator) -> list[Points]:
    """Return two or three digits side by side."""
    lines: list[Points] = []
    edge = 0.0
    for _ in range(int(rng.integers(2, 4))):
        drawn = digit(int(rng.integers(0, 10)), rng)
        across = np.concatenate(drawn)[:, 0]
        left, right = float(across.min()), float(across.max())
        move = np.array([edge - left, rng.normal(0, 0.05)])
        lines += [line + move for line in drawn]
        edge += right - left + rng.uniform(0.05, 0.4)
    return lines


# Framing ------------------------------------------------------------------------------------------------


def _pictures(drawings: list[list[Points]], rng: np.random.Generator) -> np.ndarray:
    return np.rint(np.stack([_framed(lines, rng) for lines in drawings]) * 255).astype(np.uint8)


def _framed(lines: list[Points], rng: np.random.Generator) -> np.ndarray:
    """Return (28, 28) in 0..1: longer side 20 px, the line's centre of mass in the middle."""
    everything = np.concatenate(lines)
    low, high = everything.min(axis=0), everything.max(axis=0)
    if rng.random() < CUT:
        low, high, lines = _cut(lines, low, high, rng)
    if rng.random() < DOTTED:
        dot = low + (high - low) * rng.uniform(-0.35, 1.35, 2)
        lines = [*lines, dot[None] + rng.normal(0, 0.01, (2, 2))]
        low, high = np.minimum(low, dot), np.maximum(high, dot)
    pen = rng.uniform(*_PEN_PX)
    scale = (INK_PX - pen) / max(float((high - low).max()), 0.05) * rng.normal(1, 0.012)
    steps = [np.hypot(*np.diff(line, axis=0).T) for line in lines]
    middles = np.concatenate([(line[1:] + line[:-1]) / 2 for line in lines])
    weights = np.concatenate(steps) + 1e-9
    centre = weights @ middles / weights.sum()
    shift = FRAME_PX / 2 - centre * scale + rng.normal(0, 0.25, 2)
    return paint([line * scale + shift for line in lines], pen / 2, (FRAME_PX, FRAME_PX))


def _cut(
    lines: list[Points], low: Points, high: Points, rng: np.random.Generator
) -> tuple[Points, Points, list[Points]]:
    """Return a drawing that ran over the border: its points there lie on it, as on the canvas."""
    low, high = low.copy(), high.copy()
    axis = int(rng.integers(2))
    part = rng.uniform(0.03, 0.12) * (high[axis] - low[axis])
    if rng.random() < 0.5:
        low[axis] += part
    else:
        high[axis] -= part
    return low, high, [np.clip(line, low, high) for line in lines]
