"""Transfer learning: a network for other data that begins with what a trained one has learned.

The first layers are taken with their weights, and what fits the data no more is made new: always the layer
that answered other classes, and what only scales behind it. Where the first layers read what the data are
like, they are of use for them too (J. Yosinski et al., "How transferable are features in deep neural
networks?", 2014).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cnngui.errors import CnnguiError
from cnngui.messages import Message, message, text
from cnngui.network.blocks import walk
from cnngui.network.freezing import learning, unfrozen, with_trainable
from cnngui.network.graph import nodes
from cnngui.network.inference.fitting import fitted
from cnngui.network.inference.infer import infer
from cnngui.network.inference.registry import KINDS
from cnngui.network.inference.shapes import shape_text
from cnngui.network.inference.weight_shapes import Shapes, weight_shapes
from cnngui.network.network import Network, Shape
from cnngui.network.recipe import Loss

Freeze = Literal["all", "none"] | int
"""Which of the taken layers are frozen: all, none, or the first so many of them."""


@dataclass(frozen=True)
class Start:
    """A network, and what of another's weights it begins with.

    Layers are counted as cards are: a block is one of them, and those without weights are none.

    Attributes:
        network: fits the data.
        taken, made_new: names of the entries of its stack that begin with the other's weights, and of those
            that begin anew.
        frozen: how many of the taken ones are frozen, the first ones.
        nodes: names of the nodes (`cnngui.network.graph`) whose weights are taken.
        parameters: how many numbers are taken.
        classes: that it answers.
    """

    network: Network
    taken: tuple[str, ...]
    made_new: tuple[str, ...]
    frozen: int
    nodes: tuple[str, ...]
    parameters: int
    classes: int

    def told(self, source: str) -> Message:
        """Return what was taken from `source`, and what begins anew."""
        how = "none" if not self.frozen else "all" if self.frozen == len(self.taken) else "some"
        values = {
            "layers": text(
                "starting.layer" if len(self.taken) == 1 else "starting.layers", count=len(self.taken)
            ),
            "parameters": self.parameters,
            "source": source,
            "frozen": self.frozen,
            "new": ", ".join(self.made_new),
            "classes": self.classes,
        }
        return message(f"starting.taken_{how}", **values)


def start_from(
    source: Network,
    classes: int,
    data_shape: Shape,
    words: int = 0,
    loss: Loss = "auto",
    freeze: Freeze = "all",
) -> Start:
    """Return how a network for data begins with what `source` has learned.

    Input and output are fitted to the data as by `fitted`. Layers are compared from the input on: up to the
    first whose weights have another shape now they are taken, but never the last one that has weights.

    Args:
        classes, data_shape, words, loss: of the data and the recipe, as `infer` takes them.

    Raises:
        CnnguiError: ``starting.not_whole``, ``starting.not_fitting``, ``starting.nothing_taken``,
            ``starting.one_layer``: what is in the way.
    """
    if not source.layers or not infer(source).ok:
        raise CnnguiError("starting.not_whole")
    free = unfrozen(source)
    target = fitted(free, classes, data_shape, words, loss)
    if target is None:
        problem = infer(free, classes, data_shape, words, loss).errors[0]
        raise CnnguiError("starting.not_fitting", problem=problem.message().one_line())
    taken, made_new = _divided(free, target)
    if not taken:
        raise _nothing(free, target, made_new, data_shape)
    frozen = len(taken) if freeze == "all" else 0 if freeze == "none" else min(max(0, freeze), len(taken))
    inference = infer(target)
    return Start(
        network=with_trainable(target, taken[:frozen], False),
        taken=taken,
        made_new=made_new,
        frozen=frozen,
        nodes=_nodes_of(target, taken),
        parameters=sum(inference.result(name).parameters or 0 for name in taken),
        classes=classes,
    )


def taken_nodes(source: Network, network: Network) -> tuple[str, ...]:
    """Return the names of the nodes whose weights `network`, fitted to data by then, takes from `source`.

    Raises:
        ValueError: one of them has an error.
    """
    return _nodes_of(network, _divided(source, network)[0])


def _nodes_of(network: Network, names: Sequence[str]) -> tuple[str, ...]:
    inside = {each.name for name in names for each in walk((network.layer(name),))}
    return tuple(node.name for node in nodes(network) if node.source in inside)


def _divided(source: Network, target: Network) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the entries that are taken, and of those that begin anew."""
    old, new = _weights_of_entries(source), _weights_of_entries(target)
    names = [entry.name for entry in target.layers if any(True for _ in learning((entry,)))]
    answering = _answering(target, names)
    fitting = 0
    # Never the one that answers, even where it would fit: it answered other classes.
    while fitting < answering and old.get(names[fitting]) == new[names[fitting]]:
        fitting += 1
    return tuple(names[:fitting]), tuple(names[fitting:])


def _answering(network: Network, names: Sequence[str]) -> int:
    """Return the place of the one that answers, of the names of entries with weights; 0 without any."""
    # A block is of no kind. Behind the layer that answers others only scale or shift what it gives.
    kinds = [KINDS.get(type(network.layer(name)).__name__) for name in names]
    answers = [kind is None or not (kind.keeps_count or kind.standardizes) for kind in kinds]
    return max((place for place, does in enumerate(answers) if does), default=0)


def _weights_of_entries(network: Network) -> Mapping[str, Sequence[tuple[str, str, Shapes]]]:
    """Return name, kind and shapes of all weights in each entry of the stack."""
    shapes = weight_shapes(network)
    owners = {each.name: entry.name for entry in network.layers for each in walk((entry,))}
    found: dict[str, list[tuple[str, str, Shapes]]] = {entry.name: [] for entry in network.layers}
    for node in nodes(network):
        if node.name in shapes:
            found[owners[node.source]].append((node.name, node.kind, shapes[node.name]))
    return found


def _nothing(source: Network, target: Network, names: Sequence[str], data_shape: Shape) -> CnnguiError:
    """Return why nothing can be taken: the first layer with weights does not fit, or there is no other."""
    if _answering(target, names) == 0:
        return CnnguiError("starting.one_layer")
    first = names[0]
    return CnnguiError(
        "starting.nothing_taken",
        layer=first,
        had=_shapes_text(_weights_of_entries(source).get(first, ())),
        wants=_shapes_text(_weights_of_entries(target)[first]),
        input=shape_text(source.input_shape),
        data=shape_text(data_shape),
    )


def _shapes_text(weights: Sequence[tuple[str, str, Shapes]]) -> str:
    return ", ".join(shape_text(shapes[0]) for _, _, shapes in weights if shapes) or "–"
