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
    deep = preset("resnet-152").network
    return [
        _row(f"edit and re-infer a {LAYERS}-layer stack", _edits(stack, "conv2d")),
        _row("edit and re-infer ResNet-152", _edits(deep, "conv1_conv")),
    ]


def _row(name: str, times: list[float]) -> Result:
    note = f"median of {len(times)}, worst {max(times):.1f} ms"
    return Result(name, median(times), "ms", GOAL_MS, note=note)


def _edits(network: Network, name: str) -> list[float]:
    """Return the time of each edit, in ms. Each differs from all before: none is remembered."""
    times = []
    for filters in range(100, 100 + ROUNDS):
        start = time.perf_counter()
        layer = edit.with_field(network.layer(name), "filters", filters)
        network = edit.replace(network, name, layer)
        infer(network, classes=10)
        times.append(1000 * (time.perf_counter() - start))
    return times
