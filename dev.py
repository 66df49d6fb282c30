#!/usr/bin/env python3
"""Everything a fresh clone needs, in one file and with the standard library alone.

    python3 dev.py run [arguments]     start the program (any `cnngui` arguments; none opens the window)
    python3 dev.py test [arguments]    run the tests (arguments go to pytest)
    python3 dev.py test fast           those that start neither TensorFlow nor the window: some two minutes
    python3 dev.py lint                ruff and mypy
    python3 dev.py bench [arguments]   measure the figures of README.md
    python3 dev.py setup               only the set-up, which every other command does by itself

The first start makes .venv from requirements.lock and, as root on Debian or Ubuntu, installs the system
libraries Qt needs. Later starts do no set-up work and touch no network.

Written in the syntax of Python 3.6, so that an old Python gets a sentence instead of a syntax error.
"""

import contextlib
import ctypes
import hashlib
import importlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "set-up-complete"

ENGINE_TESTS = ["tests/engine", "tests/end2end"]
# Half of their time.
ENGINE_ROOMS = ["tests/engine/" + room for room in ("keras_backend", "numpy_backend", "stepping", "worker")]
# Whose share of lines that no test runs may only fall: tool.coverage in pyproject.toml.
COVERED_TESTS = ["tests/network", "tests/datasets", "tests/state"]
WINDOW_TESTS = ["tests/ui"]
# What a developer's loop can do without; each takes minutes.
NOT_FAST = [*ENGINE_TESTS, *WINDOW_TESTS]

OLDEST, NEWEST = (3, 11), (3, 13)
# The environment takes 2.4 GB and pip unpacks some of it in passing.
FREE_BYTES = 4 * 10**9
# Where TensorFlow 2.21 and PySide6 6.11 both have wheels, and the oldest C library they run on.
MACHINES = {
    ("Linux", "x86_64"): (2, 34),
    ("Linux", "aarch64"): (2, 39),
    ("Darwin", "arm64"): None,
    ("Windows", "AMD64"): None,
}

# What Qt loads from the system on Linux, by the file's name, and the package it is in on Debian and Ubuntu.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# And for a window on a screen.
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {"libwayland-cursor.so.0": "libwayland-cursor0"}
# A face made for screens: a machine that never had a desktop has none, or a wide one that crowds the window.
FONT_FOLDER, FONT_PACKAGE = Path("/usr/share/fonts/opentype/inter"), "fonts-inter"


class SetUpError(Exception):
    """What happened, why, and what to do about it: each one sentence."""

    def __init__(self, what: str, why: str, mend: str) -> None:
        super().__init__(f"{what}\n  Why: {why}\n  Do:  {mend}")


def say(sentence: str) -> None:
    """Print at once, so that our lines and those of pip stand in the right order."""
    print(sentence, flush=True)


# --- Can this machine do it? --------------------------------------------------------------------------


