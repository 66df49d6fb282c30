"""The data choice, as a person sees it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QStyleOptionViewItem

from cnngui.app import App
from cnngui.datasets.catalog import catalog, load_dataset
from cnngui.datasets.loaders import LOADERS
from cnngui.engine import protocol
from cnngui.engine.worker.data import described
from cnngui.errors import CnnguiError
from cnngui.ui.data_chooser import ABOUT, DataChoice, DataCombo
from cnngui.ui.shared.dropped import dropped_data
from cnngui.ui.shared.theme import theme
from tests.recording import RecordingTransport

LONG = "a_file_with_a_name_that_is_longer_than_the_choice_is_wide.npz"


@pytest.fixture
def combo(app: App) -> DataCombo:
    found = app.window.findChild(DataCombo)
    assert found is not None
    return found


def choose_file(monkeypatch: pytest.MonkeyPatch, combo: DataCombo, path: str) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_: (path, "")))
    combo.activated.emit(combo.findText("Open a data file …"))


def test_a_damaged_file_is_refused_and_the_data_stay(
    qtbot, monkeypatch, app: App, combo: DataCombo, transport: RecordingTransport
) -> None:
    choose_file(monkeypatch, combo, "bad.npz")
    asked = transport.last(protocol.DescribeData)
    assert asked.data == "bad.npz"
    error = CnnguiError("files.missing", path="bad.npz")
    transport.say(protocol.RequestFailed(asked.request_id, error))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert "bad.npz" in app.window.notice.text()
    assert app.state.document.data == "digits"
    assert combo.currentText().startswith("Digits")
    assert not app.state.document.dirty


def test_what_was_done_to_data_is_told_when_they_are_chosen_and_stays_to_be_read(
    qtbot, monkeypatch, app: App, combo: DataCombo, transport: RecordingTransport, tmp_path
) -> None:
    digits = load_dataset("digits")
    path = str(tmp_path / "own.npz")
    np.savez(path, x_train=digits.x_train[:200] / 100, y_train=digits.y_train[:200], x_val=digits.x_test)
    choose_file(monkeypatch, combo, path)
    transport.say(described(transport.last(protocol.DescribeData), load_dataset(path)))
    qtbot.waitUntil(app.window.notice.isVisible)
    shown = app.window.notice.text(), combo.toolTip(), combo.itemData(combo.currentIndex(), ABOUT)
    for said in ("from 0 to 2.55", "Not used: x_val", "40 pictures were set aside"):
        assert all(said in text for text in shown)


def test_choosing_the_same_file_again_reads_what_is_in_it_now(
    qtbot, monkeypatch, app: App, combo: DataCombo, transport: RecordingTransport, tmp_path
) -> None:
    digits, path = load_dataset("digits"), str(tmp_path / "own.npz")
    for count in (200, 300):
        np.savez(path, x_train=digits.x_train[:count], y_train=digits.y_train[:count], x_val=digits.x_test)
        app.window.notice.dismiss()
        choose_file(monkeypatch, combo, path)
        transport.say(described(transport.last(protocol.DescribeData), load_dataset(path)))
        qtbot.waitUntil(app.window.notice.isVisible)
        assert f"{count * 4 // 5} / {count // 5}" in combo.currentText()


def test_choosing_the_same_file_again_puts_no_other_edit_at_stake(
    qtbot, monkeypatch, app: App, combo: DataCombo, transport: RecordingTransport
) -> None:
    app.state.document.set_data("own.npz")
    first = transport.last(protocol.DescribeData)
    app.state.document.set_recipe(app.state.document.recipe.model_copy(update={"epochs": 9}))
    choose_file(monkeypatch, combo, "own.npz")
    asked = transport.last(protocol.DescribeData)
    assert asked.request_id != first.request_id
    error = CnnguiError("files.missing", path="own.npz")
    transport.say(protocol.RequestFailed(asked.request_id, error))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert app.state.document.recipe.epochs == 9


def test_a_file_of_an_opened_project_that_is_gone_stays_chosen(
    qtbot, app: App, combo: DataCombo, transport: RecordingTransport
) -> None:
    app.state.document.set_data("gone.npz")
    asked = transport.last(protocol.DescribeData)
    error = CnnguiError("files.missing", path="gone.npz")
    transport.say(protocol.RequestFailed(asked.request_id, error))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert app.state.document.data == "gone.npz"


def test_the_word_about_bad_data_goes_once_others_are_chosen(app: App) -> None:
    app.state.notices.show_error(CnnguiError("files.missing", path="bad.npz"))
    app.state.document.set_data("good.npz")
    assert not app.window.notice.isVisible()


def test_a_long_file_name_leaves_room_for_the_counts(
    qtbot, app: App, combo: DataCombo, transport: RecordingTransport
) -> None:
    app.state.document.set_data(LONG)
    asked = transport.last(protocol.DescribeData)
    names = tuple("0123456789")
    with qtbot.waitSignal(app.state.library.described_changed):
        transport.say(
            protocol.DataDescribed(
                asked.request_id,
                LONG,
                LONG,
                (28, 28, 1),
                names,
                60_000,
                10_000,
                np.zeros((1, 28, 28, 1), np.uint8),
                np.zeros(1, np.int64),
            )
        )
    text = combo.currentText()
    assert text.endswith("60,000 / 10,000")
    assert "…" in text
    assert combo.fontMetrics().horizontalAdvance(text) <= combo.width() - 40


def test_the_list_says_below_each_name_what_it_is(qtbot, combo: DataCombo) -> None:
    told = [combo.itemData(index, ABOUT) for index in range(combo.count()) if combo.itemData(index, ABOUT)]
    here = [info.about for info in catalog() if info.bundled]
    assert told[: len(here)] == here
    own = told[len(here) : len(here) + 3]
    assert "Type classes" in own[0]
    assert "A sub-folder for each class" in own[1]
    assert told[len(here) + 3 :] == [info.about for info in catalog() if not info.bundled]
    endings = [each for loader in LOADERS for each in loader.patterns if each.startswith("*.")]
    rare = {"*.gz", "*.tgz", "*.pkl", "*.pickle", "*.p"}
    assert [each for each in endings if each not in rare and each[1:] not in own[2]] == []
    (whole,) = filter(
        None, (combo.itemData(each, Qt.ItemDataRole.ToolTipRole) for each in range(combo.count()))
    )
    for array in ("x_train (pictures, height, width, 1 or 3)", "y_train", "x_test", "y_test"):
        assert array in whole
    delegate, index = combo.itemDelegate(), combo.model().index(0, 0)
    option = QStyleOptionViewItem()
    option.initFrom(combo)
    between = combo.model().index(len(here), 0)
    assert not combo.itemText(len(here))
    assert delegate.sizeHint(option, between).height() < 12
    height = delegate.sizeHint(option, index).height()
    assert height > combo.fontMetrics().height() + 11
    option.rect = QRect(0, 0, 460, height)
    image = QImage(460, height, QImage.Format.Format_RGB32)
    image.fill(QColor(theme().colours.pane))
    painter = QPainter(image)
    delegate.paint(painter, option, index)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(height, -1)
    inked = (pixels != QColor(theme().colours.pane).rgb()).any(axis=1)
    assert inked[: height // 2].any()
    assert inked[height // 2 + 2 :].any()


def test_a_preset_without_data_says_what_to_get_until_something_else_is_begun(
    app: App, combo: DataCombo
) -> None:
    notice, begin = app.window.notice, app.window.file_actions.new_from
    begin("vgg16")
    assert notice.isVisible()
    assert "x_train and x_test (pictures, 224, 224, 3)" in notice.text()
    assert "Open a data file …" in notice.text()
    assert "Open a data file …" in [combo.itemText(index) for index in range(combo.count())]
    begin("alphago-policy")
    assert "19×19×48" in notice.text()
    assert "x_train" not in notice.text()
    begin("mnist-cnn")
    assert not notice.isVisible()
    begin("vgg19")
    app.state.document.set_data("mine.npz")
    assert not notice.isVisible()


@pytest.mark.parametrize("here", [False, True])
def test_a_preset_takes_its_data_if_they_are_here_and_else_says_how_to_get_them(
    app: App, combo: DataCombo, monkeypatch: pytest.MonkeyPatch, here: bool
) -> None:
    monkeypatch.setattr("cnngui.state.project_files.is_available", lambda key: here)
    app.window.file_actions.new_from("cifar10-cnn-keras")
    assert app.state.document.data == ("cifar10" if here else "")
    assert app.window.notice.isVisible() is not here
    if not here:
        assert combo.currentIndex() == -1
        assert combo.placeholderText() == "Choose data …"
        assert app.state.document.inference.ok, "data that nobody chose for it are no problem of its own"
        assert not app.window.train_actions.train.isEnabled()
        assert "Choose the data" in app.window.train_actions.train.toolTip()
        for words in ("CIFAR-10", "170 MB", "at Data"):
            assert words in app.window.notice.text()
        assert any("CIFAR-10" in combo.itemText(index) for index in range(combo.count()))


def test_data_that_do_not_fit_keep_train_from_starting(
    qtbot, app: App, transport: RecordingTransport
) -> None:
    app.state.document.set_data("xor")
    asked = transport.last(protocol.DescribeData)
    with qtbot.waitSignal(app.state.library.described_changed):
        transport.say(described(asked, load_dataset("xor")))
    train = app.window.train_actions.train
    assert not train.isEnabled()
    assert "a row of 2 numbers" in train.toolTip()
    assert any(
        problem.code == "network.data_row_unreadable" for problem in app.state.document.inference.errors
    )


def test_a_folder_of_pictures_is_chosen_and_says_how_far_its_reading_is(
    qtbot, monkeypatch, app: App, combo: DataCombo, transport: RecordingTransport, tmp_path
) -> None:
    for label in ("cat", "dog"):
        (tmp_path / label).mkdir()
        for n in range(5):
            Image.fromarray(np.full((30, 30), 40 * n, np.uint8)).save(tmp_path / label / f"{n}.png")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_: str(tmp_path)))
    combo.activated.emit(combo.findText("Open a folder of pictures …"))
    asked = transport.last(protocol.DescribeData)
    assert asked.data == str(tmp_path)
    transport.say(protocol.DataReading(str(tmp_path), 3, 10))
    qtbot.waitUntil(lambda: combo.currentText().endswith("30 %"))
    transport.say(described(asked, load_dataset(tmp_path)))
    qtbot.waitUntil(lambda: combo.currentText().endswith("8 / 2"))
    assert "Each of 2 sub-folders was read as a class." in app.window.notice.text()


def test_a_folder_or_a_data_file_that_is_dropped_is_chosen(app: App, tmp_path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "own.NPZ").write_bytes(b"")
    (tmp_path / "page.png").write_bytes(b"")

    def carried(*names: str) -> QMimeData:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
        return mime

    assert dropped_data(carried("more")) == str(tmp_path / "more")
    assert dropped_data(carried("own.NPZ")) == str(tmp_path / "own.NPZ")
    for other in (("page.png",), ("more", "own.NPZ"), ("gone.cnn",)):
        assert dropped_data(carried(*other)) == ""
    app.window.data_dropped.emit(str(tmp_path / "own.NPZ"))
    assert app.state.document.data == str(tmp_path / "own.NPZ")


def test_reading_tells_what_is_left_and_can_be_stopped(
    qtbot, monkeypatch, app: App, combo: DataCombo, transport: RecordingTransport
) -> None:
    choice = app.window.findChild(DataChoice)
    assert choice is not None
    wide = combo.width()
    choose_file(monkeypatch, combo, "many")
    assert not choice.stop.isVisibleTo(choice)
    with qtbot.waitSignal(app.state.library.reading_changed):
        transport.say(protocol.DataReading("many", 50, 200, 75.0))
    assert combo.currentText() == "many  25 % · 1:15"
    assert choice.stop.isVisibleTo(choice)
    assert combo.width() + choice.stop.width() <= wide
    assert choice.stop.accessibleName()
    choice.stop.click()
    assert app.state.document.data == "digits", "the earlier data stay"
    assert not choice.stop.isVisibleTo(choice)
    assert combo.maximumWidth() == wide
    assert not app.window.notice.isVisible(), "who stopped it knows"
