"""What each kind of layer does to a shape: output, parameters, multiply-adds, arithmetic and problems.

A rule is a pure function ``(layer, shape, above) -> Verdict``; `above` are the layers before it with the
shapes they are given, for fixes that speak of one of them. A new kind of layer adds its rule to `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cnngui.network.network import Shape
from cnngui.network.rules.convolution import convolution
from cnngui.network.rules.dense import dense, flatten
from cnngui.network.rules.pooling import pooling
from cnngui.network.rules.same_shape import batch_normalization, same_shape
from cnngui.network.rules.verdict import Above, Reach, Verdict

Rule = Callable[[Any, Shape, Above], Verdict]

RULES: Mapping[str, Rule] = {
    "Conv2D": convolution,
    "MaxPooling2D": pooling,
    "AveragePooling2D": pooling,
    "Flatten": flatten,
    "Dense": dense,
    "Dropout": same_shape,
    "Activation": same_shape,
    "BatchNormalization": batch_normalization,
}

__all__ = ["RULES", "Above", "Reach", "Rule", "Verdict"]
