from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.network.file_format import network_to_json
from cnngui.runs.network_file import read_network
from cnngui.runs.opening import holds_model
from cnngui.runs.project import write_project
from tests.datasets.crafted import refused
from tests.runs.test_project import NETWORK, trained


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_a_network_is_read_from_json(tmp_path: Path, mark: bytes) -> None:
    (tmp_path / "a.json").write_bytes(mark + network_to_json(NETWORK).encode())
    assert read_network(tmp_path / "a.json") == NETWORK
    assert not holds_model(tmp_path / "a.json")


def test_a_network_is_read_from_a_project(tmp_path: Path) -> None:
    write_project(tmp_path / "a.cnn", trained())
    assert holds_model(tmp_path / "a.cnn")
    assert read_network(tmp_path / "a.cnn") == NETWORK


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\xff\xfe\x00", "runs.not_a_network"), (b"{", "network.bad_file"), (None, "files.missing")],
)
def test_what_holds_no_network_is_refused(tmp_path: Path, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / "a.json").write_bytes(content)
    assert refused(lambda: read_network(tmp_path / "a.json")) == code
