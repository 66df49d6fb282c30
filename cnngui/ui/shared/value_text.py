"""How values of curves are written, at the axis and beside the title."""

from __future__ import annotations


def short_number(value: float) -> str:
    """Return a tick label such as 0.03, 1, 2.5, 400."""
    return f"{value:.3g}" if 0.001 <= abs(value) < 100_000 or value == 0 else f"{value:.0e}"


def exact_number(value: float) -> str:
    """Return a value with three figures behind the point, or in all, whichever matter."""
    return f"{value:.3f}" if 0.01 <= abs(value) < 1000 else f"{value:.3g}"


def percent(value: float) -> str:
    """Return a share as ``98 %``."""
    return f"{100 * value:.4g} %"


def exact_percent(value: float) -> str:
    """Return a share as ``98.13 %``."""
    return f"{100 * value:.2f} %"


def epoch_number(value: float) -> str:
    """Return an epoch's number; fractions only when zoomed in."""
    return f"{value:.4g}"
