"""What of a network is selected: a layer, several side by side, the input, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from cnngui.network.names import INPUT
from cnngui.network.neighbours import between
from cnngui.network.network import Network


@dataclass(frozen=True)
class Selection:
    """The two ends of what is selected.

    Attributes:
        anchor: where it began. name: where it ends, and from where to go on: a layer's name, "input" for the
            input, or "" for nothing.
    """

    anchor: str
    name: str

    @classmethod
    def of(cls, *names: str) -> Selection:
        """Return the selection of one, or from the first to the last of several."""
        return cls(names[0], names[-1])

    @classmethod
    def first(cls, network: Network) -> Selection:
        """Return what is selected in a network that was just opened."""
        return cls.of(network.layers[0].name if network.layers else INPUT)

    def names(self, network: Network) -> tuple[str, ...]:
        """Return the selected layers and blocks, side by side in one stack; the input is none."""
        return between(network, self.anchor, self.name) if self.name in network.names else ()

    def extended(self, network: Network, name: str) -> Selection:
        """Return all from where this began to the layer `name`; of another block, the whole block."""
        names = network.names
        if name not in names or self.anchor not in names:
            return Selection.of(name)
        found = between(network, self.anchor, name)
        end = found[0] if names.index(name) < names.index(self.anchor) else found[-1]
        return Selection(self.anchor, end)

    def within(self, network: Network) -> Selection:
        """Return this, or nothing where the network has no such layers."""
        known = {"", INPUT, *network.names}
        return self if {self.anchor, self.name} <= known else Selection.of("")
