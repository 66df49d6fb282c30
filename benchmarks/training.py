"""Training in the real worker against ``keras.Model.fit``; what looking at it costs; how soon it stops."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.contestants import RIVALS, Rival, Turn, contestant
from benchmarks.result import Result, median, percentile
from benchmarks.surroundings import load, matrix_product_flops, own_home
from cnngui.course.presets import preset
from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.engine.transports import ProcessTransport
from cnngui.network.inference.infer import infer
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
        data = write_data(home / "digits.npz")
        with _engine() as engine:
            speed = _speed(engine, data)
            first = _first_step(engine, data)
            validated = chosen.recipe.model_copy(update={"validation_split": 0.5, "epochs": 1_000})
            return [
                *speed,
                *_looked_at(engine, data),
                first,
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
        self.batch_size = recipe.batch_size

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


def _speed(engine: _Engine, data: Path) -> list[Result]:
    """Let ours and theirs take turns; each ratio is of neighbouring turns, and the median counts."""
    results: list[Result] = []
    for name, rivals in (("mnist-cnn", RIVALS), ("mini-resnet", RIVALS[:1])):
        present = [rival for rival in rivals if rival.there()]
        rounds, rate = _rounds(engine, name, data, present)
        results += [_against(name, rival, rounds, place) for place, rival in enumerate(present, start=1)]
        results += [
            Result(rival.title(name), None, "", rival.goals.get(name), True, "not installed")
            for rival in rivals
            if rival not in present
        ]
        results.append(_share(name, rounds, rate))
    return results


def _rounds(
    engine: _Engine, name: str, data: Path, rivals: Sequence[Rival]
) -> tuple[list[list[Turn]], float]:
    """Return the turns of each round, ours first, and the machine's matrix product in FLOP/s between them."""
    chosen = preset(name)
    network, recipe = chosen.network, chosen.recipe.model_copy(update={"epochs": EPOCHS_A_ROUND})
    run, rounds, rates = _Run(network, recipe, data), [], []
    with ExitStack() as stack:
        theirs = [stack.enter_context(contestant(rival.prepare, network, recipe, data)) for rival in rivals]
        for number in range(ROUNDS + 1):
            turns = [_train(engine, run), *(train(EPOCHS_A_ROUND) for train in theirs)]
            if number:  # in the first all trace and warm up
                rounds.append(turns)
                rates.append(matrix_product_flops())
    return rounds, median(rates)


def _against(name: str, rival: Rival, rounds: list[list[Turn]], place: int) -> Result:
    images = EPOCHS_A_ROUND * PICTURES
    ratios = [turns[place].seconds / turns[0].seconds for turns in rounds]
    ours, theirs = (images / median([turns[side].seconds for turns in rounds]) for side in (0, place))
    cpu = [1e6 * median([turns[side].cpu_s for turns in rounds]) / images for side in (0, place)]
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    note = f"{ours:,.0f} against {theirs:,.0f} images/s, rounds {each}; "
    note += f"CPU {cpu[0]:.0f} against {cpu[1]:.0f} µs an image, {load()}"
    return Result(rival.title(name), median(ratios), "", rival.goals.get(name), at_least=True, note=note)


def _share(name: str, rounds: list[list[Turn]], rate: float) -> Result:
    """Three products a layer: its answer, and the gradients of its input and its weights."""
    multiply_adds = infer(preset(name).network).total_multiply_adds or 0
    flops = 3 * 2 * multiply_adds * EPOCHS_A_ROUND * PICTURES / median([turns[0].seconds for turns in rounds])
    note = f"{flops / 1e9:.0f} of {rate / 1e9:.0f} GFLOP/s, numpy's float32 matrix product"
    return Result(f"{name}, share of the machine's matrix product", flops / rate, "", None, note=note)


def _train(engine: _Engine, run: _Run) -> Turn:
    """Return the seconds of one round of ours, from its first step to its end."""
    engine.transport.send(run.command())
    engine.until(protocol.Started)
    began, cpu, batches = time.perf_counter(), engine.cpu_s() or 0.0, engine.batches
    engine.until(protocol.Finished)
    turn = Turn(time.perf_counter() - began, (engine.cpu_s() or 0.0) - cpu)
    told, steps = engine.batches - batches, EPOCHS_A_ROUND * -(-PICTURES // run.batch_size)
    if told != steps:
        raise RuntimeError(f"{told} of {steps} batches were told")
    return turn


# Looking at layers --------------------------------------------------------------------------------


def _looked_at(engine: _Engine, data: Path) -> list[Result]:
    """Let runs take turns in which the layers are looked at, and in which they are not."""
    cnn, ten = preset("mnist-cnn"), preset("xor-10-sigmoid")
    longer = cnn.recipe.model_copy(update={"epochs": 2 * EPOCHS_A_ROUND})
    return [
        _cost_of_looking("mnist-cnn", engine, _Run(cnn.network, longer, data)),
        _cost_of_looking("ten sigmoid layers on XOR", engine, _Run(ten.network, ten.recipe, Path("xor"))),
    ]


def _cost_of_looking(name: str, engine: _Engine, run: _Run) -> Result:
    ratios: list[float] = []
    for number in range(ROUNDS + 1):
        seconds = [_seconds(engine, run, protocol.Watch(layers=shown)) for shown in (False, True)]
        if number:  # in the first both trace and warm up
            ratios.append(seconds[1] / seconds[0])
    engine.transport.send(protocol.Watch())
    each = ", ".join(f"{ratio:.3f}" for ratio in ratios)
    title = f"{name} with its layers shown against without, time"
    return Result(title, median(ratios), "", 1.03, note=f"rounds {each}; {load()}")


def _seconds(engine: _Engine, run: _Run, watch: protocol.Watch) -> float:
    engine.transport.send(watch)
    engine.transport.send(run.command())
    engine.until(protocol.Started)
    began = time.perf_counter()
    engine.until(protocol.Finished)
    return time.perf_counter() - began


def _first_step(engine: _Engine, data: Path) -> Result:
    """Press Train on networks that the warm worker has never seen."""
    chosen = preset("mnist-cnn")
    times = []
    for filters in (30, 28, 26):
        first, *others = chosen.network.layers
        layers = (first.model_copy(update={"filters": filters}), *others)
        run = _Run(chosen.network.model_copy(update={"layers": layers}), chosen.recipe, data)
        began = time.perf_counter()
        engine.transport.send(run.command())
        engine.until(protocol.Batches)
        times.append(time.perf_counter() - began)
        engine.stop_ms()
    note = f"worst of {len(times)}, median {median(times):.2f} s, {load()}"
    return Result("first step of a new network after Train, warm worker", max(times), "s", 1.5, note=note)


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


def write_data(path: Path) -> Path:
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
