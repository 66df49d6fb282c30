from __future__ import annotations

import contextlib
import csv
import io
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.cli import run, train_progress
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import write_edits
from cnngui.engine.protocol import Epochs, Event
from cnngui.network.file_format import network_to_json
from cnngui.network.layers import Dense, Flatten, Rescaling
from cnngui.network.network import Network
from cnngui.network.recipe import EarlyStopping, Recipe
from cnngui.runs.project import read_project
from cnngui.runs.recipe_file import write_recipe
from tests.cli.conftest import Cnngui
from tests.contracts.source import ROOT

pytestmark = pytest.mark.tensorflow

SMALL = Network(input_shape=(8, 8, 1), layers=(Flatten(), Dense(units=2, activation="softmax")))


@dataclass(frozen=True)
class Files:
    """A data set of bright and dark pictures, and a network for it."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "brightness.npz"

    @property
    def network(self) -> Path:
        return self.folder / "small.json"

    def command(self, out: Path, *more: object) -> list[object]:
        return ["train", "--network", self.network, "--data", self.data, "--seed", 3, "--out", out, *more]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    files = Files(tmp_path_factory.mktemp("files"))
    rng = np.random.default_rng(7)
    parts: dict[str, Any] = {}
    for part, samples in (("train", 120), ("test", 40)):
        labels = np.arange(samples) % 2
        noise = rng.integers(0, 100, (samples, 8, 8))
        parts |= {f"x_{part}": (noise + 120 * labels[:, None, None]).astype(np.uint8), f"y_{part}": labels}
    np.savez(files.data, **parts)
    files.network.write_text(network_to_json(SMALL), encoding="utf-8")
    return files


@dataclass(frozen=True)
class Run:
    code: int
    lines: list[Any]
    out: Path

    @property
    def epochs(self) -> list[Any]:
        return [line for line in self.lines if line["event"] == "epoch"]


@pytest.fixture(scope="module")
def trained(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("runs") / "new" / "folder"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = run([str(word) for word in files.command(out, "--epochs", 3, "--json")])
    return Run(code, [json.loads(line) for line in printed.getvalue().splitlines()], out)


def test_machines_get_a_line_an_epoch_and_one_at_the_end(trained: Run) -> None:
    assert trained.code == 0
    assert [line["event"] for line in trained.lines] == ["started", "epoch", "epoch", "epoch", "finished"]
    assert [line["epoch"] for line in trained.epochs] == [1, 2, 3]
    wanted = {"loss", "accuracy", "val_loss", "val_accuracy", "images_per_second"}
    assert all(wanted <= line.keys() for line in trained.epochs)
    assert trained.epochs[2]["loss"] < trained.epochs[0]["loss"]
    assert trained.lines[-1]["model"] == str(trained.out / "model.cnn")


def test_the_model_can_be_opened_and_knows_where_it_comes_from(trained: Run, files: Files) -> None:
    project = read_project(trained.out / "model.cnn")
    assert project.network.layers == SMALL.layers
    assert project.class_names == ("0", "1")
    assert project.data == str(files.data)
    assert project.recipe.epochs == 3
    assert project.weights["dense"][0].shape == (64, 2)


# TensorFlow's libraries write to standard error as soon as the session's thread loads them.
NOISY = """
import os, sys
from cnngui.engine import session
start = session.ThreadTransport.start
def noisy(self):
    os.write(2, b"noise")
    start(self)
