"""The page as a person meets it: with a worker that the test plays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import read_edits
from cnngui.datasets.picture_sizes import CountedSize
from cnngui.datasets.standing import Wanted
from cnngui.engine import protocol
from cnngui.engine.worker.data import described
from cnngui.engine.worker.overviews import text_found
from cnngui.errors import CnnguiError
from cnngui.state.label_edits import Followed
from cnngui.ui.data.data_page import DataPage
from cnngui.ui.shared.edits_dialog import EditsDialog
from cnngui.ui.shared.theme import theme
from tests.playing_data import give_averages, give_list, give_wanted
from tests.ui.draw.stage import XOR, Stage, stage


@pytest.fixture
def played(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        yield made


@pytest.fixture
def page(played: Stage, qtbot: QtBot) -> DataPage:
    state = played.state
    made = DataPage(
        state.document,
        state.data_samples,
        state.examination,
        state.recipe_tools,
        state.predictor.subject,
        state.preparation,
    )
    qtbot.addWidget(made)
    made.resize(780, 560)
    return made


@pytest.fixture
def known(page: DataPage, played: Stage) -> DataPage:
    """The page with the bundled digits."""
    page.show()
    played.describe_as("digits")
    give_list(played)
    give_wanted(played)
    give_averages(played)
    return page


def click(page: DataPage, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    grid = page.browser.grid
    point = grid.rect_of(row).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, keys, point)


def choose_class(
    page: DataPage, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    shown = page.classes.list
    box = shown.visualRect(shown.model().index(row, 0))
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, keys, box.center())


def test_it_asks_when_it_is_seen_and_not_before(page: DataPage, played: Stage) -> None:
    played.describe_as("digits")
    assert not played.asked(protocol.ListSamples)
    page.show()
    assert len(played.asked(protocol.ListSamples)) == 1
    assert "being read" in page.empty.sentence.text()
    give_list(played)
    page.hide()
    page.show()
    assert len(played.asked(protocol.ListSamples)) == 1


def test_every_sample_is_there_and_only_those_in_sight_are_fetched(page: DataPage, played: Stage) -> None:
    page.show()
    played.describe_as("digits")
    give_list(played)
    assert page.browser.count_label.text() == "5,000 samples"
    assert page.browser.grid.count == 5000
    assert 20 <= give_wanted(played) < 200
    page.browser.grid.point_at(4999)
    assert 10 <= give_wanted(played) < 200
    assert played.state.data_samples.samples.get(4999) is not None


def test_classes_are_counted_and_lead_to_their_samples(known: DataPage, played: Stage) -> None:
    digits = load_dataset("digits")
    counts = known.classes.list.counts
    assert [each.train for each in counts] == list(digits.class_counts)
    assert sum(each.test for each in counts) == len(digits.y_test)
    choose_class(known, 3)
    data = played.state.data_samples
    assert set(data.now.labels[data.places]) == {3}
    assert known.browser.count_label.text() == f"{counts[3].samples} of 5,000 samples"
    known.browser.filter.parts.chosen.emit("test")
    known.browser.filter._on_part("test")
    assert len(data.places) == counts[3].test
    known.browser.filter.clear_button.click()
    assert known.browser.grid.count == 5000
    assert known.classes.list.chosen == frozenset()


def test_averages_are_of_what_is_seen(known: DataPage, played: Stage) -> None:
    assert not known.classes.averages.isHidden()
    assert "Samples: 5,000." in known.classes.averages.words.text()
    known.browser.filter._on_part("test")
    give_averages(played)
    assert "Samples: 1,000." in known.classes.averages.words.text()


def test_several_are_chosen_and_one_is_opened(known: DataPage, played: Stage) -> None:
    played.own()
    grid = known.browser.grid
    click(known, 0)
    click(known, 3, Qt.KeyboardModifier.ShiftModifier)
    assert grid.choice.samples.tolist() == [0, 1, 2, 3]
    assert known.browser.current_label.text() == "4 samples chosen"
    QTest.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(grid.choice) == 5000
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    assert not len(grid.choice)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.choice.samples.tolist() == [4]
    assert played.drawing.sheet.sample is None, "a click alone shows the network nothing"
    QTest.keyClick(grid, Qt.Key.Key_Return)
    sample = played.drawing.sheet.sample
    assert sample is not None
    assert np.array_equal(sample.values, load_dataset("digits").x_train[4])


def test_edits_made_elsewhere_are_seen_at_once(known: DataPage, played: Stage) -> None:
    data = played.state.data_samples
    label = int(data.now.labels[4001])
    assert data.data is not None
    data.edits.relabel(data.data, "test", 1, (label + 1) % 10)
    data.edits.leave_out(data.data, "test", 2)
    known.browser.filter._on_only(known.browser.filter.only.findData("edited"))
    assert data.places.tolist() == [4001, 4002]
    first, second = (known.browser._item(row) for row in (0, 1))
    assert f"came as {label}" in first.words
    assert (first.mended, second.faint) == (True, True)
    assert "left out" in second.words
    data.edits.undo_stack.undo()
    assert data.places.tolist() == [4001]


def test_it_says_how_the_data_were_read(known: DataPage, played: Stage) -> None:
    sentences = known.about.sentences
    assert sentences[0] == "Samples: 4,000 to train on, 1,000 to test. Classes: 10."
    assert "28×28×1" in sentences[1]
    assert sentences[2:] == played.library.notes


def test_sentences_are_lines_and_pairs_are_cells(page: DataPage, played: Stage) -> None:
    page.show()
    played.describe_as("sentences")
    give_list(played)
    give_wanted(played)
    give_averages(played)
    grid = page.browser.grid
    assert grid.rect_of(1).width() == grid.viewport().width()
    assert page.classes.averages.isHidden()
    played.document.set_network(XOR, "")
    played.describe_as("xor")
    give_list(played)
    give_averages(played)
    assert grid.count == 4
    assert grid.rect_of(1).width() < grid.viewport().width()
    assert page.browser.filter.parts.isHidden()
    assert "0.5 ± 0.5" in page.classes.averages.words.text()


def test_other_data_begin_anew(known: DataPage, played: Stage) -> None:
    known.browser.filter._on_part("test")
    played.document.set_data("sentences")
    assert known.split.isHidden()
    played.describe_as("sentences")
    give_list(played)
    assert known.browser.grid.count == 600


def test_data_that_cannot_be_read_are_told_and_read_again(known: DataPage, played: Stage) -> None:
    played.document.set_data("nowhere.npz")
    asked = played.transport.last(protocol.DescribeData)
    error = CnnguiError("datasets.unknown", key="nowhere.npz", keys="digits")
    played.hear(protocol.RequestFailed(asked.request_id, error))
    assert "nowhere" in known.empty.sentence.text()
    known.empty.button.click()
    assert len([each for each in played.asked(protocol.DescribeData) if each.data == "nowhere.npz"]) == 2


def test_without_data_it_offers_to_open_some(page: DataPage, played: Stage, qtbot: QtBot) -> None:
    played.document.set_data("")
    page.show()
    assert "drop a folder" in page.empty.sentence.text()
    with qtbot.waitSignal(page.folder_wanted):
        page.empty.button.click()
    with qtbot.waitSignal(page.file_wanted):
        page.file_button.click()


# What a person does ---------------------------------------------------------------------------------

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def edits_now() -> Edits:
    return read_edits(load_dataset("digits", edits=False).fingerprint())


def test_chosen_samples_get_another_label_in_one_step(known: DataPage, played: Stage) -> None:
    data, tools = played.state.data_samples, known.browser.tools
    click(known, 0)
    click(known, 4, SHIFT)
    came = data.now.came[:5]
    tools._label_menu().actions()[int(came[1])].trigger()
    assert (data.now.labels[:5] == came[1]).all()
    assert edits_now().train.labels.keys() == {n for n in range(5) if came[n] != came[1]}
    assert known.browser.grid.choice.samples.tolist() == [0, 1, 2, 3, 4]
    QTest.keyClick(known.browser.grid, Qt.Key.Key_Z, CTRL)
    assert edits_now() == Edits()
    assert not tools.undo_button.isEnabled()
    QTest.keyClick(known.browser.grid, Qt.Key.Key_Z, CTRL | SHIFT)
    assert len(edits_now().train.labels) > 0


def test_samples_are_left_out_and_taken_in_again(known: DataPage) -> None:
    grid, tools = known.browser.grid, known.browser.tools
    click(known, 2)
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert edits_now().train.excluded == {2}
    assert known.browser._item(2).faint
    assert tools.leave_button.text() == "Take in again"
    assert tools.edits_button.text() == "1 sample left out"
    tools.leave_button.click()
    assert edits_now() == Edits()


def test_samples_are_moved_and_can_be_as_they_came_again(known: DataPage, played: Stage) -> None:
    data, tools = played.state.data_samples, known.browser.tools
    click(known, 1)
    assert tools.move_button.text() == "Move to test"
    tools.move_button.click()
    assert edits_now().train.moved == {1}
    assert data.now.test[1]
    assert known.browser._item(1).lines[1] == "test"
    assert known.browser._item(1).words.startswith("Sample 1 of training: ")
    assert known.browser._item(1).words.endswith(", belongs to test")
    assert tools.move_button.text() == "Move to training"
    menu = tools.menu()
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "As it came").trigger()
    assert edits_now() == Edits()


def test_no_part_can_lose_all_its_samples(known: DataPage, played: Stage, qtbot: QtBot) -> None:
    known.browser.filter._on_part("test")
    QTest.keyClick(known.browser.grid, Qt.Key.Key_A, CTRL)
    for button in (known.browser.tools.leave_button, known.browser.tools.move_button):
        with qtbot.waitSignal(played.state.data_samples.edits.problem_raised) as raised:
            button.click()
        assert raised.args[0].code == "datasets.edits_empty"
    assert edits_now() == Edits()


def test_classes_are_merged_renamed_and_taken_apart(known: DataPage, played: Stage) -> None:
    data, classes = played.state.data_samples, known.classes
    choose_class(known, 3)
    choose_class(known, 8, CTRL)
    assert classes.merge_button.text() == "Merge 2 classes"
    classes.merge_button.click()
    assert len(data.classes) == 9
    assert classes.list.chosen == {3}
    assert len(data.places) == 1000
    played.state.data_samples.watch(True)
    known._edits.rename(3, "  round\tones ")
    assert edits_now() == Edits().joined([8], 3).renamed(3, "round ones")
    assert [each.name for each in classes.list.counts][3] == "round ones"
    classes.apart_button.click()
    assert edits_now() == Edits()
    known._edits.rename(1, "7")
    assert edits_now().merged == {1: 7}, "the name of another class merges"


def test_one_class_is_none(known: DataPage, played: Stage, qtbot: QtBot) -> None:
    known.classes.list.selectAll()
    with qtbot.waitSignal(played.state.data_samples.edits.problem_raised) as raised:
        known.classes.merge_button.click()
    assert raised.args[0].code == "datasets.edits_one_class"
    assert known.classes.list.chosen == frozenset(range(10)), "nothing was merged"


def test_a_network_of_ten_outputs_is_told_of_nine_classes(known: DataPage, played: Stage) -> None:
    assert played.document.inference.ok
    known._edits.merge({3}, 8)
    asked = played.asked(protocol.DescribeData)[-1]
    played.hear(described(asked, load_dataset("digits")))
    (error,) = played.document.inference.errors
    assert error.code == "network.output_units"
    played.document.apply_fix(error.fixes[0])
    assert played.document.inference.ok


def test_edits_are_listed_and_taken_back(known: DataPage) -> None:
    known._edits.merge({3, 4}, 8)
    known._edits.rename(1, "one")
    known._edits.move(np.array([0, 4000]), "test")
    known._edits.leave_out(np.array([4000]))
    known.browser.tools.show_edits()
    (dialog,) = known.window().findChildren(EditsDialog)
    told = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert told == [
        "Class 1: called one",
        "Class 3, 4: counts as 8",
        "Training sample 0: belongs to the test part",
        "Test sample 0: left out",
    ]
    dialog.list.selectAll()
    dialog.back_button.click()
    assert edits_now() == Edits()
    dialog.undo_button.click()
    assert dialog.list.count() == 4
    dialog.close()


def test_who_prepares_the_data_goes_on_with_that_while_they_are_read(known: DataPage, played: Stage) -> None:
    known.view_choice.set_value("prepare")
    known._on_view("prepare")
    known.preparation.invert.setFocus()
    known.preparation.invert.click()
    assert played.document.data == "digits?invert=yes"
    assert played.state.data_samples.told is None
    assert known.preparation.isVisible()
    assert not known.empty.isVisible()
    assert (known.browser.count_label.text(), known.browser.nothing.isVisible()) == ("", True)
    assert "once they are read" in known.browser.nothing.sentence.text()
    known.view_choice.set_value("classes")
    known._on_view("classes")
    assert known.empty.isVisible()


# What is found and advised --------------------------------------------------------------------------


def find_copies(played: Stage, *pairs: tuple[int, int]) -> None:
    """Answer that these samples, counted through, are near-duplicates."""
    asked = played.asked(protocol.FindDuplicates)[-1]
    groups = np.full(5000, -1)
    for number, pair in enumerate(pairs):
        groups[list(pair)] = number
    played.hear(protocol.DuplicatesFound(asked.request_id, "digits", groups))


def test_it_looks_by_itself_and_tells_what_it_found(known: DataPage, played: Stage) -> None:
    played.hear(protocol.Examining("digits", "duplicates", 50, 100))
    assert known.finder.progress.value() == 500
    find_copies(played, (3, 4001), (8, 4002), (10, 11))
    assert played.asked(protocol.FindOdd), "one after the other"
    (line, *_) = known.advice.shown
    assert line.values == {"count": 2, "tests": 1000}
    known.finder.across_button.click()
    data = played.state.data_samples
    assert data.places.tolist() == [3, 4001, 8, 4002]
    assert [known.browser._item(row).band for row in range(4)] == [False, False, True, True]
    assert known.browser.filter.only.currentData() == "across"


def test_copies_in_the_test_part_are_left_out_by_one_click_and_undone_by_another(
    known: DataPage, played: Stage
) -> None:
    find_copies(played, (3, 4001), (8, 4002))
    known.advice.mend_wanted.emit("leave_across_out")
    assert edits_now().test.excluded == {1, 2}
    assert all(each.mend != "leave_across_out" for each in known.advice.shown)
    known.browser.tools.undo_button.click()
    assert edits_now() == Edits()
    assert known.advice.shown[0].mend == "leave_across_out"


def test_looking_can_be_stopped_and_is_begun_again_by_hand_alone(known: DataPage, played: Stage) -> None:
    known.finder.stop_button.click()
    assert played.asked(protocol.StopExamining)
    asked = len(played.asked(protocol.FindDuplicates))
    known.hide()
    known.show()
    assert len(played.asked(protocol.FindDuplicates)) == asked
    assert known.finder.twice_button.text() == "Look for them"
    known.finder.twice_button.click()
    assert len(played.asked(protocol.FindDuplicates)) == asked + 1


def test_odd_ones_are_shown_the_oddest_first(known: DataPage, played: Stage) -> None:
    find_copies(played)
    asked = played.asked(protocol.FindOdd)[-1]
    scores = np.zeros(5000, np.float32)
    scores[[7, 4100]] = 4, 9
    data = played.state.data_samples
    played.hear(protocol.OddFound(asked.request_id, "digits", scores, data.now.labels))
    known.finder.odd_button.click()
    assert data.places.tolist() == [4100, 7]
    assert "odd by 9.0" in known.browser._item(0).words
    known._edits.relabel(np.array([4100]), (int(data.now.labels[4100]) + 1) % 10)
    assert data.places.tolist() == [7], "of another class it may be as all the others"
    data.want(Wanted(only="edited"))
    assert "odd" not in known.browser._item(0).words
    known._edits.undo_stack.undo()
    assert data.found.odd_ones(data.now)[4100]


def test_what_is_alike_but_labelled_otherwise_is_shown_alone(known: DataPage, played: Stage) -> None:
    data = played.state.data_samples
    labels = data.now.labels
    unlike = next(place for place in range(4, 4000) if labels[place] != labels[3])
    alike = next(place for place in range(1, 4000) if labels[place] == labels[0])
    find_copies(played, (3, unlike), (0, alike))
    told = next(each for each in known.advice.shown if each.code == "datasets.advice_unlike")
    data.want(Wanted(text="#0"))
    known.advice.show_wanted.emit(told)
    assert data.places.tolist() == [3, unlike]
    assert data.shown_groups.tolist() == [0, 0]
    assert known.browser.filter.only.currentText() == "alike, other labels"
    data.want(Wanted(text="#0"))
    known.finder.twice_button.click()
    assert sorted(data.places.tolist()) == sorted([0, alike, 3, unlike]), "whatever was searched for before"


def test_uneven_classes_are_told_and_weighed(known: DataPage, played: Stage) -> None:
    data = played.state.data_samples
    ones = np.flatnonzero((data.now.labels == 1) & ~data.now.test)
    known._edits.leave_out(ones[:-30])
    asked = played.asked(protocol.DescribeData)[-1]
    played.hear(described(asked, load_dataset("digits")))
    (line,) = [each for each in known.advice.shown if each.mend == "class_weights"]
    assert "to learn from: 1 has 30, " in str(line)
    known.advice.mend_wanted.emit("class_weights")
    weights = played.document.recipe.class_weight
    assert weights[1] > 5 * weights[0]
    assert all(each.mend != "class_weights" for each in known.advice.shown)


def test_a_line_can_be_put_away_until_the_data_are_others(known: DataPage, played: Stage) -> None:
    find_copies(played, (3, 4001))
    place = [each.mend for each in known.advice.shown].index("leave_across_out")
    buttons = {each.text(): each for each in known.advice.lines[place].findChildren(QPushButton)}
    buttons["Show"].click()
    assert played.state.data_samples.wanted.only == "across"
    buttons["Hide"].click()
    assert all(each.mend != "leave_across_out" for each in known.advice.shown)


def test_a_network_that_does_not_fit_is_fitted_from_here(known: DataPage, played: Stage) -> None:
    known._edits.merge({3}, 8)
    asked = played.asked(protocol.DescribeData)[-1]
    played.hear(described(asked, load_dataset("digits")))
    assert [each.mend for each in known.advice.shown] == ["fit"]
    known.advice.mend_wanted.emit("fit")
    assert played.document.inference.ok
    assert known.advice.isHidden()


def test_samples_are_searched_by_class_place_and_words(page: DataPage, played: Stage) -> None:
    page.show()
    dataset = played.describe_as("sentences")
    give_list(played)
    data, box = played.state.data_samples, page.browser.filter.text
    QTest.keyClicks(box, "film")
    page.browser.filter._on_typed()
    asked = played.asked(protocol.FindText)[-1]
    assert (asked.text, len(data.places)) == ("film", 0)
    answer = text_found(asked, dataset)
    played.hear(answer)
    assert data.places.tolist() == answer.places.tolist()
    page.browser.filter.clear_button.click()
    assert box.text() == ""
    assert len(data.places) == 600
    QTest.keyClicks(box, "#3")
    page.browser.filter._on_typed()
    assert data.places.tolist() == [3, 483]
    box.selectAll()
    QTest.keyClicks(box, "posit")
    page.browser.filter._on_typed()
    assert {data.classes[label] for label in data.now.labels[data.places].tolist()} == {"positive"}


def test_class_weights_that_follow_are_told(known: DataPage, played: Stage, qtbot: QtBot) -> None:
    recipe = played.document.recipe
    played.document.set_recipe(recipe.model_copy(update={"class_weight": {9: 2.0}}))
    with qtbot.waitSignal(known.told) as told:
        known._edits.merge({3}, 8)
    assert "class weights" in told.args[0]
    assert played.document.recipe.class_weight == {8: 2.0}


def test_edits_that_follow_another_division_are_told(known: DataPage, played: Stage, qtbot: QtBot) -> None:
    known._edits.leave_out(np.array([3]))
    known._edits.move(np.array([4, 5]), "test")
    known.view_choice.set_value("prepare")
    known._on_view("prepare")
    with qtbot.waitSignal(known.told) as told:
        played.state.preparation.divide(fraction=0.4)
        played.describe_as(played.document.data)
        give_list(played)
    assert "stay" in told.args[0]
    assert told.args[0].endswith("new parts have it: 2.")
    assert played.state.data_samples.now.excluded.sum() == 1
    assert "Undo" not in told.args[0]


@pytest.mark.parametrize(("kept", "replaced"), [(False, True), (True, True), (False, False)])
def test_edits_that_gave_way_are_told(known: DataPage, played: Stage, kept: bool, replaced: bool) -> None:
    told: list[str] = []
    known.told.connect(told.append)
    played.state.data_samples.edits_followed.emit(Followed(kept, 0, replaced))
    assert len(told) == (kept or replaced)
    assert all(("stay" in text, "Undo" in text) == (kept, replaced) for text in told)


# Sizes ----------------------------------------------------------------------------------------------


def describe_sizes(page: DataPage, played: Stage, *sizes: tuple[int, int, int]) -> None:
    played.state.library.refresh()
    asked = played.transport.last(protocol.DescribeData)
    assert isinstance(asked, protocol.DescribeData)
    counted = tuple(CountedSize(*each) for each in sizes)
    played.hear(described(asked, replace(load_dataset("digits"), sizes=counted)))
    page.view_choice.set_value("about")
    page._on_view("about")


def test_sizes_of_pictures_are_counted_as_they_came(known: DataPage, played: Stage) -> None:
    view = known.about.sizes
    assert view.isHidden(), "arrays have none"
    describe_sizes(known, played, (640, 480, 3), (20, 20, 1), (28, 28, 2))
    assert view.bars.isVisible()
    assert view.bars.bars == [("20×20", 1), ("28×28", 2), ("640×480", 3)]
    assert view.words.text() == "Brought to 28×28 pixels: enlarged 1, shrunk 3, neither 2."
    assert view.bars.accessibleDescription() == "20×20: 1, 28×28: 2, 640×480: 3"
    painted = view.bars.grab().toImage()
    accent = theme().colours.accent
    rows = [
        sum(painted.pixelColor(x, 18 * row + 9).name() == accent for x in range(painted.width()))
        for row in range(3)
    ]
    assert 0 < rows[0] < rows[1] < rows[2]
    describe_sizes(known, played, *((side, side, 1) for side in range(20, 40)))
    assert view.heading.text() == "Longer sides as they came"
    assert view.bars.bars == [("≤ 32", 13), ("33 – 64", 7)]


def test_one_size_is_a_sentence(known: DataPage, played: Stage) -> None:
    view = known.about.sizes
    describe_sizes(known, played, (28, 28, 9))
    assert (view.bars.isVisible(), view.heading.isVisible()) == (False, False)
    assert view.words.text() == "Each came with 28×28 pixels, width × height."
    describe_sizes(known, played, (20, 30, 1))
    assert "Brought to 28×28 pixels: enlarged 1," in view.words.text()
