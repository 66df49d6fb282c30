"""A folder of pictures in the worker: told how far it is, trained on, and read anew when it has changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnngui.datasets.picture_store import stamp
from cnngui.engine import protocol
from tests.engine.talk import RECIPE, Talk

pytestmark = pytest.mark.tensorflow


def fill(folder: Path, count: int) -> None:
    random = np.random.default_rng(1)
    for label, lit in enumerate((slice(0, 3), slice(5, 8), slice(2, 6))):
        (folder / f"class {label}").mkdir(exist_ok=True)
        for n in range(count):
            pixels = random.integers(0, 60, (8, 8)).astype(np.uint8)
            pixels[:, lit] += 180
            Image.fromarray(pixels).save(folder / f"class {label}" / f"{n}.png")


def describe(engine: Talk, data: str) -> protocol.DataDescribed:
    engine.send(protocol.DescribeData(data, request_id=engine.number()))
    return engine.wait(protocol.DataDescribed)


def test_it_is_described_and_trained_on(engine: Talk, tmp_path: Path) -> None:
    fill(tmp_path, 20)
    told = describe(engine, str(tmp_path))
    assert told.class_names == ("class 0", "class 1", "class 2")
    assert (told.train_samples, told.test_samples, told.input_shape) == (48, 12, (8, 8, 1))
    assert [each.total for each in engine.heard(protocol.DataReading)][:1] == [120], "each counts twice"
    engine.trained(recipe=RECIPE.model_copy(update={"epochs": 8}), data=str(tmp_path))
    assert engine.rows()[-1].val_metric > 0.9


def test_a_picture_that_is_added_or_changed_counts_at_the_next_look(engine: Talk, tmp_path: Path) -> None:
    fill(tmp_path, 6)
    before = describe(engine, str(tmp_path))
    before_it = stamp(tmp_path)
    Image.fromarray(np.full((8, 8), 90, np.uint8)).save(tmp_path / "class 1" / "more.png")
    assert stamp(tmp_path) != before_it
    assert describe(engine, str(tmp_path)).train_samples == before.train_samples + 1
