"""The curves of runs that somebody looks at: read in a thread, kept while there is room."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.runs.history import BATCH_COLUMNS, History, Values
from cnngui.runs.run import Run
from cnngui.runs.run_row import RunRow
from cnngui.state.training import TrainingSession

STEP_COLUMN = "batch_step"
"""How many batches were behind the run at the end of each."""
MOST_BATCHES = 20_000
MOST_VALUES = 12_500_000  # 100 MB
TELL_MS = 100
WAIT_MS = 20
"""Before the reading begins: the thread would take the interpreter from the table that is being painted."""
_LAST = (BATCH_COLUMNS[0], STEP_COLUMN)

_Version = tuple[float, int]


class RunHistories(QObject):
    """Reads the histories that are wanted, the newest wish only.

    Signals:
        changed: there are more of them; said ten times a second at most.
    """

    changed = Signal()
    _was_read = Signal(str, object, object)

    def __init__(self, training: TrainingSession, folder: Path) -> None:
        super().__init__()
        self._training, self._folder = training, folder
        self._known: dict[str, tuple[_Version, History]] = {}
        self._asked: dict[str, _Version] = {}
        self._wanted: frozenset[str] = frozenset()
        self._queue: list[tuple[str, _Version]] = []
        self._closed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="histories")
        self._was_read.connect(self._on_read)
        self._tell = QTimer(self, singleShot=True, interval=TELL_MS)
        self._tell.timeout.connect(self.changed)
        self._begin = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._begin.timeout.connect(self._on_begin)

    def want(self, rows: Sequence[RunRow]) -> None:
        """Have the histories of these runs read, as far as they are not known, in this order."""
        self._wanted = frozenset(row.id for row in rows)
        for row in rows:
            version = _version(row)
            known = self._known.get(row.id)
            if self._is_own(row.id) or (known and known[0] == version) or self._asked.get(row.id) == version:
                continue
            self._asked[row.id] = version
            self._queue.append((row.id, version))
        if self._queue and not self._closed and not self._begin.isActive():
            self._begin.start()

    def of(self, run_id: str) -> History | None:
        """Return a run's history, None until it was read. That of the run under way grows."""
        if self._is_own(run_id):
            return self._training.history
        return known[1] if (known := self._known.get(run_id)) is not None else None

    def close(self) -> None:
        """End the thread."""
        if not self._closed:
            self._closed = True
            self._tell.stop()
            self._begin.stop()
            self._thread.shutdown(cancel_futures=True)

    def _is_own(self, run_id: str) -> bool:
        return run_id == self._training.run_id and self._training.status.busy

    def _on_begin(self) -> None:
        queue, self._queue = self._queue, []
        # One job for all: 300 of them took as long as the table.
        self._thread.submit(self._read_all, queue)

    def _read_all(self, queue: Sequence[tuple[str, _Version]]) -> None:
        for run_id, version in queue:
            self._read(run_id, version)

    def _read(self, run_id: str, version: _Version) -> None:
        """Read one, in the thread; what nobody wants any more is left."""
        wanted = run_id in self._wanted and not self._closed
        history = shortened(Run(self._folder / run_id).history()) if wanted else None
        if not self._closed:
            self._was_read.emit(run_id, version, history)

    def _on_read(self, run_id: str, version: _Version, history: History | None) -> None:
        if self._asked.get(run_id) == version:
            del self._asked[run_id]
        if history is None or self._closed:
            return
        self._known.pop(run_id, None)
        self._known[run_id] = version, history
        self._make_room()
        if not self._tell.isActive():
            self._tell.start()

    def _make_room(self) -> None:
        """Forget the oldest that nobody wants; what is wanted stays, whatever it takes."""
        total = sum(_values(history) for _, history in self._known.values())
        for run_id in [each for each in self._known if each not in self._wanted]:
            if total <= MOST_VALUES:
                break
            total -= _values(self._known.pop(run_id)[1])


def shortened(history: History, most: int = MOST_BATCHES) -> History:
    """Return a history of at most `most` batches: each value the mean of some batches in a row.

    `STEP_COLUMN` is added. Values that were not measured are left out of the means; epochs stay.
    """
    columns = history.to_columns()
    count = len(history.batch_x)
    columns[STEP_COLUMN] = np.arange(1.0, count + 1)
    size = -(-count // most)
    if size > 1:
        for name in (*BATCH_COLUMNS, *history.extra, STEP_COLUMN):
            shorten = _last if name in _LAST else _mean
            columns[name] = shorten(columns[name], size)
    return History.from_columns(columns)


def _last(values: Values, size: int) -> Values:
    """Return the last of every `size` values in a row, and the last of the rest."""
    places = np.arange(size - 1, len(values), size)
    return values[np.append(places, len(values) - 1) if len(values) % size else places]


def _mean(values: Values, size: int) -> Values:
    """Return the mean of every `size` values in a row and of the rest, NaN where none was measured."""
    starts = np.arange(0, len(values), size)
    known = np.isfinite(values)
    counts = np.add.reduceat(known.astype(np.float64), starts)
    sums = np.add.reduceat(np.where(known, values, 0.0), starts)
    return np.divide(sums, counts, out=np.full(len(starts), np.nan), where=counts > 0)


def _values(history: History) -> int:
    return sum(history.column(name).size for name in (*BATCH_COLUMNS, *history.extra))


def _version(row: RunRow) -> _Version:
    return row.updated_s, row.epochs
