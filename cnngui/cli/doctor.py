"""`doctor`: whether this computer can run the program, and what to do where it cannot."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from cnngui import __version__
from cnngui.cli.options import Json
from cnngui.cli.output import console, print_json
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.cli.checks import Check


def doctor(
    deep: Annotated[bool, typer.Option("--deep", help=text("cli.help_deep"))] = False, as_json: Json = False
) -> int:
    """Check Python, libraries, memory, disk, screen and shipped files; the exit code is 1 at an error."""
    from cnngui.cli.checks import quick_checks, versions
    from cnngui.cli.trials import trials

    checks = []
    for check in chain(quick_checks(), trials() if deep else ()):
        checks.append(check)
        if not as_json:
            _print(check)
    healthy = all(check.status != "error" for check in checks)
    if as_json:
        listed = [_facts(check) for check in checks]
        facts = {"version": __version__, "ok": healthy, "checks": listed, "libraries": versions()}
        print_json(facts)
    else:
        told = text("cli.healthy" if healthy else "cli.not_healthy")
        console().print(told, style="bold", soft_wrap=True)
    return 0 if healthy else 1


def _facts(check: Check) -> dict[str, str]:
    return {"name": check.name, "status": check.status, "found": check.found, "mend": check.mend}


def _print(check: Check) -> None:
    words = {"ok": text("cli.ok"), "warn": text("cli.warning"), "error": text("cli.error")}
    colours = {"ok": "green", "warn": "yellow", "error": "bold red"}
    width = max(len(word) for word in words.values())
    out = console()
    out.print(f"{words[check.status]:<{width}}  ", style=colours[check.status], end="")
    out.print(f"{check.label}: {check.found}", soft_wrap=True)
    if check.mend:
        out.print(f"{'':<{width}}  {check.mend}", soft_wrap=True)
