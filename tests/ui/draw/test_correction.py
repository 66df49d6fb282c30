"""“It is a …” below the answer: by mouse and keyboard, undone, and only where there is something to keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu

from cnngui.state.drawing import Sample
from cnngui.ui.draw.draw_panel import DrawPanel
from tests.ui.draw.stage import DIGITS, SENTENCES, Stage, draw_panel_of, stage
from tests.ui.draw.test_digit_marks import ONE, SEVEN, write


@pytest.fixture
def staged(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        made.ship()
        yield made


@pytest.fixture
def panel(qtbot, staged: Stage) -> DrawPanel:
    made = draw_panel_of(staged)
    qtbot.addWidget(made)
    made.show()
    return made


def labels(staged: Stage) -> list[str]:
    return [each.label for each in staged.state.own_samples.samples]


def test_what_it_is_is_said_with_two_keys(qtbot, panel: DrawPanel, staged: Stage, monkeypatch) -> None:
    correction, opened = panel.correction, []
    # An open menu grabs the keyboard, which the offscreen platform cannot.
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: opened.append(menu))
    correction.action.trigger()
    assert not opened
    assert not correction.button.isEnabled()
    staged.draw()
    assert correction.button.isEnabled()
    correction.action.trigger()
    (menu,) = opened
    assert [action.text() for action in menu.actions()[:10]] == [f"&{digit}" for digit in DIGITS]
    with qtbot.waitSignal(panel.told) as told:
        menu.actions()[4].trigger()
    assert "4" in told.args[0]
    assert labels(staged) == ["4"]
    assert correction.button.text() == "It is a 4 ✓"
    assert "1" in correction.page_button.text()


def test_the_shortcut_is_free_and_told(panel: DrawPanel) -> None:
    assert panel.correction.action.shortcut().toString() == "Ctrl+L"
    assert "Ctrl+L" in panel.correction.action.toolTip()


def test_it_is_taken_out_again(qtbot, panel: DrawPanel, staged: Stage) -> None:
    correction = panel.correction
    staged.draw()
    with qtbot.waitSignal(panel.told):
        correction.keep("4")
    assert [action.text() for action in correction.menu().actions() if action.isChecked()] == ["&4"]
    correction.menu().actions()[-1].trigger()
    qtbot.waitUntil(lambda: not labels(staged))
    assert correction.button.text() == "It is a …"
    assert "Another class" in correction.menu().actions()[-1].text()


def test_another_drawing_is_not_said_to_be_kept(qtbot, panel: DrawPanel, staged: Stage) -> None:
    staged.draw()
    with qtbot.waitSignal(panel.told):
        panel.correction.keep("4")
    staged.draw(((10, 10), (200, 200)))
    assert "✓" not in panel.correction.button.text()
    staged.drawing.undo()
    assert "✓" in panel.correction.button.text()


def test_another_label_given_elsewhere_is_said(qtbot, panel: DrawPanel, staged: Stage) -> None:
    own = staged.state.own_samples
    staged.draw()
    with qtbot.waitSignal(panel.told):
        panel.correction.keep("4")
    own.relabel(own.samples, "9")
    qtbot.waitUntil(lambda: panel.correction.button.text() == "It is a 9 ✓")
    own.delete(own.samples)
    qtbot.waitUntil(lambda: panel.correction.button.text() == "It is a …")


def test_another_class_can_be_typed(qtbot, panel: DrawPanel, staged: Stage, monkeypatch) -> None:
    staged.draw()

    def typed(dialog: QInputDialog) -> int:
        assert "fine-tuning" in dialog.labelText()
        dialog.setTextValue("  omega ")
        return 1

    monkeypatch.setattr(QInputDialog, "exec", typed)
    with qtbot.waitSignal(panel.told):
        panel.correction.menu().actions()[-1].trigger()
    assert labels(staged) == ["omega"]


def test_a_sample_of_the_data_is_mended_elsewhere(panel: DrawPanel, staged: Stage) -> None:
    staged.drawing.set_sample(Sample(np.zeros((28, 28, 1), np.uint8), "7"))
    assert not panel.correction.button.isEnabled()
    assert "Results" in panel.correction.button.toolTip()


def test_a_sentence_is_nothing_to_keep(qtbot) -> None:
    with stage(network=SENTENCES) as staged:
        staged.ship()
        panel = draw_panel_of(staged)
        qtbot.addWidget(panel)
        panel.show()
        staged.predictor.model.choose("own")
        staged.own(("bad", "good"))
        staged.draw()
        assert not panel.correction.isVisible()
        assert not panel.correction.action.isEnabled()


def test_the_page_is_one_click_away(qtbot, panel: DrawPanel) -> None:
    with qtbot.waitSignal(panel.samples_wanted):
        qtbot.mouseClick(panel.correction.page_button, Qt.MouseButton.LeftButton)


def test_of_several_digits_the_one_that_is_looked_at_is_kept(qtbot, panel: DrawPanel, staged: Stage) -> None:
    write(staged, (SEVEN, 7), (ONE, 1))
    digits = staged.predictor.subject.digits
    assert digits.members is not None
    digits.choose(0)
    assert "marked box" in panel.correction.button.toolTip()
    with qtbot.waitSignal(panel.told):
        panel.correction.keep("7")
    (sample,) = staged.state.own_samples.samples
    assert [stroke.points for stroke in sample.strokes] == [
        stroke.points for stroke in staged.drawing.sheet.strokes[:1]
    ]
    assert panel.correction.button.text() == "It is a 7 ✓"
    digits.choose(1)
    assert panel.correction.button.text() == "It is a …", "another digit is looked at"
