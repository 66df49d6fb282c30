"""Whose data may be opened: those beside a project, and no others that it only names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cnngui.files import folders
from cnngui.runs.known_data import may_open, remember


def test_data_elsewhere_are_not_touched_to_find_that_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched: list[Path] = []
    resolve = Path.resolve
    monkeypatch.setattr(Path, "resolve", lambda path: (touched.append(path), resolve(path))[1])
    project = tmp_path / "handed" / "on.cnn"
    assert not may_open("/net/somebody/data.npz", project)
    assert not may_open(str(tmp_path / "handed" / ".." / "data.npz"), project)
    assert touched == [project, project]


def test_data_beside_a_project_may_be_opened_unless_a_link_leads_away(tmp_path: Path) -> None:
    handed, link = tmp_path / "handed", tmp_path / "link"
    handed.mkdir()
    link.symlink_to(handed)
    assert may_open(str(handed / "data.npz"), handed / "on.cnn")
    assert may_open(str(link / "data.npz"), link / "on.cnn")
    assert may_open(str(handed / "data.npz"), link / "on.cnn")
    (handed / "away.npz").symlink_to(tmp_path / "private.npz")
    assert not may_open(str(handed / "away.npz"), handed / "on.cnn")


def test_of_data_that_were_used_here_the_newest_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "data_folder", lambda: tmp_path / "kept")
    project = tmp_path / "handed" / "on.cnn"
    assert not may_open("/mine/data.npz", project)
    for data in ("/mine/data.npz", "digits", "", "/mine/data.npz"):
        remember(data)
    file = tmp_path / "kept" / "known_data.json"
    assert json.loads(file.read_text()) == ["/mine/data.npz"]
    assert may_open("/mine/data.npz", project)
    file.write_text(json.dumps([f"/{number}.npz" for number in range(500)]))
    remember("/new.npz")
    known = json.loads(file.read_text())
    assert (known[0], known[-1], len(known)) == ("/new.npz", "/498.npz", 500)


@pytest.mark.parametrize("damaged", ["{}", "[1, null]", "[[", ""])
def test_a_damaged_list_knows_no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str) -> None:
    monkeypatch.setattr(folders, "data_folder", lambda: tmp_path)
    (tmp_path / "known_data.json").write_text(damaged)
    assert not may_open("/mine/data.npz", tmp_path / "handed" / "on.cnn")
