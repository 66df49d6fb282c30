from __future__ import annotations

import threading
import time

from cnngui.engine.protocol import Train
from cnngui.engine.worker.inbox import Inbox, Job, RunControl
from tests.engine.talk import NETWORK, RECIPE


def train(run_id: int, paused: bool = False) -> Train:
    return Train(str(run_id), NETWORK, RECIPE, "digits", paused=paused)


def job(*, between_steps: bool = False) -> Job:
    return Job(lambda: None, between_steps)


def control(inbox: Inbox) -> RunControl:
    item = inbox.next()
    assert isinstance(item, RunControl)
    return item


def test_work_comes_out_in_the_order_it_came_in() -> None:
    inbox, jobs = Inbox(), [job(), job(between_steps=True)]
    inbox.post_run(train(1))
    for each in jobs:
        inbox.post(each)
    inbox.post_run(train(3))
    assert control(inbox).command.run_id == "1"
    assert [inbox.next(), inbox.next()] == jobs
    assert control(inbox).command.run_id == "3"


def test_control_reaches_the_run_under_way_before_those_in_line() -> None:
    inbox = Inbox()
    inbox.post_run(train(1))
    current = control(inbox)
    inbox.post_run(train(2))
    inbox.control("stop")
    assert current.stopped
    assert not control(inbox).stopped


def test_control_behind_the_end_of_a_run_is_for_the_next() -> None:
    inbox = Inbox()
    inbox.post_run(train(1))
    control(inbox)
    inbox.end_run()
    inbox.post_run(train(2, paused=True))
    inbox.control("step")
    assert control(inbox).take_step()


def test_control_reaches_a_run_that_still_waits() -> None:
    inbox = Inbox()
    inbox.post_run(train(1))
    inbox.control("pause")
    assert control(inbox).paused


def test_control_without_a_run_is_forgotten() -> None:
    inbox = Inbox()
    inbox.control("stop")
    inbox.post_run(train(1))
    first = control(inbox)
    assert not first.stopped
    inbox.end_run()
    inbox.post(job(between_steps=True))
    inbox.next()
    inbox.control("stop")
    inbox.post_run(train(3))
    assert not control(inbox).stopped


def test_single_steps_are_granted_one_by_one() -> None:
    inbox = Inbox()
    inbox.post_run(train(1, paused=True))
    run = control(inbox)
    assert run.paused
    assert not run.take_step()
    inbox.control("step")
    inbox.control("step")
    assert run.take_step()
    assert run.take_step()
    assert not run.take_step()
    inbox.control("resume")
    assert not run.paused
    inbox.control("step")
    assert run.paused
    inbox.control("pause")
    assert not run.take_step()


def test_what_replaces_the_model_stops_every_run_before_it() -> None:
    for ends in (lambda inbox: inbox.post(job(), ends_runs=True), Inbox.close):
        inbox = Inbox()
        inbox.post_run(train(1))
        current = control(inbox)
        inbox.post_run(train(2))
        ends(inbox)
        inbox.post_run(train(3))
        assert current.stopped
        assert control(inbox).stopped
        assert not isinstance(inbox.next(), RunControl)
        assert not control(inbox).stopped


def test_a_closed_inbox_says_so_behind_what_waits() -> None:
    inbox, waiting = Inbox(), job()
    inbox.post(waiting)
    inbox.close()
    assert [inbox.next(), inbox.next()] == [waiting, None]


def test_a_run_does_jobs_on_its_way_up_to_one_that_has_to_wait_for_its_end() -> None:
    inbox = Inbox()
    inbox.post_run(train(1))
    inbox.next()
    jobs = [job(between_steps=True) for _ in range(3)]
    for each in jobs[:2]:
        inbox.post(each)
    inbox.post(job())
    inbox.post(jobs[2])
    assert inbox.take_between_steps() == jobs[:2]
    assert inbox.take_between_steps() == []


def test_a_paused_run_wakes_for_control_and_for_what_is_done_between_steps() -> None:
    for wakes in (
        lambda inbox: inbox.control("resume"),
        lambda inbox: inbox.control("step"),
        lambda inbox: inbox.control("stop"),
        lambda inbox: inbox.post(job(between_steps=True)),
    ):
        inbox = Inbox()
        inbox.post_run(train(1, paused=True))
        run = control(inbox)
        began = time.monotonic()
        timer = threading.Timer(0.05, wakes, [inbox])
        timer.start()
        run.wait(20)
        timer.join()
        assert time.monotonic() - began < 10


def test_next_waits_for_work() -> None:
    inbox, coming = Inbox(), job()
    timer = threading.Timer(0.05, inbox.post, [coming])
    timer.start()
    assert inbox.next() == coming
    timer.join()
