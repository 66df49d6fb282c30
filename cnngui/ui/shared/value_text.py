"""How values of curves are written, at the axis and beside the title."""

from __future__ import annotations


def short_number(value: float) -> str:
    """Return a tick label such as 0.03, 1, 2.5, 400."""
    return f"{value:.3g}" if 0.001 <= abs(value) < 100_000 or value == 0 else f"{value:.0e}"


def exact_number(value: float) -> str:
    """Return a value with three figures behind the point, or in all, whichever matter."""
    return f"{value:.3f}" if 0.01 <= abs(value) < 1000 else f"{value:.3g}"


def plain_number(value: float, figures: int = 3) -> str:
    """Return a value as a person writes it into a sum: 12, 0.0042, −1,250; with a real minus sign."""
    if value == 0 or (abs(value) < 1e6 and float(value).is_integer()) or 1000 <= abs(value) < 1e6:
        written = f"{value:,.0f}"
    else:
        written = f"{value:.{figures}g}"
    return (written if written != "-0" else "0").replace("-", "−")


def cell_number(value: float, digits: int = 3) -> str:
    """Return a value as short as a small cell wants it: 0.034, −1.2, 12; "≈0" for what rounds to 0."""
    size = abs(value)
    if value == 0 or (size < 1e5 and float(value).is_integer()):
        written = f"{value:.0f}"
    elif size >= 1e5:
        written = f"{value:.0e}".replace("e+0", "e")
    elif size < 0.5 * 10**-digits:
        written = "≈0"
    else:
        whole = len(str(int(size))) if size >= 1 else 0
        written = f"{value:.{max(0, digits - whole)}f}"
        written = written.rstrip("0").rstrip(".") if "." in written else written
    return (written if written != "-0" else "0").replace("-", "−")


def percent(value: float) -> str:
    """Return a share as ``98 %``."""
    return f"{100 * value:.4g} %"


def exact_percent(value: float, decimals: int = 2) -> str:
    """Return a share as ``98.13 %``."""
    return f"{100 * value:.{decimals}f} %"


def sure_percent(share: float, decimals: int = 1) -> str:
    """Return how sure an answer is, in per cent, not rounded up to certainty: 0.99999 is ``99.9``."""
    most = 100 - 10.0**-decimals
    return f"{100 * share if share == 1 else min(most, 100 * share):.{decimals}f}"


def epoch_number(value: float) -> str:
    """Return an epoch's number; fractions only when zoomed in."""
    return f"{value:.4g}"


def class_name(names: tuple[str, ...], index: int) -> str:
    """Return the name of a class, its index where names are missing."""
    return names[index] if index < len(names) else str(index)
