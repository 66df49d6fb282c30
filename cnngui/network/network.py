"""A network: an input shape and a stack of layers. Frozen; an edit returns a new one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cnngui.network.layers import AnyLayer, Layer

MAX_LAYERS = 2_000
MAX_AXIS = 65_536

RESERVED_NAMES = frozenset({"input", "input_layer"})
"""The input is shown like a layer, and Keras makes it one: no other may have its name."""

Axis = Annotated[int, Field(strict=True, ge=1, le=MAX_AXIS)]
Shape = tuple[int, ...]


class NameTakenError(ValueError):
    """Two layers have one name. pydantic hands it on inside its ValidationError."""

    def __init__(self, name: str) -> None:
        super().__init__(f"two layers are called {name}")
        self.name = name


class Network(BaseModel):
    """An input shape (height, width, channels) and layers from input to output.

    Layers without a name get Keras' automatic one (``conv2d``, ``conv2d_1``, …). Names are unique: they
    are how a selection, a problem and a stored weight find their layer, whatever moves around it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    input_shape: Annotated[tuple[Axis, ...], Field(min_length=1, max_length=4)] = (28, 28, 1)
    layers: Annotated[tuple[AnyLayer, ...], Field(max_length=MAX_LAYERS)] = ()

    @model_validator(mode="before")
    @classmethod
    def _name_layers(cls, data: object) -> object:
        if not isinstance(data, dict) or not isinstance(data.get("layers"), (list, tuple)):
            return data
        return {**data, "layers": _named(data["layers"])}

    @model_validator(mode="after")
    def _names_are_unique(self) -> Network:
        counts = Counter(layer.name for layer in self.layers)
        twice = sorted(name for name, count in counts.items() if count > 1 or name in RESERVED_NAMES)
        if twice:
            raise NameTakenError(twice[0])
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The layers' names from input to output."""
        return tuple(layer.name for layer in self.layers)

    def index(self, name: str) -> int:
        """Return the place of the layer called `name`, counted from 0.

        Raises:
            KeyError: there is none.
        """
        for place, layer in enumerate(self.layers):
            if layer.name == name:
                return place
        raise KeyError(name)

    def layer(self, name: str) -> AnyLayer:
        """Return the layer called `name`. Raises KeyError when there is none."""
        return self.layers[self.index(name)]

    def with_layers(self, layers: Iterable[AnyLayer]) -> Network:
        """Return this network with other layers; new ones without a name get one."""
        return Network(input_shape=self.input_shape, layers=tuple(layers))


def base_name(kind: str) -> str:
    """Return the name Keras gives a first layer of `kind`: ``MaxPooling2D`` -> ``max_pooling2d``.

    The same two replacements as Keras 3 ``to_snake_case``; tests/engine/test_shapes_against_keras.py
    compares the two.
    """
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()


def _named(layers: Iterable[object]) -> list[object]:
    """Give every nameless layer the first free automatic name of its kind."""
    listed = list(layers)
    taken = {name for layer in listed if isinstance(name := _field(layer, "name"), str) and name}
    next_number: dict[str, int] = {}
    return [_with_name(layer, taken, next_number) for layer in listed]


def _with_name(layer: object, taken: set[str], next_number: dict[str, int]) -> object:
    kind = _field(layer, "kind")
    if _field(layer, "name") or not isinstance(kind, str):
        return layer
    base = base_name(kind)
    number = next_number.get(base, 0)
    while (name := f"{base}_{number}" if number else base) in taken:
        number += 1
    next_number[base] = number + 1
    if isinstance(layer, Layer):
        return layer.model_copy(update={"name": name})
    return {**layer, "name": name} if isinstance(layer, dict) else layer


def _field(layer: object, field: str) -> object:
    return layer.get(field) if isinstance(layer, dict) else getattr(layer, field, None)
