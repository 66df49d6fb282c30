"""Who may import whom, read off the source; `test_fresh_interpreters` sees what reading cannot."""

from __future__ import annotations

import sys

import pytest

from tests.contracts.source import LEVELS, PACKAGE, ROOT, TOP, imports, modules, room

STANDARD = sys.stdlib_module_names

# Library -> the only places that may import it. A place is a module or a package with all below it.
ONLY_IN = {
    "tensorflow": {"cnngui.engine.keras_backend"},
    "keras": {"cnngui.engine.keras_backend"},
    "PySide6": {"cnngui.app", "cnngui.tour", "cnngui.ui", "cnngui.state"},
    "PySide6.QtWidgets": {"cnngui.app", "cnngui.tour", "cnngui.ui"},
    "pyqtgraph": {"cnngui.app", "cnngui.tour", "cnngui.ui"},
    "typer": {"cnngui.cli"},
    "pyarrow": {"cnngui.files.parquets", "cnngui.datasets.parquet_table", "cnngui.datasets.parquet_pictures"},
    "pickle": set(),
    "marshal": set(),
    "shelve": set(),
}
# Place -> the only libraries it may import beside the standard one and the program itself.
NOTHING_BUT = {
    "cnngui.messages": set(),
    "cnngui.errors": set(),
    # pyarrow is an extra, and imported where a Parquet file is opened.
    "cnngui.files": {"numpy", "platformdirs", "pyarrow"},
    "cnngui.results": {"numpy"},
    # pydantic is made of the other two, and documents them as places to import from.
    "cnngui.course": set(),
    "cnngui.network": {"pydantic", "pydantic_core", "annotated_types"},
}


def lies_in(name: str, place: str) -> bool:
    return name == place or name.startswith(place + ".")


def all_imports() -> list[tuple[str, str, str]]:
    """Return (module, where to look, imported name) for the whole program."""
    return [
        (module, f"{path.relative_to(ROOT)}:{line}", name)
        for module, path in modules().items()
        for line, name in imports(module, path)
    ]


IMPORTS = all_imports()


def test_the_program_was_read() -> None:
    assert ("cnngui.errors", "cnngui.messages.Message") in {(module, name) for module, _, name in IMPORTS}


def test_every_room_has_its_level() -> None:
    unknown = {room(module) for module in modules()} - {""} - LEVELS.keys()
    assert not unknown, "say in tests/contracts/source.py, and in cnngui/__init__.py, where these stand"


def test_imports_go_downward_only() -> None:
    def allowed(mine: str, theirs: str) -> bool:
        if not mine:  # the package itself imports none of its rooms
            return False
        return mine == theirs or LEVELS[theirs] < LEVELS[mine] or LEVELS[mine] == LEVELS[theirs] == TOP

    upward = [
        f"{where} imports {name}"
        for module, where, name in IMPORTS
        if lies_in(name, "cnngui") and room(name) in LEVELS and not allowed(room(module), room(name))
    ]
    assert not upward


def test_rooms_of_the_window_do_not_know_each_other() -> None:
    """`ui.draw` may import itself and `ui.shared`; only modules right below `ui` put rooms together."""

    def inner(name: str) -> str:
        return ".".join(name.split(".")[:3])

    packages = {f"cnngui.ui.{folder.name}" for folder in (PACKAGE / "ui").iterdir() if folder.is_dir()}
    crossing = [
        f"{where} imports {name}"
        for module, where, name in IMPORTS
        if inner(module) in packages
        and lies_in(name, "cnngui.ui")
        and inner(name) not in (inner(module), "cnngui.ui.shared")
    ]
    assert not crossing


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_in_its_room(library: str) -> None:
    astray = [
        f"{where} imports {name}"
        for module, where, name in IMPORTS
        if lies_in(name, library) and not any(lies_in(module, place) for place in ONLY_IN[library])
    ]
    assert not astray


@pytest.mark.parametrize("place", NOTHING_BUT)
def test_a_room_stays_light(place: str) -> None:
    heavy = [
        f"{where} imports {name}"
        for module, where, name in IMPORTS
        if lies_in(module, place)
        and (library := name.split(".")[0]) not in STANDARD
        and library not in {"cnngui", *NOTHING_BUT[place]}
    ]
    assert not heavy
