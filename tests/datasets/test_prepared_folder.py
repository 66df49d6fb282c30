"""A folder of pictures of many sizes is prepared as it is read, exactly as one picture is to be answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnngui.datasets import picture_reading
from cnngui.datasets.applied_edits import with_edits
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.data_reference import reference
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.edits import Divided, Edits
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.kept_edits import write_edits
from cnngui.datasets.parts import part_of
from cnngui.datasets.pictures import read_picture
from cnngui.datasets.preparation import BY_NAME, Preparation, Split
from cnngui.datasets.preparing import prepare_picture, prepare_samples
from cnngui.errors import CnnguiError


def photo(seed: int, size: tuple[int, int]) -> Image.Image:
    """Return a soft colour picture of a width and height, a quarter of it transparent."""
    small = np.random.default_rng(seed).integers(0, 256, (5, 6, 3), np.uint8)
    image = Image.fromarray(small).resize(size, Image.Resampling.BICUBIC).convert("RGBA")
    alpha = np.full((size[1], size[0]), 255, np.uint8)
    alpha[: size[1] // 2, : size[0] // 2] = 0
    image.putalpha(Image.fromarray(alpha))
    return image


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of two classes and several people, with a table that says whose they are."""
    made = tmp_path_factory.mktemp("photos")
    rows = ["file,Person"]
    for number in range(24):
        label, person = ("cat", "dog")[number % 2], "abcdef"[number // 4]
        path = made / label / f"{person}_{number}.png"
        path.parent.mkdir(exist_ok=True)
        photo(number, (60 + 7 * number, 90 - 2 * number)).save(path)
        rows.append(f"{path.name},{'xyz'[number // 8]}")
    (made / "people.csv").write_text("\n".join(rows), "utf-8")
    return made


@pytest.mark.parametrize(
    "preparation",
    [
        Preparation(),
        Preparation(size=(20, 20)),
        Preparation(size=(20, 28), fit="pad", pad="white"),
        Preparation(fit="pad", colour="grey"),
        Preparation(fit="squeeze", invert=True),
        Preparation(size=(24, 24), paper="black", scale="-1..1"),
        Preparation(size=(24, 24), colour="grey", paper="white", normalise="channels"),
    ],
    ids=lambda each: each.words() or "as they came",
)
def test_a_file_is_given_as_the_sample_it_is(folder: Path, preparation: Preparation) -> None:
    dataset = load_dataset(reference(str(folder), preparation), edits=False)
    told = InputFormat.of(dataset)
    assert told.kind == "picture"
    shape = dataset.input_shape
    assert shape[2] == (1 if preparation.colour == "grey" else 3)
    assert preparation.size in (None, shape[:2])
    files = sorted(folder.rglob("*.png"))
    given = np.stack([prepare_picture(read_picture(file, told.paper), shape, told) for file in files])
    for part in ("train", "test"):
        for sample in prepare_samples(dataset.part(part)[0], shape, told):
            assert (given == sample).all(axis=(1, 2, 3)).any()


def test_pictures_of_one_size_are_prepared_too(tmp_path: Path) -> None:
    for number in range(8):
        path = tmp_path / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        photo(number, (30, 20)).convert("RGB").save(path)
    plain = load_dataset(tmp_path)
    assert plain.input_shape == (20, 30, 3)
    grey = load_dataset(f"{tmp_path}?colour=grey&invert=yes")
    assert grey.input_shape == (20, 30, 1)
    first = Image.fromarray(plain.x_train[0]).convert("L")
    np.testing.assert_array_equal(255 - grey.x_train[0, ..., 0], np.asarray(first))
    assert load_dataset(f"{tmp_path}?size=10").input_shape == (10, 10, 3)
    again = load_dataset(f"{tmp_path}?size=20x30")
    assert again.fingerprint() == plain.fingerprint()


def test_grey_pictures_can_have_three_channels(tmp_path: Path) -> None:
    for number in range(8):
        path = tmp_path / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(np.random.default_rng(number).integers(0, 256, (9, 9), np.uint8)).save(path)
    plain, colour = load_dataset(tmp_path), load_dataset(f"{tmp_path}?colour=colour")
    assert plain.input_shape == (9, 9, 1)
    np.testing.assert_array_equal(colour.x_train, np.repeat(plain.x_train, 3, axis=3))


def people(dataset: Any, folder: Path, whose: Any) -> list[set[str]]:
    """Return whose pictures are in the training and in the test part."""
    files = {
        read_and_reduced(file, dataset.input_shape).tobytes(): whose(file) for file in folder.rglob("*.png")
    }
    return [{files[sample.tobytes()] for sample in dataset.part(part)[0]} for part in ("train", "test")]


def read_and_reduced(file: Path, shape: tuple[int, ...]) -> Any:
    from cnngui.datasets.pictures import cropped

    return cropped(read_picture(file), shape)


@pytest.mark.parametrize("group", [BY_NAME, "person"])
def test_a_person_is_in_one_part_only(folder: Path, group: str) -> None:
    split = Split(fraction=0.3, group=group)
    dataset = load_dataset(reference(str(folder), Preparation(split=split)), edits=False)

    def whose(file: Path) -> str:
        person, number = file.stem.split("_")
        return person if group == BY_NAME else "xyz"[int(number) // 8]

    train, test = people(dataset, folder, whose)
    assert train
    assert test
    assert not train & test
    assert len(dataset.y_train) + len(dataset.y_test) == 24
    assert any("groups stay together" in str(note) for note in dataset.notes)
    held = part_of(dataset, "validation", 0.2, 1).indices
    known = {
        read_and_reduced(file, dataset.input_shape).tobytes(): whose(file) for file in folder.rglob("*.png")
    }
    owners = np.array([known[sample.tobytes()] for sample in dataset.x_train])
    assert set(owners[held]).isdisjoint(np.delete(owners, held))


def test_a_folder_can_be_divided_by_fraction(folder: Path) -> None:
    dataset = load_dataset(f"{folder}?test=0.25&seed=2")
    assert np.bincount(dataset.y_test).tolist() == [3, 3]
    assert dataset.fingerprint() != load_dataset(f"{folder}?test=0.25&seed=3").fingerprint()


def test_a_column_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(CnnguiError) as caught:
        load_dataset(f"{folder}?test=0.25&group=doctor")
    assert caught.value.code == "preparation.no_column"
    assert "doctor" in caught.value.message().one_line()


def test_groups_that_are_classes_leave_nothing_to_test_with(tmp_path: Path) -> None:
    for number in range(8):
        path = tmp_path / "ab"[number % 2] / f"{'ab'[number % 2]}_{number}.png"
        path.parent.mkdir(exist_ok=True)
        photo(number, (30, 20)).save(path)
    with pytest.raises(CnnguiError) as caught:
        load_dataset(f"{tmp_path}?test=0.25&group={BY_NAME}")
    assert caught.value.code == "preparation.few_groups"


def test_edits_stay_when_pixels_are_prepared_otherwise(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    for data in (str(folder), "digits"):
        came = load_dataset(data, edits=False)
        write_edits(came.edits_key, Edits().relabelled("train", 2, 1).left_out("train", 0))
        for behind in ("?size=20", "?colour=grey&invert=yes&scale=-1..1", ""):
            dataset = load_dataset(data + behind)
            assert dataset.edited is not None
            assert (dataset.edited.mended, dataset.edited.excluded) == (1, 1)
            assert len(dataset.y_train) == len(came.y_train) - 1
            assert dataset.y_train[1] == 1
        assert load_dataset(f"{data}?test=0.4").edited is None


def test_samples_are_the_same_however_they_are_divided(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    monkeypatch.setattr(picture_reading, "_WORTH", 1)
    for data in (str(folder), "digits"):
        came = load_dataset(data)
        samples = np.concatenate([np.asarray(came.x_train), np.asarray(came.x_test)])
        at_home = np.empty_like(samples)
        at_home[came.undivided.homes] = samples
        for behind in ("?test=0.4", "?test=0.3&stratified=no&seed=3", "?test=0.4"):
            other = load_dataset(data + behind)
            assert other.undivided.key == came.undivided.key
            found = np.concatenate([np.asarray(other.x_train), np.asarray(other.x_test)])
            np.testing.assert_array_equal(at_home[other.undivided.homes], found)
        assert load_dataset(f"{data}?test=0.4&invert=yes").undivided.key == came.undivided.key


def test_edits_are_followed_to_the_same_samples_in_other_parts(folder: Path) -> None:
    one, other = load_dataset(f"{folder}?test=0.4"), load_dataset(f"{folder}?test=0.3&seed=3")
    edits = Edits().relabelled("train", 2, 1).relabelled("test", 1, 0).all_left_out("test", [0, 3])
    edits = edits.left_out("train", 5).all_moved("train", [4]).renamed(0, "zero")
    here, there = (Divided(len(each.y_train), each.undivided.homes) for each in (one, other))
    followed = edits.followed(here, there)
    assert (followed.mended, followed.excluded, followed.moved) == (2, 3, 0)
    assert followed.names == {0: "zero"}
    assert followed.followed(there, here) == edits.all_moved("train", [4], away=False)

    def labels(dataset: Dataset, edits: Edits) -> dict[bytes, int]:
        made = with_edits(dataset, edits)
        samples = [*made.x_train, *made.x_test]
        classes = [*made.y_train.tolist(), *made.y_test.tolist()]
        return {pixels.tobytes(): label for pixels, label in zip(samples, classes, strict=True)}

    assert labels(one, edits.all_moved("train", [4], away=False)) == labels(other, followed)


def test_other_numbers_are_no_reason_to_decode_files_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Preparation(scale="-1..1", size=(8, 8)).of_reading == Preparation(size=(8, 8))
    first = load_dataset(f"{folder}?size=8")
    numbers = load_dataset(f"{folder}?size=8&normalise=channels")
    assert first.fingerprint() == numbers.fingerprint()
    assert InputFormat.of(numbers).mean
