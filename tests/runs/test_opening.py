"""What a file is, its content tells; its name only says where to look first."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.errors import CnnguiError
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.opening import open_file
from cnngui.runs.project import Project, write_project
from tests.keras_import.crafted import L2, dense, layer, members, model, start, write


def test_a_project_is_ours(tmp_path: Path) -> None:
    write_project(tmp_path / "a.cnn", Project(Network(), Recipe()))
    file = open_file(tmp_path / "a.cnn")
    assert (file.project.network, file.is_foreign, file.notes) == (Network(), False, ())


@pytest.mark.parametrize("name", ["a.keras", "a.cnn", "a"])
def test_a_model_is_foreign_by_any_name(tmp_path: Path, name: str) -> None:
    penalized = dense("dense", "start", bias_regularizer=L2)
    file = open_file(write(tmp_path / name, members(model(start(), penalized))))
    assert file.is_foreign
    assert file.project.network.names == ("dense",)
    assert [note.location for note in file.notes] == ["Dense 'dense'"]


def test_a_model_that_cannot_be_taken_over_says_so_by_any_name(tmp_path: Path) -> None:
    path = write(tmp_path / "a.cnn", members(model(start(), layer("Lambda", "crop", "start"))))
    with pytest.raises(CnnguiError, match="runs code of its own"):
        open_file(path)


def test_what_is_neither_is_a_broken_project(tmp_path: Path) -> None:
    with pytest.raises(CnnguiError) as caught:
        open_file(write(tmp_path / "a.cnn", {"project.json": b"{"}))
    assert not caught.value.code.startswith("keras_file.")


def test_an_archive_of_something_else_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(CnnguiError) as caught:
        open_file(write(tmp_path / "a.pt", {"archive/data.pkl": b"", "archive/version": b"3"}))
    assert caught.value.code == "runs.other_file"
