from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.cli.sources import load_data
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.errors import CnnguiError
from tests.cli.conftest import Cnngui


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _empty_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGUI_DATA_DIR", str(tmp_path / "data"))


def test_bundled_data_need_no_question() -> None:
    assert len(load_data("digits", download=False, may_ask=False).x_train) == 4000


@pytest.mark.parametrize("command", ["data", "train", "predict", "evaluate"])
def test_every_command_that_needs_data_can_be_allowed_to_fetch_them(cnngui: Cnngui, command: str) -> None:
    assert "--download" in cnngui(command, "--help").out


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    parts = {f"x_{part}": rng.integers(0, 255, (20, 8, 8), dtype=np.uint8) for part in ("train", "test")}
    labels = {f"y_{part}": np.arange(20) % 4 for part in ("train", "test")}
    np.savez(tmp_path / "mine.npz", **parts, **labels)
    assert load_data(str(tmp_path / "mine.npz"), download=False, may_ask=False).classes == 4


def test_without_agreement_nothing_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(CnnguiError) as caught:
        load_data("mnist", download=False, may_ask=True)
    told = caught.value.message()
    assert caught.value.code == "cli.not_downloaded"
    assert "--download" in told.mend
    for fact in ("11.5 MB", "https://", "731c5ac602752760", str(tmp_path / "data")):
        assert fact in told.why
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("answer", ["n\n", "\n"])
def test_a_person_is_asked_with_all_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr("builtins.input", lambda prompt="": sys.stdin.readline().strip())
    with pytest.raises(CnnguiError):
        load_data("mnist", download=False, may_ask=True)
    for fact in ("11.5 MB", "https://", "731c5ac602752760", "data/mnist", "LeCun"):
        assert fact in screen.getvalue()


def test_machines_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(CnnguiError) as caught:
        load_data("mnist", download=False, may_ask=False)
    assert caught.value.code == "cli.not_downloaded"


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(CnnguiError) as caught:
        load_data("emnist", download=True, may_ask=False)
    assert "fashion-mnist" in str(caught.value)


@pytest.mark.parametrize("agreed", ["beforehand", "when asked"])
def test_what_was_agreed_to_is_fetched_and_returned(monkeypatch: pytest.MonkeyPatch, agreed: str) -> None:
    fetched = load_dataset("xor")

    def load(ref: str, allow_download: bool = False, progress: Any = None, **_: Any) -> Dataset:
        if not allow_download:
            raise CnnguiError("datasets.not_downloaded", label=ref, size_mb=1, folder="", names="", urls="")
        progress(5, 10)
        return fetched

    monkeypatch.setattr("cnngui.datasets.catalog.load_dataset", load)
    if agreed == "when asked":
        monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
        monkeypatch.setattr(sys, "stderr", Terminal())
        monkeypatch.setattr("builtins.input", lambda prompt="": sys.stdin.readline().strip())
    assert load_data("mnist", download=agreed == "beforehand", may_ask=True) is fetched
