"""Edits survive a crash: the document is written a moment after each edit, and found at the next start."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QTimer

from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.network.file_format import (
    network_from_dict,
    network_to_dict,
    recipe_from_dict,
    recipe_to_dict,
)
from cnngui.runs.run import Run, old_checkpoints_folder, runs_folder
from cnngui.state.document import Contents, Document
from cnngui.state.training import TrainingSession

DELAY_MS = 1500
_MOST_BYTES = 16 * 2**20
_MOST_RUNS = 8


@dataclass(frozen=True)
class Recovered:
    """What a session that crashed was working on.

    Attributes:
        path: the project file it had open, "" when there was none.
        saved_s: when it was written, seconds since the epoch.
        checkpoint: folder of the run with the weights of its last training, "" when there is none.
    """

    contents: Contents
    title: str
    path: str
    saved_s: float
    checkpoint: str = ""


def recovery_folder() -> Path:
    """Return where running sessions keep their edits."""
    return folders.state_folder() / "recovery"


class Recovery(QObject):
    """Writes the document's contents 1.5 s after an edit, in a thread; forgets them at a clean end.

    A lock file, which a crash leaves behind without an owner, tells a crashed session from one that runs.
    """

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
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = self._folder / f"{os.getpid()}.json"
        self._lock = QLockFile(str(self._file.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        self._lock.tryLock(0)
        # Not a QThreadPool: its destructor waits for the job, which waits for the lock of Python.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recovery")
        self._closed = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.write)
        for changed in (document.network_changed, document.recipe_changed, document.data_changed):
            changed.connect(self._on_edited)
        document.file_changed.connect(self._on_file_changed)
        if training is not None:
            training.status_changed.connect(self._on_edited)  # a run has begun, perhaps

    def write(self) -> None:
        """Keep the contents as they are now."""
        if self._document.dirty and not self._closed:
            runs = self._training.runs if self._training is not None else ()
            self._writer.submit(_write, self._file, _to_text(self._document, runs))

    def flush(self) -> None:
        """Wait until all that was written is there."""
        self._writer.submit(int).result()

    def close(self) -> None:
        """End in peace: nothing is left to recover."""
        self._timer.stop()
        self._closed = True
        self._writer.shutdown()
        self._file.unlink(missing_ok=True)
        self._lock.unlock()

    def crashed(self) -> Recovered | None:
        """Return the newest edits of a session that ended without `close`, and forget them all on disk."""
        found = []
        for file in self._folder.glob("*.json"):
            lock = QLockFile(str(file.with_suffix(".lock")))
            lock.setStaleLockTime(0)
            if file == self._file or not lock.tryLock(0):
                continue
            found += [recovered] if (recovered := _read(file)) else []
            file.unlink(missing_ok=True)
            lock.unlock()
        return max(found, key=lambda recovered: recovered.saved_s, default=None)

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
                self._writer.submit(self._file.unlink, missing_ok=True)


def _to_text(document: Document, runs: Sequence[Run]) -> str:
    values = {
        "network": network_to_dict(document.network),
        "recipe": recipe_to_dict(document.recipe),
        "data": document.data,
        "title": document.title,
        "path": document.path,
        "runs": [str(run.folder) for run in runs[-_MOST_RUNS:]],
    }
    return json.dumps(values)


def _write(file: Path, text: str) -> None:
    """Write whole or not at all. A full disk costs the safety net, not the session."""
    part = file.with_suffix(".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)


def _read(file: Path) -> Recovered | None:
    """Return what a file holds, or None when it is damaged: then there is nothing to offer."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            return None
        values = json.loads(file.read_text(encoding="utf-8"))
        contents = Contents(
            network_from_dict(values["network"], file.name),
            recipe_from_dict(values["recipe"], file.name),
            str(values["data"]),
        )
        return Recovered(
            contents,
            str(values["title"]),
            str(values["path"]),
            file.stat().st_mtime,
            _checkpoint(values, file),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, CnnguiError):
        return None


def _checkpoint(values: Mapping[str, Any], file: Path) -> str:
    """Return the folder of the newest run that has a checkpoint; nothing but a run's folder is looked into.

    Version 0.1 named no runs: its checkpoints lay in a folder with the name of the edits' file.
    """
    named = values.get("runs", [str(old_checkpoints_folder() / file.stem)])
    runs = [Run(Path(each)) for each in named[-_MOST_RUNS:]]
    places = (runs_folder(), old_checkpoints_folder())
    kept = [run for run in runs if run.folder.parent in places and run.checkpoints.any]
    return str(kept[-1].folder) if kept else ""
