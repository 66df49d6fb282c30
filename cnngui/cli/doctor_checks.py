"""What can keep the program from running on a computer, each looked at by itself."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Literal

from cnngui.cli.screen import has_display, window_fault
from cnngui.errors import reason_of
from cnngui.files import folders
from cnngui.memory import free_memory
from cnngui.messages import text

Status = Literal["ok", "warn", "error"]

GB = 1_000_000_000
LIBRARIES = (
    *("tensorflow", "keras", "PySide6-Essentials", "pyqtgraph", "numpy", "pydantic", "pillow", "pooch"),
    *("platformdirs", "rich", "typer"),
)
# TensorFlow alone takes 0.55 GB, the window 0.25 GB, a small network on MNIST as much again.
_LITTLE_MEMORY, _LITTLE_DISK = 1.5 * GB, 1 * GB

_PATIENCE_S = 120
# Loads TensorFlow and has the shipped network answer.
_ANSWER = """
import numpy
from cnngui.engine.threads import one_thread_an_operation
one_thread_an_operation()
from cnngui.files import folders
from cnngui.engine.keras_backend.precision import choose_precision
from cnngui.engine.keras_backend.runtime import describe_runtime, part_devices
from cnngui.engine.session import load_predictor
found, precision = describe_runtime(), choose_precision("auto")
load_predictor(folders.shipped_network()).predict(numpy.zeros((1, 28, 28, 1), numpy.float32))
told = f"{found.device}, {found.threads} threads, batches in up to {found.most_parts} parts"
told += ", one a GPU (tried with virtual devices only)" if part_devices() else ""
print(f"{told}; trains in {precision.policy}. {precision.why}")
"""
# Without a system library Qt cannot even be imported, and without a screen it ends the process.
_WINDOW = """
from PySide6.QtWidgets import QApplication, QWidget
app, window = QApplication([]), QWidget()
window.show()
app.processEvents()
print(app.platformName())
"""


@dataclass(frozen=True)
class DoctorCheck:
    """One thing that was looked at.

    Attributes:
        name: what it is, for machines; `label` is for people.
        status: "warn" keeps something from working, "error" nearly all.
        found: what there is.
        mend: what to do about it; empty when all is well.
    """

    name: str
    status: Status
    found: str
    mend: str = ""

    @property
    def label(self) -> str:
        """What people call it."""
        return text(f"cli.check_{self.name}")


def quick_checks() -> Iterator[DoctorCheck]:
    """Yield everything that can be checked in a second."""
    yield python()
    yield libraries(versions())
    yield processor()
    yield memory(free_memory())
    yield disk(shutil.disk_usage(_existing(folders.downloads_folder())).free)
    yield display()
    yield from shipped()
    yield writable([folders.settings_folder(), folders.downloads_folder(), Path(tempfile.gettempdir())])


def python() -> DoctorCheck:
    """Check that TensorFlow exists for this Python."""
    bits = 8 * struct.calcsize("P")
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13) and bits == 64
    found = f"{platform.python_version()}, {bits} bit, {platform.system()} {platform.machine()}"
    return DoctorCheck("python", "ok" if fits else "error", found, "" if fits else text("cli.mend_python"))


def versions() -> dict[str, str]:
    """Return the version of each library, empty where it is missing; nothing is imported."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found


def libraries(installed: dict[str, str]) -> DoctorCheck:
    """Check that all libraries are there, in versions that are known to work."""
    found = ", ".join(f"{name} {version or '–'}" for name, version in installed.items())
    if missing := [name for name, version in installed.items() if not version]:
        return DoctorCheck("libraries", "error", found, text("cli.mend_missing", missing=", ".join(missing)))
    # PySide6 6.12.0 drops a reference to None at every void call on Python 3.11 and aborts.
    if installed.get("PySide6-Essentials", "").startswith("6.12.0"):
        return DoctorCheck(
            "libraries", "error", found, text("cli.mend_version", wanted="PySide6-Essentials 6.11")
        )
    if not installed.get("tensorflow", "2.21.").startswith("2.21."):
        return DoctorCheck("libraries", "warn", found, text("cli.mend_version", wanted="tensorflow 2.21"))
    return DoctorCheck("libraries", "ok", found)


