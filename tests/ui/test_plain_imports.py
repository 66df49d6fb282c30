"""The window's imports are Python's own, and PySide6 still needs to be told so."""

from __future__ import annotations

from tests.contracts.test_fresh_interpreters import loaded_by

_LOOKED_AT = """
import inspect, json
{first}
looked_at = []
source = inspect.getsource
inspect.getsource = lambda module: looked_at.append(getattr(module, "__name__", "")) or source(module)
import cnngui.errors
print(json.dumps(looked_at))
"""


def test_no_source_is_read_to_import_a_module() -> None:
    assert loaded_by(_LOOKED_AT.format(first="from cnngui.ui import plain_imports")) == set()


def test_pyside_still_reads_what_is_imported() -> None:
    """Once it does not, `cnngui.ui.plain_imports` can go."""
    assert "cnngui" in loaded_by(_LOOKED_AT.format(first="import PySide6.QtCore"))
