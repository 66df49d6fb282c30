"""A run's folder holds all that came of it, and enough to repeat it and to go on from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.network.layers import Dense, Dropout
from cnngui.network.recipe import SGD
from cnngui.runs.project import read_project
from cnngui.runs.run import Run
from tests.engine.talk import NETWORK, RECIPE
from tests.engine.worker.test_checkpoint_writer import Kept

pytestmark = pytest.mark.tensorflow

DROPPED = NETWORK.with_layers((*NETWORK.layers[:2], Dropout(name="dropout", rate=0.5), NETWORK.layers[2]))
FOUR = RECIPE.model_copy(update={"epochs": 4})


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Kept]:
    with Kept(tmp_path) as made:
        yield made


def train(worker: Kept, command: protocol.Train) -> protocol.Event:
    endings = len(worker.heard(*protocol.ENDINGS))
    worker.post(command)
    worker.wait(lambda: len(worker.heard(*protocol.ENDINGS)) > endings)
    return worker.heard(*protocol.ENDINGS)[-1]


def over(worker: Kept, run: Run, state: str = "finished") -> Run:
    """Wait until all of a run is written."""
    worker.wait(lambda: run.summary().state == state and not run.is_live)
    return run


def losses(run: Run) -> np.ndarray:
    return read_project(run.weights_file("last")).history["batch_loss"]


def test_a_run_stays_and_says_what_came_of_it(worker: Kept, tiny_data: str, tmp_path: Path) -> None:
    origin = protocol.Origin(title="Small", parent="earlier", parent_epoch=2, group="three")
    train(worker, protocol.Train("1", NETWORK, FOUR, tiny_data, origin=origin))
    run = over(worker, Run(tmp_path / "1"))
    record, summary = run.record(), run.summary()
    assert (record.network, record.recipe, record.data) == (NETWORK, FOUR, tiny_data)
    assert (record.title, record.parent, record.parent_epoch, record.group) == (
        "Small",
        "earlier",
        2,
        "three",
    )
    assert record.created_with["cnngui"]
    assert (record.precision, record.parameters) == ("float32", 4 * 10 + 36 * 4 * 3 + 3)
    assert record.threads >= 1
    assert record.parts >= 1
    assert (summary.epoch, summary.step, summary.epochs) == (4, 0, 4)
    assert (summary.loss_name, summary.metric_name) == ("sparse_categorical_crossentropy", "accuracy")
    history = read_project(run.weights_file("last")).history
    assert summary.val_metric == history["val_metric"][-1]
    assert summary.best_metric == history["val_metric"].max()
    assert summary.best_epoch == 1 + history["val_metric"].argmax()
    assert summary.seconds > 0
    assert summary.images_per_second > 0


def test_the_best_and_some_epochs_weights_are_kept_as_they_were(
    worker: Kept, tiny_data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnngui.engine.worker.run_writer.KEPT_EVERY_S", -1.0)
    # So that each epoch is one of its own, and not several in one call.
    monkeypatch.setattr("cnngui.engine.pace.Pace.steps", lambda pace: 1)
    train(worker, protocol.Train("1", DROPPED, FOUR, tiny_data))
    run = over(worker, Run(tmp_path / "1"))
    assert run.kept_epochs == [1, 2, 3, 4]
    best = run.summary().best_epoch
    for weights in (*run.kept_epochs, "best"):
        kept, epoch = read_project(run.weights_file(weights)), best if weights == "best" else weights
        again = f"{weights} again"
        train(worker, protocol.Train(again, DROPPED, FOUR, tiny_data, fresh=True, until=int(epoch)))
        straight = read_project(over(worker, Run(tmp_path / again)).weights_file("last"))
        for layer, arrays in straight.weights.items():
            for array, other in zip(arrays, kept.weights[layer], strict=True):
                np.testing.assert_array_equal(array, other)
        np.testing.assert_array_equal(kept.history["batch_loss"], straight.history["batch_loss"])
        np.testing.assert_array_equal(kept.history["val_metric"], straight.history["val_metric"])
        assert kept.training is not None
        assert (kept.training.epoch, kept.training.step) == (epoch, 0)


def test_a_run_goes_on_in_its_folder_and_keeps_what_was_frozen(
    worker: Kept, tiny_data: str, tmp_path: Path
) -> None:
    train(worker, protocol.Train("straight", DROPPED, FOUR, tiny_data))
    train(worker, protocol.Train("1", DROPPED, RECIPE, tiny_data, fresh=True))
    run = over(worker, Run(tmp_path / "1"))
    before = run.record(), run.summary()
    train(worker, protocol.Train("1", DROPPED, RECIPE, tiny_data))
    worker.wait(lambda: run.summary().epoch == 4)
    over(worker, run)
    assert run.record() == before[0]
    assert run.summary().seconds > before[1].seconds
    np.testing.assert_array_equal(losses(run), losses(Run(tmp_path / "straight")))


def test_a_recipe_changed_in_a_pause_is_noted_and_repeated_to_the_last_bit(
    worker: Kept, tiny_data: str, tmp_path: Path
) -> None:
    steeper = FOUR.model_copy(update={"optimizer": SGD(learning_rate=0.2, momentum=0.5)})
    smaller = FOUR.model_copy(update={"batch_size": 8, "epochs": 5})
    worker.post(protocol.Train("1", DROPPED, FOUR, tiny_data, paused=True))
    steps = 0
    for recipe in (steeper, smaller):
        worker.post(*[protocol.Control("step")] * 5)
        steps += 5
        worker.wait(lambda: sum(len(each.loss) for each in worker.heard(protocol.Batches)) >= steps)  # noqa: B023
        worker.post(protocol.ChangeRecipe(recipe), protocol.Control("step"))
        steps += 1
        worker.wait(lambda: sum(len(each.loss) for each in worker.heard(protocol.Batches)) >= steps)  # noqa: B023
    worker.post(protocol.Control("resume"))
    worker.wait(lambda: bool(worker.heard(protocol.Finished)))
    run = over(worker, Run(tmp_path / "1"))
    changes = run.summary().changes
    assert (changes[0].epoch, changes[0].step) == (0, 5)
    assert len(changes) == 2
    told = protocol.repeated(run)
    assert [recipe for *_, recipe in told.changes] == [steeper, smaller]
    again = protocol.Train("2", DROPPED, FOUR, tiny_data, fresh=True, until=told.until, as_before=told)
    train(worker, again)
    repeated = over(worker, Run(tmp_path / "2"))
    np.testing.assert_array_equal(losses(repeated), losses(run))
    assert repeated.summary().changes == changes


def test_while_it_trains_nobody_else_can(worker: Kept, tiny_data: str, tmp_path: Path) -> None:
    worker.post(protocol.Train("1", NETWORK, FOUR, tiny_data, paused=True), protocol.Control("step"))
    worker.wait(lambda: Run(tmp_path / "1").is_live)
    worker.wait(lambda: bool(worker.heard(protocol.Batches)))
    with Kept(tmp_path) as other:
        ending = train(other, protocol.Train("1", NETWORK, FOUR, tiny_data))
        assert isinstance(ending, protocol.Failed)
        assert ending.error.code == "runs.in_use"
    worker.post(protocol.Control("stop"))
    over(worker, Run(tmp_path / "1"), "stopped")


def test_of_a_run_that_learned_nothing_nothing_stays(worker: Kept, tiny_data: str, tmp_path: Path) -> None:
    worker.post(protocol.Train("1", NETWORK, FOUR, tiny_data, paused=True))
    worker.wait(lambda: bool(worker.heard(protocol.Paused)))
    assert (tmp_path / "1").exists()
    worker.post(protocol.Control("stop"))
    worker.wait(lambda: not (tmp_path / "1").exists())


def test_a_run_that_blew_up_says_why(worker: Kept, tiny_data: str, tmp_path: Path) -> None:
    steep = FOUR.model_copy(update={"optimizer": SGD(learning_rate=1e6)})
    deep = NETWORK.with_layers(
        (NETWORK.layers[1], *[Dense(name=f"d{n}", units=16) for n in range(4)], NETWORK.layers[2])
    )
    assert isinstance(train(worker, protocol.Train("1", deep, steep, tiny_data)), protocol.Failed)
    summary = over(worker, Run(tmp_path / "1"), "failed").summary()
    assert "1e+06" in summary.problem or "1000000" in summary.problem


def test_a_run_moved_to_another_folder_takes_its_story_along(
    worker: Kept, tiny_data: str, tmp_path: Path
) -> None:
    other = protocol.Origin(title="Small")
    worker.post(protocol.Train("1", NETWORK, FOUR, tiny_data, paused=True, origin=other))
    worker.post(*[protocol.Control("step")] * 2)
    worker.wait(lambda: bool(worker.heard(protocol.Batches)))
    changed = FOUR.model_copy(update={"epochs": 3})
    worker.post(protocol.ChangeRecipe(changed), protocol.Control("step"))
    worker.wait(lambda: bool(worker.heard(protocol.RecipeChanged)))
    worker.post(protocol.KeepRuns(str(tmp_path / "other")), protocol.Control("resume"))
    worker.wait(lambda: bool(worker.heard(protocol.Finished)))
    run = over(worker, Run(tmp_path / "other" / "1"))
    assert [recipe for *_, recipe in protocol.repeated(run).changes] == [changed]
    assert run.record().title == "Small"
    assert run.weights_file("best").is_file()


def test_a_run_of_other_cores_is_repeated_to_the_last_bit(
    worker: Kept, tiny_data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a member of an ensemble was, which has a core of its own."""
    monkeypatch.setenv("CNNGUI_CORES", "0")  # and what is set here goes with the test
    worker.post(protocol.UseCores(1))
    train(worker, protocol.Train("1", DROPPED, FOUR, tiny_data, fresh=True))
    run = over(worker, Run(tmp_path / "1"))
    worker.post(protocol.UseCores(0))
    as_before = protocol.repeated(run)
    assert as_before.parts == run.record().parts == 1
    train(worker, protocol.Train("2", DROPPED, FOUR, tiny_data, fresh=True, as_before=as_before))
    again = over(worker, Run(tmp_path / "2"))
    assert again.record().parts == 1
    np.testing.assert_array_equal(losses(again), losses(run))
