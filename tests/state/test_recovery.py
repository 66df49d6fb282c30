"""What was edited is found again after a crash, only after a crash, and until somebody has answered."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cnngui.files.opening import open_regular
from cnngui.runs.kept_weights import Place
from cnngui.state.document import Contents, Document
from cnngui.state.recovery import Recovered, Recovery
from tests.unprivileged import unprivileged

# A window with an edit of its own that is killed; it shows first how many offers it found.
_CRASH = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from cnngui.network.network import Network
from cnngui.network.layers import Flatten, Dense
from cnngui.network.recipe import Recipe
from cnngui.state.document import Contents, Document
from cnngui.state.recovery import Recovery
app = QCoreApplication([])
document = Document(Contents(Network(layers=(Flatten(), Dense(units=10))), Recipe(), "digits"))
recovery = Recovery(document, Path(sys.argv[1]))
print(len(recovery.start().result()), flush=True)
if int(sys.argv[2]):
    document.set_field("dense", "units", int(sys.argv[2]))
    recovery.write()
recovery.flush()
if len(sys.argv) > 3:
    sys.stdin.readline()
os.kill(os.getpid(), 9)
"""


@dataclass
class Windows:
    """Starts windows that are killed."""

    folder: Path

    def crash(self, units: int = 0) -> int:
        """Have a window make an edit and be killed; return how many offers it had at its start."""
        done = subprocess.run(self._words(units), check=False, timeout=60, capture_output=True, text=True)
        return int(done.stdout)

    def open(self, units: int) -> subprocess.Popen[str]:
        """Return a window that made an edit and lives until something is said to it."""
        words = [*self._words(units), "wait"]
        window = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert window.stdout is not None
        window.stdout.readline()
        while not any(f'"units": {units}' in each.read_text() for each in self.folder.glob("[!.]*.json")):
            assert window.poll() is None
        return window

    def _words(self, units: int) -> list[str]:
        return [sys.executable, "-c", _CRASH, str(self.folder), str(units)]


