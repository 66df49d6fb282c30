"""Seconds until 99 % of MNIST's test pictures are read: ``mnist-fast`` here, ``mnist-cnn`` by `fit`.

MNIST is the program's own download, or the file that the environment variable `VARIABLE` names.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from benchmarks.contestants import compiled, read_part
from benchmarks.result import Result, median
from benchmarks.surroundings import load, own_home
from cnngui.course.presets import Preset, preset
from cnngui.datasets.catalog import info, is_available
from cnngui.network.inference.infer import infer
from cnngui.network.recipe import Precision

VARIABLE = "CNNGUI_BENCH_MNIST"
ACCURACY = 0.99
SEEDS = (1, 2, 3)
_PICTURES = 60_000
_SPEED = "mnist-fast against mnist-cnn by keras.Model.fit, time to 99 % of MNIST's test set"
_REACHED = "mnist-fast on MNIST's test set"


class Epoch(NamedTuple):
    """The end of an epoch and of its validation.

    Attributes:
        seconds: since the beginning, when pictures were not read and nothing was built.
        accuracy: on the test pictures, 0..1.
    """

    seconds: float
    accuracy: float


Trial = Callable[[Preset, Path, int], Sequence[Epoch]]


def measure() -> list[Result]:
    """Train ours from three seeds, the slides' once: each in a new process, one after the other."""
    data = data_file()
    if data is None:
        return [
            Result(_SPEED, None, "", 5.0, True, missing()),
            Result(_REACHED, None, "%", 99.0, True, missing()),
        ]
    fast, slides = preset("mnist-fast"), preset("mnist-cnn")
    with own_home():
        theirs = in_own_process(by_fit, slides.name, data, 1)
        ours = [in_own_process(by_ours, fast.name, data, seed) for seed in SEEDS]
    return results(fast, slides, ours, theirs)


def results(
    fast: Preset, slides: Preset, ours: Sequence[Sequence[Epoch]], theirs: Sequence[Epoch]
) -> list[Result]:
    """Return the rows: a median of the seeds' seconds, and the mean at their ends."""
    last = [100 * epochs[-1].accuracy for epochs in ours]
    each = ", ".join(f"{value:.2f}" for value in last)
    mean = Result(
        _REACHED, sum(last) / len(last), "%", 100 * ACCURACY, True, f"{each} % after the last epoch"
    )
    (counts, seconds), (count, slow) = zip(*map(reached, ours), strict=True), reached(theirs)
    costs = [_cost(fast, median(counts)), _cost(slides, count)]
    note = f"{', '.join(f'{value:.1f}' for value in seconds)} against {slow:.0f} s; "
    note += f"{costs[0] / 1e9:.0f} against {costs[1] / 1e9:.0f} · 10⁹ multiply-adds of answers, {load()}"
    return [Result(_SPEED, slow / median(seconds), "", 5.0, True, note), mean]


def reached(epochs: Sequence[Epoch]) -> tuple[float, float]:
    """Return after how many epochs and seconds the accuracy was reached first; infinite when it was not."""
    found = ((count, each.seconds) for count, each in enumerate(epochs, 1) if each.accuracy >= ACCURACY)
    return next(found, (math.inf, math.inf))


def by_ours(shown: Preset, data: Path, seed: int, precision: Precision = "auto") -> list[Epoch]:
    """Train in the program's own loop, every batch told."""
    from cnngui.engine.threads import one_thread_an_operation

    one_thread_an_operation()
    from cnngui.engine import protocol
    from cnngui.engine.session import Session

    ends: list[Epoch] = []

    def hear(event: protocol.Event) -> None:
        if isinstance(event, protocol.Epochs):
            ends.extend(Epoch(time.perf_counter() - began, row.val_metric) for row in event.rows)

    with Session() as session:
        began = time.perf_counter()
        recipe = shown.recipe.model_copy(update={"seed": seed, "precision": precision})
        session.train(shown.network, recipe, str(data), on_event=hear)
    return ends


def by_fit(shown: Preset, data: Path, seed: int) -> list[Epoch]:
    """Train by ``keras.Model.fit``, which validates after each epoch as ours does, until that is enough."""
    import keras

    ends: list[Epoch] = []

    def hear(_: int, logs: dict[str, float]) -> None:
        ends.append(Epoch(time.perf_counter() - began, logs["val_accuracy"]))
        model.stop_training = math.isfinite(reached(ends)[0])

    began = time.perf_counter()
    keras.utils.set_random_seed(seed)
    model, x, y = compiled(shown.network, shown.recipe, data)
    model.fit(
        x,
        y,
        batch_size=shown.recipe.batch_size,
        epochs=shown.recipe.epochs,
        validation_data=read_part(data, "test"),
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=hear)],
        verbose=0,
    )
    return ends


def in_own_process(trial: Trial, name: str, data: Path, seed: int) -> Sequence[Epoch]:
    """Train the preset called `name`: how many threads TensorFlow has is fixed once a process."""
    print(f"  {name}, seed {seed} …", file=sys.stderr, flush=True)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_by_name, trial, name, data, seed).result()


def _by_name(trial: Trial, name: str, data: Path, seed: int) -> Sequence[Epoch]:
    return trial(preset(name), data, seed)


def _cost(shown: Preset, epochs: float) -> float:
    return (infer(shown.network).total_multiply_adds or 0) * epochs * _PICTURES


def missing() -> str:
    """Return what to do where MNIST is not."""
    return f"MNIST is not here: fetch it, or name its mnist.npz in {VARIABLE}"


def data_file() -> Path | None:
    """Return where MNIST is, None if it is not here."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return info("mnist").folder / "mnist.npz" if is_available("mnist") else None
