"""The real window with the real worker: does it ever freeze, and how soon does an answer follow the pen?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.result import Result, median, percentile
from benchmarks.surroundings import in_own_process, load, resident_mb, shown_app, tell
from cnngui.datasets.ink import Stroke

if TYPE_CHECKING:
    from benchmarks.probes import Gap, Heart, Pen
    from cnngui.app import App

PHASE_S = 10.0
_SEVEN = ((15.0, 70.0), (75.0, 70.0), (40.0, 215.0))
_ZERO = ((125.0, 70.0), (95.0, 110.0), (95.0, 175.0), (125.0, 215.0), (155.0, 150.0), (125.0, 70.0))
PHASES = ("worker imports", "build and first step", "training", "training, a person draws")


class Drawn(NamedTuple):
    """From each movement of the pen to its ink, and to its answer, as they are painted, in ms."""

    inked: list[float]
    answered: list[float]


def measure() -> list[Result]:
    """Let a process of its own drive the window: its memory is then nobody else's."""
    return in_own_process("benchmarks.window")


def drive() -> list[Result]:
    """Measure in this process. The worker reads this file again: Qt is imported here, not above."""
    from benchmarks.probes import Heart, Pen

    with shown_app() as app:
        heart, pen = Heart(), Pen(app)
        idle, third, tablet, training = _phases(app, heart, pen)
        heart.stop()
        memory = resident_mb()
    return [
        *(result for phase in PHASES for result in _beats(phase, heart.gaps[phase])),
        _delay("pen to painted ink, idle", idle.inked, 8.0),
        _delay("pen to painted ink, training", training.inked, 8.0),
        _delay("stroke to painted answer, idle", idle.answered, 16.0),
        _delay("stroke to painted answer, training", training.answered, 33.0),
        _delay("stroke of a third digit to the painted answer, idle", third.answered, 16.0),
        *tablet,
        *([] if memory is None else [Result("memory of the window's process", memory, "MB", 250.0)]),
    ]


def _phases(app: App, heart: Heart, pen: Pen) -> tuple[Drawn, Drawn, list[Result], Drawn]:
    """Do what a person does: return what the pen met idle, alone and beside digits, the tablet's rows, and
    the pen in training."""
    from benchmarks.probes import Pen, pump, wait

    heart.enter(PHASES[0])
    app.state.shipped.start()
    app.state.engine.start()
    wait(lambda: app.state.predictor.model.has_shipped and app.state.library.described is not None)
    heart.enter("")
    idle = _draw(pen)
    third = _draw(Pen(app, tuple(map(Stroke, (_SEVEN, _ZERO)))))
    tablet = _tablet(app)
    recipe = app.state.document.recipe.model_copy(update={"epochs": 1_000})
    app.state.document.set_recipe(recipe)
    heart.enter(PHASES[1])
    app.window.train_actions.train.trigger()
    wait(lambda: len(app.state.training.history.batch_x) > 0)
    # The plots draw it a moment later.
    pump(0.1)
    heart.enter(PHASES[2])
    pump(PHASE_S)
    heart.enter(PHASES[3])
    training = _draw(pen)
    heart.enter("")
    if not app.state.predictor.model.is_own or not app.state.training.status.busy:
        raise RuntimeError("the network did not train all the time")
    app.window.train_actions.stop.trigger()
    wait(lambda: not app.state.training.status.busy)
    return idle, third, tablet, training


def _draw(pen: Pen) -> Drawn:
    from benchmarks.probes import pump

    pen.start()
    pump(PHASE_S)
    pen.stop()
    if not pen.paints:
        raise RuntimeError("the answers were not to be seen")
    return Drawn(pen.inked, pen.delays)


def _tablet(app: App) -> list[Result]:
    from benchmarks.probes import EVENTS_A_SECOND, Tablet, wait

    tablet = Tablet(app, PHASE_S)
    tablet.start()
    wait(lambda: tablet.done)
    starts = range(0, len(tablet.lags), EVENTS_A_SECOND)
    seconds = [percentile(tablet.lags[start : start + EVENTS_A_SECOND], 0.95) for start in starts]
    what = f"{EVENTS_A_SECOND:,} tablet events a second for {PHASE_S:g} s"
    rows = [
        Result(f"{what}: lag in the last second, p95", seconds[-1], "ms", 50.0, rounds=tuple(seconds)),
        Result(f"{what}: points lost", tablet.lost, "", 0.0),
        Result(f"{what}: last event to the painted answer to all", tablet.answer_ms, "ms", 50.0),
    ]
    app.state.drawing.clear()
    return rows


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


if __name__ == "__main__":
    tell(drive())
