"""PySide6 6.12.0 on Python 3.11 drops a reference to None at every void call, and aborts in the end."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar

CALLS = 600


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_void_calls_keep_the_references_to_none(qapp: QApplication) -> None:
    label, bar, timer = QLabel(), QProgressBar(), QTimer()

    def calls() -> None:
        for value in range(CALLS // 6):
            label.setText(str(value))
            label.setEnabled(value % 2 == 0)
            label.update()
            bar.setValue(value % 100)
            timer.setInterval(value)
            label.resize(value + 1, 20)

    calls()  # the first round fills caches
    before = sys.getrefcount(None)
    calls()
    drift = sys.getrefcount(None) - before
    assert abs(drift) < CALLS // 20, f"{drift} references to None in {CALLS} void calls"
