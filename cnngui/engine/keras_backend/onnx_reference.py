"""Run an ONNX file by the reference that comes with the format, with its slips mended.

onnx 1.23's GlobalMaxPool takes the wrong axes but of pictures, its LRN leaves out channels, and its MaxPool
the places that only padding lets in; its LSTM, RNN and Loop neither take all activations nor stack what steps
give.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from onnx import ModelProto
from onnx.reference import ReferenceEvaluator
from onnx.reference.op_run import OpRun

NOT_AS_DEFINED = frozenset({"LSTM", "RNN", "Loop", "Scan"})
"""Operations whose answers by the reference say nothing."""


class GlobalMaxPool(OpRun):
    """The largest value of each channel, (batch, channels, …)."""

    def _run(self, x: Any) -> Any:
        return (x.max(axis=tuple(range(2, x.ndim)), keepdims=True),)


class LRN(OpRun):
    """Each value divided by the size of its neighbours in the channels around it."""

    def _run(self, x: Any, alpha: Any = None, beta: Any = None, bias: Any = None, size: Any = None) -> Any:
        before, behind = (size - 1) // 2, size // 2
        squares = np.pad(x**2, [(0, 0), (before, behind), *[(0, 0)] * (x.ndim - 2)])
        sums = sliding_window_view(squares, size, axis=1).sum(axis=-1)
        return ((x / (bias + alpha / size * sums) ** beta).astype(x.dtype),)


class MaxPool(OpRun):
    """The largest value of each window; of what tf2onnx writes: whole windows, pads as numbers."""

    def _run(
        self, x: Any, kernel_shape: Any = None, pads: Any = None, strides: Any = None, **how: Any
    ) -> Any:
        axes = len(kernel_shape)
        edges = list(zip(pads[:axes], pads[axes:], strict=True)) if pads else [(0, 0)] * axes
        padded = np.pad(x, [(0, 0), (0, 0), *edges], constant_values=-np.inf)
        windows = sliding_window_view(padded, tuple(kernel_shape), axis=tuple(range(2, 2 + axes)))
        steps = tuple(slice(None, None, stride) for stride in strides or [1] * axes)
        taken = windows[(slice(None), slice(None), *steps)]
        return (taken.max(axis=tuple(range(2 + axes, 2 + 2 * axes))).astype(x.dtype),)


def by_reference(path: Path, model: ModelProto) -> Callable[[np.ndarray], Any] | None:
    """Return what a model with one input answers to samples; None where the reference cannot say."""
    if NOT_AS_DEFINED & {node.op_type for node in model.graph.node}:
        return None
    mended = [GlobalMaxPool, LRN, MaxPool]
    evaluator = ReferenceEvaluator(str(path), new_ops=mended)
    name = evaluator.input_names[0]

    def answers(samples: np.ndarray) -> Any:
        found: Any = evaluator.run(None, {name: samples})
        return found[0]

    return answers
