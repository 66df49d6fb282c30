from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread

from cnngui.errors import CnnguiError
from cnngui.ui.shared.jobs import Jobs


def test_a_job_is_done_beside_the_window_and_told_in_it(qtbot) -> None:
    jobs, told_in = Jobs(), []
    jobs.done.connect(lambda outcome: told_in.append(QThread.currentThread()))
    with qtbot.waitSignal(jobs.done) as done:
        jobs.start(threading.get_ident)
    assert done.args[0] != threading.get_ident()
    assert told_in == [jobs.thread()]


@pytest.mark.parametrize(
    ("raised", "code"),
    [(CnnguiError("draw.no_ink"), "draw.no_ink"), (ZeroDivisionError("by 0"), "window.unexpected")],
)
def test_a_job_that_fails_is_told(qtbot, raised: Exception, code: str) -> None:
    def job() -> None:
        raise raised

    jobs = Jobs()
    with qtbot.waitSignal(jobs.failed) as failed:
        jobs.start(job)
    assert failed.args[0].code == code
    assert failed.args[0].message().why


def test_a_job_may_outlive_its_window(qtbot) -> None:
    go_on, ended = threading.Event(), threading.Event()

    def job() -> None:
        go_on.wait(10)
        ended.set()

    jobs = Jobs()
    jobs.start(job)
    jobs.deleteLater()
    with qtbot.waitSignal(jobs.destroyed):
        pass
    go_on.set()
    assert ended.wait(10)
