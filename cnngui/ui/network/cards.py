"""What the cards of the stack say: one value a card, made from the network and what was inferred of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cnngui.network.blocks import AnyEntry
from cnngui.network.infer import Inference
from cnngui.network.network import Network, base_name
from cnngui.network.problems import Problem
from cnngui.network.shapes import shape_text
from cnngui.network.table import spec, summary_line
from cnngui.ui.network.figures import thousands

INPUT = "input"
UNKNOWN = "—"


@dataclass(frozen=True)
class CardContents:
    """One card.

    Attributes:
        name: the layer's name, by which the card is found again; "input" for the input.
        kind: "Input", or the layer's kind.
        title: the kind, or the name of a layer that a person named.
        group: a key of `cnngui.ui.shared.theme.GROUP_COLOURS`.
        shape: height×width×channels of the output, "—" behind an error.
        parameters: their number, "—" behind an error, "" for the input.
    """

    name: str
    kind: str
    title: str
    group: str
    summary: str
    shape: str
    parameters: str
    problems: tuple[Problem, ...] = ()

    @property
    def severity(self) -> str:
        """The worst of its problems: "error", "warning", or "" when there is none."""
        found = {problem.severity for problem in self.problems}
        return "error" if "error" in found else "warning" if found else ""


def card_contents(network: Network, inference: Inference) -> list[CardContents]:
    """Return the cards from the input to the last layer."""
    cards = [_input_card(network, inference)]
    for layer, result in zip(network.entries, inference.every, strict=True):
        named = is_named_by_hand(layer)
        parts = [layer.kind] if named else []
        cards.append(
            CardContents(
                name=layer.name,
                kind=layer.kind,
                title=layer.name if named else layer.kind,
                group=spec(layer.kind).group,
                summary=" · ".join(part for part in (*parts, summary_line(layer)) if part),
                shape=UNKNOWN if result.output_shape is None else shape_text(result.output_shape),
                parameters=UNKNOWN if result.parameters is None else thousands(result.parameters),
                problems=result.problems,
            )
        )
    return cards


def _input_card(network: Network, inference: Inference) -> CardContents:
    """Return the card of the input, which also bears the problems that belong to no layer."""
    shape = shape_text(network.input_shape)
    return CardContents(INPUT, "Input", "Input", INPUT, "", shape, "", inference.general)


def is_named_by_hand(layer: AnyEntry) -> bool:
    """Return whether a layer has another name than Keras would give it: ``head``, not ``dense_1``."""
    return _automatic_name(layer.kind).fullmatch(layer.name) is None


@cache
def _automatic_name(kind: str) -> re.Pattern[str]:
    return re.compile(rf"{base_name(kind)}(_\d+)?")


def place_among_kind(network: Network, name: str) -> tuple[int, int]:
    """Return the place of a layer among those of its kind, from 1, and how many there are."""
    kind = network.layer(name).kind
    names = [layer.name for layer in network.entries if layer.kind == kind]
    return names.index(name) + 1, len(names)
