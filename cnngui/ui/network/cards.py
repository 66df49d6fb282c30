"""What the cards of the stack say: one value a card, made from the network and what was inferred of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cnngui.messages import Message
from cnngui.network.blocks import AnyEntry, Block, walk
from cnngui.network.freezing import Frozen, frozen_part, learning
from cnngui.network.inference.infer import Inference
from cnngui.network.inference.problems import Problem
from cnngui.network.inference.result import LayerResult
from cnngui.network.inference.shapes import shape_text
from cnngui.network.names import INPUT, is_automatic, titles
from cnngui.network.network import Network, Shape
from cnngui.network.table import spec, summary_line
from cnngui.ui.network.figures import thousands

UNKNOWN = "—"
WHOLE = "whole"


@dataclass(frozen=True)
class CardContents:
    """One card.

    Attributes:
        name: the layer's name, by which the card is found again; "input" for the input.
        kind: "Input", or the layer's kind.
        title: the kind, or the name of a layer that a person named.
        group: a key of `cnngui.network.group_colours.GROUP_COLOURS`.
        shape: height×width×channels of the output, "—" behind an error.
        parameters: their number, "—" behind an error, "" for the input.
        problems: its own, errors first. told: the same in words.
        branches: how many a block has; 0 for a layer.
        inner: how many layers stand in a block, those of the blocks in it included.
        folded: whether what is in the block is put away.
        hidden: the problems that are put away with it.
        merge: how its branches meet: "add", "concatenate", or "" for a Repeat.
        arithmetic: how their shapes add up, such as ``64 + 128 + 32 + 32 = 256``.
        sees: pixels of the network's input that one output value depends on, such as ``5×5``, `WHOLE`, or ""
            when that cannot be said.
        axes: of the input's shape; 0 for a layer.
        frozen: how much of what could learn is frozen.
        learns: whether anything could.
        short: the title without the name of its block, where it begins with that; else "".
    """

    name: str
    kind: str
    title: str
    group: str
    summary: str
    shape: str
    parameters: str
    problems: tuple[Problem, ...] = ()
    told: tuple[Message, ...] = ()
    branches: int = 0
    inner: int = 0
    folded: bool = False
    hidden: tuple[Problem, ...] = ()
    merge: str = ""
    arithmetic: str = ""
    sees: str = ""
    axes: int = 0
    short: str = ""
    frozen: Frozen = ""
    learns: bool = False

    @property
    def severity(self) -> str:
        """The worst of its problems, hidden ones too: "error", "warning", or "" when there is none."""
        found = {problem.severity for problem in (*self.problems, *self.hidden)}
        return "error" if "error" in found else "warning" if found else ""


@dataclass(frozen=True)
class _Around:
    """What a card says that is not of its own: the network's input, its block, and whether it is folded."""

    input_shape: Shape
    block: str
    titles: Mapping[str, str]
    folded: bool = False


_Made = tuple[AnyEntry, LayerResult, _Around, CardContents]


class CardMaker:
    """Makes the cards of a network, and remembers them: an edit makes anew only what it changed."""

    def __init__(self) -> None:
        self._made: dict[str, _Made] = {}
        self._titles: Mapping[str, str] = {}

    def contents(
        self, network: Network, inference: Inference, folded: Callable[[str], bool]
    ) -> list[CardContents]:
        """Return the cards from the input to the last layer, those in a block behind it.

        Args:
            folded: whether the block of that name is; what is in it has no cards then.
        """
        known, self._made = self._made, {}
        named: Mapping[str, str] = titles(network.entries)
        if named == self._titles:
            # The same object, so that cards are told apart at once.
            named = self._titles
        self._titles = named
        around = _Around(network.input_shape, "", named)
        cards = self._stack(network.layers, inference.results, around, folded, known)
        return [_input_card(network, inference, named), *cards]

    def _stack(
        self,
        entries: Sequence[AnyEntry],
        results: Sequence[LayerResult],
        around: _Around,
        folded: Callable[[str], bool],
        known: Mapping[str, _Made],
    ) -> Iterator[CardContents]:
        for entry, result in zip(entries, results, strict=True):
            own = replace(around, folded=True) if isinstance(entry, Block) and folded(entry.name) else around
            made = known.get(entry.name)
            # By identity: to compare what stands in blocks would cost more than to make their cards.
            if made is None or made[0] is not entry or made[1] is not result or made[2] != own:
                made = (entry, result, own, _card(entry, result, own))
            self._made[entry.name] = made
            yield made[3]
            if isinstance(entry, Block) and not own.folded:
                for branch, inside in zip(entry.branches, result.branches, strict=True):
                    within = _Around(around.input_shape, entry.name, around.titles)
                    yield from self._stack(branch, inside, within, folded, known)


