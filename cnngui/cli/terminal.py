"""The terminal while a command works: bars that move, silence for TensorFlow's libraries, Ctrl+C."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from cnngui.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress

_STDERR = 2


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
    """Call `stop` at the first Ctrl+C or SIGTERM in here; the second one is a KeyboardInterrupt.

    `stop` is called from a signal handler: it should set a flag and return. Main thread only.
    """

    asked = False

    def on_signal(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        stop()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
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
