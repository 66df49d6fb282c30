"""Where work waits for the thread that trains, and how a run under way hears what a person wants of it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from cnngui.engine.protocol import Train
from cnngui.network.recipe import Recipe


class RunControl:
    """A run that was asked for, and what a person wants of it. `Inbox` makes them, and what trains beside it.

    Attributes:
        recipe: what it is to go by from its next step on.
    """

    def __init__(self, command: Train, changed: threading.Condition) -> None:
        self.command = command
        self.recipe = command.recipe
        self._changed = changed
        self._stopped = False
        self._paused = command.paused
        self._steps = 0

    @property
    def stopped(self) -> bool:
        """Whether the run is to end now."""
        return self._stopped

    @property
    def paused(self) -> bool:
        """Whether the run is to wait, unless single steps were granted."""
        return self._paused

    def take_step(self) -> bool:
        """Use up one of the single steps that were granted, if there is one."""
        with self._changed:
            granted = self._steps > 0
            self._steps -= granted
            return granted

    def give_back_step(self) -> None:
        """Grant again what `take_step` took and nothing was done with."""
        with self._changed:
            self._steps += 1

    def wait(self, seconds: float) -> None:
        """Sleep until something is wanted, at most `seconds`."""
        with self._changed:
            if self._paused and not self._steps and not self._stopped:
                self._changed.wait(seconds)

    def obey(self, action: str) -> None:
        """Take what a person wants: "pause", "resume", "step" or "stop"."""
        with self._changed:
            self._stopped = self._stopped or action == "stop"
            self._paused = action in ("pause", "step") or (self._paused and action != "resume")
            self._steps = self._steps + 1 if action == "step" else 0
            self._changed.notify_all()


@dataclass(frozen=True, eq=False)
class Job:
    """Something for the thread that trains to do.

    Attributes:
        between_steps: it may be done between two steps of a run, which then need not end for it.
    """

    work: Callable[[], None]
    between_steps: bool = False


class Inbox:
    """A queue in which control overtakes: it takes effect on a run at once, even before the run began."""

    def __init__(self) -> None:
        self._changed = threading.Condition(threading.RLock())
        self._waiting: deque[RunControl | Job | None] = deque()
        self._current: RunControl | None = None

    def post_run(self, command: Train) -> None:
        """Put a run in line; from any thread, as all that is posted."""
        self._post(RunControl(command, self._changed))

    def post(self, job: Job, *, ends_runs: bool = False) -> None:
        """Put a job in line. What replaces the model `ends_runs`: those under way and in line stop first."""
        with self._changed:
            if ends_runs:
                self.end_runs()
            self._post(job)

    def control(self, action: str) -> None:
        """Steer the run under way, else the first in line, at once."""
        with self._changed:
            for run in self._runs()[:1]:
                run.obey(action)
            self._changed.notify_all()

    def change_recipe(self, recipe: Recipe) -> None:
        """Let the run under way, else the first in line, go by another recipe from its next step on."""
        with self._changed:
            for run in self._runs()[:1]:
                run.recipe = recipe

    def end_runs(self) -> None:
        """Stop the run under way and those in line."""
        with self._changed:
            for run in self._runs():
                run.obey("stop")

    def close(self) -> None:
        """Stop all runs; behind what waits already, `next` says that it is over."""
        with self._changed:
            self.end_runs()
            self._post(None)

    def next(self) -> RunControl | Job | None:
        """Return the oldest, waiting for one; None at the end. A run is under way until `end_run`."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting))
            item = self._waiting.popleft()
            self._current = item if isinstance(item, RunControl) else None
            return item

    @property
    def run_under_way(self) -> bool:
        """Whether `next` gave a run that has not ended."""
        return self._current is not None

    def end_run(self) -> None:
        """Take note that the run under way has ended: from now on control is for the next one."""
        with self._changed:
            self._current = None

    def take_between_steps(self) -> list[Job]:
        """Return the jobs that a run can do on its way: those that wait, up to one that cannot be."""
        with self._changed:
            jobs: list[Job] = []
            while self._waiting and isinstance(job := self._waiting[0], Job) and job.between_steps:
                self._waiting.popleft()
                jobs.append(job)
            return jobs

    def _post(self, item: RunControl | Job | None) -> None:
        with self._changed:
            self._waiting.append(item)
            self._changed.notify_all()

    def _runs(self) -> list[RunControl]:
        """Return the run under way and those in line: control is for the first."""
        current = [] if self._current is None else [self._current]
        return current + [item for item in self._waiting if isinstance(item, RunControl)]
