"""How much of a training a project file has room for, reckoned before any array is copied."""

from __future__ import annotations

import math
from typing import Literal

from cnngui.files.opening import MB
from cnngui.messages import text
from cnngui.network.inference.weight_shapes import Shapes, slot_shapes, weight_shapes
from cnngui.network.network import Network
from cnngui.network.recipe import AnyOptimizer

MAX_BYTES = 1_000 * MB
"""All arrays of a file together. ResNet-152 with SGD's running means takes 486 MB, AlexNet 499; of VGG19,
which with them would take 1,150, the 575 MB of weights fit."""

NPY_HEADER_BYTES = 4_096
OTHER_BYTES = 40 * MB  # for curves of a million batches, and the states of random layers

Capacity = Literal["all", "weights", "nothing"]
"""What of a training fits: with the optimizer's running means, without them, or not even the weights."""


def capacity_for(network: Network, optimizer: AnyOptimizer) -> Capacity:
    """Return what of a training of `network` fits into a project file.

    Takes 0.1 s for ResNet-152.

    Raises:
        ValueError: the network has an error.
    """
    left = MAX_BYTES - OTHER_BYTES - weights_bytes(network)
    if left < 0:
        return "nothing"
    return "all" if _bytes(slot_shapes(network, optimizer)) <= left else "weights"


def capacity_note(network: Network, optimizer: AnyOptimizer) -> str:
    """Return what a person should know before training `network`, in a sentence; "" if all of it fits.

    Raises:
        ValueError: as `capacity_for`.
    """
    capacity = capacity_for(network, optimizer)
    sizes = {"size_mb": weights_bytes(network) / MB, "limit_mb": MAX_BYTES / MB}
    return "" if capacity == "all" else text(f"runs.capacity_{capacity}", **sizes)


def weights_bytes(network: Network) -> int:
    """Return what the weights take in a file. Raises ValueError as `capacity_for`."""
    return sum(_bytes(shapes) for shapes in weight_shapes(network).values())


def _bytes(shapes: Shapes) -> int:
    return sum(4 * math.prod(shape) + NPY_HEADER_BYTES for shape in shapes)
