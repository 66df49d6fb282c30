"""Tables of features and a class, as people have them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.datasets import feature_columns, feature_table
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.errors import CnnguiError

RANDOM = np.random.default_rng(3)
X = np.round(RANDOM.normal(5, 2, (30, 4)), 2)
NAMES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
SPECIES = np.array(["setosa", "versicolor", "virginica"])[np.arange(30) % 3]

Rows = list[list[Any]]


def rows(y: Any = SPECIES, x: Any = X) -> Rows:
    return [[*values, label] for values, label in zip(x.tolist(), y, strict=True)]


def first(table: Rows) -> Rows:
    return [[row[-1], *row[:-1]] for row in table]


def written(table: Rows, delimiter: str = ",", end: str = "\n") -> bytes:
    return "".join(delimiter.join(map(str, row)) + end for row in table).encode()


def commas(content: bytes) -> bytes:
    return content.replace(b".", b",")


def load(folder: Path, content: bytes, name: str = "iris.csv") -> Dataset:
    (folder / name).write_bytes(content)
    return load_dataset(folder / name)


def told(folder: Path, content: bytes) -> CnnguiError:
    with pytest.raises(CnnguiError) as caught:
        load(folder, content)
    assert all(caught.value.message().as_dict().values())
    return caught.value


def codes(data: Dataset) -> set[str]:
    return {note.code.removeprefix("datasets.note_") for note in data.notes}


def by_class(data: Dataset) -> dict[str, list[list[float]]]:
    x, y = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])
    return {name: sorted(x[y == index].tolist()) for index, name in enumerate(data.class_names)}


def expected(x: Any = X, y: Any = SPECIES) -> dict[str, list[list[float]]]:
    return {str(each): sorted(x[y == each].astype(np.float32).tolist()) for each in np.unique(y)}


HEAD = [*NAMES, "species"]

TABLES: dict[str, Callable[[], bytes]] = {
    "class behind": lambda: written([HEAD, *rows()]),
    "class before": lambda: written(first([HEAD, *rows()])),
    "class inside": lambda: written([[*row[:2], row[4], *row[2:4]] for row in [HEAD, *rows()]]),
    "without names, as at UCI": lambda: written(rows()),
    "without names, class before": lambda: written(first(rows())),
    "semicolons": lambda: written([HEAD, *rows()], ";"),
    "semicolons and decimal commas": lambda: commas(written([HEAD, *rows()], ";")),
    "tabs and decimal commas": lambda: commas(written([HEAD, *rows()], "\t")),
    "bars": lambda: written([HEAD, *rows()], "|"),
    "commas in quotes": lambda: written(
        [[*HEAD[:4], '"a, b"', "class"], *([*row[:4], '"x, y"', row[4]] for row in rows())]
    ),
    "numbered by pandas": lambda: written(
        [["", *HEAD], *([place, *row] for place, row in enumerate(rows()))]
    ),
    "with an Id, as at Kaggle": lambda: written(
        [["Id", *HEAD], *([place + 1, *row] for place, row in enumerate(rows()))]
    ),
    "numbered, without names": lambda: written([[place + 1, *row] for place, row in enumerate(rows())]),
    "byte order mark and line ends of Windows": lambda: (
        b"\xef\xbb\xbf" + written([HEAD, *rows()], end="\r\n")
    ),
    "UTF-16": lambda: written([HEAD, *rows()]).decode().encode("utf-16"),
    "a column of words besides": lambda: written([["who", *HEAD], *(["a b", *row] for row in rows())]),
    "spaces behind commas": lambda: written([HEAD, *rows()], ", "),
    "quoted": lambda: written([[f'"{cell}"' for cell in row] for row in [HEAD, *rows()]]),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_the_usual_ways_to_write_a_table_give_the_same_samples(
    tmp_path: Path, table: Callable[[], bytes]
) -> None:
    data = load(tmp_path, table())
    assert data.input_shape == (4,)
    assert data.x_train.dtype == np.float32
    assert by_class(data) == expected()
    assert (len(data.x_train), len(data.x_test)) == (24, 6)


def test_korean_and_western_text_are_read_and_it_is_said(tmp_path: Path) -> None:
    korean = np.array(["고양이", "개"])[np.arange(30) % 2]
    data = load(tmp_path, written([[*NAMES, "class"], *rows(korean)]).decode().encode("cp949"))
    assert set(data.class_names) == {"고양이", "개"}
    assert "CP949" in str(data.notes[0])
    western = np.array(["grün", "weiß"])[np.arange(30) % 2]
    data = load(tmp_path, written([[*NAMES, "class"], *rows(western)]).decode().encode("cp1252"))
    assert set(data.class_names) == {"grün", "weiß"}
    assert "Windows-1252" in str(data.notes[0])


def test_what_was_found_is_said(tmp_path: Path) -> None:
    table = [["Id", "who", *HEAD], *([place, "a b", *row] for place, row in enumerate(rows()))]
    data = load(tmp_path, commas(written(table, ";")))
    assert [str(note) for note in data.notes] == [
        "The cells are parted by semicolons.",
        "Each of 30 lines was read as a sample of 4 numbers (sepal_length, sepal_width, petal_length, "
        "petal_width) and its class in column 7.",
        "The column “species” was taken for the class, by its name.",
        "The first line was taken for the names of the columns.",
        "Columns that only number the lines were left out: Id.",
        "Columns without numbers were left out: who.",
        "The numbers have a decimal comma.",
        "There is no test part: 6 samples were set aside for testing, 24 remain.",
    ]


def test_classes_may_be_numbers_in_the_order_of_numbers(tmp_path: Path) -> None:
    quality = np.arange(30) % 3 * 5
    data = load(tmp_path, written([[*NAMES, "quality"], *rows(quality)]))
    assert data.class_names == ("0", "5", "10")
    assert by_class(data) == expected(y=quality)
    data = load(tmp_path, written(rows(quality)))
    assert data.class_names == ("0", "5", "10")
    assert "table_target_last" in codes(data)


def test_true_and_false_are_numbers_of_samples_and_words_as_classes(tmp_path: Path) -> None:
    flags = [["True", "False", 0.3 * n] if n % 3 else ["False", "True", 0.3 * n] for n in range(30)]
    heads = ["red", "blue", "size", "name"]
    data = load(
        tmp_path, written([heads, *([*row, label] for row, label in zip(flags, SPECIES, strict=True))])
    )
    assert (data.input_shape, data.class_names) == ((3,), ("setosa", "versicolor", "virginica"))
    assert {tuple(row) for row in data.x_train[:, :2].tolist()} == {(1, 0), (0, 1)}
    assert "table_words" not in codes(data)
    data = load(
        tmp_path, written([["size", "height", "well"], *([row[2], 9 - row[2], row[0]] for row in flags)])
    )
    assert data.class_names == ("False", "True")
    mixed = [*flags[:-1], ["maybe", "True", 3]]
    data = load(
        tmp_path, written([heads, *([*row, label] for row, label in zip(mixed, SPECIES, strict=True))])
    )
    assert data.input_shape == (2,), "other words beside them are no numbers"


def test_points_of_the_plane_are_samples_of_two_numbers(tmp_path: Path) -> None:
    data = load(tmp_path, written([["x", "y", "label"], *rows(np.arange(30) % 2, X[:, :2])]))
    assert data.input_shape == (2,)
    assert by_class(data) == expected(X[:, :2], np.arange(30) % 2)


def test_lines_with_missing_values_are_left_out_and_it_is_said(tmp_path: Path) -> None:
    table = rows()
    for line, gap in enumerate(("", "NA", "?", "nan")):
        table[line][line] = gap
    data = load(tmp_path, written([HEAD, *table]))
    assert by_class(data) == expected(X[4:], SPECIES[4:])
    missing = next(note for note in data.notes if note.code == "datasets.note_table_missing")
    assert missing.values["lines"] == 4
    for line in range(20):
        table[line][1] = ""
    error = told(tmp_path, written([HEAD, *table]))
    assert (error.code, error.values["lines"]) == ("datasets.table_missing", 20)


def test_a_wide_table_is_no_picture_if_its_columns_have_names(tmp_path: Path) -> None:
    x = np.round(RANDOM.normal(50, 9, (30, 49)), 1)
    names = [f"{word} {number}" for number in range(7) for word in "abcdefg"]
    assert load(tmp_path, written([[*names, "class"], *rows(x=x)])).input_shape == (49,)
    numbered = [f"p{number}" for number in range(49)]
    assert load(tmp_path, written([[*numbered, "class"], *rows(x=x)])).input_shape == (7, 7, 1)
    below = np.round(RANDOM.normal(0, 1, (30, 49)), 2)
    assert load(tmp_path, written(rows(x=below))).input_shape == (49,)


def with_cell(line: int, column: int, cell: str) -> bytes:
    table = [HEAD, *rows()]
    table[line - 1] = [*table[line - 1][: column - 1], cell, *table[line - 1][column:]]
    return written(table)


@pytest.mark.parametrize(
    ("content", "code", "values"),
    [
        (with_cell(9, 3, "x"), "table_number", {"line": 9, "column": 3, "heading": "petal_length"}),
        (with_cell(9, 3, "1e999"), "table_number", {"line": 9, "found": "1e999"}),
        (with_cell(9, 3, '"1,5"'), "table_number", {"line": 9, "found": "1,5"}),
        (with_cell(9, 3, "1,5"), "table_columns_uneven", {"line": 9, "found": 6, "expected": 5}),
        (written([HEAD, *rows()]) + b"1,2,3,4," + b"a" * 140_000 + b"\n", "table_quotes", {}),
        (written([HEAD, *rows()]) + b'1,2,3,4,"a\n', "table_quotes", {}),
        (written([[*NAMES, "price"], *rows(X[:, 0] * 1.1)]), "table_target_numbers", {"column": "price"}),
        (written([[*NAMES, "price"], *rows(np.arange(30) * 0.5)]), "table_target_numbers", {"many": 30}),
        (b"a,b\nx,y\nx,z\n", "table_no_numbers", {"columns": 2}),
        (written([HEAD, *rows(np.full(30, "one"))]), "one_class", {"label": "one"}),
        (with_cell(9, 5, "a" * 201), "table_label", {"line": 9, "column": 5}),
        (written([[*NAMES, "name"], *rows(np.array([f"w{n}" for n in range(30)]))]), "too_few_pictures", {}),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    tmp_path: Path, content: bytes, code: str, values: dict[str, Any]
) -> None:
    error = told(tmp_path, content)
    assert error.code == f"datasets.{code}"
    assert error.values.items() >= values.items()


def test_lengths_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = written([HEAD, *rows()])
    monkeypatch.setattr(feature_table, "MAX_ROWS", 29)
    assert told(tmp_path, content).code == "datasets.too_many_pictures"
    monkeypatch.setattr(feature_table, "MAX_ROWS", 30)
    monkeypatch.setattr(feature_table, "MAX_BYTES", 4 * 4 * 30 - 1)
    assert told(tmp_path, content).code == "files.too_large"
    monkeypatch.setattr(feature_table, "MAX_BYTES", 4 * 4 * 30)
    assert load(tmp_path, content).classes == 3
    monkeypatch.setattr(feature_columns, "MAX_FEATURES", 4)
    assert told(tmp_path, content).code == "datasets.table_columns_many"


def test_the_table_to_test_beside_one_to_train_on_is_its_test_part(tmp_path: Path) -> None:
    (tmp_path / "iris_test.csv").write_bytes(written([HEAD, *rows()[1:10]]))
    data = load(tmp_path, written([HEAD, *rows()]), "iris_train.csv")
    assert (len(data.y_train), len(data.y_test)) == (30, 9)
    tested = {tuple(x): data.class_names[y] for x, y in zip(data.x_test.tolist(), data.y_test, strict=True)}
    wanted = zip(X[1:10].astype(np.float32).tolist(), SPECIES[1:10], strict=True)
    assert tested == {tuple(x): str(label) for x, label in wanted}
    assert "iris_test.csv beside it was taken for the test part." in map(str, data.notes)
    assert "split_samples" not in codes(data)


@pytest.mark.parametrize(
    "test",
    [
        written([NAMES, *(row[:-1] for row in rows())]),
        written([["a", *HEAD], *([1, *row] for row in rows())]),
        written([HEAD, *rows(np.array(["other", "setosa"])[np.arange(30) % 2])]),
        b"\x81",
        b"",
    ],
    ids=["no labels", "other columns", "other classes", "no text", "nothing"],
)
def test_a_table_to_test_that_does_not_fit_is_left_alone(tmp_path: Path, test: bytes) -> None:
    (tmp_path / "test.csv").write_bytes(test)
    data = load(tmp_path, written([HEAD, *rows()]), "train.csv")
    assert (len(data.y_train), len(data.y_test)) == (24, 6)
    assert "test_beside" not in codes(data)
