"""What the calculator of output sizes says of one axis."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cnngui.engine.stepping.calculator import Fit, places_text


def verdict(fit: Fit) -> str:
    """Return whether the windows come out even, and what becomes of it where they do not."""
    if not fit.count:
        words = _tr(
            "Does not fit: a window of {0} is larger than the {1} px there are. Keras refuses the layer."
        )
        return words.format(fit.window, fit.length + sum(fit.padding))
    if fit.fits:
        return _tr("Fits: the output is {0} long, and the last window ends at the edge.").format(fit.count)
    words = _tr("Does not fit: {0} is not whole. Keras takes {1} windows, and {2} px at the end stay unread.")
    return words.format(places_text(fit.places), fit.count, fit.unused)


def hint(fit: Fit) -> str:
    """Return what would keep the size, or make the windows come out even."""
    if fit.count and not fit.fits:
        even = [
            stride for stride in range(1, fit.stride) if Fit(fit.length, fit.window, fit.padding, stride).fits
        ]
        return _tr("With a stride of {0} it fits.").format(_either(even))
    if fit.keeping.denominator == 1:
        words = _tr("P = (F − 1) / 2 = {0} on each side keeps the size, at a stride of 1.")
        return words.format(fit.keeping)
    return _tr("An even F keeps the size only with unequal padding: {0} and {1}, at a stride of 1.").format(
        (fit.window - 1) // 2, fit.window // 2
    )


def spoken(fit: Fit) -> str:
    """Return where the windows lie, for who does not see the picture."""
    starts = ", ".join(str(start + 1).replace("-", "−") for start in fit.starts) or "–"
    return _tr("{0} pixels, windows of {1} that begin at pixel {2}").format(fit.length, fit.window, starts)


def _either(numbers: list[int]) -> str:
    *others, last = map(str, numbers)
    return _tr("{0} or {1}").format(", ".join(others), last) if others else last


def _tr(words: str) -> str:
    return QCoreApplication.translate("Calculator", words)
