"""All runs of a folder as rows, at once: an SQLite file remembers them, and the folders are the truth.

The file holds nothing that cannot be read again; damaged, locked or lost it costs a moment. A row is read
anew when one of the small files of its run has changed.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from cnngui.errors import CnnguiError, reason_of
from cnngui.files.folders import make_own
from cnngui.messages import text
from cnngui.runs.run import NOTE, RECORD, SUMMARY, Run
from cnngui.runs.run_row import RunRow, live_row, read_row
from cnngui.runs.told_apart import told_apart

FILE = "catalogue.sqlite"
_FORM = f"{sorted(RunRow.__dataclass_fields__)}"  # rows of another program version are read anew
_WAIT_S = 0.5


class Catalogue:
    """Reads the rows of all runs in a folder; for one thread at a time, in any number of processes.

    Attributes:
        damaged: why it holds no row of a folder that holds a run, by the folder's name; of the last reading.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: dict[str, str] = {}
        self._known: dict[str, tuple[str, RunRow]] = {}
        self._remembered = False

    def rows(self) -> list[RunRow]:
        """Return a row for each run, the oldest first; `damaged` tells of those that cannot be read."""
        if not self._remembered:
            self._known, self._remembered = _remembered(self.folder / FILE), True
        found: dict[str, tuple[str, RunRow]] = {}
        fresh: list[str] = []
        damaged: dict[str, str] = {}
        for name, stamp in _stamps(self.folder):
            known = self._known.get(name)
            run = Run(self.folder / name)
            if known is not None and known[0] == stamp:
                found[name] = stamp, live_row(known[1], run)
                continue
            try:
                found[name] = stamp, read_row(run)
                fresh.append(name)
            except (CnnguiError, OSError) as error:
                damaged[name] = _reason(error) if stamp[0] != " " else text("runs.no_record")
        gone = self._known.keys() - found.keys()
        self._known, self.damaged = found, damaged
        if fresh or gone:
            _remember(self.folder / FILE, {name: found[name] for name in fresh}, gone)
        return told_apart(sorted((row for _, row in found.values()), key=lambda row: (row.started_s, row.id)))


def damage(folder: Path, damaged: Mapping[str, str]) -> CnnguiError | None:
    """Return what is to be told of folders that hold a run and cannot be read, None for none."""
    if not damaged:
        return None
    name, reason = min(damaged.items())
    return CnnguiError(
        "runs.folders_damaged", count=len(damaged), name=name, reason=reason, folder=str(folder)
    )


def _stamps(folder: Path) -> Iterable[tuple[str, str]]:
    """Yield each run's name with a text that changes when one of its small files does."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                stamps = [_stamp(f"{entry.path}/{name}") for name in (RECORD, SUMMARY, NOTE)]
                if stamps[0] or stamps[1]:
                    yield entry.name, " ".join(stamps)


def _reason(error: CnnguiError | OSError) -> str:
    if isinstance(error, CnnguiError):
        message = error.message()  # its first part only says that the file cannot be read
        return message.why or message.what
    return reason_of(error)


def _stamp(path: str) -> str:
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path for each of 3,000 files takes as long as all else
    except OSError:
        return ""
    return f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}"


def _remembered(file: Path) -> dict[str, tuple[str, RunRow]]:
    """Return what the file holds; nothing if it is not ours or damaged, and then it is removed."""
    if not file.is_file():
        return {}
    try:
        with closing(_opened(file)) as store:
            kept = store.execute("SELECT id, stamp, row FROM rows WHERE form = ?", (_FORM,)).fetchall()
        return {name: (stamp, _from_json(row)) for name, stamp, row in kept}
    except sqlite3.OperationalError:
        return {}  # another process holds it: this one reads the folders
    except (sqlite3.Error, ValueError, TypeError, LookupError):
        with contextlib.suppress(OSError):
            file.unlink()
        return {}


def _remember(file: Path, fresh: Mapping[str, tuple[str, RunRow]], gone: Iterable[str]) -> None:
    with contextlib.suppress(sqlite3.Error, OSError):
        make_own(file.parent)
        with closing(_opened(file)) as store, store:
            rows = [(name, stamp, _FORM, json.dumps(asdict(row))) for name, (stamp, row) in fresh.items()]
            store.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", rows)
            store.executemany("DELETE FROM rows WHERE id = ?", [(name,) for name in gone])


def _opened(file: Path) -> sqlite3.Connection:
    store = sqlite3.connect(file, timeout=_WAIT_S)
    store.execute("CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, stamp TEXT, form TEXT, row TEXT)")
    return store


def _from_json(text: str) -> RunRow:
    values = json.loads(text)
    return RunRow(**{**values, "tags": tuple(values["tags"])})
