"""Several signs on one sheet: which of its strokes are one sign, so that a network can read each by itself.

Rows are told apart first. What surely is of one sign makes a part; a seam lies between neighbouring
parts. At some seams a sign surely ends. At the others both is tried: every run of parts that may be one
sign is read by the network, and the division wins whose signs are answered most surely, weighed against
gaps and forms. That is over-segmentation with a search for the best path (LeCun, Bottou, Bengio, Haffner
1998, chapter V).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

Span = tuple[int, int]
"""A run of parts, from the first to the one behind the last."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom of the pen's way; its ink reaches half a pen further."""

_FIRST_OF_PIECES = "\u2e80"
"""Where Unicode's Chinese, Japanese and Korean signs begin."""
_MARK = 0.3
"""Height below which ink is no sign, but a bar, a foot or a dot of one; all as parts of the highest ink's."""
_SURE_OVERLAP = 0.6
"""Share of the narrower ink's width from which two that stand over each other are one sign."""
_SURE_GAP = 0.2
"""Gap from which a sign ends. A 4 whose stem stands apart has half of that."""
_MARK_GAP = 0.5
_ROW_GAP = 0.05
"""Gap between pen ways from which ink stands in another row, if it is no less than the pen's width."""
_LONE_ROW = 0.22
"""Gap between the pieces of one sign, one above the other: some draw an 8 as two rings so far apart."""
_BAR = 0.25
"""Height against width below which ink is a bar, of which several may make a sign."""
_MOST_OPEN, _MOST_IN_SIGN, _MOST_PARTS = 4, 4, 16
"""Seams side by side that are left open; parts of one sign; parts of a sheet that is no scribble."""
_MOST_STROKES = 64
"""A scribble of more is one sign: to tell its strokes apart would hold up the pen."""

_GAP_WEIGHT = 20.0
_WIDE, _WIDE_WEIGHT = 1.0, 4.0
_LEAST_SHARE = 1e-6
_SURE_FROM = 1.0
"""How much better in logarithms of probability the best division is than the next if it is sure."""


@dataclass(frozen=True)
class Part:
    """Ink that is of one sign.

    Attributes:
        members: places of its strokes, in rising order. box: around them.
    """

    members: tuple[int, ...]
    box: Box


