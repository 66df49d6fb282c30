"""Parquet is read as tables of text and folders of pictures are; without the extra its words say the mend."""

from __future__ import annotations

import errno
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.parquet_pictures import ParquetPictures
from cnngui.errors import CnnguiError
from cnngui.files import parquets
from tests.datasets.crafted import refused

needs_extra = pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra parquet is not installed")


def written(path: Path, columns: dict[str, Any], facts: dict[str, Any] | None = None, **options: Any) -> Path:
    import pyarrow
    from pyarrow import parquet

    path.parent.mkdir(exist_ok=True)
    table = pyarrow.table(columns)
    if facts:
        table = table.replace_schema_metadata({"huggingface": json.dumps(facts)})
    parquet.write_table(table, path, **{"row_group_size": 16, "write_page_checksum": True, **options})
    return path


def same(one: Dataset, other: Dataset) -> bool:
    return one.fingerprint() == other.fingerprint()


def most_allocated(monkeypatch: pytest.MonkeyPatch, read: Callable[[], Any]) -> int:
    """Return the most bytes that pyarrow held in a batch."""
    import pyarrow

    def watched(*given: Any) -> Iterator[Any]:
        for batch in batches(*given):
            held.append(pyarrow.total_allocated_bytes())
            yield batch
            held.append(pyarrow.total_allocated_bytes())

    held, batches = [0], parquets.batches
    before = pyarrow.total_allocated_bytes()
    with monkeypatch.context() as patch:
        for module in ("parquet_table", "parquet_pictures"):
            patch.setattr(f"cnngui.datasets.{module}.batches", watched)
        read()
    return max(held) - before


def codes(dataset: Dataset) -> list[str]:
    return [note.code.removeprefix("datasets.note_") for note in dataset.notes]


def test_without_the_extra_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquets, "find_spec", lambda name: None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + b"\0" * 100 + b"PAR1")
    with pytest.raises(CnnguiError) as told:
        load_dataset(tmp_path / "a.parquet")
    assert told.value.code == "files.no_parquet"
    assert "pip install 'cnngui[parquet]'" in str(told.value)


