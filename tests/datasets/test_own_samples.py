"""Own samples: what is kept is read again, nothing is lost by two who write at once, or by a damaged file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets import own_samples
from cnngui.datasets.ink import PEN_PX, Stroke, rasterise
from cnngui.datasets.own_exchange import npz_of_samples, read_samples
from cnngui.datasets.own_pictures import varied
from cnngui.datasets.own_samples import LONGEST_PX, OwnSample, SampleFolder, behind, counts, merged
from cnngui.errors import CnnguiError

SEVEN = Stroke(((80, 90), (190.123456, 85), (120, 230)), PEN_PX)
ONE = Stroke(((140, 40), (140, 240)), 12.0)
GREY = np.arange(30 * 20, dtype=np.uint8).reshape(30, 20)
COLOURED = np.random.default_rng(1).integers(0, 256, (40, 50, 3), np.uint8)


@pytest.fixture
def folder(tmp_path: Path) -> SampleFolder:
    return SampleFolder(tmp_path / "samples")


def ink(label: str, *strokes: Stroke, made_s: float = 1.0) -> OwnSample:
    return OwnSample.of(label, strokes, made_s=made_s)


def test_strokes_and_pictures_are_read_as_they_were_kept(folder: SampleFolder) -> None:
    kept = [
        ink("7", SEVEN, ONE, made_s=1.0),
        OwnSample.of("cat", picture=GREY, made_s=2.0),
        OwnSample.of("a dog", picture=COLOURED, made_s=3.0),
    ]
    folder.write(kept)
    read = SampleFolder(folder.folder).read()
    assert not read.damaged
    assert [sample.label for sample in read.samples] == ["7", "cat", "a dog"]
    assert [sample.key for sample in read.samples] == [sample.key for sample in kept]
    assert read.samples[0].strokes == kept[0].strokes
    assert read.samples[0].strokes[0].points[1] == (190.12, 85.0)
    for sample, picture in zip(read.samples[1:], (GREY, COLOURED), strict=True):
        np.testing.assert_array_equal(sample.picture, picture)


def test_the_same_ink_is_one_sample_whatever_its_label(folder: SampleFolder) -> None:
    folder.write([ink("7", SEVEN), ink("1", ONE)])
    folder.write([ink("4", SEVEN)])
    assert counts(folder.read().samples) == {"1": 1, "4": 1}


def test_two_who_write_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    one, other = SampleFolder(tmp_path), SampleFolder(tmp_path)
    one.write([ink("7", SEVEN)])
    assert len(one.read().samples) == len(other.read().samples) == 1
    other.write([ink("1", ONE)])
    one.write([ink("4", SEVEN, ONE)])
    other.remove([ink("7", SEVEN).key])
    assert counts(one.read().samples) == counts(other.read().samples) == {"1": 1, "4": 1}


def test_what_was_deleted_elsewhere_can_be_deleted(folder: SampleFolder) -> None:
    folder.remove([ink("7", SEVEN).key])
    folder.write([ink("7", SEVEN)])
    folder.remove([ink("7", SEVEN).key] * 2)
    assert not folder.read().samples


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"format": "other"}',
        b'{"format": "cnngui-sample", "version": 9, "label": "7"}',
        b'{"format": "cnngui-sample", "version": 1, "label": ""}',
        b'{"format": "cnngui-sample", "version": 1, "label": "7"}',
        b'{"format": "cnngui-sample", "version": 1, "label": "7", "picture": "AAAA"}',
        b'{"format": "cnngui-sample", "version": 1, "label": "7", "picture": "no base 64"}',
        b'{"format": "cnngui-sample", "version": 1, "label": "7",'
        b' "strokes": [{"width_px": -1, "points": [[1, 2]]}]}',
        b'{"format": "cnngui-sample", "version": 1, "label": "7",'
        b' "strokes": [{"width_px": 1, "points": [[1, 1e99]]}]}',
    ],
)
def test_a_damaged_file_stays_and_is_told_of(folder: SampleFolder, content: bytes) -> None:
    folder.write([ink("7", SEVEN)])
    path = folder.folder / f"{ink('1', ONE).key}.json"
    path.write_bytes(content)
    read = folder.read()
    assert [sample.label for sample in read.samples] == ["7"]
    ((name, reason),) = read.damaged
    assert name == path.name
    assert reason
    assert path.read_bytes() == content


def test_a_drawing_under_the_name_of_another_is_told_of(folder: SampleFolder) -> None:
    folder.write([ink("7", SEVEN)])
    (path,) = folder.folder.iterdir()
    file = json.loads(path.read_text("utf-8"))
    file["strokes"][0]["points"][0] = [1.0, 1.0]
    path.write_text(json.dumps(file), "utf-8")
    assert len(folder.read().damaged) == 1


def test_a_file_that_came_whole_again_is_a_sample_again(folder: SampleFolder) -> None:
    folder.write([ink("7", SEVEN)])
    (path,) = folder.folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert folder.read().damaged
    path.write_bytes(whole)
    assert not folder.read().damaged
    assert len(folder.read().samples) == 1


@pytest.mark.parametrize("label", ["", "   ", "x" * 61, "a\x07b"])
def test_a_class_has_a_name(label: str) -> None:
    with pytest.raises(CnnguiError) as raised:
        ink(label, SEVEN)
    assert raised.value.code == "samples.label"


def test_there_is_something_to_keep() -> None:
    with pytest.raises(CnnguiError) as raised:
        ink("7", Stroke((), PEN_PX))
    assert raised.value.code == "samples.nothing"


def test_a_large_picture_is_reduced_in_its_proportions() -> None:
    large = OwnSample.of("cat", picture=np.zeros((600, 1200, 3), np.uint8))
    assert large.picture is not None
    assert large.picture.shape == (LONGEST_PX // 2, LONGEST_PX, 3)


def test_there_are_no_more_than_can_be_shown(folder: SampleFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_samples, "MOST_SAMPLES", 1)
    folder.write([ink("7", SEVEN)])
    folder.write([ink("4", SEVEN)])
    with pytest.raises(CnnguiError) as raised:
        folder.write([ink("1", ONE)])
    assert raised.value.code == "samples.too_many"
    assert len(folder.read().samples) == 1


def test_what_comes_from_elsewhere_is_not_doubled_and_overrules_nothing() -> None:
    there = [ink("7", SEVEN), ink("1", ONE)]
    coming = [ink("7", SEVEN), ink("4", ONE), ink("0", SEVEN, ONE), ink("0", SEVEN, ONE)]
    found = merged(there, coming)
    assert [sample.label for sample in found.new] == ["0"]
    assert (found.same, found.other) == (2, 1)


def test_what_comes_stands_behind_what_is_there_in_its_own_order() -> None:
    there = [OwnSample.of("7", [SEVEN], made_s=5.0), OwnSample.of("1", [ONE], made_s=9.0)]
    coming = [OwnSample.of("0", [SEVEN, ONE], made_s=made_s) for made_s in (3.0, 12.0, 1.0, 9.0)]
    placed = behind(there, coming)
    times = [each.made_s for each in placed]
    assert sorted(set(times)) == times
    assert times[0] > 9.0
    assert times[:3] == pytest.approx([9.0, 9.0, 9.0])
    assert times[3] == 12.0
    assert placed[3] is coming[1]
    assert [each.made_s for each in behind((), coming)] == [1.0, 3.0, 9.0, 12.0]


def test_what_was_written_is_not_read_again(folder: SampleFolder) -> None:
    kept = OwnSample.of("cat", picture=np.arange(48, dtype=np.uint8).reshape(4, 4, 3), made_s=1.5)
    folder.write([kept])
    assert folder.read().samples[0] is kept
    (read,) = SampleFolder(folder.folder).read().samples
    assert (read.label, read.made_s, read.key) == (kept.label, kept.made_s, kept.key)
    SampleFolder(folder.folder).write([kept.relabelled("puma")])
    assert folder.read().samples[0].label == "puma"


def test_numbers_come_by_value_and_names_behind_them() -> None:
    labels = ["b", "10", "9", "A", "9"]
    strokes = [Stroke(((place, 0), (place, 9)), PEN_PX) for place in range(5)]
    samples = [ink(label, stroke) for label, stroke in zip(labels, strokes, strict=True)]
    assert list(counts(samples).items()) == [("9", 2), ("10", 1), ("A", 1), ("b", 1)]


def test_how_a_pen_was_pressed_is_kept(tmp_path: Path) -> None:
    points = tuple((20.0 + 10 * n, 30.0 + 5 * n) for n in range(12))
    pressed = Stroke(points, 16.0, tuple(0.4 + 0.09 * n for n in range(12)))
    sample, plain = OwnSample.of("7", [pressed]), OwnSample.of("7", [Stroke(points, 16.0)])
    assert sample.key != plain.key
    folder = SampleFolder(tmp_path)
    folder.write([sample])
    (read,) = folder.read().samples
    assert read.strokes[0].widths == pytest.approx(pressed.widths, abs=1e-3)
    as_drawn, as_kept = rasterise([pressed]), rasterise(read.strokes)
    assert as_drawn is not None
    assert as_kept is not None
    np.testing.assert_allclose(as_kept.centred, as_drawn.centred, atol=0.02)
    path = tmp_path / "out.npz"
    path.write_bytes(npz_of_samples([sample, plain]))
    assert {each.key for each in read_samples(path)} == {sample.key, plain.key}
    varied_once = varied(sample, np.random.default_rng(0))
    assert varied_once.strokes[0].widths


def test_a_drawing_of_very_many_points_and_a_hairline_are_kept_and_read(tmp_path: Path) -> None:
    long = Stroke(tuple((n % 270 + 0.01, n / 1000) for n in range(170_000)), 0.001)
    folder = SampleFolder(tmp_path)
    folder.write([OwnSample.of("1", [long])])
    contents = folder.read()
    assert not contents.damaged
    assert len(contents.samples[0].strokes[0].points) <= 100_000
