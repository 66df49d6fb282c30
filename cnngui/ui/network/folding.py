"""Which blocks are folded. A person's choice is kept by the block's name, also while the block is undone.

Another network has blocks of the same names: with it, all choices are forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnngui.network.blocks import AnyBlock, AnyEntry, Block
from cnngui.network.network import Network
from cnngui.ui.network.cards import layer_count

MOST_SHOWN = 6
"""A block of more layers is folded at first: of ResNet-152 a person sees its stages, not 500 cards."""


class Folding:
    """Remembers for every block it has met whether it is folded."""

    def __init__(self) -> None:
        self._folded: dict[str, bool] = {}

    def __call__(self, name: str) -> bool:
        """Return whether the block called `name` is folded."""
        return self._folded.get(name, False)

    def meet(self, network: Network) -> None:
        """Decide for blocks that are new: large ones, and those in other blocks, are folded at first.

        What was once decided stays, so that a block does not fold while layers are added to it.
        """
        for block, nested in _blocks(network.layers, nested=False):
            self._folded.setdefault(block.name, nested or layer_count((block,)) > MOST_SHOWN)

    def forget(self) -> None:
        """Decide anew for all blocks: another network is opened."""
        self._folded.clear()

    def fold(self, name: str, folded: bool) -> None:
        """Fold or unfold a block."""
        self._folded[name] = folded

    def reveal(self, network: Network, name: str) -> bool:
        """Unfold all blocks around the entry called `name`. Return whether any was folded."""
        around = blocks_around(network, name)
        hidden = any(map(self, around))
        self._folded |= dict.fromkeys(around, False)
        return hidden


def blocks_around(network: Network, name: str) -> list[str]:
    """Return the names of the blocks that an entry stands in, from the innermost outwards."""
    around = []
    while (name := network.place(name).block) != "":
        around.append(name)
    return around


def _blocks(entries: Sequence[AnyEntry], nested: bool) -> Iterator[tuple[AnyBlock, bool]]:
    for entry in entries:
        if isinstance(entry, Block):
            yield entry, nested
            for branch in entry.branches:
                yield from _blocks(branch, nested=True)
