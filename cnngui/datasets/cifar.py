"""The binary archive of CIFAR-10.

A tar.gz with five files of training pictures and one of test pictures. A record is a byte for the class and
3,072 for the picture: its red, green and blue planes, each of 32 rows ("Binary version" on A. Krizhevsky's
page of the data set).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES, Origin
from cnngui.datasets.dataset import Dataset
from cnngui.errors import CnnguiError
from cnngui.files.opening import open_regular, shown_name, shown_text

INPUT_SHAPE = (32, 32, 3)
TRAIN_FILES = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST_FILE = "test_batch.bin"

_RECORD_BYTES = 1 + 32 * 32 * 3
_MOST_RECORDS = 10_000
_MOST_MEMBERS = 20

_Records = NDArray[np.uint8]


def load_cifar10(path: str | Path, origin: Origin, class_names: Sequence[str]) -> Dataset:
    """Load the pictures, in the order of the files.

    Raises:
        CnnguiError: ``datasets.cifar_damaged``, or the file cannot be read.
    """
    from tarfile import TarError  # here, since few starts read an archive

    shown = shown_name(Path(path).name)
    try:
        records = _records(path)
    except (TarError, zlib.error, EOFError, OSError) as error:
        raise CnnguiError("datasets.cifar_damaged", name=shown, reason=shown_text(error)) from None
    for name in (*TRAIN_FILES, TEST_FILE):
        if name not in records:
            raise CnnguiError("datasets.cifar_damaged", name=shown, reason=f"{name} is missing or no batch")
        if records[name][:, 0].max(initial=0) >= len(class_names):
            raise CnnguiError("datasets.cifar_damaged", name=shown, reason=f"{name} has unknown classes")
    x_train, y_train = _pictures([records[name] for name in TRAIN_FILES])
    x_test, y_test = _pictures([records[TEST_FILE]])
    return Dataset(
        **vars(origin),
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
        class_names=tuple(class_names),
    )


def _records(path: str | Path) -> dict[str, _Records]:
    """Return the records of the files that are wanted, uint8 (records, 3073), by the files' names."""
    import tarfile

    wanted = {*TRAIN_FILES, TEST_FILE}
    found: dict[str, _Records] = {}
    with open_regular(path, MAX_BYTES) as file, tarfile.open(fileobj=file, mode="r:gz") as archive:
        for _ in range(_MOST_MEMBERS):
            if (member := archive.next()) is None:
                break
            name = PurePosixPath(member.name).name
            count, rest = divmod(member.size, _RECORD_BYTES)
            if name in wanted and member.isreg() and not rest and 0 < count <= _MOST_RECORDS:
                stream = archive.extractfile(member)
                assert stream is not None  # a regular member has one
                values = np.frombuffer(stream.read(), np.uint8)
                found[name] = values.reshape(count, _RECORD_BYTES)
    return found


def as_pictures_of(files: Sequence[_Records]) -> NDArray[np.uint8]:
    """Return uint8 (pictures, height, width, channels) of rows of 3,072 values, uint8 (…, 3072)."""
    pictures = np.empty((sum(map(len, files)), *INPUT_SHAPE), np.uint8)
    start = 0
    for rows in files:
        planes = rows.reshape(-1, INPUT_SHAPE[2], *INPUT_SHAPE[:2])
        pictures[start : start + len(rows)] = planes.transpose(0, 2, 3, 1)
        start += len(rows)
    return pictures


def _pictures(files: Sequence[_Records]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return uint8 (pictures, height, width, channels) and int64 (pictures,)."""
    labels = np.concatenate([records[:, 0] for records in files]).astype(np.int64)
    return as_pictures_of([records[:, 1:] for records in files]), labels
