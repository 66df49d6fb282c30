from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.engine.session import Session, load_predictor
from cnngui.errors import CnnguiError
from cnngui.network.recipe import Recipe
from cnngui.runs.project import Project, write_project
from tests.engine.talk import NETWORK, RECIPE

pytestmark = pytest.mark.tensorflow


def test_a_program_can_train_save_and_predict(tiny_data: str, tmp_path: Path) -> None:
    heard: list[protocol.Event] = []
    with Session() as session:
        trained = session.train(NETWORK, RECIPE, tiny_data, heard.append)
        session.save(tmp_path / "a.cnn")
    assert (trained.epoch, trained.stopped) == (2, False)
    assert len(trained.history.batch_loss) == 14
    ends = [row for event in heard if isinstance(event, protocol.Epochs) for row in event.rows]
    assert trained.history.val_metric.tolist() == [row.val_metric for row in ends]

    predictor = load_predictor(tmp_path / "a.cnn")
    data = load_dataset(tiny_data)
    rows = predictor.predict(data.x_test.astype(np.float32) / 255)
    assert rows.shape == (30, 3)
    np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-5)
    # What training says of its validation is what the saved network does.
    assert (rows.argmax(axis=1) == data.y_test).mean() == pytest.approx(ends[-1].val_metric)
    assert predictor.class_names == data.class_names


def test_a_run_can_be_stopped_and_gone_on_with(tiny_data: str) -> None:
    with Session() as session:
        timer = threading.Timer(0.5, session.stop)

        def begin(event: protocol.Event) -> None:
            if isinstance(event, protocol.Started) and not timer.is_alive():
                timer.start()

        stopped = session.train(NETWORK, RECIPE.model_copy(update={"epochs": 100_000}), tiny_data, begin)
        timer.join()
        assert stopped.stopped
        finished = session.train(NETWORK, RECIPE, tiny_data)
        assert finished.epoch == stopped.epoch + 2


def test_failures_are_raised_and_the_session_goes_on(tiny_data: str, tmp_path: Path) -> None:
    with Session() as session:
        with pytest.raises(CnnguiError) as caught:
            session.save(tmp_path / "a.cnn")
        assert caught.value.code == "engine.no_model"
        with pytest.raises(CnnguiError) as caught:
            session.train(NETWORK, RECIPE, "/nowhere/data.npz")
        assert caught.value.code == "files.missing"
        session.train(NETWORK, RECIPE.model_copy(update={"epochs": 1}), tiny_data)
        with pytest.raises(CnnguiError) as caught:
            session.save("/nowhere/a.cnn")
        assert caught.value.code == "files.cannot_write"


def test_a_file_without_weights_cannot_predict(tmp_path: Path) -> None:
    write_project(tmp_path / "a.cnn", Project(NETWORK, Recipe()))
    with pytest.raises(CnnguiError) as caught:
        load_predictor(tmp_path / "a.cnn")
    assert caught.value.code == "engine.untrained"
