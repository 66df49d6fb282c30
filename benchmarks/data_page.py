"""The Data page with very many samples: the first one seen, a frame scrolled, near-duplicates found."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.result import Result, median, percentile
from benchmarks.surroundings import HEIGHT, WIDTH, load, own_home

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from cnngui.app import App
    from cnngui.ui.data.data_page import DataPage

OPENED, SCROLLED, SEARCHED = 60_000, 100_000, 20_000
FRAMES, ROWS = 300, 1
FRAME_MS, FIRST_S = 16.0, 1.0
_PATIENCE_S = 180.0


def measure() -> list[Result]:
    """Measure the page in the whole window, with the worker; and the search for near-duplicates alone."""
    with own_home() as home:
        paths = {count: _written(home / f"{count}.npz", count) for count in (OPENED, SCROLLED)}
        return [*_page(paths), _search()]


def _written(path: Path, count: int) -> str:
    """Write the bundled digits as often as it takes, each time with other noise."""
    from cnngui.datasets.catalog import load_dataset

    digits = load_dataset("digits", edits=False)
    pictures = np.concatenate([digits.x_train, digits.x_test])
    labels = np.concatenate([digits.y_train, digits.y_test])
    chosen = np.resize(np.arange(len(labels)), count)
    noise = np.random.default_rng(1).integers(0, 40, (count, 28, 28, 1), dtype=np.uint8)
    x, y = np.maximum(pictures[chosen], noise), labels[chosen]
    tests = count // 6
    np.savez(path, x_train=x[tests:], y_train=y[tests:], x_test=x[:tests], y_test=y[:tests])
    return str(path)


def _page(paths: dict[int, str]) -> list[Result]:
    from cnngui.app import App, application, build_state
    from cnngui.ui.data.data_page import DataPage

    qt = application()
    app = App(build_state())
    app.window.resize(WIDTH, HEIGHT)
    app.start()
    page = app.window.findChild(DataPage)
    assert page is not None
    app.state.document.set_data(paths[OPENED])
    _until(qt, lambda: app.state.library.described is not None)
    start = time.perf_counter()
    app.window.pages.show_page(page)
    _until(qt, lambda: app.state.data_samples.samples.get(0) is not None)
    page.browser.grid.viewport().repaint()
    first = time.perf_counter() - start
    opened = Result(
        "60,000 samples, from the tab to the first painted", first, "s", FIRST_S, note=f"28×28, {load()}"
    )
    scrolled = _scrolled(qt, app, page, paths[SCROLLED])
    # Else the window asks whether the choice of data is to be saved.
    app.state.document.undo_stack.setClean()
    app.window.close()
    app.close()
    return [opened, scrolled]


def _scrolled(qt: QApplication, app: App, page: DataPage, path: str) -> Result:
    """Scroll by a row a frame, from the middle on, while samples arrive."""
    app.state.document.set_data(path)
    data, grid = app.state.data_samples, page.browser.grid
    _until(qt, lambda: data.told is not None and data.told.data == path and data.averages is not None)
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    frames, missing = [], 0
    for _ in range(FRAMES):
        start = time.thread_time()
        bar.setValue(bar.value() + ROWS * bar.singleStep())
        qt.processEvents()  # paints it, and what arrives meanwhile
        frames.append(1000 * (time.thread_time() - start))
        missing += sum(data.samples.get(int(data.places[row])) is None for row in grid.in_sight())
        time.sleep(max(0.0, (FRAME_MS - frames[-1]) / 1000))
    share = missing / (FRAMES * len(grid.in_sight()))
    note = (
        f"CPU time of the window's thread, p95 of {FRAMES}; median {median(frames):.1f}, longest"
        f" {max(frames):.1f} ms; {100 * share:.0f} % of the samples in sight were on their way, {load()}"
    )
    return Result("a frame of 100,000 samples scrolled", percentile(frames, 0.95), "ms", FRAME_MS, note=note)


def _search() -> Result:
    from cnngui.datasets.catalog import load_dataset
    from cnngui.datasets.near_duplicates import duplicate_groups

    digits = load_dataset("digits", edits=False)
    whole = np.concatenate([digits.x_train, digits.x_test])
    # Moved by pixels they are other pictures; each tenth of the last five thousand is a copy, only lighter.
    moved = [np.roll(whole, (down, right), axis=(1, 2)) for down, right in ((0, 0), (2, 1), (-2, 1), (1, -3))]
    pictures = np.concatenate(moved)
    copies = np.arange(15_000, SEARCHED, 10)
    pictures[copies] = (pictures[copies - 15_000] * 0.9).astype(np.uint8)
    start = time.perf_counter()
    groups = duplicate_groups((pictures[:15_000], pictures[15_000:]))
    seconds = time.perf_counter() - start
    found = int((groups[copies] == groups[copies - 15_000]).sum())
    note = f"28×28; {found} of {len(copies)} copies found, {groups.max() + 1} groups in all, {load()}"
    return Result("near-duplicates of 20,000 pictures found", seconds, "s", None, note=note)


def _until(qt: QApplication, holds: Callable[[], bool]) -> None:
    """Let the window work until something holds."""
    end = time.perf_counter() + _PATIENCE_S
    while not holds():
        if time.perf_counter() > end:
            raise TimeoutError("the worker did not answer")
        qt.processEvents()
        time.sleep(0.001)
