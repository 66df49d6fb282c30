"""Data sets as people have them, small, of made pictures: every format, with the usual faults.

Each is written into a folder of its own. `SETS` names them; what must come out stands beside them.
"""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnngui.datasets.catalog import load_dataset
from tests.datasets.test_idx import idx
from tests.files.test_mats import mat, matrix
from tests.files.test_pickles import python2_batch

Pictures = NDArray[np.uint8]
SHAPES = ("bar", "cross", "ring")
WORDS = {"bar": "막대", "cross": "십자", "ring": "고리"}


def shape_pictures(
    count: int, side: int = 12, channels: int = 1, seed: int = 1
) -> tuple[Pictures, NDArray[Any]]:
    """Return light shapes on dark ground, uint8 (count, side, side, channels), and which each is."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % len(SHAPES)
    rows, columns = np.indices((side, side)) - (side - 1) / 2
    pictures = np.zeros((count, side, side), np.uint8)
    for picture, label in zip(pictures, labels, strict=True):
        down, right = random.uniform(-side / 12, side / 12, 2)
        y, x = rows - down, columns - right
        inside = (np.abs(y) < side * 0.4) & (np.abs(x) < side * 0.3)
        forms = (
            (np.abs(x) < side / 9) & inside,
            ((np.abs(x) < side / 12) | (np.abs(y) < side / 12)) & inside,
            np.abs(np.hypot(x * 1.3, y) - side * 0.33) < side / 12,
        )
        picture[forms[label]] = random.integers(200, 256)
    return np.repeat(pictures[..., np.newaxis], channels, axis=3), labels


@dataclass(frozen=True)
class Case:
    """What somebody has.

    Attributes:
        make: writes it into an empty folder and returns what is opened.
        shape: of its samples. classes: their names. notes: codes of what must be told, without "note_".
    """

    make: Callable[[Path], Path]
    shape: tuple[int, ...]
    classes: tuple[str, ...]
    notes: tuple[str, ...] = ()


def png(picture: NDArray[Any], form: str = "PNG") -> bytes:
    stream = io.BytesIO()
    squeezed = picture[..., 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture
    Image.fromarray(squeezed).save(stream, form)
    return stream.getvalue()


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


# Pictures in files ----------------------------------------------------------------------------------


def picture_files(count: int = 30, above: str = "", seed: int = 1) -> dict[str, bytes]:
    pictures, labels = shape_pictures(count, 30, 3, seed)
    return {
        f"{above}{SHAPES[label]}/{number}.png": png(picture)
        for number, (picture, label) in enumerate(zip(pictures, labels, strict=True))
    }


def camera_roll(folder: Path) -> Path:
    """Folders from a phone: sizes of all kinds, turned, grey, palette, alpha, 16 bits, broken, and twice."""
    files = picture_files()
    picture = shape_pictures(3, 40, 3)[0][0]
    picture[..., 2] //= 2
    turned = Image.fromarray(picture[:, 5:30])
    exif = turned.getexif()
    exif[0x0112] = 6
    photo, palette, deep, clear = io.BytesIO(), io.BytesIO(), io.BytesIO(), io.BytesIO()
    turned.save(photo, "JPEG", exif=exif)
    turned.convert("P").save(palette, "GIF")
    Image.fromarray(picture[..., 0].astype(np.uint16) * 257).save(deep, "PNG")
    Image.fromarray(np.concatenate([picture, picture[..., :1]], axis=2)).save(clear, "PNG")
    more = {"photo.jpg": photo, "old.gif": palette, "deep.png": deep, "clear.png": clear}
    files |= {f"bar/{name}": stream.getvalue() for name, stream in more.items()}
    files |= {"ring/broken.png": files["ring/2.png"][:60], "ring/again.png": files["ring/2.png"]}
    return put(folder, files | {"ring/notes.txt": b"hello", "bar/.DS_Store": b"\0"})


def parts_and_validation(folder: Path) -> Path:
    whole = picture_files(30, "train/", 1) | picture_files(9, "valid/", 2) | picture_files(12, "test/", 3)
    return put(folder, whole)


def table_beside(folder: Path) -> Path:
    """A flat folder and a table in Korean, as a spreadsheet there saves it."""
    files = {name.replace("/", "-").replace("bar", "a"): content for name, content in picture_files().items()}
    files = {f"images/{number:03}.png": content for number, content in enumerate(files.values())}
    lines = ["파일,label"] + [f"{number:03}.png,{WORDS[SHAPES[number % 3]]}" for number in range(30)]
    return put(folder, files | {"labels.csv": "\r\n".join(lines).encode("cp949")})


def names_tell(folder: Path) -> Path:
    return put(folder, {name.replace("/", "_"): content for name, content in picture_files().items()})


def zipped(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "shapes.zip", "w") as archive:
        for name, content in (picture_files() | {"__MACOSX/bar/._0.png": b"x"}).items():
            archive.writestr(f"My shapes/{name}", content)
    return folder / "shapes.zip"


def tarred(folder: Path) -> Path:
    return _tar(folder / "shapes.tar.gz", {f"shapes/{name}": each for name, each in picture_files().items()})


def _tar(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


# Tables ---------------------------------------------------------------------------------------------


def _rows(count: int = 40) -> list[list[Any]]:
    pictures, labels = shape_pictures(count)
    return [[label, *picture.ravel()] for picture, label in zip(pictures, labels, strict=True)]


def _text(rows: list[list[Any]], delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join(map(str, row)) + end for row in rows)


def kaggle_digits(folder: Path) -> Path:
    rows = [["label", *(f"pixel{place}" for place in range(144))], *_rows()]
    return put(folder, {"train.csv": _text(rows).encode()}) / "train.csv"


def label_last(folder: Path) -> Path:
    rows = [[*row[1:], SHAPES[row[0]]] for row in _rows()]
    return put(folder, {"shapes.csv": _text(rows, ";", "\r\n").encode()}) / "shapes.csv"


def _measured(count: int = 60, width: int = 4) -> tuple[NDArray[Any], NDArray[Any]]:
    random = np.random.default_rng(4)
    labels = np.arange(count) % 3
    return np.round(random.normal(labels[:, np.newaxis] * 3, 1, (count, width)), 2), labels


def spreadsheet(folder: Path) -> Path:
    """Measurements as a spreadsheet saves them: semicolons, decimal commas, gaps, numbered, in CP949."""
    values, labels = _measured()
    words = [WORDS[SHAPES[label]] for label in labels]
    rows: list[list[Any]] = [
        [place + 1, *row, "메모", word] for place, (row, word) in enumerate(zip(values, words, strict=True))
    ]
    rows[7][2] = ""
    text = _text([["ID", "길이", "너비", "높이", "무게", "비고", "class"], *rows], ";").replace(".", ",")
    return put(folder, {"tiere.csv": text.encode("cp949")}) / "tiere.csv"


def points(folder: Path) -> Path:
    """Points of the plane, pasted from a spreadsheet and saved as "Unicode text"."""
    values, labels = _measured(width=2)
    rows = [["x", "y", "label"], *([*row, SHAPES[label]] for row, label in zip(values, labels, strict=True))]
    return put(folder, {"points.txt": _text(rows, "\t", "\r\n").encode("utf-16")}) / "points.txt"


# Arrays ---------------------------------------------------------------------------------------------


def _npz(folder: Path, **arrays: Any) -> Path:
    np.savez_compressed(folder / "data.npz", **arrays)
    return folder / "data.npz"


def keras(folder: Path) -> Path:
    (x, y), (u, v) = shape_pictures(40), shape_pictures(20, seed=2)
    return _npz(folder, x_train=x[..., 0], y_train=y, x_test=u[..., 0], y_test=v)


def one_hot(folder: Path) -> Path:
    x, y = shape_pictures(40, channels=3)
    return _npz(folder, images=(x / 255).astype(np.float32), labels=np.eye(3)[y])


def channels_first(folder: Path) -> Path:
    x, y = shape_pictures(40, channels=3)
    return _npz(folder, X_train=(x.transpose(0, 3, 1, 2) / 127.5 - 1).astype(np.float32), Y_train=y)


def sixteen_levels(folder: Path) -> Path:
    """As scikit-learn's digits: 0 to 16, rows of values, words for labels."""
    x, y = shape_pictures(40, 8)
    return _npz(folder, data=np.rint(x.reshape(40, -1) / 16).astype(float), target=np.array(SHAPES)[y])


