"""Each step in words and numbers: as an equation, and as text to be read out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication

from cnngui.engine.stepping.calculator import Fit, fits_of, formula_text, places_text, spread_text
from cnngui.engine.stepping.cells import Cell, FunctionCell, MergeCell, PoolCell, ScaleCell, SumCell
from cnngui.engine.stepping.order import Place, is_row
from cnngui.engine.stepping.stage import Stage
from cnngui.network.blocks import MERGE_SIGNS
from cnngui.ui.shared.value_text import plain_number

_MOST_TERMS = 25
_FIGURES = 4
_SHORT_SUM = 40
_APART = " " * 6
FORMULAS: Mapping[str, str] = {
    "relu": "max(0, x)",
    "ReLU": "max(0, x)",
    "relu6": "min(max(0, x), 6)",
    "sigmoid": "1 / (1 + e⁻ˣ)",
    "tanh": "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
    "softmax": "eˣ / Σ eˣ",
    "log_softmax": "log(eˣ / Σ eˣ)",
    "softplus": "log(1 + eˣ)",
    "exponential": "eˣ",
    "silu": "x / (1 + e⁻ˣ)",
    "softsign": "x / (1 + |x|)",
    "elu": "x, or eˣ − 1 below 0",
}


@dataclass(frozen=True)
class Token:
    """A part of an equation: a number with what it is, a sign, or the result."""

    text: str
    caption: str = ""
    role: Literal["number", "sign", "result"] = "number"


def place_words(stage: Stage, place: Place, names: Sequence[str] = ()) -> str:
    """Return which cell this is, counted from 1 as everywhere in the window.

    Args:
        names: what the units are called, such as the classes; () for none.
    """
    row, column, channel = (each + 1 for each in place)
    if is_row(stage.shape):
        unit = _tr("unit {0}").format(channel)
        return f"{unit} ({names[channel - 1]})" if len(names) == stage.shape[2] else unit
    if stage.shape[0] == 1:
        return _tr("step {0} of feature {1}").format(column, channel)
    return _tr("row {0}, column {1} of map {2}").format(row, column, channel)


# Equations ------------------------------------------------------------------------------------------


def equation(stage: Stage, cell: Cell, names: Sequence[str] = ()) -> list[Token]:
    """Return how the cell's value comes about, from left to right; `names` are those of `place_words`."""
    match cell:
        case SumCell():
            tokens = _of_sum(cell)
        case PoolCell():
            tokens = _of_pool(cell)
        case ScaleCell():
            tokens = _of_scale(cell)
        case FunctionCell():
            tokens = _of_function(cell)
        case MergeCell():
            tokens = _of_merge(stage, cell)
    return [*tokens, Token(_number(cell.result), place_words(stage, cell.place, names), "result")]


def equation_text(tokens: Sequence[Token]) -> str:
    """Return an equation as one line of text, each number with what it is in brackets."""
    told = (each.caption and each.role != "result" for each in tokens)
    parts = (
        f"{each.text} ({each.caption})" if tell else each.text
        for each, tell in zip(tokens, told, strict=True)
    )
    return " ".join(parts)


def _sign(text: str) -> Token:
    return Token(text, role="sign")


def _of_sum(cell: SumCell) -> list[Token]:
    count = int((~cell.window.gaps).sum()) * len(cell.channels)
    # Numerus forms would need a translator's file for English too.
    products = _tr("1 product") if count == 1 else _tr("sum of {0:,} products").format(count)
    tokens = [Token(_number(cell.total), products)]
    counted = cell.products[~cell.window.gaps].ravel()
    written = " + ".join(_bracketed(float(each)) for each in counted[:_MOST_TERMS])
    if count > 1 and len(written) <= _SHORT_SUM:
        tokens = [Token(written, products)]
        if cell.bias is not None or cell.activation != "linear":
            tokens += [_sign("="), Token(_number(cell.total), _tr("their sum"))]
    if cell.bias is not None:
        tokens += [_sign("+"), Token(_number(cell.bias), _tr("bias"))]
    if cell.activation == "linear":
        return [*tokens, _sign("=")]
    if cell.bias is not None:
        tokens += [_sign("="), Token(_number(cell.before), _tr("x, before the activation"))]
    return [*tokens, *_through(cell.activation)]


