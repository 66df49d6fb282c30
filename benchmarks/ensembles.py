"""Members side by side in workers of one thread each, against one worker, and against one after another."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.engines import write_data
from benchmarks.result import Result, median
from benchmarks.surroundings import load, own_home
from cnngui.course.presets import preset
from cnngui.engine import protocol
from cnngui.engine.members import seeded_members
from cnngui.engine.pool import MemberEvent, Pool
from cnngui.engine.threads import usable_cores
from cnngui.engine.transports import ProcessTransport, Transport

ROUNDS = 3
EPOCHS = 3
MEMBERS = (3, 4)
_PATIENCE_S = 1_800.0


def measure() -> list[Result]:
    """Train the network of the slides on 6,000 digits."""
    with own_home() as home:
        data = write_data(home / "digits.npz")
        return [_two_against_one(data), *(_side_by_side(data, count) for count in MEMBERS)]


def _two_against_one(data: Path) -> Result:
    """Two workers of one thread each, at once, against one: what both train in a second, summed."""
    ratios, rates = [], []
    for _ in range(ROUNDS):
        one, two = (sum(_rates(_members(data, count))) for count in (1, 2))
        ratios.append(two / one)
        rates.append((two, one))
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    two, one = (median([pair[side] for pair in rates]) for side in (0, 1))
    note = f"{two:,.0f} against {one:,.0f} images/s, rounds {each}; {usable_cores()} cores, {load()}"
    name = "two workers of one thread each against one"
    return Result(name, median(ratios), "", 1.6, at_least=True, note=note)


def _side_by_side(data: Path, count: int) -> Result:
    """All members, from the start of their workers to the last one's end, against one with all cores."""
    ratios, times = [], []
    for _ in range(ROUNDS):
        together, after = (_seconds(Pool(_members(data, count), workers)) for workers in (usable_cores(), 1))
        ratios.append(after / together)
        times.append((together, after))
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    together, after = (median([pair[side] for pair in times]) for side in (0, 1))
    note = f"{together:.1f} against {after:.1f} s, rounds {each}; {usable_cores()} cores, {load()}"
    name = f"{count} members side by side against one after the other with all cores"
    return Result(name, median(ratios), "", 1.0, at_least=True, note=note)


def _members(data: Path, count: int) -> tuple[protocol.Train, ...]:
    chosen = preset("mnist-cnn")
    recipe = chosen.recipe.model_copy(update={"epochs": EPOCHS})
    return seeded_members(chosen.network, recipe, str(data), count)


def _rates(members: Sequence[protocol.Train]) -> list[float]:
    """Return the images a second of members that train at once, each from its first batches to its end."""
    pool = Pool(members, len(members), None, _of_one_thread)
    began: dict[int, float] = {}
    ended: dict[int, float] = {}
    images: dict[int, int] = {}
    for told, now in _told(pool):
        if isinstance(told.event, protocol.Batches):
            if told.member in began:
                images[told.member] = images.get(told.member, 0) + len(told.event.loss)
            began.setdefault(told.member, now)
            ended[told.member] = now
    size = members[0].recipe.batch_size
    return [size * images[place] / (ended[place] - began[place]) for place in range(len(members))]


def _of_one_thread(log: Path, cores: int) -> Transport:
    return ProcessTransport(log, 1)


def _seconds(pool: Pool) -> float:
    began = time.perf_counter()
    *_, (_, last) = _told(pool)
    return last - began


def _told(pool: Pool) -> Iterator[tuple[MemberEvent, float]]:
    """Yield all that is told, with the time, to the end.

    Raises:
        RuntimeError: a member failed. TimeoutError: it takes too long.
    """
    end = time.monotonic() + _PATIENCE_S
    pool.start()
    try:
        while not pool.over:
            told = pool.receive(0.05)
            if time.monotonic() > end:
                raise TimeoutError
            if told is None:
                continue
            if isinstance(told.event, (protocol.Failed, protocol.WorkerDied)):
                raise RuntimeError(str(told.event))
            yield told, time.perf_counter()
    finally:
        pool.close()
