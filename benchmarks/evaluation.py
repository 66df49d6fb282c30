"""Measuring 10,000 pictures in the real worker against ``keras.Model.evaluate`` in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.contestants import Rival, Turn, compiled, contestant, read_part
from benchmarks.engines import Engine
from benchmarks.result import Result, median
from benchmarks.surroundings import load, own_home
from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.files import folders
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import SHIPPED
from cnngui.runs.project import read_project

PICTURES = 10_000
ROUNDS = 5


def measure() -> list[Result]:
    """Let the shipped network answer by turns in our worker and in Keras."""
    network = read_project(folders.models() / "digits.cnn").network
    with own_home() as home, Engine() as engine, ExitStack() as stack:
        data = _write_data(home / "digits.npz")
        theirs = [stack.enter_context(contestant(rival.prepare, network, Recipe(), data)) for rival in RIVALS]
        rounds = [[_turn(engine, data), *(turn(1) for turn in theirs)] for _ in range(ROUNDS + 1)][1:]
    return [_against(rival, rounds, place) for place, rival in enumerate(RIVALS, start=1)]


def _evaluate(batch_size: int, network: Network, recipe: Recipe, data: Path) -> Callable[[int], object]:
    """Return ``keras.Model.evaluate`` on arrays that are ready for it."""
    model, _, _ = compiled(network, recipe, data)
    pictures, labels = read_part(data, "test")
    return lambda times: [
        model.evaluate(pictures, labels, batch_size=batch_size, verbose=0) for _ in range(times)
    ]


RIVALS = (
    Rival("keras evaluate", partial(_evaluate, 32), {}),
    Rival("keras evaluate, batches of 500", partial(_evaluate, 500), {}),
)
"""The first as its documentation shows it. Ours begins with pixels, and brings every probability back."""


def _turn(engine: Engine, data: Path) -> Turn:
    """Return the seconds from question to answer."""
    began, cpu = time.perf_counter(), engine.cpu_s() or 0.0
    engine.transport.send(protocol.Evaluate(SHIPPED, str(data), "test", Recipe(), request_id=1))
    answer = engine.until(protocol.Evaluated)
    if answer.measured.classified.samples != PICTURES:
        raise RuntimeError("not all pictures were measured")
    return Turn(time.perf_counter() - began, (engine.cpu_s() or 0.0) - cpu)


def _against(rival: Rival, rounds: list[list[Turn]], place: int) -> Result:
    ratios = [turns[place].seconds / turns[0].seconds for turns in rounds]
    ours, theirs = (median([turns[side].seconds for turns in rounds]) for side in (0, place))
    cpu = [1e6 * median([turns[side].cpu_s for turns in rounds]) / PICTURES for side in (0, place)]
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    note = f"{ours:.2f} against {theirs:.2f} s, rounds {each}; "
    note += f"CPU {cpu[0]:.0f} against {cpu[1]:.0f} µs a picture, {load()}"
    return Result(f"{PICTURES:,} pictures measured against {rival.name}", median(ratios), "", 1.0, True, note)


def _write_data(path: Path) -> Path:
    """Write the bundled digits, the test part repeated to 10,000."""
    digits = load_dataset("digits", edits=False)
    places = np.arange(PICTURES) % len(digits.y_test)
    np.savez(
        path,
        x_train=digits.x_train[:100],
        y_train=digits.y_train[:100],
        x_test=digits.x_test[places],
        y_test=digits.y_test[places],
    )
    return path
