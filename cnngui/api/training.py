"""One training run from its recipe to the files it leaves, whatever way it ends."""

from __future__ import annotations

import contextlib
import glob
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from cnngui.datasets import data_reference
from cnngui.datasets.catalog import catalog
from cnngui.datasets.data_reference import parted
from cnngui.datasets.drawn_sets import resolved
from cnngui.engine.protocol import Epochs, Event, NotKept, Origin
from cnngui.engine.session import Session
from cnngui.errors import CnnguiError, reason_of
from cnngui.files.folders import person_folder
from cnngui.files.leftovers import Temporary
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.history import History
from cnngui.runs.project import read_project
from cnngui.runs.run import Run, new_run_id

MODEL, HISTORY = "model.cnn", "history.csv"


@dataclass(frozen=True, eq=False)
class TrainedFiles:
    """What a training left behind.

    Attributes:
        model: the project file, which `evaluate`, `predict` and the window open.
        history_csv: a row an epoch.
        history: the same and every batch, as columns.
        epochs: whole epochs behind the network.
        stopped: it was ended before the last one.
        refused: why the files are not in the folder that was named, None if they are.
    """

    model: Path
    history_csv: Path
    history: History
    epochs: int
    seconds: float
    stopped: bool
    refused: CnnguiError | None = None


def train(
    network: Network,
    recipe: Recipe,
    data: str | Path,
    out: str | Path,
    *,
    on_event: Callable[[Event], None] | None = None,
    session: Session | None = None,
    begin: Callable[[Session], Origin] | None = None,
) -> TrainedFiles:
    """Train new weights and save them, with their history, in a folder.

    Args:
        data: a name of `cnngui.datasets.catalog.catalog`, or the path of an .npz file with ``x_train``,
            ``y_train``, ``x_test``, ``y_test``, or of IDX files.
        out: the folder, made if it is not there; what an earlier training left in it is renamed.
        on_event: called in this thread with every event of the run (`cnngui.engine.protocol`).
        session: one that is open: its `stop` ends the training, and what was learned so far is kept. Without
            one the training opens its own.
        begin: has the session begin with other weights than new ones (`cnngui.api.starting`).

    While it trains it leaves checkpoints, whole projects, in a folder of its own in `out`: a run, with its
    best weights and those of some epochs (`cnngui.runs.run`). Where `out` cannot be written any more,
    another place is taken.

    Raises:
        CnnguiError: the folder cannot be written, the network does not fit the data, or the numbers blew up:
            then the last whole epoch, if there is one, was saved before. ``api.stopped`` if it was ended
            before anything was learned.
    """
    folder = Path(out)
    make_folder(folder)
    others, epochs = _other_places(folder), 0
    untried = list(others)

    def tell(event: Event) -> None:
        nonlocal epochs
        epochs += len(event.rows) if isinstance(event, Epochs) else 0
        if isinstance(event, NotKept) and event.elsewhere and untried:
            place = untried.pop(0)
            engine.keep_runs_in(place)
            elsewhere = CnnguiError("runs.kept_elsewhere", **event.error.values, place=str(place))
            event = replace(event, error=elsewhere)
        if on_event is not None:
            on_event(event)

    with nullcontext(session) if session is not None else Session() as engine:
        engine.keep_runs_in(folder)
        try:
            origin = Origin() if begin is None else begin(engine)
            contents = network, recipe, reference(data)
            trained = engine.train(*contents, on_event=tell, fresh=begin is None, origin=origin)
        except CnnguiError:
            # The engine has gone back to the end of the last whole epoch.
            if epochs:
                _save(engine, folder, others)
            raise
        if not trained.history.batch_x.size:
            raise CnnguiError("api.stopped")
        model, csv, refused = _save(engine, folder, others)
    return TrainedFiles(model, csv, trained.history, trained.epoch, trained.seconds, trained.stopped, refused)