def _through(function: str) -> list[Token]:
    return [_sign("→"), Token(function, FORMULAS.get(function, _tr("activation"))), _sign("→")]


def _of_pool(cell: PoolCell) -> list[Token]:
    if cell.winner is not None:
        largest = _tr("largest of {0}").format(cell.count)
        values = ", ".join(map(_number, cell.patch[cell.window.inside][:_MOST_TERMS]))
        written = f"max({values})" if len(values) <= _SHORT_SUM else "max"
        return [Token(written, largest), _sign("=")]
    return [
        Token(_number(cell.total), _tr("sum of {0} values").format(cell.count)),
        *(_sign("/"), Token(str(cell.count), _tr("how many they are")), _sign("=")),
    ]


def _of_scale(cell: ScaleCell) -> list[Token]:
    tokens = [
        *(_sign("("), Token(_number(cell.value), _tr("value")), _sign("−")),
        *(Token(_number(cell.mean), _mean_words(cell)), _sign(")"), _sign("/")),
        Token(_number(cell.deviation), "√(σ² + ε)"),
    ]
    if cell.gamma is not None:
        tokens += [_sign("·"), Token(_number(cell.gamma), "gamma (γ)")]
    if cell.beta is not None:
        tokens += [_sign("+"), Token(_number(cell.beta), "beta (β)")]
    return [*tokens, _sign("=")]


def _mean_words(cell: ScaleCell) -> str:
    words = {
        "training": _tr("mean in training"),
        "place": _tr("mean of this place"),
        "group": _tr("mean of its group"),
    }
    return words[cell.measured]


def _of_merge(stage: Stage, cell: MergeCell) -> list[Token]:
    numbers = [_number(float(each)) for each in cell.values]
    captions = [branch_words(stage, each, cell.place) for each in cell.branches]
    sign = MERGE_SIGNS.get(cell.merge, "")
    if sign in ("+", "−", "×"):
        written = [each if place == 0 else f"({each})" if each.startswith("−") else each
                   for place, each in enumerate(numbers)]  # fmt: skip
        tokens = [Token(*each) for each in zip(written, captions, strict=True)]
        terms = [each for token in tokens for each in (_sign(sign), token)][1:]
        return [*terms, _sign("=")]
    tokens = [Token(*each) for each in zip(numbers, captions, strict=True)]
    listed = [each for token in tokens for each in (_sign(","), token)][1:]
    if cell.merge == "concatenate":
        return [*tokens, _sign("=")]
    word = {"average": _tr("mean of"), "maximum": "max", "minimum": "min"}[cell.merge]
    return [_sign(f"{word} ("), *listed, _sign(")"), _sign("=")]


def branch_words(stage: Stage, branch: int, place: Place) -> str:
    """Return which branch of a merge goes into a cell, and which of its channels where they are laid side by
    side."""
    words, there = _tr("branch {0}").format(branch + 1), stage.branch_place(branch, place)
    if stage.concatenates and there is not None:
        what = _tr("unit {0}") if is_row(stage.shape) else _tr("map {0}")
        return f"{words}, {what.format(there[2] + 1)}"
    return words


def _of_function(cell: FunctionCell) -> list[Token]:
    tokens = [Token(_number(cell.value), _tr("value"))]
    through = _through(cell.function)
    if cell.slope:
        slope = _tr("x, or {0} · x below 0").format(_number(cell.slope))
        through[1] = Token(cell.function, slope)
    return [*tokens, *through]


# Text -----------------------------------------------------------------------------------------------


def read_out(stage: Stage, cell: Cell, channel: int, names: Sequence[str] = ()) -> str:
    """Return all of a step as text, a line for each part.

    Args:
        channel: of the input, whose products are written out.
    """
    lines = [_capital(place_words(stage, cell.place, names)) + ": " + equation_text(equation(stage, cell))]
    if isinstance(cell, SumCell):
        lines.append(_products_text(cell, channel))
        if len(cell.channels) > 1:
            lines.append(_tr("Channels: {0}").format(_sum_text(cell.channel_sums, cell.total)))
        if len(cell.others):
            lines.append(_weighed_text(cell.others, cell.before))
    elif isinstance(cell, PoolCell):
        values = cell.patch[cell.window.inside]
        lines.append(_tr("Window: {0}").format(_listed(values)))
        if (padded := int(cell.window.padded.sum())) > 0:
            lines.append(_tr("{0} places of padding do not count.").format(padded))
    elif isinstance(cell, ScaleCell):
        words = _tr("√(variance {0} + epsilon {1}) = {2}; without γ and β: {3}")
        numbers = (cell.variance, cell.epsilon, cell.deviation, cell.normalized)
        lines.append(words.format(*map(_number, numbers)))
        if cell.measured != "training":
            told = _tr("Mean and variance of this sample's own {0:,} values: {1}")
            lines.append(told.format(len(cell.others), _listed(cell.others)))
    elif isinstance(cell, MergeCell):
        lines.append(_merge_text(stage, cell))
    elif len(cell.others):
        lines.append(_weighed_text(cell.others, cell.value))
    return "\n".join(lines)


