from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cnngui.cli import doctor_checks
from cnngui.cli.screen import missing_libraries
from cnngui.files import folders
from tests.cli.conftest import Cnngui

NAMES = {
    "python",
    "libraries",
    "processor",
    "memory",
    "disk",
    "display",
    "shipped_data",
    "shipped_model",
    "folders",
}


def test_the_doctor_looks_at_everything(cnngui: Cnngui) -> None:
    facts = cnngui("doctor", "--json").json
    assert {check["name"] for check in facts["checks"]} == NAMES
    assert all(check["mend"] for check in facts["checks"] if check["status"] != "ok")
    assert facts["libraries"]["tensorflow"].startswith("2.21.")


def test_people_see_a_line_for_every_check(cnngui: Cnngui) -> None:
    out = cnngui("doctor").out
    assert sum(line.startswith(("OK ", "Warning ", "Error ")) for line in out.splitlines()) == len(NAMES)


@pytest.mark.parametrize(
    ("version", "status"),
    [((3, 10, 9), "error"), ((3, 11, 0), "ok"), ((3, 13, 9), "ok"), ((3, 14, 0), "error")],
)
def test_a_python_without_tensorflow_is_an_error(
    version: tuple[int, int, int], status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    assert doctor_checks.python().status == status


def test_what_is_shipped_is_whole() -> None:
    assert [check.status for check in doctor_checks.shipped()] == ["ok", "ok"]


def test_a_changed_shipped_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "digits.cnn").write_bytes(b"other bytes")
    (tmp_path / "digits.json").write_text(json.dumps({"sha256": 64 * "0"}))
    monkeypatch.setattr(folders, "models", lambda: tmp_path)
    model = next(check for check in doctor_checks.shipped() if check.name == "shipped_model")
    assert model.status == "error"
    assert str(tmp_path) in model.found


@pytest.mark.parametrize(
    ("name", "version", "status"),
    [
        ("tensorflow", "", "error"),
        ("tensorflow", "2.22.0", "warn"),
        ("tensorflow", "2.21.1", "ok"),
        ("PySide6-Essentials", "6.12.0", "error"),
        ("PySide6-Essentials", "6.11.3", "ok"),
    ],
)
def test_libraries_must_be_there_in_known_versions(name: str, version: str, status: str) -> None:
    installed = dict.fromkeys(doctor_checks.LIBRARIES, "1.0") | {"tensorflow": "2.21.0", name: version}
    check = doctor_checks.libraries(installed)
    assert check.status == status
    assert f"{name} {version or '–'}" in check.found.split(", ")


@pytest.mark.parametrize(
    ("machine", "flags", "status"),
    [
        ("x86_64", "flags : fpu sse2 avx avx2 fma", "ok"),
        ("x86_64", "flags : fpu sse2 avx2x", "error"),
        ("AMD64", "flags : fpu sse2", "error"),
        ("x86_64", None, "ok"),  # not Linux
        ("aarch64", "Features : fp asimd", "ok"),  # another processor, with its own TensorFlow
    ],
)
def test_a_processor_that_tensorflow_is_not_built_for_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str, flags: str | None, status: str
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    if flags is not None:
        (tmp_path / "cpuinfo").write_text(flags + "\n")
    check = doctor_checks.processor(tmp_path / "cpuinfo")
    assert check.status == status
    assert bool(check.mend) == (status == "error")
    assert int(check.found.removesuffix(" cores")) >= 1


@pytest.mark.parametrize("card", [None, "{", "[]", "{}"])
def test_a_shipped_network_whose_card_tells_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, card: str | None
) -> None:
    if card is not None:
        (tmp_path / "digits.json").write_text(card)
    monkeypatch.setattr(folders, "models", lambda: tmp_path)
    data, model = doctor_checks.shipped()
    assert (data.status, model.status) == ("ok", "error")
    assert model.found == str(tmp_path / "digits.json")


