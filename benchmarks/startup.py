"""From starting the program to a window that is seen, drawn on and answers, against importing TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping

from benchmarks.result import Result, median
from benchmarks.start_probe import MOMENTS
from benchmarks.surroundings import load, own_home

ROUNDS = 5
_WINDOW = ["-m", "benchmarks.start_probe"]
_TENSORFLOW = ["-c", "import tensorflow"]
_HELP = ["-m", "cnngui", "--help"]
_NAMES = {
    "painted": "window's first paint",
    "ink": "first accepted stroke, ink to be seen",
    "answer": "first answer, a drawn digit recognised",
}
_GOALS = {"painted": 1.0, "ink": 1.1, "answer": 2.0}


def measure() -> list[Result]:
    """Alternate between our window and TensorFlow, each as a process of its own; the disk cache is warm.

    The program is started by its command; a digit is drawn by the mouse as soon as the window is painted.
    """
    _moments()
    _seconds(_TENSORFLOW)
    starts: list[Mapping[str, float]] = []
    imports, helps = [], []
    for _ in range(ROUNDS):
        starts.append(_moments())
        imports.append(_seconds(_TENSORFLOW))
        helps.append(_seconds(_HELP))
    tensorflow = median(imports)
    # In pairs: a neighbour that slows one down slows the other down, too.
    ratios = [start["painted"] / seconds for start, seconds in zip(starts, imports, strict=True)]
    seconds = {moment: [start[moment] for start in starts] for moment in MOMENTS}
    return [
        Result(
            "window's first paint against import tensorflow",
            median(ratios),
            "",
            0.35,
            note=f"{median(seconds['painted']):.2f} s against {tensorflow:.2f} s; {load()}",
            rounds=tuple(ratios),
        ),
        *(
            Result(
                *(_NAMES[moment], median(times), "s", _GOALS[moment]),
                note="from the command",
                rounds=tuple(times),
            )
            for moment, times in seconds.items()
        ),
        Result("cnngui --help", median(helps), "s", 0.5, rounds=tuple(helps)),
    ]


def _moments() -> dict[str, float]:
    """Return how many seconds after the command each moment came."""
    with own_home():
        start = time.time()
        told = _run(_WINDOW)
    return {moment: float(at) - start for moment, at, _ in map(str.split, told.splitlines())}


def _seconds(arguments: list[str]) -> float:
    """Return how many seconds a process takes from its start to its end."""
    start = time.perf_counter()
    _run(arguments)
    return time.perf_counter() - start


def _run(arguments: list[str]) -> str:
    """Run Python as a person does who starts a program for the second time: its files are compiled.

    Raises:
        RuntimeError: it failed.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stderr}")
    return done.stdout
