"""What a model is worth on a part of the data: asked for, on its way, or known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from cnngui.datasets.dataset import Labels, StoredPart, other_part
from cnngui.datasets.edits import Edits, PartEdits
from cnngui.datasets.parts import PartName
from cnngui.engine import protocol
from cnngui.engine.evaluation import Measured
from cnngui.errors import CnnguiError
from cnngui.results.classified import Classified
from cnngui.results.disagreement import Disagreement, disagreement
from cnngui.runs.model_id import DRAFT, SHIPPED, ModelId, Weights
from cnngui.runs.run_row import RunRow
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.label_edits import EditedData, LabelEdits
from cnngui.state.sample_store import SampleStore
from cnngui.state.training import TrainingSession

Unmeasurable = Literal["", "starting", "dead", "no_weights", "no_data"]
Stale = Literal["", "weights", "edits"]


@dataclass(frozen=True)
class Measurable:
    """A model that can be measured.

    Attributes:
        title: what a person calls it; "" for the draft and the shipped one, which the window names.
        weights_file: where its weights lie: a file, or the folder of a run; "" for those two.
        members: of an ensemble, the files of its members' weights; they answer together.
    """

    model: ModelId
    title: str = field(default="", compare=False)
    weights_file: str = ""
    members: tuple[str, ...] = ()


MOST_RUNS = 50
"""Of all runs, those that are offered: the newest."""


def runs_to_measure(rows: Sequence[RunRow], folder: Path) -> list[Measurable]:
    """Return the best and the last weights of the newest runs that a person has not hidden.

    Args:
        rows: the oldest first.
    """
    found: list[Measurable] = []
    for row in [row for row in rows if not row.hidden and row.epochs][: -MOST_RUNS - 1 : -1]:
        kept: tuple[Weights, ...] = ("last",) if row.best_metric is None else ("best", "last")
        found += [
            Measurable(ModelId("run", row.id, weights), row.shown_name, str(folder / row.id))
            for weights in kept
        ]
    return found


OWN = Measurable(DRAFT)
BASIC = (OWN, Measurable(SHIPPED))


class Results(QObject):
    """Measures the chosen model, and a second one to compare it with, on a part of the document's data.

    Args:
        more_models: gives the models that there are beside the draft and the shipped one, such as those of
            the runs that were kept. watch: is told by whom these are seen, and when no more.

    Attributes:
        model, second: what is measured, and what it is compared with, None for nothing. part: of the data.
        evaluated: what the worker said of `model`, None before it has. other: the same of `second`.
        error: why there is no answer.
        progress: share of the samples that was asked about, 0..1; None while nothing is under way.
        edits: the data's. samples: gives single samples to be seen.

    Signals:
        changed: read everything. progress_changed: read `progress`. models_changed: read `models`.
    """

    changed = Signal()
    progress_changed = Signal()
    models_changed = Signal()

    def __init__(
        self,
        document: Document,
        engine: EngineClient,
        training: TrainingSession,
        more_models: Callable[[], Sequence[Measurable]] = tuple,
        watch: Callable[[object, bool], None] = lambda who, seen: None,
    ) -> None:
        super().__init__()
        self.watch = watch
        self._document, self._engine, self._training = document, engine, training
        self._more_models = more_models
        self.model = OWN
        self.second: Measurable | None = None
        self.part: PartName = "test"
        self.evaluated: protocol.Evaluated | None = None
        self.other: protocol.Evaluated | None = None
        self.error: CnnguiError | None = None
        self.progress: float | None = None
        self.edits = LabelEdits(self)
        self.samples = SampleStore(engine, self)
        self._reply: Reply | None = None
        self._asked = OWN
        self._moved = False
        self._edits_then = Edits(), PartEdits()
        self._known: dict[ModelId, tuple[protocol.Evaluated, PartEdits, Classified]] = {}
        engine.event_received.connect(self._on_event)
        engine.ready_changed.connect(self._on_engine)
        document.data_changed.connect(self._forget)
        training.own_model_changed.connect(self._on_own_model)
        training.weights_changed.connect(self._on_weights_changed)
        self.edits.changed.connect(self.changed)

    # What a person can choose -------------------------------------------------------------------

    def models(self) -> tuple[Measurable, ...]:
        """Return every model that can be chosen, the draft first."""
        return (*BASIC, *self._more_models())

    def choose(self, model: Measurable) -> None:
        """Measure another model; what is known of the one before is forgotten."""
        if model != self.model:
            self.model = model
            self._forget()

    def choose_part(self, part: PartName) -> None:
        """Measure on another part of the data."""
        if part != self.part:
            self.part = part
            self._forget()

    def compare_with(self, model: Measurable | None) -> None:
        """Compare with a second model, or with none."""
        if model != self.second:
            self.second, self.other = model, None
            self.changed.emit()

    def why_not(self) -> Unmeasurable:
        """Return why nothing can be measured now, "" when it can."""
        if self._engine.death is not None:
            return "dead"
        if self._engine.ready is None:
            return "starting"
        if not self._document.data:
            return "no_data"
        wanted = (self.model, self.second)
        return "no_weights" if OWN in wanted and self._training.own_model is None else ""

    def measure(self) -> None:
        """Ask about every sample, from new; what is known stays until the answer is here."""
        if not self.why_not():
            self._ask(self.model)

    def measure_missing(self) -> None:
        """Ask for what is neither known nor on its way."""
        if self.progress is not None or self.error is not None or self.why_not():
            return
        if self.evaluated is None:
            self._ask(self.model)
        elif self.second is not None and self.other is None:
            self._ask(self.second)

    def stop(self) -> None:
        """Drop the evaluation under way."""
        if self.progress is not None:
            self._engine.send(protocol.StopEvaluating())
            self._reply, self.progress = None, None
            self.changed.emit()

    # What is known ------------------------------------------------------------------------------

    @property
    def data(self) -> EditedData | None:
        """Return the data that were measured on, for edits to them; None where there can be none."""
        told = self.evaluated
        if told is None or not told.editable:
            return None
        return EditedData(told.fingerprint, told.label, told.measured.came_names, told.came)

    @property
    def applied(self) -> Edits:
        """Return the edits to the data that were measured on."""
        return Edits() if self.data is None else self.edits.of(self.data)

    @property
    def classified(self) -> Classified | None:
        """Return all figures, with the edits as they are now: a mended label counts at once."""
        return self._with_edits(self.evaluated)

    @property
    def second_classified(self) -> Classified | None:
        """Return those of the second model; None without one, or where the two cannot be compared."""
        return None if self.incomparable else self._with_edits(self.other)

    @property
    def labels(self) -> Labels:
        """Return int64 (samples,), the label of each sample of `classified`, a class index of the data."""
        assert self.evaluated is not None
        labels, kept = _labels_now(self.evaluated.measured, self.part_edits)
        return labels[kept]

    @property
    def disagreement(self) -> Disagreement | None:
        """Return where both models answer differently; None without a second one."""
        first, second = self.classified, self.second_classified
        if first is None or second is None:
            return None
        return disagreement(first.truth, first.predicted, second.predicted)

    @property
    def incomparable(self) -> bool:
        """Whether both models are measured, but on other samples, or tell other classes apart."""
        if self.other is None or self.evaluated is None:
            return False
        ours, theirs = (each.measured.classified for each in (self.evaluated, self.other))
        return ours.class_names != theirs.class_names or not np.array_equal(ours.indices, theirs.indices)

    @property
    def stale(self) -> Stale:
        """Return why the figures are out of date, "" when they are not."""
        if self.evaluated is None:
            return ""
        if self._moved and OWN in (self.model, self.second):
            return "weights"
        now, own = (self.applied, self.part_edits), self.evaluated.measured.own
        return "edits" if _misses(self._edits_then, now, own) else ""

    @property
    def part_edits(self) -> PartEdits:
        """Return the edits to the samples that were measured, which count them as the figures do."""
        if self.evaluated is None:
            return PartEdits()
        measured = self.evaluated.measured
        return self.applied.seen_in(measured.stored, measured.own)

    def home(self, index: int) -> tuple[StoredPart, int]:
        """Return the part in which a sample that was measured came, and its place there."""
        assert self.evaluated is not None
        measured = self.evaluated.measured
        if index < measured.own:
            return measured.stored, index
        return other_part(measured.stored), index - measured.own

    def _with_edits(self, evaluated: protocol.Evaluated | None) -> Classified | None:
        if evaluated is None:
            return None
        edits, known = self.part_edits, self._known.get(evaluated.model)
        if known is None or known[0] is not evaluated or known[1] != edits:
            labels, kept = _labels_now(evaluated.measured, edits)
            truth = evaluated.measured.places[labels]
            known = evaluated, edits, evaluated.measured.classified.with_truth(truth, kept)
            self._known[evaluated.model] = known
        return known[2]

    # Asking -------------------------------------------------------------------------------------

    def _ask(self, measured: Measurable) -> None:
        if measured == OWN:
            self._moved = False
        running = self._training.running
        recipe = running.recipe if running is not None else self._document.recipe
        request = protocol.Evaluate(
            measured.model, self._document.data, self.part, recipe, measured.weights_file, measured.members
        )
        self._asked = measured
        self.error, self.progress = None, 0.0
        self._reply = self._engine.ask(request, self._on_ended)
        self.changed.emit()

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply:
            return
        answer, self._reply, self.progress = reply.answer, None, None
        if isinstance(answer, protocol.Evaluated):
            self._take(answer)
        elif reply.outcome == "failed":
            self.error = reply.error
        self.changed.emit()

    def _take(self, answer: protocol.Evaluated) -> None:
        if self._asked != self.model:
            self.other = answer
            return
        if self.evaluated is not None and self.evaluated.fingerprint != answer.fingerprint:
            self.samples.forget()  # a file that has changed on disk
        self.evaluated = answer
        # What the worker has left out is missing in the figures once it comes back.
        self._edits_then = self.applied, self.part_edits
        self.samples.show(answer.data, answer.measured.stored)
        if self.second is not None:
            self._ask(self.second)

    def _forget(self) -> None:
        self.stop()
        self.evaluated = self.other = self.error = None
        self._known.clear()
        self.samples.forget()
        self.changed.emit()

    # What happens -------------------------------------------------------------------------------

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.Evaluating) and self.progress is not None:
            self.progress = event.done / max(1, event.total)
            self.progress_changed.emit()

    def _on_engine(self) -> None:
        if self._engine.ready is None:
            self._reply, self.progress = None, None
        self.changed.emit()

    def _on_own_model(self) -> None:
        if self._training.own_model is None and OWN in (self.model, self.second):
            self._forget()
        else:
            self._on_weights_changed()
            self.changed.emit()

    def _on_weights_changed(self) -> None:
        # Also before the answer is here: it may be of the weights that were there when it was asked for.
        if not self._moved:
            self._moved = True
            self.changed.emit()


def _labels_now(measured: Measured, edits: PartEdits) -> tuple[Labels, NDArray[np.bool_]]:
    """Return the labels of all samples that were measured, with edits, and which of them are kept.

    Classes are those that were measured: what was merged since counts at the next time.
    """
    labels, indices = measured.came.copy(), measured.classified.indices
    kept = np.ones(len(indices), bool)
    mended = np.array(list(edits.labels), np.int64)
    found = np.isin(mended, indices)
    labels[np.searchsorted(indices, mended[found])] = np.array(list(edits.labels.values()), np.int64)[found]
    kept[np.isin(indices, list(edits.excluded))] = False
    kept[(indices >= measured.own) & ~np.isin(indices, list(edits.moved))] = False
    return measured.groups.of[labels], kept


def _misses(then: tuple[Edits, PartEdits], now: tuple[Edits, PartEdits], own: int) -> bool:
    """Return whether samples count now that did not count then, or classes are others.

    Args:
        then, now: edits, and the same as `Edits.seen_in` has them. own: as it takes it.
    """
    (before, seen), (edits, part) = then, now
    back = {place for place in seen.excluded - part.excluded if place < own}
    guests = (part.moved - part.excluded) - (seen.moved - seen.excluded)
    regrouped = (before.names, before.merged) != (edits.names, edits.merged)
    return bool(back or guests or regrouped)
