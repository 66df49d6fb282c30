from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cnngui.runs.run import Run, runs_folder
from tests.cli.conftest import Cnngui
from tests.cli.test_runs import kept


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Have the run `one`, whose report is one word; grow by what is asked for."""
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    kept(runs_folder(), "one")
    seen: list[dict[str, Any]] = []

    def page(run: Run, *, measure: bool) -> str:
        seen.append({"run": run.id, "measure": measure})
        return "보고서"

    monkeypatch.setattr("cnngui.api.report_page", page)
    return seen


def test_people_are_told_where_a_report_is(
    cnngui: Cnngui, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    answer = cnngui("report", "one")
    assert (answer.code, answer.out) == (0, "Written: one.html\n")
    assert (tmp_path / "one.html").read_text("utf-8") == "보고서"
    assert asked == [{"run": "one", "measure": True}]


def test_machines_are_told_in_json_and_nothing_need_be_measured(
    cnngui: Cnngui, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    answer = cnngui("report", "one", "--out", "a.html", "--no-measure", "--json")
    assert answer.json == {"event": "written", "file": "a.html"}
    assert (tmp_path / "a.html").is_file()
    assert asked == [{"run": "one", "measure": False}]