def contents_of(network: Network, inference: Inference, name: str) -> CardContents:
    """Return the card of one entry, not folded, or of the input ("input").

    Raises:
        KeyError: there is none of that name.
    """
    named = titles(network.entries)
    if name == INPUT:
        return _input_card(network, inference, named)
    place, entry = network.by_name[name]
    return _card(entry, inference.result(name), _Around(network.input_shape, place.block, named))


def _card(entry: AnyEntry, result: LayerResult, around: _Around) -> CardContents:
    named = not is_automatic(entry.name, entry.kind)
    problems = errors_first(result.problems)
    words = summary_line(entry, frozen=False)  # a lock says so
    parts = (entry.kind, words) if named else (words,)
    within: dict[str, Any] = {}
    if isinstance(entry, Block):
        hidden = (problem for inside in result.walk() for problem in inside.problems)
        within = {
            "branches": len(entry.branches),
            "inner": layer_count((entry,)),
            "folded": around.folded,
            "hidden": tuple(hidden)[len(result.problems) :] if around.folded else (),
            "merge": getattr(entry, "merge", ""),
            "arithmetic": result.arithmetic,
        }
    return CardContents(
        name=entry.name,
        kind=entry.kind,
        title=around.titles[entry.name],
        group=spec(entry.kind).group,
        summary=" · ".join(part for part in parts if part),
        shape=UNKNOWN if result.output_shape is None else shape_text(result.output_shape),
        parameters=UNKNOWN if result.parameters is None else thousands(result.parameters),
        problems=problems,
        told=tuple(problem.message(around.titles) for problem in problems),
        sees=sees(result, around.input_shape),
        short=_short(entry.name, around.block) if named else "",
        frozen=frozen_part((entry,)),
        learns=any(True for _ in learning((entry,))),
        **within,
    )


def _short(name: str, block: str) -> str:
    """Return ``…1_conv`` for ``block2_1_conv`` in ``block2``; "" for a name that does not begin so."""
    start = f"{block}_"
    return f"…{name.removeprefix(start)}" if block and name.startswith(start) else ""


def sees(result: LayerResult, input_shape: Shape) -> str:
    """Return what one output value sees of the network's input: ``5×5``, `WHOLE`, or "" when unknown."""
    spans = result.receptive_field
    if not spans or len(spans) != len(input_shape) - 1:
        return ""
    whole = all(span >= length for span, length in zip(spans, input_shape, strict=False))
    return WHOLE if whole else shape_text(spans)


def layer_count(entries: Sequence[AnyEntry]) -> int:
    """Return how many layers stand in a stack and in the blocks in it, rounds not counted."""
    return sum(not isinstance(each, Block) for each in walk(entries))


def errors_first(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return problems in the order in which they are to be dealt with."""
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))


def _input_card(network: Network, inference: Inference, named: Mapping[str, str]) -> CardContents:
    """Return the card of the input, which also bears the problems that belong to no layer."""
    shape = shape_text(network.input_shape)
    axes = len(network.input_shape)
    problems = errors_first(inference.general)
    told = tuple(problem.message(named) for problem in problems)
    return CardContents(INPUT, "Input", "Input", INPUT, "", shape, "", problems, told, axes=axes)


def place_among_kind(network: Network, name: str) -> tuple[int, int]:
    """Return the place of a layer among those of its kind, from 1, and how many there are."""
    kind = network.layer(name).kind
    names = [layer.name for layer in network.entries if layer.kind == kind]
    return names.index(name) + 1, len(names)