@needs_extra
class TestTables:
    def test_features_are_those_of_the_same_table_in_text(self, tmp_path: Path) -> None:
        random = np.random.default_rng(2)
        columns = {
            "wide, cm": random.normal(5, 2, 60).astype(np.float32),
            "high": random.normal(0, 1e-7, 60),
            "count": random.integers(-5, 9, 60),
            "species": np.array(["cat; big", 'dog "x"', "한글"])[np.arange(60) % 3],
        }
        data = load_dataset(written(tmp_path / "a.parquet", columns))
        assert (data.input_shape, len(data.y_train)) == ((3,), 48)
        assert data.class_names == ("cat; big", 'dog "x"', "한글")
        rows = {tuple(row) for row in np.concatenate([data.x_train, data.x_test]).tolist()}
        numbers = [columns[name].astype(np.float32) for name in ("wide, cm", "high", "count")]
        assert rows == {tuple(row) for row in np.stack(numbers, axis=1).tolist()}
        assert codes(data) == ["table_features", "table_target_name", "split_samples"]

    def test_pixels_are_those_of_the_same_table_in_text(self, tmp_path: Path) -> None:
        pixels = np.random.default_rng(2).integers(0, 256, (40, 64))
        columns = {"label": np.arange(40) % 4, **{f"pixel{n}": pixels[:, n] for n in range(64)}}
        lines = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
        (tmp_path / "a.csv").write_text("\n".join(lines))
        data, text = (
            load_dataset(path) for path in (written(tmp_path / "a.parquet", columns), tmp_path / "a.csv")
        )
        assert same(data, text)
        assert data.input_shape == (8, 8, 1)
        assert codes(data) == [code for code in codes(text) if code != "table_names"]

    def test_names_that_are_numbers_are_names(self, tmp_path: Path) -> None:
        columns = {str(n): np.arange(20) * 0.5 + n for n in range(3)}
        data = load_dataset(written(tmp_path / "a.parquet", {**columns, "3": ["a", "b"] * 10}))
        assert (data.input_shape, len(data.y_train) + len(data.y_test)) == ((3,), 20)

    def test_what_pandas_counts_rows_by_is_left_out_and_gaps_are_gaps(self, tmp_path: Path) -> None:
        columns = {
            "a": [None, *np.linspace(0, 3, 18).tolist(), float("nan")],
            "b": np.arange(20) ** 2,
            "kind": ["x", "y"] * 10,
            "__index_level_0__": np.arange(20),
        }
        data = load_dataset(written(tmp_path / "a.parquet", columns))
        assert (data.input_shape, len(data.y_train) + len(data.y_test)) == ((2,), 18)
        assert "table_missing" in codes(data)

    def test_a_test_part_beside_it_is_taken(self, tmp_path: Path) -> None:
        for part, count in (("train", 30), ("test", 12)):
            columns = {
                "a": np.arange(count) * 0.3,
                "b": np.arange(count) ** 2,
                "y": ["a", "b"] * (count // 2),
            }
            written(tmp_path / f"{part}-00000-of-00001.parquet", columns)
        data = load_dataset(tmp_path / "train-00000-of-00001.parquet")
        assert (len(data.y_train), len(data.y_test)) == (30, 12)

    def test_a_mistake_is_told_by_its_row(self, tmp_path: Path) -> None:
        values = [*np.linspace(0, 1, 30).tolist()]
        values[4] = float("inf")
        path = written(tmp_path / "a.parquet", {"a": values, "y": ["a", "b"] * 15})
        with pytest.raises(CnnguiError) as told:
            load_dataset(path)
        assert (told.value.code, told.value.values["line"]) == ("datasets.table_number", 5)

    def test_a_value_in_every_row_takes_its_memory_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        columns = {"a": np.arange(2000) * 0.3, "y": ["a", "b"] * 1000, "long": ["x" * 300_000] * 2000}
        path = written(tmp_path / "a.parquet", columns, row_group_size=2000)
        assert path.stat().st_size < 50_000
        assert len(load_dataset(path).y_train) == 1600
        assert most_allocated(monkeypatch, lambda: load_dataset(path)) < 20e6
        prefixed = {"use_dictionary": ["y"], "column_encoding": {"long": "DELTA_BYTE_ARRAY"}}
        path = written(tmp_path / "b.parquet", columns, row_group_size=2000, **prefixed)
        assert most_allocated(monkeypatch, lambda: load_dataset(path)) < 200e6

    def test_a_long_word_is_refused_as_a_class_alone(self, tmp_path: Path) -> None:
        columns = {"a": np.arange(20) * 0.3, "told": ["x" * 200_000] * 20, "y": ["a", "b"] * 10}
        data = load_dataset(written(tmp_path / "a.parquet", columns))
        assert (data.class_names, len(data.y_train)) == (("a", "b"), 16)
        columns["y"] = ["a", "b" * 201] * 10
        assert (
            refused(lambda: load_dataset(written(tmp_path / "a.parquet", columns))) == "datasets.table_label"
        )

    def test_true_and_false_are_1_and_0_but_words_as_a_class(self, tmp_path: Path) -> None:
        flags = np.arange(40) % 3 == 0
        columns = {"a": np.arange(40) * 0.3, "red": flags, "blue": ~flags, "kind": ["x", "y"] * 20}
        data = load_dataset(written(tmp_path / "a.parquet", columns))
        assert (data.input_shape, data.class_names) == ((3,), ("x", "y"))
        assert {tuple(row) for row in data.x_train[:, 1:].tolist()} == {(1, 0), (0, 1)}
        assert "table_words" not in codes(data)
        del columns["kind"]
        data = load_dataset(written(tmp_path / "a.parquet", {**columns, "label": flags}))
        assert (data.input_shape, data.class_names) == ((3,), ("false", "true"))

    def test_a_full_disk_is_no_fault_of_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Full(io.BytesIO):
            def write(self, content: Any) -> int:
                raise OSError(errno.ENOSPC, "No space left on device")

        path = written(tmp_path / "a.parquet", {"a": np.arange(20.0), "y": ["a", "b"] * 10})
        (tmp_path / "b.csv").write_text("a,y\n1,2\n", "utf-16")
        monkeypatch.setattr(tempfile, "TemporaryFile", Full)
        for each in (path, tmp_path / "b.csv"):
            with pytest.raises(CnnguiError) as told:
                load_dataset(each)
            assert told.value.code == "datasets.table_no_room"
            assert "No space left" in str(told.value)

    def test_nested_columns_are_refused_by_name(self, tmp_path: Path) -> None:
        columns = {"pixels": [[1, 2], [3, 4]], "raw": [b"a", b"b"], "y": ["a", "b"]}
        with pytest.raises(CnnguiError) as told:
            load_dataset(written(tmp_path / "a.parquet", columns))
        assert told.value.code == "datasets.parquet_nested"
        assert told.value.values["columns"] == "pixels, raw"

    def test_too_much_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = written(tmp_path / "a.parquet", {"a": np.arange(5000.0), "b": ["x", "y"] * 2500})
        monkeypatch.setattr("cnngui.datasets.parquet_table.MAX_BYTES", 3_000)
        assert refused(lambda: load_dataset(path)) == "files.too_large"
        monkeypatch.undo()
        monkeypatch.setattr("cnngui.datasets.table_text.MAX_COLUMNS", 1)
        assert refused(lambda: load_dataset(path)) == "datasets.table_columns_many"
        monkeypatch.undo()
        monkeypatch.setattr("cnngui.datasets.feature_table.MAX_ROWS", 100)
        assert refused(lambda: load_dataset(path)) == "datasets.too_many_pictures"
        empty = written(tmp_path / "b.parquet", {"a": np.arange(0.0), "b": np.arange(0)})
        assert refused(lambda: load_dataset(empty)) == "datasets.table_empty"

    @pytest.mark.parametrize("keep", [4, 60, 300, -1, -9])
    def test_what_is_cut_or_changed_is_told(self, tmp_path: Path, keep: int) -> None:
        whole = written(tmp_path / "a.parquet", {"a": np.arange(50.0), "b": ["x", "y"] * 25}).read_bytes()
        (tmp_path / "cut.parquet").write_bytes(whole[:keep])
        assert refused(lambda: load_dataset(tmp_path / "cut.parquet")) == "files.parquet_damaged"


def packed(pixels: np.ndarray, kind: str) -> dict[str, Any]:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, kind)
    return {"bytes": content.getvalue(), "path": None}


