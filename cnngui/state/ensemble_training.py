"""Several networks in training side by side, apart from the document's own: an ensemble's members."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from PySide6.QtCore import QObject, QThread, Signal

from cnngui.engine import protocol
from cnngui.engine.members import seeded_members, workers_here
from cnngui.engine.pool import MemberEvent, Pool
from cnngui.engine.shares import Workers
from cnngui.errors import CnnguiError
from cnngui.network.freezing import frozen_part
from cnngui.runs.history import EpochRow
from cnngui.runs.run import Run
from cnngui.state.document import Document

_POLL_S = 0.1

MemberState = Literal[
    "waiting", "building", "training", "paused", "again", "finished", "stopped", "failed", "kept"
]
"""What a member does: "again" is one whose worker died and that is taken up from its checkpoint; "kept" is a
run that was chosen, and is not trained here."""


@dataclass(frozen=True)
class Member:
    """One member as it is now.

    Attributes:
        fraction: the share of its epochs that is behind it, 0..1.
        rows: of its epochs, by their numbers.
        metric: Keras' name of what is measured beside the cost, "" while unknown.
        error: why it has failed.
    """

    run: Run
    title: str
    seed: int
    state: MemberState = "waiting"
    epochs: int = 0
    fraction: float = 0.0
    images_per_second: float = 0.0
    rows: dict[int, EpochRow] = field(default_factory=dict)
    metric: str = ""
    steps_per_epoch: int = 1
    first_epoch: int = 0
    error: CnnguiError | None = None

    @property
    def done(self) -> int:
        """Whole epochs behind it."""
        return max(self.rows, default=self.first_epoch)

    @property
    def under_way(self) -> bool:
        """Whether it is trained now, or will be."""
        return self.state in ("waiting", "building", "training", "paused", "again")


class _Reader(QThread):
    """Reads a pool until all members have ended, and then ends its workers."""

    heard = Signal(object)

    def __init__(self, pool: Pool, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("members_reader")
        self._pool = pool

    def run(self) -> None:
        self._pool.start()
        while not self._pool.over:
            if (told := self._pool.receive(_POLL_S)) is not None:
                self.heard.emit(told)
        self._pool.close()


class EnsembleTraining(QObject):
    """Trains members of one network with different seeds; the document's own training goes on beside it.

    Attributes:
        members: those of now or of the last time; empty before.
        workers: how many at once.

    Signals:
        begun: other members. changed: one does something else. moved_on: one has learned something.
        ended: all have, and what they learned is written.
        failed: one could not, or what it learns is on no disk (carries the `CnnguiError`).
        told: a member's worker died, and the member is taken up again (carries its number and the error).
    """

    begun = Signal()
    changed = Signal()
    moved_on = Signal()
    ended = Signal()
    failed = Signal(object)
    told = Signal(int, object)

    def __init__(self, document: Document, make_pool: Callable[..., Pool] = Pool) -> None:
        super().__init__()
        self._document, self._make_pool = document, make_pool
        self.members: list[Member] = []
        self.workers = 0
        self._pool: Pool | None = None
        self._reader: _Reader | None = None

    @property
    def busy(self) -> bool:
        """Whether members are under way, or their last words are being written."""
        return self._pool is not None

    @property
    def paused(self) -> bool:
        """Whether all wait."""
        return self._pool is not None and self._pool.paused

    @property
    def can_begin(self) -> bool:
        """Whether the network on the cards can be trained several times now."""
        document = self._document
        whole = document.inference.ok and bool(document.network.layers)
        return not self.busy and whole and bool(document.data)

    @property
    def freezes(self) -> bool:
        """Whether layers are frozen, which each member would have at its own first weights for good."""
        return bool(frozen_part(self._document.network.layers))

    def best_workers(self, count: int, data_bytes: int = 0) -> Workers:
        """Return how many members of the network on the cards are best trained at once, and why no more."""
        contents = self._document.contents
        members = seeded_members(contents.network, contents.recipe, contents.data, count)
        return workers_here(members, data_bytes)

    def begin(self, count: int, first_seed: int, workers: int) -> None:
        """Train the network on the cards `count` times, with seeds from the first on."""
        contents, document = self._document.contents, self._document
        recipe = contents.recipe.model_copy(update={"seed": first_seed})
        origin = protocol.Origin(document.title)
        commands = seeded_members(contents.network, recipe, contents.data, count, origin)
        pool = self._make_pool(commands, workers)
        self.members = [
            Member(Run(pool.folder / each.run_id), document.title, each.recipe.seed, epochs=recipe.epochs)
            for each in commands
        ]
        self._pool, self.workers = pool, pool.workers
        self._reader = _Reader(pool, self)
        self._reader.heard.connect(self._on_heard)
        self._reader.finished.connect(self._on_over)
        self._reader.start()
        self.begun.emit()

    def show(self, members: Sequence[Member]) -> None:
        """Have runs that are kept as the members; nothing is trained."""
        if not self.busy:
            self.members, self.workers = list(members), 0
            self.begun.emit()

    def pause(self) -> None:
        """Have all wait, between two batches."""
        self._control("pause")

    def resume(self) -> None:
        """Have all go on."""
        self._control("resume")

    def stop(self) -> None:
        """End all; what they have learned is kept, and those that wait never begin."""
        self._control("stop")

    def close(self) -> None:
        """End all, for good: wait until what they have learned is written."""
        reader, pool = self._reader, self._pool
        if reader is not None and pool is not None:
            reader.heard.disconnect(self._on_heard)
            reader.finished.disconnect(self._on_over)
            pool.close()
            reader.wait()
            self._pool = self._reader = None

    def _control(self, action: Literal["pause", "resume", "stop"]) -> None:
        if self._pool is not None:
            self._pool.control(action)
            self.changed.emit()

    # What is heard ------------------------------------------------------------------------------

    def _on_heard(self, told: MemberEvent) -> None:
        member = self.members[told.member]
        now = _after(member, told.event)
        self.members[told.member] = now
        if isinstance(told.event, protocol.WorkerDied):
            self.told.emit(told.member + 1, told.event.error)
        if isinstance(told.event, (protocol.Failed, protocol.NotKept)):
            self.failed.emit(told.event.error)
        if now.state != member.state:
            self.changed.emit()
        elif now != member:
            self.moved_on.emit()

    def _on_over(self) -> None:
        reader, self._reader, self._pool = self._reader, None, None
        if reader is not None:
            reader.wait()
            reader.deleteLater()
        self.changed.emit()
        self.ended.emit()


def _after(member: Member, event: protocol.Event) -> Member:
    """Return a member as it is once it has done what is told."""
    match event:
        case protocol.Started():
            # One that is taken up again has forgotten what came behind its checkpoint.
            rows = {epoch: row for epoch, row in member.rows.items() if epoch <= event.first_epoch}
            return replace(
                member,
                state="building",
                rows=rows,
                epochs=event.epochs,
                first_epoch=event.first_epoch,
                metric=event.metric,
                steps_per_epoch=event.steps_per_epoch,
            )
        case protocol.Batches():
            epoch, step = event.reached(member.steps_per_epoch)
            share = (epoch - 1 + step / member.steps_per_epoch) / max(1, member.epochs)
            speed = event.images_per_second
            return replace(member, state="training", fraction=min(1.0, share), images_per_second=speed)
        case protocol.Epochs():
            rows = {**member.rows, **{row.epoch: row for row in event.rows}}
            return replace(member, rows=rows)
        case protocol.Paused():
            return replace(member, state="paused")
        case protocol.Resumed():
            return replace(member, state="training")
        case protocol.WorkerDied():
            return replace(member, state="again")
        case protocol.Finished():
            return replace(member, state="finished", fraction=1.0)
        case protocol.Stopped():
            return replace(member, state="stopped")
        case protocol.Failed():
            return replace(member, state="failed", error=event.error)
        case _:
            return member
