"""A data set of sentences from a text file: a class and a sentence a line, parted by a tab."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnngui.datasets.assembling import Origin
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.words import encoded, vocabulary_of
from cnngui.files.opening import open_regular

_MOST_BYTES = 1_000_000
_TEST_EVERY = 5


def load_sentences(path: Path, origin: Origin, class_names: tuple[str, ...]) -> Dataset:
    """Load a bundled file, whose checksum has been verified.

    Every fifth pair of lines is for testing. A pair is never divided: many are nearly alike but of opposite
    meaning ("a lovely day", "an awful day"), and a network would answer the one by the other's label.
    The vocabulary is of all sentences, so that each can be shown as it was written; words of the test part
    alone keep the embedding they are born with.
    """
    with open_regular(path, _MOST_BYTES) as file:
        lines = file.read().decode("utf-8").splitlines()
    names, sentences = zip(*(line.split("\t") for line in lines), strict=True)
    labels = np.array([class_names.index(name) for name in names], np.int64)
    is_test = np.arange(len(labels)) // 2 % _TEST_EVERY == _TEST_EVERY - 1
    train, test = np.flatnonzero(~is_test), np.flatnonzero(is_test)
    vocabulary = vocabulary_of(sentences)
    x = encoded(sentences, vocabulary)
    return Dataset(
        **vars(origin),
        x_train=x[train],
        y_train=labels[train],
        x_test=x[test],
        y_test=labels[test],
        class_names=class_names,
        vocabulary=vocabulary,
    )