PIXELS = np.random.default_rng(5).integers(0, 256, (30, 12, 12), np.uint8)
NAMES = ("zero", "one", "two")
FACTS = {
    "info": {"features": {"image": {"_type": "Image"}, "label": {"names": NAMES, "_type": "ClassLabel"}}}
}


def of_pictures(folder: Path, part: str = "train", **changes: Any) -> Path:
    columns = {
        "image": [packed(each, "PNG") for each in PIXELS],
        "label": [n % 3 for n in range(len(PIXELS))],
        "id": np.arange(len(PIXELS)),
        **changes,
    }
    return written(
        folder / f"{part}-00000-of-00001.parquet",
        {name: column for name, column in columns.items() if column is not None},
        FACTS,
    )


@needs_extra
class TestPictures:
    def test_pictures_and_the_names_of_classes_are_read(self, tmp_path: Path) -> None:
        data = load_dataset(of_pictures(tmp_path))
        assert (data.input_shape, sorted(data.class_names)) == ((12, 12, 1), sorted(NAMES))
        assert (len(data.y_train), len(data.y_test)) == (24, 6)
        known = {picture.tobytes(): NAMES[n % 3] for n, picture in enumerate(PIXELS)}
        for x, y in (data.part("train"), data.part("test")):
            for picture, label in zip(x, y, strict=True):
                assert known[picture.tobytes()] == data.class_names[label]
        assert codes(data) == ["folder_table", "split"]

    def test_the_test_part_beside_it_is_taken_and_told(self, tmp_path: Path) -> None:
        path = of_pictures(tmp_path)
        of_pictures(tmp_path, "test", image=[packed(255 - each, "PNG") for each in PIXELS])
        data = load_dataset(path)
        assert (len(data.y_train), len(data.y_test)) == (30, 30)
        assert codes(data) == ["test_beside", "folder_table"]
        of_pictures(tmp_path, "test", label=[-1] * len(PIXELS))
        assert len(load_dataset(path).y_test) == 6, "competitions keep these labels for themselves"

    def test_they_are_prepared_and_of_any_size_and_kind(self, tmp_path: Path) -> None:
        pictures = [packed(np.full((20 + n, 30, 3), 8 * n, np.uint8), "JPEG") for n in range(30)]
        path = of_pictures(tmp_path, image=pictures)
        assert load_dataset(path).input_shape == (28, 28, 1)
        assert load_dataset(f"{path}?size=16x20&colour=colour&fit=pad").input_shape == (16, 20, 3)

    def test_words_are_classes_and_gaps_are_told(self, tmp_path: Path) -> None:
        pictures = [packed(each, "PNG") for each in PIXELS]
        pictures[3] = {"bytes": None, "path": "somewhere.png"}
        labels = [None, *(["cat", "dog"] * 15)[1:]]
        data = load_dataset(of_pictures(tmp_path, image=pictures, label=None, breed=labels, id=None))
        assert data.class_names == ("cat", "dog")
        assert len(data.y_train) + len(data.y_test) == 28
        assert {"folder_broken", "folder_unlabelled"} <= set(codes(data))

    def test_names_of_classes_may_hold_anything(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        names = ['6" pipe', "a, b", "c;d\ne"]
        path = of_pictures(tmp_path, label=[names[n % 3] for n in range(30)])
        columns = {"label": ["x" * 5_000] * 30, "image": [packed(each, "PNG") for each in PIXELS]}
        first = ParquetPictures(written(tmp_path / "first.parquet", columns))
        assert set(first.classes.values()) == {"x" * 200}, "the label may stand before the picture"
        monkeypatch.setattr("cnngui.datasets.parquet_pictures.MAX_BYTES", 100_000)
        assert refused(lambda: ParquetPictures(tmp_path / "first.parquet")) == "files.too_large"
        monkeypatch.undo()
        store = ParquetPictures(path)
        assert set(store.classes.values()) == set(names)
        assert set(load_dataset(path).class_names) == {'6" pipe', "a, b", "c;d�e"}

    def test_many_pictures_need_no_table(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cnngui.datasets.picture_folder._MAX_TABLE_BYTES", 100)
        assert len(load_dataset(of_pictures(tmp_path)).class_names) == 3

    def test_a_picture_in_every_row_takes_its_memory_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        content = packed(np.zeros((9, 9), np.uint8), "PNG")["bytes"] + b"\0" * 5_000_000
        rows = {"image": [{"bytes": content}] * 60, "label": ["a", "b"] * 30}
        path = written(tmp_path / "a.parquet", rows, row_group_size=60)
        assert path.stat().st_size < 2_000_000
        held = list[ParquetPictures]()
        assert most_allocated(monkeypatch, lambda: held.append(ParquetPictures(path))) < 200e6
        assert len({id(held[0].read(name, 9_000_000)) for name in held[0].names}) == 1

    def test_pictures_without_classes_are_refused(self, tmp_path: Path) -> None:
        path = of_pictures(tmp_path, label=None, other=np.arange(30))
        assert refused(lambda: load_dataset(path)) == "datasets.parquet_no_label"

    def test_reading_can_be_stopped(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def stop(done: int, total: int) -> None:
            told.append(total)
            if len(told) > 2:
                raise KeyboardInterrupt

        told: list[int] = []
        monkeypatch.setattr("cnngui.datasets.parquet_pictures._TOLD", 5)
        with pytest.raises(KeyboardInterrupt):
            load_dataset(of_pictures(tmp_path), progress=stop)
        assert told == [1, 1, 1], "before their number is known"

    def test_too_much_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = of_pictures(tmp_path)
        monkeypatch.setattr("cnngui.datasets.parquet_pictures.MAX_PICTURES", 20)
        assert refused(lambda: load_dataset(path)) == "datasets.too_many_pictures"
        monkeypatch.setattr("cnngui.datasets.parquet_pictures.MAX_BYTES", 5_000)
        assert refused(lambda: ParquetPictures(path)) == "files.too_large"

    @pytest.mark.parametrize("facts", [b"{", b"[]", b'{"info": {"features": {"label": 3}}}', b"\xff"])
    def test_facts_that_are_none_cost_only_the_names(self, tmp_path: Path, facts: bytes) -> None:
        from pyarrow import parquet

        path = of_pictures(tmp_path)
        table = parquet.read_table(path).replace_schema_metadata({"huggingface": facts})
        parquet.write_table(table, path)
        assert load_dataset(path).class_names == ("0", "1", "2")
