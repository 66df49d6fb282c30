"""Datasets in a table, of text or in Parquet: a picture a line, or some numbers a line, and its class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cnngui.datasets.assembling import Origin
from cnngui.datasets.beside import file_to_test, joined
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.feature_table import load_features
from cnngui.datasets.picture_store import holds_pictures
from cnngui.datasets.pixel_table import load_pixels
from cnngui.datasets.table_layout import holds_pixels
from cnngui.datasets.table_text import (
    DELIMITERS,
    UTF_16_MARKS,
    TextFile,
    delimiter_of,
    first_lines,
    opened_text,
)
from cnngui.errors import CnnguiError
from cnngui.files.parquets import PARQUET_MAGIC

_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1f]")
_WORDS = {"\t": "tabs", ";": "semicolons", "|": "bars"}


def looks_like_table(path: Path, start: bytes) -> bool:
    """Whether a file that begins with `start` is Parquet, or text with cells in any encoding of tables."""
    if start.startswith(PARQUET_MAGIC):
        return not holds_pictures(path, start)
    first = start.lstrip().split(b"\n")[0]
    text = not _CONTROL.search(start) and not start.lstrip().startswith((b"{", b"[", b"<"))
    return start.startswith(UTF_16_MARKS) or (text and any(each.encode() in first for each in DELIMITERS))


def load_table(path: str | Path, origin: Origin) -> Dataset:
    """Load a table of pixels or of features; notes say how it was taken.

    Where one is called like mnist_train.csv, the mnist_test.csv beside it is its test part, if it has labels.

    Raises:
        CnnguiError: a file that is missing, hostile or no such table, with line and column of what is wrong.
    """
    dataset = _loaded(Path(path), origin)
    test = file_to_test(Path(path))
    if test is None:
        return dataset
    try:
        return joined(dataset, _loaded(test, origin), test.name) or dataset
    except CnnguiError:  # competitions keep the labels of their test for themselves
        return dataset


def _loaded(path: Path, origin: Origin) -> Dataset:
    with opened_text(path) as text:
        lines = first_lines(text)
        delimiter = "," if text.made else delimiter_of(lines)
        load = load_pixels if holds_pixels(lines, delimiter, named=text.made) else load_features
        dataset = load(text, delimiter, origin)
    notes = [note for note in dataset.notes if not (text.made and note.code == "datasets.note_table_names")]
    return replace(dataset, notes=(*_notes(text, delimiter), *notes))


def _notes(text: TextFile, delimiter: str) -> Iterator[Note]:
    if text.told != "UTF-8":
        yield Note("datasets.note_table_encoding", {"encoding": text.told})
    if delimiter != ",":
        yield Note(f"datasets.note_table_{_WORDS[delimiter]}")
