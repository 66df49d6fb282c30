"""The New menu."""

from __future__ import annotations

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from cnngui.network.presets import presets
from cnngui.state.document import Document
from cnngui.ui.network.network_panel import NetworkPanel


def test_every_preset_is_offered_with_its_figures(panel: NetworkPanel) -> None:
    offered = {action.objectName(): action.text() for action in panel.new_menu.actions()}
    for preset in presets():
        assert preset.title in offered[f"preset_{preset.name}"]
    assert "356,234 parameters · 99.32 %" in offered["preset_mnist-cnn"]


def test_choosing_leaves_the_document_to_the_window(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    before = document.network
    with qtbot.waitSignal(panel.preset_chosen) as chosen:
        panel.new_menu.findChild(QAction, "preset_lenet-5").trigger()
    assert chosen.args == ["lenet-5"]
    assert document.network == before
