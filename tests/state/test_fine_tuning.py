"""Fine-tuning as the window asks for it, and the way back; the worker is played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from cnngui.datasets.ink import PEN_PX, Stroke
from cnngui.datasets.own_samples import OwnSample
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import DRAFT, SHIPPED, ModelId
from cnngui.runs.run import Run
from cnngui.runs.run_files import Tuned
from cnngui.state.fine_tuning import FineTuning
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD
from tests.ui.draw.stage import DIGITS, NETWORK, Stage, stage

LINE = Stroke(((60, 40), (180, 150)), PEN_PX)
SAMPLES = [OwnSample.of("7", [LINE]), OwnSample.of("x", [LINE, LINE])]


def tuned(**how) -> Tuned:
    told = {"owner": "shipped", "called": "Digits", "learned": 1, "old_data": "digits", "old_samples": 1000}
    return Tuned(**(told | how))


@pytest.fixture
def staged(qapp: QApplication, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A window's state in a home of its own, with the shipped network and two own samples."""
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        made.ship()
        made.state.own_samples.add(SAMPLES)
        qtbot.waitUntil(lambda: len(made.state.own_samples.samples) == 2)
        yield made


@pytest.fixture
def tuning(staged: Stage) -> FineTuning:
    return staged.state.tuning


def asked(staged: Stage) -> protocol.FineTune:
    found = staged.transport.last(protocol.FineTune)
    assert isinstance(found, protocol.FineTune)
    return found


def runs_folder(staged: Stage) -> Path:
    return staged.training.runs_folder


def kept(staged: Stage, name: str, told: Tuned | None = None) -> Run:
    run = Run(runs_folder(staged) / name)
    run.begin(RECORD)
    run.checkpoints.write(trained())
    if told is not None:
        run.write_tuned(told)
    return run


def end(staged: Stage, told: Tuned | None = None) -> Run:
    """Let the worker have fine-tuned."""
    request, told = asked(staged), told or tuned()
    run = kept(staged, request.run_id, told)
    staged.hear(protocol.FineTuned(request.request_id, request.run_id, told))
    return run


def loaded(staged: Stage) -> None:
    """Let the worker have read the run's weights."""
    load = staged.transport.last(protocol.LoadModel)
    assert isinstance(load, protocol.LoadModel)
    ready = protocol.ModelReady(load.model, NETWORK, DIGITS)
    staged.hear(protocol.ModelLoaded(load.request_id, ready))


def test_what_answers_is_fine_tuned_on_all_that_it_knows(staged: Stage, tuning: FineTuning) -> None:
    assert not tuning.why_not()
    assert [each.label for each in tuning.usable] == ["7"]
    tuning.start("Shipped")
    request = asked(staged)
    assert request.model == SHIPPED
    assert request.called == "Shipped"
    assert [each.label for each in request.samples] == ["7", "x"]
    assert request.origin.parent == "digits.cnn"
    assert "Shipped" in request.origin.title
    assert tuning.running


def test_the_draft_and_a_run_are_fine_tuned_as_well(staged: Stage, tuning: FineTuning) -> None:
    staged.own()
    tuning.start("Shipped")
    assert asked(staged).model == DRAFT
    end(staged, tuned(owner="draft"))
    run = kept(staged, "earlier")
    staged.run_model.show(run, "Earlier")
    loaded(staged)
    tuning.start("Shipped")
    request = asked(staged)
    assert request.model == ModelId("run", "earlier")
    assert Path(request.weights_file).parent == run.folder
    assert request.origin.parent == "earlier"
    assert request.called == "Earlier"


def test_how_far_it_is_is_told_until_it_has_ended(staged: Stage, tuning: FineTuning) -> None:
    tuning.start("Shipped")
    staged.hear(protocol.FineTuning("learning", 0.5, 3.0, 0.99, 0.98))
    assert tuning.progress is not None
    assert (tuning.progress.done, tuning.progress.seconds_left) == (0.5, 3.0)
    end(staged)
    assert not tuning.running
    assert tuning.progress is None


def test_the_fine_tuned_one_answers_at_once_and_one_click_leads_back(
    staged: Stage, tuning: FineTuning
) -> None:
    model = staged.predictor.model
    tuning.start("Shipped")
    run = end(staged)
    loaded(staged)
    assert model.id == ModelId("run", run.id)
    assert tuning.answers
    assert tuning.tuned == tuned()
    tuning.back()
    assert model.id == SHIPPED
    assert not tuning.answers
    assert tuning.can_answer
    tuning.answer()
    assert model.id == ModelId("run", run.id)


