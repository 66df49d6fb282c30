"""The chosen data are described by the worker, once for each choice."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets.dataset import Note
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.data_library import DataLibrary
from cnngui.state.engine_client import EngineClient
from tests.recording import RecordingTransport

NOTES = (Note("datasets.note_rounded"),)


@pytest.fixture
def library(engine: EngineClient) -> DataLibrary:
    return DataLibrary(engine)


def asked(transport: RecordingTransport) -> list[str]:
    return [command.data for command in transport.sent if isinstance(command, protocol.DescribeData)]


def described(transport: RecordingTransport) -> protocol.DataDescribed:
    request = transport.last(protocol.DescribeData)
    assert isinstance(request, protocol.DescribeData)
    samples, labels = np.zeros((2, 8, 8, 1), np.uint8), np.array([0, 1])
    facts = ("Mine", (8, 8, 1), ("a", "b"), 10, 2, samples, labels, (), NOTES)
    return protocol.DataDescribed(request.request_id, request.data, *facts)


def hear(qtbot, library: DataLibrary, transport: RecordingTransport) -> None:
    with qtbot.waitSignal(library.described_changed):
        transport.say(described(transport))


def test_what_was_chosen_is_read_once(qtbot, library: DataLibrary, transport: RecordingTransport) -> None:
    library.choose("mine.npz")
    assert (library.described, library.notes) == (None, [])
    hear(qtbot, library, transport)
    assert library.described is not None
    assert library.described.data == "mine.npz"
    assert library.notes == [str(NOTES[0])]
    library.choose("mine.npz")
    assert asked(transport) == ["mine.npz"]
    library.choose("digits")
    assert library.described is None
    assert asked(transport) == ["mine.npz", "digits"]
    library.describe_anew()
    assert asked(transport) == ["mine.npz", "digits", "digits"]


def test_nothing_chosen_is_nothing_to_read(
    qtbot, library: DataLibrary, transport: RecordingTransport
) -> None:
    library.choose("mine.npz")
    hear(qtbot, library, transport)
    with qtbot.waitSignal(library.described_changed):
        library.choose("")
    assert (library.described, library.label()) == (None, "")
    assert asked(transport) == ["mine.npz"]


def test_an_answer_that_comes_too_late_is_none(
    qtbot, library: DataLibrary, engine: EngineClient, transport: RecordingTransport
) -> None:
    library.choose("mine.npz")
    late = described(transport)
    library.choose("")
    with qtbot.waitSignal(engine.event_received):
        transport.say(late)
    assert library.described is None


def test_a_file_is_called_by_its_name_and_known_data_by_theirs(library: DataLibrary) -> None:
    library.choose("/somewhere/mine.npz")
    assert library.label() == "mine.npz"
    library.choose("digits")
    assert library.label() == "Digits (bundled)"


def test_what_cannot_be_read_is_told(qtbot, library: DataLibrary, transport: RecordingTransport) -> None:
    library.choose("mine.npz")
    request = transport.last(protocol.DescribeData)
    with qtbot.waitSignal(library.failed) as failed:
        transport.say(
            protocol.RequestFailed(request.request_id, CnnguiError("files.missing", path="mine.npz"))
        )
    assert failed.args[0].code == "files.missing"
    assert library.described is None


def test_a_new_worker_reads_them_again(
    qtbot, library: DataLibrary, engine: EngineClient, transport: RecordingTransport
) -> None:
    library.choose("mine.npz")
    hear(qtbot, library, transport)
    with qtbot.waitSignal(library.described_changed):
        transport.say(protocol.WorkerDied(1, CnnguiError("engine.died", reason="x")))
    assert library.described is None
    with qtbot.waitSignal(engine.ready_changed):
        engine.restart()
    qtbot.waitUntil(lambda: asked(transport) == ["mine.npz", "mine.npz"])


def test_a_download_that_cannot_be_is_told_and_another_can_follow(qtbot, library: DataLibrary) -> None:
    for key in ("no-such-data", "nor-these"):
        with qtbot.waitSignal(library.download_ended) as ended:
            library.download(key)
            library.download("one at a time")
            assert library.downloading == key
            library.cancel_download()
        assert ended.args[0] == key
        assert ended.args[1].code.startswith("datasets.")
        assert library.downloading == ""
    library.cancel_download()
    library.close()


def test_reading_that_is_stopped_has_failed_at_once(
    qtbot, library: DataLibrary, transport: RecordingTransport
) -> None:
    library.choose("pictures")
    with qtbot.waitSignal(library.reading_changed):
        transport.say(protocol.DataReading("pictures", 40, 200, 12.0))
    assert (library.reading, library.seconds_left) == ((40, 200), 12.0)
    with qtbot.waitSignal(library.failed) as failed:
        library.stop_reading()
    assert failed.args[0].code == "datasets.reading_stopped"
    assert transport.last(protocol.StopReading) == protocol.StopReading("pictures")
    assert (library.reading, library.seconds_left) == ((0, 0), None)
    transport.say(protocol.DataReading("pictures", 60, 200, 10.0))
    late = transport.last(protocol.DescribeData)
    with qtbot.assertNotEmitted(library.failed, wait=100):
        error = CnnguiError("datasets.reading_stopped", path="pictures")
        transport.say(protocol.RequestFailed(late.request_id, error))
    assert library.reading == (0, 0)
    library.choose("pictures")
    hear(qtbot, library, transport)
    assert library.described is not None
