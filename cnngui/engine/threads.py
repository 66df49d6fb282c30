"""How the cores are shared out, told to TensorFlow before it is imported. No TensorFlow here."""

from __future__ import annotations

import os

_INSIDE, _BESIDE = "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"
_CORES = "CNNGUI_CORES"


def one_thread_an_operation(cores: int = 0) -> None:
    """Have branches of a graph run at once, instead of the inside of each operation, in this process.

    For a process that is ours alone, before it imports TensorFlow: in a notebook, the reader's own training
    would be slower for it. Who has set these variables is left in peace.

    Args:
        cores: that it may use, where others train beside it; 0 for all.
    """
    if cores:
        share(cores)
    if _INSIDE not in os.environ:
        os.environ[_INSIDE] = "1"
        # One more, kept free for the pen, costs training 7 % (one core: 20 %) and answers it no sooner.
        os.environ.setdefault(_BESIDE, str(usable_cores()))


def share(cores: int) -> None:
    """Have the trainings to come use so many cores in this process, where others train beside it."""
    os.environ[_CORES] = str(cores)


def cores_for_parts() -> int:
    """Return in how many parts at most a batch is worth cutting: 1 where operations share their own work."""
    return usable_cores() if os.environ.get(_INSIDE) == "1" else 1


def usable_cores() -> int:
    """Return how many cores this process may use: its share, if it was given one."""
    found = machine_cores()
    given = os.environ.get(_CORES, "")
    return min(found, int(given)) if given.isdecimal() and int(given) else found


def machine_cores() -> int:
    """Return how many cores this process could use if nobody trained beside it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
