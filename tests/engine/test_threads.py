from __future__ import annotations

import os

import pytest

from cnngui.engine import threads

INSIDE, BESIDE = "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "usable_cores", lambda: 3)
    for name in (INSIDE, BESIDE):
        monkeypatch.setenv(name, "")  # so that it is as it was after the test
        monkeypatch.delenv(name)


def test_as_many_branches_run_at_once_as_there_are_cores() -> None:
    assert threads.cores_for_parts() == 1, "operations share their work among the cores themselves"
    threads.one_thread_an_operation()
    assert (os.environ[INSIDE], os.environ[BESIDE]) == ("1", "3")
    assert threads.cores_for_parts() == 3


def test_a_worker_with_a_share_of_the_cores_uses_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for name in (INSIDE, BESIDE, "CNNGUI_CORES"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    threads.one_thread_an_operation(1)
    assert (os.environ[INSIDE], os.environ[BESIDE]) == ("1", "1")


def test_who_has_told_tensorflow_otherwise_is_left_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(INSIDE, "2")
    threads.one_thread_an_operation()
    assert (os.environ[INSIDE], os.environ.get(BESIDE)) == ("2", None)
    assert threads.cores_for_parts() == 1


def test_a_share_of_the_cores_is_never_more_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("CNNGUI_CORES", "")
    found = threads.usable_cores()
    threads.share(1)
    assert threads.usable_cores() == 1
    threads.share(found + 1)
    assert threads.usable_cores() == found
