"""`doctor`: whether this computer can run the program, and what to do where it cannot."""

from __future__ import annotations

from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Annotated

from typer import Option

from cnngui import __version__
from cnngui.cli.options import Json
from cnngui.cli.output import aligned, console, print_json
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.cli.doctor_checks import DoctorCheck


def doctor(
    deep: Annotated[bool, Option("--deep", help=text("cli.help_deep"))] = False, as_json: Json = False
) -> int:
    """Check Python, libraries, memory, disk, screen and shipped files; the exit code is 1 at an error."""
    from cnngui.cli.doctor_checks import deep_checks, quick_checks, versions

    checks = []
    for check in chain(quick_checks(), deep_checks() if deep else ()):
        checks.append(check)
        if not as_json:
            _print(check)
    healthy = all(check.status != "error" for check in checks)
    if as_json:
        listed = [asdict(check) for check in checks]
        print_json({"version": __version__, "ok": healthy, "checks": listed, "libraries": versions()})
    else:
        told = text("cli.healthy" if healthy else "cli.not_healthy")
        console().print(told, style="bold")
    return 0 if healthy else 1


def _print(check: DoctorCheck) -> None:
    words = {"ok": text("cli.ok"), "warn": text("cli.warning"), "error": text("cli.error")}
    colours = {"ok": "green", "warn": "yellow", "error": "bold red"}
    padded = dict(zip(("", *words), aligned(["", *words.values()]), strict=True))
    out = console()
    out.print(f"{padded[check.status]}  ", style=colours[check.status], end="")
    out.print(f"{check.label}: {check.found}")
    if check.mend:
        out.print(f"{padded['']}  {check.mend}")
