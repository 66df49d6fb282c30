"""What each kind of layer does to a shape: output, parameters, multiply-adds, arithmetic and problems.

A rule is a pure function ``(layer, shape, above) -> Verdict``; `above` are the layers before it with the
shapes they are given, for fixes that speak of one of them. A new kind of layer adds its rule to `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cnngui.network.inference.rules.convolution import convolution
from cnngui.network.inference.rules.dense import dense, embedding, position_bias
from cnngui.network.inference.rules.depthwise import depthwise_convolution, separable_convolution
from cnngui.network.inference.rules.pooling import global_pooling, pooling
from cnngui.network.inference.rules.recurrent import recurrent
from cnngui.network.inference.rules.reshaping import flatten, reshape, zero_padding
from cnngui.network.inference.rules.same_shape import (
    local_response_normalization,
    maxout,
    normalization,
    rescaling,
    same_picture,
    same_shape,
)
from cnngui.network.inference.rules.transposed import transposed_convolution
from cnngui.network.inference.rules.verdict import Above, Reach, Verdict
from cnngui.network.network import Shape

Rule = Callable[[Any, Shape, Above], Verdict]

RULES: Mapping[str, Rule] = {
    "Conv1D": convolution,
    "Conv2D": convolution,
    "Conv3D": convolution,
    "SeparableConv2D": separable_convolution,
    "DepthwiseConv2D": depthwise_convolution,
    "Conv2DTranspose": transposed_convolution,
    "MaxPooling1D": pooling,
    "MaxPooling2D": pooling,
    "MaxPooling3D": pooling,
    "AveragePooling1D": pooling,
    "AveragePooling2D": pooling,
    "AveragePooling3D": pooling,
    "GlobalMaxPooling1D": global_pooling,
    "GlobalMaxPooling2D": global_pooling,
    "GlobalMaxPooling3D": global_pooling,
    "GlobalAveragePooling1D": global_pooling,
    "GlobalAveragePooling2D": global_pooling,
    "GlobalAveragePooling3D": global_pooling,
    "Flatten": flatten,
    "Reshape": reshape,
    "ZeroPadding2D": zero_padding,
    "Dense": dense,
    "Embedding": embedding,
    "PositionBias": position_bias,
    "SimpleRNN": recurrent,
    "LSTM": recurrent,
    "Dropout": same_shape,
    "SpatialDropout2D": same_picture,
    "RandomFlip": same_picture,
    "RandomRotation": same_picture,
    "RandomTranslation": same_picture,
    "RandomZoom": same_picture,
    "BatchNormalization": normalization,
    "LayerNormalization": normalization,
    "LocalResponseNormalization": local_response_normalization,
    "Rescaling": rescaling,
    "Activation": same_shape,
    "LeakyReLU": same_shape,
    "Maxout": maxout,
}

__all__ = ["RULES", "Above", "Reach", "Rule", "Verdict"]
