from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cnngui.state.settings import Settings


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "cnngui.ini"


def test_what_is_remembered_is_for_nobody_else_to_read(file: Path) -> None:
    first = Settings()
    first.set_number("pen", 7)
    del first
    assert Settings().number("pen", 0) == 7
    assert [stat.S_IMODE(each.stat().st_mode) for each in (file, file.parent)] == [0o600, 0o700]


@pytest.mark.parametrize("what", ["pipe", "folder", "home is a file"])
def test_where_nothing_can_be_remembered_it_holds_for_the_session(file: Path, what: str) -> None:
    if what == "home is a file":
        file.parent.write_text("")
    else:
        file.parent.mkdir()
        os.mkfifo(file) if what == "pipe" else file.mkdir()
    settings = Settings()
    settings.set_number("pen", 7)
    assert settings.number("pen", 0) == 7
    settings.add_recent(__file__)
    assert settings.recent_files == [__file__]
