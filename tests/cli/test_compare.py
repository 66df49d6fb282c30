from __future__ import annotations

from pathlib import Path

from cnngui.course.presets import preset
from cnngui.network.file_format import network_to_json
from tests.cli.conftest import Cnngui


def test_two_presets_stand_side_by_side(cnngui: Cnngui) -> None:
    answer = cnngui("compare", "mnist-cnn", "mnist-deep-cnn")
    assert answer.code == 0
    (row,) = [line for line in answer.out.splitlines() if "units 128 → 625" in line]
    assert row.split()[0] == "~"
    assert row.split()[-1] == "+1,018,353"
    assert "Parameters: 356,234 → 1,379,333 (+1,023,099)" in answer.out
    assert "7 of 14 rows differ." in answer.out


def test_machines_get_every_change(cnngui: Cnngui) -> None:
    facts = cnngui("compare", "resnet-50", "resnet-101", "--json").json
    (row,) = [row for row in facts["rows"] if row["mark"] != "same"]
    assert row["before"]["kind"] == row["after"]["kind"] == "Repeat"
    (change,) = row["changes"]
    assert change["field"] == "times"
    assert row["parameters"] == facts["parameters"]["difference"] == 44_707_176 - 25_636_712


def test_a_file_is_compared_with_a_preset(cnngui: Cnngui, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(network_to_json(preset("lenet-5").network), encoding="utf-8")
    assert "The networks are the same." in cnngui("compare", path, "lenet-5").out


def test_what_is_neither_is_told(cnngui: Cnngui, tmp_path: Path) -> None:
    assert "There is no preset lenet5" in cnngui("compare", "lenet5", "lenet-5").err
    assert "There is no file" in cnngui("compare", "lenet-5", tmp_path / "none.json").err
