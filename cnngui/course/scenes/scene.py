"""What an example of the slides is: an input, layers with weights, and what is printed of the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cnngui.messages import text
from cnngui.network.layers import AnyLayer
from cnngui.network.network import Shape

Nested = tuple[Any, ...]
"""Numbers in tuples of tuples, a tuple an axis."""
Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class LayerCase:
    """A layer with its input.

    Attributes:
        code: of its words, ``scenes.case.<code>``.
        given: the input, (rows, columns, channels).
        layers: what the input goes through, each with its weights in Keras' order; the last one is shown.
        printed: channels of the last one's output as the slides have them.
        shape: of that output, where it is printed. places: (N − F + 2P) / S + 1 as printed.
        parameters: of the last one, where the slides ask for them.
    """

    code: str
    given: Nested
    layers: tuple[tuple[AnyLayer, tuple[Nested, ...]], ...]
    printed: Mapping[int, Rows] = field(default_factory=dict)
    shape: Shape | None = None
    places: str = ""
    parameters: int | None = None


@dataclass(frozen=True)
class AxesCase:
    """An array whose axes `first` and `second` change places.

    Attributes:
        shape: of the result, as printed.
    """

    code: str
    given: Nested
    first: int
    second: int
    shape: Shape


@dataclass(frozen=True)
class GraphCase:
    """A graph of sums and products to go forward and backward through.

    Attributes:
        nodes: name, operation ("given", "+" or "×") and names of the inputs, each behind its inputs.
        given: the numbers to begin with, by name.
        numbers, gradients: of nodes, as printed.
    """

    code: str
    nodes: tuple[tuple[str, str, tuple[str, ...]], ...]
    given: Mapping[str, float]
    numbers: Mapping[str, float]
    gradients: Mapping[str, float]


Case = LayerCase | AxesCase | GraphCase


@dataclass(frozen=True)
class Scene:
    """One example, in one or several cases."""

    name: str
    cases: tuple[Case, ...]

    @property
    def title(self) -> str:
        """What menus call it."""
        return text(f"scenes.title.{self.name}")

    @property
    def note(self) -> str:
        """What there is to see."""
        return text(f"scenes.note.{self.name}")


def case_title(case: Case) -> str:
    """Return what distinguishes a case from the others of its scene."""
    return text(f"scenes.case.{case.code}")
