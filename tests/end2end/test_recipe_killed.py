"""A training that waits for a better epoch is killed for real, and gone on with from its checkpoint."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from cnngui.network.augmentation import Augmentation
from cnngui.network.file_format import network_to_json
from cnngui.network.layers import Conv2D, Dense, Dropout, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, EarlyStopping, Recipe
from cnngui.runs.project import read_project
from cnngui.runs.recipe_file import write_recipe
from cnngui.runs.run import find_runs
from tests.contracts.source import ROOT

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process"),
]

NETWORK = Network(
    input_shape=(28, 28, 1),
    layers=(
        *(Conv2D(filters=4, activation="relu", strides=(2, 2)), Dropout(rate=0.2), Flatten()),
        Dense(units=10, activation="softmax"),
    ),
)
RECIPE = Recipe(
    optimizer=SGD(learning_rate=0.02, momentum=0.9),
    epochs=25,
    batch_size=6,  # so that it is not over before its first checkpoint
    seed=2,
    precision="float32",
    validation_split=0.1,
    early_stopping=EarlyStopping(patience=5, min_delta=0.03),
    augmentation=Augmentation(shift=0.1, rotation=10.0, noise=0.05, elastic=10.0),
)


def command(home: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    return [sys.executable, "-m", "cnngui", *arguments], {**os.environ, "CNNGUI_HOME": str(home)}


def trained(home: Path, *arguments: str) -> list[dict[str, object]]:
    line, environment = command(home, "train", *arguments, "--json")
    done = subprocess.run(
        line, env=environment, capture_output=True, text=True, cwd=ROOT, timeout=900, check=True
    )
    return [json.loads(each) for each in done.stdout.splitlines()]


def test_it_ends_at_the_same_epoch_with_the_same_weights_and_the_same_test(tmp_path: Path) -> None:
    network, recipe = tmp_path / "network.json", tmp_path / "recipe.json"
    network.write_text(network_to_json(NETWORK), "utf-8")
    write_recipe(recipe, RECIPE)
    how = ("--network", str(network), "--recipe", str(recipe), "--data", "digits")
    straight = trained(tmp_path / "straight", *how)
    line, environment = command(tmp_path / "killed", "train", *how, "--json")
    with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        # Of its third epoch, once a checkpoint has been written: that takes five seconds at the least.
        for said in process.stdout:
            folders = find_runs(tmp_path / "killed" / "runs")
            if folders and folders[0].checkpoints.newest_first() and json.loads(said).get("epoch", 0) >= 2:
                break
        process.send_signal(signal.SIGKILL)
    (run,) = folders
    time.sleep(0.1)
    resumed = trained(tmp_path / "killed", "--resume", run.id)
    for event in ("best", "tested"):
        (one,), (other,) = ([each for each in told if each["event"] == event] for told in (straight, resumed))
        assert one == other
    kept = [each["folder"] for told in (straight, resumed) for each in told if "folder" in each]
    projects = [
        read_project(find_runs(Path(str(folder)))[0].checkpoints.newest_first()[0][0]) for folder in kept
    ]
    for layer, weights in projects[0].weights.items():
        for left, right in zip(weights, projects[1].weights[layer], strict=True):
            np.testing.assert_array_equal(left, right)
