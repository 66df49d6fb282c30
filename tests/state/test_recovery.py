"""What was edited is found again after a crash, and only after a crash."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnngui.state.document import Contents, Document
from cnngui.state.recovery import Recovery

_CRASH = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from cnngui.network.network import Network
from cnngui.network.layers import Flatten, Dense
from cnngui.network.recipe import Recipe
from cnngui.state.document import Contents, Document
from cnngui.state.recovery import Recovery
app = QCoreApplication([])
document = Document(Contents(Network(layers=(Flatten(), Dense(units=10))), Recipe(), "digits"))
recovery = Recovery(document, Path(sys.argv[1]))
document.set_field("dense", "units", 77)
recovery.write()
recovery.flush()
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def recovery(document: Document, tmp_path: Path) -> Iterator[Recovery]:
    made = Recovery(document, tmp_path)
    yield made
    made.close()


def test_a_killed_session_is_found_once(recovery: Recovery, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _CRASH, str(tmp_path)], check=False, timeout=60)
    found = recovery.crashed()
    assert found is not None
    assert found.contents.network.layer("dense").units == 77
    assert recovery.crashed() is None


def test_a_session_that_runs_is_left_alone(
    qtbot, recovery: Recovery, document: Document, tmp_path: Path
) -> None:
    document.set_field("dense", "units", 77)
    recovery.write()
    recovery.flush()
    code = _CRASH.replace('document.set_field("dense", "units", 77)', "print(recovery.crashed(), flush=True)")
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=False, timeout=60, capture_output=True, text=True
    )
    assert done.stdout == "None\n"
    assert len(list(tmp_path.glob("*.json"))) >= 1


def test_nothing_is_kept_of_a_session_that_ended_in_peace(
    document: Document, contents: Contents, tmp_path: Path
) -> None:
    first = Recovery(document, tmp_path)
    document.set_field("dense", "units", 77)
    first.write()
    first.close()
    assert list(tmp_path.glob("*.json")) == []


def test_a_damaged_file_is_no_crash(recovery: Recovery, tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text('{"network": {"layers": [')
    assert recovery.crashed() is None
