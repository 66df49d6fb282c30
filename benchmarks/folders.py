"""A folder of very many pictures: how soon it is data, against what Keras' users write."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.result import Result
from benchmarks.surroundings import load, own_home

PICTURES, CLASSES, SIDE = 20_000, 10, 64


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
    start = time.perf_counter()
    dataset = load_dataset(folder)
    ours = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    keras_s = _keras(folder)
    pictures = len(dataset.x_train) + len(dataset.x_test)
    note = f"{pictures:,} PNG of {SIDE}×{SIDE}: {ours:.1f} s against {keras_s:.1f} s, {load()}"
    held = (dataset.x_train.nbytes + dataset.x_test.nbytes) / 1e6
    return [
        Result("a folder read, against keras' pass over it", keras_s / ours, "", 1.0, True, note=note),
        Result(
            "memory of a folder of 20,000, beside its pictures",
            grown - held,
            "MB",
            None,
            note=f"pictures {held:.0f} MB",
        ),
    ]


def _keras(folder: Path) -> float:
    """Return how long Keras takes for one pass, the way its guides write it."""
    import keras

    start = time.perf_counter()
    data = keras.utils.image_dataset_from_directory(
        folder, image_size=(SIDE, SIDE), batch_size=100, verbose=False
    )
    for _ in data:
        continue
    return time.perf_counter() - start
