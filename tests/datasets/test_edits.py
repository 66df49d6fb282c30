from __future__ import annotations

import errno
import json
import os

import numpy as np
import pytest

from cnngui.datasets.applied_edits import with_edits
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import edits_file, read_edits, write_edits
from cnngui.errors import CnnguiError

FOUR = Edits().relabelled("test", 3, 9).relabelled("train", 5, 1).left_out("test", 7)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load_dataset("digits", edits=False)


def refused(act) -> str:
    with pytest.raises(CnnguiError) as caught:
        act()
    assert str(caught.value)
    return caught.value.code


def test_what_was_written_applies_wherever_the_data_are_loaded(digits: Dataset) -> None:
    write_edits(digits.fingerprint(), FOUR)
    assert read_edits(digits.fingerprint()) == FOUR
    found = load_dataset("digits")
    assert (found.y_test[3], found.y_train[5]) == (9, 1)
    assert len(found.y_test) == len(digits.y_test) - 1
    assert np.array_equal(found.x_test[7], digits.x_test[8])
    assert found.edited is not None
    assert found.edited.original.fingerprint() == digits.fingerprint()
    assert found.edited.test[7] == 8
    assert [str(note) for note in found.notes][-1] == (
        "Your own edits apply: labels mended: 2, samples left out: 1."
    )


def test_the_data_never_change_and_can_be_had_without_edits(digits: Dataset) -> None:
    before = digits.y_test.copy()
    write_edits(digits.fingerprint(), FOUR)
    assert np.array_equal(digits.y_test, before)
    again = load_dataset("digits", edits=False)
    assert again.fingerprint() == digits.fingerprint()
    assert again.edited is None


def test_a_fingerprint_tells_edited_data_from_what_came(digits: Dataset) -> None:
    one = with_edits(digits, Edits().relabelled("train", 0, 1 + int(digits.y_train[0]) % 9))
    assert one.fingerprint() != digits.fingerprint()
    assert with_edits(digits, Edits().left_out("test", 0)).fingerprint() != digits.fingerprint()


def test_edits_are_values_and_can_be_taken_back(digits: Dataset) -> None:
    assert (FOUR.mended, FOUR.excluded) == (2, 1)
    back = FOUR.relabelled("test", 3, None).relabelled("train", 5, None).left_out("test", 7, out=False)
    assert back == Edits()
    write_edits(digits.fingerprint(), FOUR)
    write_edits(digits.fingerprint(), back)
    assert not edits_file(digits.fingerprint()).exists()
    assert load_dataset("digits").edited is None


def test_other_data_have_other_edits(digits: Dataset) -> None:
    write_edits(digits.fingerprint(), FOUR)
    assert load_dataset("sentences").edited is None


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff",
        b"[]",
        b'{"format": "cnngui-edits", "version": 3}',
        b'{"format": "cnngui-edits", "version": 2, "classes": {"names": {"1": ""}}}',
        b'{"format": "cnngui-edits", "version": 2, "train": {"moved": [-1]}}',
        b'{"format": "cnngui-edits", "version": 1, "train": {"labels": {"-1": 3}}}',
        b'{"format": "cnngui-edits", "version": 1, "train": {"labels": {"x": 3}}}',
        b'{"format": "cnngui-edits", "version": 1, "other": 3}',
        b'{"format": "cnngui-edits", "version": 1, "train": {"labels": {"1": 1e99}}}',
    ],
)
def test_a_damaged_file_is_told_and_left_where_it_is(digits: Dataset, content: bytes) -> None:
    path = edits_file(digits.fingerprint())
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert refused(lambda: read_edits(digits.fingerprint())) == "datasets.edits_damaged"
    found = load_dataset("digits")
    assert found.fingerprint() == digits.fingerprint()
    assert "do not apply" in str(found.notes[-1])
    assert path.read_bytes() == content


