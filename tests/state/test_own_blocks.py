"""Blocks of one's own: kept in files, listed, renamed, deleted; damaged files harm nobody."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cnngui.errors import CnnguiError
from cnngui.network.blocks import Residual
from cnngui.network.layers import Conv2D, Dense
from cnngui.state.own_blocks import MAX_BLOCKS, OwnBlocks, own_blocks_folder

BLOCK = Residual(name="stem", branches=((Conv2D(name="conv", filters=7),), ()))


@pytest.fixture
def own(qapp: object, tmp_path: Path) -> OwnBlocks:
    return OwnBlocks(tmp_path / "blocks")


def titles(own: OwnBlocks) -> list[str]:
    return [block.title for block in own.blocks()]


def test_saved_blocks_are_there_in_the_next_session(own: OwnBlocks, tmp_path: Path) -> None:
    own.add("Stem", (BLOCK,))
    own.add("another", (Dense(name="head"),))
    again = OwnBlocks(tmp_path / "blocks")
    assert titles(again) == ["another", "Stem"]
    block = again.block("Stem")
    assert block is not None
    assert block.layers == (BLOCK,)


def test_what_another_window_saved_is_seen(own: OwnBlocks, tmp_path: Path) -> None:
    assert titles(own) == []
    other = OwnBlocks(tmp_path / "blocks")
    other.add("Stem", (BLOCK,))
    assert titles(own) == ["Stem"]
    other.rename("Stem", "Head")
    assert titles(own) == ["Head"]
    other.delete("Head")
    assert titles(own) == []


def test_rename_keeps_the_layers_and_the_file(own: OwnBlocks) -> None:
    own.add("Stem", (BLOCK,))
    (before,) = own.blocks()
    own.rename("Stem", "STEM")
    (after,) = own.blocks()
    assert (after.title, after.layers, after.path) == ("STEM", before.layers, before.path)


@pytest.mark.parametrize("title", ["", "   ", "a\nb", "x" * 61])
def test_a_title_that_is_none_is_refused(own: OwnBlocks, title: str) -> None:
    with pytest.raises(CnnguiError, match="name"):
        own.add(title, (BLOCK,))
    assert titles(own) == []


def test_a_title_is_used_once(own: OwnBlocks) -> None:
    own.add("Stem", (BLOCK,))
    own.add("Head", (BLOCK,))
    with pytest.raises(CnnguiError) as refused:
        own.add(" stem ", (BLOCK,))
    assert refused.value.code == "blocks.name_taken"
    with pytest.raises(CnnguiError):
        own.rename("Head", "stem")
    assert titles(own) == ["Head", "Stem"]


def test_a_title_that_would_be_a_path_stays_a_title(own: OwnBlocks, tmp_path: Path) -> None:
    own.add("../../outside", (BLOCK,))
    assert titles(own) == ["../../outside"]
    assert [path.parent for path in tmp_path.rglob("*.json")] == [tmp_path / "blocks"]


def test_damaged_files_are_left_out_and_said_once(qtbot, own: OwnBlocks, tmp_path: Path) -> None:
    own.add("Stem", (BLOCK,))
    folder = tmp_path / "blocks"
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "binary.json").write_bytes(b"\xff\xfe\x00")
    (folder / "huge.json").write_bytes(b" " * 1_000_001)
    (folder / "folder.json").mkdir()
    with qtbot.waitSignal(own.problem_raised) as raised:
        assert titles(own) == ["Stem"]
    said = str(raised.args[0])
    assert all(name in said for name in ("broken.json", "binary.json", "huge.json", "folder.json"))
    with qtbot.assertNotEmitted(own.problem_raised):
        assert titles(own) == ["Stem"]
    changed = json.dumps({"format": "cnngui-block"})
    (folder / "broken.json").write_text(changed, encoding="utf-8")
    with qtbot.waitSignal(own.problem_raised) as raised:
        own.blocks()
    assert "broken.json" in str(raised.args[0])
    assert "huge.json" not in str(raised.args[0])


def test_there_are_not_endlessly_many(own: OwnBlocks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnngui.state.own_blocks.MAX_BLOCKS", 2)
    own.add("a", (BLOCK,))
    own.add("b", (BLOCK,))
    with pytest.raises(CnnguiError) as refused:
        own.add("c", (BLOCK,))
    assert refused.value.code == "blocks.too_many"
    assert MAX_BLOCKS > 2


def test_a_folder_that_cannot_be_made_is_said(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(CnnguiError) as refused:
        OwnBlocks(tmp_path / "file" / "blocks").add("Stem", (BLOCK,))
    assert refused.value.code == "files.cannot_write"


def test_home_moves_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    assert own_blocks_folder() == tmp_path / "blocks"
    monkeypatch.delenv("CNNGUI_HOME")
    assert own_blocks_folder().is_relative_to(os.environ["HOME"])