def test_a_process_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_checks, "_PATIENCE_S", 0.2)
    check = doctor_checks.run_python("engine", "import time; time.sleep(60)")
    assert (check.status, bool(check.mend)) == ("error", True)
    assert "no answer" in check.found


@pytest.mark.parametrize(
    ("free", "status"),
    [(8 * doctor_checks.GB, "ok"), (1_500_000_000, "ok"), (1_499_999_999, "warn"), (None, "ok")],
)
def test_little_memory_is_a_warning(free: int | None, status: str) -> None:
    assert doctor_checks.memory(free).status == status


def test_a_full_disk_is_a_warning() -> None:
    assert doctor_checks.disk(10**9 - 1).status == "warn"
    assert doctor_checks.disk(10**9).status == "ok"
    assert "2.5 GB" in doctor_checks.disk(2_500_000_000).found


def test_a_folder_that_is_not_there_yet_is_judged_by_its_parent(tmp_path: Path) -> None:
    assert doctor_checks.writable([tmp_path / "a" / "b"]).status == "ok"
    assert list(tmp_path.iterdir()) == []
    assert doctor_checks.writable([Path("/proc/none")]).status == "warn"


@pytest.mark.slow
def test_qt_and_the_engine_can_start() -> None:
    qt, engine = doctor_checks.deep_checks()
    assert qt == doctor_checks.DoctorCheck("qt", "ok", "Qt")
    assert engine.status == "ok"
    assert "threads" in engine.found


def test_a_process_that_dies_is_told() -> None:
    check = doctor_checks.run_python("engine", "import os, sys; print('no AVX', file=sys.stderr); os.abort()")
    assert check.status == "error"
    assert "no AVX" in check.found


@pytest.mark.parametrize(("display", "platform"), [(None, "offscreen"), (":0", None)])
def test_qt_is_tried_off_screen_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch, display: str | None, platform: str | None
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    check = doctor_checks.run_python("qt", "import os; print(os.environ.get('QT_QPA_PLATFORM'))")
    assert (check.status, check.found) == ("ok", str(platform))


SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A Linux computer without a screen."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in SCREEN:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_window_that_opened_is_told_with_its_platform(screen: pytest.MonkeyPatch) -> None:
    screen.setenv("QT_QPA_PLATFORM", "offscreen")
    check = doctor_checks.display()
    assert (check.status, check.found) == ("ok", "a window opens (offscreen)")


def test_no_screen_is_a_warning(screen: pytest.MonkeyPatch) -> None:
    assert doctor_checks.display().status == "warn"


@pytest.mark.parametrize("platform", ["", "xcb", "no_such_platform"])
def test_a_screen_that_is_only_named_is_no_screen(screen: pytest.MonkeyPatch, platform: str) -> None:
    screen.setenv("DISPLAY", ":4711")
    screen.setenv("QT_QPA_PLATFORM", platform)
    check = doctor_checks.display()
    assert check.status == "error"
    assert check.mend


def test_a_missing_library_is_named_with_the_line_that_mends(
    screen: pytest.MonkeyPatch, cnngui: Cnngui
) -> None:
    screen.setenv("DISPLAY", ":4711")
    # The second is there, but damaged: the loader then tells its path.
    lacking = ["libxcb-cursor.so.0", "/lib/x86_64-linux-gnu/libxkbcommon-x11.so.0"]
    screen.setattr("cnngui.cli.screen.missing_libraries", lambda program: lacking)
    check = doctor_checks.display()
    assert check.status == "error"
    assert "libxcb-cursor.so.0" in check.found
    assert check.mend.endswith("sudo apt install libxcb-cursor0 libxkbcommon-x11-0")
    answer = cnngui("gui")
    assert answer.code == 1
    assert check.mend in answer.err


def test_the_libraries_that_the_loader_lacks_are_found(tmp_path: Path) -> None:
    import _ctypes

    assert missing_libraries(Path(_ctypes.__file__)) == []
    (tmp_path / "liblacking.so").write_bytes(b"")
    assert missing_libraries(tmp_path / "liblacking.so") == [str(tmp_path / "liblacking.so")]
