"""What the commands hand to the window and the tour; other tests look at what they do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cnngui import app, tour
from tests.cli.conftest import Cnngui

RESULT = tour.TourResult(
    network="CNN",
    parameters=1234,
    data="Digits",
    epochs=3,
    accuracy=0.946,
    drawn="7",
    prediction="7",
    probability=0.99,
    shipped_prediction="7",
    seconds=12.0,
    screenshots=("a.png",),
)


@pytest.mark.parametrize(
    ("arguments", "opened"), [([], None), (["gui"], None), (["gui", "a.cnn"], "a.cnn"), (["b.cnn"], "b.cnn")]
)
def test_the_window_opens_with_the_project_named(
    cnngui: Cnngui, monkeypatch: pytest.MonkeyPatch, arguments: list[str], opened: str | None
) -> None:
    asked: list[str | None] = []

    def run(path: str | None = None) -> int:
        asked.append(path)
        return 3

    monkeypatch.setattr(app, "run", run)
    assert cnngui(*arguments).code == 3
    assert asked == [opened]


@pytest.fixture
def toured(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    folders: list[Path | None] = []

    def run_tour(screenshots: Path | None, report: Callable[[str, float], None]) -> tour.TourResult:
        folders.append(screenshots)
        for doing, done in (("Building", 0.0), ("Training", 0.5), ("Training", 1.0)):
            report(doing, done)
        return RESULT

    monkeypatch.setattr(tour, "run_tour", run_tour)
    return folders


def test_the_tour_says_what_it_does_and_what_came_out(
    cnngui: Cnngui, toured: list[Path | None], tmp_path: Path
) -> None:
    answer = cnngui("tour", "--screenshots", tmp_path)
    assert toured == [tmp_path]
    assert answer.err.splitlines() == ["Building", "Training"]
    for figure in ("1,234", "94.6%", "7 (99.0%)", str(tmp_path)):
        assert figure in answer.out


def test_machines_get_the_tour_as_json(cnngui: Cnngui, toured: list[Path | None]) -> None:
    facts = cnngui("tour", "--json").json
    assert toured == [None]
    assert (facts["accuracy"], facts["prediction"], facts["screenshots"]) == (0.946, "7", ["a.png"])
