"""A set of drawings as data: which samples are tested with, how they are read, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.drawn import LEAST_IN_CLASS, PICTURES, format_of, kept_aside
from cnngui.datasets.drawn_sets import (
    MOST_CLASSES,
    PREFIX,
    SAMPLES_FOLDER,
    create_set,
    read_head,
    sets_folder,
    write_head,
)
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_pictures import INK, picture_of
from cnngui.datasets.own_samples import OwnSample, SampleFolder
from cnngui.errors import CnnguiError
from tests.drawn_shapes import SHAPES, shape_samples, shape_set


def codes(folder: Path) -> set[str]:
    return {note.code for note in load_dataset(folder).notes}


def add(folder: Path, *samples: OwnSample) -> None:
    SampleFolder(folder / SAMPLES_FOLDER).write(samples)


@pytest.mark.parametrize(("drawn", "least", "most"), [(3, 1, 1), (10, 1, 3), (30, 2, 10), (60, 5, 20)])
def test_some_fifth_of_each_class_is_kept_to_test_with(
    tmp_path: Path, drawn: int, least: int, most: int
) -> None:
    data = load_dataset(shape_set(tmp_path, drawn))
    assert data.class_names == SHAPES
    tests = np.bincount(data.y_test)
    assert least <= tests.min() <= tests.max() <= most
    assert (np.bincount(data.y_train) + tests).tolist() == [drawn] * 3
    assert data.input_shape == (28, 28, 1)
    assert data.label == "Shapes"


def test_the_share_over_many_sets_is_a_fifth_and_no_class_is_without() -> None:
    shares = [kept_aside(shape_samples(10, seed)).mean() for seed in range(60)]
    assert 0.17 < np.mean(shares) < 0.23
    for count in range(LEAST_IN_CLASS, 12):
        samples = shape_samples(count, seed=100 + count)
        tests = kept_aside(samples)
        assert {each.label for each, held in zip(samples, tests, strict=True) if held} == set(SHAPES)
    assert not kept_aside(shape_samples(LEAST_IN_CLASS - 1)).any()


def test_what_is_deleted_moves_few_others_between_the_parts() -> None:
    moved = []
    for seed in range(4):
        samples = shape_samples(30, seed)
        before = held_keys(samples)
        for gone, sample in enumerate(samples):
            after = held_keys([*samples[:gone], *samples[gone + 1 :]])
            moved.append(len((after ^ before) - {sample.key}))
    # Of 90. By their places in their class half of those behind it would, six on average.
    assert np.mean(moved) < 1
    assert max(moved) <= 4


def held_keys(samples: list[OwnSample]) -> set[str]:
    return {each.key for each, held in zip(samples, kept_aside(samples), strict=True) if held}


def test_more_classes_than_a_set_can_list_are_refused_in_words(tmp_path: Path) -> None:
    folder = create_set("Many", (), tmp_path)
    samples = shape_samples(67)[: MOST_CLASSES + 1]
    add(folder, *(each.relabelled(f"class {place}") for place, each in enumerate(samples)))
    with pytest.raises(CnnguiError) as told:
        load_dataset(folder)
    assert told.value.code == "drawn.more_classes"


def test_what_was_learned_from_stays_that_while_the_set_grows(tmp_path: Path) -> None:
    folder, samples = create_set("Shapes", SHAPES, tmp_path), shape_samples(12)
    learned: set[bytes] = set()
    for count in (9, 15, 22, 36):
        add(folder, *samples[:count])
        data = load_dataset(folder)
        assert not learned & {picture.tobytes() for picture in data.x_test}
        learned |= {picture.tobytes() for picture in data.x_train}


def test_samples_are_what_a_drawing_is_for_a_network_that_learned_them(tmp_path: Path) -> None:
    data, samples = load_dataset(shape_set(tmp_path, 3)), shape_samples(3)
    trained_on = InputFormat.of(data)
    assert (trained_on.kind, trained_on.polarity, trained_on.ink_share) == (
        "ink",
        INK.polarity,
        INK.ink_share,
    )
    circles = [sample for sample in samples if sample.label == "circle"]
    assert np.array_equal(data.x_test[0], picture_of(circles[2], trained_on))


def test_the_fingerprint_follows_what_is_drawn_and_its_classes_not_the_name(tmp_path: Path) -> None:
    folder = shape_set(tmp_path, 3)
    first = load_dataset(folder).fingerprint()
    write_head(folder, read_head(folder).renamed("Forms"))
    assert load_dataset(folder).fingerprint() == first
    add(folder, *shape_samples(1, seed=9))
    assert load_dataset(folder).fingerprint() != first


def test_how_few_are_kept_aside_is_told(tmp_path: Path) -> None:
    told = " ".join(map(str, load_dataset(shape_set(tmp_path, 3)).notes))
    assert "9 samples of 3 classes" in told
    assert "Kept aside to test with: 3" in told
    assert "33 %" in told
    assert "drawn.note_few" not in codes(shape_set(tmp_path, 90, "Many"))


def test_a_class_without_drawings_is_left_out_and_told(tmp_path: Path) -> None:
    folder = shape_set(tmp_path, 3)
    write_head(folder, read_head(folder).with_class("star"))
    assert load_dataset(folder).class_names == SHAPES
    assert "drawn.note_empty" in codes(folder)


def test_a_class_with_one_drawing_is_learned_and_told_not_to_be_tested(tmp_path: Path) -> None:
    folder = shape_set(tmp_path, 3)
    add(folder, OwnSample.of("star", shape_samples(1, seed=8)[0].strokes, made_s=99.0))
    assert load_dataset(folder).class_names == (*SHAPES, "star")
    assert "datasets.note_only_in_training" in codes(folder)


@pytest.mark.parametrize(
    ("count", "shapes", "code"),
    [
        (2, SHAPES, "drawn.too_few"),
        (9, ("circle",), "drawn.too_few_classes"),
        (0, (), "drawn.too_few_classes"),
    ],
)
def test_too_little_is_refused_with_the_mend(
    tmp_path: Path, count: int, shapes: tuple[str, ...], code: str
) -> None:
    folder = create_set("Shapes", SHAPES, tmp_path)
    if count:
        add(folder, *shape_samples(count, shapes=shapes))
    with pytest.raises(CnnguiError) as told:
        load_dataset(folder)
    assert told.value.code == code


def photo(seed: int, label: str) -> OwnSample:
    picture = np.random.default_rng(seed).integers(0, 256, (90, 120, 3), np.uint8)
    return OwnSample.of(label, picture=picture, made_s=100.0 + seed)


def test_with_a_photo_among_them_all_are_in_colour_and_that_is_told(tmp_path: Path) -> None:
    folder = shape_set(tmp_path, 3)
    add(folder, photo(1, "circle"))
    data = load_dataset(folder)
    assert data.input_shape == PICTURES.shape
    assert "drawn.note_pictures" in codes(folder)
    pictures = np.concatenate([data.x_train, data.x_test])
    for drawn in shape_samples(3):
        asked = picture_of(drawn, InputFormat.of(data))
        assert any(np.array_equal(picture, asked) for picture in pictures)


def test_a_grey_picture_of_a_drawing_is_ink(tmp_path: Path) -> None:
    drawn = [picture_of(sample) for sample in shape_samples(3)]
    as_pictures = [
        OwnSample.of(sample.label, picture=np.array(Image.fromarray(picture[..., 0]).resize((280, 280))))
        for sample, picture in zip(shape_samples(3), drawn, strict=True)
        if picture is not None
    ]
    assert format_of(as_pictures) == INK
    assert format_of([*as_pictures, photo(1, "cat")]) == PICTURES


def test_damaged_files_are_told_and_the_others_read(tmp_path: Path) -> None:
    folder = shape_set(tmp_path, 4)
    next((folder / SAMPLES_FOLDER).iterdir()).write_bytes(b"{")
    data = load_dataset(folder)
    assert len(data.y_train) + len(data.y_test) == 11
    assert "drawn.note_damaged" in codes(folder)


def test_a_set_is_data_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    folder = shape_set(None, 3)
    assert folder.is_relative_to(sets_folder())
    named, there = load_dataset(f"{PREFIX}shapes"), load_dataset(folder)
    assert named.fingerprint() == there.fingerprint()
    assert named.key == str(folder)
