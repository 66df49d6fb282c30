"""The form of the preparation as a person meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnngui.datasets.preparation import BY_NAME, Preparation, Split
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.ui.data.preparation_panel import PreparationPanel
from tests.ui.draw.stage import Stage, stage


@pytest.fixture
def played(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        yield made


@pytest.fixture
def panel(played: Stage, qtbot: QtBot) -> PreparationPanel:
    made = PreparationPanel(played.state.preparation)
    qtbot.addWidget(made)
    made.resize(260, 700)
    made.show()
    played.describe_as("digits")
    return made


def preview(played: Stage, *, from_files: bool = True) -> None:
    """Answer the newest question for examples."""
    asked = played.asked_soon(protocol.PreviewPreparation)
    before = tuple(np.full((20 + place, 30, 3), 60 * place, np.uint8) for place in range(4))
    after = tuple(np.full((32, 32, 1), 50 * place, np.uint8) for place in range(4))
    played.hear(protocol.PreparationPreviewed(asked.request_id, asked.data, before, after, from_files))


def now(played: Stage) -> Preparation:
    return played.state.preparation.preparation


def choose(box: QWidget, word: str) -> None:
    """Choose a word of a list by the keyboard, as a person does."""
    box.setFocus()
    box.setCurrentIndex(box.findText(word))  # type: ignore[attr-defined]
    box.activated.emit(box.currentIndex())  # type: ignore[attr-defined]


def test_each_setting_changes_the_document_and_undo_brings_it_back(
    panel: PreparationPanel, played: Stage
) -> None:
    stack = played.document.undo_stack
    choose(panel.colour, "three channels")
    choose(panel.fit, "add a border")
    choose(panel.pad, "white")
    choose(panel.scale, "−1 … 1")
    panel.invert.click()
    panel.normalise.click()
    assert now(played) == Preparation(
        colour="colour", fit="pad", pad="white", scale="-1..1", invert=True, normalise="channels"
    )
    stack.undo()
    assert not panel.normalise.isChecked()
    stack.undo()
    assert not panel.invert.isChecked()
    assert panel.scale.currentText() == "−1 … 1"
    panel.reset_button.click()
    assert now(played) == Preparation()
    assert not panel.reset_button.isEnabled()


def test_a_size_is_chosen_or_typed(panel: PreparationPanel, played: Stage) -> None:
    choose(panel.size_box, "32")
    assert now(played).size == (32, 32)
    editor = panel.size_box.lineEdit()
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "24x40")
    # What arrives meanwhile does not take away what is half typed.
    panel._show()
    assert editor.text() == "24x40"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert now(played).size == (24, 40)
    for wrong in ("banana", "0", "9999"):
        editor.selectAll()
        QTest.keyClicks(editor, wrong)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        assert now(played).size == (24, 40)
        assert panel.told.text()
    choose(panel.size_box, "as they are")
    assert now(played).size is None


def test_pictures_are_seen_before_and_after(panel: PreparationPanel, played: Stage) -> None:
    preview(played)
    assert [len(row) for row in panel.pictures.images] == [4, 4]
    assert "32×32" in panel.pictures.accessibleName()
    image = panel.pictures.grab().toImage()
    assert not image.isNull()
    assert panel.paper.isVisibleTo(panel)
    assert "28×28×1" in panel.told.text()


def test_the_split_is_shown_only_where_it_is_chosen(panel: PreparationPanel, played: Stage) -> None:
    preview(played)
    assert not panel.fraction.isVisibleTo(panel)
    choose(panel.test_part, "a share of all")
    assert now(played).split == Split()
    assert panel.fraction.isVisibleTo(panel)
    panel.fraction.setValue(30)
    panel.stratified.click()
    panel.seed.setValue(5)
    choose(panel.group, "names up to _ or -")
    assert now(played).split == Split(fraction=0.3, stratified=False, seed=5, group=BY_NAME)
    editor = panel.group.lineEdit()
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "patient")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    split = now(played).split
    assert split is not None
    assert split.group == "patient"
    choose(panel.test_part, "as the data have it")
    assert now(played).split is None


def test_sentences_have_no_pixels_to_prepare(panel: PreparationPanel, played: Stage) -> None:
    played.describe_as("sentences")
    assert not panel.colour.isVisibleTo(panel)
    assert not panel.pictures.isVisibleTo(panel)
    assert panel.test_part.isVisibleTo(panel)


def test_every_editor_says_what_it_is(panel: PreparationPanel) -> None:
    for editor in (panel.colour, panel.size_box, panel.fit, panel.pad, panel.paper, panel.scale):
        assert editor.accessibleName()
        assert editor.toolTip()
        assert editor.focusPolicy() == Qt.FocusPolicy.StrongFocus
    for box in (panel.invert, panel.normalise, panel.stratified):
        assert box.text()
        assert box.toolTip()


def test_what_the_data_cannot_be_is_said_where_it_was_asked_for(
    panel: PreparationPanel, played: Stage
) -> None:
    preview(played)
    choose(panel.test_part, "a share of all")
    choose(panel.group, "names up to _ or -")
    asked = played.transport.last(protocol.DescribeData)
    assert isinstance(asked, protocol.DescribeData)
    played.hear(
        protocol.RequestFailed(asked.request_id, CnnguiError("preparation.no_groups", label="Digits"))
    )
    assert "neither" in panel.told.text()
    played.document.undo_stack.undo()
    assert "neither" not in panel.told.text()


def test_long_words_of_a_list_make_the_form_no_wider(panel: PreparationPanel, played: Stage) -> None:
    narrow = panel.colour.minimumSizeHint().width()
    for box in (panel.size_box, panel.group):
        box.addItem("a heading of a column that is longer than the panel is wide")
        assert box.minimumSizeHint().width() <= narrow + 8