session.ThreadTransport.start = noisy
from cnngui.cli import run
sys.exit(run(sys.argv[1:]))
"""


def test_what_libraries_write_when_they_are_loaded_is_not_seen(files: Files, tmp_path: Path) -> None:
    words = map(str, files.command(tmp_path / "out", "--epochs", 1, "--json"))
    done = subprocess.run([sys.executable, "-c", NOISY, *words], capture_output=True, cwd=ROOT, check=True)
    assert done.stderr == b""


def test_the_history_has_a_row_an_epoch(trained: Run) -> None:
    with (trained.out / "history.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3]
    assert [float(row["loss"]) for row in rows] == [line["loss"] for line in trained.epochs]


def test_the_same_seed_gives_the_same_training(
    cnngui: Cnngui, trained: Run, files: Files, tmp_path: Path
) -> None:
    again = cnngui(*files.command(tmp_path, "--epochs", 3, "--json")).lines
    assert [line.get("loss") for line in again] == [line.get("loss") for line in trained.lines]
    first, second = (read_project(folder / "model.cnn") for folder in (trained.out, tmp_path))
    assert np.array_equal(first.weights["dense"][0], second.weights["dense"][0])


def test_a_project_is_summed_up_and_trained_anew_with_its_own_recipe_and_data(
    cnngui: Cnngui, trained: Run, tmp_path: Path
) -> None:
    model = trained.out / "model.cnn"
    assert cnngui("summary", "--network", model, "--json").json["total_parameters"] == 64 * 2 + 2
    again = cnngui("train", "--network", model, "--out", tmp_path, "--json").lines
    assert [line.get("loss") for line in again] == [line.get("loss") for line in trained.lines]


def test_measuring_agrees_with_the_validation_of_the_last_epoch(
    cnngui: Cnngui, trained: Run, files: Files
) -> None:
    answer = cnngui("evaluate", "--model", trained.out / "model.cnn", "--data", files.data, "--json").json
    assert answer["samples"] == 40
    assert answer["accuracy"] == pytest.approx(trained.epochs[2]["val_accuracy"])
    truth = np.load(files.data)["y_test"]
    assert np.mean(np.array(answer["predictions"]) == truth) == pytest.approx(answer["accuracy"])


def test_ctrl_c_keeps_what_was_learned(
    cnngui: Cnngui, files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = train_progress.ForMachines.show
    pressed = False

    def show_and_press(view: train_progress.ForMachines, event: Event) -> None:
        nonlocal pressed
        show(view, event)
        # Once: the second time in a row is meant as "now".
        if isinstance(event, Epochs) and event.rows[-1].epoch >= 2 and not pressed:
            pressed = True
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(train_progress.ForMachines, "show", show_and_press)
    answer = cnngui(*files.command(tmp_path, "--epochs", 100_000, "--json"))
    assert answer.code == 130
    assert answer.lines[-1]["event"] == "stopped"
    assert 2 <= answer.lines[-1]["epochs"] < 100_000
    project = read_project(tmp_path / "model.cnn")
    assert project.training is not None
    assert project.training.epoch == answer.lines[-1]["epochs"]


def test_numbers_that_blow_up_are_told_and_the_last_good_epoch_is_kept(
    cnngui: Cnngui, files: Files, tmp_path: Path
) -> None:
    hidden = tuple(Dense(units=16, activation="relu") for _ in range(4))
    deep = SMALL.with_layers((Flatten(), *hidden, Dense(units=2, activation="softmax")))
    (tmp_path / "deep.json").write_text(network_to_json(deep), encoding="utf-8")
    command = ["train", "--network", tmp_path / "deep.json", "--data", files.data, "--out", tmp_path]
    answer = cnngui(*command, "--optimizer", "sgd", "--learning-rate", 1e6, "--epochs", 5, "--json")
    assert answer.code == 4
    assert "1e+06" in answer.lines[-1]["error"]["why"]
    epochs = len(answer.lines) - 1
    assert (tmp_path / "model.cnn").exists() == (epochs > 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (["--epochs", "none"], "none should be a whole number"),
        (["--epochs", "0"], "0 should be at least 1"),
        (["--optimizer", "magic"], "magic should be"),
        (["--data", "no-such-data"], "no-such-data"),
        (["--preset", "mnist-cnn"], "only one"),
    ],
)
def test_what_cannot_work_is_told_before_anything_is_written(
    cnngui: Cnngui, files: Files, tmp_path: Path, change: list[str], told: str
) -> None:
    answer = cnngui(*files.command(tmp_path / "out", *change))
    assert answer.code in (1, 2, 3)
    assert told in answer.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("shape", "units", "told"), [((28, 28, 1), 3, "10 classes"), ((8, 8, 1), 10, "28×28×1")]
)
def test_a_network_for_other_data_is_told_before_anything_is_written(
    cnngui: Cnngui, tmp_path: Path, shape: tuple[int, ...], units: int, told: str
) -> None:
    network = Network(input_shape=shape, layers=(Flatten(), Dense(units=units, activation="softmax")))
    (tmp_path / "other.json").write_text(network_to_json(network), encoding="utf-8")
    answer = cnngui("train", "--network", tmp_path / "other.json", "--out", tmp_path / "out")
    assert answer.code == (1 if told == "10 classes" else 3)
    assert told in answer.err
    assert not (tmp_path / "out").exists()


def test_a_network_too_large_for_the_memory_is_told_before_anything_is_written(
    cnngui: Cnngui, files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnngui.memory.free_memory", lambda: 20_000)
    answer = cnngui(*files.command(tmp_path / "out"))
    assert answer.code == 1
    assert "--batch-size 16" in answer.err
    assert not (tmp_path / "out").exists()


def test_what_could_not_be_written_is_told_before_it_is_learned(
    cnngui: Cnngui, files: Files, tmp_path: Path
) -> None:
    wide = Network(
        input_shape=(8, 8, 1),
        layers=(Flatten(), Dense(units=65_536), Dense(units=4_000), Dense(units=2, activation="softmax")),
    )
    path = tmp_path / "wide.json"
    path.write_text(network_to_json(wide), encoding="utf-8")
    answer = cnngui("train", "--network", path, "--data", files.data, "--out", tmp_path / "run", "--anyway")
    assert answer.code == 1
    assert "Nothing of this training could be written." in answer.err
    assert "1,000 MB" in answer.err
    assert not (tmp_path / "run").exists()


def test_a_run_tells_first_that_its_file_will_lack_the_running_means(
    cnngui: Cnngui, files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnngui.runs.capacity.capacity_for", lambda *_: "weights")
    answer = cnngui(*files.command(tmp_path / "run", "--epochs", 1))
    assert answer.code == 0
    assert "hold the weights, but not the optimizer's running means" in " ".join(answer.err.split())


def test_what_was_done_to_data_and_what_is_odd_about_the_network_is_told(
    cnngui: Cnngui, files: Files, tmp_path: Path
) -> None:
    with np.load(files.data) as whole:
        np.savez(tmp_path / "own.npz", x_val=whole["x_test"], **whole)
    network = Network(input_shape=(8, 8, 1), layers=(Rescaling(scale=1 / 255), *SMALL.layers))
    (tmp_path / "small.json").write_text(network_to_json(network), encoding="utf-8")
    given = ["--network", str(tmp_path / "small.json"), "--data", str(tmp_path / "own.npz")]
    answer = cnngui("train", *given, "--epochs", "1", "--out", str(tmp_path / "run"), "--json")
    assert answer.code == 0
    assert "Not used: x_val." in answer.err
    assert "made for pixels of 0 to 255" in answer.err
    assert read_project(tmp_path / "run" / "model.cnn").input_format.white == 255


def test_a_learning_rate_is_suggested(cnngui: Cnngui) -> None:
    answer = cnngui("find-rate", "--preset", "mnist-softmax", "--data", "digits", "--json")
    assert answer.code == 0
    told = json.loads(answer.out.splitlines()[-1])
    assert 1e-4 < told["suggestion"] < 10
    assert len(told["rates"]) == len(told["losses"]) > 50
    assert told["rates"] == sorted(told["rates"])


def test_a_recipe_s_file_is_trained_by(cnngui: Cnngui, tmp_path: Path) -> None:
    recipe = Recipe(epochs=30, validation_split=0.2, early_stopping=EarlyStopping(patience=1, min_delta=10.0))
    write_recipe(tmp_path / "recipe.json", recipe)
    answer = cnngui(
        *("train", "--preset", "mnist-softmax", "--data", "digits", "--balanced", "--json"),
        *("--recipe", str(tmp_path / "recipe.json"), "--out", str(tmp_path / "out")),
    )
    assert answer.code == 0, answer.err
    events = [json.loads(line) for line in answer.out.splitlines()]
    best = next(event for event in events if event["event"] == "best")
    assert (best["epoch"], best["waited"], best["weights_epoch"]) == (2, 1, 1)
    assert next(event for event in events if event["event"] == "tested")["samples"] == 1000
    assert "Differs from the recipe of mnist-softmax" in answer.err
    kept = read_project(tmp_path / "out" / "model.cnn").recipe
    assert kept.early_stopping == recipe.early_stopping
    assert len(kept.class_weight) == 10


def test_a_persons_edits_to_the_data_apply_unless_they_are_not_wanted(
    cnngui: Cnngui, files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    fingerprint = load_dataset(files.data, edits=False).fingerprint()
    write_edits(fingerprint, Edits().left_out("train", 3).relabelled("test", 0, 1))
    edited = cnngui(*files.command(tmp_path / "edited", "--epochs", 1))
    assert "119" in edited.out + edited.err
    assert "labels mended: 1, samples left out: 1" in edited.err
    plain = cnngui(*files.command(tmp_path / "plain", "--epochs", 1, "--without-edits"))
    assert "120" in plain.out + plain.err
    assert "119" not in plain.out + plain.err
