from __future__ import annotations

import pytest

from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, Recipe
from cnngui.runs.budget import expected_bytes, taken_bytes
from cnngui.runs.capacity import weights_bytes
from cnngui.runs.catalogue import Catalogue
from tests.runs.test_catalogue import folder  # noqa: F401 - a fixture

NETWORK = Network(input_shape=(8, 8, 1), layers=(Flatten(), Dense(units=3)))


@pytest.mark.parametrize(
    ("recipe", "times"), [(Recipe(optimizer=SGD(), epochs=5), 8), (Recipe(optimizer=Adam(), epochs=50), 27)]
)
def test_a_run_takes_two_checkpoints_its_best_and_its_kept_epochs(recipe: Recipe, times: int) -> None:
    assert expected_bytes(NETWORK, recipe) == times * weights_bytes(NETWORK)


def test_runs_take_what_their_folders_do(folder) -> None:  # noqa: F811
    rows = Catalogue(folder).rows()
    files = [path.stat().st_size for run in folder.glob("run*") for path in run.rglob("*") if path.is_file()]
    assert taken_bytes(rows) >= sum(files)
