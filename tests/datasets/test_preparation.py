"""How data are prepared: pixels, parts, and the name that carries it everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.data_reference import (
    as_learned,
    name_of,
    parted,
    prepared_so,
    reference,
    side_of,
    source_of,
    words_of,
)
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparation import BY_NAME, Preparation, Split
from cnngui.datasets.prepared import prepared
from cnngui.datasets.preparing import prepare_picture, prepare_samples
from cnngui.errors import CnnguiError

PREPARATIONS = st.builds(
    Preparation,
    colour=st.sampled_from(("as_they_are", "grey", "colour")),
    size=st.none() | st.tuples(st.integers(1, 512), st.integers(1, 512)),
    fit=st.sampled_from(("crop", "pad", "squeeze")),
    pad=st.sampled_from(("black", "grey", "white")),
    invert=st.booleans(),
    paper=st.sampled_from(("auto", "white", "black")),
    scale=st.sampled_from((None, "0..1", "-1..1")),
    normalise=st.sampled_from(("none", "channels")),
    split=st.none()
    | st.builds(
        Split,
        fraction=st.floats(0.01, 0.9),
        stratified=st.booleans(),
        seed=st.integers(0, 2**31 - 1),
        group=st.text(max_size=20),
    ),
)


def photos(count: int = 40, height: int = 30, width: int = 44) -> Dataset:
    """Return soft colour pictures of two classes, and a test part."""
    random = np.random.default_rng(0)
    small = random.integers(0, 256, (count, 6, 8, 3), np.uint8)
    x = np.stack([np.asarray(Image.fromarray(each).resize((width, height))) for each in small])
    y = np.arange(count) % 2
    return Dataset("k", "Photos", x[10:], y[10:], x[:10], y[:10], ("a", "b"), "", "")


def refused(code: str, action: Any) -> CnnguiError:
    with pytest.raises(CnnguiError) as caught:
        action()
    assert caught.value.code == code
    caught.value.message()
    return caught.value


# The name of data -----------------------------------------------------------------------------------


@given(st.sampled_from(("digits", "/ada/pets", "C:\\pets & co", "a?", "a?size=32", "a?b=1?")), PREPARATIONS)
def test_a_name_carries_the_preparation_there_and_back(data: str, preparation: Preparation) -> None:
    ref = reference(data, preparation)
    assert parted(ref) == (data, preparation)
    assert source_of(ref) == data
    assert parted(prepared_so(ref, Preparation())) == (data, Preparation())


@given(st.text(max_size=40))
def test_any_path_is_its_own_name_or_told_apart(path: str) -> None:
    ref = reference(path, Preparation())
    assert parted(ref) == (path, Preparation())
    assert ref in (path, f"{path}?")


def test_names_can_be_typed_and_read() -> None:
    typed = "pets?size=24x32&fit=pad&pad=white&colour=grey&scale=-1..1&test=0.25&seed=3&group=patient id"
    data, preparation = parted(typed)
    assert (data, preparation.size, preparation.fit, preparation.pad) == ("pets", (24, 32), "pad", "white")
    assert preparation.split == Split(fraction=0.25, seed=3, group="patient id")
    assert reference("pets", Preparation(size=(32, 32), invert=True)) == "pets?size=32x32&invert=yes"
    assert name_of("/photos/pets?size=32") == "pets (32×32 pixels)"
    assert name_of("/photos/pets") == "pets"
    assert side_of("32") == (32, 32)


@pytest.mark.parametrize("behind", ["size=banana", "size=0", "invert=often", "fit=none", "test=2", "seed=x"])
def test_a_name_that_cannot_be_read_is_told(behind: str) -> None:
    refused("preparation.unreadable", lambda: load_dataset(f"digits?{behind}"))
    assert source_of(f"digits?{behind}") == "digits"
    assert name_of(f"digits?{behind}") == f"digits?{behind}"


def test_bytes_are_not_normalised() -> None:
    with pytest.raises(ValidationError):
        Preparation(scale="0..255", normalise="channels")


# Pixels ---------------------------------------------------------------------------------------------


def test_nothing_is_done_by_default() -> None:
    came = photos()
    assert prepared(came, Preparation()) is came
    assert load_dataset("digits").fingerprint() == (
        "baf427dfd15d972a67cd36f725c541809c8bcab8676a175e3585f54c67666c66"
    )


@pytest.mark.parametrize(
    "preparation",
    [
        Preparation(colour="grey"),
        Preparation(size=(16, 16)),
        Preparation(size=(16, 16), fit="pad", pad="white"),
        Preparation(size=(40, 20), fit="pad", colour="grey", pad="grey"),
        Preparation(size=(16, 24), fit="squeeze"),
        Preparation(invert=True),
        Preparation(scale="-1..1"),
        Preparation(scale="0..255", size=(20, 20)),
        Preparation(normalise="channels"),
        Preparation(normalise="channels", scale="-1..1", colour="grey", invert=True, size=(12, 12)),
    ],
    ids=lambda each: each.words(),
)
def test_a_picture_is_given_as_the_same_one_in_the_data(preparation: Preparation) -> None:
    came = photos()
    made = prepared(came, preparation)
    told = InputFormat.of(made)
    assert told.kind == "picture"
    shape = made.input_shape
    given = prepare_picture(came.x_test[3], shape, told)
    assert given is not None
    np.testing.assert_array_equal(given, prepare_samples(made.x_test[3:4], shape, told, told)[0])
    side = preparation.size or came.input_shape[:2]
    assert shape == (*side, 1 if preparation.colour == "grey" else 3)


def test_the_numbers_are_those_that_were_asked_for() -> None:
    came = photos()
    made = prepared(came, Preparation(normalise="channels"))
    values = prepare_samples(made.x_train, made.input_shape, InputFormat.of(made)).astype(np.float64)
    np.testing.assert_allclose(values.mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(values.std(axis=(0, 1, 2)), 1, atol=1e-5)
    plain = came.x_train / 255
    figures = InputFormat.of(made)
    np.testing.assert_allclose(figures.mean, plain.mean(axis=(0, 1, 2)), atol=1e-9)
    np.testing.assert_allclose(figures.deviation, plain.std(axis=(0, 1, 2)), atol=1e-9)
    levelled = prepared(came, Preparation(scale="-1..1"))
    values = prepare_samples(levelled.x_train, came.input_shape, InputFormat.of(levelled))
    np.testing.assert_allclose(values, came.x_train / 127.5 - 1, atol=1e-6)


def test_numbers_are_led_back_to_levels() -> None:
    made = prepared(photos(), Preparation(normalise="channels", scale="-1..1"))
    told = InputFormat.of(made)
    for shape in (made.input_shape, (int(np.prod(made.input_shape)),)):
        given = prepare_samples(made.x_test, shape, told)
        np.testing.assert_allclose(
            told.levels_of(given).reshape(made.x_test.shape), made.x_test / 255, atol=1e-5
        )


def test_a_channel_without_any_spread_can_be_normalised() -> None:
    x, y = np.full((4, 5, 5, 1), 7, np.uint8), np.array([0, 1, 0, 1])
    made = prepared(Dataset("k", "L", x, y, x, y, ("a", "b"), "", ""), Preparation(normalise="channels"))
    assert np.isfinite(prepare_samples(made.x_test, (5, 5, 1), InputFormat.of(made))).all()


def test_grey_is_as_pillow_makes_it() -> None:
    came = photos()
    made = prepared(came, Preparation(colour="grey"))
    np.testing.assert_array_equal(made.x_test[2, ..., 0], Image.fromarray(came.x_test[2]).convert("L"))
    back = prepared(made, Preparation(colour="colour"))
    np.testing.assert_array_equal(back.x_test, np.repeat(made.x_test, 3, axis=3))


def test_digits_stay_ink_when_they_are_brought_to_another_size_or_inverted() -> None:
    usual = InputFormat.of(load_dataset("digits"))
    large = InputFormat.of(load_dataset("digits?size=32"))
    assert (large.kind, large.shape, large.polarity) == ("ink", (32, 32, 1), usual.polarity)
    dark = InputFormat.of(load_dataset("digits?invert=yes"))
    assert dark == usual.model_copy(update={"polarity": "dark_on_light"})


def test_samples_of_photos_are_inverted_for_a_network_that_learned_from_inverted_ones() -> None:
    came = photos()
    inverted = prepared(came, Preparation(invert=True))
    there, here = InputFormat.of(inverted), InputFormat.of(came)
    given = prepare_samples(came.x_test, came.input_shape, there, here)
    np.testing.assert_array_equal(given, prepare_samples(inverted.x_test, came.input_shape, there, there))


def test_what_is_done_is_told() -> None:
    notes = [str(note) for note in load_dataset("digits?size=32&invert=yes").notes]
    assert any("32×32" in note and "inverted" in note for note in notes)


@pytest.mark.parametrize("data", ["xor", "sentences"])
def test_only_pictures_have_pixels(data: str) -> None:
    refused("preparation.only_pictures", lambda: load_dataset(f"{data}?size=32"))


# Parts ----------------------------------------------------------------------------------------------


def test_parts_by_fraction_hold_every_sample_once() -> None:
    came = load_dataset("digits")
    made = load_dataset("digits?test=0.3&seed=5")
    assert len(made.y_test) == 1500
    assert len(made.y_train) == 3500
    both = np.sort(np.concatenate([made.y_train, made.y_test]))
    np.testing.assert_array_equal(both, np.sort(np.concatenate([came.y_train, came.y_test])))
    # Each class has its share, to a sample.
    whole = np.bincount(both)
    np.testing.assert_allclose(np.bincount(made.y_test), 0.3 * whole, atol=1)
    assert load_dataset("digits?test=0.3&seed=5").fingerprint() == made.fingerprint()
    assert load_dataset("digits?test=0.3&seed=6").fingerprint() != made.fingerprint()
    drawn = load_dataset("digits?test=0.3&seed=5&stratified=no")
    assert len(drawn.y_test) == 1500
    assert np.abs(np.bincount(drawn.y_test) - 0.3 * whole).max() > 1
    assert any("3,500" in str(note) and "1,500" in str(note) for note in made.notes)


def test_edits_stay_when_pixels_of_the_same_parts_are_prepared_otherwise() -> None:
    keys = {
        name: load_dataset(f"digits{name}", edits=False).edits_key
        for name in ("", "?invert=yes", "?test=0.3", "?test=0.3&invert=yes", "?test=0.3&seed=5")
    }
    assert keys["?invert=yes"] == keys[""]
    assert keys["?test=0.3&invert=yes"] == keys["?test=0.3"]
    assert len(set(keys.values())) == 3


def test_notes_of_parts_that_are_no_more_go(tmp_path: Path) -> None:
    head, rows = (
        "a,b,class\n",
        "".join(f"{number / 7},{number / 3},{'xy'[number % 2]}\n" for number in range(40)),
    )
    (tmp_path / "iris.csv").write_text(head + rows)
    (tmp_path / "train.csv").write_text(head + rows)
    (tmp_path / "test.csv").write_text(head + rows)
    for name, code in (("iris", "split_samples"), ("train", "test_beside")):
        path = tmp_path / f"{name}.csv"
        assert f"datasets.note_{code}" in [note.code for note in load_dataset(path).notes]
        divided = [note.code for note in load_dataset(f"{path}?test=0.3").notes]
        assert f"datasets.note_{code}" not in divided
        assert "preparation.note_divided" in divided


def test_a_set_of_drawings_divided_otherwise_does_not_tell_of_every_fifth() -> None:
    told = (
        Note("drawn.note_read", {"samples": 40, "classes": 2}),
        Note("drawn.note_test"),
        Note("drawn.note_few"),
    )
    divided = prepared(replace(photos(), notes=told), Preparation(split=Split(fraction=0.3)))
    assert [note.code for note in divided.notes if note.code.startswith("drawn")] == ["drawn.note_read"]


def test_sentences_can_be_divided_too() -> None:
    made = load_dataset("sentences?test=0.5")
    assert len(made.y_test) == 300


def test_what_cannot_be_divided_says_so() -> None:
    refused("preparation.complete", lambda: load_dataset("xor?test=0.5"))
    refused("preparation.no_groups", lambda: load_dataset(f"digits?test=0.5&group={BY_NAME}"))


# Files ----------------------------------------------------------------------------------------------


def test_transparent_parts_lie_on_the_paper_that_was_chosen(tmp_path: Path) -> None:
    from cnngui.datasets.pictures import read_picture

    pixels = np.zeros((9, 9, 4), np.uint8)
    pixels[3:6, 3:6] = (200, 30, 30, 255)
    file = tmp_path / "a.png"
    Image.fromarray(pixels).save(file)
    assert read_picture(file)[0, 0].tolist() == [255, 255, 255]
    assert read_picture(file, "black")[0, 0].tolist() == [0, 0, 0]
    assert read_picture(file, "black")[4, 4].tolist() == [200, 30, 30]


def test_data_without_a_word_are_prepared_as_a_network_learned_them() -> None:
    learned = "pets?size=32x32&test=0.3"
    assert as_learned("pets", learned) == learned
    assert as_learned("other", learned) == "other?size=32x32"
    assert as_learned("pets?invert=yes", learned) == "pets?invert=yes"
    assert as_learned("pets", "digits") == "pets"


def test_the_same_data_are_known_by_any_path_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pets").mkdir()
    (tmp_path / "others").mkdir()
    monkeypatch.chdir(tmp_path)
    learned = f"{tmp_path / 'pets'}?test=0.25"
    for written in ("pets", "./pets", "pets/", str(tmp_path / "pets")):
        assert as_learned(written, learned) == f"{written}?test=0.25"
    assert as_learned("others", learned) == "others"
    assert words_of("/photos/pets?size=32") == "/photos/pets (32×32 pixels)"
