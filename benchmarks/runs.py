"""The Runs page with very many of them: how soon they are seen, and how smoothly their curves move."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.result import Result, median
from benchmarks.surroundings import load, own_home

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

RUNS, CURVES, BATCHES, FRAMES = 1_000, 300, 600, 120
_PATIENCE_S = 60.0


def measure() -> list[Result]:
    """Measure the catalogue, the page and the overlay on folders of runs that hold no weights."""
    with own_home() as home:
        _make_runs(home / "runs")
        return [*_catalogue(home / "runs"), _page(), *_overlay()]


def _make_runs(folder: Path) -> None:
    from cnngui.course.presets import preset
    from cnngui.network.recipe import Adam
    from cnngui.runs.run import Run
    from cnngui.runs.run_files import RunRecord, Summary

    drawn, chosen = random.Random(1), preset("mnist-cnn")
    for number in range(RUNS):
        recipe = chosen.recipe.model_copy(
            update={"optimizer": Adam(learning_rate=drawn.choice([0.01, 0.001, 0.0003])), "seed": number}
        )
        run = Run(folder / f"20260101-000000-{number:08x}")
        record = RunRecord(chosen.network, recipe, "digits", "", 1.7e9 + number, title=chosen.title)
        run.begin(record)
        accuracy = 0.9 + 0.09 * drawn.random()
        best = Summary(val_metric=accuracy, best_metric=accuracy, best_epoch=5, metric_name="accuracy")
        run.write_summary(best.model_copy(update={"state": "finished", "epoch": 5, "epochs": 5}))


def _catalogue(folder: Path) -> list[Result]:
    from cnngui.runs.catalogue import FILE, Catalogue

    start = time.perf_counter()
    Catalogue(folder).rows()
    anew = time.perf_counter() - start
    catalogue = Catalogue(folder)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        rows = catalogue.rows()
        times.append(1000 * (time.perf_counter() - start))
    note = f"{len(rows):,} runs; {FILE} made from their folders {anew:.1f} s; median of 5, {load()}"
    return [Result("catalogue of 1,000 runs, read again", median(times), "ms", 100.0, note=note)]


def _page() -> Result:
    """Measure from the click on the tab to the painted table; the page is made meanwhile."""
    from cnngui.app import App, application, build_state
    from cnngui.engine.shipped import ShippedTransport
    from cnngui.ui.runs.runs_page import RunsPage

    qt = application()
    # Nothing is trained: a worker would only take time from what is measured.
    app = App(build_state(ShippedTransport))
    app.window.resize(1440, 900)
    app.window.show()
    _pump(qt, 0.5)
    page = app.window.findChild(RunsPage)
    assert page is not None
    tabs = app.window.pages.tabs
    start = time.perf_counter()
    tabs.setCurrentIndex(next(each for each in range(tabs.count()) if tabs.tabText(each) == "Runs"))
    while len(app.state.runs.rows) < RUNS and time.perf_counter() - start < _PATIENCE_S:
        qt.processEvents()
    page.browser.table.viewport().repaint()
    taken = 1000 * (time.perf_counter() - start)
    _pump(qt, 0.5)
    app.window.close()
    app.close()
    return Result("1,000 runs, from the tab to the painted table", taken, "ms", 200.0, note=load())


def _overlay() -> list[Result]:
    """Pan over 300 curves of 600 points each, a twentieth of the width a frame."""
    from cnngui.app import application
    from cnngui.ui.runs.overlay_view import Drawn, OverlayView
    from cnngui.ui.shared.theme import theme
    from cnngui.ui.shared.value_text import short_number

    qt = application()
    theme().choose("light")
    view = OverlayView(short_number, short_number)
    view.resize(420, 300)
    view.show()
    numbers = np.random.default_rng(1)
    x = np.linspace(0.01, 10, BATCHES)
    curves = [
        Drawn(str(each), "", "#0072b2", x, np.exp(-x * numbers.random()) + 0.05 * numbers.random(BATCHES))
        for each in range(CURVES)
    ]
    view.show_curves(curves, log=True, fit=True)
    qt.processEvents()
    box, frames = view.getViewBox(), []
    width = float(np.diff(box.viewRange()[0])[0])
    for frame in range(FRAMES):
        start = time.perf_counter()
        box.translateBy(x=(width if frame % 40 < 20 else -width) / 20)
        view.viewport().repaint()
        frames.append(1000 * (time.perf_counter() - start))
    view.close()
    note = f"{BATCHES} points each, median of {FRAMES} frames, worst {max(frames):.0f} ms, {load()}"
    return [Result("a frame of a panned overlay of 300 runs", median(frames), "ms", 16.0, note=note)]


def _pump(qt: QApplication, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        qt.processEvents()
        time.sleep(0.002)
