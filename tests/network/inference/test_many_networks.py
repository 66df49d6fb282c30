"""Networks by lot are told the same things: shapes, counts, formulas, problems with their values, and fixes.

What each of these should be is tested beside it (`test_rules`, `test_problems`, `test_blocks`). Here all
kinds meet at all settings, also where they do not fit, and `many_networks.txt` holds what was said. Where
another answer is right, write it anew with `python3 -m tests.network.inference.test_many_networks`, and look
at what has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from cnngui.network.blocks import AnyEntry, Parallel, Repeat, Residual
from cnngui.network.compare import Row, change_text, compare
from cnngui.network.edit import apply_fix
from cnngui.network.fields import FieldSpec
from cnngui.network.inference.infer import infer
from cnngui.network.inference.problems import Problem
from cnngui.network.inference.result import LayerResult
from cnngui.network.network import Network, Shape
from cnngui.network.table import LAYER_TABLE, default_layer, summary_line

TOLD = Path(__file__).with_name("many_networks.txt")
COUNT, PART = 140, 20
SHAPES = ((28, 28, 1), (28, 28, 1), (9, 9, 8), (5, 7, 3), (4, 4, 4), (12, 3), (16,), (1,), (6, 6, 6, 2))
DATA = (*SHAPES, (50,), (1, 28, 28))
USUAL = (
    "Conv2D",
    "Conv2D",
    "MaxPooling2D",
    "Dense",
    "Dense",
    "Flatten",
    "Activation",
    "BatchNormalization",
)


def value(random: Random, field: FieldSpec) -> Any:
    """Return a value that a field may have, often a small one, now and then one that it may not."""
    least = -2 if field.minimum is None else field.minimum
    most = min(9 if field.maximum is None else field.maximum, least + random.choice((2, 4, 60)))

    def number() -> int:
        return random.randint(int(least), int(most))

    match field.editor:
        case "int":
            return number()
        case "float":
            return round(random.uniform(least, most), 2)
        case "pair" | "triple":
            one = number()
            return tuple(
                random.choice((one, one, number())) for _ in range(2 if field.editor == "pair" else 3)
            )
        case "edges":
            return tuple((number(), number()) for _ in range(2))
        case "sizes":
            return random.choice(((-1,), (4, -1), (7, 4), (2, 2, -1), (28, 28), (9,)))
        case "numbers":
            return tuple(float(number()) for _ in range(random.randint(1, 3)))
        case "bool":
            return random.random() < 0.5
        case "choice":
            return random.choice(field.choices)
    return field.default


def layer(random: Random) -> AnyEntry:
    kind = random.choice((random.choice(USUAL), random.choice(list(LAYER_TABLE))))
    # What is frozen changes no shape, and has tests of its own (tests/network/test_freezing.py).
    fields = {
        field.name: value(random, field)
        for field in LAYER_TABLE[kind].fields
        if field.name not in ("name", "trainable") and random.random() < 0.35
    }
    try:
        return LAYER_TABLE[kind].cls(**fields)
    except ValidationError:
        return default_layer(kind)


def stack(random: Random, shape: Shape, depth: int = 0) -> tuple[AnyEntry, ...]:
    """Return entries that mostly fit behind each other; blocks in them down to `depth` 2."""
    entries: tuple[AnyEntry, ...] = ()
    for _ in range(random.randint(0 if depth else 2, 3 if depth else 7)):
        here = infer(Network(input_shape=shape, layers=entries)).output_shape
        if here is None:
            break
        more = (*entries, entry(random, here, depth))
        if random.random() < 0.15 or infer(Network(input_shape=shape, layers=more)).ok:
            entries = more
    return entries


def entry(random: Random, shape: Shape, depth: int) -> AnyEntry:
    if depth == 2 or random.random() < 0.65:
        return layer(random)
    branches = [stack(random, shape, depth + 1) for _ in range(random.randint(2, 3))]
    match random.randint(0, 3):
        case 0:
            return Residual(branches=tuple(branches[:2]))
        case 1:
            return Repeat(times=random.randint(1, 4), branches=(branches[0],))
    merges = ("concatenate", "concatenate", "add", "subtract", "multiply", "average", "maximum")
    return Parallel(merge=random.choice(merges), branches=tuple(branches))


def of_result(result: LayerResult) -> str:
    counts = f"{result.parameters} {result.trainable_parameters} {result.multiply_adds} {result.values}"
    shapes = f"{result.input_shape} {result.output_shape} {result.receptive_field}"
    return f"{result.name} {shapes} {counts} | {result.arithmetic}"


def of_problem(problem: Problem, network: Network) -> Iterator[str]:
    values = {key: told for key, told in problem.values.items() if key != "fields"}
    yield f"! {problem.where} {problem.severity} {problem.code} {values}"
    for fix in problem.fixes:
        done = compare(network, apply_fix(network, fix))
        rows = [row for row in done.rows if row.mark != "same"]
        yield f"  {fix.code} {fix.target}: {'; '.join(map(of_row, rows))}"


def of_row(row: Row) -> str:
    side = row.right or row.left
    assert side is not None
    return f"{row.mark} {side.kind} {side.arguments} {', '.join(map(change_text, row.changes))}"


def told(number: int) -> Iterator[str]:
    """Yield what is said of a network: a line each for its data, its layers, its problems and their fixes."""
    random = Random(number)
    shape = random.choice(SHAPES)
    network = Network(input_shape=shape, layers=stack(random, shape))
    classes, data = random.choice((None, None, 2, 10)), random.choice((None, shape, shape, *DATA))
    words, loss = random.choice((0, 0, 20)), random.choice(("auto", "auto", "mean_squared_error"))
    found = infer(network, classes, data, words, loss)
    memory = f"{found.memory_bytes(32, 1)} {found.largest_batch(10**6)}"
    yield f"# {number} {network.input_shape} {classes} {data} {words} {loss} {memory}"
    for each, result in zip(network.entries, found.every, strict=True):
        if result.input_shape is not None:
            yield f"{of_result(result)} | {summary_line(each)}"
    for problem in found.problems:
        yield from of_problem(problem, network)


@pytest.mark.parametrize("first", range(0, COUNT, PART))
def test_networks_are_told_what_they_were(first: int) -> None:
    parts = TOLD.read_text(encoding="utf-8").removeprefix("# ").split("\n# ")
    for number in range(first, first + PART):
        assert "\n".join(told(number)).removeprefix("# ") == parts[number].rstrip("\n")


if __name__ == "__main__":
    TOLD.write_text(
        "".join(f"{line}\n" for number in range(COUNT) for line in told(number)), encoding="utf-8"
    )
