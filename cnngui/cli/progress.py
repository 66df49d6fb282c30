"""Progress bars on a terminal; nothing moves where nobody watches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cnngui.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress


def progress_bar(*columns: str, transient: bool = True) -> Progress:
    """Return a bar on standard error with the time left, and `columns` of rich's field syntax behind it.

    Off a terminal it is there but draws nothing. Standard output stays free for results.
    """
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None if columns else 40),
        TaskProgressColumn("{task.percentage:>3.0f} %", text_format_no_percentage=""),
        *(TextColumn(column, markup=False) for column in columns),
        TimeRemainingColumn(compact=True),
        console=console(stderr=True),
        transient=transient,
        disable=not sys.stderr.isatty(),
        expand=bool(columns),
        refresh_per_second=10,
    )
