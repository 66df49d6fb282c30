"""Shapes, parameters and problems of deep networks after an edit."""

from __future__ import annotations

import time

from benchmarks.result import Result, median
from cnngui.course.presets import preset
from cnngui.network import edit
from cnngui.network.inference.infer import infer
from cnngui.network.layers import BatchNormalization, Conv2D, Dense, Flatten
from cnngui.network.network import Network

LAYERS = 150
ROUNDS = 30
GOAL_MS = 16.0


def measure() -> list[Result]:
    """Change the first layer's filters, as a keystroke does, and infer all anew."""
    pair = (Conv2D(filters=16, padding="same", use_bias=False), BatchNormalization())
    layers = (*(pair * (LAYERS // 2 - 1)), Flatten(), Dense(units=10, activation="softmax"))
    stack = Network(input_shape=(28, 28, 1), layers=layers)
    return [
        Result(f"edit and re-infer a {LAYERS}-layer stack", _edits(stack, "conv2d"), "ms", GOAL_MS),
        Result(
            "edit and re-infer ResNet-152", _edits(preset("resnet-152").network, "conv1_conv"), "ms", GOAL_MS
        ),
    ]


def _edits(network: Network, name: str) -> float:
    """Return the median time of an edit, in ms. Each differs from all before: none is remembered."""
    times = []
    for filters in range(100, 100 + ROUNDS):
        start = time.perf_counter()
        layer = edit.with_field(network.layer(name), "filters", filters)
        network = edit.replace(network, name, layer)
        infer(network, classes=10)
        times.append(1000 * (time.perf_counter() - start))
    return median(times)
