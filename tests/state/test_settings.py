"""What is remembered between starts, and what is done with values that nobody should have written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from cnngui.state.settings import RECENT_LIMIT, Settings


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))


def test_a_theme_is_remembered(qtbot) -> None:
    settings = Settings()
    assert settings.theme == "system"
    with qtbot.waitSignal(settings.theme_changed):
        settings.theme = "dark"
    assert Settings().theme == "dark"


def test_a_theme_that_there_is_not_follows_the_system(tmp_path: Path) -> None:
    (tmp_path / "cnngui.ini").write_text("[General]\ntheme=pink\n")
    assert Settings().theme == "system"


def test_recent_files_are_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings()
    paths = [str(tmp_path / f"{number}.cnn") for number in range(RECENT_LIMIT + 2)]

    def touched(path: Path, **_: object) -> None:
        raise AssertionError(f"{path} may lie on a share that is gone")

    with monkeypatch.context() as watched:
        watched.setattr(Path, "stat", touched)
        for path in (*paths, paths[3]):
            settings.add_recent(path)
        settings.forget_recent(paths[-1])
        listed = settings.recent_files
    assert listed == [paths[3], *paths[8:3:-1], paths[2]]
    assert Settings().recent_files == listed
    assert len(listed) < RECENT_LIMIT


def test_numbers_are_remembered_and_nonsense_is_the_default(tmp_path: Path) -> None:
    settings = Settings()
    settings.set_number("smoothing", 0.6)
    assert Settings().number("smoothing", 0.9) == 0.6
    (tmp_path / "cnngui.ini").write_text("[General]\nsmoothing=much\n")
    assert Settings().number("smoothing", 0.9) == 0.9


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
    del settings  # writes what is left to write
    assert Settings().number("pen", 0) == 0, "it was written somewhere"


def test_where_the_window_was_is_remembered_and_what_is_damaged_is_not_used(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.window() == (QByteArray(), QByteArray())
    settings.save_window(QByteArray(b"there"), QByteArray(b"docks"))
    assert settings.window() == (QByteArray(b"there"), QByteArray(b"docks"))
    settings.set_word("window/geometry", "nonsense")
    settings.set_number("window/layout", 3)
    assert settings.window() == (QByteArray(), QByteArray())
