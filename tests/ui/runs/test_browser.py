"""The table: what is shown of which run, in which order, and what is done with it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QPushButton

from cnngui.app import AppState
from cnngui.runs.run import Run, runs_folder
from cnngui.ui.runs.browser import RunBrowser
from cnngui.ui.runs.cells import eye_of
from cnngui.ui.runs.run_model import Heading
from cnngui.ui.runs.runs_page import RunsPage
from tests.ui.runs.conftest import NAMES, make

Key = Qt.Key


def names(browser: RunBrowser) -> list[str]:
    return [row.name for row in browser.shown]


def cell(browser: RunBrowser, line: int, key: str) -> str:
    model = browser.table.runs
    keys = [column.key for column in model.columns]
    return model.index(line, keys.index(key)).data()


def sort_by(browser: RunBrowser, key: str) -> None:
    browser.table.sort_wanted.emit(key)


def choose(browser: RunBrowser, *run_ids: str) -> None:
    browser.table.select(list(run_ids))
    browser.table.setFocus()


def test_runs_are_shown_the_newest_first(browser: RunBrowser) -> None:
    assert names(browser) == list(reversed(NAMES))
    assert cell(browser, 1, "name") == "둘째 망"
    assert cell(browser, 1, "best_metric") == "75.00 %"
    assert cell(browser, 1, "best_epoch") == "2"
    assert cell(browser, 1, "seconds") == "0:20"
    assert browser.table.accessibleName() == "Runs"


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(browser: RunBrowser) -> None:
    sort_by(browser, "best_metric")
    assert names(browser) == ["둘째 망", "first", "third"]
    sort_by(browser, "best_metric")
    assert names(browser) == ["third", "first", "둘째 망"]


def test_a_line_filters_and_nothing_found_offers_all(qtbot, browser: RunBrowser) -> None:
    QTest.keyClicks(browser.bar.filter, "tag:good")
    qtbot.waitUntil(lambda: names(browser) == ["둘째 망"])
    assert browser.bar.count_label.text() == "1 of 3 runs"
    browser.bar.filter.setText("accuracy>0.9")
    qtbot.waitUntil(lambda: names(browser) == [])
    assert browser._nothing.isVisible()
    browser._nothing.button.click()
    assert len(names(browser)) == 3
    assert browser.bar.filter.text() == ""


def test_groups_have_headings_that_cannot_be_selected(browser: RunBrowser) -> None:
    browser.bar.group_box.setCurrentIndex(browser.bar.group_box.findData("tags"))
    browser.bar.group_box.activated.emit(0)
    lines = browser.table.runs.lines
    assert [line.count if isinstance(line, Heading) else line.name for line in lines] == [
        1, "둘째 망", 2, "third", "first",
    ]  # fmt: skip
    browser.table.selectAll()
    assert len(browser.table.selected_ids()) == 3


def test_only_what_differs_shows_the_settings_that_do(browser: RunBrowser) -> None:
    browser.bar.differing_box.setChecked(True)
    keys = [column.key for column in browser.table.runs.columns]
    assert "recipe.optimizer.learning_rate" in keys
    assert "state" not in keys
    assert cell(browser, 0, "recipe.optimizer.learning_rate") == "0.01"


def test_a_pinned_run_is_what_others_are_compared_with(browser: RunBrowser) -> None:
    browser.acts.pin("run0")
    assert cell(browser, 1, "best_metric") == "75.00 %  +25.00"
    assert cell(browser, 2, "best_metric") == "50.00 %"
    assert browser.bar.unpin.text() == "against first"
    browser.bar.unpin.click()
    assert cell(browser, 1, "best_metric") == "75.00 %"


def test_a_run_is_renamed_in_its_cell_and_undo_takes_it_back(
    qtbot, browser: RunBrowser, page: RunsPage, state: AppState
) -> None:
    choose(browser, "run1")
    QTest.keyClick(browser.table, Key.Key_F2)
    editor = browser.table.findChild(QLineEdit)
    assert editor.text() == "둘째 망"
    editor.setText("더 넓게")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: names(browser)[1] == "더 넓게")
    assert browser.isVisible(), "Return must not open the run besides"
    assert browser.table.selected_ids() == ["run1"]
    state.runs.flush()
    assert Run(runs_folder() / "run1").note().name == "더 넓게"
    browser.table.setFocus()
    QTest.keyClick(browser.table, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(browser)[1] == "둘째 망")
    QTest.keyClick(browser.table, Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(browser)[1] == "더 넓게")


def test_what_comes_in_while_a_person_types_does_not_take_the_field_away(
    qtbot, browser: RunBrowser, state: AppState
) -> None:
    choose(browser, "run1")
    QTest.keyClick(browser.table, Key.Key_F2)
    editor = browser.table.findChild(QLineEdit)
    editor.setText("half typ")
    make("fourth", 3, accuracy=0.9)
    with qtbot.waitSignal(state.runs.rows_changed):
        state.runs.refresh()
    qtbot.wait(300)
    assert browser.table.findChild(QLineEdit) is editor
    assert editor.text() == "half typ"
    QTest.keyClick(editor, Key.Key_Escape)
    qtbot.waitUntil(lambda: len(names(browser)) == 4)


def test_tags_are_typed_with_commas_between(qtbot, browser: RunBrowser, state: AppState) -> None:
    choose(browser, "run0")
    browser.table.edit_cell("tags")
    editor = browser.table.findChild(QLineEdit)
    editor.setText("keep,  다시 ,keep")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: state.runs.row("run0").tags == ("keep", "다시"))
    assert browser.isVisible()


def test_delete_takes_the_selected_away_and_says_what_becomes_free(
    qtbot, browser: RunBrowser, page: RunsPage, state: AppState
) -> None:
    choose(browser, "run0", "run2")
    with qtbot.waitSignal(page.told) as told:
        QTest.keyClick(browser.table, Key.Key_Delete)
        assert names(browser) == ["둘째 망"]
    assert told.args[0].startswith("2 runs deleted: ")
    assert "become free when cnngui ends; Undo brings them back" in told.args[0]
    page.findChild(object, "runs_undo").click()
    qtbot.waitUntil(lambda: len(names(browser)) == 3)


def test_an_eye_hides_a_curve_and_space_those_that_are_selected(
    qtbot, browser: RunBrowser, state: AppState
) -> None:
    table = browser.table
    place = table.visualRect(table.runs.index(0, 0))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=eye_of(place).center())
    assert [row.hidden for row in browser.shown] == [True, False, False]
    assert table.selected_ids() == []
    choose(browser, "run0", "run1")
    QTest.keyClick(table, Key.Key_Space)
    assert [row.hidden for row in browser.shown] == [True, True, True]
    QTest.keyClick(table, Key.Key_Space)
    assert [row.hidden for row in browser.shown] == [True, False, False]
    names_drawn = lambda: {curve.name for curve in browser.curves.plots[0].drawn}  # noqa: E731
    table.clearSelection()
    qtbot.waitUntil(lambda: names_drawn() == {"first", "둘째 망"})


def test_every_column_can_be_moved_and_the_order_is_kept(qtbot, browser: RunBrowser, state: AppState) -> None:
    table = browser.table
    before = [column.key for column in table.runs.columns]
    table.horizontalHeader().moveSection(before.index("best_metric"), 2)
    qtbot.waitUntil(lambda: table.runs.columns[2].key == "best_metric")
    header = table.horizontalHeader()
    assert [header.logicalIndex(place) for place in range(header.count())] == list(range(header.count()))
    assert browser.choice.keys.index("best_metric") == 2


def test_how_high_the_table_is_is_remembered(
    qtbot, browser: RunBrowser, page: RunsPage, state: AppState
) -> None:
    above = browser.split.sizes()[0]
    browser.split.moveSplitter(above + 60, 1)
    other = RunsPage(state.runs, state.histories, state.settings, page._deeds)
    qtbot.addWidget(other)
    other.resize(page.size())
    other.show()
    assert abs(other.browser.split.sizes()[0] - browser.split.sizes()[0]) <= 2
    assert browser.split.sizes()[0] > above


def test_the_menu_offers_what_can_be_done(browser: RunBrowser) -> None:
    choose(browser, "run1")
    menu = browser.acts.menu()
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[:5] == ["Open", "Rename", "Edit tags", "Edit note", "Pin as baseline"]
    assert {
        "Resume",
        "Fork from its best weights",
        "Start a network from this run …",
        "Repeat with the same seed",
        "Use its network",
        "Draw with its best weights",
    } <= set(words)
    by_words = {action.text(): action for action in menu.actions()}
    assert not by_words["Resume"].isEnabled()
    assert by_words["Fork from its best weights"].isEnabled()
    assert words[-1].startswith("Delete, ")
    by_words["Pin as baseline"].trigger()
    assert browser.table.runs.baseline.id == "run1"
    menu.deleteLater()


def test_a_colour_is_given_by_the_menu(qtbot, browser: RunBrowser, state: AppState) -> None:
    choose(browser, "run1")
    menu = browser.acts.menu()
    colours = next(each for each in menu.findChildren(QMenu) if each.title() == "Colour")
    next(action for action in colours.actions() if action.text() == "green").trigger()
    assert state.runs.row("run1").color == "#009e73"
    assert browser.table.runs.colours["run1"] == "#009e73"
    menu.deleteLater()


def test_the_table_is_exported_as_it_is_seen(qtbot, browser: RunBrowser, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "runs.csv"
    monkeypatch.setattr("cnngui.ui.runs.run_acts.ask_new_file", lambda *_: str(path))
    sort_by(browser, "best_metric")
    with qtbot.waitSignal(browser.saved):
        browser.bar.export_wanted.emit()
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert [row["Run"] for row in rows] == ["둘째 망", "first", "third"]
    assert [row["Best"] for row in rows] == ["0.75", "0.5", "0.25"]


def test_axes_that_are_brushed_filter_the_table(qtbot, browser: RunBrowser) -> None:
    browser.which._buttons["parallel"].click()
    view = browser.parallel
    qtbot.waitUntil(lambda: view.isVisible())
    keys = [axis.key for axis in view._axes]
    assert "recipe.optimizer.learning_rate" in keys
    assert keys[-1] == "best_metric"
    view._set_range("best_metric", (0.9, 1.0))
    qtbot.waitUntil(lambda: names(browser) == ["둘째 망"])
    assert "as the axes let through" in browser.bar.count_label.text()
    browser.bar.filter.setText("nothing like this")
    qtbot.waitUntil(lambda: browser._nothing.isVisible())
    browser._nothing.button.click()
    assert len(names(browser)) == 3


def test_colours_stay_when_runs_are_filtered(qtbot, browser: RunBrowser) -> None:
    before = dict(browser.table.runs.colours)
    browser.bar.filter.setText("third")
    qtbot.waitUntil(lambda: names(browser) == ["third"])
    assert browser.table.runs.colours["run2"] == before["run2"]
    assert len(set(before.values())) == 3


def test_a_double_click_or_enter_opens_a_run(qtbot, browser: RunBrowser, page: RunsPage) -> None:
    choose(browser, "run1")
    QTest.keyClick(browser.table, Key.Key_Return)
    assert page.details.isVisible()
    assert page.details.name_label.text() == "둘째 망"
    QTest.keyClick(page.details, Key.Key_Escape)
    assert browser.isVisible()
    place = browser.table.visualRect(browser.table.runs.index(0, 1)).center()
    QTest.mouseClick(browser.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(browser.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.details.name_label.text() == "third"


@pytest.mark.parametrize("count", [0, 1])
def test_without_runs_the_page_says_what_to_do(qtbot, home: Path, page: RunsPage, count: int) -> None:
    assert page.empty.isVisible()
    assert page.empty.sentence.text().startswith("No run yet.")
    with qtbot.waitSignal(page.train_wanted):
        page.empty.button.click()
    for number in range(count):
        make("a", number, accuracy=0.5)
        qtbot.waitUntil(lambda: len(page.browser.shown) == 1 and page.browser.isVisible())


def test_what_was_chosen_is_there_in_a_window_that_is_built_anew(
    qtbot, browser: RunBrowser, page: RunsPage, state: AppState
) -> None:
    browser.bar.filter.setText("tag:good")
    browser.acts.pin("run1")
    sort_by(browser, "best_metric")
    page.hide()
    other = RunsPage(state.runs, state.histories, state.settings, page._deeds)
    qtbot.addWidget(other)
    other.show()
    qtbot.waitUntil(lambda: names(other.browser) == ["둘째 망"])
    assert other.browser.bar.filter.text() == "tag:good"
    assert other.browser.table.runs.baseline.id == "run1"


def test_runs_that_cannot_be_read_are_told_of_beside_the_others(
    qtbot, three: list[Run], browser: RunBrowser, page: RunsPage
) -> None:
    assert not browser.bar.damage_button.isVisible()
    (three[1].folder / "run.json").write_text("{")
    qtbot.waitUntil(browser.bar.damage_button.isVisible)
    assert browser.bar.damage_button.text() == "1 cannot be read"
    with qtbot.waitSignal(page.problem_raised) as told:
        browser.bar.damage_button.click()
    assert three[1].id in str(told.args[0])


def test_the_heading_says_by_what_and_in_which_order(browser: RunBrowser) -> None:
    sort_by(browser, "best_metric")
    model = browser.table.runs
    heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(len(model.columns))]
    assert "Best ▾" in heads
    sort_by(browser, "best_metric")
    heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(len(model.columns))]
    assert "Best ▴" in heads
    assert "Started" in heads


def test_the_selected_runs_are_behind_the_dots_too(qtbot, browser: RunBrowser) -> None:
    menu = browser.bar.selected_menu
    browser.bar._on_menu()
    assert not menu.isEnabled()
    choose(browser, "run1")
    browser.bar._on_menu()
    menu.aboutToShow.emit()
    assert "Pin as baseline" in [action.text() for action in menu.actions()]
    menu.aboutToHide.emit()
    qtbot.waitUntil(menu.isEmpty)
    choose(browser, "run0", "run1")
    browser.bar._on_menu()
    assert menu.title() == "2 selected runs"


def test_what_differs_stands_beside_the_best_result(browser: RunBrowser) -> None:
    browser.bar.differing_box.click()
    keys = [column.key for column in browser.table.runs.columns]
    best = keys.index("best_metric")
    assert best < keys.index("recipe.optimizer.learning_rate") < keys.index("last_metric")
    assert keys[best - 1] == "name"


def test_runs_of_another_folder_are_taken_in_from_the_menu(
    qtbot, page: RunsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("elsewhere", 7, accuracy=0.5)
    runs_folder().rename(tmp_path / "other")
    qtbot.waitUntil(lambda: page.empty.isVisible())
    folder = str(tmp_path / "other")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: folder)
    button = page.empty.findChildren(QPushButton)[-1]
    assert button.text() == "Take in runs of a folder …"
    button.click()
    qtbot.waitUntil(lambda: len(page.browser.shown) == 1 and page.browser.isVisible())
    with qtbot.waitSignal(page.told) as told:
        page.browser.acts.take_in()
    assert "here already" in told.args[0]
