"""The wheel that `pipx install .` makes: built offline, opened, and run outside the source tree."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.contracts.source import PACKAGE, ROOT

PROBE = """
from cnngui import __version__
from cnngui.files import folders
print(__version__)
print(folders.resources())
print(folders.models())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    (built,) = folder.glob("cnngui-*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_below(folder: str) -> set[str]:
    """Return the files git would ship from a folder of the source tree."""
    listed = (path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.as_posix() for path in listed if "__pycache__" not in path.parts}


def test_it_carries_the_program_and_what_it_needs(names: set[str]) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*.py")}
    assert modules <= names
    for folder in ("resources", "models"):
        assert {f"cnngui/_shipped/{name}" for name in files_below(folder)} <= names


def test_it_brings_a_menu_entry_and_its_icon(names: set[str]) -> None:
    shared = {name.split(".data/data/")[1] for name in names if ".data/data/" in name}
    assert shared == {
        "share/applications/cnngui.desktop",
        "share/icons/hicolor/scalable/apps/cnngui.svg",
    }


def test_it_carries_nothing_else(names: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in names} == {"cnngui"}
    assert not [name for name in names if "/tests/" in name or name.endswith(".pyc")]


def test_it_runs_outside_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}

    def python(*arguments: str) -> str:
        answer = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    version, resources, models = python("-c", PROBE).splitlines()
    assert version
    assert Path(resources) == tmp_path / "cnngui" / "_shipped" / "resources"
    assert Path(models) == tmp_path / "cnngui" / "_shipped" / "models"
    assert "356,234" in python("-m", "cnngui", "summary", "--preset", "mnist-cnn")
