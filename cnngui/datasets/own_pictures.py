"""Own samples as a network reads them, varied ones, and as a data set."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.ink import CANVAS, Stroke, rasterise
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_samples import OwnSample
from cnngui.datasets.preparing import prepare_framed, prepare_picture

INK = InputFormat(kind="ink", shape=(28, 28, 1))
"""As MNIST has its digits: what samples are shown and exported as where no network says otherwise."""

_MOST_TURNED, _MOST_SLANTED, _MOST_STRETCHED = np.radians(9), 0.18, 0.12
_WAVE, _WAVES_LONG = 0.03, 1.2
_PEN = 0.25

Picture = NDArray[np.uint8]


def picture_of(sample: OwnSample, trained_on: InputFormat = INK) -> Picture | None:
    """Return uint8 (height, width, channels) of ``trained_on.shape``, the way of every drawing to a network.

    None where no ink is found in its picture, or strokes cannot be drawn for such a network.
    """
    unit, shape = trained_on.for_network(reads_bytes=False), trained_on.shape
    if sample.strokes:
        framed = partial(rasterise, sample.strokes, CANVAS)
        values = prepare_framed(framed, shape, unit)
    else:
        assert sample.picture is not None
        values = prepare_picture(sample.picture, shape, unit)
    return None if values is None else np.rint(values * 255).astype(np.uint8)


def pictures_of(
    samples: Sequence[OwnSample], trained_on: InputFormat = INK
) -> tuple[Picture, NDArray[np.int64]]:
    """Return uint8 (read, height, width, channels), and int64 (read,), which of the samples they are of."""
    pictures = [picture_of(sample, trained_on) for sample in samples]
    places = np.array([place for place, each in enumerate(pictures) if each is not None], np.int64)
    held = [each for each in pictures if each is not None]
    return np.stack(held) if held else np.empty((0, *trained_on.shape), np.uint8), places


def varied(sample: OwnSample, chance: np.random.Generator) -> OwnSample:
    """Return the drawing as the same hand might draw it once more: turned, slanted, stretched, a little bent.

    Up to 9°, a slant of 0.18, 12 % of a side against the other, a wave of 3 % of its size, and a pen up to a
    quarter thicker or thinner. Where it lies, and how large it is, changes nothing: it is framed anew. A
    picture has no strokes, and is returned as it is.
    """
    if not sample.strokes:
        return sample
    everything = np.concatenate([np.array(stroke.points, np.float64) for stroke in sample.strokes])
    middle = (everything.min(axis=0) + everything.max(axis=0)) / 2
    size = max(1.0, float((everything.max(axis=0) - everything.min(axis=0)).max()))
    turn = chance.uniform(-_MOST_TURNED, _MOST_TURNED)
    slant = chance.uniform(-_MOST_SLANTED, _MOST_SLANTED)
    stretch = np.exp(chance.uniform(-_MOST_STRETCHED, _MOST_STRETCHED))
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    change = turned @ np.array([[stretch, slant], [0.0, 1 / stretch]])
    phases, waves = chance.uniform(0, 2 * np.pi, 2), chance.uniform(0, _WAVE, 2) * size
    pen = np.exp(chance.uniform(-_PEN, _PEN))
    strokes = []
    for stroke in sample.strokes:
        away = (np.array(stroke.points, np.float64) - middle) @ change.T
        along = away[:, ::-1] / size * _WAVES_LONG * 2 * np.pi
        points = middle + away + np.sin(along + phases) * waves
        strokes.append(Stroke(tuple(map(tuple, points.tolist())), stroke.width_px * pen, stroke.widths))
    return OwnSample.of(sample.label, strokes, made_s=sample.made_s)
