"""Members of an ensemble trained side by side in the terminal: a bar and lines of each in one view."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cnngui.cli.output import (
    INTERRUPTED,
    NOT_TRAINED,
    console,
    count_text,
    headings,
    print_json,
    print_table,
)
from cnngui.cli.terminal import progress_bar, stop_on_interrupt
from cnngui.cli.train_progress import ForMachines, ForPeople
from cnngui.engine.protocol import ENDINGS, Event, Failed, Finished, Stopped, Train, WorkerDied
from cnngui.messages import text
from cnngui.runs.run import Run

if TYPE_CHECKING:
    from cnngui.engine.pool import MemberEvent, Pool
    from cnngui.engine.shares import Workers

_POLL_S = 0.1


def train_members(
    members: Sequence[Train],
    workers: int,
    best: Workers,
    as_json: bool,
    folder: Path | None = None,
    *,
    edits: bool = True,
) -> int:
    """Train all members, as many at once as there are workers, and return the exit code.

    Ctrl+C once stops all and keeps what they learned, twice ends at once.

    Args:
        best: how many at once are best here, and why.
        folder: where their runs are kept; None for among the others.
        edits: whether a person's edits to the data apply.
    """
    from cnngui.engine.pool import Pool
    from cnngui.engine.transports import ProcessTransport

    pool = Pool(members, workers, folder, partial(ProcessTransport, edits=edits))
    view: _View = _Machines(pool) if as_json else _People(pool)
    view.begin(best)
    wanted = threading.Event()
    endings: dict[int, Event] = {}
    try:
        with view, stop_on_interrupt(wanted.set):
            pool.start()
            while not pool.over:
                if wanted.is_set():
                    wanted.clear()
                    pool.control("stop")
                told = pool.receive(_POLL_S)
                if told is None:
                    continue
                if isinstance(told.event, ENDINGS):
                    endings[told.member] = told.event
                # Of a terminal that was closed, what is learned is none the less.
                with suppress(OSError):
                    view.show(told)
            pool.close()
    except KeyboardInterrupt:
        # The second one. Each worker ends when this process is gone; their checkpoints stay.
        os._exit(INTERRUPTED)
    with suppress(OSError):
        view.end()
    if any(isinstance(ending, Stopped) for ending in endings.values()):
        return INTERRUPTED
    return NOT_TRAINED if any(isinstance(ending, Failed) for ending in endings.values()) else 0


class _View(AbstractContextManager[Any], Protocol):
    """Is told what becomes of every member."""

    def begin(self, best: Workers) -> None: ...
    def show(self, told: MemberEvent) -> None: ...
    def end(self) -> None: ...


class _Machines(_View):
    """JSON lines as of one training, each with the number of its member, from 1."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._views = [ForMachines({"member": place + 1}) for place in range(len(pool.members))]

    def __exit__(self, *raised: object) -> None:
        return None

    def begin(self, best: Workers) -> None:
        runs = [member.run_id for member in self._pool.members]
        seeds = [member.recipe.seed for member in self._pool.members]
        told = {"group": self._pool.members[0].origin.group, "runs": runs, "seeds": seeds}
        why = {"limit": best.limit, "cores": best.cores, "fitting": best.fitting}
        print_json({"event": "members", **told, "workers": self._pool.workers, **why})

    def show(self, told: MemberEvent) -> None:
        member, event = told.member, told.event
        about = {"member": member + 1, "run": self._pool.members[member].run_id}
        match event:
            case Finished() | Stopped():
                self._views[member].show(event)
                name = type(event).__name__.lower()
                print_json({"event": name, **about, "epochs": event.epoch, "seconds": event.seconds})
            case Failed():
                print_json({"event": "failed", **about, "error": event.error.message().as_dict()})
            case WorkerDied():
                print_json({"event": "died", **about, "error": event.error.message().as_dict()})
            case _:
                self._views[member].show(event)

    def end(self) -> None:
        told = {"group": self._pool.members[0].origin.group, "folder": str(self._pool.folder)}
        print_json({"event": "ended", **told})


class _People(_View):
    """A bar for each member under way, a line for each epoch, and a table at the end."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._bar = progress_bar("{task.fields[figures]}")
        names = [
            text("cli.member", number=place + 1, seed=member.recipe.seed)
            for place, member in enumerate(pool.members)
        ]
        self._views: list[ForPeople | None] = [None] * len(names)
        self._names = names

    def __enter__(self) -> _People:
        self._bar.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._bar.stop()

    def begin(self, best: Workers) -> None:
        count, workers = len(self._pool.members), self._pool.workers
        if workers == best.count:
            reason = text(f"cli.workers_by_{best.limit}", cores=best.cores, fitting=best.fitting or 0)
        else:
            reason = text("cli.workers_wanted")
        console().print(text("cli.members", count=count, workers=workers, reason=reason), soft_wrap=True)

    def show(self, told: MemberEvent) -> None:
        name, view = self._names[told.member], self._views[told.member]
        if isinstance(told.event, (*ENDINGS, WorkerDied)):
            if view is not None:
                view.show(told.event)
                view.remove()
                self._views[told.member] = None
            ended = isinstance(told.event, ENDINGS)
            self._print(f"{name}  {_words_of(told.event)}", "bold" if ended else "yellow")
            return
        if view is None:
            view = self._views[told.member] = ForPeople(self._bar, f"{name}  ")
        view.show(told.event)

    def _print(self, line: str, style: str) -> None:
        ForPeople.out_for(self._bar).print(line, style=style, soft_wrap=True)

    def end(self) -> None:
        columns = headings("member", "id", "state", ">epochs", ">best", ">last", ">time")
        print_table(columns, map(self._row, range(len(self._names))), console())
        group = self._pool.members[0].origin.group
        console().print(text("cli.vote_next", group=group, data=self._pool.members[0].data), soft_wrap=True)

    def _row(self, place: int) -> list[str]:
        run = Run(self._pool.folder / self._pool.members[place].run_id)
        summary = run.summary()
        began = (run.folder / "run.json").is_file()
        state = text(f"cli.state_{summary.state}") if began else text("cli.state_not_begun")
        best = "–" if summary.best_metric is None else f"{summary.best_metric:.4f} @ {summary.best_epoch}"
        last = summary.metric if summary.val_metric is None else summary.val_metric
        epochs = f"{count_text(summary.epoch)}/{count_text(summary.epochs)}"
        shown = "–" if last is None else f"{last:.4f}"
        return [self._names[place], run.id, state, epochs, best, shown, f"{summary.seconds:,.0f} s"]


def _words_of(event: Event) -> str:
    if isinstance(event, (Failed, WorkerDied)):
        said = event.error.message()
        return f"{said.what} {said.why}"
    assert isinstance(event, (Finished, Stopped))
    return text("cli.finished" if isinstance(event, Finished) else "cli.stopped", seconds=event.seconds)
