"""Layers that slide a window of weights over a sequence, a picture or a volume."""

from __future__ import annotations

from typing import Annotated, Literal

from cnngui.network.config_objects import Advanced
from cnngui.network.initializers import AnyInitializer, AnyVectorInitializer, GlorotUniform, Zeros
from cnngui.network.layers.base import (
    ActivationName,
    AnyPadding,
    Borders,
    Count,
    LearningLayer,
    Padding,
    Pair,
    Side,
    Sides,
    Switch,
    Triple,
)
from cnngui.network.penalties import AnyConstraint, AnyRegularizer


class _Convolution(LearningLayer):
    """What Conv1D, Conv2D and Conv3D share."""

    filters: Count = 32
    kernel_size: Sides = 3
    strides: Sides = 1
    padding: AnyPadding = "valid"
    activation: ActivationName = "linear"
    use_bias: Switch = True
    kernel_initializer: AnyInitializer = GlorotUniform()
    bias_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    dilation_rate: Annotated[Sides, Advanced()] = 1
    groups: Annotated[Count, Advanced()] = 1
    kernel_regularizer: Annotated[AnyRegularizer | None, Advanced()] = None
    kernel_constraint: Annotated[AnyConstraint | None, Advanced()] = None


class Conv1D(_Convolution):
    """Slide a window along a sequence and take one weighted sum a step and filter."""

    kind: Literal["Conv1D"] = "Conv1D"
    kernel_size: Side = 3
    strides: Side = 1
    dilation_rate: Annotated[Side, Advanced()] = 1


class Conv2D(_Convolution):
    """Slide a window over the picture and take one weighted sum a place and filter."""

    kind: Literal["Conv2D"] = "Conv2D"
    kernel_size: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: Padding = "valid"
    dilation_rate: Annotated[Pair, Advanced()] = (1, 1)


class Conv3D(_Convolution):
    """Slide a window through a volume and take one weighted sum a place and filter."""

    kind: Literal["Conv3D"] = "Conv3D"
    kernel_size: Triple = (3, 3, 3)
    strides: Triple = (1, 1, 1)
    padding: Padding = "valid"
    dilation_rate: Annotated[Triple, Advanced()] = (1, 1, 1)


class Conv2DTranspose(LearningLayer):
    """Spread each value over a window: a convolution run backwards, which makes pictures larger."""

    kind: Literal["Conv2DTranspose"] = "Conv2DTranspose"
    filters: Count = 32
    kernel_size: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: Padding = "valid"
    activation: ActivationName = "linear"
    use_bias: Switch = True
    kernel_initializer: AnyInitializer = GlorotUniform()
    bias_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    output_padding: Annotated[Borders | None, Advanced()] = None
    kernel_regularizer: Annotated[AnyRegularizer | None, Advanced()] = None
    kernel_constraint: Annotated[AnyConstraint | None, Advanced()] = None


class DepthwiseConv2D(LearningLayer):
    """Slide a window over each channel on its own."""

    kind: Literal["DepthwiseConv2D"] = "DepthwiseConv2D"
    kernel_size: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: Padding = "valid"
    depth_multiplier: Count = 1
    activation: ActivationName = "linear"
    use_bias: Switch = True
    depthwise_initializer: AnyInitializer = GlorotUniform()
    bias_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    dilation_rate: Annotated[Pair, Advanced()] = (1, 1)
    depthwise_regularizer: Annotated[AnyRegularizer | None, Advanced()] = None
    depthwise_constraint: Annotated[AnyConstraint | None, Advanced()] = None


class SeparableConv2D(LearningLayer):
    """Slide a window over each channel on its own, then mix the channels at each place."""

    kind: Literal["SeparableConv2D"] = "SeparableConv2D"
    filters: Count = 32
    kernel_size: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: Padding = "valid"
    activation: ActivationName = "linear"
    use_bias: Switch = True
    depthwise_initializer: AnyInitializer = GlorotUniform()
    pointwise_initializer: AnyInitializer = GlorotUniform()
    bias_initializer: Annotated[AnyVectorInitializer, Advanced()] = Zeros()
    dilation_rate: Annotated[Pair, Advanced()] = (1, 1)
    depth_multiplier: Annotated[Count, Advanced()] = 1
    depthwise_regularizer: Annotated[AnyRegularizer | None, Advanced()] = None
    pointwise_regularizer: Annotated[AnyRegularizer | None, Advanced()] = None
    depthwise_constraint: Annotated[AnyConstraint | None, Advanced()] = None
    pointwise_constraint: Annotated[AnyConstraint | None, Advanced()] = None


PlainConvolution = Conv2D | Conv1D | Conv3D
ConvolutionLayer = PlainConvolution | SeparableConv2D | DepthwiseConv2D | Conv2DTranspose
