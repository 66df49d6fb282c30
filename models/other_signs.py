"""Letters and scribbles to measure refusal by, never to train or tune by.

They are made otherwise than those of `pen_digits.py`: letters of straight lines and parts of ellipses, as a
plotter draws them, scribbles by swinging, turning and looping. Letters that are a digit to somebody are left
out: B b C c D G g I i J j L l O o Q q S s U u Y y Z z, and a, which is a 9 or a 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from cnngui.datasets.pen import Points

LETTERS: Mapping[str, str] = {
    "A": "0,1 .5,0 1,1 | .2,.6 .8,.6",
    "E": "1,0 0,0 0,1 1,1 | 0,.5 .7,.5",
    "F": "1,0 0,0 0,1 | 0,.48 .75,.48",
    "H": "0,0 0,1 | 1,0 1,1 | 0,.5 1,.5",
    "K": "0,0 0,1 | .9,0 0,.55 | .25,.42 1,1",
    "M": "0,1 .1,0 .5,.65 .9,0 1,1",
    "N": "0,1 0,0 1,1 1,0",
    "P": "0,1 0,0 @.4,.27,.5,.27,-90,90 0,.54",
    "R": "0,1 0,0 @.4,.26,.5,.26,-90,90 0,.52 .35,.52 .95,1",
    "T": "0,0 1,0 | .5,0 .5,1",
    "V": "0,0 .5,1 1,0",
    "W": "0,0 .25,1 .5,.3 .75,1 1,0",
    "X": "0,0 1,1 | 1,0 0,1",
    "d": "@.45,.72,.42,.28,-20,-340 | .88,0 .88,1",
    "e": "0,.55 .95,.5 @.5,.52,.48,.48,-5,-320",
    "f": "@.7,.22,.3,.22,-40,-180 .4,1 | .05,.42 .8,.42",
    "h": "0,0 0,1 | @.45,.72,.42,.3,-180,0 .87,1",
    "k": "0,0 0,1 | .8,.35 0,.72 | .2,.6 .85,1",
    "m": "0,.05 0,1 | @.25,.3,.25,.28,-180,0 .5,1 | @.75,.3,.25,.28,-180,0 1,1",
    "n": "0,.05 0,1 | @.45,.4,.45,.38,-180,0 .9,1",
    "p": "0,0 0,1 | @.42,.28,.42,.28,-170,170",
    "t": "@.75,.7,.3,.3,60,180 .45,0 | .05,.28 .95,.28",
    "x": "@-.1,.5,.6,.5,-80,80 | @1.1,.5,.6,.5,100,260",
    "w": "@.25,.5,.25,.5,180,0 | @.75,.5,.25,.5,180,0",
    "λ": ".1,0 .9,1 | .5,.5 .05,1",
    "π": "0,.1 1,.1 | .28,.1 .22,1 | .72,.1 .78,1",
    "ж": "0,0 .45,.5 0,1 | 1,0 .55,.5 1,1 | .5,0 .5,1",
    "ш": "0,0 0,1 1,1 1,0 | .5,0 .5,1",
    "и": "0,0 0,1 1,0 1,1",
    "ψ": "@.5,.0,.45,.55,180,0 | .5,0 .5,1",
}


def letter(name: str, rng: np.random.Generator) -> list[Points]:
    """Return the strokes of a letter as a hand might write it, its box about 1."""
    lines = [_stroke(words.split(), rng) for words in LETTERS[name].split("|")]
    wide, lean, turn = rng.uniform(0.5, 1.0), rng.uniform(-0.3, 0.45), math.radians(rng.uniform(-12, 12))
    by = _turn(turn) @ np.array([[wide, -lean], [0, 1]])
    return [(line + rng.uniform(-0.03, 0.03, 2)) @ by.T for line in lines]


def _stroke(words: list[str], rng: np.random.Generator) -> Points:
    """Return a stroke's points; "@x,y,rx,ry,from,to" is a part of an ellipse, angles in degrees."""
    parts = []
    for word in words:
        numbers = [float(number) for number in word.lstrip("@").split(",")]
        if word.startswith("@"):
            x, y, rx, ry, start, end = numbers
            at = np.radians(np.linspace(start + rng.uniform(-10, 10), end + rng.uniform(-10, 10), 14))
            rx, ry = rx * rng.uniform(0.85, 1.15), ry * rng.uniform(0.85, 1.15)
            parts.append(np.stack([x + rx * np.cos(at), y + ry * np.sin(at)], axis=1))
        else:
            parts.append(np.array([numbers]) + rng.uniform(-0.06, 0.06, 2))
    return _shaken(np.concatenate(parts), rng)


