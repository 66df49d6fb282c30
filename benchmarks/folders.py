"""A folder of very many pictures: how soon it is data, against what Keras' users write."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from PIL import Image

from benchmarks.result import Result
from benchmarks.surroundings import load, own_home

PICTURES, CLASSES, SIDE, BATCH = 20_000, 10, 64, 100


def measure() -> list[Result]:
    """Read `PICTURES` PNG files once by us, and once by ``keras.utils.image_dataset_from_directory``."""
    with own_home(), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder)
        return [*_ours(folder)]


def _fill(folder: Path) -> None:
    """Write pictures of a coloured bar in noise, which pack as badly as photos do."""
    draw = np.random.default_rng(1)
    for label in range(CLASSES):
        (folder / f"class {label}").mkdir()
    for number in range(PICTURES):
        label = number % CLASSES
        pixels = draw.integers(0, 90, (SIDE, SIDE, 3), dtype=np.uint8)
        pixels[:, 6 * label : 6 * label + 6, number % 3] += 150
        Image.fromarray(pixels).save(folder / f"class {label}" / f"{number}.png", compress_level=1)


def _ours(folder: Path) -> list[Result]:
    from cnngui.datasets.catalog import load_dataset

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    dataset, ours = _timed(lambda: load_dataset(folder))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    again = _timed(lambda: load_dataset(folder))[1]
    keras_s, keras_next_s = _keras(folder)
    pictures = len(dataset.x_train) + len(dataset.x_test)
    note = f"{pictures:,} PNG of {SIDE}×{SIDE}: {ours:.1f} s against {keras_s:.1f} s, {load()}"
    held = (dataset.x_train.nbytes + dataset.x_test.nbytes) / 1e6
    streamed = _streamed_epoch(folder)
    against = f"against {keras_next_s:.1f} s of Keras, which decodes them anew"
    return [
        Result("a folder read, against keras' pass over it", keras_s / ours, "", 1.0, True, note=note),
        Result(
            "the same folder opened again", again, "s", 1.0, note=f"{pictures:,} pictures, decoded before"
        ),
        Result(
            "a next epoch's pictures from the disk, against keras' next pass",
            keras_next_s / streamed,
            "",
            1.0,
            True,
            note=f"{streamed:.2f} s {against}",
        ),
        Result(
            "memory of a folder of 20,000, beside its pictures",
            grown - held,
            "MB",
            None,
            note=f"pictures {held:.0f} MB",
        ),
    ]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    made = work()
    return made, time.perf_counter() - start


def _streamed_epoch(folder: Path) -> float:
    """Return how long it takes to give all training pictures in the order of an epoch, without memory."""
    from cnngui.datasets.catalog import load_dataset
    from cnngui.engine.blocks_ahead import BlocksAhead

    with patch("cnngui.datasets.picture_folder.in_memory", lambda: 0):
        dataset = load_dataset(folder)
    order = np.random.default_rng(1).permutation(len(dataset.y_train))
    ahead: Any = BlocksAhead(dataset.x_train)  # type: ignore[arg-type]  # stored, as nothing fits
    start, step = time.perf_counter(), 0
    ahead.begin(order, BATCH, 0)
    while step * BATCH < len(order):
        block = ahead.block(step)
        step = block.first + block.steps
    return time.perf_counter() - start


def _keras(folder: Path) -> tuple[float, float]:
    """Return how long Keras takes for the first pass and for the next, the way its guides write it."""
    import keras

    start = time.perf_counter()
    data = keras.utils.image_dataset_from_directory(
        folder, image_size=(SIDE, SIDE), batch_size=BATCH, verbose=False
    )
    passes = []
    for _ in range(2):
        for _ in data:
            continue
        passes.append(time.perf_counter() - start)
        start = time.perf_counter()
    return passes[0], passes[1]
