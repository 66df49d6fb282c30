"""From a sentence to the numbers of its words, and back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

PADDING, UNKNOWN = 0, 1
"""Ids that are no word: what fills up short sentences, and every word the vocabulary lacks."""

UNKNOWN_WORD = "□"
"""What stands for an unknown word where a sentence is made of its ids again."""

SENTENCE_WORDS = 16
"""Words a network reads of a sentence; what goes beyond is cut off."""

MOST_WORDS = 1_000
"""Ids at most, padding and unknown included: the `input_dim` of an Embedding that takes every one."""

# Letters of any script, with an apostrophe inside: "don't" is one word.
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")


def spans_of(text: str) -> list[tuple[int, int, str]]:
    """Return where each word of `text` begins and ends, and the word in lower case."""
    plain = text.replace("’", "'")
    return [(found.start(), found.end(), found.group().lower()) for found in _WORD.finditer(plain)]


def words_of(text: str) -> list[str]:
    """Return the words of `text` in lower case; punctuation only parts them."""
    return [word for _, _, word in spans_of(text)]


def vocabulary_of(sentences: Iterable[str], most: int = MOST_WORDS) -> tuple[str, ...]:
    """Return the words by id: the most frequent first, from id 2 on; the first two are no words.

    Words that are equally frequent stand in the order in which they first occur.
    """
    counts = Counter(word for sentence in sentences for word in words_of(sentence))
    return ("", UNKNOWN_WORD, *(word for word, _ in counts.most_common(most - 2)))


def encoded(
    sentences: Sequence[str], vocabulary: Sequence[str], length: int = SENTENCE_WORDS
) -> NDArray[np.int32]:
    """Return int32 (sentences, length): each word's id, zeros behind the last one."""
    ids = {word: index for index, word in enumerate(vocabulary)}
    made = np.full((len(sentences), length), PADDING, np.int32)
    for row, sentence in zip(made, sentences, strict=True):
        known = [ids.get(word, UNKNOWN) for word in words_of(sentence)[:length]]
        row[: len(known)] = known
    return made


def sentence_of(ids: NDArray[Any], vocabulary: Sequence[str]) -> str:
    """Return the words of int32 (words,), parted by spaces; unknown ones as `UNKNOWN_WORD`."""
    return " ".join(vocabulary[int(index)] for index in ids if index != PADDING)


def sample_text(sample: NDArray[Any], vocabulary: Sequence[str] = ()) -> str:
    """Return a row of numbers or a sentence as a person writes it, "" for a picture."""
    if sample.ndim > 1:
        return ""
    return sentence_of(sample, vocabulary) if vocabulary else ", ".join(f"{value:g}" for value in sample)
