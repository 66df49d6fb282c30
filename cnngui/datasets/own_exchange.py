"""Own samples in one file for others: an .npz that every reader of data sets opens, with the strokes in it.

x_train         uint8 (samples, height, width, channels), as the network reads them
y_train         int64 (samples,), places in class_names
class_names     text (classes,)
ink_points      float64 (points, 2), x and y of all strokes in their order
ink_strokes     int64 (strokes, 2): of which sample, and how many of the points
ink_widths      float64 (strokes,), of the pen
ink_raster      uint8 (bytes,), the pictures of samples without strokes, one behind the other
ink_sizes       int64 (samples, 3), their height, width and channels; 0 where there are strokes
ink_made        float64 (samples,), when each was kept, in seconds since the epoch
"""

from __future__ import annotations

import io
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES
from cnngui.datasets.dataset import STORED_PARTS, Dataset
from cnngui.datasets.ink import Stroke, read_ink
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.labels import plain_text
from cnngui.datasets.loaders import load_own
from cnngui.datasets.named_arrays import INK_ARRAYS
from cnngui.datasets.own_pictures import INK, pictures_of
from cnngui.datasets.own_samples import LONGEST_PX, MOST_SAMPLES, OwnSample, counts
from cnngui.errors import CnnguiError
from cnngui.files.arrays import NpzFile
from cnngui.files.opening import MB, open_regular, shown_text

SUFFIX = ".npz"
_OWN_BYTES = 300 * MB


def npz_of_samples(samples: Sequence[OwnSample], trained_on: InputFormat = INK) -> bytes:
    """Return a file of samples; those of which a network that reads `trained_on` sees nothing are left out.

    Raises:
        CnnguiError: ``samples.none_read``: there is none left.
    """
    x, places = pictures_of(samples, trained_on)
    kept = [samples[place] for place in places.tolist()]
    if not kept:
        raise CnnguiError("samples.none_read")
    names = list(counts(kept))
    strokes = [(place, stroke) for place, sample in enumerate(kept) for stroke in sample.strokes]
    points = [np.array(stroke.points, np.float64) for _, stroke in strokes]
    pictures = [sample.picture for sample in kept]
    arrays: dict[str, NDArray[Any]] = {
        "x_train": x,
        "y_train": np.array([names.index(sample.label) for sample in kept], np.int64),
        "class_names": np.array(names, str),
        "ink_points": np.concatenate(points) if points else np.empty((0, 2)),
        "ink_strokes": np.array([(place, len(each.points)) for place, each in strokes], np.int64).reshape(
            -1, 2
        ),
        "ink_widths": np.array([stroke.width_px for _, stroke in strokes], np.float64),
        "ink_pressed": np.concatenate(
            [np.empty(0), *(stroke.widths or np.ones(len(stroke.points)) for _, stroke in strokes)]
        ),
        "ink_raster": np.concatenate(
            [np.empty(0, np.uint8), *(each.ravel() for each in pictures if each is not None)]
        ),
        "ink_sizes": np.array([_size(each) for each in pictures], np.int64),
        "ink_made": np.array([sample.made_s for sample in kept], np.float64),
    }
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    return content.getvalue()


def read_samples(path: str | Path) -> tuple[OwnSample, ...]:
    """Return the samples of a file: one of ours, pen strokes (`read_ink`), or any data set of pictures.

    Raises:
        CnnguiError: it is damaged or no such file, or holds more than `MOST_SAMPLES`.
    """
    path = Path(path)
    if path.name.lower().endswith((".json", ".json.gz")):
        ink = read_ink(path)
        _check_count(path, len(ink.labels))
        drawn = (
            (strokes, label)
            for strokes, label in zip(ink.drawings, ink.labels.tolist(), strict=True)
            if any(stroke.points for stroke in strokes)
        )
        return tuple(OwnSample.of(str(label), strokes, made_s=time.time()) for strokes, label in drawn)
    if path.is_file() and _is_own(path):
        with NpzFile(path, MAX_BYTES) as file:
            return tuple(_own(file, path))
    return tuple(_foreign(load_own(path), path))


def _is_own(path: Path) -> bool:
    """Whether a file is one of ours; what is wrong with another says who reads it as a data set."""
    with open_regular(path, MAX_BYTES) as stream:
        if stream.read(2) != b"PK":
            return False
    try:
        with NpzFile(path, MAX_BYTES) as file:
            return set(INK_ARRAYS) <= set(file.names)
    except CnnguiError:
        return False


