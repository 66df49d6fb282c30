"""Where commands wait for the thread that trains, and how a run under way hears what a person wants of it."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

from cnngui.engine.protocol import Control, Export, Reset, Save, Shutdown, Train
from cnngui.network.strict_json import Faults
from cnngui.runs.project import Project


@dataclass(frozen=True, eq=False)
class Adopt:
    """A project that `Open` has had read, to become the own model; of another program's file, with notes."""

    request_id: int
    path: str
    project: Project
    foreign: bool = False
    notes: Faults = field(default_factory=Faults)


class RunControl:
    """A run that was asked for, and what a person wants of it. Only `Inbox` makes them."""

    def __init__(self, command: Train, changed: threading.Condition) -> None:
        self.command = command
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

    def wait(self, seconds: float) -> None:
        """Sleep until something is wanted, at most `seconds`."""
        with self._changed:
            if self._paused and not self._steps and not self._stopped:
                self._changed.wait(seconds)

    def obey(self, action: str) -> None:
        with self._changed:
            self._stopped = self._stopped or action == "stop"
            self._paused = action in ("pause", "step") or (self._paused and action != "resume")
            self._steps = self._steps + 1 if action == "step" else 0
            self._changed.notify_all()


Item = RunControl | Save | Export | Reset | Adopt | Shutdown


class Inbox:
    """A queue in which control overtakes: it takes effect on a run at once, even before the run began."""

    def __init__(self) -> None:
        self._changed = threading.Condition(threading.RLock())
        self._waiting: deque[Item] = deque()
        self._current: RunControl | None = None

    def post(self, item: Train | Control | Save | Export | Reset | Adopt | Shutdown) -> None:
        """Put a command in line; from any thread. What replaces the own model ends a run first."""
        with self._changed:
            if isinstance(item, Control):
                for control in self._tickets()[:1]:
                    control.obey(item.action)
            else:
                if isinstance(item, (Reset, Adopt, Shutdown)):
                    for control in self._tickets():
                        control.obey("stop")
                self._waiting.append(RunControl(item, self._changed) if isinstance(item, Train) else item)
            self._changed.notify_all()

    def next(self) -> Item:
        """Return the oldest command, waiting for one. A control is the run under way until `end_run`."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting))
            item = self._waiting.popleft()
            self._current = item if isinstance(item, RunControl) else None
            return item

    def end_run(self) -> None:
        """Take note that the run under way has ended: from now on control is for the next one."""
        with self._changed:
            self._current = None

    def take_saves(self) -> list[Save | Export]:
        """Return what a run can answer on its way: saves and exports that wait, up to another command."""
        with self._changed:
            saves: list[Save | Export] = []
            while self._waiting and isinstance(self._waiting[0], (Save, Export)):
                saves.append(self._waiting.popleft())  # type: ignore[arg-type]  # the loop asked
            return saves

    def _tickets(self) -> list[RunControl]:
        """Return the run under way and those in line: control is for the first."""
        current = [] if self._current is None else [self._current]
        return current + [item for item in self._waiting if isinstance(item, RunControl)]
