"""A number that may be of any magnitude, such as a learning rate."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox


class RateBox(QDoubleSpinBox):
    """A spin box for numbers over many magnitudes: steps multiply, ``1e-3`` can be typed."""

    def __init__(self, minimum: float = 1e-8, maximum: float = 1e6) -> None:
        super().__init__()
        self.setDecimals(10)
        self.setRange(minimum, maximum)
        self.setLocale(QLocale.c())

    def textFromValue(self, value: float) -> str:
        return f"{value:.6g}"

    def valueFromText(self, text: str) -> float:
        try:
            return float(text)
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        try:
            known = self.minimum() <= float(text) <= self.maximum()
        except ValueError:
            typed = set(text.lower()) <= set("0123456789.e-+")
            state = QValidator.State.Intermediate if typed else QValidator.State.Invalid
            return state, text, position
        return (QValidator.State.Acceptable if known else QValidator.State.Intermediate), text, position

    def stepBy(self, steps: int) -> None:
        # 1 → 2 → 5 → 10, as a person would try them; where 0 is a value, it lies below the smallest of them.
        for _ in range(abs(steps)):
            least = _FIRST if self.minimum() == 0 else 0.0
            rate = _next_rate(max(self.value(), least / 2), steps > 0)
            self.setValue(rate if rate >= least else 0)


_FIRST = 1e-4


def _next_rate(value: float, up: bool) -> float:
    ladder = [mantissa * 10.0**exponent for exponent in range(-8, 7) for mantissa in (1, 2, 5)]
    if up:
        return next((rate for rate in ladder if rate > value * 1.001), ladder[-1])
    return next((rate for rate in reversed(ladder) if rate < value * 0.999), ladder[0])
