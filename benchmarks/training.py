"""Training in the real worker against ``keras.Model.fit``, and how soon it stops and answers."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from benchmarks.result import Result, median, percentile
from benchmarks.surroundings import load, own_home
from cnngui.course.presets import preset
from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.engine.transports import ProcessTransport
from cnngui.engine.worker.process import NICENESS
from cnngui.network.initializers import Initializer
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT

PICTURES = 6_000
EPOCHS_A_ROUND = 2
ROUNDS = 5
STOPS = 8
ANSWERS = 120
_FRAME_S = 1 / 60
_PATIENCE_S = 180.0
E = TypeVar("E")
Moment = protocol.Batches | protocol.Validating


def measure() -> list[Result]:
    """Train the network of the slides on 6,000 digits, in two processes that take turns."""
    chosen = preset("mnist-cnn")
    with own_home() as home:
        data = _write_data(home / "digits.npz")
        with _engine() as engine:
            speed = _against_fit(engine, chosen.network, chosen.recipe, data)
            validated = chosen.recipe.model_copy(update={"validation_split": 0.5, "epochs": 1_000})
            return [
                speed,
                _stop("Stop while training", engine, _Run(chosen.network, validated, data), protocol.Batches),
                _stop(
                    "Stop in validation", engine, _Run(chosen.network, validated, data), protocol.Validating
                ),
                *_answers(engine, _Run(chosen.network, validated, data)),
            ]


class _Run:
    """A run to be asked for, under a number that no other has."""

    _next = 0

    def __init__(self, network: Network, recipe: Recipe, data: Path) -> None:
        self.network, self._recipe, self._data = network, recipe, data

    def command(self) -> protocol.Train:
        _Run._next += 1
        return protocol.Train(str(_Run._next), self.network, self._recipe, str(self._data))


class _Engine:
    """The real worker behind its real pipe."""

    def __init__(self) -> None:
        self.transport = ProcessTransport()
        self.batches = 0
        self._requests = 0

    def until(self, kind: type[E], fits: Callable[[E], bool] = lambda event: True) -> E:
        """Take events up to the first of a kind that fits.

        Raises:
            RuntimeError: the run failed or the worker died. TimeoutError: it never came.
        """
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            event = self.transport.receive(1.0)
            if isinstance(event, protocol.Batches):
                self.batches += len(event.loss)
            if isinstance(event, kind) and fits(event):
                return event
            if isinstance(event, (protocol.Failed, protocol.WorkerDied, protocol.RequestFailed)):
                raise RuntimeError(str(event))
        raise TimeoutError(kind.__name__)

    def answer_ms(self, picture: np.ndarray, layer: str) -> float:
        """Return how long an answer takes, there and back."""
        self._requests += 1
        number, began = self._requests, time.perf_counter()
        self.transport.send(protocol.Predict(DRAFT, picture, layer, request_id=number))
        self.until(protocol.Predicted, lambda event: event.request_id == number)
        return 1000 * (time.perf_counter() - began)

    def stop_ms(self) -> float:
        """Stop the run under way and return how long that takes."""
        began = time.perf_counter()
        self.transport.send(protocol.Control("stop"))
        self.until(protocol.Stopped)
        return 1000 * (time.perf_counter() - began)

    def cpu_s(self) -> float | None:
        return _cpu_s(self.transport.pid)


@contextmanager
def _engine() -> Iterator[_Engine]:
    engine = _Engine()
    engine.transport.start()
    try:
        engine.until(protocol.Ready)
        yield engine
    finally:
        engine.transport.close()


# Speed --------------------------------------------------------------------------------------------


def _against_fit(engine: _Engine, network: Network, recipe: Recipe, data: Path) -> Result:
    run = _Run(network, recipe.model_copy(update={"epochs": EPOCHS_A_ROUND}), data)
    with _fit(network, recipe, data) as fit:
        _train(engine, run)
        fit()
        rounds = [(_train(engine, run), fit()) for _ in range(ROUNDS)]
    ratios = [theirs[0] / ours[0] for ours, theirs in rounds]
    images = EPOCHS_A_ROUND * PICTURES
    ours, theirs = ([images / turn[side][0] for turn in rounds] for side in (0, 1))
    cpu = [theirs[1] / ours[1] for ours, theirs in rounds if ours[1] and theirs[1]]
    note = f"{median(ours):,.0f} against {median(theirs):,.0f} images/s"
    note += f", rounds {min(ratios):.2f}-{max(ratios):.2f}"
    if cpu:
        note += f", CPU time {median(cpu):.2f}"
    return Result(
        "training against keras.Model.fit, float32, streaming every batch",
        median(ratios),
        "",
        1.4,
        at_least=True,
        note=f"{note}, {load()}",
    )


def _train(engine: _Engine, run: _Run) -> tuple[float, float]:
    """Return wall and CPU seconds of one round of ours, from its first step to its end."""
    engine.transport.send(run.command())
    engine.until(protocol.Started)
    began, cpu, batches = time.perf_counter(), engine.cpu_s() or 0.0, engine.batches
    engine.until(protocol.Finished)
    seconds = time.perf_counter() - began, (engine.cpu_s() or 0.0) - cpu
    told, steps = engine.batches - batches, EPOCHS_A_ROUND * -(-PICTURES // 100)
    if told != steps:
        raise RuntimeError(f"{told} of {steps} batches were told")
    return seconds


@contextmanager
def _fit(network: Network, recipe: Recipe, data: Path) -> Iterator[Callable[[], tuple[float, float]]]:
    """Give a function that fits for a round in a process like ours, and returns wall and CPU seconds."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_fit_on_demand, args=(theirs, network, recipe, data), daemon=True)
    process.start()
    theirs.close()

    def fit() -> tuple[float, float]:
        ours.send(EPOCHS_A_ROUND)
        answer: tuple[float, float] = ours.recv()
        return answer

    try:
        yield fit
    finally:
        ours.close()
        process.join(10)
        if process.is_alive():
            process.kill()
            process.join()


