"""Frozen layers: those whose weights training leaves as they are, Keras' ``trainable=False``.

Only layers have the field. A block is frozen when all in it is, as Keras hands ``trainable`` on to what is in
a model; so nothing is said twice, and what a block frees a layer of cannot be forgotten in it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Literal

from cnngui.network.blocks import AnyEntry, Block, Stack, walk
from cnngui.network.layers import LearningLayer
from cnngui.network.network import Network

Frozen = Literal["", "some", "all"]
"""How much of what could learn is frozen; "" for none, and where nothing could."""


def is_frozen(entry: object) -> bool:
    """Return whether `entry` is a layer with weights that training leaves as they are; a block is none."""
    return isinstance(entry, LearningLayer) and not entry.trainable


def learning(entries: Iterable[AnyEntry]) -> Iterator[LearningLayer]:
    """Yield the layers that have weights, at any depth, frozen ones too."""
    for entry in entries:
        yield from (each for each in walk((entry,)) if isinstance(each, LearningLayer))


def frozen_part(entries: Iterable[AnyEntry]) -> Frozen:
    """Return how much of what stands in `entries` is frozen."""
    frozen = [not layer.trainable for layer in learning(entries)]
    return "all" if frozen and all(frozen) else "some" if any(frozen) else ""


def with_trainable(network: Network, names: Container[str], trainable: bool) -> Network:
    """Return the network with layers, and all that is in blocks, of these names frozen or no longer so.

    What has no weights stays as it is, and so does `network` itself where nothing changes.
    """
    layers = _changed(network.layers, names, trainable, within=False)
    return network if layers is network.layers else network.with_layers(layers)


def unfrozen(network: Network) -> Network:
    """Return the network with nothing frozen."""
    return with_trainable(network, network.names, True)


def up_to(network: Network, name: str) -> tuple[str, ...]:
    """Return the names of all layers from the input to the entry `name`, with all in it, in their order.

    Raises:
        KeyError: there is no such entry.
    """
    entry = network.layer(name)
    last = list(walk((entry,)))[-1].name
    names = network.names[: network.names.index(last) + 1]
    return tuple(each for each in names if not isinstance(network.layer(each), Block))


def _changed(entries: Stack, names: Container[str], trainable: bool, *, within: bool) -> Stack:
    changed = tuple(_entry(entry, names, trainable, within or entry.name in names) for entry in entries)
    # The same objects, so that what is known of them stays known (`cnngui.network.inference.propagation`).
    return entries if all(new is old for new, old in zip(changed, entries, strict=True)) else changed


def _entry(entry: AnyEntry, names: Container[str], trainable: bool, within: bool) -> AnyEntry:
    if isinstance(entry, Block):
        branches = [_changed(branch, names, trainable, within=within) for branch in entry.branches]
        same = all(new is old for new, old in zip(branches, entry.branches, strict=True))
        return entry if same else entry.with_branches(branches)
    if within and isinstance(entry, LearningLayer) and entry.trainable != trainable:
        return entry.model_copy(update={"trainable": trainable})
    return entry
