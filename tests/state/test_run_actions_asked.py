"""What a run that is brought back has asked of the worker, which the test plays; what it learns is
`test_run_actions`'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.network.recipe import Recipe
from cnngui.runs.kept_weights import Place, stamp_of
from cnngui.runs.model_id import ModelId, Weights
from cnngui.runs.run import Run
from cnngui.runs.run_files import Note, Summary
from cnngui.state.run_actions import RunActions, name_of
from cnngui.state.training import Status
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD as BASE
from tests.ui.draw.stage import NETWORK, Stage, stage

RECORD = replace(BASE, network=NETWORK, parent="", parent_epoch=0, title="Small")


@pytest.fixture
def played(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    with stage() as made:
        yield made


@pytest.fixture
def actions(played: Stage) -> RunActions:
    return played.state.run_actions


@pytest.fixture
def told(actions: RunActions) -> list[str]:
    """Grow by everything that is told, in its order."""
    seen: list[str] = []
    actions.working.connect(lambda name: seen.append(f"working {name}"))
    actions.taken_up.connect(lambda: seen.append("taken up"))
    actions.failed.connect(lambda error: seen.append(error.code))
    return seen


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Three of seven epochs are behind it; its second is kept."""
    return made(tmp_path / "one")


def made(folder: Path, **summary: int) -> Run:
    run = Run(folder)
    run.begin(RECORD)
    run.write_summary(Summary(state="stopped", **({"epoch": 3, "epochs": 7} | summary)))
    run.checkpoints.write(trained())
    run.keep_epoch(2, trained(), most=20)
    return run


def opened(played: Stage, epochs: int = 3) -> None:
    """Answer the newest request for a file: a network that has learned for some epochs."""
    asked = played.asked(protocol.Open)[-1]
    played.own()
    columns = {name: [0.5] * epochs for name in ("loss", "metric", "val_loss", "val_metric")}
    history = {"epoch": list(range(1, epochs + 1)), **columns}
    contents = (NETWORK, RECORD.recipe, RECORD.data, True)
    played.hear(protocol.Opened(asked.request_id, asked.path, *contents, history=history))


@pytest.mark.parametrize(
    ("epoch", "epochs", "more", "until"),
    [
        (3, 7, 0, 7),  # to its last planned epoch
        (3, 7, 2, 5),  # that many beyond where it is
        (3, 7, 9, 12),
        (7, 7, 0, 8),  # it has them all: one more
        (7, 3, 0, 8),
        (3, 7, 1, 4),
    ],
)
def test_a_run_goes_on_to_its_end_or_as_far_as_was_asked(
    played: Stage, actions: RunActions, tmp_path: Path, epoch: int, epochs: int, more: int, until: int
) -> None:
    run = made(tmp_path / "one", epoch=epoch, epochs=epochs)
    actions.go_on(run, more)
    assert not played.asked(protocol.Train)
    opened(played, epoch)
    (train,) = played.asked(protocol.Train)
    assert (train.run_id, train.until, train.fresh) == ("one", until, False)


def test_what_is_read_is_told_then_that_it_is_on_the_cards(
    played: Stage, actions: RunActions, run: Run, told: list[str]
) -> None:
    run.write_note(Note(name="더 큰 것"))
    actions.go_on(run)
    assert played.asked(protocol.Open)[-1].path == str(run.weights_file("last"))
    assert told == ["working 더 큰 것"]
    opened(played)
    assert told == ["working 더 큰 것", "taken up"]
    assert played.document.title == "더 큰 것"
    assert played.training.history.epoch.tolist() == [1, 2, 3]


@pytest.mark.parametrize("weights", [2, "last"])
def test_a_fork_knows_where_its_weights_are_from_and_waits_for_train(
    played: Stage, actions: RunActions, run: Run, weights: Weights
) -> None:
    actions.fork(run, weights)
    path = run.weights_file(weights)
    assert played.asked(protocol.Open)[-1].path == str(path)
    opened(played, 2)
    assert not played.asked(protocol.Train)
    assert played.training.lineage.came == protocol.Origin(parent="one", parent_epoch=2)
    # Of the last weights the folder holds all that there is; of an epoch's this file, as it is now.
    place = Place(str(run.folder)) if weights == "last" else Place(str(path), stamp_of(path))
    assert played.training.places == [place]


def test_the_newest_wish_counts(
    played: Stage, actions: RunActions, run: Run, tmp_path: Path, told: list[str]
) -> None:
    other = made(tmp_path / "two")
    actions.go_on(run)
    first = played.asked(protocol.Open)[-1]
    actions.fork(other)
    contents = (NETWORK, RECORD.recipe, RECORD.data, True)
    played.hear(protocol.Opened(first.request_id, first.path, *contents))
    assert "taken up" not in told
    opened(played)
    assert told.count("taken up") == 1
    assert played.training.lineage.came.parent == "two"
    assert not played.asked(protocol.Train)


@pytest.mark.parametrize("act", ["use_as_draft", "repeat"])
def test_a_wish_for_what_needs_no_file_is_newer_too(
    played: Stage, actions: RunActions, run: Run, tmp_path: Path, told: list[str], act: str
) -> None:
    actions.go_on(made(tmp_path / "two"))
    getattr(actions, act)(run)
    opened(played)
    assert told.count("taken up") == 1
    assert [each.fresh for each in played.asked(protocol.Train)] == ([True] if act == "repeat" else [])