def test_back_is_to_the_shipped_one_also_when_the_cards_have_weights_by_then(
    staged: Stage, tuning: FineTuning
) -> None:
    tuning.start("Shipped")
    end(staged)
    staged.own()
    tuning.back()
    assert staged.predictor.model.id == SHIPPED


def test_back_from_one_made_of_a_run_is_to_that_run(staged: Stage, tuning: FineTuning) -> None:
    run = kept(staged, "earlier", tuned())
    run.keep_best(trained())
    staged.run_model.show(run, "Earlier", "best")
    loaded(staged)
    tuning.start("Shipped")
    end(staged, tuned(owner="run", run="earlier", weights="best"))
    tuning.back()
    assert staged.predictor.model.id == ModelId("run", "earlier", "best")
    tuning.back()
    assert staged.predictor.model.id == SHIPPED


def test_back_from_one_whose_run_was_deleted_is_to_the_cards(staged: Stage, tuning: FineTuning) -> None:
    staged.run_model.show(kept(staged, "orphan", tuned(owner="run", run="gone")), "Orphan")
    tuning.back()
    assert not staged.run_model.is_shown


def test_what_a_person_ended_changes_nothing(staged: Stage, tuning: FineTuning) -> None:
    tuning.start("Shipped")
    tuning.stop()
    assert staged.asked(protocol.StopFineTuning)
    request = asked(staged)
    staged.hear(protocol.FineTuned(request.request_id, request.run_id, None))
    assert not tuning.running
    assert tuning.tuned is None
    assert staged.predictor.model.id == SHIPPED


def test_what_failed_is_told_and_changes_nothing(qtbot, staged: Stage, tuning: FineTuning) -> None:
    tuning.start("Shipped")
    error = CnnguiError("samples.not_classes")
    with qtbot.waitSignal(tuning.problem_raised):
        staged.hear(protocol.RequestFailed(asked(staged).request_id, error))
    assert not tuning.running
    assert staged.predictor.model.id == SHIPPED


def test_a_worker_that_dies_ends_it(staged: Stage, tuning: FineTuning) -> None:
    tuning.start("Shipped")
    staged.hear(protocol.WorkerDied(-9, CnnguiError("engine.no_model")))
    assert not tuning.running
    assert tuning.why_not() == "dead"


def test_the_fine_tuned_one_answers_after_the_next_start_and_the_way_back_is_there(
    staged: Stage, tuning: FineTuning
) -> None:
    tuning.start("Shipped")
    run = end(staged)
    with stage() as later:
        later.ship()
        assert later.predictor.model.id == ModelId("run", run.id)
        assert later.state.tuning.tuned == tuned()
        later.state.tuning.back()
        assert later.predictor.model.id == SHIPPED
    with stage() as last:
        last.ship()
        assert last.predictor.model.id == SHIPPED


def test_a_run_that_is_gone_by_then_is_forgotten(staged: Stage, tuning: FineTuning) -> None:
    tuning.start("Shipped")
    end(staged).remove()
    with stage() as later:
        later.ship()
        assert later.predictor.model.id == SHIPPED


@pytest.mark.parametrize("name", ["..", "../elsewhere", "a/b"])
def test_no_other_folder_is_looked_into(staged: Stage, name: str) -> None:
    staged.settings.set_word("draw/fine_tuned", name)
    with stage() as later:
        later.ship()
        assert not later.run_model.is_shown


def test_why_there_is_none_is_known(qtbot, staged: Stage, tuning: FineTuning) -> None:
    own = staged.state.own_samples
    own.delete([own.samples[0]] if own.samples[0].label == "7" else [own.samples[1]])
    qtbot.waitUntil(lambda: len(own.samples) == 1)
    assert tuning.why_not() == "unknown"
    tuning.start("Shipped")
    assert not staged.asked(protocol.FineTune)
    own.delete(own.samples)
    qtbot.waitUntil(lambda: not own.samples)
    assert tuning.why_not() == "none"


def test_it_waits_for_a_training(staged: Stage, tuning: FineTuning) -> None:
    staged.training.train()
    assert tuning.why_not() == "training"
