"""Names for what is wrong with layers that are being trained, told from gradients and steps.

All thresholds stand here. They compare layers with each other, or a step with the weights it changes: how
small a gradient is by itself says nothing, as at the end of a training every one is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import floor, isnan, log10, nan
from operator import or_
from typing import Any, Literal

from cnngui.messages import Message, message, text
from cnngui.network.blocks import AnyEntry, walk
from cnngui.network.inference.activations import RECTIFIERS, final_activation, layer_activation
from cnngui.network.inference.problems import Edit, Fix, Problem
from cnngui.network.initializers import GlorotNormal, GlorotUniform, HeNormal, HeUniform
from cnngui.network.network import Network

VANISHING = 1e-3
"""Of the largest gradient nearer to the output. A good start keeps them alike in all layers (X. Glorot and
Y. Bengio 2010; K. He et al. 2015 for ReLU): in the slides' networks that learn, each layer's was 0.05 to 11
times as long as the last one's, and in the first of ten layers of sigmoids 3e-6 times."""

HEALTHY_RATIO = (1e-4, 1e-2)
"""Of a step to its weights: "should be somewhere around 1e-3" (A. Karpathy, notes of CS231n, "Ratio of
weights:updates"), here with a factor of ten to either side."""

SLOW, FAST = 1e-5, 1e-1
"""Ratios that are named: a hundred times off what those notes say."""

MANY_DEAD = 0.4
""""As much as 40% of your network can be dead" where the rate is too high (notes of CS231n, "Commonly used
activation functions"). A ReLU is dead that was not above 0 for any of the samples that were looked at."""

Name = Literal[
    "unmeasured", "dead", "no_gradient", "still", "vanishing", "made_up", "fast", "many_dead", "slow", "fine"
]
_SEVERE = ("dead", "no_gradient", "vanishing", "fast")
_NOTED = ("still", "made_up", "many_dead", "slow")


@dataclass(frozen=True)
class Fared:
    """What was measured of a layer; NaN stands for what was not.

    Attributes:
        name: of the node (`cnngui.network.graph.Node`).
        gradient_norm: √(Σ g²) over the layer's weights, now. update_ratio: length of a step against theirs.
        gradient_so_far: the root of the mean square of such norms since the run began. Layers are compared
            by it: once nothing changes any more, all that is left of gradients is rounding.
        dead_share: of units that are never above 0 behind the layer's ReLU.
    """

    name: str
    gradient_norm: float
    update_ratio: float
    gradient_so_far: float
    dead_share: float = nan


@dataclass(frozen=True)
class Reading:
    """How a layer fares, in a name and what it is told from.

    Attributes:
        values: what the sentences need; ``strongest`` is the node with the largest gradient behind it.
    """

    where: str
    name: Name
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Literal["", "note", "warning"]:
        """Whether it keeps the layer from learning, or is worth knowing."""
        return "warning" if self.name in _SEVERE else "note" if self.name in _NOTED else ""

    def words(self, titles: Mapping[str, str]) -> str:
        """Return the name in a few words. `titles` are what nodes are called."""
        return text(f"health.word_{self.name}", **self._named(titles))

    def message(self, titles: Mapping[str, str]) -> Message:
        """Return what it is, why, and the mend."""
        return message(f"health.{self.name}", **self._named(titles))

    def _named(self, titles: Mapping[str, str]) -> Mapping[str, Any]:
        values = {"layer": self.where, **self.values}
        return {
            key: titles.get(value, value) if isinstance(value, str) else value
            for key, value in values.items()
        }


def readings(layers: Sequence[Fared]) -> tuple[Reading, ...]:
    """Return how each layer fares; `layers` are in the order of the network."""
    found: list[Reading] = []
    fed = [False, *accumulate((layer.gradient_norm > 0 for layer in layers), or_)]
    strongest: Fared | None = None
    sent = False
    for layer, fed_before in zip(reversed(layers), fed[-2::-1], strict=True):
        # Layers in front of one without a gradient that have one: there its terms cancel, it is not cut off.
        found.append(_reading(layer, strongest or layer, sent and not fed_before))
        if strongest is None or layer.gradient_so_far > strongest.gradient_so_far:
            strongest = layer
        sent = sent or layer.gradient_norm > 0 or layer.dead_share == 1
    return tuple(reversed(found))