def _products_text(cell: SumCell, channel: int) -> str:
    place = channel - cell.channels.start
    patch, kernel = cell.patch[..., place], cell.kernel[..., place]
    counted, padded = np.argwhere(~cell.window.gaps), cell.window.padded
    terms = []
    for row, column in counted[:_MOST_TERMS]:
        written = f"{_number(patch[row, column])} · {_number(kernel[row, column])}"
        if padded[row, column]:
            written += _tr(" (padding)")
        terms.append(written)
    more = " + …" if len(counted) > _MOST_TERMS else ""
    words = _tr("Channel {0}: {1} = {2}") if len(cell.channels) > 1 else _tr("Products: {1} = {2}")
    return words.format(channel + 1, " + ".join(terms) + more, _number(cell.channel_sums[place]))


def _merge_text(stage: Stage, cell: MergeCell) -> str:
    if cell.merge != "concatenate":
        return _tr("The {0} branches have a value each at this place.").format(len(cell.values))
    counts = ", ".join(str(each.shape[2]) for each in stage.branches)
    words = _tr("Nothing is computed: the channels of the branches ({0}) stand one behind the other.")
    return words.format(counts)


def _sum_text(values: np.ndarray, total: float) -> str:
    return f"{_listed(values, ' + ')} = {_number(total)}"


def _listed(values: np.ndarray, between: str = ", ") -> str:
    more = between + "…" if len(values) > _MOST_TERMS else ""
    return between.join(map(_number, values[:_MOST_TERMS])) + more


def _weighed_text(values: np.ndarray, value: float) -> str:
    powers = np.exp(values - values.max())
    words = _tr("All units here: {0}. e to the power of each, added up, is {1} times that of the largest.")
    return words.format(_listed(values), _number(float(powers.sum())))


def calculator_words(stage: Stage) -> tuple[str, str]:
    """Return why the output has its size, and a warning where windows do not come out even; "" for none."""
    sliding = stage.sliding
    area = stage.input.shape[0], stage.input.shape[1]
    if sliding is None or sliding.size == (1, 1) or sliding.covers(area):
        return "", ""
    if sliding.transposed:
        texts = [spread_text(sliding, axis, area[axis]) for axis in (0, 1)]
        both = [_tr("Rows: {0}").format(texts[0]), _tr("Columns: {0}").format(texts[1])]
        if texts[0] == texts[1]:
            both = [_tr("Rows and columns: {0}").format(texts[0])]
        return _APART.join((_tr("Output size: (N − 1)·S + F − what is cut off"), *both)), ""
    rows, columns = fits_of(sliding, area)
    named = {_tr("Rows"): rows, _tr("Columns"): columns}
    if area[0] == 1 and sliding.size[0] == 1:
        named.pop(_tr("Rows"))
    if rows == columns:
        named = {_tr("Rows and columns"): rows}
    lines = [f"{name}: {formula_text(fit)}" for name, fit in named.items()]
    warnings = [_left_over(name, fit) for name, fit in named.items() if not fit.fits]
    return _tr("Output size: (N − F + 2P) / S + 1") + _APART + _APART.join(lines), " ".join(warnings)


def _left_over(name: str, fit: Fit) -> str:
    words = _tr("{0}: {1} is not whole, so {2} windows fit and {3} px at the end stay unread.")
    return words.format(name, places_text(fit.places), fit.count, fit.unused)


def _bracketed(value: float) -> str:
    return f"({_number(value)})" if value < 0 else _number(value)


def _number(value: float) -> str:
    return plain_number(float(value), _FIGURES)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _tr(words: str) -> str:
    return QCoreApplication.translate("Stepper", words)
