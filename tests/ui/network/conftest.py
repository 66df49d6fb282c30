"""A window with the network room in it, on the document of the default preset."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnngui.course.presets import preset
from cnngui.state.document import Contents, Document
from cnngui.ui.network.network_panel import NetworkPanel
from cnngui.ui.shared.theme import set_up, theme


@pytest.fixture
def document(qapp: QApplication) -> Document:
    chosen = preset("mnist-cnn")
    document = Document(Contents(chosen.network, chosen.recipe, chosen.data))
    document.set_data_facts(10, None)
    return document


def _dress(app: QApplication) -> None:
    if app.style().name() != "fusion" or theme().dark:
        set_up(app)
        theme().choose("light")


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> Iterator[NetworkPanel]:
    _dress(QApplication.instance())
    panel = NetworkPanel(document)
    theme().dress(panel)
    qtbot.addWidget(panel)
    panel.resize(270, 800)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    yield panel
    panel.palette_popup.hide()
