"""Edits survive a crash: the document is written a moment after each edit, and offered until answered.

Each session has a file under a name that no other has, and a lock that the system takes away when its
process ends. A file whose lock is free is what a crash left: it is offered at every start, until a person
has taken it up or thrown it away. Which is newer is told by a number in it, never by a clock.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.errors import CnnguiError, reason_of
from cnngui.files import folders
from cnngui.files.leftovers import sweep
from cnngui.files.locks import FileLock
from cnngui.files.opening import open_regular
from cnngui.files.writing import atomic_bytes
from cnngui.network.file_format import (
    network_from_dict,
    network_to_dict,
    recipe_from_dict,
    recipe_to_dict,
)
from cnngui.runs.kept_weights import Place
from cnngui.runs.run import old_checkpoints_folder, remove_old_checkpoints
from cnngui.state.document import Contents, Document
from cnngui.state.training import TrainingSession

DELAY_MS = 1500
_MOST_BYTES = 16 * 2**20
_MOST_PLACES = 8
_MOST_OFFERS = 20  # each holds a file open; more come up at later starts
_SURELY_HELD_S = 60


@dataclass(frozen=True)
class Recovered:
    """What a session that crashed was working on.

    Attributes:
        session: its name.
        path: the project file it had open, "" when there was none.
        saved_s: when it was written, seconds since the epoch, by the clock of then: to be shown only.
        order: grows with every writing of any session.
        places: where what it had learned lies on disk.
    """

    session: str
    contents: Contents
    title: str
    path: str
    saved_s: float
    order: int
    places: tuple[Place, ...] = ()


def recovery_folder() -> Path:
    """Return where running sessions keep their edits."""
    return folders.state_folder() / "recovery"


class Recovery(QObject):
    """Writes the document's contents 1.5 s after an edit, in a thread; forgets them at a clean end.

    Signals:
        found: what crashed sessions left, the newest first; after `start`.
        failed: edits are not kept (carries the `CnnguiError`); said once, the session goes on without.
    """

    found = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        folder: Path | None = None,
        training: TrainingSession | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._training = document, training
        self._folder = folder or recovery_folder()
        self._file = self._folder / f"{uuid.uuid4().hex}.json"
        self._lock = FileLock(self._file.with_suffix(".lock"))
        self._offered: dict[str, FileLock] = {}
        self._order = 0
        self._told = False
        # Not a QThreadPool: its destructor waits for the job, which waits for the lock of Python.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recovery")
        self._closed = False
        self._hindrance = self._prepared()
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.write)
        for changed in (document.network_changed, document.recipe_changed, document.data_changed):
            changed.connect(self._on_edited)
        document.file_changed.connect(self._on_file_changed)
        if training is not None:
            training.status_changed.connect(self._on_edited)  # a run has begun, perhaps
            training.places_changed.connect(self._on_edited)

    def start(self) -> Future[list[Recovered]]:
        """Begin to keep edits, look for what crashed sessions left, and sweep what killed processes left.

        What is `found` is what the result will be. Each stays on disk, and is no other window's, until it is
        `answer`ed or this session ends.
        """
        if self._hindrance is not None:
            self._tell(self._hindrance)
        looked = self._writer.submit(self._look)
        for clear_up in (sweep, self._sweep_locks, self._remove_old_checkpoints):
            self._writer.submit(clear_up)
        return looked

    def answer(self, recovered: Recovered, *, taken_up: bool) -> None:
        """Forget what a crashed session left; if it was taken up, once it is in the file of this one."""
        if taken_up:
            self.write()
        lock = self._offered.pop(recovered.session, None)
        self._writer.submit(self._forget, recovered, lock, taken_up)

    def write(self) -> None:
        """Keep the contents as they are now."""
        if self._document.dirty and not self._closed:
            places = tuple(self._training.places) if self._training is not None else ()
            document = self._document
            self._writer.submit(self._write, document.contents, document.title, document.path, places)

    def flush(self) -> None:
        """Wait until all that was written is there."""
        self._writer.submit(int).result()

    def close(self) -> None:
        """End in peace: nothing of this session is left to recover. What was offered waits for an answer."""
        if self._closed:
            return
        self._timer.stop()
        self._closed = True
        self._writer.shutdown()
        _remove(self._file)
        for lock in (self._lock, *self._offered.values()):
            lock.release()

    def _look(self) -> list[Recovered]:
        found = self._left_by_others()
        found.sort(key=lambda each: (each.order, each.saved_s), reverse=True)
        self._order = max((each.order for each in found), default=0)
        self.found.emit(found)
        return found

    def _left_by_others(self) -> list[Recovered]:
        found: list[Recovered] = []
        for file in _files(self._folder):
            lock = FileLock(file.with_suffix(".lock"))
            if len(found) == _MOST_OFFERS or file == self._file or not lock.take():
                continue
            if (recovered := _read(file)) is None:
                lock.release()
                continue
            self._offered[recovered.session] = lock
            found.append(recovered)
        return found

    def _sweep_locks(self) -> None:
        """Remove the locks of windows that were killed before they had anything to keep."""
        for path in self._folder.glob("*.lock"):
            # One that was made just now is perhaps not held yet.
            held = path.with_suffix(".json").exists() or _age_s(path) < _SURELY_HELD_S
            if not held and (lock := FileLock(path)).take():
                lock.release()

    def _remove_old_checkpoints(self) -> None:
        # A window that lives goes on from its run as well, and is not among what is offered here.
        remove_old_checkpoints({place for file in _files(self._folder) for place in _named(file)})

    def _prepared(self) -> CnnguiError | None:
        """Make the folder and take the lock; return why no edits can be kept, None if they can."""
        try:
            folders.make_own(self._folder)
        except OSError as error:
            return _not_kept(self._folder, reason_of(error))
        if self._lock.take():
            return None
        return _not_kept(self._folder, self._lock.refused)

    def _write(self, contents: Contents, title: str, path: str, places: Sequence[Place]) -> None:
        self._order += 1
        try:
            atomic_bytes(self._file, _to_bytes(contents, title, path, places, self._order))
        except CnnguiError as error:
            self._tell(_not_kept(self._folder, str(error.values.get("reason", ""))))

    def _forget(self, recovered: Recovered, lock: FileLock | None, taken_up: bool) -> None:
        if not taken_up or self._file.exists():
            _remove(self._folder / f"{recovered.session}.json")
        if lock is not None:
            lock.release()

    def _tell(self, error: CnnguiError) -> None:
        """Say why edits are not kept, once; from any thread."""
        if not self._told:
            self._told = True
            self.failed.emit(error)

    def _on_edited(self) -> None:
        if not self._closed:
            self._timer.start()

    def _on_file_changed(self) -> None:
        if self._document.dirty:
            # A training makes it dirty too: then there is a checkpoint to find.
            self._on_edited()
        else:
            self._timer.stop()
            if not self._closed:
                self._writer.submit(_remove, self._file)


def _not_kept(folder: Path, reason: str) -> CnnguiError:
    return CnnguiError("runs.edits_not_kept", folder=str(folder), reason=reason)


def _files(folder: Path) -> list[Path]:
    """Return what sessions keep, what was written last first."""
    try:
        # Those with a dot are half-written; a window that lives may be just about it.
        return sorted(folder.glob("[!.]*.json"), key=_age_s)
    except OSError:
        return []


def _age_s(file: Path) -> float:
    try:
        return time.time() - file.stat().st_mtime
    except OSError:
        return 0.0  # it went this moment


def _named(file: Path) -> list[str]:
    """Return the places that a file names, whatever else is in it."""
    try:
        with open_regular(file, _MOST_BYTES) as stream:
            return [place.path for place in _places(json.loads(stream.read()), file)]
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError, CnnguiError):
        return []


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return


def _to_bytes(contents: Contents, title: str, path: str, places: Sequence[Place], order: int) -> bytes:
    values = {
        "network": network_to_dict(contents.network),
        "recipe": recipe_to_dict(contents.recipe),
        "data": contents.data,
        "title": title,
        "path": path,
        "order": order,
        "saved_s": time.time(),
        "places": places[-_MOST_PLACES:],
    }
    return json.dumps(values).encode("utf-8")


def _read(file: Path) -> Recovered | None:
    """Return what a file holds, or None when it is damaged: then there is nothing to offer."""
    try:
        with open_regular(file, _MOST_BYTES) as stream:
            values = json.loads(stream.read())
        contents = Contents(
            network_from_dict(values["network"], file.name),
            recipe_from_dict(values["recipe"], file.name),
            str(values["data"]),
        )
        return Recovered(
            session=file.stem,
            contents=contents,
            title=str(values["title"]),
            path=str(values["path"]),
            saved_s=float(values.get("saved_s", file.stat().st_mtime)),
            order=int(values.get("order", 0)),
            places=_places(values, file),
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError, CnnguiError):
        return None


def _places(values: Mapping[str, Any], file: Path) -> tuple[Place, ...]:
    """Return where the weights lie. Until 0.2 only runs were named, in 0.1 not even these."""
    if "places" in values:
        return tuple(Place(str(path), int(stamp)) for path, stamp in values["places"][-_MOST_PLACES:])
    runs = values.get("runs", [str(old_checkpoints_folder() / file.stem)])
    return tuple(Place(str(folder)) for folder in runs[-_MOST_PLACES:])
