"""A set of drawings as data to train on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import Origin, one_sided
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.drawn_sets import SAMPLES_FOLDER, SetHead, read_head
from cnngui.datasets.ink_like import ink_like
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_pictures import INK, pictures_of
from cnngui.datasets.own_samples import Contents, OwnSample, SampleFolder
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name

PICTURES = InputFormat(kind="picture", shape=(64, 64, 3))
"""What the samples of a set become with the first picture among them; drawings alone are `INK`."""
LEAST_IN_CLASS = 3
"""From so many samples on a class has one to be tested with."""

_EVERY, _FROM = 5, 2
_FEW_TESTS = 50
_SHOWN = 5


def format_of(samples: Sequence[OwnSample]) -> InputFormat:
    """Return as what the samples of a set are read: ink, or with a photo among them all in colour."""
    return INK if all(map(is_ink, samples)) else PICTURES


def is_ink(sample: OwnSample) -> bool:
    """Return whether a sample is drawn, or a square grey picture of a drawing, as sets are exported."""
    picture = sample.picture
    if sample.strokes or picture is None:
        return bool(sample.strokes)
    return picture.ndim == 2 and ink_like(picture[np.newaxis, ..., np.newaxis]) is not None


def is_test(place: int) -> bool:
    """Return whether the sample at a place in its class, from 0 in the order they were made, is tested with.

    Every fifth is, from the third on. So a set may grow while a network learns it: what was learned from
    stays that, and what is tested with was never learned.
    """
    return place % _EVERY == _FROM


def kept_aside(samples: int) -> int:
    """Return how many of the samples of a class are tested with."""
    return sum(map(is_test, range(samples)))


def load_drawn(
    path: Path, origin: Origin, progress: Callable[[int, int], None] = lambda done, total: None
) -> Dataset:
    """Return the data set of a folder of `drawn_sets`; a class without samples is left out.

    Raises:
        CnnguiError: ``drawn.too_few_classes``, ``drawn.too_few`` if no class has `LEAST_IN_CLASS` samples, or
            it is damaged.
    """
    contents = SampleFolder(path / SAMPLES_FOLDER).read()
    head = read_head(path).with_classes_of(contents.samples)
    samples, trained_on = contents.samples, format_of(contents.samples)
    progress(0, 1)
    x, places = pictures_of(samples, trained_on)
    progress(1, 1)
    labels = [samples[place].label for place in places.tolist()]
    names = tuple(name for name in head.names if name in set(labels))
    if len(names) < 2:
        raise CnnguiError("drawn.too_few_classes", name=head.name, classes=len(names))
    y = np.array([names.index(label) for label in labels], np.int64)
    tests = _tests(y, len(names))
    if not tests.any():
        raise CnnguiError("drawn.too_few", name=head.name, least=LEAST_IN_CLASS)
    divided = [y[~tests], y[tests]]
    notes = [
        Note("drawn.note_read", {"samples": len(y), "classes": len(names)}),
        *_told_tests(int(tests.sum()), int((~tests).sum())),
        *_left_out(head, contents, names, len(samples) - len(y)),
        *one_sided(divided, names),
    ]
    if trained_on == PICTURES:
        pictures = sum(not is_ink(sample) for sample in samples)
        height, width, _ = PICTURES.shape
        notes.insert(1, Note("drawn.note_pictures", {"pictures": pictures, "height": height, "width": width}))
    return Dataset(
        key=origin.key,
        label=head.name,
        source=origin.source,
        licence=origin.licence,
        x_train=x[~tests],
        y_train=divided[0],
        x_test=x[tests],
        y_test=divided[1],
        class_names=names,
        notes=tuple(notes),
    )


def _tests(labels: NDArray[np.int64], classes: int) -> NDArray[np.bool_]:
    """Return of which samples the test part is, each class divided alike."""
    tests = np.zeros(len(labels), bool)
    for label in range(classes):
        members = np.flatnonzero(labels == label)
        tests[[member for place, member in enumerate(members.tolist()) if is_test(place)]] = True
    return tests


def _told_tests(tests: int, train: int) -> Iterator[Note]:
    yield Note("drawn.note_test", {"test": tests, "train": train})
    if tests < _FEW_TESTS:
        yield Note("drawn.note_few", {"percent": 100 / tests})


def _left_out(head: SetHead, contents: Contents, names: Sequence[str], no_ink: int) -> Iterator[Note]:
    if empty := [name for name in head.names if name not in names]:
        more = " …" if len(empty) > _SHOWN else ""
        yield Note("drawn.note_empty", {"names": ", ".join(map(shown_name, empty[:_SHOWN])) + more})
    if no_ink:
        yield Note("drawn.note_no_ink", {"count": no_ink})
    if contents.damaged:
        files = ", ".join(shown_name(name) for name, _ in contents.damaged[:_SHOWN])
        yield Note("drawn.note_damaged", {"count": len(contents.damaged), "names": files})
