"""Tar files as tools write them, and as nobody should."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnngui.files.tars import CheckedTar, is_tar, tar_names
from tests.datasets.crafted import refused

LIMIT = 1_000_000
LONG = "folder/" + "n" * 150 + "é.png"
MEMBERS = {"a/1.png": b"one", LONG: b"two" * 500, "empty.txt": b""}


def tarred(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT, *others: tarfile.TarInfo) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in others:
            archive.addfile(info)
    return stream.getvalue()


def special(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def outcome(path: Path, content: bytes, limit: int = LIMIT) -> str | None:
    path.write_bytes(content)

    def read_all() -> None:
        with CheckedTar(path, limit) as archive:
            for name in archive.names:
                archive.read(name, limit)

    return refused(read_all)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("packed", [False, True])
def test_members_come_back_whole_and_in_order(tmp_path: Path, form: int, packed: bool) -> None:
    members = MEMBERS
    if form == tarfile.USTAR_FORMAT:
        members = {"d" * 90 + "/" + "n" * 60: b"x", **MEMBERS}
        del members[LONG]
    content = tarred(members, form)
    path = tmp_path / "a.tar"
    path.write_bytes(gzip.compress(content) if packed else content)
    assert is_tar(path.read_bytes()[:4096])
    with CheckedTar(path, LIMIT) as archive:
        assert {name: archive.read(name, LIMIT) for name in archive.names} == members
        assert list(archive.names) == list(members) == list(tar_names(path, LIMIT))
        assert refused(lambda: archive.read("a/1.png", 2)) == "files.too_large"
        assert refused(lambda: archive.read("none", LIMIT)) == "files.member_missing"


def test_links_devices_and_pipes_are_counted_and_never_followed(tmp_path: Path) -> None:
    others = (
        special("passwd", tarfile.SYMTYPE, "/etc/passwd"),
        special("hard", tarfile.LNKTYPE, "a"),
        special("device", tarfile.CHRTYPE),
        special("pipe", tarfile.FIFOTYPE),
        special("folder", tarfile.DIRTYPE),
    )
    (tmp_path / "a.tar").write_bytes(tarred({"a": b"1"}, tarfile.PAX_FORMAT, *others))
    with CheckedTar(tmp_path / "a.tar", LIMIT) as archive:
        assert (archive.names, archive.links) == (("a",), 4)


def test_the_later_of_two_members_counts(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tarred({"a": b"old"})[:1024] + tarred({"a": b"new"}))
    with CheckedTar(tmp_path / "a.tar", LIMIT) as archive:
        assert archive.read("a", LIMIT) == b"new"


@pytest.mark.parametrize("keep", [100, 600, 1030, 1600])
def test_a_part_of_a_file_is_refused(tmp_path: Path, keep: int) -> None:
    content = tarred({"a": b"abc" * 100, "b": b"xyz" * 500})
    assert outcome(tmp_path / "a.tar", content[:keep]) == "files.tar_damaged"
    packed = gzip.compress(content)
    assert outcome(tmp_path / "a.tar", packed[: len(packed) - 9]) == "files.tar_damaged"


def test_sizes_that_are_claimed_are_not_believed(tmp_path: Path) -> None:
    content = bytearray(tarred({"a": b"abc"}))
    for size in (b"77777777777\0", b"\x80" + b"\xff" * 11, b"-1\0        ", b"\0" * 12):
        content[124:136] = size
        content[148:156] = b" " * 8
        content[148:156] = b"%06o\0 " % sum(content[:512])
        assert outcome(tmp_path / "a.tar", bytes(content)) in ("files.tar_damaged", "files.too_large")


@pytest.mark.parametrize("size", ["9" * 19, "9" * 5_000, "-1", "1e3", "٣"])
def test_an_extended_size_that_is_none_is_damage(tmp_path: Path, size: str) -> None:
    info = tarfile.TarInfo("a")
    info.pax_headers = {"size": size}
    content = tarred({}, tarfile.PAX_FORMAT, info)
    assert size.encode() in content
    assert outcome(tmp_path / "a.tar", content) == "files.tar_damaged"


def test_what_unpacks_to_far_more_is_refused_without_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(tarred({"a": bytes(30_000_000)}))
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        assert outcome(tmp_path / "a.tgz", bomb) == "files.too_large"
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_other_files_are_no_tar_files() -> None:
    for start in (b"", b"\x1f\x8b", gzip.compress(bytes(2000)), bytes(4096), b"PK" + bytes(4000)):
        assert not is_tar(start)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_changed_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    content = bytearray(tarred(MEMBERS, data.draw(st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]))))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        for at in range(0, len(content) - 512, 512):  # with checksums that fit, as who means harm has them
            content[at + 148 : at + 156] = b" " * 8
            content[at + 148 : at + 156] = b"%06o\0 " % sum(content[at : at + 512])
    outcome(tmp_path_factory.mktemp("tar") / "a.tar", bytes(content))
