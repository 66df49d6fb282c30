from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.api import training
from cnngui.errors import CnnguiError


def test_the_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    training.make_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CnnguiError) as caught:
        training.make_folder(tmp_path / "out")
    assert str(tmp_path / "out") in str(caught.value)
    assert (tmp_path / "out").read_text() == "a file"


def test_an_earlier_training_is_kept_under_another_name(tmp_path: Path) -> None:
    for round_ in ("first", "second"):
        training.rename_earlier(tmp_path)
        (tmp_path / training.MODEL).write_text(round_)
        (tmp_path / training.HISTORY).write_text(round_)
    training.rename_earlier(tmp_path)
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {
        "model-1.cnn": "first",
        "history-1.csv": "first",
        "model-2.cnn": "second",
        "history-2.csv": "second",
    }
