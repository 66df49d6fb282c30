from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cnngui.files.opening import DamagedError, open_regular, shown_name, shown_text
from tests.datasets.crafted import refused


def test_an_ordinary_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "some").write_bytes(b"abc")
    with open_regular(tmp_path / "some", 3) as file:
        assert file.read() == b"abc"


def test_a_file_one_byte_too_large_is_not(tmp_path: Path) -> None:
    (tmp_path / "some").write_bytes(b"abc")
    with pytest.raises(DamagedError) as caught:
        open_regular(tmp_path / "some", 2)
    assert caught.value.code == "files.too_large"
    assert caught.value.values == {"path": str(tmp_path / "some"), "size_mb": 3e-6, "limit_mb": 2e-6}


def test_what_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    assert refused(lambda: open_regular(tmp_path / "none", 9)) == "files.missing"
    assert refused(lambda: open_regular("a\0b", 9)) == "files.unreadable"
    assert refused(lambda: open_regular(tmp_path, 9)) in ("files.not_a_file", "files.unreadable")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes or devices")
@pytest.mark.timeout(5)
def test_a_pipe_or_device_does_not_keep_anyone_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(lambda: open_regular(tmp_path / "pipe", 9)) == "files.not_a_file"
    assert refused(lambda: open_regular("/dev/zero", 9)) == "files.not_a_file"


def test_text_is_shown_plain_and_short() -> None:
    assert shown_text("a\x00b\u202ec") == "a\ufffdb\ufffdc"
    assert shown_text("x" * 300, 10) == "x" * 9 + "…"
    assert shown_text("x" * 10, 10) == "x" * 10
    assert shown_text("x" * 201) == "x" * 199 + "…"
    assert shown_name("x" * 60) == "x" * 60
    assert shown_name("x" * 61) == "x" * 59 + "…"
