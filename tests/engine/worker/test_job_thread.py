"""Jobs in their order, and what is done once none has come for a while."""

from __future__ import annotations

import threading
from queue import SimpleQueue

import pytest

from cnngui.engine.worker.job_thread import JobThread

SOON_S = 5.0


@pytest.fixture
def done() -> SimpleQueue[str]:
    return SimpleQueue()


def test_jobs_are_done_in_their_order_also_those_sent_before_it_starts(done: SimpleQueue[str]) -> None:
    thread = JobThread("jobs")
    for name in "abc":
        thread.send(lambda name=name: done.put(name))
    thread.start()
    thread.close()
    assert [done.get(timeout=SOON_S) for _ in range(3)] == ["a", "b", "c"]


def test_it_rests_once_after_its_jobs_and_again_after_more(done: SimpleQueue[str]) -> None:
    thread = JobThread("jobs", lambda: done.put("rest"), rest_s=0.02)
    thread.start()
    thread.send(lambda: done.put("job"))
    assert [done.get(timeout=SOON_S) for _ in range(2)] == ["job", "rest"]
    threading.Event().wait(0.1)
    thread.send(lambda: done.put("job"))
    assert [done.get(timeout=SOON_S) for _ in range(2)] == ["job", "rest"], "it rested once in between"
    thread.close()


def test_nothing_rests_before_the_first_job_nor_when_it_ends(done: SimpleQueue[str]) -> None:
    thread = JobThread("jobs", lambda: done.put("rest"), rest_s=0.02)
    thread.start()
    threading.Event().wait(0.1)
    assert done.empty()
    patient = JobThread("jobs", lambda: done.put("rest"), rest_s=60.0)
    patient.start()
    patient.send(lambda: done.put("job"))
    patient.close()
    thread.close()
    assert done.get(timeout=SOON_S) == "job"
    assert done.empty()
