"""Whose data may be opened: those beside a project, and no others that it only names."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.runs.known_data import may_open


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
