"""The commands that open the window. They alone import Qt, and only once they run."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cnngui.cli.options import Json
from cnngui.cli.output import console, print_json
from cnngui.cli.progress import progress_bar
from cnngui.errors import CnnguiError
from cnngui.messages import text


def gui(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=text("cli.help_gui_file"))] = None,
) -> int:
    """Open the window, with a project if one is named.

    Raises:
        CnnguiError: ``cli.no_display``.
    """
    if not has_display():
        raise CnnguiError("cli.no_display")
    # Modules that load make much and drop nothing: to look for garbage among them took 0.15 s of 1.7.
    gc.disable()
    try:
        from cnngui import app
    finally:
        gc.enable()
    return app.run(str(file) if file else None)


def tour(
    screenshots: Annotated[
        Path | None, typer.Option("--screenshots", metavar="DIR", help=text("cli.help_screenshots"))
    ] = None,
    as_json: Json = False,
) -> int:
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
        return 0
    out = console()
    facts = asdict(result)
    out.print(text("cli.tour_done", **facts), soft_wrap=True)
    out.print(text("cli.tour_prediction", **facts), soft_wrap=True)
    if result.screenshots:
        told = text("cli.tour_screenshots", count=len(result.screenshots), folder=screenshots)
        out.print(told, soft_wrap=True)
    return 0


def has_display() -> bool:
    """Whether a window can open: always off Linux; on it with X11, Wayland, or what Qt was told to use."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)
