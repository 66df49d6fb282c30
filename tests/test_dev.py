"""dev.py, run as a person runs it: in a folder of its own, with a lock that needs no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent
# What a person would type: the Python below .venv, which can make environments where that in .venv may not.
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
GOOD_MACHINE = {
    "version": (3, 12),
    "is_64_bit": True,
    "system": "Linux",
    "machine": "x86_64",
    "libc": (2, 36),
    "free_bytes": 10**10,
}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A small project beside dev.py: no packages to install, and a `cnngui` that prints what it was asked."""
    shutil.copy(ROOT / "dev.py", tmp_path)
    (tmp_path / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    (tmp_path / "cnngui").mkdir()
    (tmp_path / "cnngui" / "__main__.py").write_text(
        "import sys; print('asked', sys.argv[1:])\n", encoding="utf-8"
    )
    return tmp_path


def start(
    clone: Path, *arguments: str, cwd: Path | None = None, **changed: str
) -> subprocess.CompletedProcess[str]:
    """Run dev.py on a machine without a screen, unless `changed` gives it one."""
    environment = {key: value for key, value in os.environ.items() if not key.endswith("DISPLAY")} | changed
    return subprocess.run(
        [BASE_PYTHON, str(clone / "dev.py"), *arguments],
        cwd=cwd or clone,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.slow
def test_the_first_start_sets_up_and_the_second_does_nothing(
    clone: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = start(clone, "run", "summary", "--preset", "lenet-5")
    assert first.returncode == 0, first.stderr
    assert "Set up in" in first.stdout
    assert "asked ['summary', '--preset', 'lenet-5']" in first.stdout

    made = {
        path: path.stat().st_mtime_ns
        for path in (clone / ".venv").rglob("*")
        if "__pycache__" not in path.parts
    }
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    # A broken way out: had anything been fetched, it would have failed.
    second = start(
        clone,
        "run",
        "presets",
        cwd=elsewhere,
        http_proxy="http://localhost:9",
        https_proxy="http://localhost:9",
    )
    assert second.stdout == "asked ['presets']\n", second.stderr
    assert made == {path: path.stat().st_mtime_ns for path in made}


@pytest.mark.slow
def test_a_set_up_that_failed_or_was_interrupted_is_not_believed(clone: Path) -> None:
    leftover = clone / ".venv" / "half-installed"
    leftover.parent.mkdir()
    leftover.touch()
    # pip refuses this without asking anybody: the hash is not that of the file.
    wheel = clone / "thing-1.0-py3-none-any.whl"
    wheel.write_bytes(b"no wheel")
    line = f"thing @ {wheel.as_uri()} --hash=sha256:{'0' * 64}\n"
    (clone / "requirements.lock").write_text(line, encoding="utf-8")

    failed = start(clone, "setup")
    assert failed.returncode == 1
    assert "packages could not be installed" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not leftover.exists(), "the environment must be made anew"
    assert (clone / dev.PYTHON.relative_to(ROOT)).exists(), "it failed too early to show anything"
    assert not (clone / dev.STAMP.relative_to(ROOT)).exists()


def test_a_complete_environment_adds_less_than_a_tenth_of_a_second(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ROOT / "requirements.lock", clone)
    monkeypatch.setattr(dev, "STAMP", clone / "stamp")
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    dev.STAMP.write_text(dev.stamp(), encoding="utf-8")

    def seconds() -> float:
        began = time.perf_counter()
        dev.set_up()
        return time.perf_counter() - began

    assert min(seconds() for _ in range(3)) < 0.1


@pytest.mark.parametrize("change", ["lock", "python"])
def test_another_lock_or_python_asks_for_a_new_environment(
    clone: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(dev, "LOCK", clone / "requirements.lock")
    monkeypatch.setattr(dev, "STAMP", clone / "stamp")
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    dev.STAMP.write_text(dev.stamp(), encoding="utf-8")
    assert dev.is_set_up()
    if change == "lock":
        dev.LOCK.write_text("numpy==1.0\n", encoding="utf-8")
    else:
        monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert not dev.is_set_up()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux runs without a screen")
@pytest.mark.parametrize("arguments", [[], ["gui"]])
def test_without_a_screen_the_tour_takes_the_windows_place(
    clone: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    started = []
    monkeypatch.setattr(dev, "start", lambda command, folder=None: started.append(command))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    dev.run(arguments)
    assert started == [["-m", "cnngui", "tour"]]
    monkeypatch.setenv("DISPLAY", ":0")
    dev.run(arguments)
    assert started[1:] == [["-m", "cnngui", *arguments]]


def test_a_good_machine_passes() -> None:
    dev.check_machine(**GOOD_MACHINE)


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        ({"version": (3, 10)}, "Python 3.10"),
        ({"version": (3, 14)}, "Python 3.14"),
        ({"is_64_bit": False}, "32-bit"),
        ({"system": "Darwin"}, "Darwin on x86_64"),
        ({"machine": "riscv64"}, "riscv64"),
        ({"libc": (2, 31)}, "glibc 2.31"),
        ({"libc": None}, "another C library"),
        ({"machine": "aarch64"}, "2.39"),
        ({"free_bytes": 3_900_000_000}, "3.9 GB"),
    ],
)
def test_a_machine_that_cannot_is_told_why_and_what_to_do(fact: dict[str, object], says: str) -> None:
    with pytest.raises(dev.SetUpError, match=says) as refused:
        dev.check_machine(**(GOOD_MACHINE | fact))
    assert [line.split(":")[0].strip() for line in str(refused.value).splitlines()[1:]] == ["Why", "Do"]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only: elsewhere Qt brings all it needs")
def test_a_missing_system_library_is_found_by_its_file() -> None:
    gone = {"libnosuchthing.so.7": "libnosuchthing7"}
    assert dev.missing_libraries({"libc.so.6": "libc6", **gone}) == gone


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_missing_libraries_stop_a_person_without_root_before_any_download(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = {"libtwo.so.7": "libtwo7", "libone.so.7": "libone7"}
    monkeypatch.setattr(dev, "QT_LIBRARIES", gone)
    monkeypatch.setattr(dev, "has_display", lambda: False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(dev, "is_root_with_apt", lambda: False)
    with pytest.raises(dev.SetUpError) as told:
        dev.install_libraries()
    assert "lacks libtwo.so.7, libone.so.7 of" in str(told.value)
    assert "sudo apt-get install -y libone7 libtwo7 " in str(told.value)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
@pytest.mark.parametrize("set_up", [False, True])
def test_root_on_debian_gets_them_and_before_the_first_set_up_the_face(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, set_up: bool
) -> None:
    installed: list[list[str]] = []
    monkeypatch.setattr(dev, "QT_LIBRARIES", {"libnosuchthing.so.7": "libnosuchthing7"})
    monkeypatch.setattr(dev, "has_display", lambda: False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(dev, "is_root_with_apt", lambda: True)
    monkeypatch.setattr(dev, "is_set_up", lambda: set_up)
    monkeypatch.setattr(dev, "FONT_FOLDER", tmp_path / "none")
    monkeypatch.setattr(dev, "apt_install", installed.append)
    with pytest.raises(dev.SetUpError):
        dev.install_libraries()
    assert installed == [["libnosuchthing7"], *([] if set_up else [["fonts-inter"]])]


def test_the_fast_tests_leave_out_what_takes_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(dev, "start", lambda command, folder=None: started.append(command))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    dev.test(["fast", "-x"])
    (command,) = started
    assert command[:4] == ["-m", "pytest", "-m", "not tensorflow and not slow"]
    assert command[-1] == "-x"
    left_out = [word.removeprefix("--ignore=") for word in command if word.startswith("--ignore=")]
    assert "tests/engine" in left_out
    assert all((ROOT / folder).is_dir() for folder in left_out)


# What the tests of the engine say and end with, what the others and the coverage do, and the code of all.
RUNS = [
    ("print('5 passed')", "print('7 passed')", 0),
    ("sys.exit(1)", "print('7 passed')", 1),
    ("print('5 passed')", "sys.exit(1)", 1),
    ("os.kill(os.getpid(), signal.SIGKILL)", "print('7 passed')", -9),
    ("print('5 passed')", "os.kill(os.getpid(), signal.SIGKILL)", -9),
]


@pytest.mark.skipif(sys.platform == "win32", reason="a script in the place of Python")
@pytest.mark.parametrize(("engine", "others", "code"), RUNS)
def test_tests_pass_only_when_those_of_every_process_do(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
    others: str,
    code: int,
) -> None:
    script = tmp_path / "python"
    script.write_text(
        f"#!{BASE_PYTHON}\nimport os, signal, sys\n"
        f"assert sys.argv[1:3] in (['-m', 'pytest'], ['-m', 'coverage'])\n"
        f"if 'tests/engine' in sys.argv:\n    {engine}\nelse:\n    {others}\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    monkeypatch.setattr(dev, "PYTHON", script)
    monkeypatch.chdir(tmp_path)
    assert dev.test([]) == code
    said = capfd.readouterr().out
    assert all(each[7:15] in said for each in (engine, others) if each.startswith("print"))


def test_an_unknown_command_is_named_with_those_that_exist() -> None:
    answer = start(ROOT, "tset")
    assert answer.returncode == 2
    assert "'tset'" in answer.stderr
    assert "test" in answer.stderr


def test_help_sets_nothing_up(clone: Path) -> None:
    answer = start(clone, "--help")
    assert answer.returncode == 0
    assert "dev.py run" in answer.stdout
    assert not (clone / ".venv").exists()
