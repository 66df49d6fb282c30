"""Tables of text as files hold them: their encoding, what parts their cells, one line after another."""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from cnngui.datasets.assembling import MAX_BYTES
from cnngui.datasets.parquet_table import write_as_text
from cnngui.errors import CnnguiError, reason_of
from cnngui.files.opening import MB, open_regular, shown_name, too_large
from cnngui.files.parquets import PARQUET_MAGIC

MAX_LINE_BYTES = 2_000_000
MAX_COLUMNS = 200_000
"""Colour pictures of 256×256 have fewer."""
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS = "\t;|,"
"""What may part cells, that first which is rarely in them: with semicolons, commas may be decimal."""

_ENCODINGS = ("utf-8-sig", "cp949", "cp1252")
"""Those tried, that first which other text is least likely to be by chance: Korean, then Western European."""
_NAMES = {"utf-8-sig": "UTF-8", "cp949": "CP949 (Korean)", "cp1252": "Windows-1252 (Western European)"}
_NUMBER = re.compile(r"[ \t]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t]*", re.ASCII)
_QUOTED = re.compile(r'"[^"]*"')
_BLOCK_BYTES = 1 << 20
_LOOKED_AT = 20


@dataclass(frozen=True)
class TextFile:
    """An open table.

    Attributes:
        stream: its bytes, in an encoding whose line ends are those of ASCII. shown: how messages name it.
        encoding: of the stream. told: the encoding of the file, as people call it.
        made: it was made here of a file that is no text: commas part its cells, and its first line, which
            has the number 0, names the columns.
    """

    stream: BinaryIO
    shown: str
    encoding: str
    told: str = "UTF-8"
    made: bool = False

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield (number, text) of each line that is not blank, from the beginning, without its end.

        Raises:
            CnnguiError: one is too long.
        """
        self.stream.seek(0)
        number = -1 if self.made else 0
        while line := self.stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                limit_mb = MAX_LINE_BYTES / MB
                raise CnnguiError("datasets.table_line_long", name=self.shown, line=number, limit_mb=limit_mb)
            text = line.decode(self.encoding if number == 1 else self.encoding.removesuffix("-sig"))
            if text.strip():
                yield number, text.rstrip("\r\n")


@contextmanager
def opened_text(path: str | Path) -> Iterator[TextFile]:
    """Give a table in Parquet, UTF-8, UTF-16 with its mark, CP949 or Windows-1252, whichever fits first.

    Raises:
        CnnguiError: it cannot be opened, or is no text; what `write_as_text` raises;
            ``datasets.table_no_room``.
    """
    shown = shown_name(Path(path).name)
    with open_regular(path, MAX_BYTES) as file:
        start = file.read(len(PARQUET_MAGIC))
        if start.startswith(UTF_16_MARKS) or start == PARQUET_MAGIC:
            if start == PARQUET_MAGIC:
                with _on_disk(lambda out: write_as_text(path, out, MAX_COLUMNS), shown) as unpacked:
                    yield TextFile(unpacked, shown, "utf-8", made=True)
            else:
                with _on_disk(lambda out: _recoded(file, out, shown), shown) as unpacked:
                    yield TextFile(unpacked, shown, "utf-8", "UTF-16")
            return
        for encoding in _ENCODINGS:
            if _bad_byte(file, encoding) is None:
                yield TextFile(file, shown, encoding, _NAMES[encoding])
                return
        raise _no_text(file, _bad_byte(file, _ENCODINGS[0]) or 0, shown)


@contextmanager
def _on_disk(fill: Callable[[BinaryIO], None], shown: str) -> Iterator[BinaryIO]:
    """Give a temporary file that was filled, on disk: longer text is no reason for more memory."""
    with ExitStack() as stack:
        try:
            out = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - what is left to write may fail
            stack.callback(_closed, out)
            fill(out)
            out.flush()
        except OSError as error:
            raise CnnguiError("datasets.table_no_room", name=shown, reason=reason_of(error)) from None
        yield out


def _closed(file: BinaryIO) -> None:
    with suppress(OSError):  # a full disk: it would still write what nobody reads any more
        file.close()


def number_of(cell: str) -> float | None:
    """Return the number that a cell holds, with a decimal point or comma, or None."""
    plain = cell.replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def delimiter_of(lines: Sequence[str]) -> str:
    """Return what parts the cells of lines: what all of them have as often, else what the first has."""
    bare = [_QUOTED.sub("", line) for line in lines]
    counts = {each: [line.count(each) for line in bare] for each in DELIMITERS}
    even = [each for each, found in counts.items() if found and min(found) == max(found) > 0]
    if not even:
        # A line may be wrong: what nearly all of them have.
        even = [each for each, found in counts.items() if found and sorted(found)[len(found) // 2] > 0]
    return next(iter(even), ",")


def first_lines(text: TextFile) -> list[str]:
    """Return those lines that are looked at to tell how a table is written."""
    return [line for _, line in islice(text.lines(), _LOOKED_AT)]


def _bad_byte(file: BinaryIO, encoding: str) -> int | None:
    """Return about where a file is no text of an encoding, in bytes, None if it is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    start = 0
    while block := file.read(_BLOCK_BYTES):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            return start - held + error.start
        start += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return start
    return None


def _no_text(file: BinaryIO, place: int, shown: str) -> CnnguiError:
    file.seek(0)
    line, left = 1, place
    while left > 0 and (block := file.read(min(_BLOCK_BYTES, left))):
        line += block.count(b"\n")
        left -= len(block)
    return CnnguiError("datasets.table_no_text", name=shown, line=line)


def _recoded(file: BinaryIO, out: BinaryIO, shown: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-16")()
    file.seek(0)
    written = 0
    try:
        while block := file.read(_BLOCK_BYTES):
            written += out.write(decoder.decode(block).encode())
            if written > MAX_BYTES:
                raise too_large(shown, written, MAX_BYTES)
        decoder.decode(b"", final=True)
    except UnicodeError:  # halves of pairs decode, and are no UTF-8
        out.seek(0)
        raise CnnguiError(
            "datasets.table_no_text", name=shown, line=1 + sum(part.count(b"\n") for part in out)
        ) from None
