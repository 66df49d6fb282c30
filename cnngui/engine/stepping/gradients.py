"""Forward and backward through a graph of sums and products, one node at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

Operation = Literal["given", "+", "×"]


@dataclass(frozen=True)
class Value:
    """A node: a number that is given, or the sum or product of other nodes.

    Attributes:
        name: such as "w"; what others name as input. inputs: names of nodes that come before it.
    """

    name: str
    operation: Operation = "given"
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passed:
    """What one node hands back to one of its inputs.

    Attributes:
        local: the derivative of the node by that input alone.
        gradient: of the whole by that input, by this way: the node's own gradient times `local`.
    """

    node: str
    input: str
    local: float
    gradient: float


def forward(values: Sequence[Value], given: Mapping[str, float]) -> dict[str, float]:
    """Return the number of every node, by name, in the order of `values`."""
    found: dict[str, float] = {}
    for value in values:
        inputs = [found[name] for name in value.inputs]
        if value.operation == "given":
            found[value.name] = float(given[value.name])
        else:
            found[value.name] = float(sum(inputs) if value.operation == "+" else prod(inputs))
    return found


def backward(values: Sequence[Value], numbers: Mapping[str, float]) -> tuple[Passed, ...]:
    """Return what every node hands back, the last node first: its own gradient is 1.

    Args:
        numbers: of every node, as `forward` returns them.
    """
    gradients = {value.name: 0.0 for value in values}
    gradients[values[-1].name] = 1.0
    passed = []
    for value in reversed(values):
        for place, name in enumerate(value.inputs):
            others = (numbers[other] for at, other in enumerate(value.inputs) if at != place)
            local = 1.0 if value.operation == "+" else float(prod(others))
            passed.append(Passed(value.name, name, local, gradients[value.name] * local))
            gradients[name] += passed[-1].gradient
    return tuple(passed)


def gradients_of(values: Sequence[Value], passed: Sequence[Passed]) -> dict[str, float]:
    """Return the gradient of every node by name: the sum of what it was handed; 1 for the last."""
    found = {value.name: 0.0 for value in values}
    found[values[-1].name] = 1.0
    for each in passed:
        found[each.input] += each.gradient
    return found
