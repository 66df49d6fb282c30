"""A network as a table of text: Markdown for reports, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from cnngui.messages import text
from cnngui.network.blocks import AnyEntry, walk_within
from cnngui.network.file_format import layer_to_dict
from cnngui.network.inference.frozen import trainable_words
from cnngui.network.inference.infer import Inference, infer
from cnngui.network.inference.result import LayerResult
from cnngui.network.inference.shapes import shape_text
from cnngui.network.names import INPUT
from cnngui.network.network import Network, Shape
from cnngui.network.table import summary_line

CSV_COLUMNS = (
    *("name", "kind", "inside", "arguments", "output_shape"),
    *("parameters", "trainable_parameters", "multiply_adds", "receptive_field"),
)
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def network_csv(network: Network) -> str:
    """Return one row for each layer and block, with `CSV_COLUMNS` as the heading.

    ``inside`` names the block around it: a block's figures hold those of what is inside. Unknown figures, as
    behind an error, are empty. Text that a spreadsheet would compute is quoted by an apostrophe. All is
    ASCII: spreadsheets still guess the encoding.
    """
    inference = infer(network)
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(CSV_COLUMNS)
    table.writerow(_input_row(inference))
    for entry, around, _ in walk_within(network.layers):
        result = inference.result(entry.name)
        own = [entry.name, entry.kind, around, _arguments(entry), _sizes(result.output_shape)]
        table.writerow(map(safe_cell, [*own, *_counts(result)]))
    return written.getvalue()


def network_markdown(network: Network, title: str = "") -> str:
    """Return a Markdown table with a row for each layer and block, and the total; blocks indent."""
    inference = infer(network)
    headings = ("name", "kind", "arguments", "output", "parameters", "multiply_adds")
    rows = [[text(f"export.column_{heading}") for heading in headings]]
    rows.append(["", "Input", "", shape_text(inference.input_shape), "", ""])
    for entry, _, depth in walk_within(network.layers):
        result = inference.result(entry.name)
        indent = "&nbsp;&nbsp;" * depth
        shown = [indent + _plain(entry.name), entry.kind, _plain(summary_line(entry)), _shape(result)]
        rows.append([*shown, _number(result.parameters), _number(result.multiply_adds)])
    totals = (inference.total_parameters, inference.total_multiply_adds)
    rows.append([f"**{text('export.total')}**", "", "", "", *(f"**{_number(count)}**" for count in totals)])
    lines = _aligned(rows, right=2)
    if words := trainable_words(inference):
        lines += ["", words]
    return "\n".join([f"# {_plain(title)}", "", *lines, ""] if title else [*lines, ""])


def safe_cell(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> safe_cell("=1+1")
    "'=1+1"
    """
    return f"'{cell}" if cell.startswith(_FORMULA_BEGINS) else cell


def _input_row(inference: Inference) -> list[str]:
    return [INPUT, "Input", "", "", _sizes(inference.input_shape), "0", "0", "0", ""]


def _arguments(entry: AnyEntry) -> str:
    """Write what differs from Keras' defaults, such as ``filters=32; padding=same``."""
    fields = layer_to_dict(entry).items()
    own = ((name, value) for name, value in fields if name not in ("kind", "name", "branches"))
    return "; ".join(
        f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in own
    )


def _counts(result: LayerResult) -> list[str]:
    counts = (result.parameters, result.trainable_parameters, result.multiply_adds)
    return ["" if count is None else str(count) for count in counts] + [_sizes(result.receptive_field)]


def _sizes(shape: Shape | None) -> str:
    return "x".join(map(str, shape or ()))


def _shape(result: LayerResult) -> str:
    return shape_text(result.output_shape) if result.output_shape is not None else ""


def _number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _plain(cell: str) -> str:
    """Keep what a person typed from being read as Markdown."""
    for sign in "\\|*`<>[]#":
        cell = cell.replace(sign, "\\" + sign)
    return cell


def _aligned(rows: Sequence[Sequence[str]], right: int) -> list[str]:
    """Write rows with the bars under each other; the last `right` columns are aligned to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    first_right = len(widths) - right

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if place >= first_right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "| " + " | ".join(padded) + " |"

    marks = ["-" * (width - 1) + (":" if place >= first_right else "-") for place, width in enumerate(widths)]
    return [line(rows[0]), line(marks), *map(line, rows[1:])]