@dataclass(frozen=True)
class Line:
    """The parts of a sheet as one reads: row by row, each from left to right.

    Attributes:
        seams: gap between neighbours as a part of the row's height, negative where one stands over the other;
            infinite where a sign surely ends. One above another may be one sign of two pieces.
        pen: mean width of the pen in pixels.
        rows: at which part each row begins but the first.
    """

    parts: tuple[Part, ...]
    seams: tuple[float, ...]
    pen: float
    rows: tuple[int, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every run of parts that may be one sign; only these are read."""
        count = len(self.parts)
        return tuple(
            (first, end)
            for first in range(count)
            for end in range(first + 1, min(first + _MOST_IN_SIGN, count) + 1)
            if math.inf not in self.seams[first : end - 1]
        )

    def members(self, span: Span) -> tuple[int, ...]:
        """Return the places of the strokes of a run of parts, in rising order."""
        return tuple(sorted(member for part in self.parts[slice(*span)] for member in part.members))

    def row(self, span: Span) -> int:
        """Return in which row a run of parts stands, from 0 at the top."""
        return bisect_right(self.rows, span[0])

    def box(self, span: Span) -> Box:
        """Return the box around a run of parts."""
        return _box(self.parts[slice(*span)])


@dataclass(frozen=True)
class Division:
    """A sheet's signs as one reads.

    Attributes:
        spans: the parts of each. other: those of the next best division if it is nearly as good, else ().
    """

    spans: tuple[Span, ...]
    other: tuple[Span, ...] = ()


def are_signs(names: Sequence[str]) -> bool:
    """Return whether classes are digits or letters, which stand in rows.

    Of other classes, as a person draws them, a face has eyes that stand by themselves; and so do the letters
    of a Korean syllable, and the parts of a Chinese character.
    """
    return all(name.isdecimal() or (len(name) == 1 and name < _FIRST_OF_PIECES) for name in names)


def line_of(boxes: Sequence[Box], pen: float, *, marks_apart: bool = True) -> Line:
    """Return the parts that ink is made of, which lies in `boxes`, drawn by a pen of `pen` pixels.

    Args:
        marks_apart: whether what is too low for a sign and far from all is one; else it is left out, as dirt.
    """
    places = range(len(boxes))
    if len(boxes) > _MOST_STROKES:
        return Line((Part(tuple(places), reduce(_around, boxes)),), (), pen)
    height = max(max((bottom - top for _, top, _, bottom in boxes), default=0.0), pen)
    parts: list[Part] = []
    seams: list[float] = []
    rows: list[int] = []
    for row in _rows([Part((place,), boxes[place]) for place in places], height, pen):
        of_row = _with_marks(_overlapping(row, pen), height, pen, apart=marks_apart) if len(row) > 1 else row
        of_row.sort(key=lambda part: part.box[0] + part.box[2])
        highest = max(pen, *(_size(part)[1] for part in of_row))
        if parts:
            lone = len(of_row) == 1 == len(parts) - (rows[-1] if rows else 0)
            across, down = _gaps(parts[-1].box, of_row[0].box)
            over = _over(parts[-1], of_row[0], pen)
            seams.append((down / height - _LONE_ROW if over else across / height) if lone else math.inf)
            rows.append(len(parts))
        seams += [_gaps(one.box, other.box)[0] / highest for one, other in pairwise(of_row)]
        parts += of_row
    return Line(tuple(parts), tuple(_few_open(seams)), pen, tuple(rows))


def divide(line: Line, answers: Mapping[Span, npt.NDArray[np.floating]] | None = None) -> Division:
    """Return where signs end, by what a network answers for `Line.spans`; without answers by gaps and forms.

    Args:
        answers: (classes,) each; others than probabilities say nothing of how sure they are.
    """
    surest = {span: _surest(outputs) for span, outputs in (answers or {}).items()}
    best: list[Span] = []
    other: list[Span] = []
    nearest = math.inf
    for first, end in _runs(line):
        ranked = sorted(_divisions(line, first, end), key=lambda spans: -_worth(line, spans, surest))
        if len(ranked) > 1:
            lead = _worth(line, ranked[0], surest) - _worth(line, ranked[1], surest)
            if lead < min(nearest, _SURE_FROM):
                nearest, other = lead, [*best, *ranked[1]]
            elif other:
                other += ranked[0]
        elif other:
            other += ranked[0]
        best += ranked[0]
    return Division(tuple(best), tuple(other))


def _rows(parts: list[Part], height: float, pen: float) -> list[list[Part]]:
    """Return the ink of each row of signs, from the top.

    Two rows have a straight line across the sheet between them, and stand over each other somewhere. What is
    too low for a sign is of the nearest row.
    """
    rows: list[list[Part]] = []
    marks: list[Part] = []
    lowest = -math.inf
    for part in sorted(parts, key=lambda part: part.box[1]):
        width, tall = _size(part)
        if tall < max(_MARK * height, _BAR * width):
            marks.append(part)
            continue
        if part.box[1] - lowest < max(pen, _ROW_GAP * height):
            rows[-1].append(part)
        else:
            rows.append([part])
        lowest = max(lowest, part.box[3])
    at = 1
    while at < len(rows):
        if _gaps(_box(rows[at - 1]), _box(rows[at]))[0] > 0:
            rows[at - 1 : at + 1] = [rows[at - 1] + rows[at]]
        else:
            at += 1
    if len(rows) < 2:
        return [parts] if parts else []
    found = [list(row) for row in rows]
    for mark in marks:
        near = [min(_apart(part.box, mark.box) for part in row) for row in rows]
        found[near.index(min(near))].append(mark)
    return found


def _overlapping(parts: list[Part], pen: float) -> list[Part]:
    """Join what stands over each other: crossbars, slashes, loops."""
    apart: list[Part] = []
    for part in parts:
        while (over := next((other for other in apart if _over(part, other, pen)), None)) is not None:
            apart.remove(over)
            part = _joined(part, over)
        apart.append(part)
    return apart


def _over(part: Part, other: Part, pen: float) -> bool:
    """Whether one stands over or under most of the narrower one."""
    narrower = min(_size(part)[0], _size(other)[0]) + pen
    return pen - _gaps(part.box, other.box)[0] >= _SURE_OVERLAP * narrower


def _with_marks(parts: list[Part], height: float, pen: float, *, apart: bool) -> list[Part]:
    """Join what is too low for a sign to the nearest one; what is as small as the pen however far.

    Args:
        apart: whether what is far is a sign by itself, else none.
    """
    signs = [part for part in parts if _size(part)[1] >= _MARK * height]
    if not signs:
        return [reduce(_joined, parts)]
    for mark in (part for part in parts if _size(part)[1] < _MARK * height):
        near = min(range(len(signs)), key=lambda place: _apart(signs[place].box, mark.box))
        if max(_size(mark)) < pen or _apart(signs[near].box, mark.box) <= _MARK_GAP * height:
            signs[near] = _joined(signs[near], mark)
        elif apart:
            signs.append(mark)
    return signs


def _few_open(seams: list[float]) -> list[float]:
    """Return seams of which few side by side are open: the widest gaps divide, and all that are wide."""
    seams = [math.inf if gap > _SURE_GAP else gap for gap in seams]
    if len(seams) >= _MOST_PARTS:
        seams = [math.inf if gap > 0 else gap for gap in seams]
    first = 0
    while first < len(seams):
        end = first
        while end < len(seams) and seams[end] != math.inf:
            end += 1
        if end - first > _MOST_OPEN:
            widest = max(range(first, end), key=seams.__getitem__)
            seams[widest] = math.inf
        else:
            first = end + 1
    return seams


def _runs(line: Line) -> Iterator[Span]:
    """Yield the runs of parts between sure ends of signs."""
    first = 0
    for place, gap in enumerate((*line.seams, math.inf), start=1):
        if line.parts and gap == math.inf:
            yield first, place
            first = place


def _divisions(line: Line, first: int, end: int) -> Iterator[tuple[Span, ...]]:
    """Yield every way to divide a run of parts."""
    for ends in product((False, True), repeat=end - first - 1):
        cuts = [first, *(first + 1 + place for place, ends_here in enumerate(ends) if ends_here), end]
        spans = tuple(pairwise(cuts))
        if max(after - before for before, after in spans) <= _MOST_IN_SIGN:
            yield spans


def _worth(line: Line, spans: Sequence[Span], surest: Mapping[Span, float]) -> float:
    """Return how good a division is, in logarithms of probability.

    A sign counts for as many parts as it has: fewer signs would be fewer factors below 1, and always better.
    """
    signs = sum((span[1] - span[0]) * (surest.get(span, 0.0) - _too_wide(line, span)) for span in spans)
    ends = {end for _, end in spans}
    seams = range(spans[0][0] + 1, spans[-1][1])
    gaps = sum(line.seams[at - 1] if at in ends else -line.seams[at - 1] for at in seams)
    return signs + _GAP_WEIGHT / 2 * gaps


def _too_wide(line: Line, span: Span) -> float:
    """Return how much wider than a sign usually is some ink is, weighed."""
    left, top, right, bottom = line.box(span)
    return _WIDE_WEIGHT * max(0.0, (right - left + line.pen) / (bottom - top + line.pen) - _WIDE)


def _surest(outputs: npt.NDArray[np.floating]) -> float:
    """Return the logarithm of the largest probability; 0 where there are none."""
    if not outputs.size or not np.isfinite(outputs).all() or outputs.min() < 0 or outputs.max() > 1:
        return 0.0
    return math.log(max(float(outputs.max()), _LEAST_SHARE))


def _joined(one: Part, other: Part) -> Part:
    return replace(one, members=tuple(sorted(one.members + other.members)), box=_around(one.box, other.box))


def _around(one: Box, other: Box) -> Box:
    return (*map(min, one[:2], other[:2]), *map(max, one[2:], other[2:]))  # type: ignore[return-value]


def _box(parts: Sequence[Part]) -> Box:
    return reduce(_around, (part.box for part in parts))


def _size(part: Part) -> tuple[float, float]:
    left, top, right, bottom = part.box
    return right - left, bottom - top


def _gaps(one: Box, other: Box) -> tuple[float, float]:
    """Return the gap between two boxes across and down, negative where one stands over the other."""
    return max(one[0], other[0]) - min(one[2], other[2]), max(one[1], other[1]) - min(one[3], other[3])


def _apart(one: Box, other: Box) -> float:
    return math.hypot(*(max(gap, 0.0) for gap in _gaps(one, other)))
