"""The terminal while a command works: bars that move, silence for TensorFlow's libraries, Ctrl+C."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from cnngui.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress

_STDERR = 2
BOUNCE_S = 1.0
"""Within it a second Ctrl+C is taken for the first one."""


def progress_bar(*columns: str) -> Progress:
    """Return a bar on standard error with the time left, and `columns` of rich's field syntax behind it.

    Off a terminal it is there but draws nothing. Standard output stays free for results.
    """
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None if columns else 40),
        TaskProgressColumn("{task.percentage:>3.0f} %", text_format_no_percentage=""),
        *(TextColumn(column, markup=False) for column in columns),
        TimeRemainingColumn(compact=True),
        console=console(stderr=True, soft_wrap=False),
        transient=True,
        disable=not sys.stderr.isatty(),
        expand=bool(columns),
        refresh_per_second=10,
    )


@contextmanager
def stop_on_interrupt(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` when asked to end in here; a second Ctrl+C, a moment later, is a KeyboardInterrupt.

    Asked by Ctrl+C, SIGTERM or a terminal that was closed; what the process was started to ignore, as
    ``nohup`` does, it ignores. A key that bounces, or a terminal that sends two signals, asks once.
    `stop` is called from a signal handler: it should set a flag and return. Main thread only.
    """

    asked_s: float | None = None

    def on_signal(number: int, frame: FrameType | None) -> None:
        nonlocal asked_s
        now = time.monotonic()
        if asked_s is None:
            asked_s = now
            stop()
        elif number == signal.SIGINT and now - asked_s > BOUNCE_S:
            raise KeyboardInterrupt

    numbers = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, on_signal) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def quiet_loading() -> Iterator[ExitStack]:
    """Turn away what C++ writes to standard error; what Python prints there still arrives.

    Yields a stack: closing it ends the silence before the block ends.

    WORKAROUND(tensorflow 2.21): "oneDNN custom operations are on" and the like are written before any log
    level is heeded, so only the descriptor itself can be turned away
    (https://github.com/tensorflow/tensorflow/issues/100442).
    """
    with ExitStack() as silence:
        if _is_process_stderr():
            sys.stderr.flush()
            ours, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)
            # `ours` stays open for good: a progress bar's thread may be in the middle of writing to it.
            silence.callback(os.dup2, ours, _STDERR)
            _redirect_python(ours, silence)
            os.dup2(nowhere, _STDERR)
            os.close(nowhere)
        yield silence


def _is_process_stderr() -> bool:
    try:
        return sys.stderr.fileno() == _STDERR
    except (OSError, ValueError):  # a test or an editor has put something else in its place
        return False


def _redirect_python(descriptor: int, silence: ExitStack) -> None:
    before = sys.stderr
    own = os.fdopen(descriptor, "w", 1, encoding=before.encoding, errors="replace", closefd=False)

    def back() -> None:
        own.flush()
        sys.stderr = before

    silence.callback(back)
    sys.stderr = own
