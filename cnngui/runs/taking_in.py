"""Runs that were kept elsewhere are taken in: what ``train --out`` left, or another disk or person."""

from __future__ import annotations

import shutil
from pathlib import Path

from cnngui.errors import CnnguiError, reason_of
from cnngui.files.folders import make_own
from cnngui.files.leftovers import Temporary
from cnngui.runs.run import Run, find_runs


def take_in(folder: Path, runs: Path) -> list[Run]:
    """Copy the run that `folder` is, or those in it, to the folder `runs`; those that are there are left out.

    Raises:
        CnnguiError: ``runs.no_run``: there is none; or one is damaged, is being trained or cannot be written.
    """
    found = find_runs(folder)
    if not found:
        raise CnnguiError("runs.no_run", folder=str(folder))
    added = []
    for run in found:
        run.record()
        if run.is_live:  # its files change while they are copied
            raise CnnguiError("runs.in_use", run=run.id)
        target = runs / run.id
        if not target.exists():
            _copy(run.folder, target)
            added.append(Run(target))
    return added


def _copy(folder: Path, target: Path) -> None:
    """Copy a folder whole or not at all."""
    new = Temporary(target)
    try:
        make_own(target.parent)
        shutil.copytree(folder, new.path, ignore=shutil.ignore_patterns(".*", "run.lock"))
        new.path.rename(target)
    except (OSError, shutil.Error) as error:
        raise CnnguiError("files.cannot_write", path=str(target), reason=reason_of(error)) from None
    finally:
        new.end()
