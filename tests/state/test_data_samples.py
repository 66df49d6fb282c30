"""Every sample of the chosen data is known, edited and examined, with a worker that the test plays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import write_edits
from cnngui.datasets.standing import Found, Wanted
from cnngui.engine import protocol
from cnngui.engine.worker.overviews import text_found
from cnngui.errors import CnnguiError
from cnngui.state import label_edits
from cnngui.state.data_samples import DataSamples
from cnngui.state.examination import Examination
from cnngui.state.label_edits import EditedData, Followed
from cnngui.state.sample_edits import SampleEdits
from tests.playing_data import give_averages, give_list
from tests.ui.draw.stage import Stage, stage

TRAIN, TEST = 4_000, 1_000


@pytest.fixture
def played(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        yield made


@pytest.fixture
def data(played: Stage) -> DataSamples:
    """The bundled digits, listed."""
    made = played.state.data_samples
    made.watch(True)
    played.describe_as("digits")
    give_list(played)
    return made


@pytest.fixture
def edits(data: DataSamples) -> SampleEdits:
    return SampleEdits(data)


@pytest.fixture
def examination(played: Stage, data: DataSamples) -> Examination:
    return played.state.examination


def some(*places: int) -> np.ndarray:
    return np.array(places, np.int64)


def test_samples_are_listed_once_and_chosen_by_class_part_and_words(played: Stage, data: DataSamples) -> None:
    data.watch(False)
    data.watch(True)
    assert len(played.asked(protocol.ListSamples)) == 1
    assert (data.now.samples, len(data.places)) == (TRAIN + TEST, TRAIN + TEST)
    assert data.classes == {each: str(each) for each in range(10)}
    data.want(Wanted(classes=frozenset({3, 77}), part="test"))
    assert data.wanted.classes == {3}, "a class that is not there is not wanted"
    assert set(data.now.labels[data.places]) == {3}
    assert data.places.min() >= TRAIN
    data.want(Wanted(text="#7"))
    assert data.places.tolist() == [7, TRAIN + 7]
    data.want(Wanted(text="4"))
    assert set(data.now.labels[data.places]) == {4}


def test_averages_are_of_what_is_wanted_and_asked_for_once(played: Stage, data: DataSamples) -> None:
    give_averages(played)
    assert data.averages is not None
    assert data.averages.samples == TRAIN + TEST
    asked = len(played.asked(protocol.AverageSamples))
    data.want(Wanted(only="edited"))
    assert len(played.asked(protocol.AverageSamples)) == asked
    data.want(Wanted(part="test"))
    give_averages(played)
    assert data.averages.samples == TEST


def test_averages_of_what_was_edited_unseen_are_asked_for_when_seen_again(
    played: Stage, data: DataSamples, edits: SampleEdits
) -> None:
    give_averages(played)
    asked = len(played.asked(protocol.AverageSamples))
    data.watch(False)
    edits.leave_out(some(0))
    assert len(played.asked(protocol.AverageSamples)) == asked
    data.watch(True)
    assert len(played.asked(protocol.AverageSamples)) == asked + 1
    data.watch(True)
    assert len(played.asked(protocol.AverageSamples)) == asked + 1


def test_words_are_looked_for_in_sentences_by_the_worker(played: Stage) -> None:
    data = played.state.data_samples
    data.watch(True)
    played.describe_as("sentences")
    give_list(played)
    data.want(Wanted(text="happy"))
    (asked,) = played.asked(protocol.FindText)
    assert isinstance(asked, protocol.FindText)
    played.hear(found := text_found(asked, load_dataset("sentences")))
    assert set(found.places) <= set(data.places)
    data.want(Wanted())
    assert len(data.places) == data.now.samples


def test_what_cannot_be_listed_or_read_is_told_and_forgotten_with_the_data(played: Stage) -> None:
    data, error = played.state.data_samples, CnnguiError("files.missing", path="x")
    data.watch(True)
    played.describe_as("digits")
    asked = played.transport.last(protocol.ListSamples)
    played.hear(protocol.RequestFailed(asked.request_id, error))
    assert data.error is error
    played.state.library.failed.emit(error)
    assert (data.told, data.error) == (None, error)
    played.describe_as("xor")
    assert data.error is None
    give_list(played)
    assert data.data is None, "nothing can be edited of all there is"


def test_labels_follow_and_come_back(data: DataSamples, edits: SampleEdits) -> None:
    came = data.now.labels[:2].tolist()
    other = (came[0] + 1) % 10
    edits.relabel(some(0), other)
    assert data.now.labels[0] == other
    assert data.now.edited.sum() == 1
    edits.relabel(some(0), came[0])
    assert not data.now.edited.any(), "the label that came is no edit"
    edits.undo_stack.undo()
    edits.undo_stack.undo()
    assert data.now.labels[:2].tolist() == came


def test_samples_leave_move_and_are_restored(data: DataSamples, edits: SampleEdits) -> None:
    edits.leave_out(some(1, TRAIN + 1))
    edits.move(some(2), "test")
    edits.move(some(TRAIN + 2), "train")
    assert np.flatnonzero(data.now.excluded).tolist() == [1, TRAIN + 1]
    assert data.now.test[[2, TRAIN + 2]].tolist() == [True, False]
    data.want(Wanted(only="edited"))
    assert len(data.places) == 4
    edits.leave_out(some(1), out=False)
    edits.restore(some(2, TRAIN + 1, TRAIN + 2))
    assert not data.now.edited.any()


def test_no_part_is_left_without_a_sample(qtbot: QtBot, data: DataSamples, edits: SampleEdits) -> None:
    test = np.arange(TRAIN, TRAIN + TEST)
    for deed in (lambda: edits.leave_out(test), lambda: edits.move(test, "train")):
        with qtbot.waitSignal(data.edits.problem_raised) as told:
            deed()
        assert told.args[0].code == "datasets.edits_empty"
    assert not data.now.edited.any()


def test_classes_are_renamed_merged_and_taken_apart(
    qtbot: QtBot, data: DataSamples, edits: SampleEdits
) -> None:
    edits.rename(7, "  sev\ten ")
    assert data.classes[7] == "sev en"
    edits.rename(7, "")
    assert data.classes[7] == "sev en"
    edits.rename(1, "sev en")
    assert set(data.classes) == set(range(10)) - {1}, "by the name of another it is merged"
    edits.take_apart(7)
    assert data.classes[1] == "1"
    edits.rename(7, "7")
    assert not data.applied.mended
    with qtbot.waitSignal(data.edits.problem_raised) as told:
        edits.merge(range(1, 10), 0)
    assert told.args[0].code == "datasets.edits_one_class"
    edits.merge({5}, 6)
    edits.rename(0, "5")
    with qtbot.waitSignal(data.edits.problem_raised) as told:
        edits.take_apart(6)
    assert told.args[0].code == "datasets.edits_same_names"


def test_nothing_can_be_edited_before_the_data_are_known(played: Stage) -> None:
    data = played.state.data_samples
    edits = SampleEdits(data)
    edits.relabel(some(0), 1)
    edits.leave_out(some(0))
    edits.move(some(0), "test")
    edits.restore(some(0))
    edits.rename(0, "x")
    edits.merge({0}, 1)
    edits.take_apart(0)
    assert edits.undo_stack.count() == 0
    assert (data.classes, data.came_name(0)) == ({}, "")


def test_duplicates_are_looked_for_and_then_odd_ones(
    played: Stage, data: DataSamples, examination: Examination
) -> None:
    examination.look_by_itself()
    examination.look_by_itself()
    (asked,) = played.asked(protocol.FindDuplicates)
    assert examination.looking == "duplicates"
    played.hear(protocol.Examining("digits", "duplicates", 1, 4))
    assert examination.progress == 0.25
    groups = np.arange(TRAIN + TEST)
    groups[TRAIN] = 0
    played.hear(protocol.DuplicatesFound(asked.request_id, "digits", groups))
    assert examination.looking is None
    data.want(Wanted(only="across"))
    assert sorted(data.places.tolist()) == [0, TRAIN]
    assert data.shown_groups.tolist() == [0, 0]
    examination.look_by_itself()
    (asked,) = played.asked(protocol.FindOdd)
    scores = np.zeros(TRAIN + TEST, np.float32)
    played.hear(protocol.OddFound(asked.request_id, "digits", scores, data.now.labels))
    assert examination.found.odd is not None
    examination.look_by_itself()
    assert len(played.asked(protocol.FindOdd)) == 1


def test_what_is_stopped_or_fails_is_not_begun_again_by_itself(
    played: Stage, data: DataSamples, examination: Examination
) -> None:
    examination.stop()
    assert not played.asked(protocol.StopExamining)
    examination.look("odd")
    examination.stop()
    assert len(played.asked(protocol.StopExamining)) == 1
    assert examination.dropped
    examination.look_by_itself()
    assert examination.looking is None
    examination.look("duplicates")
    asked = played.transport.last(protocol.FindDuplicates)
    played.hear(protocol.RequestFailed(asked.request_id, CnnguiError("files.missing", path="x")))
    assert (examination.looking, examination.dropped) == (None, True)


def test_other_data_end_what_is_looked_for_in_these(
    played: Stage, data: DataSamples, examination: Examination
) -> None:
    data.take(Found(groups=np.arange(TRAIN + TEST)))
    examination.look("odd")
    played.describe_as("sentences")
    assert len(played.asked(protocol.StopExamining)) == 1
    assert examination.looking is None
    assert data.found.groups is None
    give_list(played)
    examination.look_by_itself()
    assert examination.looking == "duplicates"


def test_class_weights_follow_merged_classes_and_come_back_with_undo(
    played: Stage, data: DataSamples, edits: SampleEdits
) -> None:
    document = played.document

    def weigh(weights: dict[int, float]) -> None:
        document.set_recipe(document.recipe.model_copy(update={"class_weight": weights}))

    edits.merge({3}, 4)
    assert document.recipe.class_weight == {}, "without weights there is nothing to carry"
    edits.undo_stack.undo()
    weigh({2: 5.0, 3: 1.5, 9: 0.25})
    edits.merge({3}, 7)
    weights = document.recipe.class_weight
    count = int(data.now.counts(10, "train")[7])
    assert weights == {2: 5.0, 6: pytest.approx(TRAIN / (9 * count)), 8: 0.25}
    edits.rename(7, "three or seven")
    assert document.recipe.class_weight == weights
    edits.undo_stack.undo()
    edits.undo_stack.undo()
    assert document.recipe.class_weight == {2: 5.0, 3: 1.5, 9: 0.25}
    edits.undo_stack.redo()
    assert document.recipe.class_weight == weights
    edits.take_apart(7)
    assert document.recipe.class_weight == {2: 5.0, 3: 1.5, 9: 0.25}


def test_edits_follow_when_the_data_are_divided_anew(
    qtbot: QtBot, played: Stage, data: DataSamples, edits: SampleEdits
) -> None:
    document = played.document
    edits.merge({3}, 7)
    document.set_recipe(document.recipe.model_copy(update={"class_weight": {8: 2.0}}))
    edits.relabel(some(0), 9)
    edits.leave_out(some(1, TRAIN + 2))
    edits.move(some(5), "test")
    assert data.told is not None
    homes, steps = data.told.homes, edits.undo_stack.count()
    with qtbot.waitSignal(data.edits_followed) as told:
        played.describe_as("digits?test=0.4&seed=3")
        give_list(played)
    assert told.args == [Followed(kept=True, moved=1, replaced=False)], "what was moved is not moved there"
    assert (data.now.samples, int(data.now.test.sum())) == (TRAIN + TEST, 2000)
    there = {int(home): place for place, home in enumerate(data.told.homes)}
    assert {int(place) for place in np.flatnonzero(data.now.excluded)} == {there[1], there[TRAIN + 2]}
    assert data.now.labels[there[int(homes[0])]] == 9
    assert 3 not in data.classes
    assert document.recipe.class_weight == {8: 2.0}, "they were of these classes"
    assert edits.undo_stack.count() == steps
    edits.leave_out(some(there[7]))
    played.describe_as("digits")
    give_list(played)
    assert np.flatnonzero(data.now.excluded).tolist() == [1, 7, TRAIN + 2]
    assert data.now.test[5], "there it is moved still"
    played.describe_as("sentences")
    give_list(played)
    assert data.applied == Edits()


OTHERWISE = "digits?test=0.4&seed=3"


def divide(played: Stage, data: str) -> None:
    played.describe_as(data)
    give_list(played)


def test_what_is_taken_back_stays_so_however_the_data_are_divided(
    qtbot: QtBot, played: Stage, data: DataSamples, edits: SampleEdits
) -> None:
    edits.merge({3}, 7)
    edits.rename(7, "three or seven")
    edits.relabel(some(0), 9)
    edits.leave_out(some(1, TRAIN + 2))
    divide(played, OTHERWISE)
    assert data.data is not None
    data.edits.take_all_back(data.data)
    divide(played, "digits")
    assert data.applied == Edits()
    with qtbot.assertNotEmitted(data.edits_followed):
        divide(played, OTHERWISE)
    assert data.applied == Edits()
    divide(played, "digits")
    edits.leave_out(some(4))
    divide(played, OTHERWISE)
    divide(played, "digits")
    edits.leave_out(some(4), out=False)
    steps = edits.undo_stack.count()
    with qtbot.waitSignal(data.edits_followed) as told:
        divide(played, OTHERWISE)
    assert told.args == [Followed(kept=False, moved=0, replaced=False)], "it came from there"
    assert data.applied == Edits()
    assert edits.undo_stack.count() == steps, "by no step of its own"


def test_a_step_is_undone_in_the_division_that_is_seen(
    qtbot: QtBot, played: Stage, data: DataSamples, edits: SampleEdits
) -> None:
    document = played.document
    edits.leave_out(some(1))
    edits.merge({3}, 7)
    document.set_recipe(document.recipe.model_copy(update={"class_weight": {8: 2.0}}))
    divide(played, "digits?test=0.3&seed=3")
    divide(played, OTHERWISE)
    edits.move(some(5), "test")
    edits.leave_out(some(6))
    edits.undo_stack.undo()
    edits.undo_stack.undo()
    edits.undo_stack.undo()
    assert (data.applied.merged, data.applied.excluded) == ({}, 1)
    assert document.recipe.class_weight == {9: 2.0}
    edits.undo_stack.undo()
    assert data.applied == Edits()
    edits.undo_stack.redo()
    assert data.told is not None
    there = data.told.homes.tolist().index(1)
    assert np.flatnonzero(data.now.excluded).tolist() == [there]
    with qtbot.assertNotEmitted(data.edits_followed):
        divide(played, "digits")
    assert np.flatnonzero(data.now.excluded).tolist() == [1]


def test_edits_that_were_made_by_themselves_give_way_to_those_seen_last_and_come_back_with_undo(
    qtbot: QtBot, played: Stage, data: DataSamples, edits: SampleEdits
) -> None:
    document = played.document
    divided = load_dataset(OTHERWISE, edits=False)
    own = Edits().joined({2}, 1).joined({5}, 4).all_left_out("train", [7]).all_moved("train", [9])
    write_edits(divided.edits_key, own, "digits")
    edits.merge({3}, 7)
    document.set_recipe(document.recipe.model_copy(update={"class_weight": {8: 2.0}}))
    with qtbot.waitSignal(data.edits_followed) as told:
        divide(played, OTHERWISE)
    assert told.args == [Followed(kept=True, moved=0, replaced=True)]
    assert data.applied == Edits().joined({3}, 7).all_moved("train", [9])
    assert document.recipe.class_weight == {8: 2.0}, "they were of these classes"
    edits.undo_stack.undo()
    assert data.applied == own
    assert document.recipe.class_weight == {7: 2.0}
    edits.undo_stack.redo()
    assert data.applied.merged == {3: 7}
    assert document.recipe.class_weight == {8: 2.0}


def test_weights_are_of_the_classes_that_are_there_when_edits_cannot_follow(
    played: Stage, data: DataSamples, edits: SampleEdits, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = played.document
    edits.merge({3}, 7)
    document.set_recipe(document.recipe.model_copy(update={"class_weight": {8: 2.0}}))

    def refuse(*_: object) -> None:
        raise CnnguiError("files.no_space", path="x")

    with monkeypatch.context() as patched:
        patched.setattr(label_edits, "write_edits", refuse)
        divide(played, OTHERWISE)
    assert data.applied == Edits()
    assert document.recipe.class_weight == {9: 2.0}


def test_data_are_edited_as_before_though_nobody_looks_when_they_are_divided(
    played: Stage, data: DataSamples, edits: SampleEdits
) -> None:
    edits.leave_out(some(1))
    data.watch(False)
    divide(played, OTHERWISE)
    assert data.applied.excluded == 1


def test_class_weights_follow_before_the_samples_were_listed(played: Stage) -> None:
    document, data = played.document, played.state.data_samples
    dataset = played.describe_as("digits")
    edited = EditedData(dataset.edits_key, dataset.label, tuple("0123456789"), (TRAIN, TEST))

    def weigh(weights: dict[int, float]) -> None:
        document.set_recipe(document.recipe.model_copy(update={"class_weight": weights}))

    data.edits.merge(edited, {3}, 7)
    assert not played.asked(protocol.ListSamples), "without weights there is nothing to carry"
    weigh({8: 2.0})
    data.edits.part_class(edited, 7)
    data.edits.merge(edited, {2}, 1)
    data.edits.merge(edited, {5}, 4)
    give_list(played)
    assert document.recipe.class_weight == {7: 2.0}
    played.state.library.describe_anew()
    data.edits.part_class(edited, 1)
    weigh({5: 3.0})
    divide(played, "digits")
    assert document.recipe.class_weight == {5: 3.0}, "they were set for the classes of now"


def test_weights_are_of_the_classes_of_now_before_the_worker_tells_of_them(
    played: Stage, data: DataSamples, edits: SampleEdits
) -> None:
    edits.merge({3}, 7)
    edits.leave_out(np.flatnonzero(data.now.labels == 0)[5:])
    played.state.recipe_tools.weigh_by_counts()
    weights = played.document.recipe.class_weight
    assert weights.keys() == set(range(9))
    assert weights[0] == max(weights.values())
