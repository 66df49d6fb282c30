from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from cnngui.app import App
from cnngui.course.presets import preset
from cnngui.engine.protocol import ModelGone, ModelReady
from cnngui.network.compare import Comparison, compare
from cnngui.network.file_format import network_to_json
from cnngui.network.layers import Dense
from cnngui.network.network import Network
from cnngui.runs.model_id import DRAFT
from cnngui.ui.compare import compare_dialog
from cnngui.ui.compare.compare_dialog import CompareDialog
from cnngui.ui.compare.compare_menu import CompareMenu
from tests.recording import RecordingTransport


@pytest.fixture
def menu(app: App) -> CompareMenu:
    found = app.window.findChild(CompareMenu, "compare_menu")
    assert found is not None
    return found


def dialog_of(app: App) -> CompareDialog:
    (found,) = app.window.findChildren(CompareDialog)
    return found


def rows(dialog: CompareDialog) -> list[list[str]]:
    table = dialog.table
    return [[table.item(r, c).text() for c in range(table.columnCount())] for r in range(table.rowCount())]


def test_a_preset_stands_beside_the_cards(app: App, menu: CompareMenu) -> None:
    app.window.findChild(QAction, "compare_mnist-deep-cnn").trigger()
    shown = rows(dialog_of(app))
    (dense,) = [row for row in shown if "units 625 → 128" in row[3]]
    assert (dense[0], dense[1], dense[2]) == ("~", "Dense  625 · relu", "Dense  128 · relu")
    assert dense[4] == "−1,018,353"
    assert [row[0] for row in shown].count("−") == 2


def test_the_table_follows_edits_and_undo(app: App, menu: CompareMenu) -> None:
    menu.saved_action.trigger()
    dialog = dialog_of(app)
    assert dialog.told_label.text() == "Nothing differs"
    app.state.document.set_field("dense", "units", 64)
    assert [row[3] for row in rows(dialog) if row[0]] == ["units 128 → 64"]
    assert "356,234 → " in dialog.parameters_label.text()
    app.state.document.undo_stack.undo()
    assert dialog.told_label.text() == "Nothing differs"


def test_only_what_differs_is_shown_on_demand(app: App, menu: CompareMenu) -> None:
    app.state.document.insert_layers((Dense(units=5),), 9)
    menu.saved_action.trigger()
    dialog = dialog_of(app)
    assert len(rows(dialog)) == len(app.state.document.network.entries) + 1
    dialog.only_differing.setChecked(True)
    ((mark, left, right, _, _),) = rows(dialog)
    assert (mark, left, right) == ("+", "", "Dense  5")


def test_a_clicked_row_selects_its_card(app: App, menu: CompareMenu) -> None:
    menu.saved_action.trigger()
    dialog_of(app).table.selectRow(2)
    assert app.state.document.selection == app.state.document.network.names[1]


def test_last_saved_is_what_was_opened_or_saved(app: App, menu: CompareMenu) -> None:
    app.state.document.set_field("dense", "units", 64)
    app.state.document.mark_saved("/nowhere/a.cnn")
    app.state.document.set_field("dense", "units", 32)
    menu.saved_action.trigger()
    assert [row[3] for row in rows(dialog_of(app)) if row[0]] == ["units 64 → 32"]


def test_last_trained_is_there_while_there_are_weights(
    qtbot, app: App, menu: CompareMenu, transport: RecordingTransport
) -> None:
    assert not menu.trained_action.isEnabled()
    weights_of = preset("lenet-5").network
    with qtbot.waitSignal(app.state.training.own_model_changed):
        transport.say(ModelReady(DRAFT, weights_of, tuple("0123456789")))
    menu.trained_action.trigger()
    different = [row for row in rows(dialog_of(app)) if row[0]]
    assert len(different) == compare(weights_of, app.state.document.network).differing
    app.state.training.reset()
    with qtbot.waitSignal(app.state.training.own_model_changed):
        transport.say(ModelGone(DRAFT))
    assert not menu.trained_action.isEnabled()


def test_a_file_is_compared(app: App, menu: CompareMenu, tmp_path: Path, qtbot) -> None:
    path = tmp_path / "mine.json"
    path.write_text(network_to_json(preset("lenet-5").network), encoding="utf-8")
    menu.compare_with_file(path)
    qtbot.waitUntil(lambda: bool(app.window.findChildren(CompareDialog)))
    assert dialog_of(app).windowTitle() == "Compare with mine.json"


def test_a_file_that_is_no_network_is_told(app: App, menu: CompareMenu, tmp_path: Path, qtbot) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(b"\xff\xfe")
    with qtbot.waitSignal(menu.problem_raised) as raised:
        menu.compare_with_file(path)
    assert raised.args[0].code == "runs.not_a_network"
    assert not app.window.findChildren(CompareDialog)


def test_large_networks_are_compared_once_and_their_columns_measured_once(
    app: App, menu: CompareMenu, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.state.document.replace_all(replace(app.state.document.contents, network=preset("resnet-152").network))
    asked = []

    def counted(before: Network, after: Network) -> Comparison:
        asked.append(after)
        return compare(before, after)

    monkeypatch.setattr(compare_dialog, "compare", counted)
    dialog = menu.compare_with(preset("resnet-50").network, "ResNet-50")
    assert len(asked) == 1
    app.state.document.duplicate_layers(app.state.document.network.names[-1])
    dialog.only_differing.setChecked(False)
    assert len(asked) == 2
    assert dialog.table.rowCount() > 100
    header = dialog.table.horizontalHeader()
    for column in (1, 2, 4):
        assert header.sectionResizeMode(column) == header.ResizeMode.Interactive
        assert header.sectionSize(column) >= dialog.table.sizeHintForColumn(column)
