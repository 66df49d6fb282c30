from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cnngui.errors import CnnguiError
from cnngui.files.writing import atomic_bytes, atomic_write
from tests.contracts.source import ROOT

# Writes 8 MB versions of a file again and again: every byte of a version is its number.
ENDLESS = """
import sys
from pathlib import Path
from cnngui.files.writing import atomic_write
target, version = Path(sys.argv[1]), 0
print("ready", flush=True)
while True:
    version = version % 250 + 1
    atomic_write(target, lambda part: part.write_bytes(bytes([version]) * 8_000_000))
"""


def test_a_file_is_written_whole_with_the_rights_of_any_new_file(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a.txt", lambda part: part.write_text("new") and None)
    (tmp_path / "plain.txt").write_text("plain")
    assert (tmp_path / "a.txt").read_text() == "new"
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "plain.txt").stat().st_mode


def test_bytes_are_written_as_they_are_in_the_place_of_older_ones(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    for content in (bytes(range(256)) * 300, b"one\ntwo\r\n"):
        atomic_bytes(target, content)
        assert target.read_bytes() == content
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(CnnguiError) as caught:
        atomic_bytes(tmp_path / "missing" / "a.bin", b"")
    assert caught.value.code == "files.cannot_write"


def test_an_error_while_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail(part: Path) -> None:
        part.write_text("half of the n")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        atomic_write(target, fail)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_a_clear_error_and_the_old_file_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fill(part: Path) -> None:
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")

    with pytest.raises(CnnguiError) as caught:
        atomic_write(target, fill)
    assert caught.value.code == "files.cannot_write"
    assert "No space left" in str(caught.value)
    assert target.read_text() == "old"


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CnnguiError) as caught:
        atomic_write(tmp_path / "missing" / "a.txt", lambda part: None)
    assert caught.value.code == "files.cannot_write"


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_kill_in_the_middle_of_a_save_leaves_a_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(bytes(8_000_000))
    for round_ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(target)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(0.03 + 0.017 * round_)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        content = target.read_bytes()
        assert len(content) == 8_000_000
        assert content == content[:1] * len(content)
