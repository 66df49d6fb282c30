"""Why a layer's output has so many rows and columns: (N − F + 2P) / S + 1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cnngui.engine.stepping.windows import Pair, Sliding


@dataclass(frozen=True)
class Fit:
    """How often a window fits along an axis.

    Attributes:
        length: of the axis (N). window: how far the window reaches (F), all in pixels.
        padding: before and behind; the slides' 2P is both together. stride: S.
    """

    length: int
    window: int
    padding: Pair = (0, 0)
    stride: int = 1

    @property
    def places(self) -> Fraction:
        """Return (N − F + 2P) / S + 1, which need not be whole."""
        return Fraction(self.length - self.window + sum(self.padding), self.stride) + 1

    @property
    def fits(self) -> bool:
        """Whether the last window ends at the edge, so that every pixel is used."""
        return self.places.denominator == 1 and self.places >= 1

    @property
    def count(self) -> int:
        """Return how many windows there are: the whole part; 0 when none fits."""
        return max(0, int(self.places // 1))

    @property
    def starts(self) -> tuple[int, ...]:
        """Return where each window begins, counted from the first pixel: −1 is the padding before it."""
        return tuple(place * self.stride - self.padding[0] for place in range(self.count))

    @property
    def keeping(self) -> Fraction:
        """Return the slides' (F − 1) / 2: so much padding on each side keeps the length at a stride of 1."""
        return Fraction(self.window - 1, 2)

    @property
    def unused(self) -> int:
        """Return how many pixels at the end no window reaches."""
        return (self.length - self.window + sum(self.padding)) % self.stride if self.count else self.length


def fits_of(sliding: Sliding, shape: Pair) -> tuple[Fit, Fit]:
    """Return the fit along rows and columns of an input of `shape`; not for a transposed convolution."""
    rows, columns = (
        Fit(
            shape[axis],
            (sliding.size[axis] - 1) * sliding.dilations[axis] + 1,
            sliding.borders[axis],
            sliding.strides[axis],
        )
        for axis in (0, 1)
    )
    return rows, columns


def places_text(places: Fraction) -> str:
    """Return a number of places as the slides print it: whole, or with two figures, ``2.33``."""
    written = str(places.numerator) if places.denominator == 1 else f"{float(places):.2f}"
    return written.replace("-", "−")


def formula_text(fit: Fit) -> str:
    """Return the slides' formula with its numbers: ``(7 − 3 + 2·0) / 3 + 1 = 2.33``."""
    before, behind = fit.padding
    padding = f"2·{before}" if before == behind else f"{before} + {behind}"
    return f"({fit.length} − {fit.window} + {padding}) / {fit.stride} + 1 = {places_text(fit.places)}"


def spread_text(sliding: Sliding, axis: int, length: int) -> str:
    """Return how long a transposed convolution makes an axis: ``(4 − 1)·2 + 3 − 0 − 0 = 9``."""
    stride, size, (before, behind) = sliding.strides[axis], sliding.size[axis], sliding.borders[axis]
    result = (length - 1) * stride + size - before - behind
    cut = f"− {behind}" if behind >= 0 else f"+ {-behind}"
    return f"({length} − 1)·{stride} + {size} − {before} {cut} = {result}"
