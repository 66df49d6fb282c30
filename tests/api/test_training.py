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


def trained(folder: Path, words: str) -> Path:
    folder.mkdir()
    for name in (training.MODEL, training.HISTORY):
        (folder / name).write_text(words)
    return folder


def test_an_earlier_training_is_kept_under_another_name(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for words in ("first", "second", "third"):
        training.move_in(trained(tmp_path / words, words), out)
    assert contents(out) == {
        "model-1.cnn": "first",
        "history-1.csv": "first",
        "model-2.cnn": "second",
        "history-2.csv": "second",
        "model.cnn": "third",
        "history.csv": "third",
    }


@pytest.mark.parametrize("failing", range(4))
def test_whichever_renaming_fails_all_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    out, new = trained(tmp_path / "out", "old"), trained(tmp_path / "new", "new")
    replace, calls = Path.replace, iter(range(100))

    def fails_once(path: Path, target: Path) -> Path:
        if next(calls) == failing:
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fails_once)
    with pytest.raises(OSError, match="No space"):
        training.move_in(new, out)
    assert contents(out) == {"model.cnn": "old", "history.csv": "old"}
    assert contents(new) == {"model.cnn": "new", "history.csv": "new"}


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}