def processor(flags: Path = Path("/proc/cpuinfo")) -> DoctorCheck:
    """Check for the vector instructions that TensorFlow is built with.

    Args:
        flags: where Linux tells them; without such a file nothing is known against the processor.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    found = text("cli.found_cores", count=usable)
    if platform.machine() in ("x86_64", "AMD64") and flags.exists() and " avx " not in flags.read_text():
        return DoctorCheck("processor", "error", found, text("cli.mend_avx"))
    return DoctorCheck("processor", "ok", found)


def memory(free: int | None) -> DoctorCheck:
    """Check that TensorFlow and the window fit into `free` bytes; None is unknown."""
    if free is None:
        return DoctorCheck("memory", "ok", text("cli.found_unknown"))
    return _space("memory", free, _LITTLE_MEMORY, text("cli.mend_memory"))


def disk(free: int) -> DoctorCheck:
    """Check that data sets and projects fit into `free` bytes."""
    return _space("disk", free, _LITTLE_DISK, text("cli.mend_disk"))


def _space(name: str, free: int, least: float, mend: str) -> DoctorCheck:
    found = text("cli.found_free", gigabytes=free / GB)
    return DoctorCheck(name, "warn", found, mend) if free < least else DoctorCheck(name, "ok", found)


def display() -> DoctorCheck:
    """Check that a window can open, by opening one."""
    if not has_display():
        return DoctorCheck("display", "warn", text("cli.found_no_display"), text("cli.mend_display"))
    if fault := window_fault():
        told = fault.message()
        return DoctorCheck("display", "error", f"{told.what} {told.why}", told.mend)
    tried = run_python("display", _WINDOW)
    found = text("cli.found_display", platform=tried.found) if tried.status == "ok" else tried.found
    return replace(tried, found=found)


def shipped() -> Iterator[DoctorCheck]:
    """Compare the data and the network that came with the program with their checksums."""
    from cnngui.datasets.catalog import catalog

    bundled = [
        (entry.folder / file.name, file.sha256)
        for entry in catalog()
        if entry.bundled
        for file in entry.files
    ]
    yield _files("shipped_data", bundled)
    card = folders.models() / "digits.json"
    try:
        wanted = json.loads(card.read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        yield DoctorCheck("shipped_model", "error", str(card), text("cli.mend_shipped"))
        return
    yield _files("shipped_model", [(folders.shipped_network(), wanted)])


def _files(name: str, files: list[tuple[Path, str]]) -> DoctorCheck:
    for path, sha256 in files:
        try:
            same = hashlib.sha256(path.read_bytes()).hexdigest() == sha256
        except OSError:
            same = False
        if not same:
            return DoctorCheck(name, "error", str(path), text("cli.mend_shipped"))
    return DoctorCheck(name, "ok", ", ".join(str(path) for path, _ in files))


def writable(wanted: list[Path]) -> DoctorCheck:
    """Check that settings, downloads and temporary files can be written, without leaving anything behind."""
    for folder in wanted:
        try:
            with tempfile.TemporaryFile(dir=_existing(folder)):
                pass
        except OSError as error:
            mend = text("cli.mend_folder", folder=folder, reason=reason_of(error))
            return DoctorCheck("folders", "warn", str(folder), mend)
    return DoctorCheck("folders", "ok", ", ".join(map(str, wanted)))


def _existing(folder: Path) -> Path:
    """Return the nearest folder that exists: there the missing ones would be made."""
    return next((each for each in (folder, *folder.parents) if each.is_dir()), Path.cwd())


def deep_checks() -> Iterator[DoctorCheck]:
    """Start Qt and the engine for a moment, each in a process of its own, which it may well end."""
    yield run_python("qt", "from PySide6.QtWidgets import QApplication as A; A([]); print('Qt')")
    yield run_python("engine", _ANSWER)


def run_python(name: str, program: str) -> DoctorCheck:
    """Run a few lines of Python in a process of their own; their last line is what was found."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    if not has_display():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-c", program]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        found = text("cli.found_no_answer", seconds=_PATIENCE_S)
        return DoctorCheck(name, "error", found, text("cli.mend_deep"))
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        found = text("cli.found_ended", exit_code=done.returncode, reason=last)
        return DoctorCheck(name, "error", found, text("cli.mend_deep"))
    return DoctorCheck(name, "ok", done.stdout.strip().splitlines()[-1])
