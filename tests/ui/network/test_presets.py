"""The New menu, and what the slide says below the cards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from cnngui.course.presets import Preset, preset, presets
from cnngui.engine.protocol import ModelReady
from cnngui.runs.history import EpochRow, History
from cnngui.runs.model_id import DRAFT
from cnngui.state.document import Contents, Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.training import TrainingSession
from cnngui.ui.network.network_panel import NetworkPanel
from cnngui.ui.network.preset_menu import LessonMenu, PresetMenu
from cnngui.ui.network.slide_note import SlideNote, SlidePopup
from tests.recording import RecordingTransport


def offered(menu: PresetMenu) -> dict[str, QAction]:
    return {
        action.objectName(): action for lesson in menu.findChildren(LessonMenu) for action in lesson.actions()
    }


def show(document: Document, shown: Preset) -> None:
    document.replace_all(Contents(shown.network, shown.recipe, shown.data), title=shown.title)


def note_of(panel: NetworkPanel) -> SlideNote:
    (note,) = panel.findChildren(SlideNote)
    return note


def test_every_preset_is_offered_under_its_lesson(panel: NetworkPanel) -> None:
    menus = {menu.title(): menu for menu in panel.new_menu.findChildren(LessonMenu)}
    assert [action.text() for action in panel.new_menu.actions()] == list(menus)
    for each in presets():
        names = [action.objectName() for action in menus[each.lesson].actions()]
        assert f"preset_{each.name}" in names
    assert max(len(menu.actions()) for menu in menus.values()) <= 10


def test_figures_are_worked_out_when_a_lesson_is_opened(panel: NetworkPanel) -> None:
    before = offered(panel.new_menu)
    assert all("parameters" not in action.text() for action in before.values())
    for _ in range(2):
        for menu in panel.new_menu.findChildren(LessonMenu):
            menu.aboutToShow.emit()
    for each in presets():
        assert before[f"preset_{each.name}"].text().startswith(each.title)
    assert before["preset_mnist-cnn"].text().endswith("\t356,234 parameters · accuracy 99.32 %")
    assert before["preset_resnet-152"].text().endswith("\t60,419,944 parameters")
    tip = before["preset_alexnet"].toolTip()
    assert "an input of 224×224×3; here 227×227×3" in tip
    assert "56×56" in tip


def test_the_menu_is_made_without_a_network(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty networks at every start would cost 0.1 s before the window is seen."""
    built: list[str] = []
    monkeypatch.setattr(Preset, "network", property(lambda self: built.append(self.name)))
    menu = PresetMenu()
    qtbot.addWidget(menu)
    assert len(offered(menu)) == len(presets())
    assert not built


def test_choosing_leaves_the_document_to_the_window(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    before = document.network
    with qtbot.waitSignal(panel.preset_chosen) as chosen:
        panel.new_menu.findChild(QAction, "preset_lenet-5").trigger()
    assert chosen.args == ["lenet-5"]
    assert document.network == before


def test_the_slide_is_told_of_while_the_network_began_as_a_preset(
    panel: NetworkPanel, document: Document
) -> None:
    note = note_of(panel)
    assert note.isHidden(), "the document has no title"
    show(document, preset("mnist-cnn"))
    assert not note.isHidden()
    assert note.text().startswith("Slide ✓")
    document.set_field("dense", "units", 256)
    assert note.text().startswith("Slide: 1 changed")
    assert any("356,234 parameters; here 619,786" in line for line in note.lines())
    assert note.lines()[1] == "~ Dense: units 128 → 256"
    assert any("dense with 262,272 parameters; here 524,544" in line for line in note.lines())
    document.set_data_facts(7, None)
    assert any("here 619,786" in line for line in note.lines()), "other data change no count"
    document.set_data_facts(10, None)
    document.undo_stack.undo()
    assert note.text().startswith("Slide ✓")
    show(document, preset("lenet-5"))
    assert note.text() == "Slide ▾"
    show(document, preset("mnist-tiny"))
    assert note.text() == "Not of the slides ▾"
    assert "slides say" not in note.accessibleName()
    assert "slides print" not in note.toolTip()
    document.replace_all(document.contents, path="/tmp/mine.cnn")
    assert note.isHidden()


def test_what_training_reached_stands_beside_what_is_printed(qtbot: QtBot, document: Document) -> None:
    training = TrainingSession(document, EngineClient(RecordingTransport))
    note = SlideNote(document, training)
    qtbot.addWidget(note)
    shown = preset("mnist-cnn")
    show(document, shown)
    training.history.append_epoch(EpochRow(5, 0.04, 0.98, 0.05, 0.9765, 1.0, 100.0, 0.001))
    assert not any(line.startswith("Here:") for line in note.lines()), "of which network is unknown"
    training.own_model = ModelReady(DRAFT, shown.network, tuple("0123456789"))
    assert note.lines()[-1] == "Here: accuracy 97.65 % after 5 epochs, on the data chosen"
    training.history = History()
    training.history.append_epoch(EpochRow(1, 0.04, 0.98, 0.05, 0.5, 1.0, 100.0, 0.001))
    assert note.lines()[-1] == "Here: accuracy 50 % after 1 epoch, on the data chosen"
    document.set_field("dense", "units", 256)
    assert not any(line.startswith("Here:") for line in note.lines()), "another network was trained"


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
def test_what_the_slides_say_scrolls_only_when_it_is_cut(qtbot: QtBot, panel: NetworkPanel) -> None:
    note = note_of(panel)
    for shown in presets():
        popup = SlidePopup(shown.title, [], [*map(str, shown.notes)], note)
        qtbot.addWidget(popup)
        popup.show()
        area = popup.findChild(QScrollArea)
        cut = area.widget().heightForWidth(area.viewport().width()) > area.viewport().height()
        assert cut == area.verticalScrollBar().isVisible() == (popup.height() == 520), shown.name
        popup.close()


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
def test_all_that_the_slides_say_opens_by_key_and_closes_by_escape(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    show(document, preset("alexnet"))
    note = note_of(panel)
    note.setFocus()
    QTest.keyClick(note, Qt.Key.Key_Space)
    popup = note.findChild(SlidePopup, "slide_popup")
    qtbot.waitUntil(popup.isVisible)
    words = "\n".join(part.text() for part in popup.findChildren(QLabel))
    assert "AlexNet (2012)" in words
    for told in (*note.lines(), *map(str, preset("alexnet").notes)):
        assert told in words
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: note.findChild(SlidePopup, "slide_popup") is None)
