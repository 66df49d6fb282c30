from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cnngui.errors import CnnguiError
from cnngui.files import folders, leftovers
from cnngui.files.writing import atomic_bytes, atomic_folder, atomic_write, system_reason
from tests.contracts.source import ROOT

# Writes 8 MB versions of a file again and again: every byte of a version is its number.
ENDLESS = """
import sys
from pathlib import Path
from cnngui.files.writing import atomic_write
target, version = Path(sys.argv[1]), 0
print("ready", flush=True)
while True:
    version = version % 250 + 1
    atomic_write(target, lambda part: part.write_bytes(bytes([version]) * 8_000_000))
"""


def test_a_file_is_written_whole_with_the_rights_of_any_new_file(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a.txt", lambda part: part.write_text("new") and None)
    (tmp_path / "plain.txt").write_text("plain")
    assert (tmp_path / "a.txt").read_text() == "new"
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "plain.txt").stat().st_mode


def test_bytes_are_written_as_they_are_in_the_place_of_older_ones(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    for content in (bytes(range(256)) * 300, b"one\ntwo\r\n"):
        atomic_bytes(target, content)
        assert target.read_bytes() == content
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(CnnguiError) as caught:
        atomic_bytes(tmp_path / "missing" / "a.bin", b"")
    assert caught.value.code == "files.cannot_write"


def test_an_error_while_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail(part: Path) -> None:
        part.write_text("half of the n")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        atomic_write(target, fail)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_a_clear_error_and_the_old_file_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fill(part: Path) -> None:
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")

    with pytest.raises(CnnguiError) as caught:
        atomic_write(target, fill)
    assert caught.value.code == "files.cannot_write"
    assert "No space left" in str(caught.value)
    assert target.read_text() == "old"


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CnnguiError) as caught:
        atomic_write(tmp_path / "missing" / "a.txt", lambda part: None)
    assert caught.value.code == "files.cannot_write"


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_kill_in_the_middle_of_a_save_leaves_a_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(bytes(8_000_000))
    for round_ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(target)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(0.03 + 0.017 * round_)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        content = target.read_bytes()
        assert len(content) == 8_000_000
        assert content == content[:1] * len(content)


def refused(path: Path) -> str:
    """Return the code of what is said instead of writing to `path`."""
    with pytest.raises(CnnguiError) as caught:
        atomic_bytes(path, b"new")
    return caught.value.code


def test_a_device_a_pipe_and_a_folder_are_no_targets(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("pipe")
    for path in (Path(os.devnull), tmp_path / "pipe", tmp_path / "folder", tmp_path / "link"):
        assert refused(path) == "files.no_target"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "link", "pipe"]


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "a.bin", tmp_path / "link.bin"
    link.symlink_to(target)
    for content in (b"of a link that led nowhere", b"new"):
        atomic_bytes(link, content)
        assert link.is_symlink()
        assert target.read_bytes() == content
    link.unlink()
    link.symlink_to(link)
    assert refused(link) == "files.cannot_write"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_an_old_file_keeps_its_rights(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    target.chmod(mode)
    atomic_bytes(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == mode
    assert target.read_bytes() == b"new"


def test_a_protected_file_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    target.chmod(0o444)
    assert refused(target) == "files.protected"
    assert target.read_bytes() == b"old"


def test_the_rights_of_a_new_file_follow_the_mask_and_in_our_own_folders_none_are_for_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o027)
    try:
        atomic_bytes(tmp_path / "a.bin", b"")
        monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
        folder = folders.data_folder() / "runs" / "one"
        folders.make_own(folder)
        atomic_bytes(folder / "a.bin", b"")
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "a.bin", folder, folder / "a.bin")]
    assert modes == [0o640, 0o700, 0o600]


def test_a_note_of_what_is_under_way_is_for_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    temporary = leftovers.Temporary(tmp_path / "a.bin")
    notes = list((tmp_path / "unfinished").iterdir())
    assert [each.stat().st_mode & 0o777 for each in notes] == [0o600, 0o600]
    temporary.end()


