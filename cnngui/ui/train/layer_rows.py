"""What the table of layers shows, in values: a row for each layer, and where its columns lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isnan, log10, nan

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication

from cnngui.network.freezing import is_frozen
from cnngui.network.graph import Node
from cnngui.network.group_colours import GROUP_COLOURS
from cnngui.network.inference.layer_health import power_of_ten
from cnngui.network.table import spec
from cnngui.state.layer_record import LayerRecord

GAP_PX = 12
LEAST_DECADES = 4
RATIO_DECADES = (-8, 0)
"""Ends of the axis of update ratios, as exponents of ten."""

Span = tuple[float, float]


@dataclass(frozen=True)
class Row:
    """One layer. Of gradient and ratio: the value now, and the least and greatest of the run.

    Attributes:
        source: the card it belongs to. words: how it fares. severity: "", "note" or "warning".
        dead: share of silent ReLUs, NaN without one.
        histogram: float32 (2, bins), of its weights now and when the run began. reach: the bins' end.
        tip: all that is known of it, in lines.
    """

    title: str
    source: str
    colour: str
    gradient: float
    gradient_span: Span
    ratio: float
    ratio_span: Span
    dead: float
    histogram: npt.NDArray[np.float32]
    reach: float
    words: str
    severity: str
    tip: str


def rows_of(record: LayerRecord) -> list[Row]:
    """Return the rows of what was measured last, and of frozen layers, in the order of the network."""
    newest = record.newest
    if newest is None:
        return []
    now, (low, high) = record.now, record.span
    rows: dict[str, Row] = {}
    for place, (name, reading) in enumerate(zip(newest.layers, record.readings, strict=True)):
        node = record.nodes[name]
        told = reading.message(record.titles)
        rows[name] = Row(
            record.titles[name],
            node.source,
            GROUP_COLOURS[spec(node.kind).group],
            float(now[0, place]),
            (float(low[0, place]), float(high[0, place])),
            float(now[1, place]),
            (float(low[1, place]), float(high[1, place])),
            float(newest.dead_share[place]),
            newest.histograms[place],
            float(newest.reach[place]),
            reading.words(record.titles),
            reading.severity,
            tip="\n".join(part for part in (told.what, told.why, told.mend) if part),
        )
    frozen = {
        name: _frozen_row(record.titles[name], node, newest.histograms.shape[-1])
        for name, node in record.nodes.items()
        if is_frozen(node.layer)
    }
    return [found for name in record.nodes if (found := rows.get(name) or frozen.get(name)) is not None]


def _frozen_row(title: str, node: Node, bins: int) -> Row:
    """Return the row of a layer that training leaves as it is: there is nothing to be measured."""
    nothing = (nan, nan)
    return Row(
        title,
        node.source,
        GROUP_COLOURS[spec(node.kind).group],
        *(nan, nothing, nan, nothing, nan),
        np.zeros((2, bins), np.float32),
        reach=nan,
        words=_tr("frozen"),
        severity="",
        tip=_tr("Frozen: training leaves its weights as they are, so it has no gradient."),
    )


def numbers(row: Row, samples: int) -> str:
    """Return the numbers of a row, a line each, for the mouse and for screen readers; "" of a frozen one."""
    if isnan(row.gradient) and isnan(row.reach):
        return ""
    lines = [
        _tr("Gradient norm {0:.2g}, in this run {1:.2g} to {2:.2g}").format(row.gradient, *row.gradient_span),
        _tr("Update ÷ weights {0:.2g}, in this run {1:.2g} to {2:.2g}").format(row.ratio, *row.ratio_span),
        _tr("No ReLU behind it")
        if isnan(row.dead)
        else _tr("{0:.0f} % of its ReLUs dead: silent for {1} training samples").format(
            100 * row.dead, samples
        ),
        _tr("Weights within ±{0:.2g}; outlined: when the run began").format(row.reach),
    ]
    if isnan(row.ratio):
        lines[1] = _tr("Update ÷ weights not measured: all its weights were 0")
    return "\n".join(lines)


@dataclass(frozen=True)
class Columns:
    """Where the columns lie, in pixels from the left: (left, width) each."""

    name: tuple[int, int]
    gradient: tuple[int, int]
    ratio: tuple[int, int]
    dead: tuple[int, int]
    weights: tuple[int, int]
    words: tuple[int, int]


_SHARES = (0.17, 0.2, 0.14, 0.085, 0.085, 0.32)


def columns(width: int) -> Columns:
    """Share a width among the columns."""
    space = max(0, width - GAP_PX * (len(_SHARES) - 1))
    widths = [int(share * space) for share in _SHARES]
    lefts = [sum(widths[:place]) + GAP_PX * place for place in range(len(widths))]
    return Columns(*zip(lefts, widths, strict=True))


def decades(rows: Sequence[Row]) -> tuple[int, int]:
    """Return the ends of an axis for all gradients of the run, as exponents of ten; at least four apart."""
    values = [each for row in rows for each in (*row.gradient_span, row.gradient) if each > 0]
    if not values:
        return -LEAST_DECADES, 0
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return min(low, high - LEAST_DECADES), high


def along(value: float, ends: tuple[int, int]) -> float:
    """Return where a value lies on a logarithmic axis, 0..1; 0 and less lie at its beginning."""
    if not value > 0:
        return 0.0
    return min(1.0, max(0.0, (log10(value) - ends[0]) / (ends[1] - ends[0])))


def axis_words(ends: tuple[int, int]) -> tuple[str, str]:
    """Return what stands at the ends of an axis."""
    return power_of_ten(10.0 ** ends[0]), power_of_ten(10.0 ** ends[1])


def _tr(words: str) -> str:
    return QCoreApplication.translate("LayerRows", words)
