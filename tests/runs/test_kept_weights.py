"""A file that was changed is another place: its weights are not those that were learned."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cnngui.course.presets import preset
from cnngui.errors import CnnguiError
from cnngui.network.network import Network
from cnngui.runs.kept_weights import PRESET, Place, find_weights, stamp_of
from cnngui.runs.preset_project import preset_project
from cnngui.runs.project import Project, write_project

XOR = preset("xor-by-hand")


def names(data: str) -> tuple[str, ...]:
    return ("0", "1")


def never(source: Project, network: Network) -> Project:
    raise AssertionError(source, network)


def test_a_stamp_changes_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.cnn"
    assert stamp_of(file) == 0
    file.write_bytes(b"a")
    os.utime(file, ns=(5, 7))
    assert stamp_of(file) == 7


def test_weights_are_found_in_the_newest_place_that_has_them(tmp_path: Path) -> None:
    file = tmp_path / "a.cnn"
    write_project(file, preset_project(XOR, names(XOR.data)))
    place, by_hand = Place(str(file), stamp_of(file)), Place(f"{PRESET}{XOR.name}")
    for places, found in (((by_hand, place), place), ((place, by_hand), by_hand), ((by_hand,), by_hand)):
        opened, where = find_weights(places, XOR.network, names, never)
        assert where == found.path
        assert opened.project.weights
    file.touch()
    assert find_weights((by_hand, place), XOR.network, names, never)[1] == by_hand.path
    with pytest.raises(CnnguiError) as caught:
        find_weights((place,), XOR.network, names, never)
    assert caught.value.code == "runs.weights_gone"
