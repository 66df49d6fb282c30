"""Edits to data with undo: what is in the file is what counts, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnngui.datasets.edits import Edits, edits_file, read_edits, write_edits
from cnngui.errors import CnnguiError
from cnngui.state.label_edits import EditedData, LabelEdits

DATA, OTHER = EditedData("ab12", "Digits"), EditedData("cd34", "Others")


@pytest.fixture
def edits(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LabelEdits:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    return LabelEdits()


@pytest.fixture
def changes(edits: LabelEdits) -> list[Edits]:
    """Grow by what the edits are at each change that is told."""
    seen: list[Edits] = []
    edits.changed.connect(lambda: seen.append(edits.of(DATA)))
    return seen


@pytest.fixture
def problems(edits: LabelEdits) -> list[str]:
    seen: list[str] = []
    edits.problem_raised.connect(lambda error: seen.append(error.code))
    return seen


def test_each_edit_is_written_as_it_is_made_and_undone_by_itself(
    edits: LabelEdits, changes: list[Edits]
) -> None:
    one = Edits().relabelled("test", 3, 7)
    two = one.left_out("train", 5)
    edits.relabel(DATA, "test", 3, 7)
    edits.leave_out(DATA, "train", 5)
    assert changes == [one, two]
    assert read_edits("ab12") == two
    assert '"Digits"' in edits_file("ab12").read_text()
    edits.undo_stack.undo()
    assert read_edits("ab12") == one
    edits.undo_stack.undo()
    assert not edits_file("ab12").exists()
    edits.undo_stack.redo()
    edits.undo_stack.redo()
    assert read_edits("ab12") == two


def test_a_second_label_is_undone_to_the_first(edits: LabelEdits) -> None:
    edits.relabel(DATA, "test", 3, 7)
    edits.relabel(DATA, "test", 3, 8)
    edits.undo_stack.undo()
    assert edits.of(DATA).test.labels == {3: 7}
    edits.relabel(DATA, "test", 3, None)
    assert edits.of(DATA) == Edits()
    edits.undo_stack.undo()
    assert edits.of(DATA).test.labels == {3: 7}


def test_a_sample_is_taken_in_again_and_that_is_undone_too(edits: LabelEdits) -> None:
    edits.leave_out(DATA, "test", 3)
    edits.leave_out(DATA, "test", 3, out=False)
    assert edits.of(DATA) == Edits()
    edits.undo_stack.undo()
    assert edits.of(DATA).test.excluded == {3}


def test_what_changes_nothing_is_no_step(edits: LabelEdits, changes: list[Edits]) -> None:
    edits.relabel(DATA, "test", 3, 7)
    edits.leave_out(DATA, "test", 4)
    edits.relabel(DATA, "test", 3, 7)
    edits.relabel(DATA, "test", 9, None)
    edits.leave_out(DATA, "test", 4)
    edits.leave_out(DATA, "test", 5, out=False)
    edits.take_all_back(OTHER)
    assert (edits.undo_stack.count(), len(changes)) == (2, 2)


def test_all_are_taken_back_in_one_step(edits: LabelEdits) -> None:
    edits.relabel(DATA, "test", 3, 7)
    edits.leave_out(DATA, "train", 5)
    before = edits.of(DATA)
    edits.take_all_back(DATA)
    assert edits.of(DATA) == Edits()
    edits.undo_stack.undo()
    assert edits.of(DATA) == before


def test_each_data_set_has_its_own(edits: LabelEdits) -> None:
    edits.relabel(DATA, "test", 3, 7)
    assert edits.of(OTHER) == Edits()
    edits.relabel(OTHER, "test", 1, 2)
    assert edits.of(DATA).test.labels == {3: 7}


def test_what_another_window_wrote_is_seen_and_kept(edits: LabelEdits) -> None:
    edits.relabel(DATA, "test", 3, 7)
    write_edits("ab12", edits.of(DATA).relabelled("test", 40, 1))
    assert edits.of(DATA).test.labels == {3: 7, 40: 1}
    edits.undo_stack.undo()
    assert read_edits("ab12").test.labels == {40: 1}


def test_a_damaged_file_is_told_once_and_left_alone(
    qtbot: QtBot, edits: LabelEdits, changes: list[Edits], problems: list[str]
) -> None:
    path = edits_file("ab12")
    path.parent.mkdir(parents=True)
    path.write_text("{")
    assert edits.of(DATA) == Edits()
    assert edits.of(DATA) == Edits()
    assert problems == ["datasets.edits_damaged"]
    edits.relabel(DATA, "test", 3, 7)
    assert problems == ["datasets.edits_damaged"] * 2
    assert (path.read_text(), edits.undo_stack.count(), changes) == ("{", 0, [])


def test_whoever_is_told_of_a_damaged_file_may_ask_again(edits: LabelEdits) -> None:
    path = edits_file("ab12")
    path.parent.mkdir(parents=True)
    path.write_text("{")
    asked: list[Edits] = []
    edits.problem_raised.connect(lambda _: asked.append(edits.of(DATA)))
    edits.of(DATA)
    assert asked == [Edits()]


def test_an_undo_that_cannot_be_written_is_told_and_forgotten(
    edits: LabelEdits, problems: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edits.relabel(DATA, "test", 3, 7)

    def full(*_: object) -> None:
        raise CnnguiError("files.cannot_write", path="x", reason="full")

    monkeypatch.setattr("cnngui.state.label_edits.write_edits", full)
    edits.undo_stack.undo()
    assert problems == ["files.cannot_write"]
    assert edits.of(DATA).test.labels == {3: 7}
    assert not edits.undo_stack.canRedo()
