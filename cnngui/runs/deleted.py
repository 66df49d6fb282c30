"""Runs that a person has deleted: put aside until the session ends, so that they can come back.

    .deleted/<session>/<run id>   moved there whole, in an instant
    .deleted/<session>.lock       held while the session lives
    .deleted/<session>.gone/      being removed for good

What a session left that crashed goes back to where it was: its person could still have changed their mind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from cnngui.errors import CnnguiError, reason_of
from cnngui.files.folders import make_own
from cnngui.files.locks import FileLock
from cnngui.runs.run import LOCK, Run

FOLDER = ".deleted"
_GONE = ".gone"


class Deleted:
    """What one session has deleted of the runs in a folder. For one thread at a time."""

    def __init__(self, runs: Path) -> None:
        self._runs = runs
        self._folder = runs / FOLDER / uuid.uuid4().hex
        self._lock = FileLock(self._folder.with_suffix(".lock"))

    def put(self, run_id: str) -> None:
        """Put a run aside.

        Raises:
            CnnguiError: ``runs.live`` while it is trained, or ``runs.not_deleted``; it is where it was.
        """
        run = Run(self._runs / run_id)
        try:
            make_own(self._folder)
            if not self._lock.take():
                raise OSError(self._lock.refused)
            with _nobody_trains(run):
                run.folder.rename(self._folder / run_id)
            (self._folder / run_id / LOCK).unlink(missing_ok=True)  # it came along
        except OSError as error:
            raise CnnguiError("runs.not_deleted", run=run.called, reason=reason_of(error)) from None

    def holds(self, run_id: str) -> bool:
        """Return whether a run was put aside in this session."""
        return (self._folder / run_id).is_dir()

    def bring_back(self, run_id: str) -> None:
        """Put a run where it was. Raises CnnguiError: ``runs.not_brought_back``; it stays aside."""
        try:
            (self._folder / run_id).rename(self._runs / run_id)
        except OSError as error:
            called, reason = Run(self._folder / run_id).called, reason_of(error)
            raise CnnguiError("runs.not_brought_back", run=called, reason=reason) from None

    def remove_for_good(self) -> None:
        """Remove what was deleted; nothing of it can come back, also if this is cut short."""
        gone = self._folder.with_suffix(_GONE)
        with contextlib.suppress(OSError):
            self._folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
        self._lock.release()
        with contextlib.suppress(OSError):
            self._folder.parent.rmdir()  # another session may have something in it

    def bring_back_what_crashes_left(self) -> list[str]:
        """Put back what sessions deleted that did not end as they should, and return the runs' names."""
        back: list[str] = []
        with contextlib.suppress(OSError):
            for left in list(self._folder.parent.iterdir()):
                if left.name.endswith(_GONE):
                    shutil.rmtree(left, ignore_errors=True)
                elif left.is_dir() and left != self._folder:
                    back += self._bring_back_all(left)
        return back

    def _bring_back_all(self, left: Path) -> list[str]:
        lock, back = FileLock(left.with_suffix(".lock")), []
        if lock.take():
            for folder in list(left.iterdir()):
                with contextlib.suppress(OSError):
                    folder.rename(self._runs / folder.name)
                    back.append(folder.name)
            with contextlib.suppress(OSError):
                left.rmdir()
            lock.release()
        return back


@contextlib.contextmanager
def _nobody_trains(run: Run) -> Iterator[None]:
    """See to it that nobody begins to train a run meanwhile."""
    lock = run.lock()
    if run.folder.is_dir() and not lock.take():
        if run.is_live:
            raise CnnguiError("runs.live", run=run.called)
        raise OSError(lock.refused)
    if os.name == "nt":  # which moves no folder in which a file is open
        lock.release()
    try:
        yield
    finally:
        lock.release()
