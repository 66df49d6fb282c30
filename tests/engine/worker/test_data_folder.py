"""A folder of pictures in the worker: told how far it is, trained on, and read anew when it has changed."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
from PIL import Image

from cnngui.datasets import picture_reading
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.picture_store import stamp
from cnngui.datasets.pictures import picture_from
from cnngui.engine import protocol
from cnngui.engine.worker import data
from cnngui.engine.worker.data import seconds_left
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


def describe(engine: Talk, path: str) -> protocol.DataDescribed:
    engine.send(protocol.DescribeData(path, request_id=engine.number()))
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


def test_reading_can_be_stopped(engine: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many, few = tmp_path / "many", tmp_path / "few"
    for folder, count in ((many, 300), (few, 6)):
        folder.mkdir()
        fill(folder, count)
    describe(engine, str(few))
    at_rest = threading.Event()

    def read_slowly(file: BinaryIO, *named: object) -> np.ndarray:
        at_rest.wait(0.01)
        return picture_from(file, *named)  # type: ignore[arg-type]

    monkeypatch.setattr(picture_reading, "picture_from", read_slowly)
    number = engine.number()
    engine.send(protocol.DescribeData(str(many), request_id=number))
    engine.wait(protocol.DataReading)
    assert engine.wait(protocol.DataGlimpsed).pictures.shape == (12, 64, 64, 3)
    began = time.monotonic()
    engine.send(protocol.StopReading(str(many)))
    failed = engine.wait(protocol.RequestFailed)
    while failed.request_id != number:
        failed = engine.wait(protocol.RequestFailed)
    assert failed.error.code == "datasets.reading_stopped"
    assert time.monotonic() - began < 1.0, "some 250 ms, on a busy machine"
    at_rest.set()
    assert describe(engine, str(many)).train_samples == 720


@pytest.mark.parametrize(
    ("done", "seconds", "left"), [(0, 9.0, None), (50, 0.5, None), (50, 10.0, 30.0), (200, 10.0, 0.0)]
)
def test_what_is_left_goes_by_the_pace_until_now(done: int, seconds: float, left: float | None) -> None:
    assert seconds_left(done, 200, seconds) == left


def test_a_large_folder_is_not_looked_through_at_every_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []

    def slow_stamp(path: Path) -> tuple[int, int]:
        looked.append(path)
        time.sleep(0.05)
        return 1, len(looked)

    monkeypatch.setattr(data, "stamp_of", slow_stamp)
    monkeypatch.setattr(data, "load_dataset", lambda ref, **_: load_dataset("digits"))
    cache = data.DatasetCache(edits=False)
    first = cache.get(str(tmp_path))
    assert cache.get(str(tmp_path)) is first
    assert len(looked) == 1
    assert cache.get(str(tmp_path), as_it_is_now=True) is not first


def test_who_asks_for_other_data_waits_for_none_before(engine: Talk, tmp_path: Path) -> None:
    fill(tmp_path, 200)
    plain, *others = [f"{tmp_path}{behind}" for behind in ("", "?size=20", "?size=24", "?size=28")]
    numbers = []
    for each in (plain, *others):
        numbers.append(engine.number())
        engine.send(protocol.DescribeData(each, request_id=numbers[-1]))
    told = engine.wait(protocol.DataDescribed)
    while told.request_id != numbers[-1]:
        told = engine.wait(protocol.DataDescribed)
    assert told.input_shape == (28, 28, 1)
    failed = {each.request_id for each in engine.heard(protocol.RequestFailed)}
    assert {numbers[1], numbers[2]} <= failed
