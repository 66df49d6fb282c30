"""What README tells a stranger to type exists, and so does every folder it names."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

import dev
from tests.contracts.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line, comments=True) for line in re.findall(r"^    (cnngui .*)$", README, re.M)]


def test_the_commands_were_found() -> None:
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_and_its_options_exist(command: list[str]) -> None:
    words = command[1:3] if command[1] == "runs" else command[1:2]  # which has commands of its own
    answer = subprocess.run(
        [sys.executable, "-m", "cnngui", *words, "--help"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout + answer.stderr
    known = set(re.findall(r"--[a-z-]+", answer.stdout))
    assert {word for word in command if word.startswith("--")} <= known


def test_commands_of_dev_py_exist() -> None:
    named = set(re.findall(r"dev\.py (\w+)", README))
    assert {"run", "test", "lint", "bench"} <= named <= dev.COMMANDS.keys()


def test_files_and_folders_that_are_named_exist() -> None:
    named = set(re.findall(r"`((?:cnngui|tests|benchmarks|resources|models)/[\w/.-]*)`", README))
    assert len(named) > 8
    assert not [name for name in named if not (ROOT / name).exists()]
