from __future__ import annotations

import gzip
import hashlib
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets import catalog as module
from cnngui.datasets.catalog import catalog, info, is_available, load_dataset
from cnngui.datasets.downloads import RemoteFile
from cnngui.errors import CnnguiError
from cnngui.files import folders
from tests.datasets.crafted import refused
from tests.datasets.people import SETS
from tests.datasets.test_cifar import FILES, archive
from tests.datasets.test_idx import X, Y, idx, write

EMNIST = ("emnist-letters", "emnist-digits")


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNGUI_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_datasets_are_known_with_all_that_a_person_wants_to_know_before() -> None:
    keys = [entry.key for entry in catalog()]
    made = ["moons", "circles", "spirals", "xor-noise", "bars", "shifted-digits"]
    fetched = ["mnist", "fashion-mnist", "kmnist", *EMNIST, "cifar10", "cifar100", "svhn"]
    assert keys == ["digits", *fetched, "xor", "sentences", *made]
    for entry in catalog():
        assert entry.label
        assert entry.about
        assert entry.source
        assert entry.licence
        assert entry.folder.name == ("emnist" if entry.key in EMNIST else entry.key)
        assert len(entry.class_names) in (2, 4, 10, 26, 100)
        assert all(len(checksum) == 64 for checksum in entry.sha256)
    sizes = [834_152, 11_490_434, 30_878_645, 21_240_888, 561_753_746, 561_753_746]
    sizes += [170_052_171, 168_513_733, 246_316_178, 0, 31_378]
    assert [entry.bytes for entry in catalog()] == sizes + [0] * len(made)
    urls = [url for entry in catalog() for file in entry.files for url in file.urls]
    # Their sha256 is compared before anything of them is read, as of all.
    plain = [url for url in urls if not url.startswith("https://")]
    assert [url.split("/")[2] for url in plain] == ["ufldl.stanford.edu"] * 2


