"""Train in the terminal: a session with a view of it, and what is told of the run at its end."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cnngui.cli.output import INTERRUPTED, console, print_json, print_note
from cnngui.cli.terminal import quiet_loading, stop_on_interrupt
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.api.runs import OnEvent
    from cnngui.engine.session import Session, Trained

Result = TypeVar("Result")


def train_run(work: Callable[[Session, OnEvent], Trained], as_json: bool, *, edits: bool = True) -> int:
    """Train a run that is kept, say where, and return the exit code."""
    trained, folder = trained_with(work, as_json, edits=edits)
    event = "stopped" if trained.stopped else "finished"
    if as_json:
        told = {"epochs": trained.epoch, "seconds": trained.seconds}
        print_json({"event": event, "run": folder.name, "folder": str(folder), **told})
    else:
        console().print(text(f"cli.{event}", seconds=trained.seconds), style="bold")
        console().print(text("cli.kept_as_run", run=folder.name, folder=folder))
    return INTERRUPTED if trained.stopped else 0


def trained_with(
    work: Callable[[Session, OnEvent], Result], as_json: bool, *, edits: bool = True
) -> tuple[Result, Path]:
    """Train with a view for people or machines; Ctrl+C once keeps what was learned, twice ends at once.

    Args:
        work: trains with a session, and shows each event.
        edits: whether the person's own edits to the data apply.

    Returns:
        what `work` does, and the run's folder.
    """
    from cnngui.cli.train_progress import ForMachines, ForPeople, View
    from cnngui.engine.protocol import Event, Ready
    from cnngui.engine.session import Session
    from cnngui.engine.threads import one_thread_an_operation

    one_thread_an_operation()
    view: View = ForMachines() if as_json else ForPeople()
    # Silence first: the session's thread begins to load TensorFlow the moment it is opened.
    with quiet_loading() as silence, Session(edits=edits) as session:
        try:
            with view, stop_on_interrupt(session.stop):

                def show(event: Event) -> None:
                    if isinstance(event, Ready):
                        silence.close()
                    # Of a terminal that was closed, or a reader that left, what is learned is none the less.
                    with suppress(OSError):
                        view.show(event)

                return work(session, show), session.run_folder or Path()
        except KeyboardInterrupt:
            # The second one. Leaving in order would wait for TensorFlow, which may take ten seconds to load.
            tell_left(session.run_folder)
            os._exit(INTERRUPTED)


def tell_left(run_folder: Path | None, code: str = "cli.cut_off") -> None:
    """Say where what was learned up to the last checkpoint is."""
    from cnngui.runs.run import Run

    with suppress(OSError):
        if run_folder is not None and (found := Run(run_folder).checkpoints.newest_first()):
            print_note(text(code, file=found[0][0]))
