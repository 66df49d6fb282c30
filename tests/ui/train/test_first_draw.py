"""What pyqtgraph imports is imported before it, in pieces."""

from __future__ import annotations

import subprocess
import sys

_PREPARE = """
import sys
from cnngui.ui.train.first_draw import Preparation
preparation, pieces = Preparation(), 0
while not preparation.done:
    preparation.go_on()
    pieces += 1
assert pieces > 1, "at once it would hold the window"
assert not any(name.startswith("pyqtgraph") for name in sys.modules)
before = set(sys.modules)
import pyqtgraph
new = {name.split(".")[0] for name in set(sys.modules) - before}
assert "PySide6" not in new, "a part of Qt is to be prepared, too"
preparation.go_on()
"""


def test_all_of_qt_that_the_plots_need_is_there_before_them_in_pieces() -> None:
    done = subprocess.run([sys.executable, "-c", _PREPARE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
