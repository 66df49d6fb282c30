"""A set of drawings in the window: each change of classes and samples is on disk, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.drawn import PICTURES
from cnngui.datasets.drawn_sets import HEAD_FILE, SAMPLES_FOLDER, read_head
from cnngui.datasets.own_pictures import INK
from cnngui.datasets.own_samples import OwnSample, SampleFolder
from cnngui.state.drawing import Drawing
from cnngui.state.drawn_set import DrawnSet
from cnngui.state.drawn_sets import DrawnSets
from tests.drawn_shapes import SHAPES, shape_samples, shape_set


@pytest.fixture
def opened(qtbot, tmp_path: Path) -> Iterator[DrawnSet]:
    made = DrawnSet(shape_set(tmp_path, 3))
    made.refresh()
    settle(qtbot, made)
    yield made
    made.close()


def settle(qtbot, opened: DrawnSet | DrawnSets) -> None:
    qtbot.waitUntil(lambda: not opened.busy)


def on_disk(opened: DrawnSet) -> dict[str, int]:
    opened.flush()
    samples = SampleFolder(opened.path / SAMPLES_FOLDER).read().samples
    names = read_head(opened.path).with_classes_of(samples).names
    return {name: sum(sample.label == name for sample in samples) for name in names}


def test_it_has_what_lies_in_its_folder(opened: DrawnSet) -> None:
    assert opened.name == "Shapes"
    assert opened.counts == dict.fromkeys(SHAPES, 3) == on_disk(opened)
    assert (opened.tests, opened.can_train, opened.input_format) == (3, True, INK)
    assert len({opened.colour(name) for name in SHAPES}) == 3


def test_what_it_counts_is_what_is_trained_on(opened: DrawnSet) -> None:
    data = load_dataset(opened.path)
    assert data.class_names == opened.learned
    assert len(data.y_test) == opened.tests
    assert data.input_shape == opened.input_format.shape


def test_a_drawing_is_added_at_once(qtbot, opened: DrawnSet) -> None:
    drawing = Drawing()
    drawing.begin(20, 30, 0.7)
    drawing.extend(200, 210, 1.2)
    drawing.end()
    with qtbot.waitSignal(opened.kept):
        opened.keep(drawing.sheet, "circle")
    assert opened.counts["circle"] == on_disk(opened)["circle"] == 4
    assert opened.samples[-1].strokes[0].widths == (0.7, 1.2)
    opened.undo_stack.undo()
    settle(qtbot, opened)
    assert opened.counts["circle"] == on_disk(opened)["circle"] == 3


def test_a_class_is_added_and_taken_out_with_its_samples(qtbot, opened: DrawnSet) -> None:
    assert opened.add_class(" big   star ")
    settle(qtbot, opened)
    assert opened.counts == on_disk(opened) == {**dict.fromkeys(SHAPES, 3), "big star": 0}
    opened.remove_class("triangle")
    settle(qtbot, opened)
    assert opened.counts == on_disk(opened) == {"circle": 3, "cross": 3, "big star": 0}
    opened.undo_stack.undo()
    settle(qtbot, opened)
    assert list(opened.counts.items()) == [*dict.fromkeys(SHAPES, 3).items(), ("big star", 0)]
    assert opened.counts == on_disk(opened)
    opened.undo_stack.undo()
    settle(qtbot, opened)
    assert opened.class_names == SHAPES
    opened.undo_stack.redo()
    opened.undo_stack.redo()
    settle(qtbot, opened)
    assert opened.counts == on_disk(opened) == {"circle": 3, "cross": 3, "big star": 0}


def test_a_class_is_renamed_with_its_samples(qtbot, opened: DrawnSet) -> None:
    assert opened.rename_class("circle", "ring")
    settle(qtbot, opened)
    assert opened.counts == on_disk(opened) == {"ring": 3, "triangle": 3, "cross": 3}
    opened.undo_stack.undo()
    settle(qtbot, opened)
    assert opened.counts == on_disk(opened) == dict.fromkeys(SHAPES, 3)
    assert opened.rename_class("circle", "circle ")  # nothing to do
    assert opened.undo_stack.canRedo()


@pytest.mark.parametrize(("name", "code"), [("cross", "drawn.class_taken"), (" ", "samples.label")])
def test_a_name_that_cannot_be_is_told(qtbot, opened: DrawnSet, name: str, code: str) -> None:
    for attempt in (lambda: opened.add_class(name), lambda: opened.rename_class("circle", name)):
        with qtbot.waitSignal(opened.problem_raised) as told:
            assert not attempt()
        assert told.args[0].code == code
    assert on_disk(opened) == dict.fromkeys(SHAPES, 3)


def test_a_class_has_another_colour_and_the_old_one_again(qtbot, opened: DrawnSet) -> None:
    before = opened.colour("cross")
    opened.colour_class("cross", 9)
    settle(qtbot, opened)
    assert opened.colour("cross") == 9
    opened.undo_stack.undo()
    settle(qtbot, opened)
    assert opened.colour("cross") == before


def test_undo_brings_no_older_name_of_the_set_back(qtbot, opened: DrawnSet) -> None:
    opened.add_class("star")
    settle(qtbot, opened)
    (opened.path / HEAD_FILE).write_text(
        (opened.path / HEAD_FILE).read_text().replace("Shapes", "Forms"), encoding="utf-8"
    )
    opened.undo_stack.undo()
    settle(qtbot, opened)
    assert (opened.name, opened.class_names) == ("Forms", SHAPES)


def test_what_another_window_does_is_seen(qtbot, opened: DrawnSet) -> None:
    other = DrawnSet(opened.path)
    other.refresh()
    settle(qtbot, other)
    other.add([OwnSample.of("star", shape_samples(1, seed=5)[0].strokes, made_s=50.0)])
    other.add_class("moon")
    qtbot.waitUntil(lambda: opened.counts.get("star") == 1 and "moon" in opened.counts)
    other.close()


def test_a_photo_makes_it_a_set_of_pictures(qtbot, opened: DrawnSet) -> None:
    photo = np.random.default_rng(1).integers(0, 256, (40, 60, 3), np.uint8)
    opened.add([OwnSample.of("cross", picture=photo, made_s=9.0)])
    settle(qtbot, opened)
    assert opened.input_format == PICTURES
    opened.undo_stack.undo()
    settle(qtbot, opened)
    assert opened.input_format == INK


def test_it_leaves_as_pictures_and_comes_back_from_them(qtbot, opened: DrawnSet, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with qtbot.waitSignal(opened.exported) as told:
        opened.export_folder(str(out))
    assert {path.name for path in Path(told.args[0]).iterdir()} == set(SHAPES)
    other = DrawnSet(shape_set(tmp_path, 0, "Other"))
    other.refresh()
    settle(qtbot, other)
    with qtbot.waitSignal(other.imported):
        other.import_file(told.args[0])
    assert other.counts == on_disk(other) == dict.fromkeys(SHAPES, 3)
    assert other.input_format == INK
    other.close()


def test_it_leaves_as_a_file_with_its_strokes(qtbot, opened: DrawnSet, tmp_path: Path) -> None:
    path = str(tmp_path / "set.npz")
    with qtbot.waitSignal(opened.exported):
        opened.export(path, opened.input_format)
    other = DrawnSet(shape_set(tmp_path, 0, "Other"))
    other.refresh()
    with qtbot.waitSignal(other.imported):
        other.import_file(path)
    assert {sample.key for sample in other.samples} == {sample.key for sample in opened.samples}
    other.close()


def test_a_damaged_head_is_told_and_nothing_is_lost(qtbot, opened: DrawnSet) -> None:
    (opened.path / HEAD_FILE).write_text("{", encoding="utf-8")
    with qtbot.waitSignal(opened.problem_raised):
        opened.refresh()
    settle(qtbot, opened)
    assert len(opened.samples) == 9


# All sets -----------------------------------------------------------------------------------------


@pytest.fixture
def sets(qtbot, tmp_path: Path) -> Iterator[DrawnSets]:
    made = DrawnSets(tmp_path)
    yield made
    made.close()


def names(sets: DrawnSets) -> list[str]:
    return [entry.name for entry in sets.entries]


def test_sets_are_made_renamed_deleted_and_brought_back(qtbot, sets: DrawnSets) -> None:
    with qtbot.waitSignal(sets.made):
        sets.create("Shapes", SHAPES)
    assert sets.current is not None
    qtbot.waitUntil(lambda: sets.current.class_names == SHAPES)
    sets.current.add(shape_samples(2))
    sets.rename("Forms")
    qtbot.waitUntil(lambda: names(sets) == ["Forms"] and sets.current.name == "Forms")
    assert sets.label(str(sets.current.path)) == "Forms"
    with qtbot.waitSignal(sets.removed):
        sets.delete()
    assert (names(sets), sets.current) == ([], None)
    (gone,) = sets.deleted
    with qtbot.waitSignal(sets.opened):
        sets.bring_back(gone)
    qtbot.waitUntil(lambda: len(sets.current.samples) == 6)
    assert names(sets) == ["Forms"]


def test_another_set_is_opened_in_its_place(qtbot, sets: DrawnSets, tmp_path: Path) -> None:
    folders = [shape_set(tmp_path, count, f"Set {count}") for count in (1, 2)]
    for folder, count in zip(folders, (3, 6), strict=True):
        sets.open(folder)
        qtbot.waitUntil(lambda count=count: len(sets.current.samples) == count)
    assert sets.current.path == folders[1]


def test_a_set_that_cannot_be_made_is_told(qtbot, sets: DrawnSets) -> None:
    with qtbot.waitSignal(sets.problem_raised) as told:
        sets.create("", SHAPES)
    assert told.args[0].code == "drawn.name"
    assert sets.current is None


def test_deleted_sets_are_removed_for_good(qtbot, sets: DrawnSets, tmp_path: Path) -> None:
    sets.open(shape_set(tmp_path, 1))
    with qtbot.waitSignal(sets.removed):
        sets.delete()
    assert sets.deleted
    sets.remove_deleted()
    qtbot.waitUntil(lambda: not sets.deleted)