def _reading(layer: Fared, strongest: Fared, cut_off: bool) -> Reading:
    """Return how a layer fares; `strongest` is the one behind it that got most, itself where none is."""
    against = strongest.gradient_so_far
    values = {
        "strongest": strongest.name,
        "share": power_of_ten(layer.gradient_so_far / against) if against > 0 else "",
        "ratio": power_of_ten(layer.update_ratio),
        "percent": 100 * layer.dead_share,
    }
    return Reading(layer.name, _name(layer, against, cut_off), values)


def _name(layer: Fared, strongest: float, cut_off: bool) -> Name:
    """Judge a layer; of several things the one that explains the others."""
    ratio = layer.update_ratio
    if isnan(layer.gradient_norm):
        return "unmeasured"
    if layer.dead_share == 1:
        return "dead"
    if layer.gradient_norm == 0:
        return "no_gradient" if cut_off else "still"
    if layer.gradient_so_far < VANISHING * strongest:
        return "made_up" if ratio >= HEALTHY_RATIO[0] else "vanishing"
    if ratio > FAST:
        return "fast"
    if layer.dead_share >= MANY_DEAD:
        return "many_dead"
    return "slow" if ratio < SLOW else "fine"


def power_of_ten(value: float) -> str:
    """Return the nearest power of ten, such as "10⁻⁹"; "0" for 0 and "" for NaN."""
    if isnan(value):
        return ""
    if value <= 0:
        return "0"
    exponent = floor(log10(value) + 0.5)
    return "10" + str(exponent).translate(_RAISED)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def problem_of(network: Network, found: Sequence[Reading], sources: Mapping[str, str]) -> Problem | None:
    """Return the gravest of the readings of `network` as a problem with its fixes; None if none is grave.

    Args:
        sources: the entry that each node comes from.
    """
    grave = [each for each in found if each.severity == "warning"]
    if not grave:
        return None
    # The name that comes first explains the others; of its layers, the furthest from the output.
    worst = min(grave, key=lambda each: _SEVERE.index(each.name))
    values = {key: sources.get(value, value) for key, value in worst.values.items()}
    where = sources[worst.where]
    fixes = tuple(_fixes(network, worst.name))
    return Problem(where, f"health.{worst.name}", "warning", values, fixes)


def _fixes(network: Network, name: str) -> Iterator[Fix]:
    if name == "fast":
        return
    hidden = list(_hidden(network.layers))
    squashing = [each for each in hidden if layer_activation(each) in ("sigmoid", "tanh", "hard_sigmoid")]
    rectifying = [each for each in hidden if layer_activation(each) in RECTIFIERS]
    yield from _giving("network.fix_relu_in_all", squashing, activation="relu")
    tanh = [each for each in squashing if layer_activation(each) == "tanh"]
    xavier = [each for each in tanh if _starts_otherwise(each, (GlorotUniform, GlorotNormal))]
    yield from _giving("health.fix_xavier", xavier, kernel_initializer=GlorotUniform())
    he = [each for each in rectifying if _starts_otherwise(each, (HeUniform, HeNormal))]
    yield from _giving("health.fix_he", he, kernel_initializer=HeNormal())
    if name != "vanishing":
        yield from _giving("health.fix_leaky", rectifying, activation="leaky_relu")


def _hidden(layers: Sequence[AnyEntry]) -> Iterator[AnyEntry]:
    """Yield the layers with an activation of their own, but for the one that gives the answer."""
    _, last = final_activation(layers)
    for entry in walk(layers):
        recurrent = hasattr(entry, "recurrent_initializer")
        if hasattr(entry, "activation") and not recurrent and entry != last:
            yield entry


def _starts_otherwise(layer: AnyEntry, initializers: tuple[type, ...]) -> bool:
    start = getattr(layer, "kernel_initializer", None)
    return start is not None and not isinstance(start, initializers)


def _giving(code: str, layers: Sequence[AnyEntry], **fields: Any) -> Iterator[Fix]:
    """Yield the fix that gives all `layers` these fields, if there are any."""
    edits = tuple(Edit("replace", layer.name, layer.model_copy(update=fields)) for layer in layers)
    if edits:
        yield Fix(code, edits, {"count": len(edits)})
