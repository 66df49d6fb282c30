"""How many trainings go on side by side, and what each gets of the machine: arithmetic alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Limit = Literal["members", "cores", "memory"]

WORKER_BYTES = 700_000_000
"""What a worker takes before its network: TensorFlow's 550 MB, Python and its libraries."""


@dataclass(frozen=True)
class Workers:
    """How many at once is best here.

    Attributes:
        count: at least 1.
        limit: what allows no more: there are no more members, or cores, or memory.
        cores: of this machine. fitting: how many there is memory for; None where it is not known.
    """

    count: int
    limit: Limit
    cores: int
    fitting: int | None = None


def workers_for(members: int, cores: int, each_bytes: int, free_bytes: int | None) -> Workers:
    """Return how many members to train at once: one a core, as far as memory goes.

    Args:
        members: to be trained, at least 1.
        each_bytes: that one needs beside `WORKER_BYTES`: a batch, its weights, its data.
        free_bytes: None where it is not known.
    """
    fitting = None if free_bytes is None else max(1, free_bytes // (WORKER_BYTES + each_bytes))
    limits: list[tuple[int, Limit]] = [(members, "members"), (cores, "cores")]
    if fitting is not None:
        limits.append((fitting, "memory"))
    count, limit = min(limits, key=lambda each: each[0])
    return Workers(max(1, count), limit, cores, fitting)


def cores_for(place: int, members: int, workers: int, cores: int) -> int:
    """Return how many cores the member at `place` gets, from 0.

    Members of one network take equally long and end in rounds of `workers`. One core each is the fastest way
    to train several; those of the last round, if they are fewer, share all cores, for else some would idle.
    A member's share does not depend on the clock: trained again, it computes in as many parts.
    """
    first_of_round = place - place % workers
    beside = min(workers, members - first_of_round)
    return max(1, cores // beside)
