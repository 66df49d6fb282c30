"""The page as a person meets it: with a worker that the test plays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.results.per_class import ClassScore
from cnngui.runs.model_id import SHIPPED
from cnngui.state.results import Measurable, Results
from cnngui.ui.results.class_table import ClassTable
from cnngui.ui.results.results_panel import ResultsPanel
from cnngui.ui.results.shown import MISTAKES, Shown
from tests.measured import LABELS, answer, give_samples
from tests.ui.draw.stage import Stage, stage

OTHER = (int(LABELS[3]) + 1) % 10


@pytest.fixture
def played(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        yield made


@pytest.fixture
def results(played: Stage) -> Results:
    return played.state.results


@pytest.fixture
def panel(played: Stage, qtbot: QtBot) -> ResultsPanel:
    made = ResultsPanel(played.state.results, played.training, played.predictor.subject)
    qtbot.addWidget(made)
    made.resize(780, 560)
    return made


@pytest.fixture
def known(panel: ResultsPanel, played: Stage) -> ResultsPanel:
    """The page with the draft's results: two mistakes."""
    played.own()
    played.describe()
    panel.show()
    answer(played, {3: OTHER, 4: (int(LABELS[4]) + 1) % 10})
    return panel


def test_without_weights_it_says_what_to_do_and_offers_the_shipped_one(
    panel: ResultsPanel, played: Stage
) -> None:
    panel.show()
    assert "Train it" in panel.empty.sentence.text()
    panel.empty.button.click()
    assert played.asked(protocol.Evaluate)[-1].model == SHIPPED


def test_it_measures_when_it_is_seen_and_not_before(panel: ResultsPanel, played: Stage) -> None:
    played.own()
    assert not played.asked(protocol.Evaluate)
    panel.show()
    assert len(played.asked(protocol.Evaluate)) == 1
    assert panel.progress.isVisible()
    answer(played, {})
    assert not panel.progress.isVisible()
    panel.hide()
    panel.show()
    assert len(played.asked(protocol.Evaluate)) == 1


def test_accuracy_stands_with_its_interval(known: ResultsPanel) -> None:
    assert known.accuracy_label.text() == "99.80 %"
    assert "99.27 % to 99.95 %" in known.interval_label.text()
    assert "998 of 1,000" in known.facts_label.text()


def test_it_begins_with_the_most_confident_mistakes(known: ResultsPanel) -> None:
    assert known.samples.title.text() == "Most confident mistakes"
    assert known.samples.grid.count == 2


def test_a_cell_leads_to_its_samples_and_a_sample_to_the_canvas(
    known: ResultsPanel, played: Stage, qtbot: QtBot
) -> None:
    matrix = known.matrix
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.rect_of(int(LABELS[3]), OTHER).center())
    assert known.samples.title.text() == f"{LABELS[3]} taken for {OTHER}"
    assert known.samples.grid.count >= 1
    item = known.samples.grid.current_item()
    assert item is not None
    assert item.index == 3
    grid = known.samples.grid
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.rect_of(0).center())
    give_samples(played)
    sample = played.drawing.sheet.sample
    assert sample is not None
    assert np.array_equal(sample.values, load_dataset("digits").x_test[3])
    assert sample.label == str(LABELS[3])
    known.samples.back_button.click()
    assert known.samples.shown == MISTAKES


def test_only_samples_in_sight_are_fetched(known: ResultsPanel, played: Stage) -> None:
    known._show_samples(Shown("bin", 14))
    assert known.samples.grid.count == 1000
    give_samples(played)
    asked = played.asked(protocol.FetchSamples)
    assert sum(len(each.indices) for each in asked) < 100


