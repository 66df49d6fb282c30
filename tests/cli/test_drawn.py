"""Sets of drawings in the terminal: listed, looked at, written to a file, trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.runs.run import Run, runs_folder
from tests.cli.conftest import Cnngui
from tests.drawn_shapes import SHAPES, shape_set


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))


def test_the_sets_are_listed(cnngui: Cnngui) -> None:
    assert "Draw one in the window" in cnngui("data", "drawn").out
    folder = shape_set(None, 3)
    listed = cnngui("data", "drawn").out
    assert "drawn:Shapes" in listed
    assert "circle, triangle, cross" in listed
    (found,) = cnngui("data", "drawn", "--json").json["drawn"]
    assert found == {"data": "drawn:Shapes", "folder": str(folder), "classes": list(SHAPES), "samples": 9}


def test_a_set_is_looked_at_and_leaves_as_a_file(cnngui: Cnngui, tmp_path: Path) -> None:
    folder, out = shape_set(None, 10), tmp_path / "set.npz"
    told = cnngui("data", "drawn:shapes", "--json").json
    assert told["train_samples"] + told["test_samples"] == 30
    assert 3 <= told["test_samples"] <= 9
    assert cnngui("data", "drawn:shapes", "--out", out).code == 0
    with np.load(out) as arrays:
        assert np.array_equal(arrays["x_train"], load_dataset(folder).x_train)
        assert arrays["class_names"].tolist() == list(SHAPES)


def test_an_unknown_set_is_told_with_those_there_are(cnngui: Cnngui) -> None:
    shape_set(None, 3)
    answer = cnngui("train", "--data", "drawn:forms")
    assert answer.code == 1
    assert "The sets are: Shapes." in answer.err


def test_a_set_alone_trains_a_small_network_that_tells_its_classes_apart(cnngui: Cnngui) -> None:
    folder = shape_set(None, 10)
    answer = cnngui("train", "--data", "drawn:shapes", "--seed", 1)
    assert answer.code == 0, answer.err
    assert "No network is named" in answer.err
    (run,) = [Run(each) for each in runs_folder().iterdir() if (each / "run.json").is_file()]
    record = run.record()
    assert record.data == str(folder)
    assert record.fingerprint == load_dataset(folder).fingerprint()
    assert run.history().val_metric[-1] >= 0.8
