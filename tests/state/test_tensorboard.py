"""The real server, asked over 127.0.0.1, and gone with whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl

from cnngui.runs import event_files
from cnngui.runs.run import Run
from cnngui.runs.run_files import Summary
from cnngui.state.tensorboard import TensorBoard
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path / "실행" / "one")
    made.begin(RECORD)
    made.checkpoints.write(trained())
    made.write_summary(Summary())
    return made


@pytest.fixture
def board(qapp) -> Iterator[TensorBoard]:
    made = TensorBoard()
    yield made
    made.close()


def test_a_run_is_served_to_this_machine_and_no_longer_than_the_window_lives(
    qtbot, board: TensorBoard, run: Run
) -> None:
    with qtbot.waitSignal(board.opened, timeout=60_000) as opened:
        board.show(run)
    url: QUrl = opened.args[0]
    assert url.host() == "127.0.0.1"
    end = time.monotonic() + 30
    while b"one" not in (told := urllib.request.urlopen(f"{url.toString()}data/runs").read()):
        assert time.monotonic() < end, told
    with qtbot.waitSignal(board.opened, timeout=60_000) as again:
        board.show(run)
    assert again.args[0] == url, "one server is enough"
    board.close()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(url.toString())


def test_a_server_whose_window_was_killed_ends(run: Run) -> None:
    code = "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-m',"
    code += "'cnngui.runs.tensorboard_server', sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)"
    code += "; child.stdout.readline(); print(child.pid, flush=True); time.sleep(600)"
    command = [sys.executable, "-c", code, str(run.folder.parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as window:
        assert window.stdout is not None
        pid = int(window.stdout.readline())
        window.send_signal(signal.SIGKILL)
        end = time.monotonic() + 20
        while _lives(pid):
            assert time.monotonic() < end
            time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def test_a_run_without_weights_and_a_missing_extra_are_told(
    qtbot, board: TensorBoard, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(board.failed, timeout=10_000) as failed:
        board.show(Run(tmp_path / "none"))
    assert failed.args[0].code == "files.missing"
    monkeypatch.setattr("cnngui.state.tensorboard.is_available", lambda: False)
    assert event_files.is_available()
    with qtbot.waitSignal(board.failed) as failed:
        board.show(run)
    assert failed.args[0].code == "runs.no_tensorboard"


@pytest.mark.skipif(sys.platform == "win32", reason="the server that is played is a script of a shell")
@pytest.mark.parametrize(("says", "reason"), [("echo one >&2; echo why >&2", "why"), ("true", "–")])
def test_a_server_that_ends_at_once_is_told_with_its_last_words(
    qtbot,
    board: TensorBoard,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    says: str,
    reason: str,
) -> None:
    script = tmp_path / "server"
    script.write_text(f"#!/bin/sh\n{says}\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    for _ in range(2):  # and it is tried anew when it is wanted again
        with qtbot.waitSignal(board.failed, timeout=10_000) as failed:
            board.show(run)
        assert failed.args[0].code == "runs.tensorboard_ended"
        assert failed.args[0].values["reason"] == reason
