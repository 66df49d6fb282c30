"""What a training computes in: how a model is made to, and what is faster on this machine."""

from __future__ import annotations

import contextlib
import json
import math
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import keras
import tensorflow as tf

from cnngui.engine import threads
from cnngui.engine.precision import ChosenPrecision, has_bfloat16, of_environment
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.files.opening import open_regular
from cnngui.files.writing import atomic_bytes
from cnngui.network.graph import nodes
from cnngui.network.inference.float32 import float32_nodes
from cnngui.network.network import Network
from cnngui.network.recipe import Policy, Precision

WORTH_IT = 1.15
"""How many times as fast bfloat16 has to be: what a training does beside convolutions gains nothing."""

_KEPT, _MOST_BYTES = "precision.json", 10_000
_ROUNDS = 5
_PICTURES, _KERNEL = (8, 14, 14, 64), (3, 3, 64, 64)


@contextmanager
def computing_in(policy: Policy, model: keras.Model, network: Network) -> Iterator[None]:
    """Have the layers of `model` compute by Keras' `policy`, but for `float32_nodes`.

    What is traced meanwhile computes so for ever, and all else in float32, with the same weights: answers
    and validation are of this kind. Keras' own switch counts for the whole process, other models included.
    """
    if policy == "float32":
        yield
        return
    exact = float32_nodes(network)
    layers = [model.get_layer(node.name) for node in nodes(network) if node.name not in exact]
    layers += [layer.cell for layer in layers if isinstance(layer, keras.layers.RNN)]
    try:
        for layer in layers:
            layer.dtype_policy = policy
        yield
    finally:
        for layer in layers:
            layer.dtype_policy = "float32"


def choose_precision(asked: Precision, so_far: ChosenPrecision | None = None) -> ChosenPrecision:
    """Return what to compute in.

    Args:
        asked: the recipe's. so_far: what the training has computed in; None for one that begins.
    """
    no_instructions = has_bfloat16() is False and not tf.config.list_physical_devices("GPU")
    if asked != "auto":
        chosen = ChosenPrecision(asked)
    elif so_far is not None:
        chosen = so_far.kept()
    elif (told := of_environment()) is not None:
        chosen = told
    elif no_instructions:
        chosen = ChosenPrecision("float32", "no_instructions")
    else:
        speed = _kept_speed() or _keep_speed(_measured_speed())
        chosen = ChosenPrecision("mixed_bfloat16" if speed >= WORTH_IT else "float32", "measured", speed)
    return replace(chosen, slow=no_instructions and chosen.policy != "float32")


def _measured_speed() -> float:
    """Return how many times as fast as in float32 a convolution and its gradients are in bfloat16.

    In turns, and the best of each: what else the machine does then slows neither more.
    """
    steps = [_convolution(dtype) for dtype in (tf.float32, tf.bfloat16)]
    for step in steps:
        step()  # traced, and its operations prepared
    rounds = [[_seconds(step) for step in steps] for _ in range(_ROUNDS)]
    float32, bfloat16 = map(min, zip(*rounds, strict=True))
    return float32 / bfloat16


def _seconds(step: Callable[[], Any]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def _convolution(dtype: tf.DType) -> Callable[[], Any]:
    """Return a function that does what a step does with one layer of 7 million multiply-adds a sample."""
    pictures, kernel = tf.Variable(tf.ones(_PICTURES)), tf.Variable(tf.ones(_KERNEL))

    def step() -> Any:
        with tf.GradientTape() as tape:
            seen, weights = tf.cast(pictures, dtype), tf.cast(kernel, dtype)
            outputs = tf.nn.relu(tf.nn.conv2d(seen, weights, 1, "SAME"))
            total = tf.reduce_sum(tf.cast(outputs, tf.float32))
        return [tf.reduce_sum(each) for each in tape.gradient(total, [pictures, kernel])]

    traced = tf.function(step, autograph=False)
    return lambda: [each.numpy() for each in traced()]


def _machine() -> list[str]:
    """Return what a measurement is true of. Homes may be on a server, and processors shared out."""
    devices = [device.device_type for device in tf.config.list_physical_devices()]
    return [platform.node(), *devices, str(threads.machine_cores()), tf.__version__]


def _kept_speed() -> float | None:
    """Return what was measured on this machine before, None if nothing was."""
    try:
        with open_regular(folders.state_folder() / _KEPT, _MOST_BYTES) as stream:
            kept = json.load(stream)
        speed = float(kept["speed"]) if kept["machine"] == _machine() else math.nan
    except (CnnguiError, OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return speed if math.isfinite(speed) and speed > 0 else None


def _keep_speed(speed: float) -> float:
    """Keep what was measured, if there is a place for it; and return it."""
    with contextlib.suppress(CnnguiError, OSError):
        folders.make_own(folders.state_folder())
        kept = json.dumps({"machine": _machine(), "speed": speed})
        atomic_bytes(folders.state_folder() / _KEPT, kept.encode())
    return speed
