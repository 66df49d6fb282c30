"""Why an answer: how long each way to explain it takes, for the network of the slides."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.result import Result, median

ROUNDS = 15
GOALS_MS = {"hires_cam": 30.0, "grad_cam": 30.0, "integrated_gradients": 300.0, "occlusion": 300.0}


def measure() -> list[Result]:
    """Explain a digit by `mnist-cnn`, once its functions are traced: as while a person draws."""
    from cnngui.course.presets import preset
    from cnngui.datasets.catalog import load_dataset
    from cnngui.engine.keras_backend.explainer import Explainer
    from cnngui.engine.threads import one_thread_an_operation

    one_thread_an_operation()
    network = preset("mnist-cnn").network
    explainer = Explainer(network)
    digit = load_dataset("digits").x_test[0].astype(np.float32).reshape(network.input_shape) / 255
    return [
        _row(f"explain an answer by {name.replace('_', ' ')}", getattr(explainer, name), digit, goal)
        for name, goal in GOALS_MS.items()
    ]


def _row(what: str, explain: Callable[..., object], digit: np.ndarray, goal_ms: float) -> Result:
    times = []
    for place in range(ROUNDS):
        began = time.perf_counter()
        explain(digit, place % 10)
        times.append(1000 * (time.perf_counter() - began))
    note = f"mnist-cnn, 28×28; median of {ROUNDS}, the first with tracing {times[0]:.0f} ms"
    return Result(what, median(times[1:]), "ms", goal_ms, note=note)
