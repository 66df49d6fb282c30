"""A few pictures are shown as data have them that are prepared so."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnngui.datasets.catalog import load_dataset
from cnngui.engine.protocol import Event, PreparationPreviewed, PreviewPreparation, RequestFailed
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.previews import Previews


class Asking:
    """Previews whose thread a test does the work of."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.datasets = DatasetCache()
        self.previews = Previews(self.heard.append, self.datasets)
        self.work: list[Any] = []
        self.previews.thread.send = self.work.append  # type: ignore[method-assign]

    def ask(self, data: str) -> Any:
        self.post(data)
        return self.answer()

    def post(self, data: str) -> None:
        request = PreviewPreparation(data, request_id=len(self.heard) + 1)
        self.previews.handlers[PreviewPreparation].work(request)

    def answer(self) -> Any:
        while self.work:
            self.work.pop(0)()
        return self.heard[-1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(12):
        path = tmp_path / "photos" / "abc"[number % 3] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(number).integers(0, 256, (40 + number, 60, 3), np.uint8)
        Image.fromarray(pixels).save(path)
    return tmp_path / "photos"


def test_pictures_of_a_folder_are_as_the_data_will_have_them(folder: Path) -> None:
    asking = Asking()
    for behind in ("", "?size=20&fit=pad&pad=white", "?colour=grey&invert=yes", "?fit=squeeze&size=10x30"):
        told = asking.ask(f"{folder}{behind}")
        assert isinstance(told, PreparationPreviewed)
        assert told.from_files
        assert [picture.shape[1] for picture in told.before] == [60] * 4
        dataset = load_dataset(f"{folder}{behind}")
        all_of_it = [*dataset.x_train, *dataset.x_test]
        for picture in told.after:
            assert any(np.array_equal(picture, each) for each in all_of_it)


def test_the_files_are_read_once_while_they_stay_the_same(folder: Path) -> None:
    asking = Asking()
    first = asking.ask(f"{folder}?size=16")
    kept = asking.previews._kept
    asking.ask(f"{folder}?size=24")
    assert asking.previews._kept is kept
    shutil.rmtree(folder / "b")
    told = asking.ask(f"{folder}?size=24")
    assert asking.previews._kept is not kept
    assert len(told.after) == len(first.after) == 4


def test_the_side_is_that_of_data_that_were_read(folder: Path) -> None:
    asking = Asking()
    asking.datasets.get(str(folder))
    assert [each.input_shape for each in asking.datasets.kept()] == [(32, 32, 3)]
    assert asking.ask(str(folder)).after[0].shape == (32, 32, 3)


def test_digits_are_shown_too() -> None:
    told = Asking().ask("digits?size=32&invert=yes")
    assert not told.from_files
    assert [picture.shape for picture in told.after] == [(32, 32, 1)] * 4
    assert [picture.shape for picture in told.before] == [(28, 28)] * 4
    assert told.after[0][0, 0, 0] == 255


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("xor", "preparation.no_pictures"),
        ("digits?size=banana", "preparation.unreadable"),
        ("/nowhere/at/all", "files.missing"),
    ],
)
def test_what_cannot_be_shown_says_why(data: str, code: str) -> None:
    told = Asking().ask(data)
    assert isinstance(told, RequestFailed)
    assert told.error.code == code


def test_only_the_newest_question_is_answered() -> None:
    asking = Asking()
    asking.post("digits?size=16")
    asking.post("digits?size=20")
    told = asking.answer()
    assert len(asking.heard) == 1
    assert told.data == "digits?size=20"
