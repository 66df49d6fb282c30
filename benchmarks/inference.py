"""Shapes, parameters and problems of a deep stack after an edit."""

from __future__ import annotations

import time

from benchmarks.result import Result, median
from cnngui.network.infer import infer
from cnngui.network.layers import BatchNormalization, Conv2D, Dense, Flatten
from cnngui.network.network import Network

LAYERS = 150
ROUNDS = 30


def measure() -> list[Result]:
    """Infer a stack of 150 layers, as after every keystroke."""
    pair = (Conv2D(filters=16, padding="same", use_bias=False), BatchNormalization())
    layers = (*(pair * (LAYERS // 2 - 1)), Flatten(), Dense(units=10, activation="softmax"))
    network = Network(input_shape=(28, 28, 1), layers=layers)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        infer(network, classes=10)
        times.append(1000 * (time.perf_counter() - start))
    return [Result("re-infer a 150-layer stack", median(times), "ms", 16.0)]