def test_the_first_sample_and_the_first_class_can_be_edited(digits: Dataset) -> None:
    first = Edits().relabelled("test", 0, 0).left_out("train", 0)
    write_edits(digits.fingerprint(), first)
    assert read_edits(digits.fingerprint()) == first
    found = load_dataset("digits")
    assert found.y_test[0] == 0
    assert np.array_equal(found.x_train[0], digits.x_train[1])


@pytest.mark.parametrize("place", [1000, 2**40, 10**40])
def test_edits_beyond_the_data_do_not_apply_and_are_told(digits: Dataset, place: int) -> None:
    path = edits_file(digits.fingerprint())
    path.parent.mkdir(parents=True)
    beyond = {"format": "cnngui-edits", "version": 1, "test": {"excluded": [place]}}
    path.write_text(json.dumps(beyond))
    found = load_dataset("digits")
    assert found.edited is None
    assert "do not fit" in str(found.notes[-1])
    assert refused(lambda: with_edits(digits, Edits().relabelled("test", 0, 10))) == "datasets.edits_beyond"


def test_data_cannot_be_edited_away(digits: Dataset) -> None:
    none_left = Edits()
    for place in range(len(digits.y_test)):
        none_left = none_left.left_out("test", place)
    assert refused(lambda: with_edits(digits, none_left)) == "datasets.edits_empty"
    xor = load_dataset("xor")
    assert refused(lambda: with_edits(xor, Edits().left_out("test", 0))) == "datasets.edits_complete"


def test_what_cannot_be_written_is_told_with_the_systems_reason(digits: Dataset, tmp_path) -> None:
    edits_file("ab12").parent.parent.mkdir(parents=True, exist_ok=True)
    edits_file("ab12").parent.write_text("in the place of the folder")
    with pytest.raises(CnnguiError) as caught:
        write_edits("ab12", FOUR)
    assert caught.value.code == "files.cannot_write"
    assert caught.value.values["reason"] == os.strerror(errno.EEXIST)


def test_edits_are_written_as_long_as_they_can_be_read_and_refused_before(digits: Dataset) -> None:
    many = Edits().all_left_out("train", range(560_000))
    write_edits("ab12", many, "Digits")
    assert read_edits("ab12") == many
    with pytest.raises(CnnguiError) as caught:
        write_edits("ab12", many.all_left_out("train", range(600_000)), "Digits")
    assert caught.value.code == "datasets.edits_too_many"
    assert "4.0" in caught.value.message().one_line()
    assert read_edits("ab12") == many, "what was kept before stays"


# Parts and classes ----------------------------------------------------------------------------------


def test_a_sample_that_is_moved_counts_in_the_other_part_alone(digits: Dataset) -> None:
    edits = Edits().all_moved("test", [5, 3]).all_moved("train", [7]).relabelled("test", 3, 9)
    found = with_edits(digits, edits)
    assert (len(found.y_train), len(found.y_test)) == (4001, 999)
    assert found.edited is not None
    own = len(digits.y_train)
    assert found.edited.train[-2:].tolist() == [own + 3, own + 5]
    assert np.array_equal(found.x_train[-2:], digits.x_test[[3, 5]])
    assert found.y_train[-2:].tolist() == [9, digits.y_test[5]]
    assert found.edited.labels("train")[-2:].tolist() == digits.y_test[[3, 5]].tolist()
    assert np.array_equal(found.x_test[-1], digits.x_train[7])
    assert np.array_equal(found.x_train[7], digits.x_train[8])
    assert np.array_equal(digits.taken("train", found.edited.train), found.x_train)
    assert "moved to the other part: 3" in str(found.notes[-1])


def test_a_sample_that_is_moved_and_left_out_is_in_neither_part(digits: Dataset) -> None:
    found = with_edits(digits, Edits().all_moved("test", [3]).left_out("test", 3))
    assert (len(found.y_train), len(found.y_test)) == (4000, 999)


