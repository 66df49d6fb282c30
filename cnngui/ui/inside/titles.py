"""What a layer and its output are called above the maps."""

from __future__ import annotations

from collections import Counter

from cnngui.network.names import is_automatic
from cnngui.network.network import Network


def layer_titles(network: Network) -> dict[str, str]:
    """Return a title by layer name: kind and number among its kind ("Conv2D 2"), or its own name."""
    seen: Counter[str] = Counter()
    titles = {}
    for layer in network.entries:
        seen[layer.kind] += 1
        numbered = f"{layer.kind} {seen[layer.kind]}"
        titles[layer.name] = numbered if is_automatic(layer.name, layer.kind) else layer.name
    return titles


def number_text(value: float) -> str:
    """Return a value in three significant figures, with a real minus sign."""
    return f"{value:.3g}".replace("-", "−")
