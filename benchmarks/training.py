"""Training in the real worker against ``keras.Model.fit``; what looking at it costs; how soon it stops."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from benchmarks.contestants import RIVALS, Rival, Turn, contestant
from benchmarks.engines import PICTURES, Engine, Run, write_data
from benchmarks.result import Result, median, percentile
from benchmarks.surroundings import load, matrix_product_flops, own_home
from cnngui.course.presets import preset
from cnngui.engine import protocol
from cnngui.engine.precision import has_bfloat16
from cnngui.network.inference.infer import infer
from cnngui.network.recipe import Policy

EPOCHS_A_ROUND = 2
ROUNDS = 5
STOPS = 8
ANSWERS = 120
_FRAME_S = 1 / 60
Moment = protocol.Batches | protocol.Validating


def measure() -> list[Result]:
    """Train the network of the slides on 6,000 digits, in two processes that take turns."""
    chosen = preset("mnist-cnn")
    with own_home() as home:
        data, mnist_sized = write_data(home / "digits.npz"), write_data(home / "many.npz", 60_000)
        with Engine() as engine:
            speed = _speed(engine, data)
            first = _first_step(engine, data)
            validated = chosen.recipe.model_copy(update={"validation_split": 0.5, "epochs": 1_000})
            return [
                *speed,
                *_looked_at(engine, data),
                first,
                _stop("Stop while training", engine, Run(chosen.network, validated, data), protocol.Batches),
                _stop(
                    "Stop in validation", engine, Run(chosen.network, validated, data), protocol.Validating
                ),
                *_answers(engine, Run(chosen.network, validated, data)),
                _again(mnist_sized),
            ]


# Speed --------------------------------------------------------------------------------------------


def _speed(engine: Engine, data: Path) -> list[Result]:
    """Let ours and theirs take turns; each ratio is of neighbouring turns, and the median counts."""
    results: list[Result] = []
    for precision, rivals in RIVALS.items():
        for name in dict.fromkeys(network for rival in rivals for network in rival.goals):
            results += _against_all(engine, data, name, precision, [r for r in rivals if name in r.goals])
    return results


def _against_all(
    engine: Engine, data: Path, name: str, precision: Policy, rivals: Sequence[Rival]
) -> list[Result]:
    runs_here = precision == "float32" or has_bfloat16()
    present = [rival for rival in rivals if runs_here and rival.there()]
    reason = "not installed" if runs_here else "this processor has no instructions for it"
    results = [
        Result(rival.title(name, precision), None, "", rival.goals[name], True, reason)
        for rival in rivals
        if rival not in present
    ]
    if present:
        rounds, rate = _rounds(engine, name, data, present, precision)
        titles = [rival.title(name, precision) for rival in present]
        found = [
            _against(title, rival.goals[name], rounds, place)
            for place, (title, rival) in enumerate(zip(titles, present, strict=True), start=1)
        ]
        results = [*found, *results]
        if precision == "float32":  # numpy has no product of bfloat16 to compare with
            results.append(_share(name, rounds, rate))
    return results


def _rounds(
    engine: Engine, name: str, data: Path, rivals: Sequence[Rival], precision: Policy
) -> tuple[list[list[Turn]], float]:
    """Return the turns of each round, ours first, and the machine's matrix product in FLOP/s between them."""
    chosen = preset(name)
    changes = {"epochs": EPOCHS_A_ROUND, "precision": precision}
    network, recipe = chosen.network, chosen.recipe.model_copy(update=changes)
    run, rounds, rates = Run(network, recipe, data), [], []
    with ExitStack() as stack:
        theirs = [stack.enter_context(contestant(rival.prepare, network, recipe, data)) for rival in rivals]
        for number in range(ROUNDS + 1):
            turns = [_train(engine, run), *(train(EPOCHS_A_ROUND) for train in theirs)]
            if number:  # in the first all trace and warm up
                rounds.append(turns)
                rates.append(matrix_product_flops())
    return rounds, median(rates)


def _against(title: str, goal: float, rounds: list[list[Turn]], place: int) -> Result:
    images = EPOCHS_A_ROUND * PICTURES
    ratios = [turns[place].seconds / turns[0].seconds for turns in rounds]
    ours, theirs = (images / median([turns[side].seconds for turns in rounds]) for side in (0, place))
    cpu = [1e6 * median([turns[side].cpu_s for turns in rounds]) / images for side in (0, place)]
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    note = f"{ours:,.0f} against {theirs:,.0f} images/s, rounds {each}; "
    note += f"CPU {cpu[0]:.0f} against {cpu[1]:.0f} µs an image, {load()}"
    return Result(title, median(ratios), "", goal, at_least=True, note=note)


