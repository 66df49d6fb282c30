"""The one layer table: what the add menu, the form, the cards and the tests know of each kind.

Limits, choices and defaults are read from the pydantic fields of `cnngui.network.layers`; words come from
the message table when they are read, so they are in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from cnngui.errors import CnnguiError
from cnngui.messages import text
from cnngui.network import layers as kinds
from cnngui.network.blocks import AnyEntry, Parallel, Repeat, Residual
from cnngui.network.fields import FieldSpec, field_specs
from cnngui.network.inference.shapes import shape_text
from cnngui.network.layers import AnyLayer, Layer, Sides, sides

Group = Literal[
    "convolution",
    "pooling",
    "shape",
    "dense",
    "recurrent",
    "dropout",
    "augmentation",
    "normalization",
    "activation",
    "block",
]


@dataclass(frozen=True)
class LayerSpec:
    """One kind of layer.

    Attributes:
        label: Keras' word for it.
        group: decides colour and place in the add menu.
        fields: in the order of the form.
    """

    kind: str
    group: Group
    cls: type[Layer]
    fields: tuple[FieldSpec, ...]

    @property
    def label(self) -> str:
        """What cards and menus call it."""
        return self.kind

    @property
    def help(self) -> str:
        """What the layer does, in a sentence or two."""
        return text(f"layers.help.{self.kind}")

    @property
    def search_words(self) -> tuple[str, ...]:
        """Words besides the kind under which a person may look for it."""
        return tuple(text(f"layers.search.{self.kind}").split())

    def field(self, name: str) -> FieldSpec:
        """Return the field called `name`. Raises KeyError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


_GROUPS: Mapping[Group, Any] = {
    "convolution": kinds.ConvolutionLayer,
    "pooling": kinds.PoolingLayer,
    "shape": kinds.ShapeLayer,
    "dense": kinds.DenseLayer,
    "recurrent": kinds.RecurrentLayer,
    "dropout": kinds.DropoutLayer,
    "augmentation": kinds.AugmentationLayer,
    "normalization": kinds.NormalizationLayer,
    "activation": kinds.ActivationLayer,
}
GROUPS = tuple(_GROUPS)
"""In the order of the add menu."""

LAYER_TABLE: Mapping[str, LayerSpec] = {
    cls.__name__: LayerSpec(cls.__name__, group, cls, field_specs(cls, cls.__name__))
    for group, union in _GROUPS.items()
    for cls in get_args(union)
}


BLOCK_TABLE: Mapping[str, LayerSpec] = {
    cls.__name__: LayerSpec(cls.__name__, "block", cls, field_specs(cls, cls.__name__))
    for cls in (Residual, Parallel, Repeat)
}


def spec(kind: str) -> LayerSpec:
    """Return the table's row for a layer or block of `kind`.

    Raises:
        CnnguiError: ``network.unknown_kind``.
    """
    row = LAYER_TABLE.get(kind) or BLOCK_TABLE.get(kind)
    if row is None:
        raise CnnguiError("network.unknown_kind", kind=kind, known=", ".join((*LAYER_TABLE, *BLOCK_TABLE)))
    return row


def field_spec(kind: str, field: str) -> FieldSpec:
    """Return one field of a kind.

    Raises:
        CnnguiError: ``network.unknown_kind`` or ``network.unknown_field``.
    """
    row = spec(kind)
    try:
        return row.field(field)
    except KeyError:
        known = ", ".join(each.name for each in row.fields)
        raise CnnguiError("network.unknown_field", kind=kind, field=field, known=known) from None


def default_layer(kind: str) -> AnyLayer:
    """Return a nameless layer of `kind` with Keras' defaults."""
    layer: AnyLayer = spec(kind).cls()  # type: ignore[assignment]  # every class of the table is in the union
    return layer


def summary_line(layer: AnyEntry) -> str:
    """Return the arguments that matter on a card, such as ``32 · 3×3 · same · relu``."""
    return " · ".join(_summary(layer))


def _summary(layer: AnyEntry) -> list[str]:
    """Return the words of a card; those of a group are alike, so that they can be read down the column."""
    match layer:
        case kinds.DepthwiseConv2D():
            times = [f"×{layer.depth_multiplier}"] if layer.depth_multiplier > 1 else []
            return [*times, *_window(layer.kernel_size, layer.strides), *_how(layer)]
        case kinds.Dense() | kinds.SimpleRNN() | kinds.LSTM():
            usual = "linear" if layer.kind == "Dense" else "tanh"
            return [str(layer.units), *_unless(usual, layer.activation)]
        case kinds.Dropout() | kinds.SpatialDropout2D():
            return [_percent(layer.rate)]
        case kinds.Activation():
            return [layer.activation]
        case kinds.LeakyReLU():
            return [f"{layer.negative_slope:g}"]
        case kinds.Maxout():
            return [f"/{layer.num_pieces}"]
        case kinds.Reshape():
            return [shape_text(layer.target_shape)]
        case kinds.ZeroPadding2D():
            return [f"+{_short(layer.padding)}"]
        case kinds.Embedding():
            return [f"{layer.input_dim} → {layer.output_dim}"]
        case kinds.Rescaling():
            return [f"×{layer.scale:.4g}", *([f"{layer.offset:+.4g}"] if layer.offset else [])]
        case kinds.LocalResponseNormalization():
            return [f"±{layer.depth_radius}"]
        case kinds.RandomFlip():
            return [layer.mode]
        case kinds.RandomRotation():
            return [f"±{360 * layer.factor:.4g}°"]
        case kinds.RandomTranslation():
            factors = dict.fromkeys((layer.height_factor, layer.width_factor))
            return ["±" + " × ".join(_percent(factor) for factor in factors)]
        case kinds.RandomZoom():
            return [f"±{_percent(layer.height_factor)}"]
        case Parallel():
            return [layer.merge, text("blocks.branches", count=len(layer.branches))]
        case Repeat():
            return [f"× {layer.times}"]
        case Residual():
            return ["add", text("blocks.with_shortcut")] if layer.branches[1] else ["add"]
    return _sliding(layer)


def _sliding(layer: Any) -> list[str]:
    """Return the words of convolutions and pooling; of other kinds none."""
    if hasattr(layer, "filters"):
        return [str(layer.filters), *_window(layer.kernel_size, layer.strides), *_how(layer)]
    if hasattr(layer, "pool_size"):
        usual = layer.strides in (None, layer.pool_size)
        strides = [] if usual else [f"/{_short(sides(layer.strides))}"]
        return [shape_text(sides(layer.pool_size)), *strides, *_how(layer)]
    return []


def _how(layer: Any) -> list[str]:
    return [layer.padding, *_unless("linear", getattr(layer, "activation", "linear"))]


def _unless(usual: str, word: str) -> list[str]:
    return [] if word == usual else [word]


def _percent(share: float) -> str:
    return f"{share * 100:.4g} %"


def _window(size: Sides, strides: Sides) -> list[str]:
    """Return ``5×3`` and, unless each is 1, the strides as ``/2`` or ``/2×1``."""
    words = [shape_text(sides(size))]
    return words if set(sides(strides)) == {1} else [*words, f"/{_short(sides(strides))}"]


def _short(numbers: tuple[int, ...]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else shape_text(numbers)
