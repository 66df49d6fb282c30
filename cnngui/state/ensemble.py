"""Several runs as one model: their vote on test data, where they disagree, and how they leave the program."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.history import EPOCH_COLUMNS, EpochRow, History
from cnngui.runs.model_id import ModelId
from cnngui.runs.project import read_project
from cnngui.runs.run import Run
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.ensemble_training import EnsembleTraining, Member
from cnngui.state.results import Measurable
from cnngui.state.run_actions import name_of
from cnngui.state.run_model import RunModel


class Ensemble(QObject):
    """The members that `EnsembleTraining` has, once they have weights.

    Attributes:
        voters: the members that have weights, in their order; empty while they are trained.
        vote: what they said on the test part, None before.
        measurable: all as one model whose results can be seen, None while they do not answer together.
        voting: the share of answers that are there, 0..1; None while no vote is under way.

    Signals:
        changed: read the attributes.
        failed: a `CnnguiError`. exported: the path.
    """

    changed = Signal()
    failed = Signal(object)
    exported = Signal(str)
    _read = Signal(object, object, object)

    def __init__(self, engine: EngineClient, training: EnsembleTraining, run_model: RunModel) -> None:
        super().__init__()
        self._engine, self._training, self._run_model = engine, training, run_model
        self.vote: protocol.Voted | None = None
        self.voting: float | None = None
        self.voters: list[Run] = []
        self.measurable: Measurable | None = None
        self._voted: list[str] = []
        self._chosen: object = None
        self._read.connect(self._on_read)
        training.begun.connect(self._on_begun)
        training.ended.connect(self._on_ended)
        engine.event_received.connect(self._on_event)

    @property
    def ready(self) -> bool:
        """Whether there are enough of them to answer together."""
        return not self._training.busy and len(self.voters) > 1

    @property
    def title(self) -> str:
        """What they are called: each of their networks once."""
        return ", ".join(dict.fromkeys(member.title for member in self._training.members))

    def choose(self, runs: Sequence[Run]) -> None:
        """Have these runs as members, and let them vote."""
        chosen = self._chosen = object()

        def read() -> None:
            try:
                outcome: object = [kept_member(run) for run in runs]
                error = None
            except CnnguiError as found:
                outcome, error = [], found
            if shiboken6.isValid(self):
                self._read.emit(chosen, outcome, error)

        # A file of weights may be large: none is read in the window's thread.
        threading.Thread(target=read, name="ensemble_reader", daemon=True).start()

    def take_vote(self) -> None:
        """Measure the members that have weights on the test part of their data; `changed` tells."""
        if not self.ready:
            return
        try:
            data, paths = self.voters[0].record().data, self._paths()
        except CnnguiError as error:
            self.failed.emit(error)
            return
        self.vote, self.voting = None, 0.0
        self._voted = [str(run.folder) for run in self.voters]
        self._engine.ask(protocol.TakeVote(paths, data), self._on_voted)
        self.changed.emit()

    def accuracy_of(self, run: Run) -> float | None:
        """Return what a member has right on the test part, None while that is not known."""
        if self.vote is None or str(run.folder) not in self._voted:
            return None
        return self.vote.vote.accuracies[self._voted.index(str(run.folder))]

    def number_of(self, place: int) -> int:
        """Return the number of the member, from 1, whose voice is at `place` in the vote."""
        folders = [str(member.run.folder) for member in self._training.members]
        return folders.index(self._voted[place]) + 1

    def draw_with(self) -> None:
        """Let them answer together in Draw; one is looked into."""
        self._run_model.show_ensemble(self.voters, self.title)

    def export(self, path: str) -> None:
        """Write them as one Keras model that averages; `exported` or `failed` follows."""
        try:
            paths = self._paths()
        except CnnguiError as error:
            self.failed.emit(error)
            return
        self._engine.ask(protocol.ExportEnsemble(paths, path), self._on_exported)

    def _as_one(self) -> Measurable | None:
        if not self.ready:
            return None
        try:
            members = self._paths()
        except CnnguiError as error:
            self.failed.emit(error)
            return None
        model = ModelId("ensemble", " ".join(run.id for run in self.voters))
        return Measurable(model, self.title, members=members)

    def _paths(self) -> tuple[str, ...]:
        return tuple(str(run.weights_file("last")) for run in self.voters)

    def _on_begun(self) -> None:
        self.vote, self.voting, self.voters, self._chosen = None, None, [], None
        self.measurable = None
        self.changed.emit()

    def _on_ended(self) -> None:
        self.voters = [member.run for member in self._training.members if _has_weights(member)]
        self.measurable = self._as_one()
        self.changed.emit()
        self.take_vote()

    def _on_read(self, chosen: object, members: list[Member], error: CnnguiError | None) -> None:
        if chosen is not self._chosen:
            return
        if error is not None:
            self.failed.emit(error)
            return
        self._training.show(members)
        self._on_ended()

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.Voting) and self.voting is not None:
            self.voting = event.done / max(1, event.total)
            self.changed.emit()

    def _on_voted(self, reply: Reply) -> None:
        if reply.outcome == "superseded":
            return
        self.voting = None
        if isinstance(reply.answer, protocol.Voted):
            if [str(Path(path).parent) for path in reply.answer.paths] == self._voted:
                self.vote = reply.answer
        elif reply.error is not None:
            self.failed.emit(reply.error)
        self.changed.emit()

    def _on_exported(self, reply: Reply) -> None:
        if isinstance(reply.answer, protocol.Exported):
            self.exported.emit(reply.answer.path)
        elif reply.error is not None:
            self.failed.emit(reply.error)


def kept_member(run: Run) -> Member:
    """Return a run that is kept as a member, with its curves.

    Raises:
        CnnguiError: it is damaged, or has no weights.
    """
    record, summary = run.record(), run.summary()
    history = History.from_columns(read_project(run.weights_file("last")).history)
    columns = zip(*(history.column(name).tolist() for name in EPOCH_COLUMNS), strict=True)
    rows = {int(values[0]): EpochRow(int(values[0]), *values[1:]) for values in columns}
    done = max(rows, default=0)
    return Member(
        run,
        name_of(run),
        record.recipe.seed,
        state="kept",
        epochs=max(done, summary.epochs),
        fraction=1.0,
        rows=rows,
        metric=summary.metric_name,
        first_epoch=done,
    )


def _has_weights(member: Member) -> bool:
    return not member.under_way and bool(member.run.checkpoints.newest_first())
