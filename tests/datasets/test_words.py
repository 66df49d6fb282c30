from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets.words import (
    MOST_WORDS,
    encoded,
    sample_text,
    sentence_of,
    spans_of,
    vocabulary_of,
    words_of,
)

SENTENCES = ("The soup was cold.", "The waiter was not cold!", "the end")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" …?! ", []),
        ("I don't, you DON’T.", ["i", "don't", "you", "don't"]),
        ("was'nt' 'quoted'", ["was'nt", "quoted"]),
        ("well-known, 12 times", ["well", "known", "12", "times"]),
        ("Käse schön 좋아요", ["käse", "schön", "좋아요"]),
        ("one\ntwo\tthree", ["one", "two", "three"]),
    ],
)
def test_words_are_letters_in_lower_case(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_each_word_is_told_where_it_stands() -> None:
    text = "It’s GOOD, isn't it?"
    assert [text[start:end] for start, end, _ in spans_of(text)] == ["It’s", "GOOD", "isn't", "it"]
    assert [word for _, _, word in spans_of(text)] == words_of(text)


def test_the_most_frequent_word_comes_first_behind_the_two_that_are_no_words() -> None:
    vocabulary = vocabulary_of(SENTENCES)
    assert vocabulary[:5] == ("", "□", "the", "was", "cold")
    assert vocabulary[5:] == ("soup", "waiter", "not", "end")
    assert vocabulary_of(SENTENCES, most=4) == ("", "□", "the", "was")
    many = [f"word{chr(97 + i // 26 % 26)}{chr(97 + i % 26)}{chr(97 + i // 676)}" for i in range(2_000)]
    assert len(vocabulary_of(many)) == MOST_WORDS


def test_a_sentence_is_the_places_of_its_words_and_zeros_behind() -> None:
    vocabulary = vocabulary_of(SENTENCES)
    ids = encoded(["The COLD waiter slept", "", "the the the the the the the"], vocabulary, length=6)
    assert ids.dtype == np.int32
    assert ids.tolist() == [[2, 4, 6, 1, 0, 0], [0] * 6, [2] * 6]


def test_what_was_encoded_is_read_back() -> None:
    vocabulary = vocabulary_of(SENTENCES)
    for sentence, ids in zip(SENTENCES, encoded(SENTENCES, vocabulary), strict=True):
        assert sentence_of(ids, vocabulary) == " ".join(words_of(sentence))
    assert sentence_of(encoded(["the □ end, sir"], vocabulary)[0], vocabulary) == "the end □"


def test_samples_are_written_as_a_person_would() -> None:
    assert sample_text(np.float32([0, 1])) == "0, 1"
    assert sample_text(np.float32([0.25, -3])) == "0.25, -3"
    assert sample_text(np.int32([2, 3, 0]), vocabulary_of(SENTENCES)) == "the was"
    assert sample_text(np.zeros((2, 2, 1), np.uint8)) == ""
