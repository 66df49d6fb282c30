"""Looking inside: all layers at each answer, many maps painted, and a layer shown a thousand samples."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from benchmarks.result import Result, median, percentile
from cnngui.app import application
from cnngui.course.presets import preset
from cnngui.datasets.catalog import load_dataset
from cnngui.engine.numpy_backend.network import NumpyNetwork
from cnngui.engine.strips import strip_of
from cnngui.engine.survey import Surveyor
from cnngui.ui.inside.layer_strips import LayerStrips
from cnngui.ui.inside.map_view import FeatureMapView

FRAMES = 120
UPDATES_PER_S, PAINTED_MS = 60.0, 8.0


def measure() -> list[Result]:
    """Answer, carry and paint as worker and window do, one after another in one process."""
    app = application()
    network = preset("mnist-cnn").network
    model = NumpyNetwork(network, _weights(network))
    pictures = load_dataset("digits").x_test[:FRAMES].astype(np.float32) / 255
    return [*_all_layers(app, model, pictures), _many_maps(app), _survey(model)]


def _weights(network: object) -> dict[str, tuple[np.ndarray, ...]]:
    from cnngui.engine.keras_backend.build import build_model, weights_of

    return weights_of(build_model(network, 1))  # type: ignore[arg-type]


def _painted(app: QApplication, show: Callable[[], None]) -> float:
    """Return the seconds of the window's thread from a new value to its pixels."""
    start = time.thread_time()
    show()
    app.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
    seconds = time.thread_time() - start
    app.processEvents()
    return seconds


def _all_layers(app: QApplication, model: NumpyNetwork, pictures: np.ndarray) -> list[Result]:
    strips = LayerStrips()
    strips.resize(800, 230)
    strips.show()
    app.processEvents()
    names = model.network.names
    titles = {name: name for name in names}
    answered, shown = [], []
    for picture in pictures:
        start = time.perf_counter()
        _, outputs = model.look(picture[np.newaxis], names)
        carried = pickle.dumps({name: strip_of(each[0]) for name, each in outputs.items()})
        answered.append(time.perf_counter() - start)
        told = pickle.loads(carried)  # noqa: S301 - our own bytes
        shown.append(_painted(app, lambda told=told: strips.show_strips(told, titles, names[0])))  # type: ignore[misc]
    strips.close()
    slower = max(median(answered), median(shown))
    note = (
        f"mnist-cnn, {len(names)} layers; an answer {1000 * median(answered):.1f} ms in the worker,"
        f" {1000 * median(shown):.1f} ms of the window's thread (p95 {1000 * percentile(shown, 0.95):.1f})"
    )
    return [Result("all layers at once, updates a second", 1 / slower, "/s", UPDATES_PER_S, True, note=note)]


def _many_maps(app: QApplication) -> Result:
    view = FeatureMapView()
    view.resize(800, 600)
    view.show()
    app.processEvents()
    draw = np.random.default_rng(0)
    values = [draw.random((14, 14, 512)).astype(np.float32) for _ in range(8)]
    times = [
        1000 * _painted(app, lambda place=place: view.show_output(values[place % 8]))  # type: ignore[misc]
        for place in range(FRAMES)
    ]
    view.close()
    note = f"p95 {percentile(times, 0.95):.1f} ms; CPU time of the window's thread"
    return Result("512 maps of 14×14 painted", median(times), "ms", PAINTED_MS, note=note)


def _survey(model: NumpyNetwork) -> Result:
    pictures = load_dataset("digits").x_train[:1000].astype(np.float32) / np.float32(255)
    layer = model.network.names[0]
    start = time.perf_counter()
    surveyor = Surveyor()
    for at in range(0, len(pictures), 100):
        surveyor.add(model.look(pictures[at : at + 100], (layer,))[1][layer])
    surveyor.result()
    seconds = time.perf_counter() - start
    note = "mnist-cnn, Conv2D of 32 maps"
    return Result("a layer shown 1,000 samples: top nine and PCA", seconds, "s", None, note=note)
