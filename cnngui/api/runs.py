"""Runs: found, gone on with, forked, repeated, taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnngui.engine.protocol import Event, Origin, repeated
from cnngui.engine.session import Session, Trained
from cnngui.errors import CnnguiError
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.catalogue import Catalogue
from cnngui.runs.model_id import Weights
from cnngui.runs.run import Run, find_runs, runs_folder
from cnngui.runs.run_row import RunRow
from cnngui.runs.taking_in import take_in

OnEvent = Callable[[Event], None]


def list_runs() -> list[RunRow]:
    """Return a row for each run that is kept, the oldest first."""
    return Catalogue(runs_folder()).rows()


def find_run(name: str | Path) -> Run:
    """Return the run that is meant.

    Args:
        name: its id or the beginning of that, its name, or a folder that is one.

    Raises:
        CnnguiError: ``runs.unknown_run``, ``runs.several_runs``.
    """
    if len(here := find_runs(Path(name))) == 1:
        return here[0]
    rows = list_runs()
    exact = [row for row in rows if name in (row.id, row.name)]
    found = exact or [row for row in rows if str(name) and row.id.startswith(str(name))]
    found = found or [row for row in rows if name == row.title]
    if not found:
        raise CnnguiError("runs.unknown_run", run=str(name))
    if len(found) > 1:
        raise CnnguiError("runs.several_runs", run=str(name), runs=", ".join(row.id for row in found[-5:]))
    return Run(runs_folder() / found[0].id)


def runs_of_group(group: str) -> list[Run]:
    """Return the runs of a group that have weights, the oldest first, of one moment by their seeds.

    Raises:
        CnnguiError: ``runs.no_group``: there is none.
    """
    rows = [row for row in list_runs() if row.group == group and group]
    rows.sort(key=lambda row: (row.group, row.id))
    found = [Run(runs_folder() / row.id) for row in rows]
    found = [run for run in found if run.checkpoints.newest_first()]
    if not found:
        raise CnnguiError("runs.no_group", group=group)
    return found


def train_run(
    network: Network,
    recipe: Recipe,
    data: str,
    session: Session,
    *,
    title: str = "",
    group: str = "",
    begin: Callable[[Session], Origin] | None = None,
    on_event: OnEvent | None = None,
) -> Trained:
    """Train new weights as a run that is kept among the others.

    Args:
        begin: has the session begin with other weights than new ones (`cnngui.api.starting`).
        group: names runs that belong together, such as the members of an ensemble.

    Raises:
        CnnguiError: as `Session.train`.
    """
    origin = Origin(title, group=group) if begin is None else begin(session)
    session.keep_runs_in(runs_folder())
    return session.train(network, recipe, data, on_event, fresh=begin is None, origin=origin)


def go_on(run: Run, session: Session, *, more: int = 0, on_event: OnEvent | None = None) -> Trained:
    """Train a run to its last planned epoch, or `more` epochs beyond where it is, in its own folder.

    Raises:
        CnnguiError: it has no weights, is being trained, or has nothing left to do: ``runs.is_over``.
    """
    summary = run.summary()
    until = summary.epoch + more if more else summary.epochs
    if until <= summary.epoch:
        raise CnnguiError("runs.is_over", run=run.id, epoch=summary.epoch)
    session.keep_runs_in(run.folder.parent)
    opened = session.open(run.weights_file("last"))
    contents = opened.network, opened.recipe, opened.data
    return session.train(*contents, on_event, run_id=run.id, until=until)


def fork(
    run: Run,
    session: Session,
    *,
    weights: Weights = "last",
    recipe: Callable[[Recipe], Recipe] = lambda recipe: recipe,
    on_event: OnEvent | None = None,
) -> Trained:
    """Train a run of its own, beside `run`, that begins with its weights of some moment.

    Args:
        recipe: makes the new recipe of the old one.

    Raises:
        CnnguiError: these weights are not kept.
    """
    record = run.record()
    opened = session.open(run.weights_file(weights))
    epoch = len(opened.history.get("epoch", ()))
    origin = Origin(record.title, record.edited, run.id, epoch)
    session.keep_runs_in(run.folder.parent)
    return session.train(opened.network, recipe(opened.recipe), opened.data, on_event, origin=origin)


def repeat(run: Run, session: Session, *, on_event: OnEvent | None = None) -> Trained:
    """Train the same again from new weights, with each change of the recipe at its step.

    Raises:
        CnnguiError: ``runs.not_from_new``: it began with what another run had learned.
    """
    record, as_before = run.record(), repeated(run)
    session.keep_runs_in(run.folder.parent)
    return session.train(
        *(record.network, record.recipe, record.data, on_event),
        fresh=True,
        origin=Origin(record.title, record.edited),
        until=as_before.until,
        as_before=as_before,
    )


def add_runs(folder: Path) -> list[Run]:
    """Copy the run that `folder` is, or those in it, to the runs that are kept; those there are left out.

    Raises:
        CnnguiError: ``runs.no_run``: there is none; or one is damaged, is being trained or cannot be written.
    """
    return take_in(folder, runs_folder())
