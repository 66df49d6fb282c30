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
from cnngui.network.layers import AnyLayer, Layer
from cnngui.network.shapes import shape_text

Group = Literal["convolution", "pooling", "dropout", "shape", "dense", "normalization", "activation", "block"]


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
        return text(f"network.help.{self.kind}")

    @property
    def search_words(self) -> tuple[str, ...]:
        """Words besides the kind under which a person may look for it."""
        return tuple(text(f"network.search.{self.kind}").split())

    def field(self, name: str) -> FieldSpec:
        """Return the field called `name`. Raises KeyError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


_GROUPS: Mapping[str, Group] = {
    "Conv2D": "convolution",
    "MaxPooling2D": "pooling",
    "AveragePooling2D": "pooling",
    "Flatten": "shape",
    "Dense": "dense",
    "Dropout": "dropout",
    "Activation": "activation",
    "BatchNormalization": "normalization",
}


def _layer_spec(cls: type[Layer]) -> LayerSpec:
    kind = cls.__name__
    return LayerSpec(kind, _GROUPS[kind], cls, field_specs(cls, kind))


LAYER_TABLE: Mapping[str, LayerSpec] = {
    cls.__name__: _layer_spec(cls) for cls in get_args(get_args(AnyLayer)[0])
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
    match layer:
        case kinds.Conv2D():
            strides = [f"/{_pair(layer.strides)}"] if layer.strides != (1, 1) else []
            words = [str(layer.filters), _window(layer.kernel_size), *strides, layer.padding]
            return words + _unless("linear", layer.activation)
        case kinds.MaxPooling2D() | kinds.AveragePooling2D():
            own = layer.strides is not None and layer.strides != layer.pool_size
            strides = [f"/{_pair(layer.strides)}"] if own and layer.strides is not None else []
            return [_window(layer.pool_size), *strides, layer.padding]
        case kinds.Dense():
            return [str(layer.units), *_unless("linear", layer.activation)]
        case kinds.Dropout():
            return [f"{layer.rate * 100:.4g} %"]
        case kinds.Activation():
            return [layer.activation]
        case Parallel():
            return [layer.merge, f"{len(layer.branches)} branches"]
        case Repeat():
            return [f"× {layer.times}"]
        case Residual():
            return ["add", "shortcut"] if layer.branches[1] else ["add"]
        case _:
            return []


def _unless(usual: str, word: str) -> list[str]:
    return [] if word == usual else [word]


def _window(pair: tuple[int, int]) -> str:
    return shape_text(pair)


def _pair(pair: tuple[int, int] | Any) -> str:
    return str(pair[0]) if pair[0] == pair[1] else shape_text(pair)
