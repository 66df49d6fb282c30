"""The watch that every test stands under sees what it watches for, and lets go of what has ended."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.left_overs import alive, left_over


def a_thread() -> Callable[[], object]:
    done = threading.Event()
    thread = threading.Thread(target=done.wait, name="reader")
    thread.start()
    return done.set


def a_process() -> Callable[[], object]:
    child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,), name="worker")
    child.start()
    return child.kill


def a_timer() -> Callable[[], object]:
    timer = QTimer()
    timer.start(1000)
    return timer.stop


def a_qt_thread() -> Callable[[], object]:
    thread = QThread()
    thread.start()
    return lambda: (thread.quit(), thread.wait())


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (a_thread, "thread reader"),
        (a_process, "process worker"),
        (a_timer, "QTimer every 1000 ms"),
        (a_qt_thread, "QThread"),
    ],
)
def test_what_runs_is_seen_until_it_ends(
    qapp: QApplication, start: Callable[[], Callable[[], object]], name: str
) -> None:
    before = alive()
    end = start()
    (seen,) = left_over(before, grace_s=0)
    assert seen.startswith(name)
    end()
    assert not left_over(before)


def test_a_timer_of_a_widget_that_is_deleted_is_forgotten(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    before = alive()
    widget = QWidget()
    QTimer(widget).start(1000)
    assert left_over(before, grace_s=0)
    widget.deleteLater()
    assert not left_over(before)