def _fit_on_demand(connection: Connection, network: Network, recipe: Recipe, data: Path) -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    import keras

    with np.load(data) as arrays:
        pictures, labels = arrays["x_train"].astype(np.float32) / 255, arrays["y_train"]
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input(network.input_shape)])
    for layer in network.layers:
        model.add(getattr(keras.layers, layer.kind)(**_plain_fields(layer)))
    adam = keras.optimizers.Adam(recipe.optimizer.learning_rate)
    model.compile(optimizer=adam, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    while True:
        try:
            epochs = connection.recv()
        except EOFError:
            return
        began, cpu = time.perf_counter(), time.process_time()
        model.fit(pictures, labels, batch_size=recipe.batch_size, epochs=epochs, verbose=0)
        connection.send((time.perf_counter() - began, time.process_time() - cpu))


def _plain_fields(layer: Any) -> dict[str, Any]:
    """Return what Keras' class is given; this network's initializers are Keras' own defaults."""
    return {name: value for name, value in layer if name != "kind" and not isinstance(value, Initializer)}


# Stop and answers ---------------------------------------------------------------------------------


def _stop(
    name: str, engine: _Engine, run: _Run, moment: type[protocol.Batches | protocol.Validating]
) -> Result:
    chance = random.Random(1)
    times = []
    for _ in range(STOPS):
        engine.transport.send(run.command())
        engine.until(moment, _is_under_way)
        time.sleep(0.1 * chance.random())
        times.append(engine.stop_ms())
    note = f"worst of {STOPS}, median {median(times):.0f} ms, {load()}"
    return Result(name, max(times), "ms", 250.0, note=note)


def _is_under_way(event: Moment) -> bool:
    return event.done > 0 if isinstance(event, protocol.Validating) else event.first_step > 0


def _answers(engine: _Engine, run: _Run) -> list[Result]:
    picture = np.random.default_rng(1).random(run.network.input_shape, dtype=np.float32)
    layer = run.network.layers[0].name
    idle = _answer_times(engine, picture, layer)
    engine.transport.send(run.command())
    engine.until(protocol.Batches, _is_under_way)
    training = _answer_times(engine, picture, layer)
    engine.stop_ms()
    return [
        Result(
            f"answer of the engine {state}, p95",
            percentile(times, 0.95),
            "ms",
            None,
            note=f"with 32 maps, median {median(times):.1f} ms, {load()}",
        )
        for state, times in (("idle", idle), ("while training", training))
    ]


def _answer_times(engine: _Engine, picture: np.ndarray, layer: str) -> list[float]:
    times = []
    for _ in range(ANSWERS):
        times.append(engine.answer_ms(picture, layer))
        time.sleep(_FRAME_S)
    return times[ANSWERS // 10 :]


# Surroundings -------------------------------------------------------------------------------------


def _write_data(path: Path) -> Path:
    """Write the bundled digits, repeated to 6,000, and a handful to validate on: training is what counts."""
    digits = load_dataset("digits")
    places = np.arange(PICTURES) % len(digits.y_train)
    np.savez(
        path,
        x_train=digits.x_train[places],
        y_train=digits.y_train[places],
        x_test=digits.x_test[:100],
        y_test=digits.y_test[:100],
    )
    return path


def _cpu_s(pid: int | None) -> float | None:
    """Return the CPU seconds of another process so far, None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
