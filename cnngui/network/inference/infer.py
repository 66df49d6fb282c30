"""Shapes, parameters and problems of a whole network, without TensorFlow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

from cnngui.network.inference.data_fit import data_problems
from cnngui.network.inference.frozen import frozen_problems
from cnngui.network.inference.output import output_problems
from cnngui.network.inference.problems import Problem
from cnngui.network.inference.propagation import Stream, run_stack
from cnngui.network.inference.result import LayerResult
from cnngui.network.inference.stack_warnings import stack_warnings
from cnngui.network.network import Network, Shape
from cnngui.network.recipe import Loss

FLOAT_BYTES = 4


@dataclass(frozen=True)
class Inference:
    """What `infer` found: one result for each entry of the network's stack, in order.

    Attributes:
        results: of the stack; those inside blocks stand in their block's ``branches``.
        general: problems that belong to no layer, such as those of an empty network.
    """

    input_shape: Shape
    results: tuple[LayerResult, ...]
    general: tuple[Problem, ...] = ()

    @cached_property
    def every(self) -> tuple[LayerResult, ...]:
        """The results of all layers and blocks at any depth, in the order of `Network.entries`."""
        return tuple(each for result in self.results for each in result.walk())

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, from input to output."""
        return (*self.general, *(problem for result in self.every for problem in result.problems))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What has to be mended before the network can be trained."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What can be trained, but is seldom meant."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @cached_property
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
    def frozen_parameters(self) -> int | None:
        """The parameters of frozen layers; None while an error stands."""
        return self._total([result.frozen_parameters for result in self.results])

    @property
    def total_multiply_adds(self) -> int | None:
        """Multiply-adds for one sample; None while an error stands."""
        return self._total([result.multiply_adds for result in self.results])

    def result(self, name: str) -> LayerResult:
        """Return the result of the entry called `name`. Raises KeyError when there is none."""
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
        return batch_size * self._sample_bytes + FLOAT_BYTES * (
            parameters + trainable * (1 + optimizer_slots)
        )

    def largest_batch(self, free_bytes: int, optimizer_slots: int = 2) -> int:
        """Return how many samples a training batch may have within `free_bytes` by `memory_bytes`.

        A power of two; 0 when not even one sample fits, or while an error stands.
        """
        weights = self.memory_bytes(0, optimizer_slots)
        room = 0 if weights is None else (free_bytes - weights) // self._sample_bytes
        return 1 << (room.bit_length() - 1) if room > 0 else 0

    @property
    def _sample_bytes(self) -> int:
        """What a forward pass leaves behind for one sample, and its gradient."""
        return 2 * FLOAT_BYTES * (prod(self.input_shape) + sum(result.values for result in self.results))

    @cached_property
    def _by_name(self) -> dict[str, LayerResult]:
        return {result.name: result for result in self.every}

    def _total(self, counts: Sequence[int | None]) -> int | None:
        known = [count for count in counts if count is not None]
        return sum(known) if self.ok and len(known) == len(counts) else None


def infer(
    network: Network,
    classes: int | None = None,
    data_shape: Shape | None = None,
    words: int = 0,
    loss: Loss = "auto",
) -> Inference:
    """Return every layer's shape and counts, or its problems. Never raises.

    Behind a layer with an error the shapes are unknown (None), and those layers have no problems of their
    own: one mistake is told once. Layers in a Repeat are told of as in its first round.

    Args:
        network: any network, half-built ones included.
        classes: how many classes the data has; checks that the output answers them. None leaves the output
            free.
        data_shape: of the data's samples; checks that they can be fed in.
        words: how many words the data's numbers stand for, 0 if they are sizes; see `data_problems`.
        loss: of the recipe; checks that it can be taken of the output.
    """
    results, end = run_stack(network.layers, Stream.of(network.input_shape))
    found = list(stack_warnings(network.layers, results))
    if classes is not None and end is not None:
        found += output_problems(network.layers, end.shape, classes, loss)
        found += frozen_problems(network.layers, results)
    if data_shape is not None:
        found += data_problems(network, data_shape, words)
    by_name: dict[str, tuple[Problem, ...]] = {}
    for problem in found:
        by_name[problem.where] = (*by_name.get(problem.where, ()), problem)
    return Inference(network.input_shape, tuple(_with_problems(results, by_name)), by_name.get("", ()))


def _with_problems(
    results: Sequence[LayerResult], found: Mapping[str, tuple[Problem, ...]]
) -> Iterator[LayerResult]:
    for result in results:
        branches = tuple(tuple(_with_problems(branch, found)) for branch in result.branches)
        own = found.get(result.name, ())
        yield (
            replace(result, problems=result.problems + own, branches=branches) if own or branches else result
        )
