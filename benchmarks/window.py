"""The real window with the real worker: does it ever freeze, and how soon does an answer follow the pen?"""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.result import Result, median, percentile
from benchmarks.surroundings import load, own_home, resident_mb

if TYPE_CHECKING:
    from benchmarks.probes import Gap, Heart, Pen
    from cnngui.app import App

WIDTH, HEIGHT = 1440, 900
PHASE_S = 10.0
PHASES = ("worker imports", "build and first step", "training", "training, a person draws")
_PATIENCE_S = 180.0


def measure() -> list[Result]:
    """Let a process of its own drive the window: its memory is then nobody else's."""
    with own_home():
        child = subprocess.run(
            [sys.executable, "-m", "benchmarks.window"],
            cwd=Path(__file__).resolve().parent.parent,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            timeout=4 * _PATIENCE_S,
            check=True,
        )
    return [Result(**fields) for fields in json.loads(child.stdout)]


def drive() -> list[Result]:
    """Measure in this process. The worker reads this file again: Qt is imported here, not above."""
    from benchmarks.probes import Heart, Pen
    from cnngui.app import App, application, build_state

    application()
    app = App(build_state())
    try:
        app.state.settings.theme = "light"
        app.window.resize(WIDTH, HEIGHT)
        app.window.show()
        _pump(0.5)  # the first paint is startup's to measure
        heart, pen = Heart(), Pen(app)
        idle, training = _phases(app, heart, pen)
        heart.stop()
        memory = resident_mb()
    finally:
        app.state.document.undo_stack.setClean()
        app.state.document.mark_reset()
        app.window.close()
        app.close()
    if left := multiprocessing.active_children():
        raise RuntimeError(f"still there after the window: {left}")
    return [
        *(result for phase in PHASES for result in _beats(phase, heart.gaps[phase])),
        _delay("stroke to painted answer, idle", idle, 16.0),
        _delay("stroke to painted answer, training", training, 33.0),
        *([] if memory is None else [Result("memory of the window's process", memory, "MB", 250.0)]),
    ]


def _phases(app: App, heart: Heart, pen: Pen) -> tuple[list[float], list[float]]:
    """Do what a person does, and return the delays of the pen, idle and while training."""
    heart.enter(PHASES[0])
    app.state.shipped.start()
    app.state.engine.start()
    _wait(lambda: app.state.predictor.model.has_shipped and app.state.library.described is not None)
    heart.enter("")
    idle = _draw(pen)
    recipe = app.state.document.recipe.model_copy(update={"epochs": 1_000})
    app.state.document.set_recipe(recipe)
    heart.enter(PHASES[1])
    app.window.train_actions.train.trigger()
    _wait(lambda: len(app.state.training.history.batch_x) > 0)
    # The plots draw it a moment later.
    _pump(0.1)
    heart.enter(PHASES[2])
    _pump(PHASE_S)
    heart.enter(PHASES[3])
    training = _draw(pen)
    heart.enter("")
    if not app.state.predictor.model.is_own or not app.state.training.status.busy:
        raise RuntimeError("the network did not train all the time")
    app.window.train_actions.stop.trigger()
    _wait(lambda: not app.state.training.status.busy)
    return idle, training


def _draw(pen: Pen) -> list[float]:
    pen.start()
    _pump(PHASE_S)
    pen.stop()
    if not pen.paints:
        raise RuntimeError("the answers were not to be seen")
    return pen.delays


def _beats(phase: str, gaps: list[Gap]) -> list[Result]:
    note = (
        f"by CPU time p99 {percentile([gap.cpu for gap in gaps], 0.99):.1f},"
        f" max {max(gap.cpu for gap in gaps):.1f} ms; {load()}"
    )
    walls = [gap.wall for gap in gaps]
    return [
        Result(f"beat of the window, {phase}: p99", percentile(walls, 0.99), "ms", 16.0, note=note),
        Result(f"beat of the window, {phase}: longest", max(walls), "ms", 50.0, note=f"of {len(gaps):,}"),
    ]


def _delay(name: str, delays: list[float], goal: float) -> Result:
    note = f"median {median(delays):.1f} ms of {len(delays)} points; {load()}"
    return Result(f"{name}, p95", percentile(delays, 0.95), "ms", goal, note=note)


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("the window waited too long")
        _pump(0.02)


def _pump(seconds: float) -> None:
    """Let the window live; QTest.qWait would sleep for 10 ms between two looks at its events."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


if __name__ == "__main__":
    print(json.dumps([dataclasses.asdict(result) for result in drive()]))