def test_merged_classes_are_one_and_renamed_ones_keep_their_place(digits: Dataset) -> None:
    edits = Edits().joined([4, 9], 7).renamed(7, "seven or so").renamed(0, "oh").relabelled("test", 0, 9)
    found = with_edits(digits, edits)
    assert found.class_names == ("oh", "1", "2", "3", "5", "6", "seven or so", "8")
    for came, now in ((0, 0), (3, 3), (5, 4), (4, 6), (7, 6), (9, 6), (8, 7)):
        assert set(found.y_train[digits.y_train == came].tolist()) == {now}
    assert found.y_test[0] == 6
    assert found.edited is not None
    assert found.edited.groups.roots.tolist() == [0, 1, 2, 3, 5, 6, 7, 8]
    assert sum(found.class_counts) == 4000
    assert "classes renamed or merged: 4" in str(found.notes[-1])


def test_what_was_merged_follows_and_is_taken_apart(digits: Dataset) -> None:
    edits = Edits().joined([1], 2).joined([2, 5], 3)
    assert edits.merged == {1: 3, 2: 3, 5: 3}
    assert edits.renamed(3, "x").parted(3) == Edits()
    assert edits.joined([3], 3) == edits


def test_one_class_alone_and_two_of_one_name_are_refused(digits: Dataset) -> None:
    assert refused(lambda: with_edits(digits, Edits().joined(range(10), 0))) == "datasets.edits_one_class"
    assert refused(lambda: with_edits(digits, Edits().renamed(0, "1"))) == "datasets.edits_same_names"
    assert with_edits(digits, Edits().renamed(0, "1").joined([1], 2)).classes == 9
    assert refused(lambda: with_edits(digits, Edits().joined([10], 2))) == "datasets.edits_beyond"
    assert refused(lambda: with_edits(digits, Edits().all_moved("test", [1000]))) == "datasets.edits_beyond"
    all_of_it = Edits().all_moved("test", range(1000))
    assert refused(lambda: with_edits(digits, all_of_it)) == "datasets.edits_empty"


@pytest.mark.parametrize(
    ("edits", "version"),
    [
        (FOUR, 1),
        (FOUR.all_moved("train", [2]), 2),
        (Edits().renamed(2, "two"), 2),
        (Edits().joined([1, 2], 5), 2),
    ],
)
def test_what_older_versions_can_read_is_written_for_them(edits: Edits, version: int) -> None:
    write_edits("ab12", edits)
    assert read_edits("ab12") == edits
    assert json.loads(edits_file("ab12").read_text())["version"] == version


def test_chains_and_circles_of_classes_in_a_file_end_in_one() -> None:
    path = edits_file("ab12")
    path.parent.mkdir(parents=True)
    for merged, expected in (
        ({"4": 3, "3": 2}, {4: 2, 3: 2}),
        ({"2": 4, "4": 1}, {2: 1, 4: 1}),
        ({"3": 4, "4": 3}, {3: 4}),
    ):
        told = {"format": "cnngui-edits", "version": 2, "classes": {"merged": merged}}
        path.write_text(json.dumps(told))
        assert read_edits("ab12").merged == expected


def test_only_what_is_meant_stands_as_in_other_edits() -> None:
    one = Edits().relabelled("train", 1, 5).left_out("train", 2).all_moved("train", [3])
    other = Edits().relabelled("train", 1, 6).relabelled("train", 4, 7).left_out("train", 3)
    mixed = one.alike(other, "train", [1, 2, 3])
    assert mixed == Edits().relabelled("train", 1, 6).left_out("train", 3)
    assert one.alike(Edits(), "train", [1, 2, 3]) == Edits()


@pytest.mark.parametrize(
    "more",
    [
        Edits().relabelled("train", 1, 3),
        Edits().left_out("test", 1),
        Edits().renamed(2, "two"),
        Edits().joined({2}, 1),
    ],
)
def test_edits_are_within_those_by_which_all_of_them_are_so(more: Edits) -> None:
    assert Edits().within(more)
    assert more.within(more)
    assert not more.within(Edits())
    assert more.all_moved("train", [5]).within(more)
    assert not Edits().relabelled("train", 1, 4).within(more)
