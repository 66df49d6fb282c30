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
from dataclasses import dataclass, replace
from typing import Any

from cnngui.network import card_words as card
from cnngui.network.card_words import CardWords
from cnngui.network.freezing import is_frozen
from cnngui.network.inference import weights
from cnngui.network.inference.looks import (
    Looks,
    behind_cropping,
    behind_padding,
    by_kernel,
    by_pool,
    by_transposed,
    by_up_sampling,
    everywhere,
    from_the_first,
    in_place,
)
from cnngui.network.inference.rules.convolution import convolution
from cnngui.network.inference.rules.dense import dense, embedding, position_bias
from cnngui.network.inference.rules.depthwise import depthwise_convolution, separable_convolution
from cnngui.network.inference.rules.pooling import global_pooling, pooling
from cnngui.network.inference.rules.ranks import rank_problem
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
    same_shape,
)
from cnngui.network.inference.rules.transposed import transposed_convolution
from cnngui.network.inference.rules.verdict import Above, Verdict, refused
from cnngui.network.inference.shapes import shape_text
from cnngui.network.inference.weights import Weights
from cnngui.network.layers import AnyLayer
from cnngui.network.network import Shape

Rule = Callable[[Any, Shape, Above], Verdict]


@dataclass(frozen=True)
class Kind:
    """One kind of layer.

    Attributes:
        rule: what it does to a shape of as many axes as it reads.
        weights: the arrays it consists of, for a shape that it can read, while it is not frozen.
        card: the arguments that matter on a card.
        looks: which places of its input a place of its output depends on (`cnngui.network.inference.looks`).
        axes: how many spatial axes its input must have; None if it reads any shape.
        keeps_count: gives as many values as it gets, in whatever shape and however many.
        lays_out: hands its values on as they are, in other axes at most.
        training_only: hands its input on as it is, but while the network is trained.
        standardizes: brings values to mean 0 and variance 1.
        own: Keras lacks it: whatever runs a network with it brings a class of its own.
        float32_only: TensorFlow has no operation in bfloat16 for it on the CPU, or Keras keeps what it
            computes with as it was built.
    """

    rule: Rule
    weights: Callable[[Any, Shape], Weights] = weights.no_weights
    card: CardWords = card.none
    looks: Looks = in_place
    axes: int | None = None
    keeps_count: bool = False
    lays_out: bool = False
    training_only: bool = False
    standardizes: bool = False
    own: bool = False
    float32_only: bool = False

    def verdict(self, layer: AnyLayer, shape: Shape, above: Above = ()) -> Verdict:
        """Return what becomes of an input of `shape`, with the weights it takes."""
        if self.axes is not None and (problem := rank_problem(layer, shape, above, self.axes)) is not None:
            return refused(problem)
        verdict = self.rule(layer, shape, above)
        known = verdict.output_shape is not None
        return replace(verdict, weights=self.weights_of(layer, shape)) if known else verdict

    def weights_of(self, layer: AnyLayer, shape: Shape) -> Weights:
        """Return the arrays of `layer` for an input of `shape`, one that it can read."""
        found = self.weights(layer, shape)
        return found.frozen() if is_frozen(layer) else found

    @property
    def learns(self) -> bool:
        """Whether it has weights."""
        return self.weights is not weights.no_weights

    @property
    def transparent(self) -> bool:
        """Whether a prediction's values come out as they went in."""
        return self.lays_out or self.training_only


_RECURRENT = Kind(recurrent, weights.recurrent_weights, card.units, from_the_first, axes=1)
_DROPOUT = Kind(
    same_shape, card=lambda layer: [card.percent(layer.rate)], keeps_count=True, training_only=True
)
# Keras lets augmentation have rows of values too, but then takes the batch for one picture.
_AUGMENTATION = Kind(same_shape, axes=2, training_only=True)
_WARP = replace(_AUGMENTATION, float32_only=True)
_NORMALIZATION = Kind(normalization, weights.normalization_weights, keeps_count=True, standardizes=True)


def _for_each_rank(kind: str, **fields: Any) -> dict[str, Kind]:
    return {f"{kind}{axes}D": Kind(**fields, axes=axes) for axes in (1, 2, 3)}


KINDS: Mapping[str, Kind] = {
    **_for_each_rank(
        "Conv",
        rule=convolution,
        weights=weights.convolution_weights,
        card=card.filters,
        looks=by_kernel,
    ),
    "SeparableConv2D": Kind(
        separable_convolution, weights.separable_weights, card.filters, by_kernel, axes=2
    ),
    "DepthwiseConv2D": Kind(
        depthwise_convolution, weights.depthwise_weights, card.depthwise, by_kernel, axes=2
    ),
    "Conv2DTranspose": Kind(
        transposed_convolution, weights.transposed_weights, card.filters, by_transposed, axes=2
    ),
    **_for_each_rank("MaxPooling", rule=pooling, card=card.pooling, looks=by_pool),
    **_for_each_rank("AveragePooling", rule=pooling, card=card.pooling, looks=by_pool),
    **_for_each_rank("GlobalMaxPooling", rule=global_pooling),
    **_for_each_rank("GlobalAveragePooling", rule=global_pooling),
    "Flatten": Kind(flatten, keeps_count=True, lays_out=True),
    "Reshape": Kind(reshape, card=lambda layer: [shape_text(layer.target_shape)], lays_out=True),
    "ZeroPadding2D": Kind(
        zero_padding, card=lambda layer: card.edges("+", layer.padding), looks=behind_padding, axes=2
    ),
    "Cropping2D": Kind(
        cropping, card=lambda layer: card.edges("−", layer.cropping), looks=behind_cropping, axes=2
    ),
    "UpSampling2D": Kind(up_sampling, card=card.up_sampling, looks=by_up_sampling, axes=2),
    "Dense": Kind(dense, weights.dense_weights, card.units),
    "Embedding": Kind(
        embedding, weights.embedding_weights, lambda layer: [f"{layer.input_dim} → {layer.output_dim}"]
    ),
    "PositionBias": Kind(position_bias, weights.position_bias_weights, keeps_count=True, own=True),
    "SimpleRNN": _RECURRENT,
    "LSTM": _RECURRENT,
    "Dropout": _DROPOUT,
    **_for_each_rank("SpatialDropout", rule=same_shape, card=_DROPOUT.card, training_only=True),
    "AlphaDropout": _DROPOUT,
    "GaussianDropout": _DROPOUT,
    "GaussianNoise": replace(_DROPOUT, card=lambda layer: [f"±{layer.stddev:g}"]),
    "RandomFlip": replace(_AUGMENTATION, card=lambda layer: [layer.mode]),
    "RandomRotation": replace(_WARP, card=lambda layer: [f"±{360 * layer.factor:.4g}°"]),
    "RandomTranslation": replace(_WARP, card=card.translation),
    "RandomZoom": replace(_WARP, card=lambda layer: [f"±{card.percent(layer.height_factor)}"]),
    "BatchNormalization": _NORMALIZATION,
    "LayerNormalization": _NORMALIZATION,
    "GroupNormalization": Kind(
        group_normalization,
        weights.normalization_weights,
        card=lambda layer: [f"/{layer.groups}"],
        looks=everywhere,
        standardizes=True,
    ),
    "LocalResponseNormalization": Kind(
        local_response_normalization,
        card=lambda layer: [f"±{layer.depth_radius}"],
        axes=2,
        own=True,
        float32_only=True,
    ),
    "Normalization": Kind(
        fixed_normalization,
        card=card.fixed_normalization,
        keeps_count=True,
        float32_only=True,
    ),
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
    return KINDS[layer.kind].weights_of(layer, shape)
