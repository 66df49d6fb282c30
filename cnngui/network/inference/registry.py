"""All that is known of each kind of layer besides its fields: one entry a kind.

A new kind is a class in its module of `cnngui.network.layers`, an entry here, and its words in
`cnngui.messages` (``layers.help.<kind>``, ``layers.search.<kind>``). What else speaks of kinds asks here;
lists of kinds stand only where they translate between us and Keras (`export`, `keras_import`,
`engine.keras_backend`). tests/contracts/test_layer_registry.py says for any kind what is missing.

The entries stand above rules and weights, which therefore know no traits: a rule that has to speak of other
layers goes by their shapes, or by the unions of `cnngui.network.layers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cnngui.network import card_words as card
from cnngui.network.card_words import CardWords
from cnngui.network.inference import weights
from cnngui.network.inference.rules.convolution import convolution
from cnngui.network.inference.rules.dense import dense, embedding, position_bias
from cnngui.network.inference.rules.depthwise import depthwise_convolution, separable_convolution
from cnngui.network.inference.rules.pooling import global_pooling, pooling
from cnngui.network.inference.rules.recurrent import recurrent
from cnngui.network.inference.rules.reshaping import (
    cropping,
    flatten,
    reshape,
    up_sampling,
    zero_padding,
)
from cnngui.network.inference.rules.same_shape import (
    fixed_normalization,
    group_normalization,
    local_response_normalization,
    maxout,
    normalization,
    parametric_relu,
    rescaling,
    same_picture,
    same_sequence,
    same_shape,
    same_volume,
)
from cnngui.network.inference.rules.transposed import transposed_convolution
from cnngui.network.inference.rules.verdict import Above, Verdict
from cnngui.network.inference.shapes import shape_text
from cnngui.network.inference.weights import Weights
from cnngui.network.layers import AnyLayer
from cnngui.network.network import Shape

Rule = Callable[[Any, Shape, Above], Verdict]


@dataclass(frozen=True)
class Kind:
    """One kind of layer.

    Attributes:
        rule: what it does to a shape.
        weights: the arrays it consists of, for a shape that it can read.
        card: the arguments that matter on a card.
        keeps_count: gives as many values as it gets, in whatever shape and however many.
        lays_out: hands its values on as they are, in other axes at most.
        training_only: hands its input on as it is, but while the network is trained.
        standardizes: brings values to mean 0 and variance 1.
        own: Keras lacks it: whatever runs a network with it brings a class of its own.
    """

    rule: Rule
    weights: Callable[[Any, Shape], Weights] = weights.no_weights
    card: CardWords = card.none
    keeps_count: bool = False
    lays_out: bool = False
    training_only: bool = False
    standardizes: bool = False
    own: bool = False

    @property
    def learns(self) -> bool:
        """Whether it has weights."""
        return self.weights is not weights.no_weights

    @property
    def transparent(self) -> bool:
        """Whether a prediction's values come out as they went in."""
        return self.lays_out or self.training_only


_CONVOLUTION = Kind(convolution, weights.convolution_weights, card.filters)
_POOLING = Kind(pooling, card=card.pooling)
_GLOBAL_POOLING = Kind(global_pooling)
_RECURRENT = Kind(recurrent, weights.recurrent_weights, card.units)
_NORMALIZATION = Kind(normalization, weights.normalization_weights, keeps_count=True, standardizes=True)

