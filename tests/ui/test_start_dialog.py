"""What is asked before a network starts from another, and what the answer does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cnngui.app import App
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.network.inference.starting import Freeze, Start, start_from
from cnngui.runs.run_row import RunRow
from cnngui.ui.start_dialog import StartDialog
from tests.network.inference.test_starting import FLAT
from tests.recording import RecordingTransport

ROW = RunRow("1", "finished", "photos", False, "", "", (), "", False, "n", data="cifar10", best_metric=0.75)
ROWS = (replace(ROW, id="0", title="grey"), ROW)


def plan(run_id: str, freeze: Freeze) -> Start:
    if run_id == "0":
        raise CnnguiError("starting.one_layer")
    return start_from(FLAT, 3, (32, 32, 3), freeze=freeze)


@pytest.fixture
def dialog(qtbot: QtBot) -> StartDialog:
    dialog = StartDialog(ROWS, plan)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_newest_is_chosen_and_what_comes_along_is_said(dialog: StartDialog) -> None:
    assert dialog.run_id == "1"
    assert dialog.frozen == "all"
    assert dialog.preview.text().startswith("Taken from photos: 4 layers with 116,")
    assert "frozen" in dialog.preview.text()
    assert "Made new: out, for 3 classes." in dialog.preview.text()
    dialog.freeze.click()
    assert dialog.frozen == "none"
    assert "go on learning" in dialog.preview.text()
    assert dialog.start.isEnabled()


def test_what_does_not_fit_says_why_and_cannot_be_begun_with(qtbot: QtBot, dialog: StartDialog) -> None:
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.run_id == "0"
    assert "one layer with weights only" in dialog.preview.text()
    assert not dialog.start.isEnabled()


def test_without_a_run_a_file_is_left(qtbot: QtBot) -> None:
    dialog = StartDialog((), plan)
    qtbot.addWidget(dialog)
    assert not dialog.start.isEnabled()
    assert "choose a file" in dialog.preview.text()
    with qtbot.waitSignal(dialog.file_wanted):
        dialog.file.click()


def test_the_file_menu_asks_and_a_file_is_begun_with(
    qtbot: QtBot, app: App, transport: RecordingTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, shown = app.state, app.window
    state.document.set_recipe(state.document.recipe.model_copy(update={"epochs": 2}))
    before = state.document.contents

    def asked_in_vain(*_: object) -> str:
        raise AssertionError("Undo brings the edit back: nothing is to be asked")

    monkeypatch.setattr("cnngui.ui.file_actions.ask_unsaved", asked_in_vain)
    action = next(each for each in shown.actions() if each.objectName() == "start_from_action")
    action.trigger()
    dialog = shown.findChild(StartDialog)
    assert dialog is not None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/somewhere/base.keras", ""))
    dialog.freeze.click()
    dialog.file.click()
    qtbot.waitUntil(lambda: any(isinstance(each, protocol.StartFrom) for each in transport.sent))
    asked = transport.last(protocol.StartFrom)
    assert isinstance(asked, protocol.StartFrom)
    assert (Path(asked.path).name, asked.data, asked.freeze) == ("base.keras", before.data, "none")
    start = start_from(before.network, 4, before.network.input_shape, freeze="none")
    transport.say(
        protocol.Begun(asked.request_id, asked.path, start, before.recipe, before.data, epoch=7, stamp=5)
    )
    qtbot.waitUntil(lambda: state.document.network == start.network)
    assert "Taken from base.keras" in state.notices.message(state.notices.current).what
    assert state.training.lineage.came == protocol.Origin(parent="base.keras", parent_epoch=7)
    assert state.document.undo_stack.undoText() == "Start from base.keras"
    state.document.undo_stack.undo()
    assert state.document.contents == before
