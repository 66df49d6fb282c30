"""`report`: a run on one page, with its results on a part of its data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from cnngui.cli.options import Json, PathOption
from cnngui.cli.output import console, print_json
from cnngui.messages import text


def report(
    run: Annotated[str, Argument(metavar="RUN", help=text("cli.help_run"))],
    out: Annotated[Path | None, PathOption("--out", metavar="FILE", help=text("cli.help_report_out"))] = None,
    measure: Annotated[bool, Option("--measure/--no-measure", help=text("cli.help_measure"))] = True,
    as_json: Json = False,
) -> None:
    """Write a run's report as HTML."""
    from cnngui import api
    from cnngui.files.writing import atomic_bytes

    found = api.find_run(run)
    page = api.report_page(found, measure=measure)
    path = out or Path(f"{found.id}.html")
    atomic_bytes(path, page.encode("utf-8"))
    if as_json:
        print_json({"event": "written", "file": str(path)})
    else:
        console().print(text("cli.exported", path=path))