def training_scaled(folder: Path) -> Path:
    (x, y), (u, v) = shape_pictures(40), shape_pictures(20, seed=2)
    return _npz(folder, x_train=x / 255, y_train=y, x_test=u, y_test=v)


def slightly_above_one(folder: Path) -> Path:
    x, y = shape_pictures(40)
    return _npz(folder, x=x / 255 + (x > 0) * 0.0004, y=y)


def with_validation(folder: Path) -> Path:
    x, y = shape_pictures(40)
    return _npz(folder, x_train=x, y_train=y, x_val=x[:9], y_val=y[:9], x_test=x[9:21], y_test=y[9:21])


def class_only_in_test(folder: Path) -> Path:
    x, y = shape_pictures(40)
    return _npz(folder, x_train=x[y < 2], y_train=y[y < 2], x_test=x, y_test=y)


def labels_from_one(folder: Path) -> Path:
    x, y = shape_pictures(40)
    return _npz(folder, x=x, y=y + 1)


def unnamed(folder: Path) -> Path:
    x, y = shape_pictures(40)
    np.savez(folder / "data.npz", x, y)
    return folder / "data.npz"


def npy_pair(folder: Path) -> Path:
    x, y = shape_pictures(40)
    np.save(folder / "images.npy", x)
    np.save(folder / "labels.npy", np.array(SHAPES)[y])
    return folder / "images.npy"


