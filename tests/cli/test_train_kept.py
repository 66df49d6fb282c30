"""A training in a terminal costs at most what was learned since its last checkpoint, however it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.cli import train_progress
from cnngui.engine.protocol import Epochs, Event
from cnngui.network.file_format import network_to_json
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.project import Project, read_project, write_project
from cnngui.runs.run import Run
from tests.cli.conftest import Answer, Cnngui
from tests.contracts.source import ROOT
from tests.unprivileged import without_rights

pytestmark = pytest.mark.tensorflow

SMALL = Network(input_shape=(8, 8, 1), layers=(Flatten(), Dense(units=2, activation="softmax")))


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """The words of a training that does not end by itself, but for its folder."""
    rng = np.random.default_rng(7)
    parts: dict[str, Any] = {}
    for part, samples in (("train", 120), ("test", 40)):
        labels = np.arange(samples) % 2
        noise = rng.integers(0, 100, (samples, 8, 8))
        parts |= {f"x_{part}": (noise + 120 * labels[:, None, None]).astype(np.uint8), f"y_{part}": labels}
    np.savez(tmp_path / "bright.npz", **parts)
    (tmp_path / "small.json").write_text(network_to_json(SMALL), encoding="utf-8")
    found = ["--network", tmp_path / "small.json", "--data", tmp_path / "bright.npz"]
    return ["train", *map(str, found), "--epochs", "100000", "--json", "--out"]


class Terminal:
    """A training as a process of its own, ten epochs on its way."""

    def __init__(self, words: list[str], out: Path, rights: tuple[str, ...] = ()) -> None:
        self.out = out
        (out.parent / "cwd").mkdir()
        with (out.parent / "stderr").open("w") as stderr:
            self.process = subprocess.Popen(
                [*rights, sys.executable, "-m", "cnngui", *words, str(out)],
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                cwd=out.parent / "cwd",
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        assert self.process.stdout is not None
        while json.loads(self.process.stdout.readline()).get("epoch", 0) < 10:
            continue

    def end(self) -> Answer:
        # Not communicate(): it knows nothing of what readline() has read ahead.
        assert self.process.stdout is not None
        with self.process.stdout as stdout:
            out = stdout.read()
        code = self.process.wait(60)
        return Answer(code, out, (self.out.parent / "stderr").read_text())

    def checkpoints(self) -> list[Path]:
        return list(self.out.glob("*/*.cnn"))


def wait_for(done: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_kill_leaves_a_checkpoint_and_the_next_training_names_it(
    words: list[str], tmp_path: Path, cnngui: Cnngui
) -> None:
    terminal = Terminal(words, tmp_path / "out")
    wait_for(terminal.checkpoints)
    terminal.process.kill()
    terminal.end()
    (run,) = {path.parent for path in terminal.checkpoints()}
    newest = read_project(terminal.checkpoints()[0])
    assert newest.training is not None
    assert newest.training.epoch >= 1
    again = cnngui(*[*words[:5], "--epochs", 1, "--out", tmp_path / "out"])
    assert again.code == 0
    assert str(run) in again.err.replace("\n", "")
    assert (tmp_path / "out" / "model.cnn").exists()


@pytest.mark.parametrize("signals", [[signal.SIGHUP], [signal.SIGINT] * 2, [signal.SIGHUP, signal.SIGTERM]])
def test_a_closed_terminal_and_a_bouncing_key_keep_what_was_learned(
    words: list[str], tmp_path: Path, signals: list[signal.Signals]
) -> None:
    terminal = Terminal(words, tmp_path / "out")
    for number in signals:
        terminal.process.send_signal(number)
        time.sleep(0.02)
    answer = terminal.end()
    assert answer.code == 130
    assert answer.lines[-1]["event"] == "stopped"
    *runs, history, model = sorted(each.name for each in (tmp_path / "out").iterdir())
    assert [history, model] == ["history.csv", "model.cnn"]
    (run,) = (Run(tmp_path / "out" / name) for name in runs)
    assert run.summary().state == "stopped"
    assert run.summary().epoch == read_project(tmp_path / "out" / "model.cnn").training.epoch


def test_a_reader_that_leaves_costs_nothing(words: list[str], tmp_path: Path) -> None:
    terminal = Terminal(words, tmp_path / "out")
    assert terminal.process.stdout is not None
    terminal.process.stdout.close()
    time.sleep(0.5)
    terminal.process.send_signal(signal.SIGTERM)
    terminal.process.wait(60)
    assert (tmp_path / "out" / "model.cnn").exists()


def test_a_folder_that_may_only_be_read_at_the_end_is_replaced_by_another_that_is_named(
    words: list[str], tmp_path: Path
) -> None:
    terminal = Terminal(words, tmp_path / "out", without_rights())
    wait_for(terminal.checkpoints)
    for folder in (terminal.checkpoints()[0].parent, terminal.out):
        folder.chmod(0o555)
    terminal.process.send_signal(signal.SIGINT)
    answer = terminal.end()
    assert answer.code == 1
    model = Path(answer.lines[-1]["model"])
    assert model.parent.parent == tmp_path / "cwd"
    assert read_project(model).weights
    assert str(model.parent) in answer.err.replace("\n", "")
    assert "Permission denied" in answer.err.replace("\n", " ")


@pytest.fixture
def at_the_end(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something done after an epoch, before the training is asked to stop."""

    def do(what: Callable[[], object]) -> None:
        show, done = train_progress.ForMachines.show, []

        def show_and_do(view: train_progress.ForMachines, event: Event) -> None:
            show(view, event)
            if isinstance(event, Epochs) and not done:
                done.append(what())
                signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(train_progress.ForMachines, "show", show_and_do)

    return do


