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
_ROWS_AT_ONCE = 1_000


def write_as_text(path: str | Path, out: BinaryIO, most_columns: int) -> None:
    """Write a table as UTF-8 text, cells parted by commas, the names of the columns in the first line.

    Numbers are written so that they are read as the same ones; what is missing is an empty cell.

    Raises:
        CnnguiError: as `opened_parquet`; ``datasets.table_columns_many``; ``datasets.parquet_nested``: a
            column holds lists, structs or bytes.
    """
    shown = shown_name(Path(path).name)
    with opened_parquet(path, MAX_BYTES) as file:
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
            for batch in batches(file, _ROWS_AT_ONCE):
                cells = [
                    batch.column(place).cast(each.type) for place, each in zip(kept, schema, strict=True)
                ]
                writer.write_batch(pyarrow.RecordBatch.from_arrays(cells, schema=schema))
                if out.tell() > MAX_BYTES:
                    raise too_large(shown, out.tell(), MAX_BYTES)


def _is_nested(kind: Any) -> bool:
    from pyarrow import types

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
