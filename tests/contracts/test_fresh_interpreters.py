"""Import each room into a new interpreter and look at what came along: reading misses dynamic imports."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.contracts.source import ROOT, modules, room, rooms

TENSORFLOW = {"tensorflow", "keras"}
WINDOW = {"PySide6.QtWidgets", "pyqtgraph"}
QT = {"PySide6", "shiboken6", "pyqtgraph"}
# What is imported once the window has been seen, or never in its process.
LATER = {"pyqtgraph", "typer", "rich", "urllib.request", "cnngui.engine.worker.worker"}

# Capacity -> what must not be in memory once all of it is imported.
ABSENT = {
    "network": TENSORFLOW | QT | {"numpy", "h5py", "PIL", "typer", "rich"},
    "results": TENSORFLOW | QT | {"pydantic", "h5py", "PIL", "typer"},
    "files": TENSORFLOW | QT | {"h5py", "PIL", "typer"},
    "datasets": TENSORFLOW | QT | {"h5py", "typer"},
    "course": TENSORFLOW | QT | {"numpy", "h5py", "PIL", "typer", "rich"},
    "export": TENSORFLOW | QT | {"h5py", "typer"},
    "keras_import": TENSORFLOW | QT | {"h5py", "typer"},
    "report": TENSORFLOW | QT | {"h5py", "typer"},
    "runs": TENSORFLOW | QT | {"typer"},
    "engine": TENSORFLOW | QT | {"typer"},
    "state": TENSORFLOW | WINDOW | {"typer"},
    "ui": TENSORFLOW | {"typer"},
    "app": TENSORFLOW | LATER,
    "api": TENSORFLOW | QT | {"h5py", "typer", "rich"},
    "tour": TENSORFLOW,
    "cli": TENSORFLOW | QT,
    "__main__": TENSORFLOW | QT | {"numpy", "pydantic", "typer"},
}
STANDARD_ONLY = ["messages", "errors", "memory"]

PROBE = """
import importlib, json, sys
before = set(sys.modules)
for name in {names!r}:
    importlib.import_module(name)
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def loaded_by(code: str) -> set[str]:
    """Return the names of the modules that `code` prints as JSON on its last line."""
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return set(json.loads(answer.stdout.splitlines()[-1]))


def modules_of(name: str) -> list[str]:
    """Return all modules of a room, but for the room inside the engine that may load TensorFlow."""
    return [
        module
        for module in modules()
        if room(module) == name and not module.startswith("cnngui.engine.keras_backend")
    ]


def test_every_room_is_looked_at() -> None:
    assert set(rooms()) <= ABSENT.keys() | set(STANDARD_ONLY)


@pytest.mark.parametrize("name", [name for name in ABSENT if name in rooms()])
def test_a_room_brings_nothing_it_must_not(name: str) -> None:
    loaded = loaded_by(PROBE.format(names=modules_of(name)))
    assert f"cnngui.{name}" in loaded
    assert not loaded & ABSENT[name]


@pytest.mark.parametrize("name", STANDARD_ONLY)
def test_what_lies_below_all_rooms_needs_the_standard_library_alone(name: str) -> None:
    loaded = loaded_by(PROBE.format(names=modules_of(name)))
    foreign = {module.split(".")[0] for module in loaded} - sys.stdlib_module_names - {"cnngui"}
    assert f"cnngui.{name}" in loaded
    assert not foreign


@pytest.mark.skipif("cli" not in rooms(), reason="there is no command line yet")
@pytest.mark.parametrize("arguments", [["--help"], ["train", "--help"], ["presets"]])
def test_the_command_line_answers_without_tensorflow_or_qt(arguments: list[str]) -> None:
    loaded = loaded_by(
        f"""
import json, sys
from cnngui.__main__ import main
sys.argv = ["cnngui", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print()
print(json.dumps(sorted(sys.modules)))
"""
    )
    assert "typer" in loaded
    assert not loaded & (TENSORFLOW | QT)
