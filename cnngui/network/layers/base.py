"""What all layers share, and the types of their fields.

Numbers and switches are strict: pydantic would otherwise read "32", 32.0 and true as the number 32 or 1,
and a file with such a slip should say so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from cnngui.network.config_objects import Advanced, SingleStep

MAX_UNITS = 65_536
MAX_WINDOW = 1_024
MAX_WORDS = 1_000_000

Padding = Literal["valid", "same"]
AnyPadding = Literal["valid", "same", "causal"]
ActivationName = Literal[
    "linear",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "sigmoid",
    "tanh",
    "softmax",
    "relu6",
    "celu",
    "mish",
    "exponential",
    "squareplus",
    "softsign",
    "hard_sigmoid",
    "hard_silu",
    "hard_tanh",
    "hard_shrink",
    "soft_shrink",
    "tanh_shrink",
    "log_sigmoid",
    "log_softmax",
]
Name = Annotated[str, Field(max_length=64, pattern=r"^([A-Za-z0-9][A-Za-z0-9_.\-]*)?$")]

Count = Annotated[int, Field(strict=True, ge=1, le=MAX_UNITS)]
Side = Annotated[int, Field(strict=True, ge=1, le=MAX_WINDOW)]
Border = Annotated[int, Field(strict=True, ge=0, le=MAX_WINDOW)]
Switch = Annotated[bool, Field(strict=True)]
Seed = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]
OptionalSeed = Annotated[Seed | None, Advanced()]
Number = Annotated[float, Field(strict=True, ge=-1e6, le=1e6, allow_inf_nan=False)]
Rate = Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False), SingleStep(0.05)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False), SingleStep(0.05)]
Epsilon = Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False), SingleStep(0.001)]


def _spread(axes: int) -> Callable[[Any], Any]:
    """Take one number for all axes, as Keras does."""
    return lambda value: (value,) * axes if isinstance(value, int) and not isinstance(value, bool) else value


def _shortest(sides: tuple[int, ...]) -> int | list[int]:
    """Write one number for all axes when it is the same."""
    return sides[0] if len(set(sides)) == 1 else list(sides)


_SHORTEST = PlainSerializer(_shortest, when_used="json")
Pair = Annotated[
    tuple[Side, Side], BeforeValidator(_spread(2), json_schema_input_type=Side | tuple[Side, Side]), _SHORTEST
]
Triple = Annotated[
    tuple[Side, Side, Side],
    BeforeValidator(_spread(3), json_schema_input_type=Side | tuple[Side, Side, Side]),
    _SHORTEST,
]
Borders = Annotated[
    tuple[Border, Border],
    BeforeValidator(_spread(2), json_schema_input_type=Border | tuple[Border, Border]),
    _SHORTEST,
]


def _each_edge(value: Any) -> Any:
    """Take one number for all edges, or one for each axis, as Keras does."""
    value = _spread(2)(value)
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        return value
    return tuple(map(_spread(2), value))


def shortest_edges(edges: tuple[tuple[int, int], ...]) -> Any:
    """Return one number for all edges, or one for each axis, where these say the same."""
    if any(first != last for first, last in edges):
        return edges
    rows, columns = (first for first, _ in edges)
    return rows if rows == columns else (rows, columns)


Edges = Annotated[
    tuple[tuple[Border, Border], tuple[Border, Border]],
    BeforeValidator(
        _each_edge,
        json_schema_input_type=Border | tuple[Border | tuple[Border, Border], Border | tuple[Border, Border]],
    ),
    PlainSerializer(shortest_edges, when_used="json"),
]
"""Rows or columns at each edge of a picture: ((top, bottom), (left, right))."""
Sides = int | tuple[int, ...]
"""A size along one spatial axis, or one for each of several."""


def sides(value: Sides) -> tuple[int, ...]:
    """Return one number for each spatial axis: layers of one axis have a bare number."""
    return (value,) if isinstance(value, int) else value


class Layer(BaseModel):
    """What all layers share: a kind, and a name that is unique in its network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name = ""

    if not TYPE_CHECKING:  # mypy would take every name for an attribute

        def __getattr__(self, name: str) -> Any:
            # Much is asked of layers that only some kinds have. pydantic looks for private attributes first,
            # of which there are none here, and takes 7 µs to say no: half of an edit of ResNet-152.
            raise AttributeError(f"{type(self).__name__} has no {name}")


class LearningLayer(Layer):
    """What all layers with weights share.

    One that is not ``trainable`` is frozen, as in Keras: training leaves its weights as they are, its
    penalties do not count, and a BatchNormalization takes the mean and variance that it measured before.
    """

    trainable: Annotated[Switch, Advanced()] = True
