"""Edits to data with undo: what is in the file is what counts, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import edits_file, read_edits, write_edits
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


def test_many_samples_are_edited_and_undone_in_one_step_whatever_others_do(edits: LabelEdits) -> None:
    edits.relabel(DATA, "train", 1, 4)
    many = {"train": [1, 2], "test": [0]}
    edits.relabel_all(DATA, many, 7, came={"train": [2]})
    assert edits.of(DATA).train.labels == {1: 7}
    assert edits.of(DATA).test.labels == {0: 7}
    edits.move_all(DATA, many, "test")
    assert (edits.of(DATA).train.moved, edits.of(DATA).test.moved) == ({1, 2}, frozenset())
    edits.leave_all_out(DATA, many)
    write_edits("ab12", edits.of(DATA).relabelled("train", 9, 3))
    assert edits.undo_stack.count() == 4
    edits.restore_all(DATA, many)
    assert edits.of(DATA) == Edits().relabelled("train", 9, 3)
    for _ in range(5):
        edits.undo_stack.undo()
    assert edits.of(DATA) == Edits().relabelled("train", 9, 3), "what another window did stays"
    for _ in range(3):
        edits.undo_stack.redo()
    assert edits.of(DATA).train.labels == {1: 7, 9: 3}
    assert edits.of(DATA).train.moved == {1, 2}


def test_classes_are_renamed_merged_and_that_is_undone(edits: LabelEdits) -> None:
    edits.rename(DATA, 3, "cat")
    edits.merge(DATA, [3, 4], 5)
    edits.rename(DATA, 3, "cat")
    edits.leave_out(DATA, "train", 1)
    assert edits.undo_stack.count() == 3, "what changes nothing is no step"
    edits.part_class(DATA, 5)
    assert edits.of(DATA) == Edits().renamed(3, "cat").left_out("train", 1)
    for expected in ({3: 5, 4: 5}, {3: 5, 4: 5}, {}):
        edits.undo_stack.undo()
        assert edits.of(DATA).merged == expected
    edits.undo_stack.undo()
    assert edits.of(DATA) == Edits()


KNOWN = EditedData("ab12", "Digits", ("0", "1", "2"), (3, 2))


def test_what_would_leave_nothing_to_learn_from_is_refused_whatever_the_way(
    edits: LabelEdits, problems: list[str]
) -> None:
    edits.leave_out(KNOWN, "test", 0)
    edits.leave_out(KNOWN, "test", 1)
    edits.move_all(KNOWN, {"train": [0, 1, 2]}, "test")
    edits.merge(KNOWN, [0, 1], 2)
    edits.rename(KNOWN, 0, "1")
    edits.relabel(KNOWN, "train", 3, 1)
    expected = ["empty", "empty", "one_class", "same_names", "beyond"]
    assert problems == [f"datasets.edits_{code}" for code in expected]
    assert edits.of(KNOWN) == Edits().left_out("test", 0)
    assert edits.undo_stack.count() == 1


def test_what_is_taken_back_is_one_step_and_checked(edits: LabelEdits, problems: list[str]) -> None:
    edits.merge(KNOWN, [1], 2)
    edits.rename(KNOWN, 0, "1")
    edits.leave_out(KNOWN, "train", 0)
    before = edits.of(KNOWN)
    edits.take_back(KNOWN, {"train": [0]}, merged=[2])
    assert (problems, edits.of(KNOWN)) == (["datasets.edits_same_names"], before)
    edits.take_back(KNOWN, {"train": [0]}, named=[0], merged=[2])
    assert edits.of(KNOWN) == Edits()
    edits.undo_stack.undo()
    assert edits.of(KNOWN) == before
    edits.take_back(KNOWN, {})
    assert edits.undo_stack.count() == 4, "what changes nothing is no step"


def test_an_undo_that_others_made_wrong_is_refused(edits: LabelEdits, problems: list[str]) -> None:
    edits.leave_out(KNOWN, "test", 0)
    edits.leave_out(KNOWN, "test", 0, out=False)
    write_edits("ab12", Edits().left_out("test", 1))
    edits.undo_stack.undo()
    assert problems == ["datasets.edits_empty"]
    assert edits.of(KNOWN) == Edits().left_out("test", 1)