def test_downloads_go_where_the_environment_says(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert info("mnist").folder == data_dir / "mnist"
    monkeypatch.delenv("CNNGUI_DATA_DIR")
    assert info("mnist").folder.parts[-2:] == ("data", "mnist")
    assert info("digits").folder == folders.resources() / "digits"


def test_the_bundled_digits_are_all_there() -> None:
    assert is_available("digits")
    data = load_dataset("digits")
    assert (data.key, data.label, data.notes) == ("digits", "Digits (bundled)", ())
    assert (data.x_train.shape, data.x_test.shape) == ((4000, 28, 28, 1), (1000, 28, 28, 1))
    assert np.bincount(data.y_train).tolist() == [400] * 10
    assert np.bincount(data.y_test).tolist() == [100] * 10
    assert data.class_names == tuple("0123456789")
    assert info("digits").input_shape == data.input_shape


@pytest.mark.parametrize("key", ["digits", "xor", "sentences"])
def test_what_is_said_of_bundled_data_is_so(key: str) -> None:
    entry, data = info(key), load_dataset(key)
    assert entry.bundled
    assert is_available(key)
    assert (entry.key, entry.label, entry.source, entry.licence) == (
        *(data.key, data.label),
        *(data.source, data.licence),
    )
    assert (entry.input_shape, entry.class_names) == (data.input_shape, data.class_names)
    assert (entry.train_samples, entry.test_samples) == (len(data.y_train), len(data.y_test))


def test_projects_know_the_digits_again() -> None:
    """A checkpoint holds this: it must not change when other kinds of data are added."""
    fingerprint = "baf427df"
    assert load_dataset("digits").fingerprint().startswith(fingerprint)


def test_no_digit_is_in_both_parts_and_none_lies_in_order() -> None:
    data = load_dataset("digits")
    train, test = ({picture.tobytes() for picture in part} for part in (data.x_train, data.x_test))
    assert (len(train), len(test), len(train & test)) == (4000, 1000, 0)
    assert set(data.y_train[:100]) == set(range(10)), "a batch of the first samples must hold every class"


def test_the_digits_look_like_digits() -> None:
    """Nearest class mean reads four of five: labels and pictures belong together, ink is light on black."""
    data = load_dataset("digits")
    flat = data.x_train.reshape(4000, -1).astype(np.float32)
    means = np.stack([flat[data.y_train == digit].mean(axis=0) for digit in range(10)])
    test = data.x_test.reshape(1000, -1).astype(np.float32)
    nearest = ((test[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == data.y_test).mean() > 0.75
    assert np.median(data.x_train) == 0
    assert data.x_train.max() == 255


def test_what_is_not_downloaded_is_not_fetched_unasked() -> None:
    assert not is_available("mnist")
    with pytest.raises(CnnguiError) as caught:
        load_dataset("mnist")
    assert caught.value.code == "datasets.not_downloaded"
    assert "11.5 MB" in str(caught.value)
    assert str(info("mnist").folder) in str(caught.value)


def test_a_file_put_there_by_hand_is_taken_if_it_is_the_right_one(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data_dir / "fashion-mnist"
    folder.mkdir(parents=True)
    write(folder, packed=True)
    files = tuple(
        RemoteFile(path.name, ("https://localhost/none",), path.stat().st_size, _sha256(path.read_bytes()))
        for path in sorted(folder.iterdir())
    )
    names = tuple("abcdefgh")
    known = replace(info("fashion-mnist"), files=files, class_names=names)
    monkeypatch.setattr(module, "KNOWN", (known,))
    assert is_available("fashion-mnist")
    data = load_dataset("fashion-mnist")
    assert (data.key, data.label, data.class_names) == ("fashion-mnist", "Fashion-MNIST", ("d", "h"))
    assert data.source == known.source

    labels = folder / "t10k-labels-idx1-ubyte.gz"
    labels.write_bytes(gzip.compress(idx(1 - Y[:4] // 7), mtime=1)[: labels.stat().st_size])
    assert refused(lambda: load_dataset("fashion-mnist")) == "datasets.another_file"
    labels.unlink()
    assert not is_available("fashion-mnist")
    assert refused(lambda: load_dataset("fashion-mnist")) == "datasets.not_downloaded"


def test_a_damaged_installation_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "resources", lambda: tmp_path)
    assert not is_available("digits")
    assert refused(lambda: load_dataset("digits", allow_download=True)) == "datasets.bundle_damaged"


def test_a_word_that_is_nothing_names_what_there_is() -> None:
    keys = [entry.key for entry in catalog()]
    with pytest.raises(CnnguiError, match=", ".join(keys)):
        load_dataset("minst")
    assert refused(lambda: info("minst")) == "datasets.unknown"


def test_a_key_wins_over_a_file_of_that_name_which_a_path_reaches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    np.savez("digits", x=X, y=Y)
    (tmp_path / "digits.npz").rename(tmp_path / "digits")
    assert load_dataset("digits").classes == 10
    assert load_dataset("./digits").classes == 2
    assert load_dataset("./digits").key == str(tmp_path / "digits")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "datasets.unknown_format"),
        (b"a,b,c\n", "datasets.table_no_numbers"),
        (b"\x89PNG\r\n\x1a\n", "datasets.unknown_format"),
        (b"\x93NUMPY\x01\x00", "datasets.single_array"),
        (b"PK\x03\x04", "files.archive_end"),
        (b"\x80\x04\x95", "files.pickle_damaged"),
    ],
)
def test_the_content_decides_what_a_file_is(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "own.npz").write_bytes(content)
    assert refused(lambda: load_dataset(tmp_path / "own.npz")) == code


def test_an_archive_of_cifar_10_put_there_by_hand_is_taken(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data_dir / "cifar10"
    folder.mkdir(parents=True)
    path = archive(folder / "cifar-10-binary.tar.gz", FILES)
    file = RemoteFile(path.name, ("https://localhost/none",), path.stat().st_size, _sha256(path.read_bytes()))
    known = replace(info("cifar10"), files=(file,))
    monkeypatch.setattr(module, "KNOWN", (known,))
    data = load_dataset("cifar10")
    assert data.input_shape == known.input_shape
    assert data.class_names[3] == "cat"


def test_files_of_svhn_and_cifar_100_put_there_by_hand_are_taken(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No download is possible here: what is fetched is a small file of the same format and name."""
    homes = {"svhn": SETS["SVHN"].make, "cifar100": _small_hundred}
    known = []
    for key, make in homes.items():
        folder = data_dir / key
        folder.mkdir(parents=True)
        make(folder)
        contents = {path.name: path.read_bytes() for path in sorted(folder.iterdir(), reverse=True)}
        files = tuple(
            RemoteFile(name, ("https://localhost/none",), len(content), _sha256(content))
            for name, content in contents.items()
        )
        known.append(replace(info(key), files=files))
    monkeypatch.setattr(module, "KNOWN", tuple(known))
    data = load_dataset("svhn")
    assert (data.class_names, data.input_shape) == (info("svhn").class_names, info("svhn").input_shape)
    assert (len(data.y_train), len(data.y_test), data.notes) == (60, 30, ())
    data = load_dataset("cifar100")
    assert (data.class_names, data.label) == (info("cifar100").class_names, "CIFAR-100")


def test_the_archive_of_emnist_is_fetched_once_for_letters_and_digits(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its pictures stand upright whether they look turned or not: what is known is not guessed."""
    folder = data_dir / "emnist"
    folder.mkdir(parents=True)
    digits, files = load_dataset("digits"), {}
    wide = digits.x_train[:400, :14, :, 0]
    shown = {"emnist-letters": digits.x_train[:400, ..., 0], "emnist-digits": np.repeat(wide, 2, axis=1)}
    for key, x in shown.items():
        y = digits.y_train[: len(x)] + (key == "emnist-letters")
        for part in ("train", "test"):
            turned = np.ascontiguousarray(x.transpose(0, 2, 1))
            for what, array in (("images-idx3", turned), ("labels-idx1", y.astype(np.uint8))):
                files[f"gzip/{key}-{part}-{what}-ubyte.gz"] = gzip.compress(idx(array), mtime=1)
        files[f"gzip/{key}-mapping.txt"] = b"1 65 97\n"
    path = folder / "gzip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    file = RemoteFile(path.name, ("https://localhost/none",), path.stat().st_size, _sha256(path.read_bytes()))
    known = [replace(info(key), files=(file,)) for key in EMNIST]
    monkeypatch.setattr(module, "KNOWN", (replace(known[0], class_names=known[0].class_names[:10]), known[1]))
    for key, x in shown.items():
        data = load_dataset(key)
        np.testing.assert_array_equal(data.x_train[..., 0], x)
        np.testing.assert_array_equal(data.y_train, digits.y_train[:400])
        assert (data.key, data.notes, data.class_names) == (key, (), info(key).class_names)
    assert not list(Path(tempfile.gettempdir()).glob("cnngui-*/emnist*"))

    path.write_bytes(path.read_bytes()[:-9] + b"damaged  ")
    assert refused(lambda: load_dataset("emnist-digits")) == "datasets.another_file"


def _small_hundred(folder: Path) -> None:
    rows = b"".join(bytes([label // 5, label]) + bytes([label] * 3072) for label in range(100))
    names = "\n".join(info("cifar100").class_names).encode() + b"\n"
    files = {"train.bin": rows, "test.bin": rows, "fine_label_names.txt": names}
    archive(folder / "cifar-100-binary.tar.gz", files, "cifar-100-binary/")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
