"""Commands wait for the worker, events reach the GUI thread, a dead worker can be replaced."""

from __future__ import annotations

from PySide6.QtCore import QThread

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.engine_client import EngineClient
from tests.recording import RecordingTransport


def test_commands_sent_too_early_are_sent_in_order_once_the_worker_is_up(qtbot) -> None:
    transport = RecordingTransport()
    client = EngineClient(lambda: transport)
    client.send(protocol.Reset())
    client.send(protocol.Control("stop"))
    assert transport.sent == []
    with qtbot.waitSignal(client.ready_changed):
        client.start()
    assert transport.sent == [protocol.Reset(), protocol.Control("stop")]
    client.close()
    assert transport.closed


def test_a_request_superseded_before_the_worker_is_up_is_not_sent(qtbot) -> None:
    transport = RecordingTransport()
    client = EngineClient(lambda: transport)
    for data in ("digits", "mnist"):
        client.ask(protocol.DescribeData(data), lambda _: None)
    with qtbot.waitSignal(client.ready_changed):
        client.start()
    assert [each.data for each in transport.sent] == ["mnist"]
    client.close()


def test_events_are_heard_in_the_gui_thread(
    qtbot, engine: EngineClient, transport: RecordingTransport
) -> None:
    heard = []
    engine.event_received.connect(lambda event: heard.append((event, QThread.currentThread())))
    with qtbot.waitSignal(engine.event_received):
        transport.say(protocol.Paused("1"))
    assert heard == [(protocol.Paused("1"), engine.thread())]


def test_a_dead_worker_is_not_ready_and_another_can_be_started(
    qtbot, engine: EngineClient, transport: RecordingTransport
) -> None:
    with qtbot.waitSignal(engine.ready_changed):
        transport.say(protocol.WorkerDied(1, CnnguiError("engine.died", reason="x")))
    assert engine.ready is None
    with qtbot.waitSignal(engine.ready_changed):
        engine.restart()
    assert engine.ready is not None
