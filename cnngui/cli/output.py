"""What a command hands back: tables and sentences for people, JSON lines for machines, the exit code."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cnngui.messages import Message, text

if TYPE_CHECKING:
    from rich.console import Console

EXPLAINED = 1
"""The exit code of an error, told in words before; 0 is done."""
MISTYPED = 2
"""The command itself cannot be read."""
NO_DATA = 3
"""The data are not there, cannot be read, or do not fit."""
NOT_TRAINED = 4
"""A training began and failed."""
INTERRUPTED = 130
"""Ctrl+C, as shells count it: 128 + SIGINT."""

# Wide enough that no table of ours is cut when it is written to a file.
_FILE_COLUMNS = 200


def console(*, stderr: bool = False, soft_wrap: bool = True) -> Console:
    """Return a rich console that adds colour on a terminal only, and reads no markup in what it is given.

    Args:
        soft_wrap: the terminal breaks long lines, so that a path copied from it is whole.
    """
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _FILE_COLUMNS
    return Console(
        stderr=stderr, width=width, soft_wrap=soft_wrap, markup=False, highlight=False, emoji=False
    )


def headings(*codes: str) -> dict[str, str]:
    """Return columns for `print_table`: the words of ``cli.column_<code>``; ``>`` before it means "right"."""
    return {
        text(f"cli.column_{code.lstrip('>')}"): "right" if code.startswith(">") else "left" for code in codes
    }


def print_table(
    columns: Mapping[str, str],
    rows: Iterable[Sequence[str]],
    out: Console,
    *,
    footer: bool = False,
    dense: bool = False,
) -> None:
    """Print a table.

    Args:
        columns: heading -> "left" or "right".
        rows: a cell for each column; foreign text is shown as it is.
        footer: the last row is a total, set off by a line.
        dense: one space between columns instead of three.
    """
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    listed = [[Text(cell) for cell in row] for row in rows]
    last = listed.pop() if footer else [Text("")] * len(columns)
    table = Table(box=SIMPLE, show_footer=footer, pad_edge=False, header_style="bold", footer_style="bold")
    table.padding = (0, 0) if dense else (0, 1)
    for (heading, side), total in zip(columns.items(), last, strict=True):
        table.add_column(heading, total, justify="right" if side == "right" else "left", overflow="fold")
    for row in listed:
        table.add_row(*row)
    out.print(table, soft_wrap=False)


def print_note(note: object) -> None:
    """Print on standard error what a person should know beside the result."""
    console(stderr=True).print(text("cli.note", note=note), style="yellow")


def print_json(value: Any) -> None:
    """Print `value` as one line of JSON and flush, so that a reader sees it at once."""
    print(json.dumps(plain(value), allow_nan=False), flush=True)


def plain(value: Any) -> Any:
    """Return `value` in JSON's own types: arrays as lists, numbers that are not finite as None."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def picked(value: object, *names: str) -> dict[str, Any]:
    """Return attributes of `value` by their names, which are what machines call them too."""
    return {name: getattr(value, name) for name in names}


def print_error(told: Message, as_json: bool) -> None:
    """Print what happened, why, and the mend: in red on standard error, or as JSON on standard output."""
    if as_json:
        print_json({"error": told.as_dict()})
        return
    sys.stdout.flush()
    out = console(stderr=True)
    out.print(_obeyed_by_none(told.what), style="bold red")
    for part in (told.why, told.mend):
        if part:
            out.print(_obeyed_by_none(part), style="red" if part is told.why else "")


def _obeyed_by_none(sentence: str) -> str:
    """Return a sentence, which may hold a foreign name, without what a terminal takes for a command."""
    return "".join(each if each.isprintable() or each == "\n" else "?" for each in sentence)


def aligned(words: Sequence[str]) -> list[str]:
    """Return words that take the same number of columns: letters such as Korean ones take two each."""
    from rich.cells import cell_len

    width = max(map(cell_len, words), default=0)
    return [word + " " * (width - cell_len(word)) for word in words]


def count_text(count: int | None) -> str:
    """Return a count as people read it, such as 1,234, or a dash for an unknown one."""
    return "–" if count is None else f"{count:,}"


def label_value(name: str) -> Any:
    """Return a class name as machines compare it: a whole number if that is what it is written as."""
    return int(name) if name.isascii() and name.isdigit() and str(int(name)) == name else name


def shape_text(shape: Sequence[int] | None) -> str:
    """Return a shape as people write it, such as 28×28×1, or a dash for an unknown one."""
    return "×".join(map(str, shape)) if shape else "–"
