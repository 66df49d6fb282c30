"""Which sizes the pictures of files had as they came, counted; and what preparing them does to these."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cnngui.datasets.preparation import Fit

MOST_BARS = 8
"""Up to so many sizes are told one by one; more are told by their longer side."""


class CountedSize(NamedTuple):
    """How many pictures came with this width and height, in pixels."""

    width: int
    height: int
    pictures: int


class SizeBar(NamedTuple):
    """One bar of a histogram: what it stands for, as it is written, and how many pictures."""

    words: str
    pictures: int


@dataclass(frozen=True)
class Brought:
    """How many pictures are made larger, made smaller, or only cut or bordered, if at all."""

    enlarged: int
    shrunk: int
    kept: int


def histogram(sizes: Sequence[CountedSize]) -> list[SizeBar]:
    """Return at most some bars, small sizes first: a size each, or longer sides up to powers of two.

    Where there are many sizes, what is smaller than the last bars is told by the first.
    """
    if len(sizes) <= MOST_BARS:
        ordered = sorted(sizes, key=lambda each: (each.width * each.height, each.width))
        return [SizeBar(f"{each.width}×{each.height}", each.pictures) for each in ordered]
    powers = [math.ceil(math.log2(max(each.width, each.height))) for each in sizes]
    highest = max(powers)
    lowest = max(min(powers), highest - MOST_BARS + 1)
    bars = []
    for power in range(lowest, highest + 1):
        count = sum(
            each.pictures for each, own in zip(sizes, powers, strict=True) if max(own, lowest) == power
        )
        words = f"≤ {2**power}" if power == lowest else f"{2 ** (power - 1) + 1} – {2**power}"
        bars.append(SizeBar(words, count))
    return bars


def brought(sizes: Sequence[CountedSize], side: tuple[int, int], fit: Fit) -> Brought:
    """Return what becomes of pictures that are brought to `side`, height and width.

    A picture that is squeezed is enlarged if it has more pixels then.
    """
    counts = [0, 0, 0]
    for width, height, pictures in sizes:
        ratios = side[1] / width, side[0] / height
        by = {"crop": max(ratios), "pad": min(ratios), "squeeze": ratios[0] * ratios[1]}[fit]
        counts[0 if by > 1 else 1 if by < 1 else 2] += pictures
    return Brought(*counts)
