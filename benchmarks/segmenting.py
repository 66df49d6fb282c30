"""What it costs, at each movement of the pen, to tell several digits on the canvas apart."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.result import Result, median, percentile
from cnngui.datasets.ink import Stroke, line_of_strokes
from cnngui.datasets.segmenting import divide

ROUNDS = 200
POINTS = 120
GOAL_MS = 1.0


def measure() -> list[Result]:
    """Tell three digits of six strokes apart, one of which grows, and divide a line of open seams."""
    across = [20.0, 40.0, 120.0, 130.0, 210.0, 230.0]
    apart = [Stroke(_line(left)) for left in across]
    close = [Stroke(_line(20.0 + 24 * place)) for place in range(6)]
    line = line_of_strokes(close)
    answers = {span: np.full(10, 0.1, np.float32) for span in line.spans}

    def grown() -> None:
        # The stroke under the pen is another object at each movement.
        line_of_strokes([*apart[:-1], Stroke(apart[-1].points)])

    return [
        _row("strokes of three digits told apart", grown),
        _row(f"{len(line.spans)} answers to strokes side by side weighed", lambda: divide(line, answers)),
    ]


def _line(left: float) -> tuple[tuple[float, float], ...]:
    down = np.linspace(60.0, 200.0, POINTS)
    return tuple((left + 5 * float(np.sin(y / 9)), float(y)) for y in down)


def _row(name: str, deed: Callable[[], object]) -> Result:
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        deed()
        times.append(1000 * (time.thread_time() - start))
    note = f"p95 {percentile(times, 0.95):.2f} ms of {ROUNDS}"
    return Result(name, median(times), "ms", GOAL_MS, note=note)
