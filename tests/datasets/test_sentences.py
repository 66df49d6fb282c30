"""The two data sets that are no pictures."""

from __future__ import annotations

import numpy as np

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.words import MOST_WORDS, SENTENCE_WORDS, UNKNOWN, sample_text, words_of
from cnngui.files import folders

LINES = (folders.resources() / "sentences" / "sentences.tsv").read_text("utf-8").splitlines()


def test_xor_is_its_truth_table() -> None:
    data = load_dataset("xor")
    assert data.complete
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        first, second = x.T.astype(bool)
        assert len(x) == 4
        np.testing.assert_array_equal(y, np.logical_xor(first, second))


def test_the_sentences_are_different_and_short_and_of_two_classes_alike() -> None:
    data = load_dataset("sentences")
    told = [line.split("\t")[1] for line in LINES]
    assert len({" ".join(words_of(sentence)) for sentence in told}) == len(told) == 600
    assert max(len(words_of(sentence)) for sentence in told) <= SENTENCE_WORDS
    assert len(data.vocabulary) <= MOST_WORDS
    for part in (data.y_train, data.y_test):
        assert np.bincount(part).tolist() == [len(part) // 2] * 2


def test_every_sentence_is_read_back_with_its_own_label_and_in_one_part_only() -> None:
    data = load_dataset("sentences")
    wanted = {" ".join(words_of(text)): name for name, text in (line.split("\t") for line in LINES)}
    found = {}
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert not (x == UNKNOWN).any()
        texts = [sample_text(sample, data.vocabulary) for sample in x]
        assert not found.keys() & set(texts)
        found |= {text: data.class_names[label] for text, label in zip(texts, y, strict=True)}
    assert found == wanted


def test_no_single_word_gives_the_answer_away() -> None:
    data = load_dataset("sentences")
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        holds = np.stack([(x == word).any(axis=1) for word in range(2, len(data.vocabulary))])
        right = (holds == y.astype(bool)).mean(axis=1)
        assert max(right.max(), 1 - right.min()) < 0.6


def test_pairs_of_opposites_are_never_divided() -> None:
    """A network would answer the one sentence by the label of the other."""
    data = load_dataset("sentences")
    train = {sample_text(sample, data.vocabulary) for sample in data.x_train}
    inside = [" ".join(words_of(line.split("\t")[1])) in train for line in LINES]
    assert inside[::2] == inside[1::2]