@pytest.fixture
def windows(tmp_path: Path) -> Windows:
    return Windows(tmp_path)


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a window left that was killed; each takes seconds to start."""
    folder = tmp_path_factory.mktemp("crashed")
    Windows(folder).crash(77)
    return folder


@pytest.fixture
def recovery(document: Document, tmp_path: Path) -> Iterator[Recovery]:
    made = Recovery(document, tmp_path)
    yield made
    made.close()


def units(found: list[Recovered]) -> list[int]:
    return [each.contents.network.layer("dense").units for each in found]


def test_two_windows_killed_together_are_both_offered_the_newest_first(
    recovery: Recovery, windows: Windows
) -> None:
    both = [windows.open(77), windows.open(78)]
    for window in both:
        window.communicate("now")
    for file, order in zip(sorted(windows.folder.glob("*.json")), (9, 8), strict=True):
        file.write_text(json.dumps({**json.loads(file.read_text()), "order": order, "saved_s": 1.0 / order}))
    found = recovery.start().result()
    assert sorted(units(found)) == [77, 78]
    assert [each.order for each in found] == [9, 8], "by the number in it, whatever the clocks said"


def test_what_another_window_is_just_writing_is_not_offered(recovery: Recovery, windows: Windows) -> None:
    windows.crash(77)
    (file,) = windows.folder.glob("*.json")
    (windows.folder / ".cnngui-0123456789abcdef.part.json").write_bytes(file.read_bytes())
    assert units(recovery.start().result()) == [77]


def test_an_offer_stays_until_it_is_answered(document: Document, windows: Windows) -> None:
    windows.crash(77)
    assert windows.crash() == 1, "killed before an answer"
    for _ in range(2):
        unanswered = Recovery(document, windows.folder)
        assert units(unanswered.start().result()) == [77]
        unanswered.close()
    answered = Recovery(document, windows.folder)
    answered.answer(answered.start().result()[0], taken_up=False)
    answered.close()
    assert windows.crash() == 0
    assert not list(windows.folder.glob("*.json"))


def test_what_was_taken_up_is_forgotten_once_it_is_kept_anew(document: Document, windows: Windows) -> None:
    windows.crash(77)
    recovery = Recovery(document, windows.folder)
    (found,) = recovery.start().result()
    document.restore(found.contents)
    recovery.answer(found, taken_up=True)
    recovery.flush()
    (kept,) = windows.folder.glob("*.json")
    assert kept.stem != found.session
    assert json.loads(kept.read_text())["order"] > found.order
    recovery.close()


def test_no_other_window_is_offered_what_one_shows(recovery: Recovery, windows: Windows) -> None:
    windows.crash(77)
    assert len(recovery.start().result()) == 1
    assert windows.crash() == 0


def test_a_session_that_runs_is_left_alone(
    qtbot, recovery: Recovery, document: Document, windows: Windows
) -> None:
    document.set_field("dense", "units", 77)
    recovery.write()
    recovery.flush()
    assert windows.crash() == 0
    assert len(list(windows.folder.glob("*.json"))) == 1


def test_a_file_of_an_earlier_version_is_offered_even_if_it_has_our_number(
    qapp, contents: Contents, windows: Windows
) -> None:
    windows.crash(77)
    (file,) = windows.folder.glob("*.json")
    values = json.loads(file.read_text())
    for new in ("order", "saved_s", "places"):
        values.pop(new)
    values["runs"] = ["/kept/1", "/kept/2"]
    file.unlink()
    # In a container every session has the same process number.
    old = windows.folder / f"{os.getpid()}.json"
    old.write_text(json.dumps(values))
    os.utime(old, (5e8, 5e8))
    (windows.folder / f"{os.getpid()}.lock").write_text(f"{os.getpid()}\npytest\n")
    recovery = Recovery(Document(contents), windows.folder)
    (found,) = recovery.start().result()
    assert units([found]) == [77]
    assert found.places == (Place("/kept/1"), Place("/kept/2"))
    assert (found.order, found.saved_s) == (0, 5e8), "before any that has a number, and as old as its file"
    recovery.close()


def test_nothing_is_kept_of_a_session_that_ended_in_peace(
    document: Document, contents: Contents, tmp_path: Path
) -> None:
    first = Recovery(document, tmp_path)
    document.set_field("dense", "units", 77)
    first.write()
    first.close()
    assert list(tmp_path.iterdir()) == []


def test_what_only_pretends_to_be_an_offer_is_none(recovery: Recovery, tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text('{"network": {"layers": [')
    (tmp_path / "2.json").mkdir()
    os.mkfifo(tmp_path / "3.json")
    (tmp_path / "4.json").symlink_to("/dev/zero")
    assert recovery.start().result() == []


@pytest.mark.parametrize("field", ["order", "saved_s", "places", "network"])
@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**400, None, [], {"a": 1}])
def test_no_value_in_an_offer_hinders_the_start(
    recovery: Recovery, crashed: Path, tmp_path: Path, field: str, value: object
) -> None:
    shutil.copytree(crashed, tmp_path, dirs_exist_ok=True)
    file = tmp_path / next(crashed.glob("*.json")).name
    file.write_text(json.dumps({**json.loads(file.read_text()), field: value}))
    assert len(recovery.start().result()) <= 1


def test_kills_leave_no_heap_of_locks(recovery: Recovery, windows: Windows) -> None:
    windows.crash()
    (left,) = set(windows.folder.glob("*.lock")) - {recovery._file.with_suffix(".lock")}
    recovery.start()
    recovery.flush()
    assert left.exists(), "a window that starts makes its lock a moment before it holds it"
    os.utime(left, (1, 1))
    window = windows.open(77)
    (held,) = windows.folder.glob("*.json")
    held = held.with_suffix(".lock")
    os.utime(held, (1, 1))
    recovery.start()
    recovery.flush()
    assert (left.exists(), held.exists()) == (False, True)
    window.communicate("now")


def test_no_heap_of_offers_takes_every_file_that_may_be_open(recovery: Recovery, windows: Windows) -> None:
    windows.crash(77)
    (file,) = windows.folder.glob("*.json")
    values = json.loads(file.read_text())
    for number in range(100):
        made = windows.folder / f"{number}.json"
        made.write_text(json.dumps({**values, "order": number}))
        os.utime(made, (number, number))
    file.unlink()
    found = recovery.start().result()
    assert [each.order for each in found] == list(range(99, 79, -1))
    for each in found:
        recovery.answer(each, taken_up=False)
    recovery.flush()
    assert recovery.start().result()[0].order == 79, "the others come up later"


def test_old_checkpoints_that_a_living_window_goes_on_from_are_kept(
    qtbot, document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    folders = {name: tmp_path / "checkpoints" / name for name in ("living", "offered", "forgotten")}
    for folder in folders.values():
        folder.mkdir(parents=True)
        os.utime(folder, (1, 1))
    living, second = Recovery(document), Recovery(document)
    for file, name in ((living._file, "living"), (tmp_path / "recovery" / "1.json", "offered")):
        file.write_text(json.dumps({"places": [[str(folders[name]), 0]], "kind": "of a later version"}))
    second.start()
    second.flush()
    assert sorted(each.name for each in (tmp_path / "checkpoints").iterdir()) == ["living", "offered"]
    living.close()
    second.close()


def test_only_the_person_can_read_it(document: Document, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    recovery = Recovery(document)
    document.set_field("dense", "units", 77)
    recovery.write()
    recovery.flush()
    (file,) = (tmp_path / "recovery").glob("*.json")
    assert [each.stat().st_mode & 0o777 for each in (file.parent, file)] == [0o700, 0o600]
    recovery.close()


@pytest.mark.parametrize("home", ["file", "full", "missing"])
def test_where_nothing_can_be_kept_it_is_said_once_and_all_else_works(
    qtbot, document: Document, tmp_path: Path, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    folder = {"file": tmp_path / "file" / "recovery", "missing": Path(os.devnull) / "recovery"}.get(home)
    if home == "full":
        monkeypatch.setattr("cnngui.files.writing._sync", _no_space)
    recovery = Recovery(document, folder or tmp_path / "recovery")
    told = []
    recovery.failed.connect(told.append)
    assert recovery.start().result() == []
    for number in (77, 78):
        document.set_field("dense", "units", number)
        recovery.write()
        recovery.flush()
    qtbot.waitUntil(lambda: bool(told))
    recovery.close()
    assert [error.code for error in told] == ["runs.edits_not_kept"]


def test_why_there_can_be_no_lock_is_said_as_the_system_says_it(
    qtbot, document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("cnngui.files.locks._lock", no_locks)
    recovery = Recovery(document, tmp_path)
    with qtbot.waitSignal(recovery.failed) as failed:
        recovery.start()
    assert failed.args[0].values["reason"] == "No locks available"
    recovery.close()


def test_what_crashed_sessions_left_is_not_read_in_the_window_s_thread(
    qtbot, recovery: Recovery, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows.crash(77)
    readers: list[threading.Thread] = []
    monkeypatch.setattr(
        "cnngui.state.recovery.open_regular",
        lambda *asked: (readers.append(threading.current_thread()), open_regular(*asked))[1],
    )
    with qtbot.waitSignal(recovery.found) as found:
        recovery.start()
    assert units(found.args[0]) == [77]
    assert readers
    assert threading.current_thread() not in readers


def _no_space(_: Path) -> None:
    raise OSError(28, os.strerror(28))


_READ_ONLY = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.state.document import Contents, Document
from cnngui.state.recovery import Recovery
app = QCoreApplication([])
recovery = Recovery(Document(Contents(Network(), Recipe(), "digits")), Path(sys.argv[1]))
recovery.failed.connect(lambda error: print(error.code))
assert recovery.start().result() == []
recovery.close()
"""


def test_a_folder_that_may_only_be_read_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    done = unprivileged([sys.executable, "-c", _READ_ONLY, str(tmp_path / "recovery")])
    tmp_path.chmod(0o755)
    assert (done.stdout, done.stderr) == ("runs.edits_not_kept\n", "")