def _share(name: str, rounds: list[list[Turn]], rate: float) -> Result:
    """Three products a layer: its answer, and the gradients of its input and its weights."""
    multiply_adds = infer(preset(name).network).total_multiply_adds or 0
    flops = 3 * 2 * multiply_adds * EPOCHS_A_ROUND * PICTURES / median([turns[0].seconds for turns in rounds])
    note = f"{flops / 1e9:.0f} of {rate / 1e9:.0f} GFLOP/s, numpy's float32 matrix product"
    return Result(f"{name}, share of the machine's matrix product", flops / rate, "", None, note=note)


def _train(engine: Engine, run: Run) -> Turn:
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


def _looked_at(engine: Engine, data: Path) -> list[Result]:
    """Let runs take turns in which the layers are looked at, and in which they are not."""
    cnn, ten = preset("mnist-cnn"), preset("xor-10-sigmoid")
    longer = cnn.recipe.model_copy(update={"epochs": 4 * EPOCHS_A_ROUND})
    return [
        _cost_of_looking("mnist-cnn", engine, Run(cnn.network, longer, data)),
        _cost_of_looking("ten sigmoid layers on XOR", engine, Run(ten.network, ten.recipe, Path("xor"))),
    ]


def _cost_of_looking(name: str, engine: Engine, run: Run) -> Result:
    ratios: list[float] = []
    for number in range(ROUNDS + 1):
        seconds = [_seconds(engine, run, protocol.Watch(layers=shown)) for shown in (False, True)]
        if number:  # in the first both trace and warm up
            ratios.append(seconds[1] / seconds[0])
    engine.transport.send(protocol.Watch())
    each = ", ".join(f"{ratio:.3f}" for ratio in ratios)
    title = f"{name} with its layers shown against without, time"
    return Result(title, median(ratios), "", 1.03, note=f"rounds {each}; {load()}")


def _seconds(engine: Engine, run: Run, watch: protocol.Watch) -> float:
    engine.transport.send(watch)
    engine.transport.send(run.command())
    engine.until(protocol.Started)
    began = time.perf_counter()
    engine.until(protocol.Finished)
    return time.perf_counter() - began


def _first_step(engine: Engine, data: Path) -> Result:
    """Press Train on networks that the warm worker has never seen."""
    chosen = preset("mnist-cnn")
    times = []
    for filters in (30, 28, 26):
        first, *others = chosen.network.layers
        layers = (first.model_copy(update={"filters": filters}), *others)
        run = Run(chosen.network.model_copy(update={"layers": layers}), chosen.recipe, data)
        began = time.perf_counter()
        engine.transport.send(run.command())
        engine.until(protocol.Batches)
        times.append(time.perf_counter() - began)
        engine.stop_ms()
    note = f"worst of {len(times)}, median {median(times):.2f} s, {load()}"
    name = "first step of a new network after Train, warm worker"
    return Result(name, max(times), "s", 1.5, note=note, rounds=tuple(times))


# Stop and answers ---------------------------------------------------------------------------------


def _again(data: Path) -> Result:
    """Have new workers read a data set that another has read before."""
    with Engine() as engine:
        first = engine.described_s(data)
    times = []
    for _ in range(ROUNDS):
        with Engine() as engine:
            times.append(engine.described_s(data))
    name = "a data set of 60,000 in a new worker, read before by another"
    note = f"the first time {first:.2f} s, {load()}"
    return Result(name, median(times), "s", 0.5, note=note, rounds=tuple(times))


def _stop(
    name: str, engine: Engine, run: Run, moment: type[protocol.Batches | protocol.Validating]
) -> Result:
    chance = random.Random(1)
    times = []
    for _ in range(STOPS):
        engine.transport.send(run.command())
        engine.until(moment, _is_under_way)
        time.sleep(0.1 * chance.random())
        times.append(engine.stop_ms())
    note = f"worst of {STOPS}, median {median(times):.0f} ms, {load()}"
    return Result(name, max(times), "ms", 250.0, note=note, rounds=tuple(times))


def _is_under_way(event: Moment) -> bool:
    return event.done > 0 if isinstance(event, protocol.Validating) else event.first_step > 0


def _answers(engine: Engine, run: Run) -> list[Result]:
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


def _answer_times(engine: Engine, picture: np.ndarray, layer: str) -> list[float]:
    times = []
    for _ in range(ANSWERS):
        times.append(engine.answer_ms(picture, layer))
        time.sleep(_FRAME_S)
    return times[ANSWERS // 10 :]
