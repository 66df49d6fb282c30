from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from cnngui.files.archives import CheckedZip
from tests.datasets.crafted import refused

LIMIT = 1_000_000


def zipped(path: Path, packing: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytearray:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return bytearray(path.read_bytes())


def outcome(path: Path, content: bytes, limit: int = LIMIT) -> str | None:
    path.write_bytes(content)

    def read_all() -> None:
        with CheckedZip(path, limit) as archive:
            for name in archive.names:
                archive.read(name, limit)

    return refused(read_all)


def test_members_come_back_whole_and_in_order(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", b=b"two" * 1000, a=b"")
    with CheckedZip(tmp_path / "a.zip", LIMIT) as archive:
        assert archive.names == ("b", "a")
        assert archive.size("b") == 3000
        assert archive.read("b", 3000) == b"two" * 1000
        with archive.open("b") as stream:
            assert stream.read(4) == b"twot"
        assert refused(lambda: archive.read("b", 2999)) == "files.member_too_large"
        assert refused(lambda: archive.read("c", LIMIT)) == "files.member_missing"


def test_the_sum_of_all_members_is_limited(tmp_path: Path) -> None:
    content = zipped(tmp_path / "a.zip", a=bytes(600), b=bytes(600))
    assert outcome(tmp_path / "a.zip", content, 1300) is None
    assert outcome(tmp_path / "a.zip", content, 1100) == "files.member_too_large"


@pytest.mark.parametrize("keep", [0, 3, 21, 60])
def test_a_part_of_a_file_is_refused(tmp_path: Path, keep: int) -> None:
    assert (
        outcome(tmp_path / "a.zip", zipped(tmp_path / "a.zip", a=b"abc" * 20)[:keep]) == "files.archive_end"
    )


def test_a_directory_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    content = zipped(tmp_path / "a.zip", a=b"abc")
    content[-10:-6] = struct.pack("<L", 2_000_000)
    assert outcome(tmp_path / "a.zip", content) == "files.archive_directory"


def test_a_zip64_end_that_outvotes_the_checked_one_is_refused(tmp_path: Path) -> None:
    content = zipped(tmp_path / "a.zip", a=b"abc")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(content) - 22, 1)
    assert (
        outcome(tmp_path / "a.zip", bytes(content[:-22] + locator + content[-22:]))
        == "files.archive_directory"
    )


def test_a_size_that_cannot_be_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    content = zipped(tmp_path / "a.zip", a=b"abc" * 20)
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<L", 900_000)
    (tmp_path / "a.zip").write_bytes(content)
    assert refused(lambda: CheckedZip(tmp_path / "a.zip", LIMIT)) == "files.archive_short"


def test_a_smaller_size_than_packed_is_refused(tmp_path: Path) -> None:
    content = zipped(tmp_path / "a.zip", a=b"abc" * 20)
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<L", 10)
    assert outcome(tmp_path / "a.zip", content) in ("files.archive_damaged", "files.archive_short")


def test_a_member_that_ends_behind_the_file_is_refused(tmp_path: Path) -> None:
    content = zipped(tmp_path / "a.zip", zipfile.ZIP_STORED, a=b"abc")
    entry = content.index(b"PK\x01\x02")
    content[entry + 20 : entry + 28] = struct.pack("<LL", 5000, 5000)
    assert outcome(tmp_path / "a.zip", content) == "files.archive_short"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    assert outcome(tmp_path / "a.zip", (tmp_path / "a.zip").read_bytes()) == "files.archive_twice"


def test_encrypted_and_unusually_packed_members_are_refused(tmp_path: Path) -> None:
    content = zipped(tmp_path / "a.zip", a=b"abc")
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert outcome(tmp_path / "a.zip", content) == "files.archive_encrypted"
    content = zipped(tmp_path / "a.zip", zipfile.ZIP_BZIP2, a=b"abc")
    assert outcome(tmp_path / "a.zip", content) == "files.archive_packing"
