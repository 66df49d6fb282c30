"""The layer table: what the add menu, the form, the cards and the tests know of each kind.

Nothing is listed here: kinds and groups are the unions of `cnngui.network.layers`; limits, choices and
defaults are read from the pydantic fields there; what stands on a card comes from
`cnngui.network.inference.registry`; words come from the message table when they are read, so they are in the
reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from cnngui.errors import CnnguiError
from cnngui.messages import text
from cnngui.network import layers as kinds
from cnngui.network.blocks import AnyEntry, Parallel, Repeat, Residual
from cnngui.network.fields import FieldSpec, field_specs
from cnngui.network.freezing import is_frozen
from cnngui.network.inference.registry import KINDS
from cnngui.network.layers import AnyLayer, Layer

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


# A group's kinds are the union of its name: those of "pooling" are `PoolingLayer`.
_GROUPS: Mapping[Group, Any] = {
    group: getattr(kinds, f"{group.capitalize()}Layer") for group in get_args(Group) if group != "block"
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


def summary_line(layer: AnyEntry, *, frozen: bool = True) -> str:
    """Return the arguments that matter on a card, such as ``32 · 3×3 · same · relu``.

    Args:
        frozen: also that it is frozen, if it is.
    """
    words = [*_summary(layer), *([text("layers.frozen")] if frozen and is_frozen(layer) else [])]
    return " · ".join(words)


def _summary(entry: AnyEntry) -> Sequence[str]:
    match entry:
        case Parallel():
            return [entry.merge, text("blocks.branches", count=len(entry.branches))]
        case Repeat():
            return [f"× {entry.times}"]
        case Residual():
            return ["add", text("blocks.with_shortcut")] if entry.branches[1] else ["add"]
    return KINDS[entry.kind].card(entry)
