"""The page as a person meets it: with a worker that the test plays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.ui.data.data_page import DataPage
from tests.playing_data import give_averages, give_list, give_wanted
from tests.ui.draw.stage import XOR, Stage, stage


@pytest.fixture
def played(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        yield made


@pytest.fixture
def page(played: Stage, qtbot: QtBot) -> DataPage:
    made = DataPage(played.state.data_samples, played.predictor.subject)
    qtbot.addWidget(made)
    made.resize(780, 560)
    return made


@pytest.fixture
def known(page: DataPage, played: Stage) -> DataPage:
    """The page with the bundled digits."""
    page.show()
    played.describe_as("digits")
    give_list(played)
    give_wanted(played)
    give_averages(played)
    return page


def click(page: DataPage, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    grid = page.browser.grid
    point = grid.rect_of(row).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, keys, point)


def test_it_asks_when_it_is_seen_and_not_before(page: DataPage, played: Stage) -> None:
    played.describe_as("digits")
    assert not played.asked(protocol.ListSamples)
    page.show()
    assert len(played.asked(protocol.ListSamples)) == 1
    assert "being read" in page.empty.sentence.text()
    give_list(played)
    page.hide()
    page.show()
    assert len(played.asked(protocol.ListSamples)) == 1


def test_every_sample_is_there_and_only_those_in_sight_are_fetched(page: DataPage, played: Stage) -> None:
    page.show()
    played.describe_as("digits")
    give_list(played)
    assert page.browser.count_label.text() == "5,000 samples"
    assert page.browser.grid.count == 5000
    assert 20 <= give_wanted(played) < 200
    page.browser.grid.point_at(4999)
    assert 10 <= give_wanted(played) < 200
    assert played.state.data_samples.samples.get(4999) is not None


def test_classes_are_counted_and_lead_to_their_samples(known: DataPage, played: Stage) -> None:
    digits = load_dataset("digits")
    counts = known.classes._rows.counts
    assert [each.train for each in counts] == list(digits.class_counts)
    assert sum(each.test for each in counts) == len(digits.y_test)
    box = known.classes.visualRect(known.classes.model().index(3, 0))
    QTest.mouseClick(known.classes.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    data = played.state.data_samples
    assert set(data.now.labels[data.places]) == {3}
    assert known.browser.count_label.text() == f"{counts[3].samples} of 5,000 samples"
    known.browser.filter.parts.chosen.emit("test")
    known.browser.filter._on_part("test")
    assert len(data.places) == counts[3].test
    known.browser.filter.clear_button.click()
    assert known.browser.grid.count == 5000
    assert known.classes.chosen == frozenset()


def test_averages_are_of_what_is_seen(known: DataPage, played: Stage) -> None:
    assert not known.averages.isHidden()
    assert "Of 5,000 samples" in known.averages.words.text()
    known.browser.filter._on_part("test")
    give_averages(played)
    assert "Of 1,000 samples" in known.averages.words.text()


def test_several_are_chosen_and_one_is_opened(known: DataPage, played: Stage) -> None:
    played.own()
    grid = known.browser.grid
    click(known, 0)
    click(known, 3, Qt.KeyboardModifier.ShiftModifier)
    assert grid.choice.samples.tolist() == [0, 1, 2, 3]
    assert known.browser.current_label.text() == "4 samples chosen"
    QTest.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(grid.choice) == 5000
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    assert not len(grid.choice)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.choice.samples.tolist() == [4]
    assert played.drawing.sheet.sample is None, "a click alone shows the network nothing"
    QTest.keyClick(grid, Qt.Key.Key_Return)
    sample = played.drawing.sheet.sample
    assert sample is not None
    assert np.array_equal(sample.values, load_dataset("digits").x_train[4])


def test_edits_made_elsewhere_are_seen_at_once(known: DataPage, played: Stage) -> None:
    data = played.state.data_samples
    label = int(data.now.labels[4001])
    assert data.data is not None
    data.edits.relabel(data.data, "test", 1, (label + 1) % 10)
    data.edits.leave_out(data.data, "test", 2)
    known.browser.filter._on_only(known.browser.filter.only.findData("edited"))
    assert data.places.tolist() == [4001, 4002]
    first, second = (known.browser._item(row) for row in (0, 1))
    assert f"came as {label}" in first.words
    assert (first.mended, second.faint) == (True, True)
    assert "left out" in second.words
    data.edits.undo_stack.undo()
    assert data.places.tolist() == [4001]


def test_it_says_how_the_data_were_read(known: DataPage, played: Stage) -> None:
    sentences = known.about.sentences
    assert sentences[0] == "4,000 samples to train on, 1,000 to test, of 10 classes."
    assert "28×28×1" in sentences[1]
    assert sentences[2:] == played.library.notes


def test_sentences_are_lines_and_pairs_are_cells(page: DataPage, played: Stage) -> None:
    page.show()
    played.describe_as("sentences")
    give_list(played)
    give_wanted(played)
    give_averages(played)
    grid = page.browser.grid
    assert grid.rect_of(1).width() == grid.viewport().width()
    assert page.averages.isHidden()
    played.document.set_network(XOR, "")
    played.describe_as("xor")
    give_list(played)
    give_averages(played)
    assert grid.count == 4
    assert grid.rect_of(1).width() < grid.viewport().width()
    assert page.browser.filter.parts.isHidden()
    assert "0.5 ± 0.5" in page.averages.words.text()


def test_other_data_begin_anew(known: DataPage, played: Stage) -> None:
    known.browser.filter._on_part("test")
    played.document.set_data("sentences")
    assert known.split.isHidden()
    played.describe_as("sentences")
    give_list(played)
    assert known.browser.grid.count == 600


def test_data_that_cannot_be_read_are_told_and_read_again(known: DataPage, played: Stage) -> None:
    played.document.set_data("nowhere.npz")
    asked = played.transport.last(protocol.DescribeData)
    error = CnnguiError("datasets.unknown", key="nowhere.npz", keys="digits")
    played.hear(protocol.RequestFailed(asked.request_id, error))
    assert "nowhere" in known.empty.sentence.text()
    known.empty.button.click()
    assert len([each for each in played.asked(protocol.DescribeData) if each.data == "nowhere.npz"]) == 2


def test_without_data_it_offers_to_open_some(page: DataPage, played: Stage, qtbot: QtBot) -> None:
    played.document.set_data("")
    page.show()
    assert "drop a folder" in page.empty.sentence.text()
    with qtbot.waitSignal(page.folder_wanted):
        page.empty.button.click()
    with qtbot.waitSignal(page.file_wanted):
        page.file_button.click()
