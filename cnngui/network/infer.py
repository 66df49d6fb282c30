"""Shapes, parameters and problems of a whole network, without TensorFlow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

from cnngui.network.data_fit import data_problem
from cnngui.network.habits import large_layer, odd_habits
from cnngui.network.layers import AnyLayer
from cnngui.network.network import Network, Shape
from cnngui.network.output import output_problems
from cnngui.network.problems import Problem
from cnngui.network.rules import RULES, Verdict

FLOAT_BYTES = 4


@dataclass(frozen=True)
class LayerResult:
    """What one layer does to its input.

    Attributes:
        input_shape, output_shape: without the batch axis; None behind an error.
        parameters, trainable_parameters, multiply_adds: of one layer and one sample; None where there is
            no output.
        arithmetic: the formulas with this layer's numbers, shape first, then parameters.
    """

    name: str
    kind: str
    input_shape: Shape | None
    output_shape: Shape | None
    parameters: int | None
    trainable_parameters: int | None
    multiply_adds: int | None
    problems: tuple[Problem, ...]
    arithmetic: str

    @property
    def ok(self) -> bool:
        """Whether the layer has an output."""
        return self.output_shape is not None


@dataclass(frozen=True)
class Inference:
    """What `infer` found: one result for each layer, in order.

    Attributes:
        general: problems that belong to no layer, such as those of an empty network.
    """

    input_shape: Shape
    results: tuple[LayerResult, ...]
    general: tuple[Problem, ...] = ()

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, from input to output."""
        return (*self.general, *(problem for result in self.results for problem in result.problems))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What has to be mended before the network can be trained."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What can be trained, but is seldom meant."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def ok(self) -> bool:
        """Whether no error stands."""
        return not self.errors

    @property
    def output_shape(self) -> Shape | None:
        """The network's output without the batch axis; None behind an error."""
        return self.results[-1].output_shape if self.results else self.input_shape

    @property
    def total_parameters(self) -> int | None:
        """All parameters; None while an error stands."""
        return self._total([result.parameters for result in self.results])

    @property
    def trainable_parameters(self) -> int | None:
        """The parameters that gradients change; None while an error stands."""
        return self._total([result.trainable_parameters for result in self.results])

    @property
    def total_multiply_adds(self) -> int | None:
        """Multiply-adds for one sample; None while an error stands."""
        return self._total([result.multiply_adds for result in self.results])

    def result(self, name: str) -> LayerResult:
        """Return the result of the layer called `name`. Raises KeyError when there is none."""
        return self._by_name[name]

    def memory_bytes(self, batch_size: int, optimizer_slots: int = 2) -> int | None:
        """Estimate the memory that one training batch needs at least; None while an error stands.

        4 bytes × (batch_size · (input + all layers' outputs) · 2 + parameters + trainable · (1 + slots)):
        each value of a forward pass is kept for its gradient, which is as large; each trainable weight has
        a gradient and the optimizer's running means. TensorFlow itself takes about 550 MB more.

        Args:
            batch_size: samples in a batch.
            optimizer_slots: running means a weight: 2 for Adam, 1 for RMSprop and momentum, 0 for plain SGD.
        """
        parameters, trainable = self.total_parameters, self.trainable_parameters
        if parameters is None or trainable is None:
            return None
        values = prod(self.input_shape) + sum(prod(result.output_shape or ()) for result in self.results)
        weights = parameters + trainable * (1 + optimizer_slots)
        return FLOAT_BYTES * (2 * batch_size * values + weights)

    @cached_property
    def _by_name(self) -> dict[str, LayerResult]:
        return {result.name: result for result in self.results}

    def _total(self, counts: Sequence[int | None]) -> int | None:
        known = [count for count in counts if count is not None]
        return sum(known) if self.ok and len(known) == len(counts) else None


def infer(network: Network, classes: int | None = None, data_shape: Shape | None = None) -> Inference:
    """Return every layer's shape and counts, or its problems. Never raises.

    Behind a layer with an error the shapes are unknown (None), and those layers have no problems of their
    own: one mistake is told once.

    Args:
        network: any network, half-built ones included.
        classes: how many classes the data has; checks that the output answers them. None leaves the output
            free.
        data_shape: (height, width, channels) of the data's pictures; checks that they can be fed in.
    """
    results = _run_rules(network)
    outputs = [result.output_shape for result in results if result.output_shape is not None]
    found = list(odd_habits(network.layers, outputs))
    if classes is not None and len(outputs) == len(results):
        output = outputs[-1] if outputs else network.input_shape
        found += output_problems(network.layers, output, classes)
    if data_shape is not None and (misfit := data_problem(network, data_shape)) is not None:
        found.append(misfit)
    return Inference(
        network.input_shape,
        tuple(_with_problems(result, found) for result in results),
        tuple(problem for problem in found if not problem.where),
    )


def _run_rules(network: Network) -> list[LayerResult]:
    results: list[LayerResult] = []
    shape: Shape | None = network.input_shape
    above: list[tuple[AnyLayer, Shape]] = []
    for layer in network.layers:
        if shape is None:
            results.append(_unknown(layer))
            continue
        result = _result(layer, shape, RULES[layer.kind](layer, shape, above))
        results.append(result)
        above.append((layer, shape))
        shape = result.output_shape
    return results


def _result(layer: AnyLayer, shape: Shape, verdict: Verdict) -> LayerResult:
    known = verdict.output_shape is not None
    return LayerResult(
        name=layer.name,
        kind=layer.kind,
        input_shape=shape,
        output_shape=verdict.output_shape,
        parameters=verdict.parameters if known else None,
        trainable_parameters=verdict.trainable if known else None,
        multiply_adds=verdict.multiply_adds if known else None,
        problems=(*verdict.problems, *large_layer(layer.name, verdict.parameters)),
        arithmetic=verdict.arithmetic,
    )


def _unknown(layer: AnyLayer) -> LayerResult:
    return LayerResult(layer.name, layer.kind, None, None, None, None, None, (), "")


def _with_problems(result: LayerResult, found: Iterable[Problem]) -> LayerResult:
    own = tuple(problem for problem in found if problem.where == result.name)
    return replace(result, problems=result.problems + own) if own else result
