"""What is drawn again and again: a long training of 500,000 batches, and a layer's feature maps."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.result import Result, median

POINTS = 500_000
FRAMES = 40


def measure() -> list[Result]:
    """Measure a frame of a plot, and the colours of one picture's maps."""
    return [_long_curve(), _feature_maps()]


def _feature_maps() -> Result:
    from cnngui.ui.inside.maps import compose

    maps = np.abs(np.random.default_rng(1).normal(size=(28, 28, 64))).astype(np.float32)
    times = []
    for _ in range(FRAMES):
        start = time.thread_time()
        compose(maps)
        times.append(1000 * (time.thread_time() - start))
    note = f"median of {FRAMES}, by processor time"
    return Result("colours of 64 feature maps of 28×28", median(times), "ms", 3.0, note=note)


def _long_curve() -> Result:
    """Draw plots that grow by a hundred points a frame; a frame is data, smoothing and painting."""
    from cnngui.app import application
    from cnngui.ui.shared.theme import theme
    from cnngui.ui.train.curve_plot import CurvePlot
    from cnngui.ui.train.plot_spec import PlotSpec

    qt = application()
    theme().choose("light")
    plot = CurvePlot(PlotSpec("cost_plot", "Cost", "batch_loss", "val_loss", logarithmic=True))
    plot.resize(420, 300)
    plot.set_log(True)
    plot.show()
    random = np.random.default_rng(1)
    x = np.arange(POINTS + 100 * FRAMES, dtype=np.float64) / 1000
    raw = np.exp(-x / 100) + 0.05 * random.random(len(x))
    epochs = np.arange(1, 500.0)
    plot.set_last_epoch(POINTS / 1000 + FRAMES)
    plot.show_history(x[:POINTS], raw[:POINTS], epochs, np.exp(-epochs / 100))
    qt.processEvents()
    frames = []
    for frame in range(1, FRAMES + 1):
        count = POINTS + 100 * frame
        start = time.perf_counter()
        plot.show_history(x[:count], raw[:count], epochs, np.exp(-epochs / 100))
        plot.plot.viewport().repaint()
        frames.append(1000 * (time.perf_counter() - start))
    plot.close()
    note = f"{POINTS:,} points, median of {FRAMES} frames, worst {max(frames):.1f} ms"
    return Result("a frame of a long curve", median(frames), "ms", 12.0, note=note)
