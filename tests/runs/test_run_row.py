from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cnngui.network.file_format import network_from_json
from cnngui.network.layers import Dense
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Recipe
from cnngui.runs.run import Run
from cnngui.runs.run_files import Summary
from cnngui.runs.run_row import Shown, live_row, network_key, read_row, settings_of
from tests.runs.rows import row
from tests.runs.test_run import RECORD


def dense(units: int, inputs: int = 4) -> Network:
    return Network(input_shape=(inputs,), layers=(Dense(units=units, activation="softmax"),))


def test_equal_networks_have_one_key_however_their_files_were_written() -> None:
    name = dense(2).layers[0].name
    other_way = json.dumps(
        {
            "layers": [
                {"use_bias": True, "activation": "softmax", "units": 2, "name": name, "kind": "Dense"}
            ],
            "input_shape": [4],
            "version": 1,
            "format": "cnngui-network",
        }
    )
    assert network_key(network_from_json(other_way, "other.json")) == network_key(dense(2))


def test_other_networks_have_other_keys() -> None:
    networks = [dense(2), dense(3), dense(2, inputs=5), Network(input_shape=(4,), layers=())]
    assert len({network_key(network) for network in networks}) == 4


def test_settings_are_named_by_their_place_in_the_recipe() -> None:
    settings = settings_of(Recipe(optimizer=SGD(learning_rate=0.1, momentum=0.9), epochs=7))
    assert (settings["epochs"], settings["optimizer"]) == (7, "SGD")
    assert (settings["optimizer.learning_rate"], settings["optimizer.momentum"]) == (0.1, 0.9)
    assert "optimizer.kind" not in settings
    assert all(value is None or isinstance(value, str | int | float) for value in settings.values())


def test_what_a_recipe_has_or_has_not_is_a_setting_of_both() -> None:
    plain, stopping = Recipe(), Recipe.model_validate({"early_stopping": {}, "class_weight": {"3": 2.0}})
    assert [settings_of(plain)[name] for name in ("early_stopping", "class_weight")] == [False, False]
    assert [settings_of(stopping)[name] for name in ("early_stopping", "class_weight")] == [True, True]


@pytest.mark.parametrize(("val_metric", "shown"), [(0.5, 0.5), (0.0, 0.0), (None, 0.75)])
def test_the_metric_is_that_of_validation_where_there_was_any(
    tmp_path: Path, val_metric: float | None, shown: float
) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    run.write_summary(Summary(state="finished", epoch=7, metric=0.75, val_metric=val_metric))
    found = read_row(run)
    assert found.last_metric == shown
    assert (found.epochs, found.planned, found.network) == (7, 7, network_key(RECORD.network))


@pytest.mark.parametrize("state", ["finished", "stopped", "failed"])
def test_a_run_that_has_ended_stays_as_it_was_read(tmp_path: Path, state: Shown) -> None:
    ended = replace(row("one"), state=state)
    assert live_row(ended, Run(tmp_path / "one")) is ended


@pytest.mark.parametrize(
    ("state", "epochs", "expected"),
    [
        ("interrupted", 4, True),
        ("stopped", 4, True),
        ("failed", 0, True),
        ("stopped", 5, False),
        ("training", 4, False),
        ("finished", 4, False),
    ],
)
def test_what_ended_early_and_nobody_trains_can_go_on(state: Shown, epochs: int, expected: bool) -> None:
    assert replace(row("one"), state=state, epochs=epochs, planned=5).can_go_on is expected
