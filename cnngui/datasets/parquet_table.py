"""Tables in Parquet are read as tables of text: by what these tell of columns, classes, gaps and mistakes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, BinaryIO

from cnngui.datasets.assembling import MAX_BYTES
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name, too_large
from cnngui.files.parquets import batches, opened_parquet

_INDEX = re.compile(r"__index_level_\d+__")
"""What pandas calls the numbers of the rows."""
_SHOWN = 5
_CELLS_AT_ONCE = 100_000
_LONGEST_WORD = 201
"""One letter more than a class may have: what is longer is refused as a class, or left out anyway."""


def write_as_text(path: str | Path, out: BinaryIO, most_columns: int) -> None:
    """Write a table as UTF-8 text, cells parted by commas, the names of the columns in the first line.

    Numbers are written so that they are read as the same ones; what is missing is an empty cell.
    Words are cut that are too long for a class.

    Raises:
        CnnguiError: as `opened_parquet`; ``datasets.table_columns_many``; ``datasets.parquet_nested``: a
            column holds lists, structs or bytes.
        OSError: the disk is full.
    """
    shown = shown_name(Path(path).name)
    with opened_parquet(path, MAX_BYTES, words_once=True) as file:
        import pyarrow
        from pyarrow import csv

        fields = list(file.schema_arrow)
        if len(fields) > most_columns:
            values = {"found": len(fields), "limit": most_columns}
            raise CnnguiError("datasets.table_columns_many", name=shown, **values)
        nested = [field.name for field in fields if _is_nested(field.type)]
        if nested:
            columns = ", ".join(map(shown_name, nested[:_SHOWN])) + (" …" if len(nested) > _SHOWN else "")
            raise CnnguiError("datasets.parquet_nested", name=shown, columns=columns)
        kept = [place for place, field in enumerate(fields) if not _INDEX.fullmatch(field.name)]
        schema = pyarrow.schema([(_name(fields[place].name), _written(fields[place].type)) for place in kept])
        with csv.CSVWriter(out, schema) as writer:
            for batch in batches(file, max(1, _CELLS_AT_ONCE // max(1, len(fields)))):
                cells = [
                    _cut(batch.column(place)).cast(each.type)
                    for place, each in zip(kept, schema, strict=True)
                ]
                writer.write_batch(pyarrow.RecordBatch.from_arrays(cells, schema=schema))
                if out.tell() > MAX_BYTES:
                    raise too_large(shown, out.tell(), MAX_BYTES)


def _cut(column: Any) -> Any:
    """Return a column with its words cut: in its dictionary, before each row gets its own."""
    import pyarrow
    from pyarrow import compute, types

    if types.is_dictionary(column.type):
        return pyarrow.DictionaryArray.from_arrays(column.indices, _cut(column.dictionary))
    if _written(column.type) != pyarrow.string():
        return column
    return compute.utf8_slice_codeunits(column.cast(pyarrow.string()), 0, _LONGEST_WORD)


def _is_nested(kind: Any) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    checks = (types.is_nested, types.is_binary, types.is_large_binary, types.is_fixed_size_binary)
    return any(check(kind) for check in checks)


def _written(kind: Any) -> Any:
    """Return the type that cells are written as: numbers as they are, all else as words."""
    import pyarrow
    from pyarrow import types

    if types.is_float16(kind):
        return pyarrow.float32()
    return kind if types.is_integer(kind) or types.is_floating(kind) else pyarrow.string()


def _name(name: str) -> str:
    """Return the name of a column as one cell of a line."""
    return "".join(letter if letter.isprintable() and letter != '"' else "�" for letter in name)