def test_a_file_that_cannot_be_read_changes_nothing(
    played: Stage, actions: RunActions, run: Run, told: list[str]
) -> None:
    before = played.document.contents
    actions.go_on(run)
    number = played.asked(protocol.Open)[-1].request_id
    played.hear(protocol.RequestFailed(number, CnnguiError("engine.untrained", path="x")))
    assert told == ["working Small", "engine.untrained"]
    assert played.document.contents is before
    assert not played.asked(protocol.Train)


def test_a_run_is_repeated_from_new_weights_with_its_own_settings(
    played: Stage, actions: RunActions, run: Run, told: list[str]
) -> None:
    played.document.set_recipe(Recipe(epochs=1, seed=99))
    actions.repeat(run)
    assert told == ["taken up"]
    (train,) = played.asked(protocol.Train)
    assert (train.fresh, train.until, train.recipe) == (True, 7, RECORD.recipe)
    assert train.as_before == protocol.repeated(run)
    assert train.run_id != "one"


def test_what_went_on_from_another_is_not_repeated(
    played: Stage, actions: RunActions, run: Run, told: list[str]
) -> None:
    run.begin(replace(RECORD, parent="another"))
    actions.repeat(run)
    assert told == ["runs.not_from_new"]
    assert not played.asked(protocol.Train)


def test_a_runs_network_and_recipe_are_shown_without_its_weights(
    played: Stage, actions: RunActions, run: Run, told: list[str]
) -> None:
    actions.draw_with(run)
    actions.use_as_draft(run)
    assert told == ["taken up"]
    assert played.document.recipe == RECORD.recipe
    assert played.asked(protocol.Reset)
    assert not played.asked(protocol.Train)
    assert played.run_model.id is None, "the cards' network answers"


def test_drawing_with_a_run_leaves_the_cards_alone(
    played: Stage, actions: RunActions, run: Run, told: list[str]
) -> None:
    before = played.document.contents
    actions.draw_with(run, 2)
    assert (played.run_model.id, played.run_model.title) == (ModelId("run", "one", 2), "Small")
    assert played.document.contents is before
    actions.draw_with(run, 99)
    assert len(told) == 1


def test_a_run_that_goes_on_answers_itself_again(played: Stage, actions: RunActions, run: Run) -> None:
    actions.draw_with(run, 2)
    actions.fork(run)
    assert played.run_model.is_shown
    opened(played)
    assert not played.run_model.is_shown


def test_a_repeat_waits_for_the_end_of_the_run_under_way(
    played: Stage, actions: RunActions, run: Run
) -> None:
    played.training.train()
    under_way = played.training.run_id
    actions.repeat(run)
    assert [each.run_id for each in played.asked(protocol.Train)] == [under_way]
    played.hear(protocol.Stopped(under_way, 0, 1.0))
    again = played.asked(protocol.Train)[1:]
    assert [each.as_before for each in again] == [protocol.repeated(run)]
    played.hear(protocol.Finished(again[0].run_id, 7, 1.0))
    assert len(played.asked(protocol.Train)) == 2, "once"


def test_what_is_begun_instead_of_a_repeat_that_waits_takes_its_place(
    played: Stage, actions: RunActions, run: Run
) -> None:
    played.training.train()
    actions.repeat(run)
    actions.use_as_draft(run)
    played.hear(protocol.Stopped(played.training.run_id, 0, 1.0))
    assert len(played.asked(protocol.Train)) == 1


def test_the_run_under_way_is_not_taken_up(
    played: Stage, actions: RunActions, tmp_path: Path, told: list[str]
) -> None:
    played.training.train()
    assert played.training.status is Status.BUILDING
    run = made(tmp_path / played.training.run_id)
    for act in (actions.go_on, actions.fork):
        act(run)
    assert told == ["runs.trains_now"] * 2
    played.hear(protocol.Stopped(played.training.run_id, 0, 1.0))
    actions.fork(run)
    assert told[2:] == ["working Small"]


def test_a_run_that_another_process_trains_is_not_taken_up(
    played: Stage, actions: RunActions, run: Run, told: list[str]
) -> None:
    lock = run.lock()
    assert lock.take()
    actions.go_on(run)
    assert told == ["runs.in_use"]
    lock.release()
    actions.go_on(run)
    assert told[1:] == ["working Small"]


def test_what_is_not_there_is_told_and_nothing_is_asked(
    played: Stage, actions: RunActions, run: Run, tmp_path: Path, told: list[str]
) -> None:
    gone = Run(tmp_path / "gone")
    for act in (actions.go_on, actions.fork, actions.repeat, actions.use_as_draft, actions.draw_with):
        act(gone)
    actions.fork(run, 99)
    assert len(told) == 6
    assert not {"taken up", "working gone"} & set(told)
    assert not played.asked(protocol.Open)


def test_a_run_is_called_by_its_person_then_by_its_beginning_then_by_its_folder(
    run: Run, tmp_path: Path
) -> None:
    assert name_of(Run(tmp_path / "gone")) == "gone"
    assert name_of(run) == "Small"
    run.write_note(Note(name="Mine"))
    assert name_of(run) == "Mine"
    untitled = Run(tmp_path / "untitled")
    untitled.begin(replace(RECORD, title=""))
    assert name_of(untitled) == "untitled"
