from __future__ import annotations

import threading
import time

from cnngui.engine.inbox import Inbox, RunControl
from cnngui.engine.protocol import Control, Reset, Save, Shutdown, Train
from tests.engine.talk import NETWORK, RECIPE


def train(run_id: int, paused: bool = False) -> Train:
    return Train(run_id, NETWORK, RECIPE, "digits", paused=paused)


def save(request_id: int) -> Save:
    return Save(request_id, "a.cnn", NETWORK, RECIPE, "digits")


def control(inbox: Inbox) -> RunControl:
    item = inbox.next()
    assert isinstance(item, RunControl)
    return item


def test_commands_come_out_in_the_order_they_came_in() -> None:
    inbox = Inbox()
    for command in (train(1), save(2), Reset(), train(3)):
        inbox.post(command)
    assert control(inbox).command.run_id == 1
    assert inbox.next() == save(2)
    assert inbox.next() == Reset()
    assert control(inbox).command.run_id == 3


def test_control_reaches_the_run_under_way_before_those_in_line() -> None:
    inbox = Inbox()
    inbox.post(train(1))
    current = control(inbox)
    inbox.post(train(2))
    inbox.post(Control("stop"))
    assert current.stopped
    assert not control(inbox).stopped


def test_control_behind_the_end_of_a_run_is_for_the_next() -> None:
    inbox = Inbox()
    inbox.post(train(1))
    control(inbox)
    inbox.end_run()
    inbox.post(train(2, paused=True))
    inbox.post(Control("step"))
    assert control(inbox).take_step()


def test_control_reaches_a_run_that_still_waits() -> None:
    inbox = Inbox()
    inbox.post(train(1))
    inbox.post(Control("pause"))
    assert control(inbox).paused


def test_control_without_a_run_is_forgotten() -> None:
    inbox = Inbox()
    inbox.post(Control("stop"))
    inbox.post(train(1))
    first = control(inbox)
    assert not first.stopped
    inbox.end_run()
    inbox.post(save(2))
    inbox.next()
    inbox.post(Control("stop"))
    inbox.post(train(3))
    assert not control(inbox).stopped


def test_single_steps_are_granted_one_by_one() -> None:
    inbox = Inbox()
    inbox.post(train(1, paused=True))
    run = control(inbox)
    assert run.paused
    assert not run.take_step()
    inbox.post(Control("step"))
    inbox.post(Control("step"))
    assert run.take_step()
    assert run.take_step()
    assert not run.take_step()
    inbox.post(Control("resume"))
    assert not run.paused
    inbox.post(Control("step"))
    assert run.paused
    inbox.post(Control("pause"))
    assert not run.take_step()


def test_what_replaces_the_model_stops_every_run_before_it() -> None:
    inbox = Inbox()
    inbox.post(train(1))
    current = control(inbox)
    inbox.post(train(2))
    inbox.post(Shutdown())
    inbox.post(train(3))
    assert current.stopped
    assert control(inbox).stopped
    assert inbox.next() == Shutdown()
    assert not control(inbox).stopped


def test_a_run_answers_saves_up_to_the_next_other_command() -> None:
    inbox = Inbox()
    inbox.post(train(1))
    inbox.next()
    for command in (save(2), save(3), train(4), save(5)):
        inbox.post(command)
    assert inbox.take_saves() == [save(2), save(3)]
    assert inbox.take_saves() == []
    assert control(inbox).command.run_id == 4


def test_a_paused_run_wakes_for_control_and_for_saves() -> None:
    for command in (Control("resume"), Control("step"), Control("stop"), save(2)):
        inbox = Inbox()
        inbox.post(train(1, paused=True))
        run = control(inbox)
        began = time.monotonic()
        timer = threading.Timer(0.05, inbox.post, [command])
        timer.start()
        run.wait(20)
        timer.join()
        assert time.monotonic() - began < 10


def test_next_waits_for_a_command() -> None:
    inbox = Inbox()
    timer = threading.Timer(0.05, inbox.post, [Reset()])
    timer.start()
    assert inbox.next() == Reset()
    timer.join()
