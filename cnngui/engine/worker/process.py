"""What happens inside the worker process. The process that started it may vanish at any time."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cnngui.engine.protocol import Command, Event, Shutdown
from cnngui.engine.threads import one_thread_an_operation
from cnngui.engine.worker.worker import Worker
from cnngui.files import folders
from cnngui.runs.run import runs_folder

NICENESS = 10
_MOST_LOG_BYTES = 1_000_000


def work(connection: Connection, log: str, cores: int = 0, *, edits: bool = True) -> None:
    """Be a worker until `Shutdown`, or until the other end of `connection` is gone.

    Args:
        log: where to write what TensorFlow says; its predecessor is overwritten once it is large.
        cores: that it may use; 0 for all.
        edits: whether the person's own edits to data apply.
    """
    _be_modest()
    one_thread_an_operation(cores)
    _write_to(Path(log))
    lock = threading.Lock()

    def emit(event: Event) -> None:
        with lock, contextlib.suppress(OSError):
            connection.send(event)

    worker = Worker(emit, runs_folder(), edits=edits)
    # Not daemon=True alone, which works only while the parent can still run code: a killed parent cannot.
    threading.Thread(target=_listen, args=(connection, worker), name="engine_reader", daemon=True).start()
    worker.run()
    sys.stdout.flush()
    # Past the destructors: TensorFlow's threads can hang in them, and there is nothing left to save.
    os._exit(0)


def _listen(connection: Connection, worker: Worker) -> None:
    """Post what comes; at the end of the pipe leave at once, whatever the other threads are doing."""
    while True:
        try:
            command: Command = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        worker.post(command)
        if isinstance(command, Shutdown):
            return


def _be_modest() -> None:
    """Let the window go first, and leave Ctrl+C and a terminal that is closed to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def _write_to(log: Path) -> None:
    """Send what is printed, by C++ too, to a file of bounded size; nowhere when there can be none."""
    target: Any = os.devnull
    with contextlib.suppress(OSError):
        folders.make_own(log.parent)
        small = log.is_file() and log.stat().st_size < _MOST_LOG_BYTES
        # Not waiting for whoever reads a pipe of that name.
        wanted = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | (0 if small else os.O_TRUNC)
        os.close(os.open(log, wanted, 0o600))
        target = log
    descriptor = os.open(target, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.close(descriptor)
    faulthandler.enable()
