"""Run benchmarks and print a table, or JSON: ``python -m benchmarks [--json] [NAME …]``."""

from __future__ import annotations

import argparse
import compileall
import dataclasses
import importlib
import json
import os
import platform
import sys
from pathlib import Path

import cnngui
from benchmarks.result import Result
from benchmarks.surroundings import neighbours

NAMES = (
    "startup",
    "curves",
    "runs",
    "data_page",
    "inference",
    "inside",
    "segmenting",
    "stepper",
    "training",
    "evaluation",
    "explaining",
    "window",
    "gestures",
    "endurance",
)
ON_REQUEST = ("applications", "folders", "ensembles", "mnist", "precision", "transfer")
"""Minutes long, and no figure of README's table."""


def _help() -> str:
    return f"one of {', '.join(NAMES)}, all by default; or {', '.join(ON_REQUEST)}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=_help())
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(NAMES) - set(ON_REQUEST)
    if unknown:
        parser.error(f"unknown benchmark {sorted(unknown)[0]}; known are {', '.join((*NAMES, *ON_REQUEST))}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # As pip does at the installation: else the first use of a page is measured with its compilation.
    compileall.compile_dir(Path(cnngui.__file__).parent, quiet=2)
    results: list[Result] = []
    for name in arguments.names or NAMES:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        before = neighbours()
        measured = importlib.import_module(f"benchmarks.{name}").measure()
        busy = tuple(cores for cores in (before, neighbours()) if cores is not None)
        results += [dataclasses.replace(result, neighbours=busy) for result in measured]
    if arguments.json:
        print(json.dumps([{**dataclasses.asdict(result), "met": result.met} for result in results], indent=2))
    else:
        print(table(results))
    return 0


def table(results: list[Result]) -> str:
    """Return the results as a Markdown table, as README holds it."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    where = f"{machine}, Python {platform.python_version()}"
    lines = [where, "", "| what | measured | goal | met | how |", "|---|---|---|---|---|"]
    for result in results:
        unit = f" {result.unit}" if result.unit else ""
        sign = "≥" if result.at_least else "≤"
        goal = "" if result.goal is None else f"{sign} {result.goal:g}{unit}"
        met = {None: "", True: "yes", False: "**no**"}[result.met]
        value = "" if result.value is None else f"{result.value:.3g}{unit}"
        lines.append(f"| {result.name} | {value} | {goal} | {met} | {_how(result)} |")
    return "\n".join(lines)


def _how(result: Result) -> str:
    """Return what is known beside the figure: notes, all rounds, and how much others have disturbed it."""
    parts = [result.note] if result.note else []
    if result.rounds:
        parts.append("all rounds: " + ", ".join(f"{value:.3g}" for value in result.rounds))
    if result.neighbours:
        parts.append(" and ".join(f"{cores:.1f}" for cores in result.neighbours) + " cores taken by others")
    return "; ".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
