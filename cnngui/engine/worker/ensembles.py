"""Several networks vote and are exported together, while training goes on."""

from __future__ import annotations

import time
from functools import partial

from cnngui.datasets.words import sample_text
from cnngui.engine.ensembles import export_ensemble, read_members, take_vote
from cnngui.engine.protocol import Exported, ExportEnsemble, TakeVote, Voted, Voting
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.inbox import Inbox
from cnngui.engine.worker.job_thread import JobThread

_TOLD_S = 0.1


class Ensembles:
    """Takes votes, the newest request alone.

    Attributes:
        thread: does that, and exports, so that nothing else waits for it.
    """

    def __init__(self, emit: Emit, inbox: Inbox, datasets: DatasetCache) -> None:
        self._emit, self._inbox, self._datasets = emit, inbox, datasets
        self.thread = JobThread("engine_ensembles")
        self._wanted: TakeVote | None = None
        self.handlers: Handlers = {
            TakeVote: Handler(Lane.AT_ONCE, self._ask),
            ExportEnsemble: Handler(Lane.AT_ONCE, self._export_soon),
        }

    def start(self) -> None:
        self.thread.start()

    def close(self) -> None:
        """End the thread, without the vote under way."""
        self._wanted = None
        self.thread.close()

    def _ask(self, request: TakeVote) -> None:
        self._wanted = request
        self.thread.send(answered(self._emit, request, partial(self._vote, request)))

    def _export_soon(self, request: ExportEnsemble) -> None:
        self.thread.send(answered(self._emit, request, partial(self._export, request)))

    def _export(self, request: ExportEnsemble) -> None:
        export_ensemble(read_members(request.paths), request.path)
        self._emit(Exported(request.request_id, request.path, with_weights=True))

    def _vote(self, request: TakeVote) -> None:
        told = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal told
            if self._wanted is not request:
                raise _DroppedError
            if time.monotonic() - told >= _TOLD_S:
                told = time.monotonic()
                self._emit(Voting(done, total))

        if self._wanted is not request:
            return
        dataset = self._datasets.get(request.data)
        projects = read_members(request.paths)
        try:
            taken = take_vote(projects, dataset, progress, alone=not self._inbox.run_under_way)
        except _DroppedError:
            return
        # Positions count the samples that were asked about: the whole test part, in its order.
        chosen = dataset.x_test[taken.vote.divided[: request.shown]]
        self._emit(
            Voted(
                request_id=request.request_id,
                paths=request.paths,
                data=request.data,
                label=dataset.label,
                vote=taken.vote,
                class_names=projects[0].class_names,
                samples=chosen,
                texts=tuple(sample_text(sample, dataset.vocabulary) for sample in chosen),
            )
        )


class _DroppedError(Exception):
    """Nobody waits for the vote any more."""