def fill(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let nothing more be written below `folder`, as on a full disk."""

    def full(path: Path) -> None:
        if path.is_relative_to(folder):
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr("cnngui.files.writing._sync", full)


def test_a_folder_that_was_removed_is_made_again(
    words: list[str], tmp_path: Path, cnngui: Cnngui, at_the_end: Callable[..., None]
) -> None:
    at_the_end(lambda: shutil.rmtree(tmp_path / "out"))
    assert cnngui(*words, tmp_path / "out").code == 130
    assert read_project(tmp_path / "out" / "model.cnn").weights


def test_a_full_disk_changes_nothing_and_another_place_is_named(
    words: list[str],
    tmp_path: Path,
    cnngui: Cnngui,
    at_the_end: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, cwd = tmp_path / "out", tmp_path / "cwd"
    out.mkdir()
    cwd.mkdir()
    (out / "model.cnn").write_bytes(b"of before")
    monkeypatch.chdir(cwd)
    at_the_end(lambda: fill(monkeypatch, out))
    answer = cnngui(*words, out)
    assert answer.code == 1
    assert Path(answer.lines[-1]["model"]).is_relative_to(cwd)
    assert "No space left on device" in answer.err
    assert ".part" not in answer.err, "no names of ours"
    assert len(list(cwd.iterdir())) == 1
    assert (out / "model.cnn").read_bytes() == b"of before"


def test_a_disk_that_is_full_from_the_start_is_told_with_the_place_that_is_taken(
    words: list[str],
    tmp_path: Path,
    cnngui: Cnngui,
    at_the_end: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, cwd = tmp_path / "out", tmp_path / "cwd"
    cwd.mkdir()
    monkeypatch.chdir(cwd)
    fill(monkeypatch, out)
    left: list[Path] = []

    def kept() -> None:
        wait_for(lambda: list(cwd.glob("out-*/*/a.cnn")))
        (folder,) = cwd.glob("out-*")
        left.append(shutil.copytree(folder, cwd / "out-20260102-030405-0a1b2c3d"))
        (cwd / "out-other" / "1").mkdir(parents=True)
        (cwd / "out-other" / "1" / "run.json").touch()

    at_the_end(kept)
    (told,) = [line for line in cnngui(*words, out).lines if "error" in line]
    assert told["event"] == "kept_elsewhere"
    assert str(cwd / "out-") in told["error"]["what"]
    assert str(out) in told["error"]["why"]
    again = cnngui(*[*words[:5], "--epochs", 1, "--out", out])
    assert str(next(left[0].glob("*/a.cnn"))) in again.err.replace("\n", "")
    assert "out-other" not in again.err


def test_where_nothing_can_be_saved_the_checkpoint_stays_and_is_named(
    words: list[str],
    tmp_path: Path,
    cnngui: Cnngui,
    at_the_end: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, others = tmp_path / "out", [tmp_path / "cwd", tmp_path / "person", tmp_path / "temporary"]
    for other in others:
        other.mkdir()
    monkeypatch.setattr("cnngui.api.training._elsewhere", lambda: tuple(others))

    def kept() -> None:
        wait_for(lambda: list(out.glob("*/a.cnn")))
        fill(monkeypatch, Path("/"))

    at_the_end(kept)
    answer = cnngui(*words, out)
    assert answer.code == 1
    (run,) = out.glob("2*")
    assert str(run) in answer.lines[-1]["error"]["mend"]
    assert read_project(run / "a.cnn").weights
    assert [list(other.iterdir()) for other in others] == [[]] * 3, "folders were made in vain"


def test_data_that_a_file_names_are_only_opened_if_they_are_the_person_s_own(
    tmp_path: Path, cnngui: Cnngui
) -> None:
    (tmp_path / "handed").mkdir()
    project = Project(SMALL, Recipe(), data=str(tmp_path / "private.npz"))
    write_project(tmp_path / "handed" / "on.cnn", project)
    answer = cnngui("train", "--network", tmp_path / "handed" / "on.cnn", "--out", tmp_path / "out")
    assert answer.code == 3
    assert "names data that it did not bring along" in answer.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_what_is_no_number_is_said_in_our_words(cnngui: Cnngui, tmp_path: Path, value: str) -> None:
    answer = cnngui("train", "--preset", "lenet-5", "--learning-rate", value, "--out", tmp_path / "out")
    assert answer.code == 2
    assert f"{value} should be a number" in answer.err or "should be at most" in answer.err


@pytest.mark.parametrize(
    "command",
    [
        ["train", "--preset", "lenet-5", "--out", "x", "--epochs", "0"],
        ["train", "--preset", "lenet-5", "--out", "x", "--epochs", "none"],
        ["train", "--preset", "lenet-5", "--out", "x", "--optimizer", "magic"],
        ["train", "--preset", "lenet-five", "--out", "x"],
        ["train", "--out", "x"],
        ["evaluate"],
        ["predict"],
        ["export", "--preset", "lenet-5", "--to", "docx"],
        ["data", "--out", "digits.npz"],
    ],
)
def test_whatever_was_mistyped_ends_alike(cnngui: Cnngui, command: list[str]) -> None:
    assert cnngui(*command).code == 2
