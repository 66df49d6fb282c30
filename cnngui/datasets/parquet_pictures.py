"""Pictures in Parquet, as Hugging Face hands data sets round, as if they lay in a folder.

A column holds structs of `bytes`, a file of a picture, and `path`; another one its class, as a word or a
number. What numbers stand for is told by JSON among the file's own facts.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cnngui.datasets.assembling import MAX_BYTES, MAX_PICTURES
from cnngui.datasets.beside import file_to_test
from cnngui.datasets.pictures import picture_size
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name, too_large
from cnngui.files.parquets import batches, opened_parquet

_BYTES = "bytes"
_LABELS = ("label", "labels", "fine_label", "class", "target", "category")
"""What a column of classes is called, those first that mean nothing else."""
_LONGEST_LABEL = 200
_ROWS_AT_ONCE = 50
_TOLD = 500
_FACTS = b"huggingface"


def holds_parquet_pictures(path: Path) -> bool:
    """Return whether a Parquet file has a column of pictures; False where it cannot be told."""
    try:
        with opened_parquet(path, MAX_BYTES) as file:
            return _column_of_pictures(file.schema_arrow) is not None
    except CnnguiError:
        return False


class ParquetPictures:
    """The pictures of a file, and of the one with the test part beside it, held in memory as they are packed.

    Args:
        waiting: called time and again while they are read; what it raises ends that.

    Attributes:
        names: of pictures, below train or test.
        classes: of each picture that has one, by its name.
        beside: the file with the test part, "" without one.

    Raises:
        CnnguiError: damaged, too large, or without a column of classes.
    """

    links = 0
    closed: tuple[str, ...] = ()

    def __init__(self, path: Path, waiting: Callable[[], None] = lambda: None) -> None:
        self._waiting = waiting
        self._held: dict[str, bytes] = {}
        self.classes: dict[str, str] = {}
        self.beside = ""
        self._take(path, "train", 0)
        test = file_to_test(path)
        if test is not None:
            with suppress(CnnguiError):  # as beside tables: what is no such file is left alone
                self._take(test, "test", sum(map(len, self._held.values())))
                self.beside = test.name
        self.names: Sequence[str] = list(self._held)

    def read(self, name: str, max_bytes: int) -> bytes:
        """Return what a file holds, as `Store` says."""
        content = self._held[name]
        if len(content) > max_bytes:
            raise too_large(shown_name(name), len(content), max_bytes)
        return content

    def size(self, name: str) -> tuple[int, int]:
        """Return width and height of a picture."""
        return picture_size(io.BytesIO(self._held[name]), name)

    def _take(self, path: Path, part: str, held: int) -> None:
        pictures: dict[str, bytes] = {}
        classes: dict[str, str] = {}
        once: dict[bytes, bytes] = {}
        for content, label in _rows(path):
            content = once.setdefault(content, content)  # the same bytes lie in the memory once
            name = f"{part}/{len(pictures)}.png"  # what it is of is told by its content
            pictures[name] = content
            if len(pictures) % _TOLD == 0:
                self._waiting()
            held += len(content)
            if label:
                classes[name] = label
            if held > MAX_BYTES:
                raise too_large(shown_name(path.name), held, MAX_BYTES)
        self._held |= pictures
        self.classes |= classes


def _rows(path: Path) -> Iterator[tuple[bytes, str]]:
    """Yield what each picture's file holds, b"" where there is none, and its class, "" where it has none."""
    shown = shown_name(path.name)
    with opened_parquet(path, MAX_BYTES) as file:
        schema = file.schema_arrow
        pictures, names = _column_of_pictures(schema), _class_names(schema.metadata)
        labels = _column_of_labels(schema, names)
        if pictures is None or labels is None:
            columns = ", ".join(map(shown_name, schema.names[:8]))
            raise CnnguiError("datasets.parquet_no_label", name=shown, columns=columns)
        if (count := file.metadata.num_rows) > MAX_PICTURES:
            raise CnnguiError("datasets.too_many_pictures", name=shown, pictures=count, limit=MAX_PICTURES)
        known = names.get(schema.names[labels], ())
        picture_name, label_name = schema.names[pictures], schema.names[labels]
        letters = 0
        for batch in batches(file, _ROWS_AT_ONCE, [f"{picture_name}.{_BYTES}", label_name]):
            for picture, label in zip(batch.column(picture_name), batch.column(label_name), strict=True):
                held, value = picture.as_py() or {}, label.as_py()
                letters += len(value) if isinstance(value, str) else 0
                if letters > MAX_BYTES:
                    raise too_large(shown, letters, MAX_BYTES)
                yield held.get(_BYTES) or b"", _label(value, known)


def _label(value: Any, names: Sequence[str]) -> str:
    """Return the class that stands in a cell; a number below 0 is none."""
    if isinstance(value, int):
        return "" if value < 0 else names[value].strip() if value < len(names) else str(value)
    return "" if value is None else str(value)[:_LONGEST_LABEL].strip()


def _column_of_pictures(schema: Any) -> int | None:
    from pyarrow import types

    for place, field in enumerate(schema):
        kind = field.type
        if types.is_struct(kind) and (at := kind.get_field_index(_BYTES)) >= 0:
            held = kind.field(at).type
            if types.is_binary(held) or types.is_large_binary(held):
                return place
    return None


def _column_of_labels(schema: Any, names: Mapping[str, Sequence[str]]) -> int | None:
    """Return the column that is called like classes, else the one whose names are told, else the only one."""
    from pyarrow import types

    checks = (types.is_integer, types.is_string, types.is_large_string, types.is_dictionary)
    found = [place for place, field in enumerate(schema) if any(check(field.type) for check in checks)]
    called = {schema.names[place]: place for place in found}
    for name in (*_LABELS, *names):
        if name in called:
            return called[name]
    return found[0] if len(found) == 1 else None


def _class_names(facts: Mapping[bytes, bytes] | None) -> dict[str, tuple[str, ...]]:
    """Return the names of classes by the column that has their numbers, as Hugging Face writes them."""
    with suppress(ValueError, TypeError, AttributeError, KeyError):
        features = json.loads((facts or {})[_FACTS])["info"]["features"]
        return {
            column: tuple(str(name)[:_LONGEST_LABEL] for name in told["names"])
            for column, told in features.items()
            if isinstance(told, dict) and isinstance(told.get("names"), list)
        }
    return {}
