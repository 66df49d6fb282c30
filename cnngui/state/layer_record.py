"""How the layers of the last run fared, in the steps that were looked at."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from cnngui.engine.protocol import LayerHealth
from cnngui.network.graph import Node, nodes
from cnngui.network.inference.layer_health import Fared, Reading, problem_of, readings
from cnngui.network.inference.problems import Problem
from cnngui.network.names import titles
from cnngui.network.network import Network

RECENT = 8
"""Steps whose median counts as now: two seconds or so."""
MOST = 240
"""Steps that are kept; when there are more, every second one is dropped."""

Values = NDArray[np.float64]


class LayerRecord(QObject):
    """Keeps what was measured of each layer of one run, the longer ago the more sparsely.

    Attributes:
        newest: what was seen last; None while nothing was. network: which the layers are of.

    Signals:
        changed: there is something new, or nothing any more.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.newest: LayerHealth | None = None
        self.network: Network | None = None
        self._steps: list[Values] = []

    def add(self, event: LayerHealth, network: Network) -> None:
        """Take what was seen in one more step; those of another run make way."""
        if self.newest is None or event.run_id != self.newest.run_id or event.layers != self.newest.layers:
            self._steps = []
        if network is not self.network:
            self.network = network
            self._forget("nodes", "titles")
        self.newest = event
        self._steps.append(np.stack([event.gradient_norm, event.update_ratio]))
        if len(self._steps) > MOST:
            self._steps = [*self._steps[:-RECENT:2], *self._steps[-RECENT:]]
        self._forget("readings")
        self.changed.emit()

    def _forget(self, *worked_out: str) -> None:
        for name in worked_out:
            vars(self).pop(name, None)

    def clear(self) -> None:
        """Know nothing any more."""
        if self.newest is not None:
            self.newest, self._steps = None, []
            self._forget("readings")
            self.changed.emit()

    @property
    def now(self) -> Values:
        """Return (2, layers): gradient norm and update ratio, the median of the last few steps."""
        values: Values = np.median(np.stack(self._steps[-RECENT:]), axis=0)
        return values

    @property
    def span(self) -> Values:
        """Return (2, 2, layers): the least and the greatest gradient norm and update ratio of the run."""
        kept = np.stack(self._steps)
        return np.stack([kept.min(axis=0), kept.max(axis=0)])

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Every layer of the network by the name that `newest` has for it."""
        return {} if self.network is None else {node.name: node for node in nodes(self.network)}

    @cached_property
    def titles(self) -> dict[str, str]:
        """What each is called: as on its card, and in a Repeat with its rounds behind it."""
        named = {} if self.network is None else titles(self.network.entries)
        return {
            name: named[node.source] + name.removeprefix(node.source) for name, node in self.nodes.items()
        }

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """How each layer fares."""
        if self.newest is None:
            return ()
        norms = np.stack(self._steps)[:, 0]
        so_far = np.sqrt(np.mean(np.square(norms), axis=0))
        measured = (*self.now, so_far, self.newest.dead_share)
        return readings([Fared(*each) for each in zip(self.newest.layers, *measured, strict=True)])

    @property
    def problem(self) -> Problem | None:
        """Return the gravest of them with its fixes, which are of `network`; None if all is well."""
        if self.network is None:
            return None
        sources = {name: node.source for name, node in self.nodes.items()}
        return problem_of(self.network, self.readings, sources)
