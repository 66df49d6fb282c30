"""What is drawn again and again: a long training of 500,000 batches, feature maps, how layers learn."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.result import Result, median

POINTS = 500_000
FRAMES = 40
LAYERS = 50


def measure() -> list[Result]:
    """Measure a frame of a plot, the colours of one picture's maps, and a look at fifty layers."""
    return [_long_curve(), _feature_maps(), _layers()]


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


def _layers() -> Result:
    """Take in what a run says of fifty layers, judge it, and paint every row."""
    from cnngui.app import application
    from cnngui.engine.protocol import LayerHealth
    from cnngui.network.layers import Dense
    from cnngui.network.network import Network
    from cnngui.state.layer_record import MOST, LayerRecord
    from cnngui.ui.shared.theme import theme
    from cnngui.ui.train.layer_rows import rows_of
    from cnngui.ui.train.layer_table import LayerTable

    qt = application()
    theme().choose("light")
    network = Network(
        input_shape=(10,), layers=tuple(Dense(units=10, activation="relu") for _ in range(LAYERS))
    )
    random, record, table = np.random.default_rng(1), LayerRecord(), LayerTable()
    names = tuple(layer.name for layer in network.layers)
    counted = random.random((LAYERS, 2, 24), np.float32)
    dead = random.random(LAYERS)

    def heard() -> LayerHealth:
        norms, ratios = 10.0 ** -random.uniform(0, 8, (2, LAYERS))
        ones = np.ones(LAYERS)
        return LayerHealth("1", 1, 1, names, norms, ones, ratios, dead, 100, counted, ones)

    for _ in range(MOST):
        record.add(heard(), network)
    table.resize(830, 1_000)
    table.show()
    table.show_rows(rows_of(record), 100)
    qt.processEvents()
    painted, whole = [], []
    for _ in range(FRAMES):
        start = time.thread_time()
        record.add(heard(), network)
        table.show_rows(rows_of(record), 100)
        middle = time.thread_time()
        table.viewport().repaint()
        painted.append(1000 * (time.thread_time() - middle))
        whole.append(1000 * (time.thread_time() - start))
    table.close()
    note = f"median of {FRAMES}, by processor time; {median(whole):.1f} ms with taking it in and judging it"
    return Result(f"a paint of how {LAYERS} layers learn", median(painted), "ms", 4.0, note=note)
