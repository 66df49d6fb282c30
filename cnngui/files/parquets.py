"""Open Parquet files with the pyarrow of the extra `parquet`.

The format nests encodings and packings so deep that a reader of our own would be larger than this program.
What is claimed is limited before it is believed, and pages that have checksums are compared with them.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cnngui.errors import CnnguiError
from cnngui.files.opening import DamagedError, open_regular, shown_name, too_large

PARQUET_MAGIC = b"PAR1"
_MOST_THRIFT_BYTES = 20_000_000
_MOST_THRIFT_ITEMS = 1_000_000
_DEEPEST = 20
_MOST_EXPANDED = 64_000_000
"""What rows read at once may come to in bytes, at the worst; pyarrow holds it twice."""
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def can_read_parquet() -> bool:
    """Return whether the extra is installed."""
    return find_spec("pyarrow") is not None


@contextmanager
def opened_parquet(path: str | Path, max_bytes: int, *, words_once: bool = False) -> Iterator[Any]:
    """Give a file as pyarrow's `ParquetFile`; what goes wrong with it in the meantime is told in words.

    Args:
        max_bytes: the largest file, and the largest sum of what its columns say that they hold.
        words_once: columns of words and bytes come as dictionaries of the different ones: of a word in each
            row a file holds one, and so does the memory.

    Raises:
        CnnguiError: ``files.no_parquet``: the extra is not installed; ``files.parquet_damaged``; too large.
        OSError: the disk is full, which is no fault of the file.
    """
    shown = shown_name(Path(path).name)
    with open_regular(path, max_bytes) as file:
        if not can_read_parquet():
            raise CnnguiError("files.no_parquet", name=shown)
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile

        options = {
            "pre_buffer": False,
            "thrift_string_size_limit": _MOST_THRIFT_BYTES,
            "thrift_container_size_limit": _MOST_THRIFT_ITEMS,
            "schema_depth_limit": _DEEPEST,
            "page_checksum_verification": True,
            "arrow_extensions_enabled": False,
        }
        try:
            told = (opened := ParquetFile(file, **options)).metadata
            size = sum(told.row_group(place).total_byte_size for place in range(told.num_row_groups))
            if size > max_bytes:
                raise too_large(shown, size, max_bytes)
            if words_once:
                opened = ParquetFile(file, metadata=told, read_dictionary=_as_dictionaries(told), **options)
            yield opened
        except (
            ArrowException,
            OSError,
            ValueError,
            KeyError,
            IndexError,
            OverflowError,
            MemoryError,
        ) as error:
            if isinstance(error, OSError) and error.errno in _FULL:
                raise
            reason = shown_name(str(error).partition("\n")[0])
            raise DamagedError("files.parquet_damaged", name=shown, reason=reason) from None


def batches(file: Any, rows: int, columns: list[str] | None = None) -> Iterator[Any]:
    """Yield what an open file holds as record batches of at most so many rows.

    A value that repeats lies in the file once. Where each row gets it anew, fewer rows come at once: a value
    is no longer than its column, and they together not more than some memory.

    Args:
        columns: their names, those within others behind a dot; all, if it is None.
    """
    most = max(1, min(rows, _MOST_EXPANDED // max(1, _largest(file))))
    yield from file.iter_batches(batch_size=most, columns=columns, use_threads=False)


def _of_any_length(told: Any) -> list[int]:
    """Return the columns of words and bytes, counted as Parquet does: those within others one by one."""
    return [
        place for place in range(told.num_columns) if told.schema.column(place).physical_type == "BYTE_ARRAY"
    ]


def _as_dictionaries(told: Any) -> list[int]:
    """Return those of them that pyarrow can give so: it cannot where values build on the one before."""
    groups = [told.row_group(place) for place in range(told.num_row_groups)]
    return [
        place
        for place in _of_any_length(told)
        if not any("DELTA" in encoding for group in groups for encoding in group.column(place).encodings)
    ]


def _largest(file: Any) -> int:
    """Return an upper bound in bytes of what a row repeats, where columns do not come as dictionaries."""
    from pyarrow import types

    told, kinds = file.metadata, file.schema_arrow.types
    flat = len(kinds) == told.num_columns
    repeated = [place for place in _of_any_length(told) if not (flat and types.is_dictionary(kinds[place]))]
    groups = (told.row_group(place) for place in range(told.num_row_groups))
    sizes = (sum(group.column(place).total_uncompressed_size for place in repeated) for group in groups)
    return max(sizes, default=0)
