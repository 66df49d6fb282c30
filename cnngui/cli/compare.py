"""`compare`: two networks side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnngui.cli.options import Json
from cnngui.cli.output import console, count_text, print_json, print_table
from cnngui.cli.sources import find_by_word
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.network.compare import Comparison, Row, Side, TotalChange

_SIGNS = {"same": "", "changed": "~", "added": "+", "removed": "−"}


def compare(
    before: Annotated[str, typer.Argument(metavar="NETWORK", help=text("cli.help_before"))],
    after: Annotated[str, typer.Argument(metavar="OTHER", help=text("cli.help_after"))],
    as_json: Json = False,
) -> int:
    """Show what has to be changed in the first network to get the second."""
    from cnngui.network.compare import compare as compared

    old, new = find_by_word(before), find_by_word(after)
    comparison = compared(old.network, new.network)
    if as_json:
        print_json(_facts(comparison))
    else:
        _print(old.name, new.name, comparison)
    return 0


def _facts(comparison: Comparison) -> dict[str, Any]:
    return {
        "rows": [
            {
                "mark": row.mark,
                "depth": row.depth,
                "before": _side_facts(row.left),
                "after": _side_facts(row.right),
                "changes": [
                    {"field": each.field, "before": each.before, "after": each.after} for each in row.changes
                ],
                "parameters": row.parameters,
                "multiply_adds": row.multiply_adds,
            }
            for row in comparison.rows
        ],
        "parameters": _total_facts(comparison.parameters),
        "multiply_adds": _total_facts(comparison.multiply_adds),
    }


def _side_facts(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {"name": side.name, "kind": side.kind, "output_shape": side.output_shape}


def _total_facts(totals: TotalChange) -> dict[str, int | None]:
    return {"before": totals.before, "after": totals.after, "difference": totals.difference}


def _print(before: str, after: str, comparison: Comparison) -> None:
    from cnngui.network.compare import change_text, signed

    columns = {
        "": "left",
        before: "left",
        # Two networks of one name still need two columns.
        after if after != before else f"{after} ": "left",
        text("compare.changes"): "left",
        text("compare.more_parameters"): "right",
    }
    rows = [
        [
            _SIGNS[row.mark],
            _cell(row, row.left),
            _cell(row, row.right),
            "\n".join(map(change_text, row.changes)),
            signed(row.parameters) if row.parameters else "",
        ]
        for row in comparison.rows
    ]
    out = console()
    print_table(columns, rows, out)
    for label, totals in (
        (text("compare.parameters"), comparison.parameters),
        (text("compare.multiply_adds"), comparison.multiply_adds),
    ):
        figures = {"before": count_text(totals.before), "after": count_text(totals.after)}
        out.print(text("compare.from_to", label=label, difference=signed(totals.difference), **figures))
    if comparison.differing:
        told = text("compare.differ", count=comparison.differing, rows=len(comparison.rows))
    else:
        told = text("compare.same")
    out.print(told, style="bold")


def _cell(row: Row, side: Side | None) -> str:
    if side is None:
        return ""
    words = f"{side.kind}  {side.arguments}".rstrip()
    return "  " * row.depth + words
