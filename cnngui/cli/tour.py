"""`tour`: the real window, driven through its main job. Qt is imported once it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cnngui.cli.options import Json, PathOption
from cnngui.cli.output import console, print_json
from cnngui.cli.terminal import progress_bar
from cnngui.messages import text


def tour(
    screenshots: Annotated[
        Path | None, PathOption("--screenshots", metavar="DIR", help=text("cli.help_screenshots"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Drive the real window through its main job, on a screen or without one."""
    from dataclasses import asdict

    from cnngui.tour import run_tour

    shown = ""
    with progress_bar() as bar:
        task = bar.add_task("", total=1.0)

        def report(doing: str, done: float) -> None:
            nonlocal shown
            bar.update(task, description=doing, completed=done)
            if doing != shown and bar.disable:
                console(stderr=True).print(doing)
            shown = doing

        result = run_tour(screenshots, report)
    if as_json:
        print_json(asdict(result))
        return
    out = console()
    facts = asdict(result)
    out.print(text("cli.tour_done", **facts))
    out.print(text("cli.tour_prediction", **facts))
    if result.screenshots:
        told = text("cli.tour_screenshots", count=len(result.screenshots), folder=screenshots)
        out.print(told)
