"""A model is measured beside training; what it answers is what Keras answers with the same weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import write_edits
from cnngui.datasets.parts import PartName
from cnngui.engine import protocol
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT, SHIPPED, ModelId
from cnngui.runs.project import read_project
from tests.engine.talk import NETWORK, RECIPE, Talk, long_training

pytestmark = pytest.mark.tensorflow


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))


def evaluate(
    engine: Talk,
    part: PartName = "test",
    model: ModelId = DRAFT,
    file: str = "",
    recipe: Recipe = RECIPE,
    data: str = "",
) -> Any:
    number = engine.number()
    data = data or engine.data
    engine.send(protocol.Evaluate(model, data, part, recipe, file, request_id=number))
    while True:
        answer = engine.wait(protocol.Evaluated, protocol.RequestFailed)
        if answer.request_id == number:
            return answer


def test_answers_are_those_of_keras(engine: Talk, tmp_path: Path) -> None:
    from cnngui.engine.keras_backend.build import build_model, set_weights

    engine.train(NETWORK, RECIPE)
    engine.wait(protocol.Finished)
    answer = evaluate(engine)
    engine.save(str(tmp_path / "a.cnn"))
    model, dataset = build_model(NETWORK, 1), load_dataset(engine.data)
    set_weights(model, read_project(tmp_path / "a.cnn").weights)
    samples = dataset.x_test.astype(np.float32) / 255
    found = answer.measured.classified
    assert found.probabilities == pytest.approx(model.predict(samples, verbose=0), abs=1e-6)
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    accuracy = model.evaluate(samples, dataset.y_test, verbose=0)[1]
    assert found.accuracy == pytest.approx(accuracy)
    assert (answer.epoch, answer.step) == (2, 0)
    assert answer.fingerprint == dataset.fingerprint()
    assert np.array_equal(found.indices, np.arange(30))


def test_the_parts_are_those_of_the_training(engine: Talk) -> None:
    split = RECIPE.model_copy(update={"validation_split": 0.3, "epochs": 1})
    engine.train(NETWORK, split)
    engine.wait(protocol.Finished)
    (row,) = engine.rows()
    # What a person has typed meanwhile is not what these weights were held back from.
    validation = evaluate(engine, "validation", recipe=RECIPE).measured
    assert len(validation.labels) == 30
    assert validation.classified.accuracy == pytest.approx(row.val_metric)
    train = evaluate(engine, "train").measured
    assert not set(train.classified.indices) & set(validation.classified.indices)
    assert (train.stored, validation.stored) == ("train", "train")
    assert evaluate(engine, "test").measured.stored == "test"


def test_a_file_and_the_shipped_model_are_measured_without_a_draft(engine: Talk, tmp_path: Path) -> None:
    assert evaluate(engine).error.code == "engine.no_model"
    shipped = evaluate(engine, model=SHIPPED, data="digits").measured.classified
    assert shipped.accuracy > 0.97
    engine.train(NETWORK, RECIPE)
    engine.wait(protocol.Finished)
    of_draft = evaluate(engine).measured.classified
    engine.save(str(tmp_path / "a.cnn"))
    engine.send(protocol.Reset())
    engine.wait(protocol.ModelGone)
    run = ModelId("run", "some-run", "best")
    of_file = evaluate(engine, model=run, file=str(tmp_path / "a.cnn"))
    assert of_file.model == run
    assert np.array_equal(of_file.measured.classified.probabilities, of_draft.probabilities)
    assert evaluate(engine, model=run, file=str(tmp_path / "b.cnn")).error.code == "files.missing"
    (tmp_path / "a.cnn").rename(tmp_path / "best.cnn")
    of_folder = evaluate(engine, model=run, file=str(tmp_path))
    assert np.array_equal(of_folder.measured.classified.probabilities, of_draft.probabilities)
    last = evaluate(engine, model=ModelId("run", "some-run", 3), file=str(tmp_path))
    assert last.error.code == "runs.no_weights"


def test_several_are_measured_as_one(engine: Talk, tmp_path: Path) -> None:
    files = []
    for seed in (1, 2):
        engine.train(NETWORK, RECIPE.model_copy(update={"seed": seed}), fresh=True)
        engine.wait(protocol.Finished)
        files.append(str(tmp_path / f"{seed}.cnn"))
        engine.save(files[-1])
    each = [evaluate(engine, model=ModelId("run", file), file=file).measured.classified for file in files]
    number = engine.number()
    together = protocol.Evaluate(
        ModelId("ensemble", "both"), engine.data, "test", RECIPE, members=tuple(files), request_id=number
    )
    engine.send(together)
    answer = engine.wait(protocol.Evaluated, protocol.RequestFailed)
    assert isinstance(answer, protocol.Evaluated)
    mean = (each[0].probabilities + each[1].probabilities) / 2
    assert answer.measured.classified.probabilities == pytest.approx(mean, abs=1e-6)
    assert not np.allclose(each[0].probabilities, each[1].probabilities, atol=1e-3)
    assert answer.model == ModelId("ensemble", "both")


def test_it_is_measured_while_it_trains_and_training_goes_on(engine: Talk) -> None:
    engine.send(long_training(engine.data))
    engine.wait(protocol.Batches)
    answer = evaluate(engine)
    assert answer.measured.classified.samples == 30
    assert engine.wait(protocol.Batches)
    engine.send(protocol.Control("stop"))
    engine.wait(protocol.Stopped)


def test_a_newer_question_drops_the_older_one_and_stop_drops_both(engine: Talk) -> None:
    for part in ("train", "validation", "test"):
        request = protocol.Evaluate(SHIPPED, "digits", part, RECIPE, request_id=engine.number())
        engine.send(request)
    answer = engine.wait(protocol.Evaluated)
    assert answer.request_id == request.request_id
    engine.send(protocol.Evaluate(SHIPPED, "digits", "train", RECIPE, request_id=engine.number()))
    engine.wait(protocol.Evaluating)
    engine.send(protocol.StopEvaluating())
    said = engine.quiet(1.0)
    assert not [each for each in said if isinstance(each, (protocol.Evaluated, protocol.RequestFailed))]
    assert evaluate(engine, model=SHIPPED, data="digits").measured.classified.samples == 1000


def test_data_of_other_classes_or_shapes_are_refused(engine: Talk) -> None:
    assert evaluate(engine, model=SHIPPED, data="xor").error.code == "engine.other_samples"
    assert evaluate(engine, model=SHIPPED, data="sentences").error.code == "datasets.other_classes"


def test_edits_apply_and_indices_count_the_data_as_they_came(engine: Talk) -> None:
    digits = load_dataset("digits", edits=False)
    other = (int(digits.y_test[5]) + 1) % 10
    write_edits(digits.fingerprint(), Edits().relabelled("test", 5, other).left_out("test", 2))
    answer = evaluate(engine, model=SHIPPED, data="digits")
    measured = answer.measured
    assert measured.classified.samples == 999
    place = int(np.flatnonzero(measured.classified.indices == 5)[0])
    assert (measured.labels[place], measured.came[place]) == (other, digits.y_test[5])
    assert answer.fingerprint == digits.fingerprint()


def test_samples_are_fetched_as_they_came(engine: Talk) -> None:
    digits = load_dataset("digits", edits=False)
    write_edits(digits.fingerprint(), Edits().left_out("test", 2))
    indices = np.array([2, 7, 3])
    engine.send(protocol.FetchSamples("digits", "test", indices, request_id=engine.number()))
    fetched = engine.wait(protocol.SamplesFetched)
    assert np.array_equal(fetched.samples, digits.x_test[indices])
    assert fetched.texts == ("", "", "")
    engine.send(protocol.FetchSamples("sentences", "test", indices[:1], request_id=engine.number()))
    assert engine.wait(protocol.SamplesFetched).texts[0].count(" ") > 1
    engine.send(protocol.FetchSamples("digits", "test", np.array([10_000]), request_id=engine.number()))
    assert engine.wait(protocol.RequestFailed).error.code == "datasets.edits_beyond"


def test_samples_are_fetched_from_the_other_part_where_they_were_moved_from(engine: Talk) -> None:
    came = load_dataset(engine.data, edits=False)
    write_edits(came.fingerprint(), Edits().all_moved("train", [3]).joined([0], 2))
    places = np.array([2, len(came.y_test) + 3])
    engine.send(protocol.FetchSamples(engine.data, "test", places, request_id=engine.number()))
    samples = engine.wait(protocol.SamplesFetched).samples
    assert np.array_equal(samples, [came.x_test[2], came.x_train[3]])
