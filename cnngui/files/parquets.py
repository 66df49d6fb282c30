"""Open Parquet files with the pyarrow of the extra `parquet`.

The format nests encodings and packings so deep that a reader of our own would be larger than this program.
What is claimed is limited before it is believed, and pages that have checksums are compared with them.
"""

from __future__ import annotations

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


def can_read_parquet() -> bool:
    """Return whether the extra is installed."""
    return find_spec("pyarrow") is not None


@contextmanager
def opened_parquet(path: str | Path, max_bytes: int) -> Iterator[Any]:
    """Give a file as pyarrow's `ParquetFile`; what goes wrong with it in the meantime is told in words.

    Args:
        max_bytes: the largest file, and the largest sum of what its columns say that they hold.

    Raises:
        CnnguiError: ``files.no_parquet``: the extra is not installed; ``files.parquet_damaged``; too large.
    """
    shown = shown_name(Path(path).name)
    with open_regular(path, max_bytes) as file:
        if not can_read_parquet():
            raise CnnguiError("files.no_parquet", name=shown)
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile

        try:
            opened = ParquetFile(
                file,
                pre_buffer=False,
                thrift_string_size_limit=_MOST_THRIFT_BYTES,
                thrift_container_size_limit=_MOST_THRIFT_ITEMS,
                schema_depth_limit=_DEEPEST,
                page_checksum_verification=True,
                arrow_extensions_enabled=False,
            )
            told = opened.metadata
            size = sum(told.row_group(place).total_byte_size for place in range(told.num_row_groups))
            if size > max_bytes:
                raise too_large(shown, size, max_bytes)
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
            reason = shown_name(str(error).partition("\n")[0])
            raise DamagedError("files.parquet_damaged", name=shown, reason=reason) from None


def batches(file: Any, rows: int) -> Iterator[Any]:
    """Yield what an open file holds as record batches of at most so many rows, all columns."""
    yield from file.iter_batches(batch_size=rows, use_threads=False)
