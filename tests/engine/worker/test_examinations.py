"""What is there twice, and what is odd, as the worker finds it; and that it can be stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import write_edits
from cnngui.engine import protocol
from tests.engine.talk import Talk

pytestmark = pytest.mark.tensorflow


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))


def test_near_duplicates_are_found_in_the_data_as_they_came(engine: Talk, tmp_path: Path) -> None:
    came = load_dataset(engine.data, edits=False)
    x_test = came.x_test.copy()
    x_test[4] = came.x_train[9]
    path = tmp_path / "copied.npz"
    np.savez(path, x_train=came.x_train, y_train=came.y_train, x_test=x_test, y_test=came.y_test)
    copied = load_dataset(path, edits=False)
    write_edits(copied.fingerprint(), Edits().all_moved("train", [9]).left_out("test", 0))
    engine.send(protocol.FindDuplicates(str(path), request_id=engine.number()))
    found = engine.wait(protocol.DuplicatesFound)
    own = len(came.y_train)
    assert found.groups[9] == found.groups[own + 4] >= 0
    assert len(found.groups) == own + len(came.y_test)
    assert {each.what for each in engine.heard(protocol.Examining)} == {"duplicates"}


def test_what_is_odd_follows_from_the_labels_of_now(engine: Talk) -> None:
    came = load_dataset(engine.data, edits=False)
    engine.send(protocol.FindOdd(engine.data, request_id=engine.number()))
    before = engine.wait(protocol.OddFound).scores
    write_edits(came.fingerprint(), Edits().relabelled("train", 0, 2).left_out("train", 1))
    engine.send(protocol.FindOdd(engine.data, request_id=engine.number()))
    found = engine.wait(protocol.OddFound)
    after = found.scores
    assert after[0] > before[0], "a bar across is unlike the slanting ones"
    assert after[1] == 0
    assert found.labels[0] == 2


def test_what_nobody_waits_for_is_not_answered(engine: Talk) -> None:
    engine.send(protocol.FindDuplicates("digits", request_id=engine.number()))
    engine.wait(protocol.Examining)
    engine.send(protocol.StopExamining())
    engine.send(protocol.FindOdd("xor", request_id=engine.number()))
    assert len(engine.wait(protocol.OddFound).scores) == 4
    assert not engine.heard(protocol.DuplicatesFound)
