"""Sets of drawings on the disk: made, renamed, deleted and brought back, each found by its name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cnngui.datasets import drawn_sets
from cnngui.datasets.drawn_sets import (
    HEAD_FILE,
    PREFIX,
    SAMPLES_FOLDER,
    SetHead,
    bring_back,
    create_set,
    delete_set,
    deleted_sets,
    find_set,
    list_sets,
    read_head,
    remove_deleted,
    rename_set,
    resolved,
    write_head,
)
from cnngui.datasets.own_samples import OwnSample
from cnngui.errors import CnnguiError
from tests.drawn_shapes import SHAPES, shape_samples, shape_set


def test_a_new_set_is_listed_with_its_classes_in_their_order(tmp_path: Path) -> None:
    folder = create_set("  My   shapes ", SHAPES, tmp_path)
    assert [(each.name, each.folder) for each in list_sets(tmp_path)] == [("My shapes", folder)]
    head = read_head(folder)
    assert head.names == SHAPES
    assert len({each.colour for each in head.classes}) == 3
    assert folder.name == "my-shapes"


def test_names_of_other_scripts_and_with_slashes_get_folders_of_their_own(tmp_path: Path) -> None:
    made = [create_set(name, (), tmp_path) for name in ("한글", "../x", "a/b", "A b", "…")]
    assert len(set(made)) == 5
    assert all(each.parent == tmp_path for each in made)
    assert {each.name for each in list_sets(tmp_path)} == {"한글", "../x", "a/b", "A b", "…"}


@pytest.mark.parametrize(
    ("name", "code"), [("", "drawn.name"), ("x" * 61, "drawn.name"), ("SHAPES", "drawn.name_taken")]
)
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str, code: str) -> None:
    folder = create_set("Shapes", (), tmp_path)
    other = create_set("Other", (), tmp_path)
    for attempt in (lambda: create_set(name, (), tmp_path), lambda: rename_set(other, name)):
        with pytest.raises(CnnguiError) as told:
            attempt()
        assert told.value.code == code
    assert [each.folder for each in list_sets(tmp_path)] == [other, folder]


def test_a_renamed_set_keeps_its_folder_and_is_found_by_both(tmp_path: Path) -> None:
    folder = shape_set(tmp_path, 1)
    rename_set(folder, "Forms")
    rename_set(folder, "forms")  # only its capitals
    assert find_set("FORMS", tmp_path) == find_set("shapes", tmp_path) == folder


def test_data_are_named_by_the_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(drawn_sets, "sets_folder", lambda: tmp_path)
    with pytest.raises(CnnguiError) as told:
        resolved(f"{PREFIX}Shapes")
    assert told.value.code == "drawn.none"
    folder = shape_set(tmp_path, 1)
    assert resolved(f"{PREFIX}Shapes") == str(folder)
    assert resolved("digits") == "digits"
    assert resolved(folder) == folder
    with pytest.raises(CnnguiError) as told:
        resolved(f"{PREFIX}Forms")
    assert told.value.code == "drawn.unknown"
    assert "Shapes" in told.value.message().why


def test_a_deleted_set_comes_back_whole(tmp_path: Path) -> None:
    folder = shape_set(tmp_path, 2)
    before = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    delete_set(folder)
    assert not list_sets(tmp_path)
    (gone,) = deleted_sets(tmp_path)
    assert gone.name == "Shapes"
    back = bring_back(gone.folder)
    assert back == folder
    assert {path.relative_to(back): path.read_bytes() for path in back.rglob("*") if path.is_file()} == before
    assert not deleted_sets(tmp_path)


def test_a_set_comes_back_beside_another_that_took_its_name(tmp_path: Path) -> None:
    delete_set(shape_set(tmp_path, 1))
    shape_set(tmp_path, 2)
    back = bring_back(deleted_sets(tmp_path)[0].folder)
    assert read_head(back).name == "Shapes (2)"
    assert len(list_sets(tmp_path)) == 2


def test_what_is_removed_for_good_is_gone(tmp_path: Path) -> None:
    delete_set(shape_set(tmp_path, 1))
    kept = shape_set(tmp_path, 1)
    remove_deleted(tmp_path)
    assert not deleted_sets(tmp_path)
    assert [each.folder for each in list_sets(tmp_path)] == [kept]


def test_what_cannot_be_removed_is_told_and_stays_in_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ants", "Bees", "Cats"):
        delete_set(shape_set(tmp_path, 1, name))
    removed = shutil.rmtree

    def rmtree(path: Path) -> None:
        if path == tmp_path / ".deleted" / "bees" / SAMPLES_FOLDER:
            raise PermissionError(13, "Permission denied", str(path))
        removed(path)

    monkeypatch.setattr(shutil, "rmtree", rmtree)
    with pytest.raises(CnnguiError) as told:
        remove_deleted(tmp_path)
    assert told.value.code == "drawn.not_removed"
    assert str(tmp_path / ".deleted" / "bees") in told.value.message().why
    assert [each.name for each in deleted_sets(tmp_path)] == ["Bees"]
    monkeypatch.setattr(shutil, "rmtree", removed)
    remove_deleted(tmp_path)
    assert not deleted_sets(tmp_path)
    remove_deleted(tmp_path)


def test_edits_of_classes(tmp_path: Path) -> None:
    head = SetHead(name="Shapes")
    for name in SHAPES:
        head = head.with_class(name)
    assert head.with_renamed("triangle", "three corners").names == ("circle", "three corners", "cross")
    assert head.without("circle").names == ("triangle", "cross")
    assert head.coloured("cross", 7).classes[2].colour == 7
    for code, edit in (
        ("drawn.class_taken", lambda: head.with_class(" circle ")),
        ("drawn.class_taken", lambda: head.with_renamed("circle", "cross")),
        ("samples.label", lambda: head.with_class(" ")),
    ):
        with pytest.raises(CnnguiError) as told:
            edit()
        assert told.value.code == code
    write_head(tmp_path, head)
    assert read_head(tmp_path) == head


def test_the_most_classes_there_can_be_are_read_again(tmp_path: Path) -> None:
    head = SetHead(name="Many")
    for place in range(drawn_sets.MOST_CLASSES):
        head = head.with_class(f"{place:04d} " + "字" * 55)
    with pytest.raises(CnnguiError) as told:
        head.with_class("one more")
    assert told.value.code == "drawn.too_many_classes"
    write_head(tmp_path, head)
    assert read_head(tmp_path) == head


def test_classes_of_samples_that_a_set_does_not_list_stand_behind_its_own() -> None:
    head = SetHead(name="Shapes").with_class("cross")
    assert head.with_classes_of(shape_samples(2)).names == ("cross", "circle", "triangle")


def of_format(rest: str, version: int = 1) -> bytes:
    return f'{{"format": "cnngui-drawn-set", "version": {version}, {rest}}}'.encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[1]",
        of_format('"name": "a"', version=2),
        of_format('"name": ""'),
        of_format('"name": "a", "classes": [{"name": "b"}, {"name": "b"}]'),
        of_format('"name": "a", "classes": [{"name": "b", "colour": 10}]'),
    ],
)
def test_a_damaged_head_is_told_and_its_set_still_listed(tmp_path: Path, content: bytes) -> None:
    folder = shape_set(tmp_path, 1)
    (folder / HEAD_FILE).write_bytes(content)
    with pytest.raises(CnnguiError):
        read_head(folder)
    assert [each.name for each in list_sets(tmp_path)] == ["shapes"]


def test_a_name_of_a_sample_is_a_class_as_it_is() -> None:
    odd = OwnSample.of("{x} & 'y'", shape_samples(1)[0].strokes)
    assert SetHead(name="a").with_classes_of([odd]).names == ("{x} & 'y'",)
