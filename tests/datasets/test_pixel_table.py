"""Tables of pixels as they are handed round, and as nobody should write them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnngui.datasets import assembling, pixel_table, table_layout, table_text
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.errors import CnnguiError
from tests.datasets.crafted import refused

RANDOM = np.random.default_rng(5)
X = RANDOM.integers(0, 256, (40, 49))
Y = np.arange(40) % 4
NAMES = ["label", *(f"pixel{number}" for number in range(49))]

DIGITS = "7391048265" * 4 + "739104826"

Rows = list[list[Any]]


def rows(label_last: bool = False, x: Any = X, y: Any = Y) -> Rows:
    return [[*pixels, label] if label_last else [label, *pixels] for pixels, label in zip(x, y, strict=True)]


def written(table: Rows, delimiter: str = ",", end: str = "\n") -> bytes:
    return "".join(delimiter.join(map(str, row)) + end for row in table).encode()


def load(folder: Path, content: bytes, name: str = "some.csv") -> Dataset:
    (folder / name).write_bytes(content)
    return load_dataset(folder / name)


def told(folder: Path, content: bytes) -> CnnguiError:
    with pytest.raises(CnnguiError) as caught:
        load(folder, content)
    assert all(caught.value.message().as_dict().values())
    return caught.value


def pictures_by_label(data: Dataset) -> dict[str, list[list[int]]]:
    """Return the pixels of every picture under its class, as they were in no order."""
    x = np.concatenate([data.x_train, data.x_test]).reshape(-1, int(np.prod(data.input_shape)))
    y = np.concatenate([data.y_train, data.y_test])
    return {name: sorted(x[y == index].tolist()) for index, name in enumerate(data.class_names)}


def expected(x: Any = X, y: Any = Y) -> dict[str, list[list[int]]]:
    return {str(label): sorted(x[np.asarray(y) == label].tolist()) for label in np.unique(y)}


TABLES: dict[str, Callable[[], bytes]] = {
    "as competitions have it": lambda: written([NAMES, *rows()]),
    "label behind": lambda: written([[*NAMES[1:], "class"], *rows(label_last=True)]),
    "without names": lambda: written(rows()),
    "label behind, without names": lambda: written(rows(label_last=True)),
    "names that count up": lambda: written([["label", *range(49)], *rows()]),
    "names that only count": lambda: written([list(range(50)), *rows()]),
    "names that are numbers, but for the label's": lambda: written([["class", *DIGITS], *rows()]),
    "the same, label behind": lambda: written([[*DIGITS, "class"], *rows(label_last=True)]),
    "numbered by pandas": lambda: written(
        [["", *NAMES], *([index, *row] for index, row in enumerate(rows()))]
    ),
    "numbered, label behind": lambda: written(
        [["id", *NAMES[1:], "y"], *([index, *row] for index, row in enumerate(rows(True)))]
    ),
    "semicolons": lambda: written([NAMES, *rows()], ";"),
    "tabs": lambda: written([NAMES, *rows()], "\t"),
    "byte order mark, line ends of Windows": lambda: b"\xef\xbb\xbf" + written([NAMES, *rows()], end="\r\n"),
    "quoted": lambda: written([[f'"{cell}"' for cell in row] for row in [NAMES, *rows()]]),
    "bars": lambda: written([NAMES, *rows()], "|"),
    "Unicode text of Excel": lambda: written([NAMES, *rows()], "\t").decode().encode("utf-16"),
    "spaces and blank lines": lambda: b"\n" + written([NAMES, *rows()], " , ", "\n\n"),
    "no end after the last line": lambda: written([NAMES, *rows()]).rstrip(b"\n"),
    "whole numbers as fractions": lambda: written([NAMES, *rows(x=X.astype(float), y=Y.astype(float))]),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_the_usual_ways_to_write_a_table_give_the_same_pictures(
    tmp_path: Path, table: Callable[[], bytes]
) -> None:
    data = load(tmp_path, table())
    assert data.input_shape == (7, 7, 1)
    assert data.x_train.dtype == np.uint8
    assert pictures_by_label(data) == expected()
    assert (len(data.x_train), len(data.x_test)) == (32, 8)


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    assert load(tmp_path, written(rows()), "train.dat").classes == 4


def test_labels_may_be_words(tmp_path: Path) -> None:
    words = np.array(["고양이", "dog", "cow", "nan"])[Y]
    for last in (False, True):
        data = load(tmp_path, written(rows(last, y=words)))
        assert data.class_names == ("cow", "dog", "nan", "고양이")
        assert pictures_by_label(data) == expected(y=words)


def test_labels_that_are_numbers_stand_in_the_order_of_numbers(tmp_path: Path) -> None:
    assert load(tmp_path, written(rows(y=Y * 5 + 5))).class_names == ("5", "10", "15", "20")


@pytest.mark.parametrize("last", [False, True])
def test_columns_without_names_are_told_apart_by_what_they_hold(tmp_path: Path, last: bool) -> None:
    """The border of digits is always empty; and a column of classes has no gaps, where pixels have."""
    for border in (np.zeros(40, int), RANDOM.integers(0, 2, 40) * 255):
        x = X.copy()
        x[:, [0, -1]] = border[:, None]
        assert pictures_by_label(load(tmp_path, written(rows(last, x=x)))) == expected(x)
        in_order = np.argsort(Y)
        assert pictures_by_label(load(tmp_path, written(rows(last, x[in_order], Y[in_order])))) == expected(x)


@pytest.mark.parametrize("mark", [".", ","])
def test_fractions_are_brightness_too(tmp_path: Path, mark: str) -> None:
    content = written(rows(x=np.round(X / 255, 6)), ";").replace(b".", mark.encode())
    data = load(tmp_path, content)
    assert pictures_by_label(data) == expected()
    assert "datasets.note_rescaled" in [note.code for note in data.notes]


def test_fractions_may_begin_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixel_table, "_BLOCK_CHARACTERS", 100)
    x = np.where(np.arange(40)[:, None] < 20, X // 255, np.round(X / 255, 6))
    assert pictures_by_label(load(tmp_path, written(rows(x=x)))) == expected(np.rint(x * 255).astype(int))


def test_blocks_are_put_together_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load(tmp_path, written([NAMES, *rows()]))
    monkeypatch.setattr(pixel_table, "_BLOCK_CHARACTERS", 50)
    assert load(tmp_path, written([NAMES, *rows()])).fingerprint() == whole.fingerprint()


@pytest.mark.parametrize("planes", [False, True])
def test_colours_come_in_either_order(tmp_path: Path, planes: bool) -> None:
    slopes = np.linspace(0, 120, 8)
    pictures = (slopes[:, None, None] + slopes[None, :, None] + np.array([0, 5, 10])).astype(int)
    x = np.repeat(pictures[None], 20, axis=0) + np.arange(20)[:, None, None, None] % 5
    flat = (x.transpose(0, 3, 1, 2) if planes else x).reshape(20, -1)
    data = load(tmp_path, written(rows(x=flat, y=np.arange(20) % 2)))
    assert data.input_shape == (8, 8, 3)
    assert pictures_by_label(data) == expected(x.reshape(20, -1), np.arange(20) % 2)
    assert f"datasets.note_table_{'planes' if planes else 'triples'}" in [note.code for note in data.notes]


def test_what_was_found_is_said(tmp_path: Path) -> None:
    data = load(tmp_path, written([["", *NAMES], *([index, *row] for index, row in enumerate(rows()))]))
    assert [str(note) for note in data.notes] == [
        "Each of 40 lines was read as a picture of 7×7 with its label in column 2.",
        "The first line was taken for the names of the columns.",
        "The first column numbers the lines; it was left out.",
        "There is no test part: 8 pictures were set aside for testing, 32 remain.",
    ]
    data = load(tmp_path, written(rows(label_last=True)))
    assert "label in column 50" in str(data.notes[0])
    assert "names no columns" in str(data.notes[1])


CELL = "datasets.table_cell"


@pytest.mark.parametrize(
    ("line", "column", "cell"),
    [(1, 3, "x"), (3, 2, ""), (5, 10, "256"), (40, 4, "-1"), (7, 5, "nan"), (8, 6, "1e999"), (9, 7, "1 2")],
)
@pytest.mark.parametrize("last", [False, True])
def test_a_bad_cell_is_told_by_line_and_column(
    tmp_path: Path, line: int, column: int, cell: str, last: bool
) -> None:
    table = rows(last)
    column -= last
    table[line - 1][column - 1] = cell
    error = told(tmp_path, written(table))
    place = (error.code, error.values["line"], error.values["column"], error.values["found"])
    assert place == (CELL, line, column, cell or "-")


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    table = rows()
    table[4][2] = "?"
    assert told(tmp_path, b"\n\n" + written([NAMES, *table], end="\n\n")).values["line"] == 13


def with_line(line: int, content: str) -> bytes:
    lines = written([NAMES, *rows()]).split(b"\n")
    lines[line - 1] = content.encode("latin-1")
    return b"\n".join(lines)


@pytest.mark.parametrize(
    ("content", "code", "values"),
    [
        (with_line(9, "1,2,3"), "table_columns", {"line": 9, "found": 3, "expected": 50}),
        (with_line(9, ",1" * 49), "table_label", {"line": 9, "column": 1}),
        (with_line(9, "a" * 201 + ",1" * 49), "table_label", {"line": 9, "column": 1}),
        (with_line(9, "\x81" + ",1" * 49), "table_no_text", {"line": 9}),
        (written([NAMES[1:], *(row[1:] for row in rows())]), "table_no_label", {"columns": 49}),
        (written([[*NAMES, "more"], *([*row, 0] for row in rows())]), "table_size", {"columns": 51}),
        (written([[*NAMES[1:5], "Label", *NAMES[5:]], *rows()]), "table_label_inside", {"found": "Label"}),
        (written([NAMES]), "no_pictures", {}),
        (written([NAMES, *rows(y=Y * 0)]), "one_class", {}),
        (written([NAMES, *rows()][:3]), "too_few_pictures", {}),
    ],
)
def test_what_is_no_table_of_pixels_is_refused(
    tmp_path: Path, content: bytes, code: str, values: dict[str, Any]
) -> None:
    error = told(tmp_path, content)
    assert error.code == f"datasets.{code}"
    assert error.values.items() >= values.items()


@pytest.mark.parametrize("content", [b'{"a": 1, "b": 2}\n', b"<p>,</p>", b"only words\n", b"\x89PNG,\x1a"])
def test_what_looks_like_no_table_is_told_with_what_can_be_loaded(tmp_path: Path, content: bytes) -> None:
    error = told(tmp_path, content)
    assert error.code == "datasets.unknown_format"
    assert ".csv, .tsv or .parquet" in str(error)


LIMITS: dict[str, tuple[Any, str, int]] = {
    "table_line_long": (table_text, "MAX_LINE_BYTES", 20),
    "table_columns_many": (table_layout, "MAX_COLUMNS", 49),
    "too_many_pictures": (table_layout, "MAX_PICTURES", 39),
    "too_many_classes": (pixel_table, "MAX_CLASSES", 3),
}


MOST = {"table_line_long": max(map(len, written([NAMES, *rows()]).splitlines(keepends=True)))}


@pytest.mark.parametrize("code", LIMITS)
def test_every_length_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    module, name, too_few = LIMITS[code]
    content = written([NAMES, *rows()])
    monkeypatch.setattr(module, name, too_few)
    assert told(tmp_path, content).code == f"datasets.{code}"
    monkeypatch.setattr(module, name, max(too_few + 1, MOST.get(code, 0)))
    assert load(tmp_path, content).classes == 4


def test_a_column_of_more_values_than_there_may_be_classes_is_no_label(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_layout, "MAX_CLASSES", 4)
    x = X.copy()
    x[:, 0] = np.arange(40) % 5
    assert load(tmp_path, written(rows(label_last=True, x=x, y=2 * Y))).class_names == ("0", "2", "4", "6")


def test_fractions_may_not_take_four_times_the_memory_that_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixel_table, "MAX_BYTES", 7840)
    monkeypatch.setattr(assembling, "MAX_BYTES", 10_000)
    content = written(rows(x=np.where(X < 3, "0.5", "0")))
    assert len(content) < 7840, "the file itself is allowed"
    assert load(tmp_path, content).classes == 4
    monkeypatch.setattr(pixel_table, "MAX_BYTES", 7839)
    assert told(tmp_path, content).code == "files.too_large"


def test_hostile_text_is_refused_without_memory(tmp_path: Path) -> None:
    """A line without an end, a hundred thousand columns, and as many classes as lines."""
    contents = (
        b"1," + b"0" * 30_000_000,
        b"1,0" * 100_000 + b"\n",
        b"".join(b"w%d,0,0,0,0\n" % number for number in range(10_000)),
    )
    for content in contents:
        (tmp_path / "some.csv").write_bytes(content)
        tracemalloc.start()
        try:
            assert refused(lambda: load_dataset(tmp_path / "some.csv"))
            assert tracemalloc.get_traced_memory()[1] < 100_000_000
        finally:
            tracemalloc.stop()


PIECES = [b"\n", b"\r", b",", b'"', b"", b" ", b"\t", b"e", b".", b"\0", b"\x0b", b"_", b"-", b"\xc2\xb2"]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_changed_text_gives_a_dataset_or_a_clear_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(written([NAMES, *rows()]))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + 1] = data.draw(st.sampled_from(PIECES))
    path = tmp_path_factory.mktemp("changed") / "some.csv"
    path.write_bytes(content)
    refused(lambda: load_dataset(path))
