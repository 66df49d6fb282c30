"""The data choice, as a person sees it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from cnngui.app import App
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.ui.data_chooser import DataCombo
from tests.recording import RecordingTransport

LONG = "a_file_with_a_name_that_is_longer_than_the_choice_is_wide.npz"


@pytest.fixture
def combo(app: App) -> DataCombo:
    found = app.window.findChild(DataCombo)
    assert found is not None
    return found


def choose_file(monkeypatch: pytest.MonkeyPatch, combo: DataCombo, path: str) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_: (path, "")))
    combo.activated.emit(combo.count() - 1)


def test_a_damaged_file_is_refused_and_the_data_stay(
    qtbot, monkeypatch, app: App, combo: DataCombo, transport: RecordingTransport
) -> None:
    choose_file(monkeypatch, combo, "bad.npz")
    asked = transport.last(protocol.DescribeData)
    assert asked.data == "bad.npz"
    error = CnnguiError("datasets.file_missing", path="bad.npz")
    transport.say(protocol.RequestFailed(asked.request_id, error))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert "bad.npz" in app.window.notice.text()
    assert app.document.data == "digits"
    assert combo.currentText().startswith("Digits")
    assert not app.document.dirty


def test_a_file_of_an_opened_project_that_is_gone_stays_chosen(
    qtbot, app: App, combo: DataCombo, transport: RecordingTransport
) -> None:
    app.document.set_data("gone.npz")
    asked = transport.last(protocol.DescribeData)
    error = CnnguiError("datasets.file_missing", path="gone.npz")
    transport.say(protocol.RequestFailed(asked.request_id, error))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert app.document.data == "gone.npz"


def test_the_word_about_bad_data_goes_once_others_are_chosen(app: App) -> None:
    app.window.show_error(CnnguiError("datasets.file_missing", path="bad.npz"))
    app.document.set_data("good.npz")
    assert not app.window.notice.isVisible()


def test_a_long_file_name_leaves_room_for_the_counts(
    qtbot, app: App, combo: DataCombo, transport: RecordingTransport
) -> None:
    app.document.set_data(LONG)
    asked = transport.last(protocol.DescribeData)
    names = tuple("0123456789")
    with qtbot.waitSignal(app.library.described_changed):
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
