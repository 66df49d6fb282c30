from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.assembling import Origin
from cnngui.datasets.cifar import TEST_FILE, TRAIN_FILES, load_cifar10
from cnngui.datasets.dataset import Dataset
from tests.datasets.crafted import refused

NAMES = tuple("abcdefghij")
ORIGIN = Origin("cifar10", "CIFAR-10", "someone", "none")


def batch(number: int, count: int = 4) -> bytes:
    """Return records as the archive has them: class, then red, green and blue of each place."""
    rng = np.random.default_rng(number)
    pictures = rng.integers(0, 256, (count, 3, 32, 32), np.uint8)
    classes = (np.arange(count) + number) % 10
    return b"".join(
        bytes([label]) + picture.tobytes() for label, picture in zip(classes, pictures, strict=True)
    )


FILES = {name: batch(number) for number, name in enumerate((*TRAIN_FILES, TEST_FILE))}


def archive(path: Path, files: dict[str, bytes], folder: str = "cifar-10-batches-bin/") -> Path:
    with tarfile.open(path, "w:gz") as made:
        made.addfile(tarfile.TarInfo(folder + "readme.html"), io.BytesIO())
        for name, content in files.items():
            member = tarfile.TarInfo(folder + name)
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
    return path


def load(path: Path) -> Dataset:
    return load_cifar10(path, ORIGIN, NAMES)


def test_planes_become_channels_in_the_order_of_the_files(tmp_path: Path) -> None:
    # The files of the real archive do not stand in the order of their numbers.
    data = load(archive(tmp_path / "a.tar.gz", dict(reversed(FILES.items()))))
    assert (data.x_train.shape, data.x_test.shape) == ((20, 32, 32, 3), (4, 32, 32, 3))
    assert data.y_train[:8].tolist() == [0, 1, 2, 3, 1, 2, 3, 4]
    assert data.y_test.tolist() == [5, 6, 7, 8]
    second = np.frombuffer(FILES[TRAIN_FILES[1]], np.uint8)
    green = second[1 + 1024 : 1 + 2048].reshape(32, 32)
    assert np.array_equal(data.x_train[4, :, :, 1], green)
    assert (data.class_names, data.label) == (NAMES, "CIFAR-10")


@pytest.mark.parametrize(
    "files",
    [
        {},
        {name: FILES[name] for name in TRAIN_FILES},
        FILES | {TEST_FILE: FILES[TEST_FILE][:-1]},
        FILES | {TEST_FILE: b""},
        FILES | {TEST_FILE: bytes([10]) + FILES[TEST_FILE][1:]},
        FILES | {TEST_FILE: bytes(3073 * 10_001)},
    ],
    ids=["empty", "no test", "cut", "no record", "class 10", "too many"],
)
def test_other_archives_are_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert refused(lambda: load(archive(tmp_path / "a.tar.gz", files))) == "datasets.cifar_damaged"


@pytest.mark.parametrize(
    "change", [lambda whole: whole[: len(whole) // 2], lambda whole: b"no archive", bytes.upper]
)
def test_damaged_archives_are_refused(tmp_path: Path, change) -> None:
    path = archive(tmp_path / "a.tar.gz", FILES)
    path.write_bytes(change(path.read_bytes()))
    assert refused(lambda: load(path)) == "datasets.cifar_damaged"


def test_links_to_elsewhere_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / TEST_FILE).write_bytes(FILES[TEST_FILE])
    path = archive(tmp_path / "a.tar.gz", {name: FILES[name] for name in TRAIN_FILES})
    with tarfile.open(path, "w:gz") as made:
        link = tarfile.TarInfo(TEST_FILE)
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / TEST_FILE)
        made.addfile(link)
    assert refused(lambda: load(path)) == "datasets.cifar_damaged"
