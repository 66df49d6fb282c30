"""A set of drawings in the window: each change of classes and samples is on disk, and can be undone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.drawn import PICTURES, kept_aside
from cnngui.datasets.drawn_sets import HEAD_FILE, SAMPLES_FOLDER, read_head
from cnngui.datasets.own_exchange import npz_of_samples
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
    return on_disk_of(opened.path)


def on_disk_of(path: Path) -> dict[str, int]:
    samples = SampleFolder(path / SAMPLES_FOLDER).read().samples
    names = read_head(path).with_classes_of(samples).names
    return {name: sum(sample.label == name for sample in samples) for name in names}


def test_it_has_what_lies_in_its_folder(opened: DrawnSet) -> None:
    assert opened.name == "Shapes"
    assert opened.counts == dict.fromkeys(SHAPES, 3) == on_disk(opened)
    assert (opened.tests, opened.can_train, opened.input_format) == (3, True, INK)
    assert len({each.colour for each, _ in opened.classes}) == 3


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

    def colour() -> int:
        return next(each.colour for each, _ in opened.classes if each.name == "cross")

    before = colour()
    opened.colour_class("cross", 9)
    settle(qtbot, opened)
    assert colour() == 9
    opened.undo_stack.undo()
    settle(qtbot, opened)
    assert colour() == before


def test_quick_edits_are_all_kept(qtbot, opened: DrawnSet) -> None:
    assert opened.add_class("star")
    assert opened.add_class("moon")
    opened.colour_class("star", 9)
    assert opened.rename_class("circle", "ring")
    assert opened.rename_class("ring", "disc")
    opened.add([OwnSample.of("disc", shape_samples(1, seed=5)[0].strokes, made_s=50.0)])
    opened.remove_class("cross")
    settle(qtbot, opened)
    assert opened.counts == on_disk(opened) == {"disc": 4, "triangle": 3, "star": 0, "moon": 0}
    assert {each.name: each.colour for each, _ in opened.classes}["star"] == 9
    for _ in range(7):
        opened.undo_stack.undo()
    settle(qtbot, opened)
    assert opened.counts == on_disk(opened) == dict.fromkeys(SHAPES, 3)


def test_samples_deleted_while_their_class_is_renamed_come_back_as_that(qtbot, opened: DrawnSet) -> None:
    shown = [each for each in opened.samples if each.label == "circle"]
    opened.rename_class("circle", "ring")
    opened.delete(shown)
    opened.undo_stack.undo()
    settle(qtbot, opened)
    assert opened.counts == on_disk(opened) == {"ring": 3, "triangle": 3, "cross": 3}


def test_classes_and_samples_are_read_together(qtbot, opened: DrawnSet) -> None:
    other = DrawnSet(opened.path)
    seen = []
    other.changed.connect(lambda: seen.append((other.loaded, other.class_names, len(other.samples))))
    assert not other.loaded
    assert not other.add_class("star")
    other.refresh()
    settle(qtbot, other)
    assert seen == [(True, SHAPES, 9)]
    other.close()


def test_what_cannot_be_written_leaves_what_is_true(qtbot, opened: DrawnSet) -> None:
    (opened.path / HEAD_FILE).unlink()
    with qtbot.waitSignal(opened.problem_raised):
        opened.add_class("star")
    settle(qtbot, opened)
    assert (opened.class_names, opened.head) == ((), None)


def test_a_set_that_is_gone_takes_no_more(qtbot, opened: DrawnSet, tmp_path: Path) -> None:
    opened.path.rename(tmp_path / "elsewhere")
    told = []
    opened.problem_raised.connect(lambda error: told.append(error.code))
    opened.add([OwnSample.of("cross", shape_samples(1, seed=5)[0].strokes, made_s=50.0)])
    settle(qtbot, opened)
    assert "drawn.gone" in told
    assert not opened.path.exists()


def test_a_samples_folder_that_comes_back_is_watched_again(qtbot, opened: DrawnSet, tmp_path: Path) -> None:
    shutil.copytree(opened.folder, tmp_path / "aside")
    shutil.rmtree(opened.folder)
    qtbot.waitUntil(lambda: not opened.samples)
    (tmp_path / "aside").rename(opened.folder)
    opened.refresh()
    qtbot.waitUntil(lambda: len(opened.samples) == 9)
    qtbot.waitUntil(lambda: str(opened.folder) in opened._watcher.directories())
    next(opened.folder.iterdir()).unlink()
    qtbot.waitUntil(lambda: len(opened.samples) == 8)


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


@pytest.mark.parametrize("by_file", [True, False])
def test_older_samples_that_are_taken_in_leave_what_was_learned_from(
    qtbot, tmp_path: Path, by_file: bool
) -> None:
    here, there = shape_samples(12, seed=1), shape_samples(12, seed=2)
    opened = DrawnSet(shape_set(tmp_path, 0))
    opened.add([each.made_at(1000.0 + each.made_s) for each in here])
    settle(qtbot, opened)
    order = [each.key for each in opened.samples]
    before = kept_aside(opened.samples)
    learned = {each.key for each, test in zip(opened.samples, before, strict=True) if not test}
    if by_file:
        path = tmp_path / "older.npz"
        path.write_bytes(npz_of_samples(there))
        opened.import_file(str(path))
    else:
        opened.add(there)
    settle(qtbot, opened)
    assert [each.key for each in opened.samples] == [*order, *(each.key for each in there)]
    now = zip(opened.samples, kept_aside(opened.samples), strict=True)
    assert not learned & {each.key for each, test in now if test}
    opened.close()


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


def hold_up(opened: DrawnSet) -> threading.Event:
    """Have all that is asked of a set wait until the event is set."""
    release = threading.Event()
    opened._submit(lambda: release.wait(10), lambda _: None)
    return release


def test_another_set_opens_at_once_while_an_import_goes_on(qtbot, sets: DrawnSets, tmp_path: Path) -> None:
    source, target = shape_set(tmp_path, 2, "Source"), shape_set(tmp_path, 0, "Target")
    out = tmp_path / "set.npz"
    sets.open(source)
    qtbot.waitUntil(lambda: len(sets.current.samples) == 6)
    sets.current.export(str(out), sets.current.input_format)
    settle(qtbot, sets.current)
    sets.open(target)
    first = sets.current
    release = hold_up(first)
    first.import_file(str(out))
    sets.open(source)
    assert sets.current.path == source
    with qtbot.waitSignal(first.imported):
        release.set()
    qtbot.waitUntil(lambda: not sets._leaving)
    assert len(SampleFolder(target / SAMPLES_FOLDER).read().samples) == 6


def test_a_set_that_is_opened_again_while_it_goes_stays(qtbot, sets: DrawnSets, tmp_path: Path) -> None:
    folders = [shape_set(tmp_path, count, f"Set {count}") for count in (1, 2)]
    sets.open(folders[0])
    first = sets.current
    release = hold_up(first)
    sets.open(folders[1])
    sets.open(folders[0])
    assert sets.current is first
    release.set()
    qtbot.waitUntil(lambda: len(sets.current.samples) == 3)
    assert sets.current.add_class("star")
    qtbot.waitUntil(lambda: "star" in sets.current.class_names)


def test_a_set_is_renamed_and_deleted_behind_what_is_under_way(
    qtbot, sets: DrawnSets, tmp_path: Path
) -> None:
    sets.open(shape_set(tmp_path, 1))
    qtbot.waitUntil(lambda: sets.current.loaded)
    release = hold_up(sets.current)
    sets.current.add(shape_samples(2, seed=9))
    sets.rename("Forms")
    sets.delete()
    assert (names(sets), sets.current) == ([], None)
    with qtbot.waitSignal(sets.removed) as told:
        release.set()
    (gone,) = sets.deleted
    assert gone.name == "Forms"
    assert len(SampleFolder(gone.folder / SAMPLES_FOLDER).read().samples) == 9
    assert told.args[0].folder == tmp_path / "shapes"


def test_a_set_that_was_deleted_is_gone_also_if_the_window_closes_at_once(qtbot, tmp_path: Path) -> None:
    made = DrawnSets(tmp_path)
    made.open(shape_set(tmp_path, 1))
    release = hold_up(made.current)
    made.delete()
    release.set()
    made.close()
    assert not (tmp_path / "shapes").exists()


def test_a_set_that_is_being_deleted_is_in_no_list_that_is_read_meanwhile(
    qtbot, sets: DrawnSets, tmp_path: Path
) -> None:
    sets.open(shape_set(tmp_path, 1))
    qtbot.waitUntil(lambda: sets.current.loaded)
    release = hold_up(sets.current)
    sets.refresh()
    sets.delete()
    with qtbot.waitSignal(sets.changed):
        sets.refresh()
    assert (names(sets), sets.current) == ([], None)
    with qtbot.waitSignal(sets.removed):
        release.set()
    assert names(sets) == []
    assert [each.name for each in sets.deleted] == ["Shapes"]
    with qtbot.waitSignal(sets.opened):
        sets.bring_back(sets.deleted[0])
    assert names(sets) == ["Shapes"]


def test_an_import_is_whole_also_if_the_window_closes_at_once(
    qtbot, opened: DrawnSet, tmp_path: Path
) -> None:
    path = str(tmp_path / "set.npz")
    with qtbot.waitSignal(opened.exported):
        opened.export(path, opened.input_format)
    other = DrawnSet(shape_set(tmp_path, 0, "Other"))
    other.import_file(path)
    other.close()
    assert on_disk_of(other.path) == dict.fromkeys(SHAPES, 3)


def test_a_set_that_cannot_be_deleted_is_in_the_list_again(qtbot, sets: DrawnSets, tmp_path: Path) -> None:
    sets.open(shape_set(tmp_path, 1))
    sets.refresh()
    qtbot.waitUntil(lambda: names(sets) == ["Shapes"])
    (tmp_path / ".deleted").write_text("in the way", encoding="utf-8")
    with qtbot.waitSignal(sets.problem_raised):
        sets.delete()
    assert names(sets) == ["Shapes"]


def test_what_is_asked_of_a_set_that_is_not_open_is_written(qtbot, sets: DrawnSets, tmp_path: Path) -> None:
    folders = [shape_set(tmp_path, count, f"Set {count}") for count in (1, 2)]
    sets.open(folders[0])
    told = []
    sets.at(folders[1]).add(shape_samples(1, seed=9), lambda: told.append("kept"))
    qtbot.waitUntil(lambda: not sets._leaving)
    assert told == ["kept"]
    assert len(SampleFolder(folders[1] / SAMPLES_FOLDER).read().samples) == 9
    assert sets.at(folders[0]) is sets.current


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
