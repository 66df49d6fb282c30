from __future__ import annotations

import io
import json
import math
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from cnngui.cli.train_progress import ForMachines, ForPeople, View
from cnngui.engine import protocol
from cnngui.engine.protocol import Batches, Epochs, Event, Finished, Started, Validating
from cnngui.runs.history import EpochRow


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def events(metric: str = "accuracy", val_loss: float = 0.5) -> Iterator[Event]:
    yield Started("1", 10, 0, 2, 1000, 200, False, "sparse_categorical_crossentropy", metric)
    columns = {"batch_loss": np.full(5, 0.8, np.float32), "batch_metric": np.full(5, 0.75, np.float32)}
    yield Batches("1", 1, 0, columns, 1234.5, 0.01)
    yield Validating("1", 1, 100, 200)
    yield Epochs("1", (EpochRow(1, 0.7, 0.8, val_loss, 0.9, 3.5, 1234.5, 0.01),))
    yield Epochs("1", (EpochRow(2, 0.6, 0.85, 0.4, 0.95, 3.4, 1250.0, 0.001),))


def shown(view: View, told: Iterator[Event]) -> None:
    with view:
        for event in told:
            view.show(event)


def test_machines_get_a_line_an_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    shown(ForMachines(), events())
    started, first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert started == {"event": "started", "precision": "float32", "why": "The recipe asks for it."}
    assert first == {
        "event": "epoch",
        "epoch": 1,
        "loss": 0.7,
        "accuracy": 0.8,
        "val_loss": 0.5,
        "val_accuracy": 0.9,
        "learning_rate": 0.01,
        "images_per_second": 1234.5,
        "seconds": 3.5,
    }
    assert second["epoch"] == 2


def test_what_was_not_measured_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    shown(ForMachines(), events(val_loss=math.nan))
    assert json.loads(capsys.readouterr().out.splitlines()[1])["val_loss"] is None


def test_another_metric_has_its_own_name(capsys: pytest.CaptureFixture[str]) -> None:
    shown(ForMachines(), events("mean_absolute_error"))
    first = json.loads(capsys.readouterr().out.splitlines()[1])
    assert (first["mean_absolute_error"], first["val_mean_absolute_error"]) == (0.8, 0.9)
    assert "accuracy" not in first


def test_off_a_terminal_people_get_a_line_an_epoch_and_nothing_moves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown(ForPeople(), events())
    printed = capsys.readouterr()
    told, numbers, first, second = printed.out.splitlines()
    assert "1,000" in told
    assert "float32" in numbers
    for figure in ("Epoch 1/2", "cost 0.7000", "80.00%", "0.5000", "90.00%", "1,234 samples/s"):
        assert figure in first
    assert "Epoch 2/2" in second
    assert printed.err == ""


def test_on_a_terminal_a_bar_shows_cost_accuracy_and_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    view = ForPeople()
    with view:
        for event in list(events())[:2]:
            view.show(event)
        view._bar.refresh()
    assert "cost 0.8000" in screen.getvalue()
    assert "25 %" in screen.getvalue()
    assert "75.00%" in screen.getvalue()


def test_a_resumed_training_has_its_own_epochs_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    columns = {"batch_loss": np.full(4, 0.8, np.float32), "batch_metric": np.full(4, 0.75, np.float32)}
    view = ForPeople()
    with view:
        view.show(Started("1", 10, 2, 6, 1000, 200, False, "x", "accuracy"))
        view.show(Batches("1", 4, 2, columns, 1234.5, 0.01))
        view._bar.refresh()
    # Of epochs 3 to 6, one is done and six of the ten steps of the next.
    assert "40 %" in screen.getvalue()
    assert "Epoch 4/6" in screen.getvalue()


def ended(waited: int) -> Iterator[Event]:
    yield from events()
    yield protocol.Tested("1", 0.25, 0.975, 5000)
    yield Finished("1", 2, 9.0, waited=waited, weights_epoch=1 if waited else 0)


def test_how_a_run_ended_and_what_its_test_gave_is_told_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    shown(ForPeople(), ended(waited=1))
    out = capsys.readouterr().out
    assert "Test: cost 0.2500  accuracy 97.50%, on 5,000 samples that were kept aside." in out
    assert "Stopped early after epoch 2; epochs in a row that were no better: 1." in out
    assert "The weights are those of epoch 1, the best one." in out


def test_how_a_run_ended_and_what_its_test_gave_is_told_to_machines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown(ForMachines(), ended(waited=1))
    tested, best = [json.loads(line) for line in capsys.readouterr().out.splitlines()][-2:]
    assert tested == {"event": "tested", "loss": 0.25, "samples": 5000, "accuracy": 0.975}
    assert best == {"event": "best", "epoch": 2, "waited": 1, "weights_epoch": 1}


def test_a_run_that_did_all_its_epochs_says_nothing_of_stopping(capsys: pytest.CaptureFixture[str]) -> None:
    shown(ForPeople(), ended(waited=0))
    out = capsys.readouterr().out
    assert "Test:" in out
    assert "Stopped early" not in out
    assert "best one" not in out
