"""A set of drawings as data to train on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import Origin, one_sided
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.drawn_sets import MOST_CLASSES, SAMPLES_FOLDER, SetHead, read_head
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_pictures import INK, pictures_of
from cnngui.datasets.own_samples import Contents, OwnSample, SampleFolder
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name

PICTURES = InputFormat(kind="picture", shape=(64, 64, 3))
"""What the samples of a set become with the first picture among them; drawings alone are `INK`."""
LEAST_IN_CLASS = 3
"""From so many samples on a class has one to be tested with."""

_SHARE, _MOST_SHARE, _FROM = 1 / 5, 1 / 3, LEAST_IN_CLASS - 1
_HEX_DIGITS = 8
_FEW_TESTS = 50
_SHOWN = 5


def format_of(samples: Sequence[OwnSample]) -> InputFormat:
    """Return as what the samples of a set are read: ink, or with a photo among them all in colour."""
    return INK if all(sample.is_ink for sample in samples) else PICTURES


def kept_aside(samples: Sequence[OwnSample]) -> NDArray[np.bool_]:
    """Return of which samples, in the order they were made, the test part is: bool (samples,).

    What is drawn decides, by its digest: some fifth of each class, never more than a third, none of its
    first two, and from `LEAST_IN_CLASS` samples on one at least. So a set may grow while a network learns it:
    as what comes is made behind what is there (`cnngui.datasets.own_samples.behind`), what was learned from
    stays that, and what is tested with was never learned. What is deleted takes its own place along alone,
    but for the few that stand there only because a class had none, or too many. Only what is said to be of
    another class, and comes between the samples of that, may be in the other part from then on, and a few
    of those with it.
    """
    tests = np.zeros(len(samples), bool)
    classes: dict[str, list[int]] = {}
    for place, sample in enumerate(samples):
        classes.setdefault(sample.label, []).append(place)
    for members in classes.values():
        tests[list(_of_class(samples, members))] = True
    return tests


def _of_class(samples: Sequence[OwnSample], members: Sequence[int]) -> Sequence[int]:
    drawn: list[int] = []
    for before, place in enumerate(members[_FROM:]):
        # More at first, for the two before: ten have two on average.
        share = _SHARE * (1 + 1 / (before + 1))
        if _digest(samples[place]) < share and len(drawn) <= before * _MOST_SHARE:
            drawn.append(place)
    # The least of all, not the first: one that comes later takes its place only by being tested with itself.
    return drawn or sorted(members[_FROM:], key=lambda place: _digest(samples[place]))[:1]


def _digest(sample: OwnSample) -> float:
    """Return a number from 0 to 1 that follows from what is drawn, spread evenly."""
    return float(int(sample.key[:_HEX_DIGITS], 16) / 16**_HEX_DIGITS)


def load_drawn(
    path: Path, origin: Origin, progress: Callable[[int, int], None] = lambda done, total: None
) -> Dataset:
    """Return the data set of a folder of `drawn_sets`; a class without samples is left out.

    Raises:
        CnnguiError: ``drawn.too_few_classes``, ``drawn.more_classes`` than `MOST_CLASSES`, ``drawn.too_few``
            if no class has `LEAST_IN_CLASS` samples, or it is damaged.
    """
    contents = SampleFolder(path / SAMPLES_FOLDER).read()
    head = read_head(path).with_classes_of(contents.samples)
    samples, trained_on = contents.samples, format_of(contents.samples)
    progress(0, 1)
    x, places = pictures_of(samples, trained_on)
    progress(1, 1)
    read = [samples[place] for place in places.tolist()]
    there = {sample.label for sample in read}
    names = tuple(name for name in head.names if name in there)
    if len(names) < len(there):
        raise CnnguiError("drawn.more_classes", name=head.name, limit=MOST_CLASSES)
    if len(names) < 2:
        raise CnnguiError("drawn.too_few_classes", name=head.name)
    places_of = {name: place for place, name in enumerate(names)}
    y = np.array([places_of[sample.label] for sample in read], np.int64)
    tests = kept_aside(read)
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
        pictures = sum(not sample.is_ink for sample in samples)
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
