"""Carry commands to a worker and its events back: to a process of its own, or to a thread of this one.

All have the words of `Transport`. Whoever reads calls `receive` in a thread; `send` never blocks.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import signal
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from cnngui.engine.protocol import Command, Event, Shutdown, WorkerDied
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.messages import text

_LADDER_S = 2.0


class Transport(Protocol):
    """Whatever carries commands to a worker and its events back."""

    def start(self) -> None:
        """Bring up the worker; may block for a moment."""

    def send(self, command: Command) -> None:
        """Hand a command over; returns at once."""

    def receive(self, timeout: float | None = None) -> Event | None:
        """Return the next event, or None if there was none for `timeout` seconds."""

    def close(self, timeout: float = _LADDER_S) -> None:
        """End the worker within `timeout` seconds."""


class ProcessTransport:
    """A worker in a spawned process: what happens to TensorFlow happens there.

    The process ends by itself when this one is gone. If it ends unasked, `receive` gives `WorkerDied`.

    Args:
        log: where to write what it prints.
        cores: that it may use, where others train beside it; 0 for all.
        edits: whether the person's own edits to data apply (`cnngui.datasets.edits`).
    """

    def __init__(self, log: Path | None = None, cores: int = 0, *, edits: bool = True) -> None:
        self._log = log or folders.log_folder() / "engine.log"
        self._how = cores, edits
        self._process: Any = None
        self._connection: Connection | None = None
        self._outgoing: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="engine_writer", daemon=True)
        self._over = self._closing = self._refused = False

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int | None:
        """The process' number, None before `start`."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the process. Blocks for some 40 ms: call it from a helper thread."""
        context = multiprocessing.get_context("spawn")
        try:
            self._connection, theirs = context.Pipe()
        except OSError:  # as many files are open as may be
            self._refused = True
            return
        self._process = context.Process(
            target=_work, args=(theirs, str(self._log), *self._how), name="cnngui-engine", daemon=True
        )
        try:
            self._process.start()
        except OSError:
            self._process = None
            self._connection.close()
        else:
            self._writer.start()
        finally:
            # While this end is open here too, the end of the process would not end the pipe.
            theirs.close()

    def send(self, command: Command) -> None:
        """Hand a command over; returns at once. Commands to a dead worker are dropped."""
        self._outgoing.put(command)

    def receive(self, timeout: float | None = None) -> Event | None:
        """Return the next event, None if there was none for `timeout` seconds, or ever again after an end."""
        if self._refused and not self._over:
            self._over = True
            return self._death()
        if self._over or self._connection is None:
            time.sleep(timeout or 0.0)
            return None
        try:
            return self._connection.recv() if self._connection.poll(timeout) else None
        except (EOFError, OSError):
            self._over = True
            return None if self._closing else self._death()

    def close(self, timeout: float = _LADDER_S) -> None:
        """End the worker: ask, wait `timeout` seconds, terminate, wait, kill."""
        self._closing = self._over = True
        if self._process is None:
            return
        self._outgoing.put(Shutdown())
        self._outgoing.put(None)
        self._process.join(timeout)
        for end in (self._process.terminate, self._process.kill):
            if self._process.is_alive():
                end()
                self._process.join(_LADDER_S)
        self._writer.join(_LADDER_S)
        if self._connection is not None:
            self._connection.close()

    def _write(self) -> None:
        assert self._connection is not None
        while (command := self._outgoing.get()) is not None:
            try:
                self._connection.send(command)
            except OSError:  # the worker is gone; whoever reads is told
                return

    def _death(self) -> WorkerDied:
        code: int | None = None
        if self._process is not None:
            self._process.join(_LADDER_S)
            code = self._process.exitcode
        self._outgoing.put(None)
        error = CnnguiError("engine.died", reason=_reason(code, self._log))
        return WorkerDied(code, error)


class ThreadTransport:
    """A worker in a thread of this process: for tests, the command line, and debugging.

    It keeps no runs, until `cnngui.engine.protocol.KeepRuns` says where.
    """

    def __init__(self, *, edits: bool = True) -> None:
        from cnngui.engine.worker.worker import Worker

        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._worker = Worker(self._events.put, edits=edits)
        self._thread = threading.Thread(target=self._worker.run, name="engine", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def send(self, command: Command) -> None:
        """Hand a command over; returns at once."""
        self._worker.post(command)

    def receive(self, timeout: float | None = None) -> Event | None:
        """Return the next event, or None if there was none for `timeout` seconds."""
        try:
            return self._events.get(timeout=timeout)
        except queue.Empty:
            return None

    def close(self, timeout: float = 10.0) -> None:
        """Ask the worker to end and wait for it: a thread cannot be killed."""
        if self.alive:
            self._worker.post(Shutdown())
            self._thread.join(timeout)


def _work(connection: Connection, log: str, cores: int, edits: bool) -> None:
    """Be a worker. What it needs is imported in its process: the window's needs none of it."""
    from cnngui.engine.worker.process import work

    work(connection, log, cores, edits=edits)


def _reason(code: int | None, log: Path) -> str:
    if code is None:
        return text("engine.never_started")
    if code == -getattr(signal, "SIGKILL", 9):
        return text("engine.killed_for_memory")
    if code < 0:
        name = str(-code)
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
        return text("engine.crashed", signal=name, log=str(log))
    return text("engine.left", number=code, log=str(log))
