"""Numbers as a person reads them on cards and below the stack."""

from __future__ import annotations

_STEPS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def thousands(count: int) -> str:
    """Return a whole number with separators: ``356,234``."""
    return f"{count:,}"


def short_count(count: int) -> str:
    """Return a large number in two or three figures: ``7.7 M``; below 1,000 as it is."""
    return _scaled(count) or f"{count}"


def short_bytes(size: int) -> str:
    """Return a size in decimal units: ``21 MB``."""
    return (_scaled(size) or f"{size} ") + "B"


def _scaled(number: float) -> str:
    for size, letter in _STEPS:
        # 999,950 is 1.0 M, not 1000 k: the comparison is with the rounded number.
        if number >= size * 0.9995:
            scaled = number / size
            return f"{scaled:.1f} {letter}" if scaled < 9.95 else f"{scaled:.0f} {letter}"
    return ""


def ordinal(number: int) -> str:
    """Return the English ordinal of a number from 1 on: ``1st``, ``12th``, ``23rd``."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
