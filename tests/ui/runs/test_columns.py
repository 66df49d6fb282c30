from __future__ import annotations

import pytest

from cnngui.network.recipe import SGD, Recipe
from cnngui.state.settings import Settings
from cnngui.ui.runs.column_choice import ColumnChoice
from cnngui.ui.runs.columns import base_columns, cell_text, name_text, setting_column, usual_keys
from tests.runs.rows import row

RATE = "recipe.optimizer.learning_rate"


@pytest.fixture(autouse=True)
def _qt(qapp: object) -> None:
    """Titles are translated."""


def column(key: str):
    return next(each for each in base_columns() if each.key == key)


def test_accuracies_are_per_cent_other_metrics_numbers() -> None:
    assert (
        cell_text(column("best_metric"), row("a", metric="accuracy", best_metric=0.9813), None) == "98.13 %"
    )
    assert (
        cell_text(column("best_metric"), row("a", metric="mean_absolute_error", best_metric=1.5), None)
        == "1.5"
    )
    assert cell_text(column("best_metric"), row("a"), None) == ""


def test_a_run_is_called_by_its_person_or_what_it_was_edited_from() -> None:
    assert name_text(row("mine")) == "mine"
    assert name_text(row("", title="MNIST CNN", edited=True)) == "edited from MNIST CNN"
    assert name_text(row("", title="MNIST CNN")) == "MNIST CNN"


def test_beside_the_baseline_the_difference_is_told() -> None:
    base, other = row("a", best_metric=0.95, seconds=60.0), row("b", best_metric=0.9625, seconds=45.0)
    assert cell_text(column("best_metric"), other, base) == "96.25 %  +1.25"
    assert cell_text(column("seconds"), other, base) == "0:45  −0:15"
    assert cell_text(column("best_metric"), base, base) == "95.00 %"
    rates = [row(name, Recipe(optimizer=SGD(learning_rate=rate))) for name, rate in (("a", 0.1), ("b", 0.01))]
    assert cell_text(setting_column(RATE), rates[1], rates[0]) == "0.01  -0.09"


def test_how_far_a_run_is_stands_in_its_state() -> None:
    assert cell_text(column("state"), row("a", state="training", epochs=2, planned=5), None) == "epoch 3 of 5"
    assert cell_text(column("state"), row("a", state="interrupted"), None) == "interrupted"


@pytest.fixture
def settings(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    return Settings()


def test_columns_are_chosen_ordered_and_remembered(settings: Settings) -> None:
    choice = ColumnChoice(settings)
    assert choice.keys == usual_keys(base_columns())
    choice.set_shown(RATE, True)
    choice.set_shown("note", False)
    choice.set_order([key for key in choice.keys if key != "state"] + ["state"])
    choice.set_width("name", 222)
    again = ColumnChoice(settings)
    assert again.keys[:2] == ["mark", "name"]
    assert again.keys[-1] == "state"
    assert RATE in again.keys
    assert "note" not in again.keys
    assert again.widths == {"name": 222}
    again.reset()
    assert ColumnChoice(settings).keys == usual_keys(base_columns())


def test_a_damaged_memory_gives_the_usual_columns(settings: Settings) -> None:
    settings.set_word("runs_columns", '["nonsense", 3')
    settings.set_word("runs_widths", "[1]")
    assert ColumnChoice(settings).keys == usual_keys(base_columns())
    assert ColumnChoice(settings).widths == {}


def test_only_what_differs_leaves_out_what_is_alike(settings: Settings) -> None:
    choice = ColumnChoice(settings)
    rows = [row("a", Recipe(optimizer=SGD(learning_rate=0.1)), best_metric=0.5),
            row("b", Recipe(optimizer=SGD(learning_rate=0.01)), best_metric=0.75)]  # fmt: skip
    keys = [each.key for each in choice.columns(rows, rows, only_differing=True)]
    assert keys == ["mark", "name", "best_metric", RATE]
    every = [each.key for each in choice.columns(rows, rows, only_differing=False)]
    assert every == usual_keys(base_columns())