def _shaken(line: Points, rng: np.random.Generator) -> Points:
    """Return a line through the same places with the hand's slow drift, 40 points."""
    lengths = np.hypot(*np.diff(line, axis=0).T)
    run = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.linspace(0, run[-1], 40)
    even = np.stack([np.interp(at, run, line[:, axis]) for axis in (0, 1)], axis=1)
    drift = np.cumsum(rng.normal(0, 0.006, even.shape), axis=0)
    drifted: Points = even + drift - drift.mean(axis=0)
    return drifted


def scribble(rng: np.random.Generator) -> list[Points]:
    """Return one of six kinds of scribble."""
    return (_swing, _wander, _coil, _loops, _grid, _waves)[rng.integers(6)](rng)


def _turn(angle: float) -> Points:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s], [s, c]])


def _swing(rng: np.random.Generator) -> list[Points]:
    t = np.linspace(0, rng.uniform(2.2, 5) * math.pi, 160)[:, None]
    rates, phases = rng.uniform(0.9, 3.3, (2, 2)), rng.uniform(0, 2 * math.pi, (2, 2))
    return [(np.sin(t[..., None] * rates + phases) * (1.0, 0.7)).sum(axis=2)]


def _wander(rng: np.random.Generator) -> list[Points]:
    lines = []
    for _ in range(int(rng.integers(1, 4))):
        turning = np.cumsum(rng.normal(0, 0.13, int(rng.integers(120, 260))))
        heading = np.cumsum(turning * 0.35) + rng.uniform(0, 6)
        lines.append(np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0) / 30)
    return [line - line.mean(axis=0) for line in lines]


def _coil(rng: np.random.Generator) -> list[Points]:
    t = np.linspace(0, rng.uniform(2.4, 5) * 2 * math.pi, 160)
    radius = np.linspace(rng.uniform(0.02, 0.15), 1, 160) * (1 + 0.08 * np.sin(3 * t + rng.uniform(0, 6)))
    return [np.stack([radius * np.cos(t) * rng.uniform(0.6, 1.3), radius * np.sin(t)], axis=1)]


def _loops(rng: np.random.Generator) -> list[Points]:
    count = rng.uniform(2.5, 6)
    t = np.linspace(0, count * 2 * math.pi, 200)
    line = np.stack([0.25 * t / math.pi + 0.3 * np.cos(t), rng.uniform(0.3, 0.7) * np.sin(t)], axis=1)
    return [line @ _turn(rng.uniform(-0.6, 0.6)).T]


def _grid(rng: np.random.Generator) -> list[Points]:
    lines = []
    for axis in (0, 1):
        for at in np.linspace(0, 1, int(rng.integers(2, 6))):
            ends = np.array([[at, -0.1], [at, 1.1]]) + rng.normal(0, 0.05, (2, 2))
            lines.append(ends if axis else ends[:, ::-1])
    by = _turn(rng.uniform(0, math.pi))
    return [line @ by for line in lines]


def _waves(rng: np.random.Generator) -> list[Points]:
    t = np.linspace(0, rng.uniform(2.5, 6), 150)
    height = rng.uniform(0.3, 1.0) * (0.5 + np.abs(np.sin(t * rng.uniform(0.5, 1.5))))
    sharp = np.arcsin(np.sin(2 * math.pi * t + rng.uniform(0, 6))) / 1.6
    return [np.stack([t / 3, height * sharp + rng.normal(0, 0.15) * t], axis=1)]
