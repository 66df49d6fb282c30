"""Folders of pictures as people have them: how they are laid out, what is wrong with them, what is said."""

from __future__ import annotations

import io
import os
import re
import tarfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnngui.datasets import picture_reading, picture_store
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.picture_layout import layout_of, natural
from cnngui.datasets.pictures import read_picture
from cnngui.datasets.preparing import prepare_picture, prepare_samples
from cnngui.errors import CnnguiError
from tests.datasets.crafted import refused

COLOURS = {"red": (220, 30, 20), "green": (30, 200, 40), "blue": (20, 40, 210)}


def picture(colour: tuple[int, int, int], seed: int = 0, size: tuple[int, int] = (40, 30)) -> Image.Image:
    grain = np.random.default_rng(seed).integers(-20, 20, (size[1], size[0], 3))
    return Image.fromarray(np.clip(np.array(colour) + grain, 0, 255).astype(np.uint8))


def fill(folder: Path, names: Mapping[str, str], size: tuple[int, int] = (40, 30)) -> Path:
    """Write a picture of a colour at each path."""
    for seed, (name, colour) in enumerate(names.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        picture(COLOURS[colour], seed, size).save(path)
    return folder


def by_folders(count: int = 5, prefix: str = "", ending: str = "png") -> dict[str, str]:
    return {f"{prefix}{colour}/{n}.{ending}": colour for colour in COLOURS for n in range(count)}


def notes(dataset: Dataset) -> str:
    return " ".join(map(str, dataset.notes))


def is_what_it_is_called(dataset: Dataset) -> bool:
    """Whether the pictures of each class have its colour."""
    for part in ("train", "test"):
        samples, labels = dataset.part(part)
        for pixels, label in zip(samples, labels, strict=True):
            mean = pixels.reshape(-1, 3).mean(axis=0)
            if np.abs(mean - COLOURS[dataset.class_names[label]]).max() > 25:
                return False
    return True


def test_a_sub_folder_is_a_class(tmp_path: Path) -> None:
    dataset = load_dataset(fill(tmp_path, by_folders()))
    assert dataset.class_names == ("blue", "green", "red")
    assert dataset.x_train.shape == (12, 30, 40, 3)
    assert len(dataset.x_test) == 3
    assert is_what_it_is_called(dataset)
    assert "Each of 3 sub-folders was read as a class." in notes(dataset)
    assert "set aside for testing" in notes(dataset)


@pytest.mark.parametrize("train", ["train", "Training"])
@pytest.mark.parametrize("test", ["test", "val", "validation"])
def test_parts_stand_above_the_classes(tmp_path: Path, train: str, test: str) -> None:
    names = by_folders(4, f"{train}/") | by_folders(2, f"{test}/", "bmp")
    dataset = load_dataset(fill(tmp_path, names))
    assert (len(dataset.x_train), len(dataset.x_test)) == (12, 6)
    assert ("the validation part was taken for it" in notes(dataset)) == (test != "test")
    assert is_what_it_is_called(dataset)


def test_validation_beside_a_test_part_is_learned_from(tmp_path: Path) -> None:
    names = by_folders(4, "train/") | by_folders(2, "val/") | by_folders(3, "test/")
    dataset = load_dataset(fill(tmp_path, names))
    assert (len(dataset.x_train), len(dataset.x_test)) == (18, 9)
    assert "The validation part was joined to the training part" in notes(dataset)


@pytest.mark.parametrize("form", ["{0}_{1:03}.png", "{0} ({1}).png", "{0}.{1}.png", "{1:05}-{0}.png"])
def test_a_class_is_told_by_names(tmp_path: Path, form: str) -> None:
    dataset = load_dataset(fill(tmp_path, {form.format(c, n): c for c in COLOURS for n in range(4)}))
    assert dataset.class_names == ("blue", "green", "red")
    assert is_what_it_is_called(dataset)
    assert "read from the names of the files" in notes(dataset)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("suffix", ["", ".png"])
def test_a_table_beside_the_pictures_tells_the_classes(tmp_path: Path, encoding: str, suffix: str) -> None:
    korean = {"red": "빨강", "green": "초록", "blue": "파랑"}
    names = {f"{n:04x}{c[0]}.png": c for n, c in enumerate(list(COLOURS) * 4)}
    fill(tmp_path / "images", names)
    lines = [f"{Path(name).stem}{suffix};{korean[colour]};9" for name, colour in names.items()]
    (tmp_path / "labels.csv").write_bytes("\n".join(["id;label;age", *lines]).encode(encoding))
    dataset = load_dataset(tmp_path)
    assert set(dataset.class_names) == set(korean.values())
    assert "from the table that comes with the pictures" in notes(dataset)
    assert len(dataset.x_train) + len(dataset.x_test) == 12


def test_a_zip_of_one_folder_is_that_folder(tmp_path: Path) -> None:
    fill(tmp_path / "my pictures", by_folders())
    with zipfile.ZipFile(tmp_path / "my.zip", "w") as archive:
        for path in sorted((tmp_path / "my pictures").rglob("*.png")):
            archive.write(path, path.relative_to(tmp_path))
        archive.writestr("__MACOSX/my pictures/red/._0.png", b"no picture")
        archive.writestr("../outside/red/9.png", b"no picture")
    dataset = load_dataset(tmp_path / "my.zip")
    whole = load_dataset(tmp_path / "my pictures")
    np.testing.assert_array_equal(dataset.x_train, whole.x_train)
    assert dataset.class_names == whole.class_names


@pytest.mark.parametrize("name", ["my.tar", "my.tar.gz", "my.tgz"])
def test_a_tar_of_one_folder_is_that_folder(tmp_path: Path, name: str) -> None:
    fill(tmp_path / "my pictures", by_folders())
    with tarfile.open(tmp_path / name, "w" if name.endswith(".tar") else "w:gz") as archive:
        archive.add(tmp_path / "my pictures", "my pictures")
        for outside in ("../outside/red/9.png", "/red/9.png"):
            archive.addfile(tarfile.TarInfo(outside))
        link = tarfile.TarInfo("my pictures/red/link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    dataset = load_dataset(tmp_path / name)
    whole = load_dataset(tmp_path / "my pictures")
    np.testing.assert_array_equal(dataset.x_train, whole.x_train)
    assert dataset.class_names == whole.class_names
    assert "Links are not followed (1)." in notes(dataset)


def test_a_tar_without_pictures_is_told_as_that(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "my.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    assert refused(lambda: load_dataset(tmp_path / "my.tar")) == "datasets.unknown_format"


def test_broken_double_and_stray_files_are_told_and_never_fatal(tmp_path: Path) -> None:
    fill(tmp_path, by_folders())
    (tmp_path / "red" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    (tmp_path / "red" / "cut.jpg").write_bytes(_jpeg(tmp_path)[:700])
    (tmp_path / "red" / "notes.txt").write_text("hello")
    (tmp_path / "blue" / "again.png").write_bytes((tmp_path / "blue" / "1.png").read_bytes())
    (tmp_path / "lost.png").write_bytes((tmp_path / "blue" / "1.png").read_bytes())
    (tmp_path / "green" / ".hidden.png").write_bytes(b"")
    (tmp_path / "green" / "link").symlink_to(tmp_path.parent)
    dataset = load_dataset(tmp_path)
    assert len(dataset.x_train) + len(dataset.x_test) == 16
    said = notes(dataset)
    assert "Left out because they cannot be read (2): red/broken.png, red/cut.jpg." in said
    assert "Left out because they belong to no class (1): lost.png." in said
    assert "Links are not followed (1)." in said
    assert "Pictures that are there more than once: 1." in said


def _jpeg(folder: Path) -> bytes:
    path = folder / "whole.jpg"
    picture(COLOURS["red"], 1, (90, 90)).save(path)
    content = path.read_bytes()
    path.unlink()
    return content


def test_test_pictures_that_are_learned_from_are_told(tmp_path: Path) -> None:
    fill(tmp_path, by_folders(4, "train/") | by_folders(2, "test/", "bmp"))
    (tmp_path / "test" / "red" / "9.png").write_bytes((tmp_path / "train" / "red" / "1.png").read_bytes())
    assert "Of 7 test pictures 1 are also in training" in notes(load_dataset(tmp_path))


def test_pictures_of_many_sizes_become_squares_as_a_photo_is_read(tmp_path: Path) -> None:
    for n, size in enumerate([(80, 60), (50, 90), (64, 64), (200, 70), (66, 75)]):
        for colour in COLOURS:
            fill(tmp_path, {f"{colour}/{n}.png": colour}, size)
    dataset = load_dataset(tmp_path)
    assert dataset.input_shape == (64, 64, 3)
    assert "sides from 50 to 200 pixels" in notes(dataset)
    path = tmp_path / "red" / "3.png"
    told = InputFormat.of(dataset)
    alone = prepare_picture(read_picture(path), (64, 64, 3), told)
    every = prepare_samples(np.concatenate([dataset.x_train, dataset.x_test]), (64, 64, 3), told, told)
    assert any(np.array_equal(alone, each) for each in every), "one preparing path"


@pytest.mark.parametrize(
    ("mode", "channels"), [("RGB", 3), ("L", 1), ("P", 3), ("RGBA", 3), ("CMYK", 3), ("LA", 1), ("I;16", 1)]
)
def test_each_kind_of_picture_is_read(tmp_path: Path, mode: str, channels: int) -> None:
    for colour, rgb in COLOURS.items():
        for n in range(3):
            made = picture(rgb, n)
            if mode == "I;16":
                made = Image.fromarray(np.asarray(made.convert("L")).astype(np.uint16) * 257)
            else:
                made = made.convert(mode)
            path = tmp_path / colour / f"{n}.{'tif' if mode == 'CMYK' else 'png'}"
            path.parent.mkdir(exist_ok=True)
            made.save(path)
    dataset = load_dataset(tmp_path)
    assert dataset.input_shape == (30, 40, channels)
    if channels == 3:
        assert is_what_it_is_called(dataset)


def test_a_turned_photo_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for colour, rgb in COLOURS.items():
        (tmp_path / colour).mkdir()
        for n in range(3):
            picture(rgb, n, (48, 36)).save(tmp_path / colour / f"{n}.jpg", exif=exif)
    assert load_dataset(tmp_path).input_shape == (48, 36, 3)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ({"one/1.png": "red", "one/2.png": "red"}, "datasets.folder_one_class"),
        ({"red.png": "red", "green.png": "green"}, "datasets.folder_no_classes"),
        ({"test/a/1.png": "red", "test/b/1.png": "blue"}, "datasets.folder_no_training"),
        ({"a/1.png": "red", "b/1.png": "blue"}, "datasets.too_few_pictures"),
    ],
)
def test_what_is_no_dataset_is_said(tmp_path: Path, names: dict[str, str], code: str) -> None:
    with pytest.raises(CnnguiError) as refused:
        load_dataset(fill(tmp_path, names))
    assert refused.value.code == code


def test_a_folder_of_nothing_but_damage_is_said(tmp_path: Path) -> None:
    for colour in COLOURS:
        (tmp_path / colour).mkdir()
        (tmp_path / colour / "1.png").write_bytes(b"no picture")
    with pytest.raises(CnnguiError, match=r"blue/1\.png"):
        load_dataset(tmp_path)


def test_names_are_sorted_as_people_do() -> None:
    assert sorted(["10", "9", "b", "A"], key=natural) == ["9", "10", "A", "b"]
    layout = layout_of(["a/x/1.png", "a/y/1.png", "b/1.png"])
    assert layout is not None
    assert {each.label for each in layout.files} == {"a", "b"}, "deeper folders belong to the class"


def test_a_table_counts_before_folders_if_it_says_what_it_is(tmp_path: Path) -> None:
    names = {f"part {n % 2}/{n}.png": c for n, c in enumerate(list(COLOURS) * 4)}
    fill(tmp_path, names)
    lines = [f"{Path(name).name},{colour}" for name, colour in names.items()]
    (tmp_path / "labels.csv").write_text("\n".join(["file,label", *lines]))
    assert set(load_dataset(tmp_path).class_names) == set(COLOURS)


def test_a_table_of_other_things_beside_folders_tells_no_classes(tmp_path: Path) -> None:
    names = by_folders()
    fill(tmp_path, names)
    lines = [f"{name},{n},30" for n, name in enumerate(names)]
    (tmp_path / "sizes.csv").write_text("\n".join(["file,number,height", *lines]))
    assert load_dataset(tmp_path).class_names == ("blue", "green", "red")


def test_folders_that_may_not_be_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, by_folders())
    (tmp_path / "secret").mkdir()
    scandir = os.scandir

    def refusing(path: str | Path) -> object:
        if "secret" in str(path):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert "Folders that may not be read (1): secret/." in notes(load_dataset(tmp_path))
    monkeypatch.setattr(picture_store, "MOST_FILES", 10)
    with pytest.raises(CnnguiError) as refused:
        load_dataset(tmp_path)
    assert refused.value.code == "datasets.too_many_files"


def test_classes_whose_long_names_begin_alike_stay_apart(tmp_path: Path) -> None:
    for end in "ab":
        for n in range(3):
            fill(tmp_path, {f"{'x' * 70}{end}/{n}.png": "red"})
    names = load_dataset(tmp_path).class_names
    assert len(set(names)) == 2


def table(path: Path, *rows: str) -> None:
    path.write_text("\n".join(rows), encoding="utf-8")


def test_a_picture_that_is_moved_to_another_class_is_noticed(tmp_path: Path) -> None:
    fill(tmp_path, by_folders())
    before = picture_store.stamp(tmp_path)
    (tmp_path / "red" / "0.png").rename(tmp_path / "blue" / "9.png")
    assert picture_store.stamp(tmp_path) != before


def test_a_table_for_each_part_tells_its_pictures(tmp_path: Path) -> None:
    parts = {"train": list(COLOURS) * 4, "test": list(COLOURS) * 2}
    for part, colours in parts.items():
        fill(tmp_path, {f"{part}/{n}.png": colour for n, colour in enumerate(colours)})
        table(tmp_path / f"{part}.csv", "image,ClassId", *(f"{n}.png,{c}" for n, c in enumerate(colours)))
    dataset = load_dataset(tmp_path)
    assert (len(dataset.x_train), len(dataset.x_test)) == (12, 6)
    assert is_what_it_is_called(dataset)


def test_boxes_are_no_classes(tmp_path: Path) -> None:
    names = by_folders()
    fill(tmp_path, names)
    table(tmp_path / "boxes.csv", "filename,x,y,w", *(f"{name},1,{n % 3},9" for n, name in enumerate(names)))
    assert load_dataset(tmp_path).class_names == ("blue", "green", "red")


def test_what_two_pictures_are_called_names_neither(tmp_path: Path) -> None:
    names = {f"{part}/{n}.png": c for part in ("one", "two") for n, c in enumerate(list(COLOURS) * 2)}
    fill(tmp_path, names)
    table(tmp_path / "all.csv", "file,label", *(f"{n}.png,{c}" for n, c in enumerate(list(COLOURS) * 2)))
    assert load_dataset(tmp_path).class_names == ("one", "two"), "as the folders say"


def test_a_class_of_nothing_but_damage_is_none(tmp_path: Path) -> None:
    fill(tmp_path, by_folders())
    (tmp_path / "yellow").mkdir()
    (tmp_path / "yellow" / "1.png").write_bytes(b"no picture")
    assert load_dataset(tmp_path).class_names == ("blue", "green", "red")


@pytest.mark.parametrize("cores", [1, 3, 4])
def test_the_order_is_the_same_on_every_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    fill(tmp_path, by_folders(7))
    wanted = load_dataset(tmp_path).fingerprint()
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(picture_reading, "_AT_ONCE", 5)
    assert load_dataset(tmp_path).fingerprint() == wanted


def test_hostile_names_are_left_out_in_no_time(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as archive:
        for n in range(4):
            archive.writestr("a/" * 3000 + f"{n}.png", b"")
        for colour, rgb in COLOURS.items():
            for n in range(3):
                held = io.BytesIO()
                picture(rgb, n).save(held, "PNG")
                archive.writestr(f"{colour}/{'9' * 800}{n}.png", held.getvalue())
    assert is_what_it_is_called(load_dataset(tmp_path / "deep.zip"))
    assert natural("9" * 5000) > natural("5")


@given(st.lists(st.text(st.sampled_from("aAbB/ ._-()019٣é\x01"), max_size=24), max_size=12))
def test_names_sort_by_words_and_numbers_in_turn(names: list[str]) -> None:
    def in_turn(name: str) -> list[tuple[int, int, str]]:
        parts = re.split(r"(\d+)", name.casefold())
        return [
            (0, int(part), "") if part.isdecimal() and len(part) <= 18 else (1, 0, part)
            for part in parts
            if part
        ]

    assert sorted(names, key=natural) == sorted(names, key=in_turn)


@pytest.mark.parametrize("place", [1, 9])
def test_one_picture_of_another_size_has_all_brought_to_one(tmp_path: Path, place: int) -> None:
    names = by_folders(6)
    whole = load_dataset(fill(tmp_path / "whole", names, (40, 40)))
    fill(tmp_path / "odd", names, (40, 40))
    odd = list(names)[place]
    fill(tmp_path / "odd", {odd: names[odd]}, (70, 50))
    read = load_dataset(tmp_path / "odd")
    assert whole.input_shape == (40, 40, 3)
    assert read.input_shape == (32, 32, 3)
    assert is_what_it_is_called(read)
    assert "sides from 40 to 70 pixels" in notes(read)


@pytest.mark.parametrize("size", [(40, 40), (700, 600)])
def test_reading_ends_soon_after_it_is_wanted_no_more(tmp_path: Path, size: tuple[int, int]) -> None:
    class NoMoreError(Exception):
        pass

    wanted_until: list[float] = []

    def progress(done: int, total: int) -> None:
        if done > total / 3:
            wanted_until.append(time.monotonic())
            raise NoMoreError

    fill(tmp_path, by_folders(8, ending="jpg"), size)
    with pytest.raises(NoMoreError):
        load_dataset(tmp_path, progress=progress)
    assert time.monotonic() - wanted_until[0] < 1.0  # a picture's time, on a busy machine