KINDS: Mapping[str, Kind] = {
    "Conv1D": _CONVOLUTION,
    "Conv2D": _CONVOLUTION,
    "Conv3D": _CONVOLUTION,
    "SeparableConv2D": Kind(separable_convolution, weights.separable_weights, card.filters),
    "DepthwiseConv2D": Kind(depthwise_convolution, weights.depthwise_weights, card.depthwise),
    "Conv2DTranspose": Kind(transposed_convolution, weights.transposed_weights, card.filters),
    "MaxPooling1D": _POOLING,
    "MaxPooling2D": _POOLING,
    "MaxPooling3D": _POOLING,
    "AveragePooling1D": _POOLING,
    "AveragePooling2D": _POOLING,
    "AveragePooling3D": _POOLING,
    "GlobalMaxPooling1D": _GLOBAL_POOLING,
    "GlobalMaxPooling2D": _GLOBAL_POOLING,
    "GlobalMaxPooling3D": _GLOBAL_POOLING,
    "GlobalAveragePooling1D": _GLOBAL_POOLING,
    "GlobalAveragePooling2D": _GLOBAL_POOLING,
    "GlobalAveragePooling3D": _GLOBAL_POOLING,
    "Flatten": Kind(flatten, keeps_count=True, lays_out=True),
    "Reshape": Kind(reshape, card=lambda layer: [shape_text(layer.target_shape)], lays_out=True),
    "ZeroPadding2D": Kind(zero_padding, card=lambda layer: card.edges("+", layer.padding)),
    "Cropping2D": Kind(cropping, card=lambda layer: card.edges("−", layer.cropping)),
    "UpSampling2D": Kind(up_sampling, card=card.up_sampling),
    "Dense": Kind(dense, weights.dense_weights, card.units),
    "Embedding": Kind(
        embedding, weights.embedding_weights, lambda layer: [f"{layer.input_dim} → {layer.output_dim}"]
    ),
    "PositionBias": Kind(position_bias, weights.position_bias_weights, keeps_count=True, own=True),
    "SimpleRNN": _RECURRENT,
    "LSTM": _RECURRENT,
    "Dropout": Kind(
        same_shape, card=lambda layer: [card.percent(layer.rate)], keeps_count=True, training_only=True
    ),
    "SpatialDropout1D": Kind(
        same_sequence, card=lambda layer: [card.percent(layer.rate)], training_only=True
    ),
    "SpatialDropout3D": Kind(same_volume, card=lambda layer: [card.percent(layer.rate)], training_only=True),
    "AlphaDropout": Kind(
        same_shape, card=lambda layer: [card.percent(layer.rate)], keeps_count=True, training_only=True
    ),
    "GaussianDropout": Kind(
        same_shape, card=lambda layer: [card.percent(layer.rate)], keeps_count=True, training_only=True
    ),
    "GaussianNoise": Kind(
        same_shape, card=lambda layer: [f"±{layer.stddev:g}"], keeps_count=True, training_only=True
    ),
    "SpatialDropout2D": Kind(same_picture, card=lambda layer: [card.percent(layer.rate)], training_only=True),
    "RandomFlip": Kind(same_picture, card=lambda layer: [layer.mode], training_only=True),
    "RandomRotation": Kind(
        same_picture, card=lambda layer: [f"±{360 * layer.factor:.4g}°"], training_only=True
    ),
    "RandomTranslation": Kind(same_picture, card=card.translation, training_only=True),
    "RandomZoom": Kind(
        same_picture, card=lambda layer: [f"±{card.percent(layer.height_factor)}"], training_only=True
    ),
    "BatchNormalization": _NORMALIZATION,
    "LayerNormalization": _NORMALIZATION,
    "GroupNormalization": Kind(
        group_normalization,
        weights.normalization_weights,
        card=lambda layer: [f"/{layer.groups}"],
        standardizes=True,
    ),
    "LocalResponseNormalization": Kind(
        local_response_normalization, card=lambda layer: [f"±{layer.depth_radius}"], own=True
    ),
    "Normalization": Kind(fixed_normalization, card=card.fixed_normalization, keeps_count=True),
    "Rescaling": Kind(rescaling, card=card.rescaling, keeps_count=True),
    "Activation": Kind(same_shape, card=lambda layer: [layer.activation], keeps_count=True),
    "ReLU": Kind(same_shape, card=card.relu, keeps_count=True),
    "PReLU": Kind(parametric_relu, weights.parametric_relu_weights, keeps_count=True),
    "LeakyReLU": Kind(same_shape, card=lambda layer: [f"{layer.negative_slope:g}"], keeps_count=True),
    "Maxout": Kind(maxout, card=lambda layer: [f"/{layer.num_pieces}"], own=True),
}

OWN_KINDS = frozenset(name for name, kind in KINDS.items() if kind.own)
"""Kinds that Keras lacks."""


def layer_weights(layer: AnyLayer, shape: Shape) -> Weights:
    """Return the weights that `layer` has for an input of `shape`, one that it can read."""
    return KINDS[layer.kind].weights(layer, shape)
