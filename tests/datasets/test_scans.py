"""Many crafted scans and photographs are read as they were: all steps of the reading, at every setting.

What a step is for is tested beside it (`test_stray_marks`, `test_paper`). These pictures hold together what
no single test would think of, and `scans.txt` what each was read as. Where reading has become better, write
it anew with `python3 -m tests.datasets.test_scans`, and look at what has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnngui.datasets.pixels import normalise_pixels

SEEN = Path(__file__).with_name("scans.txt")
DIGITS = (
    ((0.5, 0), (1, 0.3), (0.9, 0.8), (0.5, 1), (0.1, 0.8), (0, 0.3), (0.5, 0)),
    ((0.3, 0.3), (0.6, 0), (0.6, 1)),
    ((0, 0.2), (0.5, 0), (0.9, 0.3), (0, 1), (1, 1)),
    ((0.7, 1), (0.7, 0), (0, 0.7), (1, 0.7)),
    ((0.9, 0), (0.2, 0), (0.1, 0.45), (0.8, 0.5), (0.9, 0.8), (0.5, 1), (0, 0.9)),
    ((0, 0), (1, 0), (0.4, 1)),
)
SIDES = (40, 63, 64, 65, 80, 99, 100, 101, 128, 160, 161, 200, 256, 320, 321, 330)
"""Of scans: also where steps begin that small pictures are spared."""
COUNT, PART = 240, 20


def scan(number: int) -> NDArray[np.uint8]:
    """Return one picture (height, width[, 3]): what is on it is drawn by lot, the same in every run."""
    random = np.random.default_rng(number)
    chance = random.random
    height, width = (int(side) for side in random.choice(SIDES, 2))
    tall = float(random.uniform(0.35, 0.95)) * height
    wide = min(0.95 * width, tall * float(random.uniform(0.3, 1)))
    left, top = chance() * (width - wide), chance() * (height - tall)
    ink = Image.new("L", (width, height))
    draw = ImageDraw.Draw(ink)
    points = [(left + x * wide, top + y * tall) for x, y in DIGITS[number % len(DIGITS)]]
    draw.line(points, 255, max(1, round(tall * random.uniform(0.01, 0.14))), joint="curve")
    beside = Image.new("L", (width, height))
    mark(ImageDraw.Draw(beside), number // len(DIGITS) % 6, width, height, random)
    paper, darkness = random.uniform(0.3, 1), random.uniform(0.08, 0.9)
    marks = np.asarray(beside, np.float64) / 255 * float(random.choice([0.15, 0.4, 1]))
    covered = np.maximum(np.asarray(ink, np.float64) / 255, marks)
    picture = paper * (1 - darkness * covered)
    if chance() < 0.4:
        picture *= np.linspace(1, random.uniform(0.5, 1), width)
    if chance() < 0.3:
        picture *= np.linspace(random.uniform(0.6, 1), 1, height)[:, np.newaxis] ** 2
    if chance() < 0.5:
        picture += random.normal(0, random.uniform(0, 0.05), picture.shape)
    if chance() < 0.3:
        picture = 1 - picture
    pixels = np.clip(np.rint(255 * picture), 0, 255).astype(np.uint8)
    if chance() < 0.2:
        pixels = pixels // 64 * 64
    if chance() < 0.25:
        return np.stack([pixels, 255 - pixels, np.full_like(pixels, 128)], axis=2)[
            :, :, random.permutation(3)
        ]
    return pixels


def mark(draw: ImageDraw.ImageDraw, kind: int, width: int, height: int, random: np.random.Generator) -> None:
    """Draw what is on the paper beside the digit."""
    thick, lift = int(random.integers(1, 5)), int(random.integers(-9, 10))
    step = int(random.integers(15, 60))
    if kind in (1, 2):
        for at in range(int(random.integers(0, step)), height, step):
            draw.line([(0, at), (width, at + lift)], 255, thick)
        for at in range(int(random.integers(0, step)), width if kind == 2 else 0, step):
            draw.line([(at, 0), (at - lift, height)], 255, thick)
    elif kind == 3:
        edge = int(random.integers(0, min(width, height) // 6))
        draw.rectangle([edge, edge, width - 1 - edge, height - 1 - edge], outline=255, width=thick)
    elif kind == 4:
        for side in random.permutation(4)[: 1 + step % 3]:
            deep = int(random.integers(2, min(width, height) // 5))
            boxes = [(0, 0, width, deep), (0, height - deep, width, height), (0, 0, deep, height)]
            draw.rectangle([*boxes, (width - deep, 0, width, height)][side], 255)
    elif kind == 5:
        for x, y in random.random((20, 2)) * (width, height):
            draw.ellipse([x, y, x + thick, y + thick], 255)


def seen(number: int) -> str:
    """Return what a scan is read as: whether it was cleaned, and the ink in 7×7 parts, 0 to 99 each."""
    frames = normalise_pixels(scan(number))
    if frames is None:
        return "none"
    parts = np.rint(99 * frames.centred.reshape(7, 4, 7, 4).mean(axis=(1, 3))).astype(int)
    return f"{'cleaned' if frames.cleaned else 'plain'} {' '.join(map(str, parts.ravel()))}"


def lines() -> Iterator[str]:
    for number in range(COUNT):
        yield seen(number)


@pytest.mark.parametrize("first", range(0, COUNT, PART))
def test_scans_are_read_as_before(first: int) -> None:
    expected = SEEN.read_text(encoding="utf-8").splitlines()
    for number in range(first, first + PART):
        (how, *found), (wanted_how, *wanted) = seen(number).split(), expected[number].split()
        assert (how, len(found)) == (wanted_how, len(wanted)), f"scan {number}"
        # Another build of numpy or Pillow may round otherwise.
        apart = np.abs(np.array(found, int) - np.array(wanted, int))
        assert apart.max(initial=0) <= 1, f"scan {number}"


if __name__ == "__main__":
    SEEN.write_text("\n".join(lines()) + "\n", encoding="utf-8")
