"""Data sets as people have them open, are described, trained on, and answered alike everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnngui import api
from cnngui.cli import run
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparing import prepare_samples
from cnngui.engine.protocol import DescribeData
from cnngui.engine.session import Session
from cnngui.engine.worker.data import described
from cnngui.files import folders
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from tests.datasets.people import SETS, Case


@pytest.mark.parametrize("case", SETS.values(), ids=SETS.keys())
def test_it_opens_and_is_described(tmp_path: Path, case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    path = case.make(tmp_path)
    data = load_dataset(path)
    codes = {note.code.removeprefix("datasets.note_") for note in data.notes}
    assert (data.input_shape, data.class_names) == (case.shape, case.classes), codes
    assert set(case.notes) <= codes
    told = described(DescribeData(str(path), request_id=1), data)
    assert (told.input_shape, told.class_names, told.train_samples) == (
        case.shape,
        case.classes,
        len(data.y_train),
    )
    assert np.isin(told.labels, np.arange(data.classes)).all()
    assert run(["data", "inspect", str(path)]) == 0
    printed = capsys.readouterr()
    assert all(name in printed.out for name in case.classes)
    assert all(str(note)[:30] in " ".join(printed.err.split()) for note in data.notes)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with Session() as made:
        made.open(folders.shipped_network())  # its threads are there before a test begins
        yield made


@pytest.mark.tensorflow
@pytest.mark.parametrize("case", SETS.values(), ids=SETS.keys())
def test_it_is_trained_on_and_answered_alike_by_worker_and_terminal(
    tmp_path: Path, case: Case, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two steps; what the worker measured on the test part is what the terminal measures of the file."""
    (tmp_path / "data").mkdir()
    path = case.make(tmp_path / "data")
    data = load_dataset(path)
    output = Dense(units=data.classes, activation="softmax")
    layers = (Flatten(), output) if len(case.shape) > 1 else (output,)
    network = Network(input_shape=case.shape, layers=layers)
    recipe = Recipe(epochs=1, batch_size=-(-len(data.y_train) // 2), validation_split=0.0, seed=1)
    trained = api.train(network, recipe, path, tmp_path / "run", session=session)
    assert trained.history.batch_x.size == 2
    (measured,) = trained.history.val_metric
    capsys.readouterr()
    code = run(["evaluate", "--model", str(trained.model), "--data", str(path), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (code, told["accuracy"]) == (0, pytest.approx(measured, abs=1e-6))
    # What a person points at in the window takes this way.
    taken = api.load_model(trained.model)
    shown = prepare_samples(data.x_test, case.shape, taken.trained_on, InputFormat.of(data))
    answers = taken.predictor.predict(shown).argmax(axis=1)
    assert (answers == data.y_test).mean() == pytest.approx(measured, abs=1e-6)
