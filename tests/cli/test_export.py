from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.network.presets import preset
from cnngui.network.table_text import network_csv, network_markdown
from tests.cli.conftest import Cnngui


def test_text_is_printed_when_no_file_is_named(cnngui: Cnngui) -> None:
    answer = cnngui("export", "--preset", "lenet-5", "--to", "csv")
    assert (answer.code, answer.out) == (0, network_csv(preset("lenet-5").network))


def test_the_file_s_name_decides_the_format(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "net.md"
    answer = cnngui("export", "--preset", "lenet-5", "--out", path, "--json")
    assert answer.json == {"event": "exported", "format": "md", "file": str(path)}
    assert path.read_text(encoding="utf-8") == network_markdown(preset("lenet-5").network, "lenet-5")


def test_to_goes_before_the_name(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    assert str(path) in cnngui("export", "--preset", "lenet-5", "--to", "csv", "--out", path).out
    assert path.read_bytes().startswith(b"name,kind,")


@pytest.mark.parametrize("arguments", [["--to", "docx"], ["--out", "net.docx"], []])
def test_an_unknown_format_is_told_with_those_there_are(cnngui: Cnngui, arguments: list[str]) -> None:
    answer = cnngui("export", "--preset", "lenet-5", *arguments)
    assert answer.code == 1
    assert "md, csv" in answer.err


def test_a_folder_that_is_not_there_is_told(cnngui: Cnngui, tmp_path: Path) -> None:
    answer = cnngui("export", "--preset", "lenet-5", "--out", tmp_path / "none" / "net.md")
    assert answer.code == 1
    assert "none" in answer.err
