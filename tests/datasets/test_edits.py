from __future__ import annotations

import errno
import json
import os

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.edits import Edits, edits_file, read_edits, with_edits, write_edits
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
        b'{"format": "cnngui-edits", "version": 2}',
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