def test_own_folders_that_were_open_are_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    tmp_path.chmod(0o755)
    (tmp_path / "runs").mkdir(mode=0o755)
    folders.make_own(tmp_path / "runs" / "one")
    assert (tmp_path / "runs").stat().st_mode & 0o777 == 0o700
    assert tmp_path.stat().st_mode & 0o777 == 0o755, "the folder that a person named is theirs"
    (tmp_path / "recovery").mkdir(mode=0o555)
    folders.make_own(tmp_path / "recovery")
    assert (tmp_path / "recovery").stat().st_mode & 0o777 == 0o500, "one that is read-only stays so"


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        OSError("Can't write data (file write failed: errno = 28, error message = 'x')"),
        RuntimeError("RESOURCE_EXHAUSTED: /tmp/a/saved_model.pb; No space left on device"),
    ],
)
def test_every_library_s_word_for_a_full_disk_is_one(tmp_path: Path, error: Exception) -> None:
    def fill(_: Path) -> None:
        raise error

    for write in (
        lambda: atomic_write(tmp_path / "a", fill),
        lambda: atomic_folder(tmp_path / "b", fill, "c"),
    ):
        with pytest.raises(CnnguiError) as caught:
            write()
        assert caught.value.code == "files.cannot_write"
        assert caught.value.message().why == "The system says: No space left on device."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "number", [errno.EDQUOT, errno.EFBIG, errno.EPERM, errno.EMFILE, errno.ESTALE, errno.ENODEV, errno.ENOENT]
)
def test_what_tensorflow_says_of_a_disk_is_told_in_the_system_s_words(tmp_path: Path, number: int) -> None:
    said = f"{{{{function_node __wrapped__SaveV2}}}} {tmp_path}/variables; {os.strerror(number)} [Op:SaveV2]"
    assert system_reason(RuntimeError(said)) == os.strerror(number)
    assert system_reason(RuntimeError("of the network, not the disk")) is None


# Begins to write a file and a folder, and is then killed; an icon folder stands for what has no target.
HALF_DONE = """
import os, signal, sys
from pathlib import Path
from cnngui.files.leftovers import Temporary
from cnngui.files.writing import atomic_folder, atomic_write
folder = Path(sys.argv[1])
icons = Temporary(folder / "icons")
icons.path.mkdir()
def half(part):
    part.write_bytes(b"half")
    atomic_folder(folder / "model", whole, "hallmark")
def whole(made):
    made.mkdir()
    (made / "hallmark").write_bytes(b"new")
    rename = Path.rename
    def die(path, target):
        if path.name == "made":
            print("ready", flush=True)
            signal.pause()
        return rename(path, target)
    Path.rename = die
atomic_write(folder / "a.bin", half)
"""


def test_what_a_killed_process_left_is_swept_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    folder = tmp_path / "work"
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "hallmark").write_bytes(b"old")
    (folder / ".cnngui-somebodys.part").write_bytes(b"not ours")
    (folder / "a.bin").write_bytes(b"old")
    worker = subprocess.Popen(
        [sys.executable, "-c", HALF_DONE, str(folder)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"ready\n"
    there = sorted(folder.iterdir())
    leftovers.sweep()
    assert sorted(folder.iterdir()) == there, "a process that lives holds them"
    worker.kill()
    worker.communicate()
    leftovers.sweep()
    names = sorted(each.name for each in folder.iterdir())
    assert names == [".cnngui-somebodys.part", "a.bin", "model"]
    assert (folder / "model" / "hallmark").read_bytes() == b"old", "it was between two names"
    assert list((tmp_path / "home" / "unfinished").iterdir()) == []


def test_what_cannot_be_removed_at_once_is_swept_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    with monkeypatch.context() as patched:
        patched.setattr(
            "cnngui.files.leftovers.shutil.rmtree", lambda *_, **__: None
        )  # no file can be opened
        temporary = leftovers.Temporary(tmp_path / "model")
        temporary.path.mkdir()
        temporary.end()
        leftovers.sweep()
        assert temporary.path.exists()
    leftovers.sweep()
    assert not temporary.path.exists()
    assert list((tmp_path / "home" / "unfinished").iterdir()) == []


@pytest.mark.parametrize(("mode", "saved"), [(0o644, True), (0o640, False)])
def test_a_disk_that_refuses_other_rights_is_written_where_none_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, saved: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    target, folder = tmp_path / "a.bin", tmp_path / "model"
    folder.mkdir()
    for path in (target, folder / "hallmark"):
        path.write_bytes(b"old")
    target.chmod(mode)
    monkeypatch.setattr(os, "chmod", refuse)
    atomic_folder(folder, lambda made: made.mkdir() or (made / "hallmark").write_bytes(b"new"), "hallmark")
    assert (folder / "hallmark").read_bytes() == b"new"
    if saved:
        atomic_bytes(target, b"new")
    else:
        assert refused(target) == "files.cannot_write", "it would be open to others"
    assert target.read_bytes() == (b"new" if saved else b"old")


def test_a_note_names_only_what_was_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    mine = tmp_path / "precious.part"
    mine.write_bytes(b"mine")
    notes = tmp_path / "unfinished"
    notes.mkdir()
    (notes / "1.json").write_text(f'{{"path": "{mine}", "target": "{mine}"}}')
    (notes / "2.json").write_text("{")
    os.mkfifo(notes / "3.json")
    leftovers.sweep()
    assert mine.exists()
    assert list(notes.iterdir()) == []


def test_a_name_of_many_long_letters_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("신" * 80 + ".cnn")
    atomic_bytes(target, b"new")
    assert target.read_bytes() == b"new"
