"""Arrays by lot are taken for the same pictures: scale, axes, ink, what was turned, and what is told of it.

What each step is for is tested beside it (`test_levels`, `test_images`, `test_ink_like`). Here types, scales
and shapes of two parts meet as in files, and `many_arrays.txt` holds what was made of them. Where another
answer is right, write it anew with `python3 -m tests.datasets.test_many_arrays`, and look at what changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cnngui.datasets.images import as_pictures
from cnngui.datasets.ink_like import ink_like
from cnngui.datasets.upright import turned_upright, wider

TAKEN = Path(__file__).with_name("many_arrays.txt")
COUNT, PART = 240, 40
Array = NDArray[Any]

TOPS = (1, 2, 16, 63, 64, 65, 100, 127, 128, 200, 254, 255, 256, 1023, 1024, 4095, 16383, 16384, 32768, 65535)
TYPES = ("u2", "i4", "f4", "f8")


def pixels(random: np.random.Generator) -> Array:
    """Return brightness (pictures, height, width), 0 to 1: strokes, a texture, or both in part."""
    side = int(random.choice((7, 8, 12, 16)))
    shape = (int(random.integers(4, 30)), side, side if random.random() < 0.8 else side + 1)
    texture = random.random(shape) ** random.choice((0.5, 1, 3))
    if random.random() < 0.3:
        return texture
    found = np.zeros(shape)
    low, high = sorted(random.integers(1, min(shape[1:]), 2))
    where = int(random.integers(1, min(shape[1:]) - 1))
    found[:, low : high + 1, where] = 1
    if random.random() < 0.5:
        found[:, low, where:-1] = 0.8
    if random.random() < 0.5:
        found = found.transpose(0, 2, 1) if shape[1] == shape[2] else found
    found = np.maximum(found, texture * random.choice((0, 0, 0.05, 0.11, 0.3)))
    return 1 - found if random.random() < 0.3 else found


def scaled(values: Array, random: np.random.Generator) -> Array:
    """Return values in the numbers that some file may have for them."""
    top = float(random.choice(TOPS))
    match int(random.integers(0, 8)):
        case 0:
            return values
        case 1:
            return values * 2 - 1
        case 2:
            return values - 0.5
        case 3:
            return np.rint(values * 255) - 128
        case 4:
            return (values - values.mean()) / max(1e-3, float(values.std()))
        case 5:
            changed = values * top + random.choice((0, 0.01, 0.04, 0.06, 0.3)) * top
            changed[0, 0, 0] *= random.choice((1, 1, 30))
            return changed
    return np.rint(values * top).astype(str(random.choice(TYPES)))


def stored(values: Array, random: np.random.Generator) -> Array:
    """Return pictures in the order of axes that some file may have."""
    order = int(random.integers(0, 8))
    if order == 0:
        return values[:, np.newaxis]
    if order == 1:
        return values[..., np.newaxis]
    if order in (2, 3, 4):
        coloured = np.stack([values, values * 0.5, values[:, ::-1]], axis=1 if order == 2 else 3)
        return coloured.reshape(len(values), -1) if order == 4 else coloured
    return values.reshape(len(values), -1) if order == 5 and values.shape[1] == values.shape[2] else values


def taken(number: int) -> Iterator[str]:
    """Yield what is told of an array, and how bright its pictures are."""
    random = np.random.default_rng(number)
    first = pixels(random)
    dimmed = first[: int(random.integers(2, len(first)))] * random.choice((1, 1, 0.9, 0.6, 0.3))
    seed = int(random.integers(1000))
    again = seed if random.random() < 0.7 else seed + 1
    parts = [scaled(first, np.random.default_rng(seed)), scaled(dimmed, np.random.default_rng(again))]
    lay = [stored(part, np.random.default_rng(seed)) for part in parts]
    try:
        pictures, notes = as_pictures(lay if random.random() < 0.7 else lay[:1], shown="x")
    except AssertionError:
        yield f"{number} no pictures"
        return
    yield f"{number} {' '.join(short(note.code, note.values) for note in notes)}"
    for part in pictures:
        levels = np.quantile(part, (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)).round(1).tolist()
        yield f"  {part.shape} {levels} {int(part[:, 0].sum())} {int(part[:, :, -1].sum())}"
    ink, (turned, told) = ink_like(pictures[0]), turned_upright(pictures, named=number % 2 == 0)
    how = "" if ink is None else f"{ink.light_on_dark} {ink.share:.4f}"
    yield f"  {how} {wider(pictures[0]):.4f} {turned[0].shape} {' '.join(note.code for note in told)}"


def short(code: str, values: Any) -> str:
    numbers = [f"{value:.4g}" if isinstance(value, float) else str(value) for value in values.values()]
    return f"{code.removeprefix('datasets.note_')}({', '.join(numbers)})"


@pytest.mark.parametrize("first", range(0, COUNT, PART))
def test_arrays_are_taken_for_what_they_were(first: int) -> None:
    found = [line for number in range(first, first + PART) for line in taken(number)]
    expected = TAKEN.read_text(encoding="utf-8").splitlines()
    begins = expected.index(found[0])
    assert found == expected[begins : begins + len(found)]


if __name__ == "__main__":
    every = [line for number in range(COUNT) for line in taken(number)]
    TAKEN.write_text("".join(f"{line}\n" for line in every), encoding="utf-8")
