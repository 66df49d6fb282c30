"""The page Samples in the whole window; the worker is played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from cnngui.app import App
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.ink import PEN_PX, Stroke
from cnngui.datasets.own_samples import OwnSample, SampleFolder
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.ui.samples import samples_page
from cnngui.ui.samples.class_bar import ALL
from cnngui.ui.samples.samples_page import SamplesPage
from tests.state.test_fine_tuning import end, kept, loaded, tuned
from tests.ui.draw.stage import Stage, stage

LINES = [Stroke(((60 + 9 * place, 40), (180, 150)), PEN_PX) for place in range(5)]


@pytest.fixture
def staged(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        made.ship()
        yield made


@pytest.fixture
def page(qtbot, staged: Stage) -> SamplesPage:
    state = staged.state
    made = SamplesPage(state.own_samples, state.tuning, staged.predictor.model, staged.drawing)
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show()
    qtbot.waitUntil(lambda: state.own_samples.loaded)
    return made


@pytest.fixture
def five(qtbot, page: SamplesPage, staged: Stage) -> SamplesPage:
    own = staged.state.own_samples
    own.add(
        [OwnSample.of("4" if place else "1", [line], made_s=float(place)) for place, line in enumerate(LINES)]
    )
    qtbot.waitUntil(lambda: len(own.samples) == 5)
    return page


def shown(page: SamplesPage) -> list[str]:
    return [sample.label for sample in page.rows.samples]


def labels(staged: Stage) -> list[str]:
    return [sample.label for sample in staged.state.own_samples.samples]


def choose(page: SamplesPage, *places: int) -> None:
    page.view.clearSelection()
    page.view.choose({page.rows.samples[place].key for place in places})


def test_the_page_has_a_tab_once_it_was_asked_for(qtbot, app: App) -> None:
    tabs = app.window.pages.tabs
    (place,) = [each for each in range(tabs.count()) if tabs.tabText(each) == "Own samples"]
    assert not tabs.isTabVisible(place)
    qtbot.mouseClick(app.window.findChild(QPushButton, "own_samples_button"), Qt.MouseButton.LeftButton)
    assert tabs.isTabVisible(place)
    assert tabs.currentIndex() == place
    app.rebuild_window()
    assert app.window.pages.tabs.isTabVisible(place)
    assert app.window.pages.tabs.currentIndex() == place


def test_an_empty_page_says_how_samples_come_to_be(page: SamplesPage) -> None:
    assert page.empty.isVisible()
    assert "It is a …" in page.empty.sentence.text()
    assert not page.view.isVisible()
    assert not page.tuning.start_button.isEnabled()


def test_the_newest_come_first_and_are_counted_by_class(five: SamplesPage) -> None:
    assert shown(five) == ["4", "4", "4", "4", "1"]
    assert [button.text() for button in five.classes.buttons.values()] == ["all · 5", "1 · 1", "4 · 4"]
    assert five.rows.data(five.rows.index(0), Qt.ItemDataRole.DecorationRole).pixmap(56, 56).width() == 56


def test_one_class_alone_can_be_shown(qtbot, five: SamplesPage) -> None:
    qtbot.mouseClick(five.classes.buttons["1"], Qt.MouseButton.LeftButton)
    assert shown(five) == ["1"]
    choose(five, 0)
    five.deeds.delete()
    qtbot.waitUntil(lambda: shown(five) == ["4"] * 4)
    assert five.classes.shown == ALL


def test_the_chosen_are_relabelled_and_stay_chosen(qtbot, five: SamplesPage, staged: Stage) -> None:
    choose(five, 0, 1)
    five.deeds.relabel("9")
    qtbot.waitUntil(lambda: labels(staged) == ["1", "4", "4", "9", "9"])
    assert [sample.label for sample in five.view.chosen()] == ["9", "9"]


def test_keys_delete_undo_and_redo_here_alone(qtbot, five: SamplesPage, staged: Stage) -> None:
    choose(five, 0)
    five.view.setFocus()
    qtbot.keyClick(five.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(labels(staged)) == 4)
    five.deeds.delete_button.setEnabled(True)
    five.deeds.delete_button.setFocus()
    qtbot.keyClick(five.deeds.delete_button, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(labels(staged)) == 5)
    qtbot.keyClick(five.view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(labels(staged)) == 4)
    assert not staged.document.undo_stack.canUndo()


def test_the_menu_has_the_classes_of_the_network_and_the_persons_own(
    qtbot, five: SamplesPage, staged: Stage
) -> None:
    assert five.deeds.menu() is None
    choose(five, 4)
    five.deeds.relabel("omega")
    qtbot.waitUntil(lambda: "omega" in labels(staged))
    names = [action.text().strip("&") for action in five._label_menu(five.deeds.relabel).actions()]
    assert names[:11] == [*"0123456789", "omega"]
    menu = five.deeds.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Show in Draw", "It is a …", "Delete"]


def test_a_sample_is_drawn_again(five: SamplesPage, staged: Stage) -> None:
    choose(five, 0)
    five.deeds.open_button.click()
    assert staged.drawing.sheet.strokes == (LINES[4],)


def test_what_another_window_adds_is_shown(qtbot, five: SamplesPage, staged: Stage) -> None:
    SampleFolder(staged.state.own_samples.folder).write([OwnSample.of("0", LINES, made_s=9.0)])
    qtbot.waitUntil(lambda: shown(five)[:1] == ["0"])


def test_samples_leave_and_come_by_files(
    qtbot, five: SamplesPage, staged: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "mine.npz")
    monkeypatch.setattr(samples_page, "ask_new_file", lambda *_: path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path, ""))
    with qtbot.waitSignal(five.saved):
        five.export_button.click()
    assert load_dataset(path).class_names == ("1", "4")
    with qtbot.waitSignal(five.told) as told:
        five.import_button.click()
    assert "5 were here already" in told.args[0]
    Path(path).write_bytes(b"PK\x03\x04")
    with qtbot.waitSignal(five.problem_raised):
        five.import_button.click()


def test_samples_are_used_as_data(qtbot, five: SamplesPage) -> None:
    with qtbot.waitSignal(five.data_wanted) as told:
        five.data_button.click()
    assert load_dataset(told.args[0]).input_shape == (28, 28, 1)


# Fine-tuning ----------------------------------------------------------------------------------------


def test_what_may_be_expected_is_said_before(five: SamplesPage) -> None:
    words = five.tuning.promise.text()
    assert "5 samples" in words
    assert "nothing is overwritten" in words
    assert "So few" in words


def test_progress_result_and_the_way_back_are_shown(qtbot, five: SamplesPage, staged: Stage) -> None:
    pane = five.tuning
    qtbot.mouseClick(pane.start_button, Qt.MouseButton.LeftButton)
    assert pane.stop_button.isVisible()
    assert pane.bar.maximum() == 0
    staged.hear(protocol.FineTuning("learning", 0.5, 3.0, 0.995, 0.99))
    assert (pane.bar.value(), pane.bar.maximum()) == (500, 1000)
    words = pane.progress_label.text()
    assert "0:03 left" in words
    assert "99.5 % → 99.0 %" in words
    told = tuned(learned=5, own_before=1, own_after=5, old_before=995, old_after=994, old_label="Digits")
    end(staged, told)
    loaded(staged)
    seen = [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    assert {"1 of 5", "5 of 5", "99.5 %", "99.4 %"} <= set(seen)
    assert any("new drawings may go worse" in text for text in seen)
    qtbot.mouseClick(pane.back_button, Qt.MouseButton.LeftButton)
    assert not staged.state.tuning.answers
    assert pane.answer_button.isVisible()
    qtbot.mouseClick(pane.answer_button, Qt.MouseButton.LeftButton)
    assert staged.state.tuning.answers


def test_the_button_back_says_where_it_leads(five: SamplesPage, staged: Stage) -> None:
    before = kept(staged, "earlier", tuned())
    staged.run_model.show(kept(staged, "mine", tuned(owner="run", run="earlier", called="Earlier")), "Mine")
    button = five.tuning.back_button
    assert button.text() == "Back to Earlier"
    before.folder.rename(before.folder.with_name("away"))
    staged.state.tuning.changed.emit()
    assert button.text() == "Back to the network on the cards"
    assert "Earlier" in button.toolTip()


def test_a_run_that_is_deleted_has_the_way_back_said_anew(qtbot, app: App) -> None:
    with qtbot.waitSignal(app.state.tuning.changed):
        app.state.runs.rows_changed.emit()


def test_what_it_has_forgotten_is_said(five: SamplesPage, staged: Stage) -> None:
    staged.state.tuning.start("x")
    end(staged, tuned(learned=40, held_out=10, old_before=990, old_after=900))
    assert "forgotten" in five.tuning.judged.text()
    assert "never learned" in five.tuning.judged.text()


def test_a_failure_is_told(qtbot, five: SamplesPage, staged: Stage) -> None:
    staged.state.tuning.start("x")
    asked = staged.transport.last(protocol.FineTune)
    with qtbot.waitSignal(five.problem_raised):
        staged.hear(protocol.RequestFailed(asked.request_id, CnnguiError("samples.not_classes")))
    assert five.tuning.start_button.isVisible()
