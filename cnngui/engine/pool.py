"""Several trainings side by side, each in a worker process of its own: an ensemble's members. No Qt.

A member is one `Train` command and leaves one run's folder. A worker that dies costs its member what it
learned since the last checkpoint; the others never notice. It is taken up again from there, once.
"""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cnngui.engine import protocol
from cnngui.engine.failures import as_cnngui_error
from cnngui.engine.shares import cores_for
from cnngui.engine.threads import usable_cores
from cnngui.engine.transports import ProcessTransport, Transport
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.runs.run import Run, runs_folder

_POLL_S = 0.1
_STOP_S = 5.0
_WRITE_S = 60.0
"""Until a worker that was asked to end has written what its member has learned."""
_ATTEMPTS = 2


@dataclass(frozen=True)
class MemberEvent:
    """What is told of a member, by its worker or, of that one's death, by the pool.

    Attributes:
        member: its place, from 0.
        event: of its run. After `protocol.WorkerDied` it is taken up again, or `protocol.Failed` follows.
    """

    member: int
    event: protocol.Event


MakeTransport = Callable[[Path, int], Transport]
"""Makes a worker, of the file for what it prints and the cores it may use."""


class Pool:
    """Trains members, some at once, each run to exactly one of Finished, Stopped and Failed.

    Args:
        members: each with a `run_id` of its own.
        workers: how many at once, at least 1.
        folder: where the runs are kept; None for where a person's are.
    """

    def __init__(
        self,
        members: Sequence[protocol.Train],
        workers: int,
        folder: Path | None = None,
        make_transport: MakeTransport = ProcessTransport,
    ) -> None:
        self.members = tuple(members)
        self.workers = max(1, min(workers, len(members)))
        self.folder = folder or runs_folder()
        self._kept_elsewhere = folder
        self._make_transport, self._cores = make_transport, usable_cores()
        self._waiting = deque(range(len(members)))
        self._events: queue.SimpleQueue[MemberEvent] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._stopped = self._paused = False
        self._give_up_s: float | None = None
        self._ended = 0
        self._slots = [_Slot(self, number) for number in range(self.workers)]

    # For whoever trains -------------------------------------------------------------------------

    def start(self) -> None:
        """Begin; returns at once."""
        for slot in self._slots:
            slot.thread.start()

    def receive(self, timeout: float) -> MemberEvent | None:
        """Return the next event, None if there was none for `timeout` seconds."""
        try:
            told = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        self._ended += isinstance(told.event, protocol.ENDINGS)
        return told

    @property
    def over(self) -> bool:
        """Whether `receive` gave the ending of every member."""
        return self._ended == len(self.members)

    @property
    def paused(self) -> bool:
        """Whether all wait."""
        return self._paused

    def control(self, action: Literal["pause", "resume", "stop"]) -> None:
        """Steer all members, also those that have not begun; from any thread.

        Stopped ones keep what they have learned; those that have not begun never do.
        """
        with self._lock:
            self._stopped = self._stopped or action == "stop"
            self._paused = action == "pause" or (self._paused and action != "resume")
            for slot in self._slots:
                slot.steer(action)

    def pid_of(self, member: int) -> int | None:
        """Return the number of the process that trains a member now, None for no process."""
        slot = next((slot for slot in self._slots if slot.member == member), None)
        return getattr(slot.transport, "pid", None) if slot is not None else None

    def close(self, patience_s: float = _STOP_S) -> None:
        """Stop all, wait until what they learned is written, and end the workers.

        Args:
            patience_s: after it a worker that does not answer is ended; its checkpoints stay.
        """
        self.control("stop")
        self._give_up_s = time.monotonic() + patience_s
        for slot in self._slots:
            if slot.thread.is_alive():
                slot.thread.join()

    # For the slots ------------------------------------------------------------------------------

    def next_member(self) -> int | None:
        """Take the next member that waits, None if there is none."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def tell(self, member: int, event: protocol.Event) -> None:
        """Hand on what is told of a member."""
        self._events.put(MemberEvent(member, event))

    def cores_of(self, member: int) -> int:
        """Return how many cores a member gets."""
        return cores_for(member, len(self.members), self.workers, self._cores)

    def made_transport(self, number: int) -> Transport:
        """Return a worker, not started, with threads for every member: how many, it cannot change."""
        most = max(map(self.cores_of, range(len(self.members))))
        return self._make_transport(folders.log_folder() / f"member-{number + 1}.log", most)

    def begin(self, slot: _Slot, command: protocol.Train) -> bool:
        """Hand a run to a slot's worker unless all were stopped; return whether it was.

        Under the lock: what is wanted of all is wanted of this one, or it has not begun.
        """
        with self._lock:
            if self._stopped or slot.transport is None:
                return False
            slot.transport.send(protocol.UseCores(self.cores_of(slot.member or 0)))
            slot.transport.send(replace(command, paused=self._paused))
            return True

    @property
    def stopped(self) -> bool:
        """Whether all are to end."""
        return self._stopped

    @property
    def given_up(self) -> bool:
        """Whether nobody waits for answers any more."""
        return self._give_up_s is not None and time.monotonic() > self._give_up_s

    @property
    def kept_elsewhere(self) -> Path | None:
        """Where runs are kept, None for where a worker keeps them by itself."""
        return self._kept_elsewhere


class _Slot:
    """Trains one member after another, each to its end, in a thread that talks to a worker.

    Attributes:
        member: that is trained now, None for none.
    """

    def __init__(self, pool: Pool, number: int) -> None:
        self._pool, self._number = pool, number
        self.transport: Transport | None = None
        self.member: int | None = None
        self.thread = threading.Thread(target=self._work, name=f"members_{number}", daemon=True)

    def steer(self, action: Literal["pause", "resume", "stop"]) -> None:
        """Steer the member under way; the pool's lock is held."""
        if self.transport is not None:
            self.transport.send(protocol.Control(action))

    def _work(self) -> None:
        while (member := self._pool.next_member()) is not None:
            self.member = member
            try:
                ending = self._train(member)
            except Exception as error:  # whatever it was, the member has an ending, and the next one begins
                self._end_worker()
                details = traceback.format_exc()
                run_id = self._pool.members[member].run_id
                ending = protocol.Failed(run_id, as_cnngui_error(error), details)
            self._pool.tell(member, ending)
            self.member = None
        self._end_worker()

    def _train(self, member: int) -> protocol.Event:
        """Train a member and return its ending."""
        command = self._pool.members[member]
        died: protocol.WorkerDied | None = None
        for _ in range(_ATTEMPTS):
            if self._pool.stopped:
                break
            self._have_worker()
            ending = self._attempt(member, command, again=died is not None)
            if not isinstance(ending, protocol.WorkerDied):
                return ending
            self._end_worker()
            died = ending
            self._pool.tell(member, died)
        if died is None or self._pool.stopped:
            return protocol.Stopped(command.run_id, _epochs_of(self._run(command)), 0.0)
        return protocol.Failed(command.run_id, died.error)

    def _attempt(self, member: int, command: protocol.Train, again: bool) -> protocol.Event:
        """Train until the run has ended, or its worker; `again` goes on from what the last one left."""
        if again and _has_checkpoint(self._run(command)):
            taken_up = self._taken_up(command)
            if not isinstance(taken_up, protocol.Train):
                return taken_up
            command = taken_up
        if not self._pool.begin(self, command):
            return protocol.Stopped(command.run_id, _epochs_of(self._run(command)), 0.0)
        while True:
            event = self._heard()
            if event is None:  # nobody waits for it any more
                return protocol.Stopped(command.run_id, _epochs_of(self._run(command)), 0.0)
            ended = isinstance(event, protocol.ENDINGS) and event.run_id == command.run_id
            if ended or isinstance(event, protocol.WorkerDied):
                return event
            if getattr(event, "run_id", None) == command.run_id:
                self._pool.tell(member, event)

    def _taken_up(self, command: protocol.Train) -> protocol.Event | protocol.Train:
        """Have the worker take up the last checkpoint; return how to go on, or why it cannot be."""
        assert self.transport is not None
        run = self._run(command)
        try:
            request = protocol.Open(str(run.weights_file("last")), request_id=1)
        except CnnguiError as error:
            return protocol.Failed(command.run_id, error)
        self.transport.send(request)
        while True:
            event = self._heard()
            match event:
                case None:
                    return protocol.Stopped(command.run_id, _epochs_of(run), 0.0)
                case protocol.WorkerDied():
                    return event
                case protocol.RequestFailed(request_id=1):
                    return protocol.Failed(command.run_id, event.error)
                case protocol.Opened():
                    until = run.summary().epochs or command.recipe.epochs
                    return replace(command, network=event.network, fresh=False, until=until)

    def _heard(self) -> protocol.Event | None:
        """Return the worker's next event; None once nobody waits for it."""
        assert self.transport is not None
        while (event := self.transport.receive(_POLL_S)) is None:
            if self._pool.given_up:
                return None
        return event

    def _run(self, command: protocol.Train) -> Run:
        return Run(self._pool.folder / command.run_id)

    def _have_worker(self) -> None:
        """Have a worker: that of the member before, if there was one."""
        if self.transport is None:
            transport = self._pool.made_transport(self._number)
            transport.start()
            if (folder := self._pool.kept_elsewhere) is not None:
                transport.send(protocol.KeepRuns(str(folder)))
            self.transport = transport

    def _end_worker(self) -> None:
        transport, self.transport = self.transport, None
        if transport is not None:
            transport.close(_STOP_S if self._pool.given_up else _WRITE_S)


def _has_checkpoint(run: Run) -> bool:
    return bool(run.checkpoints.newest_first())


def _epochs_of(run: Run) -> int:
    return run.summary().epoch
