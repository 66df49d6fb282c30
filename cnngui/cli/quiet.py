"""Keep off the terminal what TensorFlow's libraries write while they are loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

_STDERR = 2


@contextmanager
def quiet_loading() -> Iterator[ExitStack]:
    """Turn away what C++ writes to standard error; what Python prints there still arrives.

    Yields a stack: closing it ends the silence before the block ends.

    WORKAROUND(tensorflow 2.21): "oneDNN custom operations are on" and the like are written before any log
    level is heeded, so only the descriptor itself can be turned away.
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