def make_folder(folder: Path) -> None:
    """Make `folder` and try to write in it, so that an hour of training does not end in an error.

    Raises:
        CnnguiError: ``api.out_folder``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CnnguiError("api.out_folder", folder=str(folder), reason=reason_of(error)) from None


def left_in(folder: Path) -> list[Path]:
    """Return the runs that were cut off while they trained for `folder`, there or where they went instead."""
    pattern = f"{glob.escape(_name(folder))}-{'[0-9]' * 8}-*/*/run.json"  # as `_other_places` has them
    records = [*folder.glob("*/run.json"), *(each for place in _elsewhere() for each in place.glob(pattern))]
    runs = [Run(folder) for folder in sorted({record.parent for record in records})]
    return [run.folder for run in runs if run.summary().state == "training" and not run.is_live]


def reference(data: str | Path) -> str:
    """Return how a project remembers its data: a path must lead there from another folder too.

    Args:
        data: key or path; behind it may stand how they are prepared (`cnngui.datasets.data_reference`).

    Raises:
        CnnguiError: ``preparation.unreadable``.
    """
    source, preparation = parted(str(resolved(data)))
    known = source in {entry.key for entry in catalog()}
    return data_reference.reference(source if known else str(Path(source).resolve()), preparation)


def _save(session: Session, folder: Path, others: Sequence[Path]) -> tuple[Path, Path, CnnguiError | None]:
    """Save in the folder, or elsewhere if it cannot be written any more; return why, too.

    Raises:
        CnnguiError: it cannot be saved anywhere; what checkpoints there are stay, and are named.
    """
    refused: CnnguiError | None = None
    for place in (folder, *others):
        there = place.exists()
        try:
            make_folder(place)
            return (*_save_in(session, place), refused)
        except CnnguiError as error:
            refused = refused or error
            if not there or place in others:  # made in vain: by us, or by the engine for a run's checkpoint
                _remove_empty(place)
    kept = (folder for folder in session.run_folders if Run(folder).checkpoints.newest_first())
    raise CnnguiError("api.not_saved", problem=refused, folder=next(kept, session.run_folder))


def _remove_empty(folder: Path) -> None:
    """Remove a folder that holds nothing but folders; files stay, and the folders they are in."""
    for each in (*sorted(folder.rglob("*"), reverse=True), folder):
        if each.is_dir():
            with contextlib.suppress(OSError):
                each.rmdir()


def _other_places(folder: Path) -> list[Path]:
    """Return where else a training can be saved: on other disks, perhaps, and under a name of its own."""
    return [place / f"{_name(folder)}-{new_run_id()}" for place in _elsewhere()]


def _name(folder: Path) -> str:
    return folder.absolute().name or "cnngui"


def _elsewhere() -> tuple[Path, ...]:
    return Path.cwd(), person_folder(), Path(tempfile.gettempdir())


def _save_in(session: Session, folder: Path) -> tuple[Path, Path]:
    """Save model and history; what was there before is renamed once both are whole."""
    new = Temporary(folder / "new")
    try:
        new.path.mkdir()
        session.save(new.path / MODEL)
        History.from_columns(read_project(new.path / MODEL).history).write_csv(new.path / HISTORY)
        move_in(new.path, folder)
    except (OSError, CnnguiError) as error:
        if isinstance(error, CnnguiError) and error.code != "files.cannot_write":
            raise
        reason = reason_of(error) if isinstance(error, OSError) else error.values["reason"]
        raise CnnguiError("files.cannot_write", path=str(folder / MODEL), reason=reason) from None
    finally:
        new.end()
    return folder / MODEL, folder / HISTORY


def move_in(new: Path, folder: Path) -> None:
    """Move model and history from `new` to `folder`.

    Those of an earlier training are renamed: ``model.cnn`` becomes ``model-1.cnn``, and so on.

    Raises:
        OSError: a file cannot be renamed; all are again where they were.
    """
    number = 1
    while any(_numbered(folder / name, number).exists() for name in (MODEL, HISTORY)):
        number += 1
    there = [folder / name for name in (MODEL, HISTORY) if (folder / name).exists()]
    moves = [(path, _numbered(path, number)) for path in there]
    moves += [(new / name, folder / name) for name in (MODEL, HISTORY)]
    with ExitStack() as back:
        for old, path in moves:
            old.replace(path)
            back.callback(path.replace, old)
        back.pop_all()


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}-{number}{path.suffix}")
