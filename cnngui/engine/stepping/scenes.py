"""The slides' examples as stages and graphs to go through."""

from __future__ import annotations

from typing import cast

import numpy as np

from cnngui.course.scenes import GraphCase, LayerCase
from cnngui.engine.numpy_backend.functions import FUNCTIONS
from cnngui.engine.stepping.gradients import Operation, Value
from cnngui.engine.stepping.stage import Stage, stages


def stages_of(case: LayerCase) -> tuple[Stage, ...]:
    """Return the stages of the layer that a case shows, its input gone through those before it."""
    output = np.asarray(case.given, np.float32)
    for layer, numbers in case.layers:
        weights = tuple(np.asarray(each, np.float32) for each in numbers)
        given, output = output, FUNCTIONS[layer.kind](layer, weights, output[np.newaxis])[0]
    return stages(layer, weights, given, output)


def graph_of(case: GraphCase) -> tuple[Value, ...]:
    """Return the nodes of a case's graph."""
    return tuple(Value(name, cast(Operation, does), inputs) for name, does, inputs in case.nodes)