def _foreign(dataset: Dataset, path: Path) -> Iterator[OwnSample]:
    if dataset.x_train.dtype != np.uint8:
        raise CnnguiError("samples.no_pictures", path=shown_text(path))
    _check_count(path, len(dataset.y_train) + len(dataset.y_test))
    now = time.time()
    for name in STORED_PARTS:
        for picture, label in zip(*dataset.part(name), strict=True):
            yield OwnSample.of(dataset.class_names[label], picture=picture.copy(), made_s=now)


def _own(file: NpzFile, path: Path) -> Iterator[OwnSample]:
    if sum(file.header(name).data_bytes for name in INK_ARRAYS) > _OWN_BYTES:
        raise _damaged(path, "it is too large")
    points, strokes, widths, pressed, raster, sizes, made = (file.read(name) for name in INK_ARRAYS)
    labels, names = file.read("y_train"), plain_text(file.read("class_names"), shown="class_names").ravel()
    _check_count(path, len(labels) if labels.ndim else 0)
    _check(path, points, strokes, widths, pressed, raster, sizes, made, labels, names)
    ends = np.cumsum(strokes[:, 1])
    drawn: dict[int, list[Stroke]] = {}
    for place, count, end, width in zip(*strokes.T.tolist(), ends.tolist(), widths.tolist(), strict=True):
        line = tuple((x, y) for x, y in points[end - count : end].tolist())
        shares = tuple(pressed[end - count : end].tolist())
        evenly = all(share == 1 for share in shares)
        drawn.setdefault(place, []).append(Stroke(line, width, () if evenly else shares))
    at = 0
    for place, (height, width, channels) in enumerate(sizes.tolist()):
        length, picture = height * width * channels, None
        if length:
            picture = raster[at : at + length].reshape(height, width, channels)
        at += length
        label = str(names[labels[place]])
        yield OwnSample.of(label, drawn.get(place, ()), picture, float(made[place]))


def _check(path: Path, *arrays: NDArray[Any]) -> None:
    """Raise CnnguiError if the arrays of a file of ours do not fit each other."""
    points, strokes, widths, pressed, raster, sizes, made, labels, names = arrays
    kinds = [(points, "f", 2), (strokes, "i", 2), (widths, "f", 1), (pressed, "f", 1)]
    kinds += [(raster, "u", 1), (sizes, "i", 2), (made, "f", 1), (labels, "iu", 1)]
    if any(array.dtype.kind not in kind or array.ndim != axes for array, kind, axes in kinds):
        raise _damaged(path, "an array is of another kind")
    samples = len(labels)
    if points.shape[1] != 2 or strokes.shape[1] != 2 or sizes.shape != (samples, 3) or len(made) != samples:
        raise _damaged(path, "an array has another shape")
    if len(widths) != len(strokes) or len(pressed) != len(points) or raster.dtype != np.uint8:
        raise _damaged(path, "an array has another shape")
    counted, place, index = strokes[:, 1], strokes[:, 0], labels.astype(np.int64)
    within = (
        (counted > 0).all()
        and (counted <= len(points)).all()
        and int(counted.sum()) == len(points)
        and (place >= 0).all()
        and (place < samples).all()
        and (index >= 0).all()
        and (index < len(names)).all()
        and (sizes >= 0).all()
        and (sizes <= LONGEST_PX).all()
        and set(np.unique(sizes[:, 2]).tolist()) <= {0, 1, 3}
        and sum(map(math.prod, sizes.tolist())) == len(raster)
    )
    finite = all(np.isfinite(array.astype(np.float64)).all() for array in (points, widths, pressed, made))
    sound = finite and (np.abs(points) <= 1e5).all() and (widths > 0).all() and (widths <= 1e3).all()
    sound = sound and (pressed >= 0).all() and (pressed <= 100).all()
    if not within or not sound or (made < 0).any():
        raise _damaged(path, "its numbers do not fit each other")


def _check_count(path: Path, samples: int) -> None:
    if samples > MOST_SAMPLES:
        raise CnnguiError("samples.file_too_many", path=shown_text(path), found=samples, limit=MOST_SAMPLES)


def _damaged(path: Path, reason: str) -> CnnguiError:
    return CnnguiError("samples.damaged", path=shown_text(path), reason=reason)


def _size(picture: NDArray[np.uint8] | None) -> tuple[int, int, int]:
    if picture is None:
        return 0, 0, 0
    height, width = picture.shape[:2]
    return height, width, 1 if picture.ndim == 2 else picture.shape[2]
