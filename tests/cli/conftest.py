"""Run commands in this process, as `cnngui` in a terminal would, and see what they print."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from cnngui.cli import run


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on standard output."""
        (line,) = self.out.splitlines()
        return json.loads(line)

    @property
    def lines(self) -> list[Any]:
        """The JSON value of every line on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]


Cnngui = Callable[..., Answer]


@pytest.fixture
def cnngui(capsys: pytest.CaptureFixture[str]) -> Cnngui:
    """Run ``cnngui`` with these arguments."""

    def call(*arguments: object) -> Answer:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return call