# IDX, pickles, MATLAB ----------------------------------------------------------------------------------


def mnist_files(folder: Path) -> Path:
    files = {}
    for part, seed in (("train", 1), ("t10k", 2)):
        x, y = shape_pictures(40, seed=seed)
        files[f"{part}-images-idx3-ubyte.gz"] = gzip.compress(idx(x[..., 0]))
        files[f"{part}-labels-idx1-ubyte.gz"] = gzip.compress(idx(y.astype(np.uint8)))
    return put(folder, files)


def unpacked_beside_folders(folder: Path) -> Path:
    """Unpacked by hand: each file in a folder of its own name, another one beside it."""
    files = {}
    for part in ("train", "t10k"):
        x, y = shape_pictures(40)
        for name, array in ((f"{part}-images-idx3-ubyte", x[..., 0]), (f"{part}-labels-idx1-ubyte", y)):
            files[f"{name}/{name}"] = idx(array.astype(np.uint8))
    return put(folder, files)


def emnist_letters(folder: Path) -> Path:
    """Rows and columns exchanged, labels from 1, and a table of what they stand for."""
    digits = load_dataset("digits")
    mapping = "".join(f"{label + 1} {65 + label} {97 + label}\n" for label in range(10))
    files = {"emnist-letters-mapping.txt": mapping.encode()}
    for part, start in (("train", 0), ("test", 100)):
        x, y = digits.x_train[start : start + 100, ..., 0], digits.y_train[start : start + 100]
        turned = np.ascontiguousarray(x.transpose(0, 2, 1))
        files[f"emnist-letters-{part}-images-idx3-ubyte"] = idx(turned)
        files[f"emnist-letters-{part}-labels-idx1-ubyte"] = idx((y + 1).astype(np.uint8))
    return put(folder, files) / "emnist-letters-train-images-idx3-ubyte"


def mnist_pickle(folder: Path) -> Path:
    parts = [shape_pictures(count, seed=count) for count in (40, 12, 20)]
    held = tuple((x.reshape(len(x), -1) / np.float32(255), y) for x, y in parts)
    return put(folder, {"mnist.pkl.gz": gzip.compress(pickle.dumps(held, 2))}) / "mnist.pkl.gz"


def _batches(batches: int = 5) -> dict[str, bytes]:
    files = {}
    for number, name in enumerate([*(f"data_batch_{each + 1}" for each in range(batches)), "test_batch"]):
        x, y = shape_pictures(12, 32, 3, number)
        files[name] = python2_batch(x.transpose(0, 3, 1, 2).reshape(12, -1), y.tolist())
    return files | {"batches.meta": pickle.dumps({"label_names": list(SHAPES)}, 2)}


def cifar_folder(folder: Path) -> Path:
    return put(folder, _batches()) / "data_batch_1"


def cifar_archive(folder: Path) -> Path:
    files = {}
    for number, name in enumerate([*(f"data_batch_{each}.bin" for each in range(1, 6)), "test_batch.bin"]):
        x, y = shape_pictures(12, 32, 3, number)
        planes = x.transpose(0, 3, 1, 2).reshape(12, -1)
        records = zip(y.tolist(), planes, strict=True)
        files[f"cifar/{name}"] = b"".join(bytes([label]) + row.tobytes() for label, row in records)
    return _tar(folder / "cifar-10-binary.tar.gz", files)


def svhn(folder: Path) -> Path:
    files = {}
    for part, count in (("train", 60), ("test", 30)):
        x, _ = shape_pictures(count, 32, 3)
        y = (np.arange(count) % 10 + 1)[:, np.newaxis].astype(np.uint8)
        content = mat(matrix("X", np.moveaxis(x, 0, -1), packed=True), matrix("y", y, packed=True))
        files[f"{part}_32x32.mat"] = content
    return put(folder, files) / "train_32x32.mat"


