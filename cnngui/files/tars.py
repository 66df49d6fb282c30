"""Read regular members of a tar file, packed by gzip or not, that may be damaged or hostile.

The 512 bytes in front of each member are read here and not by `tarfile`: what that makes of a damaged header
depends on the version of Python, and an extended one is read into memory whatever length it claims. Layout:
POSIX.1-1988 (ustar), with GNU's long names and the paths and sizes of POSIX.1-2001 (pax).
"""

from __future__ import annotations

import gzip
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from cnngui.files.opening import DamagedError, open_regular, shown_name, shown_text, too_large

GZIP_MAGIC = b"\x1f\x8b"
MOST_MEMBERS = 1_500_000
_BLOCK = 512
_COPIED = 1 << 20
_MAX_EXTENDED_BYTES = 1 << 20
_REGULAR, _LONG_NAME, _PAX, _PAX_ALL = b"0\0" + b"7", b"L", b"x", b"g"
_LINKS = b"123456"
"""Hard and symbolic links, devices, folders, pipes; of these only folders are nothing to be told."""
_FOLDER = b"5"
_NUMBER = re.compile(rb"[ \0]*([0-7]+)[ \0]*\Z")
_PAX_SIZE = re.compile(r"[0-9]{1,18}")
_RECORD = re.compile(rb"(\d{1,7}) ([^=\n]{1,200})=")


@dataclass(frozen=True)
class _Member:
    offset: int
    size: int


def is_tar(start: bytes) -> bool:
    """Whether a file that begins with these bytes, some thousand of them, is a tar file, packed or not."""
    if start.startswith(GZIP_MAGIC):
        try:
            start = zlib.decompressobj(31).decompress(start, _BLOCK)
        except zlib.error:
            return False
    return len(start) >= _BLOCK and _checksum_fits(start[:_BLOCK]) and start[:1] != b"\0"


def tar_names(path: str | Path, max_bytes: int) -> Iterator[str]:
    """Yield the names of regular members, one after another: the first is there before the last is unpacked.

    Raises:
        CnnguiError: as `CheckedTar`.
    """
    with _as_damage(shown_text(path)), open_regular(path, max_bytes) as file:
        for name, _member in _Members(_unpacking(file), shown_text(path), max_bytes).regular():
            yield name


class CheckedTar:
    """A tar file of which only regular members are given out.

    One that is packed is unpacked into a temporary file first: there is no other way to read a member again.
    Of two members of one name the later one counts, as for tar.

    Args:
        path: a regular file.
        max_bytes: the largest sum of all that is in it unpacked, and of the file itself.

    Raises:
        CnnguiError: on opening and reading: damaged, cut off, or too large.
    """

    def __init__(self, path: str | Path, max_bytes: int) -> None:
        self.shown_path = shown_text(path)
        self._file = cast(BinaryIO, open_regular(path, max_bytes))
        try:
            with _as_damage(self.shown_path):
                self._unpack(max_bytes)
                members = _Members(self._file, self.shown_path, max_bytes)
                self._members = dict(members.regular())
                self.links = members.links
        except BaseException:
            self._file.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        """The regular members, in the order in which they were stored."""
        return tuple(self._members)

    def size(self, name: str) -> int:
        """Return the size of a member in bytes."""
        return self._member(name).size

    def read(self, name: str, max_bytes: int) -> bytes:
        """Return a whole member of at most `max_bytes` bytes."""
        member = self._member(name)
        if member.size > max_bytes:
            raise too_large(f"{shown_name(name)} in {self.shown_path}", member.size, max_bytes)
        with _as_damage(self.shown_path):
            self._file.seek(member.offset)
            content = self._file.read(member.size)
        if len(content) != member.size:
            raise DamagedError("files.tar_damaged", path=self.shown_path, reason="it ends early")
        return content

    def __enter__(self) -> CheckedTar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _member(self, name: str) -> _Member:
        if name not in self._members:
            found = ", ".join(shown_name(member) for member in self.names[:8]) or "nothing"
            raise DamagedError(
                "files.member_missing", path=self.shown_path, name=shown_name(name), found=found
            )
        return self._members[name]

    def _unpack(self, max_bytes: int) -> None:
        if self._file.read(2) != GZIP_MAGIC:
            self._file.seek(0)
            return
        self._file.seek(0)
        unpacked = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - it is closed with the archive
        try:
            stream, size = _unpacking(self._file), 0
            while block := stream.read(_COPIED):
                size += unpacked.write(block)
                if size > max_bytes:
                    raise too_large(self.shown_path, size, max_bytes)
        except BaseException:
            unpacked.close()
            raise
        self._file.close()
        self._file = unpacked
        self._file.seek(0)


