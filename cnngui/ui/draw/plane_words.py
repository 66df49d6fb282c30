"""What is said of a unit of a network of two numbers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cnngui.state.inputs import Region
from cnngui.ui.draw.decision import Case, Plane, straight
from cnngui.ui.shared.value_text import plain_number

FIGURES = 3


def line_words(title: str, plane: Plane, region: Region) -> str:
    """Return where a unit, called `title`, turns over: where that is a straight line, as an inequality."""
    on = plane.margins > 0
    if on.all() or not on.any():
        words = _tr("{0} is {1} everywhere on this map: it turns over nowhere.")
        return words.format(title, side_words(bool(on[0])))
    line = straight(plane.margins, region)
    if line is None:
        return _tr("{0} turns over along a bent line: it is made of the lines before it.").format(title)
    return _tr("{0} is on where {1} > 0: a straight line.").format(title, line_text(line))


def line_text(line: tuple[float, float, float]) -> str:
    """Return ``5.2·first − 3·second + 1``, the side of it above 0 is where a unit is on."""
    a, b, c = line
    words = (_tr("first"), _tr("second"))
    written = f"{plain_number(a, FIGURES)}·{words[0]}"
    written += f" {_sign(b)} {plain_number(abs(b), FIGURES)}·{words[1]}"
    return f"{written} {_sign(c)} {plain_number(abs(c), FIGURES)}"


def case_texts(values: dict[Case, float], plane: Plane) -> tuple[str, ...]:
    """Return what a unit makes of each case, and whether it is on there."""
    return tuple(
        _tr("{0} · {1}").format(
            plain_number(value, FIGURES),
            side_words(bool(plane.margins[plane.at(case.first, case.second)] > 0)),
        )
        for case, value in values.items()
    )


def side_words(on: bool) -> str:
    """Return on which side of its line a unit is."""
    return _tr("on") if on else _tr("off")


def _sign(value: float) -> str:
    return "−" if value < 0 else "+"


def _tr(words: str) -> str:
    return QCoreApplication.translate("Planes", words)