def check_machine(
    version: "tuple[int, int]",
    is_64_bit: bool,
    system: str,
    machine: str,
    libc: "tuple[int, int] | None",
    free_bytes: int,
) -> None:
    """Raise `SetUpError` before anything is downloaded that could not run here.

    Args:
        version: of the Python that runs this file: (major, minor).
        is_64_bit: whether that Python is.
        system: "Linux", "Darwin" or "Windows".
        machine: as `platform.machine` names it.
        libc: version of glibc on Linux; None for another C library or system.
        free_bytes: left on the disk of this folder.
    """
    if not OLDEST <= version <= NEWEST:
        raise SetUpError(
            "This is Python {}.{}; the program needs Python 3.11, 3.12 or 3.13.".format(*version),
            "TensorFlow 2.21 exists for these three only.",
            "Install one of them and start with it, for example: python3.12 dev.py run",
        )
    if not is_64_bit:
        raise SetUpError(
            "This Python is a 32-bit program.",
            "TensorFlow exists for 64-bit Pythons only.",
            "Install the 64-bit Python and start again with that one.",
        )
    if (system, machine) not in MACHINES:
        raise SetUpError(
            f"There is no TensorFlow 2.21 for {system} on {machine}.",
            "It is made for Linux (x86_64, aarch64), macOS (Apple silicon) and Windows (x64).",
            "Use one of these. On an Apple silicon Mac, use a Python that is itself arm64.",
        )
    needed = MACHINES[system, machine]
    if needed and (libc is None or libc < needed):
        found = "another C library" if libc is None else "glibc {}.{}".format(*libc)
        raise SetUpError(
            "This Linux has {}; Qt 6.11 needs glibc {}.{} or newer on {}.".format(found, *needed, machine),
            "Qt's wheels are built on it.",
            "Use a newer system, such as Debian 12 (x86_64), Debian 13 or Ubuntu 24.04.",
        )
    if free_bytes < FREE_BYTES:
        raise SetUpError(
            f"Only {free_bytes / 1e9:.1f} GB are free where {ROOT} lies; the set-up needs 4 GB.",
            "TensorFlow and Qt take 2.4 GB, and some more while they are unpacked.",
            "Free some space, or move this folder to a larger disk.",
        )


def glibc_version() -> "tuple[int, int] | None":
    """Return (major, minor) of glibc, or None where there is none."""
    try:
        name, version = str(os.confstr("CS_GNU_LIBC_VERSION")).split()
        major, minor = version.split(".")[:2]
        return (int(major), int(minor)) if name == "glibc" else None
    except (AttributeError, OSError, ValueError):
        return None


# --- System libraries ---------------------------------------------------------------------------------


def has_display() -> bool:
    """Tell whether a window could open: always outside Linux, with X11 or Wayland on Linux."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_libraries(libraries: "dict[str, str]") -> "dict[str, str]":
    """Return those whose file the dynamic loader, which Qt will ask too, does not find."""
    missing = {}
    for file, package in libraries.items():
        try:
            ctypes.CDLL(file)
        except OSError:
            missing[file] = package
    return missing


def is_root_with_apt() -> bool:
    """Tell whether this program may install Debian packages by itself."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: "list[str]") -> None:
    """Install Debian packages without a question.

    Raises:
        SetUpError: apt-get failed; its own words stand above.
    """
    say("Installing system packages: " + " ".join(packages))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")

    def apt(*words: str) -> int:
        # Its list of steps tells a person nothing; its errors go to stderr and stay.
        command = ["apt-get", "-qq", *words]
        return subprocess.call(command, env=environment, stdout=subprocess.DEVNULL)

    apt("update")
    if apt("install", "-y", "--no-install-recommends", *packages):
        raise SetUpError(
            "The system packages could not be installed.",
            "apt-get says why, above.",
            "Mend that, or install them by hand: apt-get install " + " ".join(packages),
        )


def install_libraries() -> None:
    """See to the system libraries Qt needs; does nothing where all are there (6 ms)."""
    if sys.platform != "linux":
        return
    wanted = dict(QT_LIBRARIES)
    if has_display():
        wanted.update(WINDOW_LIBRARIES)
    if os.environ.get("WAYLAND_DISPLAY"):
        wanted.update(WAYLAND_LIBRARIES)
    missing = missing_libraries(wanted)
    if missing and is_root_with_apt():
        apt_install(sorted(missing.values()))
        missing = missing_libraries(wanted)
    if is_root_with_apt() and not is_set_up() and not FONT_FOLDER.exists():
        # It only looks better with it, so an apt without that package is no reason to stop.
        with contextlib.suppress(SetUpError):
            apt_install([FONT_PACKAGE])
    if missing:
        raise SetUpError(
            "Qt, which draws the window, lacks {} of this system.".format(", ".join(missing)),
            "These libraries belong to the system and need its administrator.",
            "sudo apt-get install -y {}   (elsewhere: the packages that hold these files)".format(
                " ".join(sorted(missing.values()))
            ),
        )