class _Members:
    """A way through a tar file from its beginning.

    Attributes:
        links: members that are no regular files and no folders, passed so far.
    """

    def __init__(self, stream: BinaryIO, shown: str, max_bytes: int) -> None:
        self._stream, self._shown, self._max_bytes = stream, shown, max_bytes
        self._at = 0
        self.links = 0

    def regular(self) -> Iterator[tuple[str, _Member]]:
        """Yield names and places of regular members."""
        long_name: str | None = None
        long_size: int | None = None
        for _ in range(MOST_MEMBERS):
            header = self._read(_BLOCK)
            # Two blocks of zeros end it, and everything that comes behind them is no member.
            if not header.strip(b"\0"):
                return
            if len(header) < _BLOCK or not _checksum_fits(header):
                raise self._damaged("a header is damaged")
            kind, size = header[156:157], self._size(header[124:136])
            if kind in (_LONG_NAME, _PAX, _PAX_ALL):
                content = self._extended(size)
                if kind == _LONG_NAME:
                    long_name = content.split(b"\0")[0].decode("utf-8", "replace")
                elif kind == _PAX:
                    records = dict(_records(content))
                    long_name = records.get("path", long_name)
                    told = records.get("size", "")
                    if told and not _PAX_SIZE.fullmatch(told):
                        raise self._damaged("a size is damaged, or far too large")
                    long_size = int(told) if told else None
                continue
            size = size if long_size is None else long_size
            name = _name(header) if long_name is None else long_name
            long_name = long_size = None
            if size > self._max_bytes:
                raise too_large(self._shown, size, self._max_bytes)
            member = _Member(self._at, size)
            if kind in _REGULAR and not name.endswith("/"):
                yield name, member
            else:
                self.links += kind in _LINKS and kind != _FOLDER
            self._skip(size)
        raise self._damaged("it holds too many members")

    def _extended(self, size: int) -> bytes:
        if size > _MAX_EXTENDED_BYTES:
            raise self._damaged("a name is too long")
        content = self._read(size)
        self._skip(0, behind=size)
        return content

    def _read(self, size: int) -> bytes:
        content = self._stream.read(size)
        self._at += len(content)
        return content

    def _skip(self, size: int, behind: int = 0) -> None:
        """Go on behind `size` bytes, and to the next block."""
        left = size + -(size + behind) % _BLOCK
        while left > 0:
            block = self._read(min(_COPIED, left))
            if not block:
                # The rest of the last block may be missing; what is in it may not.
                if left >= _BLOCK or size:
                    raise self._damaged("it ends early")
                return
            left -= len(block)
        if self._at > 2 * self._max_bytes:
            raise too_large(self._shown, self._at, self._max_bytes)

    def _size(self, raw: bytes) -> int:
        if raw[0] & 0x80:  # GNU's sizes of more than 8 GB are more than is read
            raise self._damaged("a size is damaged, or far too large")
        match = _NUMBER.match(raw)
        if not match:
            raise self._damaged("a size is damaged")
        return int(match[1], 8)

    def _damaged(self, reason: str) -> DamagedError:
        return DamagedError("files.tar_damaged", path=self._shown, reason=reason)


def _checksum_fits(header: bytes) -> bool:
    match = _NUMBER.match(header[148:156])
    return match is not None and int(match[1], 8) == sum(header) - sum(header[148:156]) + 8 * 32


def _name(header: bytes) -> str:
    name, prefix = header[:100].split(b"\0")[0], header[345:500].split(b"\0")[0]
    whole = prefix + b"/" + name if prefix and header[257:263] == b"ustar\0" else name
    return whole.decode("utf-8", "replace")


def _records(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the records of an extended header, each ``length key=value``."""
    at = 0
    while match := _RECORD.match(content, at):
        end = at + int(match[1])
        if not match.end() < end <= len(content):
            return
        yield match[2].decode("utf-8", "replace"), content[match.end() : end - 1].decode("utf-8", "replace")
        at = end


def _unpacking(file: BinaryIO) -> BinaryIO:
    packed = file.read(2) == GZIP_MAGIC
    file.seek(0)
    # mypy takes a GzipFile for no BinaryIO, though it reads like one.
    return cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file


@contextmanager
def _as_damage(shown: str) -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError, zlib.error) as error:
        raise DamagedError("files.tar_damaged", path=shown, reason=shown_text(error)) from None
