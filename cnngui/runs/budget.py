"""What runs take on disk, and what one to come will."""

from __future__ import annotations

from collections.abc import Iterable

from cnngui.network.inference.weight_shapes import slots_per_weight
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.capacity import weights_bytes
from cnngui.runs.kept_epochs import most_kept
from cnngui.runs.run_row import RunRow

USUAL_BYTES = 5_000_000_000
"""What runs may take together before it is asked about: some 300 of the slides' largest network."""


def expected_bytes(network: Network, recipe: Recipe) -> int:
    """Return what a run will take at most: two checkpoints with running means, its best weights, kept epochs.

    Curves are not counted; they are small beside any network that matters.

    Raises:
        ValueError: the network has an error.
    """
    weights = weights_bytes(network)
    kept = min(recipe.epochs, most_kept(weights))
    return weights * (2 * (1 + slots_per_weight(recipe.optimizer)) + 1 + kept)


def taken_bytes(rows: Iterable[RunRow]) -> int:
    """Return what runs take together."""
    return sum(row.size_bytes for row in rows)
