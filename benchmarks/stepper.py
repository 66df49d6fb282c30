"""What a step through a layer costs, from the step until the whole window is painted."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from benchmarks.result import Result, median, percentile
from cnngui.app import application, build_state
from cnngui.engine.stepping.stage import Stage, stages
from cnngui.network.layers import Conv2D, Dense
from cnngui.ui.stepper.stepper_window import StepperWindow

FRAMES = 120
GOAL_MS = 8.0


def measure() -> list[Result]:
    """Go through cells of a middle and of a wide convolution, and of the largest layer of `mnist-cnn`."""
    app = application()
    return [
        _row(app, "28×28×32, 3×3, 64 filters", _convolution(28, 32, 64, 3)),
        _row(app, "14×14×512, 5×5, 512 filters", _convolution(14, 512, 512, 5)),
        _row(app, "Dense, 2,048 to 625", _dense(2_048, 625)),
    ]


def _convolution(side: int, channels: int, filters: int, window: int) -> Stage:
    draw = np.random.default_rng(1)
    given = draw.normal(0, 1, (side, side, channels)).astype(np.float32)
    kernel = draw.normal(0, 0.1, (window, window, channels, filters)).astype(np.float32)
    output = draw.normal(0, 1, (side, side, filters)).astype(np.float32)
    layer = Conv2D(filters=filters, kernel_size=(window, window), padding="same", activation="relu")
    return stages(layer, (kernel, np.zeros(filters, np.float32)), given, output)[0]


def _dense(inputs: int, units: int) -> Stage:
    draw = np.random.default_rng(1)
    kernel = draw.normal(0, 0.1, (inputs, units)).astype(np.float32)
    given, output = (draw.normal(0, 1, count).astype(np.float32) for count in (inputs, units))
    return stages(Dense(units=units), (kernel, np.zeros(units, np.float32)), given, output, (4, 4, 128))[0]


def _row(app: QApplication, name: str, stage: Stage) -> Result:
    """Step as the clock does, and paint what has changed."""
    state = build_state()
    window = StepperWindow(state.steps, state.training)
    window.show()
    window.show_stages((stage,))
    app.processEvents()
    times = []
    for _ in range(FRAMES):
        start = time.thread_time()
        window.player.go_to(window.player.step + 1)
        app.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        app.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
        times.append(1000 * (time.thread_time() - start))
        app.processEvents()
    window.close()
    window.deleteLater()
    state.close()
    note = f"p95 {percentile(times, 0.95):.1f}, worst {max(times):.1f} ms; CPU time of the window's thread"
    return Result(f"a step painted: {name}", median(times), "ms", GOAL_MS, note=note)