_SMALL = (12, 12, 1)
_BY_NUMBER = ("0", "1", "2")
_LETTERS = tuple(f"{upper}/{upper.lower()}" for upper in "ABCDEFGHIJ")


def parquet_file(path: Path, columns: dict[str, Any]) -> Path:
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.table(columns), path, write_page_checksum=True)
    return path


def parquet_table(folder: Path) -> Path:
    random, labels = np.random.default_rng(8), np.arange(60) % 3
    columns = {name: random.normal(labels, 0.3) for name in ("wide", "high", "deep")}
    return parquet_file(folder / "a.parquet", {**columns, "kind": np.array(SHAPES)[labels]})


def parquet_pictures(folder: Path) -> Path:
    for part, count in (("train", 24), ("test", 9)):
        pictures, labels = shape_pictures(count)
        columns = {"image": [{"bytes": png(each), "path": None} for each in pictures], "label": labels}
        parquet_file(folder / f"{part}-00000-of-00001.parquet", columns)
    return folder / "train-00000-of-00001.parquet"


SETS: dict[str, Case] = {
    "camera roll": Case(camera_roll, (28, 28, 3), SHAPES, ("folder_broken", "folder_twice")),
    "parts and validation": Case(parts_and_validation, (30, 30, 1), SHAPES, ("folder_validation_training",)),
    "table beside": Case(table_beside, (30, 30, 1), tuple(sorted(WORDS.values())), ("folder_table", "split")),
    "names tell": Case(names_tell, (30, 30, 1), SHAPES, ("folder_names",)),
    "zip": Case(zipped, (30, 30, 1), SHAPES, ("folder_folders",)),
    "tar.gz": Case(tarred, (30, 30, 1), SHAPES, ("folder_folders",)),
    "Kaggle's digits": Case(kaggle_digits, _SMALL, _BY_NUMBER, ("table", "table_names", "split")),
    "label last": Case(label_last, _SMALL, SHAPES, ("table_semicolons", "table_no_names")),
    "spreadsheet": Case(
        spreadsheet,
        (4,),
        tuple(sorted(WORDS.values())),
        ("table_encoding", "table_decimal", "table_missing", "table_words", "table_numbering"),
    ),
    "points": Case(points, (2,), SHAPES, ("table_encoding", "table_tabs", "table_features")),
    "as Keras has them": Case(keras, _SMALL, _BY_NUMBER),
    "one-hot fractions": Case(one_hot, (12, 12, 3), _BY_NUMBER, ("names", "scaled", "split")),
    "channels first, -1 to 1": Case(
        channels_first, (12, 12, 3), _BY_NUMBER, ("names", "channels_first", "scaled", "split")
    ),
    "sixteen levels": Case(sixteen_levels, (8, 8, 1), SHAPES, ("names", "flat", "scaled", "split")),
    "only training scaled": Case(training_scaled, _SMALL, _BY_NUMBER, ("parts_scaled",)),
    "slightly above one": Case(slightly_above_one, _SMALL, _BY_NUMBER, ("scaled", "split")),
    "with validation": Case(with_validation, _SMALL, _BY_NUMBER, ("unused",)),
    "class only in test": Case(class_only_in_test, _SMALL, _BY_NUMBER, ("only_in_test",)),
    "labels from one": Case(labels_from_one, _SMALL, ("1", "2", "3"), ("split",)),
    "arrays without names": Case(unnamed, _SMALL, _BY_NUMBER, ("names", "split")),
    ".npy files": Case(npy_pair, _SMALL, SHAPES, ("names", "split")),
    "MNIST's files": Case(mnist_files, _SMALL, _BY_NUMBER),
    "folders of their names": Case(unpacked_beside_folders, _SMALL, _BY_NUMBER),
    "EMNIST's letters": Case(emnist_letters, (28, 28, 1), _LETTERS, ("turned", "mapping")),
    "mnist.pkl.gz": Case(mnist_pickle, _SMALL, _BY_NUMBER, ("flat", "rescaled", "unused")),
    "CIFAR's pickles": Case(cifar_folder, (32, 32, 3), SHAPES),
    "CIFAR's archive": Case(cifar_archive, (32, 32, 3), _BY_NUMBER),
    "SVHN": Case(svhn, (32, 32, 3), tuple("0123456789"), ("test_beside", "ten", "samples_last")),
}
if find_spec("pyarrow") is not None:
    SETS |= {
        "Parquet": Case(parquet_table, (3,), SHAPES, ("table_features", "table_target_words")),
        "pictures in Parquet": Case(parquet_pictures, _SMALL, _BY_NUMBER, ("test_beside", "folder_table")),
    }
