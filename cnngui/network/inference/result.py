"""What is known of one layer or block once its input is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cnngui.network.inference.problems import Problem
from cnngui.network.network import Shape


@dataclass(frozen=True)
class LayerResult:
    """What one layer or block does to its input.

    Attributes:
        input_shape, output_shape: without the batch axis; None behind an error.
        parameters, trainable_parameters, multiply_adds: for one sample, a block's with all that is in it and
            all rounds; None where there is no output.
        arithmetic: the formulas with this layer's numbers, shape first, then parameters.
        frozen_parameters: of them those of frozen layers. The others that gradients leave alone are the means
            and variances that layers measure; 0 where there is no output.
        receptive_field: pixels of the network's input that one output value depends on, along each spatial
            axis; () where that cannot be said, as behind a Flatten.
        values: numbers that a forward pass leaves behind for one sample, a block's inner ones included.
        branches: the results inside a block.
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
    receptive_field: tuple[int, ...] = ()
    values: int = 0
    frozen_parameters: int = 0
    branches: tuple[tuple[LayerResult, ...], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the layer has an output."""
        return self.output_shape is not None

    def walk(self) -> Iterator[LayerResult]:
        """Yield this result and those inside it, in the order of `cnngui.network.blocks.walk`."""
        yield self
        for branch in self.branches:
            for result in branch:
                yield from result.walk()
