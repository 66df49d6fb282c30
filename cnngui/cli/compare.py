"""`compare`: two networks side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument

from cnngui.cli.options import Json
from cnngui.cli.output import console, count_text, picked, print_json, print_table
from cnngui.cli.sources import find_by_word
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.network.compare import Comparison, Row, Side

_SIGNS = {"same": "", "changed": "~", "added": "+", "removed": "−"}


def compare(
    before: Annotated[str, Argument(metavar="NETWORK", help=text("cli.help_before"))],
    after: Annotated[str, Argument(metavar="OTHER", help=text("cli.help_after"))],
    as_json: Json = False,
) -> None:
    """Show what has to be changed in the first network to get the second."""
    from cnngui.network.compare import compare as compared

    old, new = find_by_word(before), find_by_word(after)
    comparison = compared(old.network, new.network)
    if as_json:
        print_json(_facts(comparison))
    else:
        _print(old.name, new.name, comparison)


def _facts(comparison: Comparison) -> dict[str, Any]:
    return {
        "rows": [
            {
                **picked(row, "mark", "depth", "parameters", "multiply_adds"),
                "before": _side_facts(row.left),
                "after": _side_facts(row.right),
                "changes": [picked(change, "field", "before", "after") for change in row.changes],
            }
            for row in comparison.rows
        ],
        "parameters": picked(comparison.parameters, "before", "after", "difference"),
        "trainable": picked(comparison.trainable, "before", "after", "difference"),
        "multiply_adds": picked(comparison.multiply_adds, "before", "after", "difference"),
    }


def _side_facts(side: Side | None) -> dict[str, Any] | None:
    return None if side is None else picked(side, "name", "kind", "output_shape")


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
    # Of networks that are trained whole it would say the same again.
    trainable = ("trainable",) if comparison.trainable != comparison.parameters else ()
    for figure in ("parameters", *trainable, "multiply_adds"):
        totals, label = getattr(comparison, figure), text(f"compare.{figure}")
        figures = {"before": count_text(totals.before), "after": count_text(totals.after)}
        out.print(text("compare.from_to", label=label, difference=signed(totals.difference), **figures))
    differing = text("compare.differ", count=comparison.differing, rows=len(comparison.rows))
    out.print(differing if comparison.differing else text("compare.same"), style="bold")


def _cell(row: Row, side: Side | None) -> str:
    return "" if side is None else "  " * row.depth + f"{side.kind}  {side.arguments}".rstrip()
