"""Own samples in the window: each change is on disk, can be undone, and is seen by another window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.ink import PEN_PX, Stroke
from cnngui.datasets.own_exchange import npz_of_samples
from cnngui.datasets.own_pictures import INK
from cnngui.datasets.own_samples import Merged, OwnSample, SampleFolder
from cnngui.state.drawing import Drawing, Sample
from cnngui.state.own_samples import OwnSamples

LINES = [Stroke(((60 + place, 40), (180, 150)), PEN_PX) for place in range(4)]


@pytest.fixture
def own(qapp: object, tmp_path: Path) -> Iterator[OwnSamples]:
    made = OwnSamples(tmp_path / "samples")
    yield made
    made.close()


@pytest.fixture
def drawing(qapp: object) -> Drawing:
    made = Drawing()
    made.set_strokes((LINES[0],))
    return made


def sample(place: int, label: str) -> OwnSample:
    return OwnSample.of(label, [LINES[place]], made_s=float(place))


def labels(own: OwnSamples) -> list[str]:
    return [each.label for each in own.samples]


def on_disk(own: OwnSamples) -> list[str]:
    own.flush()
    return [each.label for each in SampleFolder(own.folder).read().samples]


def settle(qtbot, own: OwnSamples) -> None:
    qtbot.waitUntil(lambda: not own.busy)


def test_a_drawing_is_kept_with_its_strokes(qtbot, own: OwnSamples, drawing: Drawing) -> None:
    with qtbot.waitSignal(own.kept):
        own.keep(drawing.sheet, "7")
    assert labels(own) == on_disk(own) == ["7"]
    assert own.samples[0].strokes == (LINES[0],)


def test_a_picture_is_kept_as_one(qtbot, own: OwnSamples, drawing: Drawing) -> None:
    drawing.set_picture(np.zeros((20, 30), np.uint8))
    with qtbot.waitSignal(own.kept):
        own.keep(drawing.sheet, "cat")
    assert own.samples[0].picture is not None


@pytest.mark.parametrize("label", ["", "x" * 99])
def test_what_cannot_be_kept_is_told(qtbot, own: OwnSamples, drawing: Drawing, label: str) -> None:
    with qtbot.waitSignal(own.problem_raised):
        own.keep(drawing.sheet, label)
    assert not on_disk(own)


def test_a_sample_of_the_data_is_nothing_to_keep(qtbot, own: OwnSamples, drawing: Drawing) -> None:
    drawing.set_sample(Sample(np.zeros((28, 28, 1), np.uint8), "7"))
    with qtbot.waitSignal(own.problem_raised) as told:
        own.keep(drawing.sheet, "7")
    assert told.args[0].code == "samples.nothing"


def test_the_same_drawing_once_more_is_another_label_and_undo_gives_the_first_back(
    qtbot, own: OwnSamples, drawing: Drawing
) -> None:
    for label in ("7", "1"):
        with qtbot.waitSignal(own.kept):
            own.keep(drawing.sheet, label)
    assert labels(own) == ["1"]
    own.undo_stack.undo()
    settle(qtbot, own)
    assert labels(own) == on_disk(own) == ["7"]
    own.undo_stack.undo()
    settle(qtbot, own)
    assert labels(own) == on_disk(own) == []
    own.undo_stack.redo()
    settle(qtbot, own)
    assert labels(own) == on_disk(own) == ["7"]


def test_a_window_that_has_not_read_yet_knows_what_was_there(
    qtbot, own: OwnSamples, drawing: Drawing
) -> None:
    SampleFolder(own.folder).write([sample(0, "7")])
    with qtbot.waitSignal(own.kept):
        own.keep(drawing.sheet, "1")
    assert labels(own) == ["1"]
    own.undo_stack.undo()
    settle(qtbot, own)
    assert labels(own) == ["7"]


def test_several_are_relabelled_and_deleted_at_once(qtbot, own: OwnSamples) -> None:
    own.add([sample(place, "7") for place in range(3)])
    settle(qtbot, own)
    own.relabel(own.samples[:2], "1")
    settle(qtbot, own)
    assert labels(own) == on_disk(own) == ["1", "1", "7"]
    own.delete(own.samples[1:])
    settle(qtbot, own)
    assert labels(own) == on_disk(own) == ["1"]
    own.undo_stack.undo()
    own.undo_stack.undo()
    settle(qtbot, own)
    assert labels(own) == on_disk(own) == ["7", "7", "7"]


def test_the_same_label_is_no_change(qtbot, own: OwnSamples) -> None:
    own.add([sample(0, "7")])
    settle(qtbot, own)
    own.relabel(own.samples, "7")
    own.delete([])
    assert own.undo_stack.count() == 1


def test_two_windows_see_and_keep_what_the_other_does(qtbot, own: OwnSamples) -> None:
    other = OwnSamples(own.folder)
    own.add([sample(0, "7")])
    settle(qtbot, own)
    other.refresh()
    settle(qtbot, other)
    other.add([sample(1, "1")])
    qtbot.waitUntil(lambda: labels(own) == ["7", "1"])
    own.delete([own.samples[0]])
    qtbot.waitUntil(lambda: labels(other) == ["1"])
    other.close()


def test_a_folder_that_was_deleted_and_made_again_is_heard_of(
    qtbot, own: OwnSamples, drawing: Drawing
) -> None:
    with qtbot.waitSignal(own.kept):
        own.keep(drawing.sheet, "7")
    own.flush()
    shutil.rmtree(own.folder)
    qtbot.waitUntil(lambda: own.samples == ())
    with qtbot.waitSignal(own.kept):
        own.keep(drawing.sheet, "8")
    own.flush()
    settle(qtbot, own)
    SampleFolder(own.folder).write([sample(1, "9")])
    qtbot.waitUntil(lambda: sorted(labels(own)) == ["8", "9"])


def test_a_damaged_file_is_told_once_and_stays(qtbot, own: OwnSamples) -> None:
    own.folder.mkdir()
    damaged = own.folder / f"{'0' * 32}.json"
    damaged.write_text("{", "utf-8")
    with qtbot.waitSignal(own.problem_raised) as told:
        own.refresh()
    assert told.args[0].code == "samples.unreadable"
    assert str(own.folder) in str(told.args[0])
    with qtbot.assertNotEmitted(own.problem_raised):
        own.add([sample(0, "7")])
        settle(qtbot, own)
    assert damaged.read_text("utf-8") == "{"
    assert labels(own) == ["7"]


def test_what_cannot_be_written_is_told_and_is_not_there(qtbot, own: OwnSamples, drawing: Drawing) -> None:
    own.folder.write_text("a file where the folder should be", "utf-8")
    with qtbot.waitSignal(own.problem_raised) as told, qtbot.assertNotEmitted(own.kept):
        own.keep(drawing.sheet, "7")
    assert told.args[0].code == "files.cannot_write"
    settle(qtbot, own)
    assert labels(own) == []


def test_what_is_taken_in_is_not_doubled_and_can_be_undone(qtbot, own: OwnSamples, tmp_path: Path) -> None:
    path = tmp_path / "of-others.npz"
    path.write_bytes(npz_of_samples([sample(0, "7"), sample(1, "1"), sample(2, "4")]))
    own.add([sample(0, "7"), sample(1, "2")])
    settle(qtbot, own)
    with qtbot.waitSignal(own.imported) as told:
        own.import_file(str(path))
    found = told.args[0]
    assert isinstance(found, Merged)
    assert (len(found.new), found.same, found.other) == (1, 1, 1)
    assert labels(own) == on_disk(own) == ["7", "2", "4"]
    own.undo_stack.undo()
    settle(qtbot, own)
    assert labels(own) == ["7", "2"]
    own.undo_stack.redo()
    settle(qtbot, own)
    with qtbot.waitSignal(own.imported) as told:
        own.import_file(str(path))
    assert not told.args[0].new


def test_a_bad_file_is_refused_whole(qtbot, own: OwnSamples, tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    path.write_bytes(b"PK\x03\x04")
    with qtbot.waitSignal(own.problem_raised):
        own.import_file(str(path))
    settle(qtbot, own)
    assert not on_disk(own)


def test_all_leave_in_a_file_that_comes_back(qtbot, own: OwnSamples, tmp_path: Path) -> None:
    own.add([sample(place, str(place)) for place in range(4)])
    settle(qtbot, own)
    with qtbot.waitSignal(own.exported) as told:
        own.export(str(tmp_path / "mine.npz"), INK)
    other = OwnSamples(tmp_path / "another")
    with qtbot.waitSignal(other.imported):
        other.import_file(told.args[0])
    assert labels(other) == labels(own)
    other.close()


def test_all_can_be_data_to_train_on(qtbot, own: OwnSamples) -> None:
    own.add([sample(place, str(place % 2)) for place in range(4)])
    settle(qtbot, own)
    with qtbot.waitSignal(own.data_written) as told:
        own.write_data(INK)
    assert Path(told.args[0]).is_file()
    assert Path(told.args[0]).parent == own.folder.parent
