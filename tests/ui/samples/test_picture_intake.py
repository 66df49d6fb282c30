"""Pictures are read for a set in a thread: how many, how large, and what is worked out there."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QWidget

from cnngui.datasets import own_samples
from cnngui.datasets.ink import CANVAS
from cnngui.errors import CnnguiError
from cnngui.state.drawn_sets import DrawnSets
from cnngui.ui.samples.intake_line import IntakeLine
from cnngui.ui.samples.picture_intake import PictureIntake, _read, _Reading
from cnngui.ui.shared.pixels import Pixels
from tests.drawn_shapes import shape_set

HEARD = _Reading(lambda *_: None, lambda: False)


def pixels(place: int, height: int = 30, width: int = 40) -> Pixels:
    return np.random.default_rng(place).integers(0, 256, (height, width, 3), np.uint8)


@pytest.fixture
def read() -> list[int]:
    """Which pictures were decoded."""
    return []


def jobs(count: int, read: list[int]) -> list[Callable[[], Pixels]]:
    def job(place: int) -> Pixels:
        read.append(place)
        return pixels(place)

    return [lambda place=place: job(place) for place in range(count)]


def test_too_many_are_refused_before_any_is_decoded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read: list[int]
) -> None:
    monkeypatch.setattr(own_samples, "MOST_SAMPLES", 2)
    with pytest.raises(CnnguiError) as told:
        _read(tmp_path, frozenset(), "cat", (), jobs(3, read), HEARD)
    assert told.value.code == "samples.too_many"
    assert not read


def test_no_more_are_decoded_than_fit_beside_those_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read: list[int]
) -> None:
    monkeypatch.setattr(own_samples, "MOST_SAMPLES", 3)
    (known,) = _read(tmp_path, frozenset(), "cat", (), jobs(1, []), HEARD).samples
    there = frozenset({known.key, "another"})
    assert len(_read(tmp_path, there, "cat", (), jobs(2, []), HEARD).samples) == 2  # one of them is there
    with pytest.raises(CnnguiError) as told:
        _read(tmp_path, there, "cat", (), jobs(3, read)[1:], HEARD)
    assert told.value.code == "samples.too_many"
    with pytest.raises(CnnguiError):
        _read(tmp_path, there | {"a third"}, "cat", (), jobs(3, read := []), HEARD)
    assert read == [0, 1]


def test_they_are_kept_no_larger_than_the_canvas_shows(tmp_path: Path) -> None:
    (kept,) = _read(tmp_path, frozenset(), "cat", (), [lambda: pixels(1, 600, 1200)], HEARD).samples
    assert kept.picture is not None
    assert kept.picture.shape == (CANVAS[1] // 2, CANVAS[0], 3)


def test_what_tells_them_apart_is_worked_out_in_no_thread_of_the_window(
    qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sets, widget = DrawnSets(tmp_path / "home"), QWidget()
    qtbot.addWidget(widget)
    sets.open(shape_set(tmp_path / "home", 1))
    qtbot.waitUntil(lambda: sets.current.loaded)
    files = [tmp_path / f"{place}.png" for place in range(3)]
    for place, path in enumerate(files):
        Image.fromarray(pixels(place)).save(path)
    mime, intake = QMimeData(), PictureIntake(widget, sets)
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    digest, where = hashlib.sha256, []

    def sha256(*content: bytes) -> object:
        where.append(threading.current_thread() is threading.main_thread())
        return digest(*content)

    monkeypatch.setattr(own_samples.hashlib, "sha256", sha256)
    for label in ("cat", "dog"):  # new ones, and those that are there
        with qtbot.waitSignal(intake.told):
            intake.take(mime, label)
        for other in ("bird", "wolf"):  # the second while the first is being written
            sets.current.relabel(sets.current.samples[-3:], other)
        qtbot.waitUntil(lambda: not sets.current.busy)
    assert sets.current.counts["wolf"] == 3
    assert where
    assert not any(where)
    sets.close()


def test_many_are_counted_and_can_be_stopped(qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("cnngui.ui.samples.picture_intake._TELL_S", 0.0)
    sets, widget = DrawnSets(tmp_path / "home"), QWidget()
    qtbot.addWidget(widget)
    sets.open(shape_set(tmp_path / "home", 1))
    qtbot.waitUntil(lambda: sets.current.loaded)
    before = sets.current.counts
    folder = tmp_path / "cat"
    folder.mkdir()
    for place in range(4):
        Image.fromarray(pixels(place)).save(folder / f"{place}.png")
    mime, intake = QMimeData(), PictureIntake(widget, sets)
    line = IntakeLine(intake)
    qtbot.addWidget(line)
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    counted, seen, told = [], [], []
    intake.read.connect(lambda done, total, left: counted.append((done, total)))
    intake.read.connect(lambda *_: seen.append((line.isHidden(), line.words.text().split(" · ")[0])))
    intake.told.connect(told.append)
    with qtbot.waitSignal(intake.told):
        intake.take(mime, "")
    assert counted == [(1, 4), (2, 4), (3, 4), (0, 0)]
    assert seen[0] == (False, "Reading pictures: 1 of 4")
    assert line.isHidden()
    assert sets.current.counts["cat"] == 4

    reached, go_on = threading.Event(), threading.Event()

    def slow(path: str, paper: object = None) -> Pixels:
        reached.set()
        assert go_on.wait(10)
        return pixels(7)

    monkeypatch.setattr("cnngui.ui.shared.pictures._read", slow)
    told.clear()
    intake.take(mime, "")
    assert reached.wait(10)
    line.stop_button.click()
    with qtbot.waitSignal(intake.told):
        go_on.set()
    assert told == ["Stopped: no picture was added."]
    assert counted[-1] == (0, 0)
    assert sets.current.counts == {**before, "cat": 4}
    monkeypatch.undo()
    with qtbot.waitSignal(intake.told):
        intake.take(mime, "dog")  # and the next is wanted again
    assert told[-1].endswith("to “cat”.")
    sets.close()
