"""Read members of a zip file that may be damaged or hostile."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cnngui.files.file_window import FileWindow
from cnngui.files.opening import MB, DamagedError, open_regular, shown_name, shown_text

_END_RECORD = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR_BYTES = 20
_MAX_DIRECTORY_BYTES = 1_000_000  # about 10,000 members; zipfile would parse whatever size the file claims
_MAX_DEFLATE_RATIO = 1032  # zlib's technical notes: deflate cannot pack tighter
_ENCRYPTED = 0x1
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")

# What zipfile lets through on damaged bytes: ValueError also for names, RuntimeError for passwords, versions.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(ValueError, OSError, RuntimeError, MemoryError),
)


class CheckedZip:
    """A zip file of which only claims that can be true are believed.

    Args:
        path: a regular file.
        max_bytes: the largest sum of all members unpacked, and of the file itself, in bytes.
        max_directory_bytes: the longest list of contents: some 100 bytes a member.

    Refused: links and devices, zip64 end records, comments, encryption, packing other than stored or
    deflated, two members of one name, members larger than the format allows for their packed size.

    Raises:
        CnnguiError: on opening, reading, and in `open`.
    """

    def __init__(
        self, path: str | Path, max_bytes: int, max_directory_bytes: int = _MAX_DIRECTORY_BYTES
    ) -> None:
        self.shown_path = shown_text(path)
        self._file = open_regular(path, max_bytes)
        try:
            self._length = self._file.seek(0, 2)
            self._max_directory_bytes = max_directory_bytes
            self._check_end_record()
            with self._as_damage():
                self._zip = zipfile.ZipFile(self._file)
            self._members = self._checked_members(max_bytes)
        except BaseException:
            self._file.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        """The members, in the order in which they were stored."""
        return tuple(self._members)

    @property
    def packed_bytes(self) -> int:
        """Unpacked size in bytes of the members that are packed: what a reader has to unpack."""
        packed = (each for each in self._members.values() if each.compress_type != zipfile.ZIP_STORED)
        return sum(each.file_size for each in packed)

    def size(self, name: str) -> int:
        """Return the unpacked size of a member in bytes."""
        return self._member(name).file_size

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Give a member as a stream of exactly `size` bytes; damage met while reading is a CnnguiError."""
        member = self._member(name)
        with self._as_damage(), self._zip.open(member) as stream:
            yield stream  # type: ignore[misc]  # typeshed: IO[bytes], which is what it is

    def read(self, name: str, max_bytes: int) -> bytes:
        """Return a whole member of at most `max_bytes` bytes, its checksum verified."""
        self._limit(name, self.size(name), max_bytes)
        with self.open(name) as stream:
            content = stream.read(max_bytes + 1)  # reads to the end, where zipfile compares the checksum
        if len(content) != self.size(name):
            raise self._refused("archive_short", name)
        return content

    def window(self, name: str) -> FileWindow:
        """Return a member that was stored unpacked as a file in which a reader may jump about.

        The checksum is not looked at: reading the member by `open` does that. The window must not be read
        while a member is.
        """
        member = self._member(name)
        if member.compress_type != zipfile.ZIP_STORED:
            raise self._refused("archive_packing", name)
        with self.open(name):  # compares the header in front of the member with the directory
            self._file.seek(member.header_offset)
        *_, name_bytes, extra_bytes = _LOCAL_HEADER.unpack(self._file.read(_LOCAL_HEADER.size))
        start = member.header_offset + _LOCAL_HEADER.size + name_bytes + extra_bytes
        if member.file_size != member.compress_size or start + member.file_size > self._length:
            raise self._refused("archive_short", name)
        return FileWindow(self._file, start, member.file_size)

    def __enter__(self) -> CheckedZip:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    def _check_end_record(self) -> None:
        """Bound the directory before zipfile parses it, by the very record that zipfile will use."""
        length = self._length
        tail_bytes = min(length, _END_RECORD.size + _ZIP64_LOCATOR_BYTES)
        self._file.seek(length - tail_bytes)
        tail = self._file.read(tail_bytes)
        if len(tail) < _END_RECORD.size:
            raise self._refused("archive_end")
        signature, *_, directory_bytes, _offset, comment_bytes = _END_RECORD.unpack(tail[-_END_RECORD.size :])
        if signature != b"PK\x05\x06" or comment_bytes:
            raise self._refused("archive_end")
        if tail[: -_END_RECORD.size].startswith(b"PK\x06\x07") or directory_bytes > self._max_directory_bytes:
            raise self._refused("archive_directory")

    def _checked_members(self, max_bytes: int) -> dict[str, zipfile.ZipInfo]:
        members: dict[str, zipfile.ZipInfo] = {}
        total = 0
        for member in self._zip.infolist():
            if member.filename in members:
                raise self._refused("archive_twice", member.filename)
            if member.flag_bits & _ENCRYPTED:
                raise self._refused("archive_encrypted", member.filename)
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._refused("archive_packing", member.filename)
            if member.header_offset + member.compress_size > self._length:
                raise self._refused("archive_short", member.filename)
            if member.file_size > member.compress_size * _MAX_DEFLATE_RATIO:
                raise self._refused("archive_short", member.filename)
            total += member.file_size
            self._limit(member.filename, total, max_bytes)
            members[member.filename] = member
        return members

    def _member(self, name: str) -> zipfile.ZipInfo:
        if name not in self._members:
            found = ", ".join(shown_name(member) for member in self.names[:8]) or "nothing"
            raise DamagedError(
                "files.member_missing", path=self.shown_path, name=shown_name(name), found=found
            )
        return self._members[name]

    def _limit(self, name: str, size: int, max_bytes: int) -> None:
        if size > max_bytes:
            raise DamagedError(
                "files.member_too_large",
                path=self.shown_path,
                name=shown_name(name),
                size_mb=size / MB,
                limit_mb=max_bytes / MB,
            )

    def _refused(self, code: str, name: str = "", **values: str) -> DamagedError:
        return DamagedError(f"files.{code}", path=self.shown_path, name=shown_name(name), **values)

    @contextmanager
    def _as_damage(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            raise self._refused("archive_damaged", reason=shown_text(error) or type(error).__name__) from None
