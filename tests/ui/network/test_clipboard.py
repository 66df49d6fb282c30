"""Layers as text on the clipboard."""

from __future__ import annotations

import json

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from cnngui.errors import CnnguiError
from cnngui.state.document import Document
from cnngui.ui.network.network_panel import NetworkPanel


def kinds(document: Document) -> list[str]:
    return [layer.kind for layer in document.network.layers]


def test_copy_and_paste(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    panel.actions_by_name["copy"].trigger()
    assert json.loads(QGuiApplication.clipboard().text())["layers"][0]["kind"] == "Conv2D"
    document.select("max_pooling2d")
    panel.actions_by_name["paste"].trigger()
    assert kinds(document)[:4] == ["Conv2D", "MaxPooling2D", "Conv2D", "Dropout"]
    assert document.network.layers[2].filters == 32


def test_cut_is_one_paste_away_from_a_move(panel: NetworkPanel, document: Document) -> None:
    before = kinds(document)
    document.select("conv2d")
    panel.actions_by_name["cut"].trigger()
    assert kinds(document) == before[1:]
    panel.actions_by_name["paste"].trigger()
    assert kinds(document)[:2] == ["MaxPooling2D", "Conv2D"]


@pytest.mark.parametrize(
    "text", ["", "hello", "{", '{"format": "cnngui-layers", "version": 1, "layers": [{"kind": "Magic"}]}']
)
def test_bad_text_is_explained_and_changes_nothing(
    qtbot: QtBot, panel: NetworkPanel, document: Document, text: str
) -> None:
    before = document.network
    QGuiApplication.clipboard().setText(text)
    with qtbot.waitSignal(panel.problem_raised) as raised:
        panel.actions_by_name["paste"].trigger()
    assert isinstance(raised.args[0], CnnguiError)
    assert document.network == before


def test_actions_follow_the_selection(panel: NetworkPanel, document: Document) -> None:
    assert list(panel.actions_by_name) == [
        "add",
        "cut",
        "copy",
        "paste",
        "duplicate",
        "delete",
        "select_all",
        "move_up",
        "move_down",
        "move_in",
        "move_out",
        "freeze",
        "freeze_up_to",
        "unfreeze_all",
        "wrap",
        "unwrap",
        "fold",
        "fold_all",
        "unfold_all",
        "save_block",
        "own_blocks",
    ]
    document.select("")
    assert not panel.actions_by_name["copy"].isEnabled()
    document.select("conv2d")
    assert panel.actions_by_name["copy"].isEnabled()
    assert not panel.actions_by_name["move_up"].isEnabled()
    assert panel.actions_by_name["move_down"].isEnabled()
