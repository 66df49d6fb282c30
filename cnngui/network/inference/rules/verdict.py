"""What a rule answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cnngui.network.inference.problems import Problem
from cnngui.network.inference.weights import Weights
from cnngui.network.layers import AnyLayer
from cnngui.network.network import Shape

Above = Sequence[tuple[AnyLayer, Shape]]
"""The layers before one, from the input on, each with the shape it is given."""


@dataclass(frozen=True)
class Reach:
    """Which part of its input one output value sees.

    Attributes:
        spans: values along each spatial axis; () where every value is looked at by itself.
        strides: how far two neighbours' views lie apart, along each spatial axis.
        whole: an output value sees all of the input.
        scattered: neighbours no longer lie side by side, so that windows cannot be followed.
    """

    spans: tuple[int, ...] = ()
    strides: tuple[int, ...] = ()
    whole: bool = False
    scattered: bool = False


@dataclass(frozen=True)
class Verdict:
    """A layer's output, or the problems that keep it from having one.

    Attributes:
        output_shape: without the batch axis; None when an error stands.
        multiply_adds: multiplications with an addition that one sample costs.
        arithmetic: the formulas with this layer's numbers.
        reach: for the receptive field.
        weights: what it consists of; `Kind.verdict` fills them in.
    """

    output_shape: Shape | None
    multiply_adds: int = 0
    arithmetic: str = ""
    problems: tuple[Problem, ...] = ()
    reach: Reach = Reach()
    weights: Weights = field(default_factory=Weights)


def refused(*problems: Problem) -> Verdict:
    """Return the verdict of a layer that cannot read its input."""
    return Verdict(output_shape=None, problems=problems)