def test_a_label_is_mended_and_undo_brings_it_back(known: ResultsPanel, results: Results) -> None:
    known.samples.relabel(3, OTHER)
    assert known.accuracy_label.text() == "99.90 %"
    assert known.choices.edits_button.text() == "1 label mended"
    assert load_dataset("digits").y_test[3] == OTHER
    QTest.keyClick(known.samples.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert known.accuracy_label.text() == "99.80 %"
    assert not known.choices.edits_button.text()
    QTest.keyClick(known.samples.grid, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert known.accuracy_label.text() == "99.90 %"


@pytest.mark.parametrize("way", ["button", "menu"])
def test_a_label_is_mended_by_mouse(
    known: ResultsPanel, results: Results, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: None)
    known.samples.show_samples(Shown("cell", int(LABELS[3]), OTHER))
    if way == "button":
        QTest.mouseClick(known.samples.relabel_button, Qt.MouseButton.LeftButton)
        labels = known.samples.findChildren(QMenu)[-1]
    else:
        menu = known.samples.menu()
        assert menu is not None
        (labels,) = menu.findChildren(QMenu)
    ticked = [action.text() for action in labels.actions() if action.isChecked()]
    assert ticked == [str(LABELS[3])]
    labels.actions()[OTHER].trigger()
    assert results.applied.mended == 1
    assert known.accuracy_label.text() == "99.90 %"


def test_the_label_that_came_is_no_edit(known: ResultsPanel, results: Results) -> None:
    known.samples.relabel(3, OTHER)
    known.samples.relabel(3, int(LABELS[3]))
    assert results.applied.mended == 0


def test_a_sample_is_left_out(known: ResultsPanel, results: Results) -> None:
    item = known.samples.grid.current_item()
    assert item is not None
    known.samples.exclude_button.click()
    assert results.applied.test.excluded == {item.index}
    assert known.accuracy_label.text() == "99.90 %"
    assert known.choices.edits_button.text() == "1 sample left out"
    known.samples.undo_button.click()
    assert known.samples.grid.count == 2


def test_edits_are_listed_and_can_be_taken_back(known: ResultsPanel, results: Results, qtbot: QtBot) -> None:
    from cnngui.ui.shared.edits_dialog import EditsDialog

    known.samples.relabel(3, OTHER)
    known.samples.exclude_button.click()
    known.choices.edits_button.click()
    (dialog,) = known.window().findChildren(EditsDialog)
    assert dialog.list.count() == 2
    assert dialog.list.item(0).text() == f"Test sample 3: counts as {OTHER}"
    dialog.list.setCurrentRow(0)
    dialog.back_button.click()
    assert (results.applied.mended, results.applied.excluded) == (0, 1)
    dialog.all_button.click()
    assert dialog.told.text() == "No edits"
    dialog.undo_button.click()
    assert results.applied.excluded == 1
    dialog.accept()


def test_a_class_of_the_table_leads_to_its_mistakes(known: ResultsPanel) -> None:
    known.view_choice.set_value("classes")
    known._on_view_chosen("classes")
    table = known.classes
    assert table.rowCount() == 10
    table.sortByColumn(4, Qt.SortOrder.AscendingOrder)
    worst = table.item(0, 0)
    assert worst is not None
    assert worst.text() in {str(LABELS[3]), str(LABELS[4])}
    table.setCurrentCell(0, 0)
    assert known.samples.shown == Shown("class", int(worst.text()))
    assert known.samples.grid.count >= 1


def test_numbers_are_offered_only_where_the_output_is_one(known: ResultsPanel) -> None:
    assert known.view_choice._buttons["numbers"].isHidden()


def test_two_networks_are_compared(known: ResultsPanel, played: Stage, results: Results) -> None:
    known.view_choice.set_value("comparison")
    known._on_view_chosen("comparison")
    assert "second network" in known.comparison.told.text()
    results.compare_with(Measurable(SHIPPED))
    assert played.asked(protocol.Evaluate)[-1].model == SHIPPED
    answer(played, {4: (int(LABELS[4]) + 1) % 10})
    assert "disagree on 1 of 1,000" in known.comparison.told.text()
    known.comparison.buttons["second"].click()
    assert known.samples.title.text() == "Only the second is right"
    item = known.samples.grid.current_item()
    assert item is not None
    assert item.caption == f"{LABELS[3]}: {OTHER} / {LABELS[3]}"


def test_figures_that_are_out_of_date_say_so(known: ResultsPanel, played: Stage) -> None:
    assert known.stale_label.isHidden()
    known.hide()
    played.training.weights_changed.emit()
    known.refresh()
    assert "learned on" in known.stale_label.text()
    known.show()
    assert len(played.asked(protocol.Evaluate)) == 2


def test_a_refusal_is_told_with_a_way_on(panel: ResultsPanel, played: Stage) -> None:
    played.own()
    panel.show()
    asked = played.asked(protocol.Evaluate)[-1]
    played.hear(
        protocol.RequestFailed(asked.request_id, CnnguiError("engine.other_samples", found="2", wanted="3"))
    )
    assert "does not fit these data" in panel.empty.sentence.text()
    panel.empty.button.click()
    assert len(played.asked(protocol.Evaluate)) == 2


def test_figures_are_written_as_csv(
    known: ResultsPanel, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "out.csv")
    for module in ("results_panel", "sample_pane"):
        monkeypatch.setattr(f"cnngui.ui.results.{module}.ask_new_file", lambda *_: path)
    with qtbot.waitSignal(known.saved):
        known._save.click()
    rows = Path(path).read_text("utf-8").splitlines()
    assert rows[0] == "true class,0,1,2,3,4,5,6,7,8,9"
    assert sum(int(cell) for row in rows[1:] for cell in row.split(",")[1:]) == 1000
    with qtbot.waitSignal(known.saved):
        known.samples._save.click()
    assert Path(path).read_text("utf-8").splitlines()[1] == f"3,{LABELS[3]},{OTHER},1.000000"


def test_every_part_has_a_name_for_who_cannot_see_it(known: ResultsPanel) -> None:
    for widget in (known.matrix, known.calibration, known.numbers, known.classes, known.samples.grid):
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("width", [240, 380, 900])
def test_no_heading_of_the_classes_is_cut(qtbot: QtBot, width: int) -> None:
    table = ClassTable()
    qtbot.addWidget(table)
    table.resize(width, 200)
    table.show()
    table.show_scores([ClassScore(str(number), 10, 9, 8) for number in range(3)])
    header = table.horizontalHeader()
    for place in range(header.count()):
        words = table.horizontalHeaderItem(place).text()
        assert header.sectionSize(place) >= header.fontMetrics().horizontalAdvance(words), words
    assert table.horizontalHeaderItem(0).text() == "Class ▴"
    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert table.horizontalHeaderItem(3).text() == "Precision ▾"
    assert table.horizontalHeaderItem(0).text() == "Class"