# --- The Python environment ---------------------------------------------------------------------------


def stamp() -> str:
    """Return what a complete .venv was made from: this lock, for this Python."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return "{} python {}.{}\n".format(digest, *sys.version_info[:2])


def is_set_up() -> bool:
    """Tell whether .venv is complete and made from the lock that lies here now."""
    try:
        return STAMP.read_text(encoding="utf-8") == stamp() and PYTHON.exists()
    except OSError:
        return False


@contextlib.contextmanager
def one_at_a_time() -> "Iterator[None]":
    """Let a second start wait while the first sets up; the system frees the lock if that one dies."""
    with (ROOT / ".set-up.lock").open("w") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    time.sleep(0.5)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_environment() -> "list[str]":
    """Make an empty .venv and return the pip command that installs into it.

    Debian splits `ensurepip` off Python. Root gets it from there; for others the system's own pip, which
    can install into another environment since 22.3, does the work from outside.
    """
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if not find_spec("ensurepip") and is_root_with_apt():
        apt_install([package])
        importlib.invalidate_caches()
    inside = find_spec("ensurepip") is not None
    if not inside and not find_spec("pip"):
        raise SetUpError(
            "This Python can make no environment: it has neither ensurepip nor pip.",
            "Some systems keep them in a package of their own.",
            f"sudo apt-get install -y {package}   (elsewhere: the pip package of your system)",
        )
    if VENV.exists():
        # First, so that an environment half removed is not believed either.
        with contextlib.suppress(FileNotFoundError):
            STAMP.unlink()
        shutil.rmtree(str(VENV))
    subprocess.check_call([sys.executable, "-m", "venv", *([] if inside else ["--without-pip"]), str(VENV)])
    return [str(PYTHON), "-m", "pip"] if inside else [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def install_packages(pip: "list[str]") -> None:
    """Install exactly what the lock names, wheels only, each checked against its hash.

    Raises:
        SetUpError: pip failed; its own words stand above.
    """
    # Some people's settings send every package to the user folder, or forbid pip outside an environment.
    environment = dict(
        os.environ, PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_DISABLE_PIP_VERSION_CHECK="1"
    )
    options = ["--require-hashes", "--only-binary", ":all:", "--no-input", "-r", str(LOCK)]
    if subprocess.call([*pip, "install", *options], env=environment):
        raise SetUpError(
            "The Python packages could not be installed.",
            "pip says why, above; most often the connection broke.",
            "Start again: what was downloaded is kept.",
        )


def make_importable() -> None:
    """Let .venv import `cnngui` from this folder, in worker processes and from any folder too.

    One line in a .pth file does what an editable install does, without a build; relative, so that the
    folder may be moved.
    """
    find = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([str(PYTHON), "-c", find]).decode().strip()
    line = os.path.relpath(str(ROOT), packages)
    (Path(packages) / "cnngui-source.pth").write_text(line + "\n", encoding="utf-8")


def set_up() -> None:
    """Do what is missing for this folder to run; nothing, in some milliseconds, when nothing is.

    Raises:
        SetUpError: this machine cannot, or a step failed. The next start then begins the environment anew.
    """
    if not is_set_up():
        check_machine(
            sys.version_info[:2],
            sys.maxsize > 2**32,
            platform.system(),
            platform.machine(),
            glibc_version(),
            shutil.disk_usage(str(ROOT)).free,
        )
    install_libraries()
    if is_set_up():
        return
    with one_at_a_time():
        if is_set_up():
            return
        began = time.time()
        say(f"Setting up {VENV}: once, about 800 MB to download.")
        install_packages(make_environment())
        make_importable()
        # Last, and in one write: an environment without it is never believed.
        STAMP.write_text(stamp(), encoding="utf-8")
        say(f"Set up in {time.time() - began:.0f} s.")


# --- Commands -----------------------------------------------------------------------------------------


def start(arguments: "list[str]", folder: "Path | None" = None) -> int:  # noqa: RET503 (execv never returns)
    """Run the Python of .venv in place of this process, so that signals reach it; return its exit code."""
    sys.stdout.flush()
    if folder:
        os.chdir(str(folder))
    command = [str(PYTHON), *arguments]
    if sys.platform == "win32":  # where execv would return to the shell at once
        return subprocess.call(command)
    os.execv(command[0], command)


def run(arguments: "list[str]") -> int:
    """Start the program; without a screen, show the tour in its place."""
    if arguments in ([], ["gui"]) and not has_display():
        say(
            "No display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.\n"
            "Showing the tour instead: the same window, off screen. Everything else: dev.py run --help"
        )
        arguments = ["tour"]
    return start(["-m", "cnngui", *arguments])


def test(arguments: "list[str]") -> int:
    """Run pytest; without arguments all tests, in five processes side by side, in half the time.

    Some rooms must also be covered as well as they were.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if arguments[:1] == ["fast"]:
        arguments = ["-m", "not tensorflow and not slow", *without(NOT_FAST), *arguments[1:]]
    if arguments:
        return start(["-m", "pytest", *arguments], ROOT)
    os.chdir(str(ROOT))
    command = [str(PYTHON), "-m", "pytest"]
    rooms = [
        ["tests/engine", *without(ENGINE_ROOMS)],
        [*ENGINE_ROOMS, "tests/end2end"],
        WINDOW_TESTS,
        without([*ENGINE_TESTS, *WINDOW_TESTS, *COVERED_TESTS]),
    ]
    told = [tempfile.TemporaryFile() for _ in rooms]  # noqa: SIM115 - closed below
    # Each waits for its workers a third of the time; what is over first leaves its core to the others.
    beside = [
        subprocess.Popen([*command, *room], stdout=file, stderr=subprocess.STDOUT)
        for room, file in zip(rooms, told)  # noqa: B905 - Python 3.6 knows no `strict`
    ]
    try:
        steps = [
            [str(PYTHON), "-m", "coverage", "run", "-m", "pytest", *COVERED_TESTS],
            [str(PYTHON), "-m", "coverage", "report"],
        ]
        codes = [subprocess.call(step) for step in steps] + [each.wait() for each in beside]
    finally:
        for each in beside:
            each.kill()
    for file in told:
        with file:
            file.seek(0)
            print(file.read().decode("utf-8", "replace"), flush=True)
    # A process that a signal ended has a negative code: no tests passed there.
    return next((code for code in codes if code), 0)


