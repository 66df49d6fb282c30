"""Stages to go through in tests: the slides', and some of each kind of work."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnngui.course.scenes import LayerCase, scene, scenes
from cnngui.engine.numpy_backend.functions import MERGES
from cnngui.engine.stepping.scenes import stages_of
from cnngui.engine.stepping.stage import Stage, stages
from cnngui.network.blocks import MergeName
from cnngui.network.graph import Merge
from cnngui.network.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    LayerNormalization,
)

DRAW = np.random.default_rng(5)


def of_slide(code: str) -> Stage:
    """Return the stage of a case of the slides' examples."""
    cases = (case for name in scenes() for case in scene(name).cases if isinstance(case, LayerCase))
    (stage,) = stages_of(next(case for case in cases if case.code == code))
    return stage


def drawn(*shape: int) -> np.ndarray:
    return DRAW.normal(0, 1, shape).astype(np.float32)


def convolution(channels: int = 3, filters: int = 4, **fields: Any) -> Stage:
    """Return a convolution of 6×5 pixels with drawn numbers; its output is of the right shape alone."""
    layer = Conv2D(**{"filters": filters, "padding": "same", "activation": "relu", **fields})
    rows, columns = layer.kernel_size
    weights = drawn(rows, columns, channels // layer.groups, filters), drawn(filters)
    return stages(layer, weights, drawn(6, 5, channels), drawn(6, 5, filters))[0]


def transposed() -> Stage:
    layer = Conv2DTranspose(filters=2, strides=(2, 2))
    return stages(layer, (drawn(3, 3, 2, 1), drawn(2)), drawn(3, 3, 1), drawn(7, 7, 2))[0]


def softmax_units() -> Stage:
    """Return a Dense layer of 3 units with known sums 1, 2 and 3."""
    kernel = np.float32([[1, 2, 3], [0, 0, 0]])
    powers = np.exp([1.0, 2.0, 3.0])
    layer = Dense(units=3, activation="softmax", use_bias=False)
    return stages(layer, (kernel,), np.float32([1, 5]), (powers / powers.sum()).astype(np.float32))[0]


def normalization() -> Stage:
    """Return one that makes 7 of the value 5: (5 − 1) / √(3.999 + 0.001) · 3 + 1."""
    weights = tuple(np.float32([each]) for each in (3, 1, 1, 3.999))
    return stages(BatchNormalization(), weights, np.float32([[[5]]]), np.float32([[[7]]]))[0]


def merge(name: MergeName, *branches: np.ndarray) -> Stage:
    return stages(Merge(name), (), branches[0], MERGES[name](branches), branches=branches)[0]


def layer_normalization() -> Stage:
    """Return one that makes −1 and 1 of the values 5 and 11."""
    weights = np.float32([1, 1]), np.float32([0, 0])
    layer = LayerNormalization(epsilon=1e-6)
    return stages(layer, weights, np.float32([[[5, 11]]]), np.float32([[[-1, 1]]]))[0]


def rectifier() -> Stage:
    given = np.float32([[[-2], [3]]])
    return stages(Activation(activation="relu"), (), given, np.maximum(given, 0))[0]
