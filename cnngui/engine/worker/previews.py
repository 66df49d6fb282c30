"""A few pictures are prepared by a thread of their own: who wants to see four waits for no folder."""

from __future__ import annotations

from pathlib import Path

from cnngui.datasets.data_reference import parted, source_of
from cnngui.datasets.drawn_sets import resolved
from cnngui.datasets.examples import Examples, examples_in, examples_of
from cnngui.datasets.loaders import prepares_as_it_reads
from cnngui.engine.protocol import PreparationPreviewed, PreviewPreparation
from cnngui.engine.worker.data import DatasetCache, stamp_of
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.job_thread import JobThread


class Previews:
    """Answers the newest question; an older one is dropped.

    Attributes:
        thread: which does that.
    """

    def __init__(self, emit: Emit, datasets: DatasetCache) -> None:
        self._emit, self._datasets = emit, datasets
        self.thread = JobThread("engine_previews")
        self._newest: PreviewPreparation | None = None
        self._kept: tuple[tuple[object, ...], Examples, bool] | None = None
        self.handlers: Handlers = {PreviewPreparation: Handler(Lane.AT_ONCE, self._ask)}

    def _ask(self, request: PreviewPreparation) -> None:
        self._newest = request

        def unless_dropped() -> None:
            if self._newest is request:
                self._preview(request)

        self.thread.send(answered(self._emit, request, unless_dropped))

    def _preview(self, request: PreviewPreparation) -> None:
        source, preparation = parted(str(resolved(request.data)))
        examples, from_files = self._examples(source, request.samples)
        before, after = examples.before(), examples.after(preparation)
        self._emit(
            PreparationPreviewed(request.request_id, request.data, tuple(before), tuple(after), from_files)
        )

    def _examples(self, source: str, count: int) -> tuple[Examples, bool]:
        """Return pictures as they came, and whether they are from files; kept as long as the data are."""
        key = (source, count, *stamp_of(Path(source)))
        if self._kept is None or self._kept[0] != key:
            if from_files := prepares_as_it_reads(source):
                examples = examples_in(Path(source), count)
            else:
                examples = examples_of(self._datasets.get(source), count)
            self._kept = key, examples, from_files
        _, examples, from_files = self._kept
        known = self._known_side(source) if from_files else None
        return (examples if known is None else Examples(examples.came, known)), from_files

    def _known_side(self, source: str) -> tuple[int, int] | None:
        """Return to which side the folder was brought where it has been read without a wish."""
        path = str(Path(source).absolute())
        for dataset in self._datasets.kept():
            if source_of(dataset.key) == path and dataset.preparation.size is None:
                return dataset.input_shape[0], dataset.input_shape[1]
        return None