def without(folders: "list[str]") -> "list[str]":
    """Return the arguments that keep pytest out of `folders`."""
    return ["--ignore=" + folder for folder in folders]


def lint(arguments: "list[str]") -> int:
    """Run every check, also when one has failed."""
    os.chdir(str(ROOT))
    checks = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
    return max([subprocess.call([str(PYTHON), "-m", *check, *arguments]) for check in checks])


def bench(arguments: "list[str]") -> int:
    """Measure the figures of README.md."""
    return start(["-m", "benchmarks", *arguments], ROOT)


def setup(arguments: "list[str]") -> int:
    """Say that all is there."""
    say("Ready. Start the program with: python3 dev.py run")
    return 0


COMMANDS = {"run": run, "test": test, "lint": lint, "bench": bench, "setup": setup}


def main(arguments: "list[str]") -> int:
    """Set up what is missing, then do what the first argument names; return the exit code."""
    if arguments[:1] in ([], ["-h"], ["--help"], ["help"]):
        say(str(__doc__).strip())
        return 0
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        print("dev.py has no command {!r}; it has {}.".format(name, ", ".join(COMMANDS)), file=sys.stderr)
        return 2
    try:
        set_up()
    except (SetUpError, OSError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    return COMMANDS[name](rest)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped. A set-up that was under way begins again at the next start.")
