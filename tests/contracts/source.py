"""The program's source as the contract tests see it: modules, rooms, imports and literals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cnngui"

# A room may import those with a smaller number, and itself. Two rooms with one number do not know each other,
# except at the top: the command line opens the window.
LEVELS = {
    "messages": 0,
    "errors": 1,
    "memory": 1,
    "results": 1,
    "files": 2,
    "network": 3,
    "datasets": 4,
    "course": 5,
    "export": 5,
    "keras_import": 5,
    "runs": 7,
    "report": 8,
    "engine": 8,
    "state": 9,
    "ui": 10,
    "app": 11,
    "api": 11,
    "tour": 12,
    "cli": 12,
    "__main__": 13,
}
TOP = 12


def modules() -> dict[str, Path]:
    """Return every module of the program by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room(module: str) -> str:
    """Return the room of a module: ``cnngui.ui.draw.canvas`` lies in ``ui``; the package itself in none."""
    return [*module.split("."), ""][1]


def rooms() -> list[str]:
    """Return the rooms that exist."""
    return sorted({room(module) for module in modules()} - {""})


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(module: str, path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of everything a module imports, wherever in it, also for type checkers only.

    ``from a import b`` gives ``a.b``: whether b is a module or a name in it, its room is the same.
    """
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base]).rstrip(".")
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
