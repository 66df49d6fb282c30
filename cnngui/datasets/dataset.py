"""The value that everything after loading works with: labelled pictures, rows of numbers or sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.groups import Groups
from cnngui.datasets.picture_sizes import CountedSize
from cnngui.datasets.preparation import AS_IT_CAME, Preparation
from cnngui.datasets.stored_samples import StoredSamples, blocks, joined, stored
from cnngui.messages import text

Pictures = NDArray[np.uint8]
Samples = NDArray[Any]
Labels = NDArray[np.int64]

StoredPart = Literal["train", "test"]
STORED_PARTS: tuple[StoredPart, ...] = ("train", "test")
"""The parts that every data set comes in."""


def other_part(name: StoredPart) -> StoredPart:
    """Return the part that is not this one."""
    return "test" if name == "train" else "train"


_BLOCK = 4_000_000
_AXES = {"uint8": 3, "float32": 1, "int32": 1}
"""What samples may be, by their type, and how many axes one has: a picture, a row, a sentence."""


@dataclass(frozen=True)
class Note:
    """Something to know about how a file was read; a code of the message table with its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return text(self.code, **self.values)


@dataclass(frozen=True, eq=False)
class Undivided:
    """Where samples stand among all of the data, in whatever parts.

    Attributes:
        key: the same for the same samples, however they are divided and their pixels prepared.
        homes: int64 (samples,), the place of each among all, those of the training part first.
    """

    key: str
    homes: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Labelled samples with a training and a test part. The arrays are read-only.

    Args:
        key: a name of the catalogue, or the path of a file or folder.
        label: how it is called in lists.
        x_train, x_test: pictures, uint8 (samples, height, width, channels), 0..255; or rows of numbers,
            float32 (samples, values); or sentences, int32 (samples, words), indices into `vocabulary`.
            Pictures that do not fit into memory are `StoredSamples`, which are indexed as arrays are.
        y_train, y_test: int64 (samples,), class index 0..classes-1.
        class_names: one a class, in the order of the indices.
        source, licence: whom to thank and what is allowed; empty for a user's own files.
        notes: what was changed or assumed on reading.
        vocabulary: the words of sentences (`cnngui.datasets.words`); empty for all else.
        complete: these are all samples there can be, as the four of XOR are: nothing can be held back, and
            the test part is the training part.
        edited: what a person's edits (`cnngui.datasets.edits`) were made to; None for data as they came.
        preparation: how they were prepared: pixels and parts are so already, numbers are to be made so.
        content: the same for the same samples in the same places, however their pixels are prepared; "" where
            the fingerprint is that.
        sample_groups: int64 (samples to train on, then those to test,), which group each is of where samples
            of a group stay in one part, in what is held back to validate too; None without groups.
        divided_from: where the samples stand among all; None for the order in which they are.
        sizes: of pictures that were read from files, how many came with each width and height; else ().

    Raises:
        ValueError: arrays that do not fit together; loaders give clear errors before it comes to that.
    """

    key: str
    label: str
    x_train: Samples
    y_train: Labels
    x_test: Samples
    y_test: Labels
    class_names: tuple[str, ...]
    source: str
    licence: str
    notes: tuple[Note, ...] = ()
    vocabulary: tuple[str, ...] = ()
    complete: bool = False
    edited: Edited | None = None
    preparation: Preparation = AS_IT_CAME
    content: str = ""
    sample_groups: Labels | None = None
    sizes: tuple[CountedSize, ...] = ()
    divided_from: Undivided | None = None

    def __post_init__(self) -> None:
        kind = self.x_train.dtype
        for x, y in ((self.x_train, self.y_train), (self.x_test, self.y_test)):
            fits = x.dtype == kind and y.dtype == np.int64 and x.shape == (*y.shape, *self.input_shape)
            if not fits or _AXES.get(kind.name) != len(self.input_shape):
                raise ValueError(
                    f"{x.dtype} {x.shape} and {y.dtype} {y.shape} are no samples with their labels"
                )
        count = len(self.y_train) + len(self.y_test)
        if self.sample_groups is not None and self.sample_groups.shape != (count,):
            raise ValueError(f"groups {self.sample_groups.shape} are none of {count} samples")
        if bool(self.vocabulary) != (kind == np.int32):
            raise ValueError("sentences, and nothing else, have a vocabulary")
        for name in ("x_train", "y_train", "x_test", "y_test"):
            if isinstance(getattr(self, name), StoredSamples):
                continue  # which cannot be written
            view = getattr(self, name).view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Of every sample: (height, width, channels), (values,) or (words,)."""
        return self.x_train.shape[1:]

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.class_names)

    def part(self, name: StoredPart) -> tuple[Samples, Labels]:
        """Return samples and labels of a part."""
        return (self.x_train, self.y_train) if name == "train" else (self.x_test, self.y_test)

    def taken(self, name: StoredPart, places: NDArray[np.int64]) -> Samples:
        """Return samples by the places at which whoever looks at one part counts them.

        Args:
            places: those behind the part's last sample are of the other part, counted on. All of the part in
                its order is no copy.
        """
        (samples, _), (others, _) = self.part(name), self.part(other_part(name))
        own = places < len(samples)
        if own.all():
            whole = np.array_equal(places, np.arange(len(samples)))
            return samples if whole else samples[places]
        found = np.empty((len(places), *self.input_shape), samples.dtype)
        found[own], found[~own] = samples[places[own]], others[places[~own] - len(samples)]
        return found

    def left(self, name: StoredPart, places: NDArray[np.int64]) -> Samples:
        """Return samples as `taken` does, but those of a file unread."""
        (samples, _), (others, _) = self.part(name), self.part(other_part(name))
        if stored(samples) is None:
            return self.taken(name, places)
        left: Samples = joined(samples, others).take(places)
        return left

    @property
    def class_counts(self) -> tuple[int, ...]:
        """How many samples of its training part each class has."""
        return tuple(np.bincount(self.y_train, minlength=self.classes).tolist())

    @cached_property
    def channel_figures(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Mean and standard deviation of each channel of the training pictures, in 0..255; exact, as floats.

        The deviation of a channel that is the same everywhere is 1, so that it can be divided by.
        """
        counts = np.zeros((self.x_train.shape[-1], 256), np.int64)
        for block in blocks(self.x_train, _BLOCK):
            pixels = block.reshape(-1, block.shape[-1])
            for start in range(0, len(pixels), _BLOCK):
                for channel in range(pixels.shape[1]):
                    counts[channel] += np.bincount(pixels[start : start + _BLOCK, channel], minlength=256)
        count = max(1, int(counts[0].sum()))
        levels = np.arange(256)
        means = counts @ levels / count
        squares = counts @ np.square(levels) / count - np.square(means)
        deviations = np.sqrt(np.maximum(squares, 0))
        return tuple(means.tolist()), tuple(np.where(deviations > 0, deviations, 1).tolist())

    def fingerprint(self, waiting: Callable[[], None] = lambda: None) -> str:
        """Return a sha256 of samples, labels, class names and words, the same wherever they were read from.

        A checkpoint that holds it can tell whether it goes on with the data it began with. Computed once.

        Args:
            waiting: called time and again where that takes a while; what it raises ends it.
        """
        if (known := vars(self).get("_fingerprint")) is None:
            self.remember_fingerprint(known := self._computed_fingerprint(waiting))
        told: str = known
        return told

    @property
    def edits_key(self) -> str:
        """What a person's edits to the data are kept under: they stay when pixels are prepared otherwise."""
        return self.content or self.fingerprint()

    @property
    def undivided(self) -> Undivided:
        """Where the samples stand among all of the data; of data with edits, those as they came."""
        if self.divided_from is not None:
            return self.divided_from
        return Undivided(self.edits_key, np.arange(len(self.y_train) + len(self.y_test)))

    def called(self, key: str) -> Dataset:
        """Return the same data with another key, and with what is known of them."""
        if key == self.key:
            return self
        renamed = replace(self, key=key)
        if known := vars(self).get("_fingerprint"):
            renamed.remember_fingerprint(known)
        return renamed

    def remember_fingerprint(self, known: str) -> None:
        """Take `known` for the fingerprint: it was computed of these very samples before."""
        vars(self)["_fingerprint"] = known

    def _computed_fingerprint(self, waiting: Callable[[], None]) -> str:
        digest = hashlib.sha256(repr(self.class_names).encode("utf-8", "surrogatepass"))
        for array in (self.x_train, self.y_train, self.x_test, self.y_test):
            digest.update(repr((array.shape, array.dtype.name)).encode())
            for block in blocks(array):
                digest.update(block.data)
                waiting()
        if self.vocabulary:
            digest.update(repr(self.vocabulary).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Edited:
    """What edited data were before.

    Attributes:
        original: the data as they came.
        train, test: int64, ascending: where the samples of each part came from (see `Dataset.taken`).
        mended: how many labels are others. excluded: how many samples were left out. moved: how many belong
            to another part. regrouped: how many classes have another name, or count as another class.
        groups: which classes are one.
    """

    original: Dataset
    train: NDArray[np.int64]
    test: NDArray[np.int64]
    mended: int
    excluded: int
    moved: int
    regrouped: int
    groups: Groups

    def labels(self, name: StoredPart) -> Labels:
        """Return the labels of the samples of a part as they came, class indices of `original`."""
        own, others = self.original.part(name)[1], self.original.part(other_part(name))[1]
        return np.concatenate([own, others])[self.kept(name)]

    def kept(self, name: StoredPart) -> NDArray[np.int64]:
        """Return the places in `original` of the samples that a part has."""
        return self.train if name == "train" else self.test
