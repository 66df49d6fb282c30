"""Fine-tuning in a worker: what is learned, what stays, what is kept, and what a person ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.ink import PEN_PX, Stroke
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_pictures import INK, varied
from cnngui.datasets.own_samples import OwnSample
from cnngui.engine import protocol, tuning
from cnngui.engine.transports import ThreadTransport
from cnngui.engine.worker import fine_tunings
from cnngui.network.layers import Dense, Embedding, GlobalMaxPooling1D
from cnngui.network.network import Network
from cnngui.runs.history import History
from cnngui.runs.model_id import DRAFT, SHIPPED, ModelId
from cnngui.runs.project import read_project
from cnngui.runs.run import Run, new_run_id
from cnngui.runs.run_files import Tuned
from tests.engine.talk import RECIPE, Talk

pytestmark = pytest.mark.tensorflow

# The bars of the data stand and lie; "2" slants. This one slants the other way.
OTHER_WAY = OwnSample.of("2", [Stroke(((250, 30), (30, 250)), PEN_PX)])
READS = InputFormat(kind="ink", shape=(8, 8, 1))


def alike(count: int) -> tuple[OwnSample, ...]:
    chance = np.random.default_rng(5)
    return tuple(varied(OTHER_WAY, chance) for _ in range(count))


@pytest.fixture(scope="module")
def own_engine(tiny_data: str) -> Iterator[Talk]:
    transport = ThreadTransport()
    transport.start()
    talk = Talk(transport, tiny_data)
    talk.wait(protocol.Ready)
    yield talk
    transport.close()


@pytest.fixture
def runs(own_engine: Talk, tmp_path: Path) -> Path:
    folder = tmp_path / "runs"
    own_engine.send(protocol.KeepRuns(str(folder)))
    return folder


@pytest.fixture
def learned(own_engine: Talk, runs: Path) -> Talk:
    """A worker whose draft knows the three bars."""
    own_engine.trained(recipe=RECIPE.model_copy(update={"epochs": 30}))
    own_engine.forget()
    return own_engine


def ask(engine: Talk, model: ModelId = DRAFT, **how: Any) -> str:
    told = {"called": "Bars", "trained_on": READS, "samples": alike(8), "seconds": 60.0}
    run_id = new_run_id()
    engine.send(protocol.FineTune(run_id=run_id, model=model, request_id=engine.number(), **(told | how)))
    return run_id


def tuned(engine: Talk, model: ModelId = DRAFT, **how: Any) -> tuple[str, Tuned]:
    run_id = ask(engine, model, **how)
    answer = engine.wait(protocol.FineTuned, protocol.RequestFailed, seconds=200)
    assert isinstance(answer, protocol.FineTuned), answer
    assert answer.run_id == run_id
    assert answer.tuned is not None
    return run_id, answer.tuned


def refused(engine: Talk, model: ModelId = DRAFT, **how: Any) -> str:
    ask(engine, model, **how)
    answer = engine.wait(protocol.FineTuned, protocol.RequestFailed)
    assert isinstance(answer, protocol.RequestFailed)
    return answer.error.code


def draft_weights(engine: Talk, path: Path) -> dict[str, Any]:
    engine.save(str(path))
    return dict(read_project(path).weights)


def test_it_learns_the_own_samples_and_keeps_what_it_knew(learned: Talk, runs: Path) -> None:
    run_id, told = tuned(learned)
    assert (told.learned, told.held_out, told.own_samples) == (8, 0, 8)
    assert told.own_before < 4
    assert told.own_after >= 7
    assert told.old_samples == 30
    assert told.old_before >= 28
    assert told.old_after >= 28
    assert told.old_data == learned.data
    assert (told.owner, told.called) == ("draft", "Bars")
    run = Run(runs / run_id)
    assert run.tuned() == told
    assert run.has_weights("last")
    assert run.summary().state == "finished"
    assert not run.is_live


def test_the_draft_and_its_run_stay_as_they_are(learned: Talk, runs: Path, tmp_path: Path) -> None:
    before = draft_weights(learned, tmp_path / "before.cnn")
    files = {path: path.read_bytes() for path in runs.rglob("*") if path.is_file()}
    tuned(learned)
    after = draft_weights(learned, tmp_path / "after.cnn")
    for name, arrays in before.items():
        for one, other in zip(arrays, after[name], strict=True):
            np.testing.assert_array_equal(one, other)
    for path, content in files.items():
        assert path.read_bytes() == content


def test_it_is_a_run_like_any_other_with_its_data_beside_it(learned: Talk, runs: Path) -> None:
    run_id, told = tuned(
        learned, origin=protocol.Origin(title="Bars, fine-tuned", parent="p", parent_epoch=3)
    )
    run = Run(runs / run_id)
    record = run.record()
    assert (record.title, record.parent, record.parent_epoch) == ("Bars, fine-tuned", "p", 3)
    data = load_dataset(record.data)
    assert Path(record.data).parent == run.folder
    assert data.fingerprint() == record.fingerprint
    assert len(data.y_test) == told.old_samples
    assert len(History.from_columns(read_project(run.weights_file("last")).history).epoch) == told.passes
    project = read_project(run.weights_file("last"))
    assert project.input_format is not None
    assert project.input_format.kind == "ink"
    learned.open(str(run.weights_file("last")))
    assert isinstance(learned.trained(fresh=False, data=record.data), protocol.Finished)


def test_how_far_it_is_is_told_to_the_end(learned: Talk) -> None:
    tuned(learned)
    told = learned.heard(protocol.FineTuning)
    stages = list(dict.fromkeys(event.stage for event in told))
    assert stages == ["preparing", "measuring", "learning"]
    learning = [event for event in told if event.stage == "learning"]
    assert [event.done for event in learning] == sorted(event.done for event in learning)
    assert learning[-1].done == pytest.approx(1)
    assert learning[-1].old_now is not None
    assert all(event.seconds_left is not None for event in learning)


def test_what_a_person_ends_leaves_nothing(learned: Talk, runs: Path) -> None:
    before = sorted(runs.iterdir())
    run_id = ask(learned)
    learned.wait(protocol.FineTuning)
    learned.send(protocol.StopFineTuning())
    answer = learned.wait(protocol.FineTuned, protocol.RequestFailed)
    assert isinstance(answer, protocol.FineTuned)
    assert answer.tuned is None
    learned.quiet(0.2)
    assert not (runs / run_id).exists()
    assert sorted(runs.iterdir()) == before


def test_one_that_is_stopped_in_the_middle_leaves_nothing_and_the_next_is_whole(
    learned: Talk, runs: Path
) -> None:
    run_id = ask(learned)
    while learned.wait(protocol.FineTuning).stage != "learning":
        continue
    learned.send(protocol.StopFineTuning())
    answer = learned.wait(protocol.FineTuned)
    if answer.tuned is None:  # or it was over sooner
        learned.quiet(0.2)
        assert not (runs / run_id).exists()
    tuned(learned)


def test_it_waits_for_the_training_under_way(learned: Talk) -> None:
    learned.train(recipe=RECIPE.model_copy(update={"epochs": 100_000}))
    learned.wait(protocol.Started)
    ask(learned)
    assert learned.wait(protocol.FineTuning).stage == "waiting"
    learned.send(protocol.Control("stop"))
    assert isinstance(learned.wait(protocol.FineTuned, protocol.RequestFailed), protocol.FineTuned)


def test_it_ends_when_its_time_is_up_and_says_so(learned: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fine_tunings, "LEAST_S", 0.0)
    monkeypatch.setattr(fine_tunings, "SLOW_S", 0.0)
    _, told = tuned(learned, seconds=0.01)
    assert told.passes < tuning.PASSES
    assert not told.complete
    assert told.old_after >= 28


def test_one_that_was_fine_tuned_is_fine_tuned_again_on_the_data_before(learned: Talk, runs: Path) -> None:
    first, _ = tuned(learned)
    path = Run(runs / first).weights_file("last")
    second, told = tuned(learned, ModelId("run", first), weights_file=str(path), samples=alike(25))
    assert (told.owner, told.run) == ("run", first)
    assert told.old_data == learned.data
    assert told.own_before >= told.own_samples - 1
    assert (told.learned, told.held_out) == (20, 5)
    assert second != first


def test_what_cannot_be_fine_tuned_is_told(learned: Talk, runs: Path, tmp_path: Path) -> None:
    before = sorted(runs.iterdir())
    other = tuple(replace(sample, label="omega") for sample in alike(2))
    assert refused(learned, samples=other) == "samples.none_known"
    learned.send(protocol.Reset())
    assert refused(learned) == "engine.no_model"
    assert sorted(runs.iterdir()) == before


def test_without_its_data_a_network_is_not_fine_tuned(learned: Talk, tmp_path: Path) -> None:
    path = tmp_path / "bars.cnn"
    learned.save(str(path))
    project = read_project(path)
    assert project.training is not None
    from cnngui.runs.project import write_project

    moved = replace(project, data="", training=replace(project.training, data=str(tmp_path / "gone.npz")))
    write_project(path, moved)
    model = ModelId("run", "bars")
    assert refused(learned, model, weights_file=str(path)) == "samples.no_old_data"


def test_a_network_of_sentences_is_refused(own_engine: Talk, runs: Path) -> None:
    layers = (Embedding(output_dim=4), GlobalMaxPooling1D(), Dense(units=2, activation="softmax"))
    network = Network(input_shape=(16,), layers=layers)
    own_engine.trained(network, data="sentences")
    assert refused(own_engine, trained_on=InputFormat(kind="words", shape=(16,))) == "samples.not_classes"


def test_the_shipped_network_learns_an_odd_nine_in_ten_drawings(own_engine: Talk, runs: Path) -> None:
    nine = OwnSample.of(
        "9",
        [
            Stroke(((200, 60), (90, 60), (145, 140), (200, 60)), PEN_PX),
            Stroke(((145, 140), (145, 240)), PEN_PX),
        ],
    )
    chance = np.random.default_rng(3)
    drawn = tuple(varied(nine, chance) for _ in range(10))
    run_id, told = tuned(own_engine, SHIPPED, trained_on=INK, samples=drawn, seconds=120.0)
    assert told.own_before <= 5
    assert told.own_after >= 9
    assert told.old_before - told.old_after <= 10
    assert told.old_samples == 1000
    assert (told.owner, told.old_label) == ("shipped", "Digits (bundled)")
    assert Run(runs / run_id).has_weights("last")
