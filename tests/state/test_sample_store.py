"""Samples are fetched when somebody wants to see them; the worker is played."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnngui.datasets.input_format import InputFormat
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state import sample_store
from cnngui.state.engine_client import EngineClient
from cnngui.state.sample_store import SampleStore
from tests.recording import RecordingTransport

FORM = InputFormat(kind="values", shape=(2,))


@pytest.fixture
def store(engine: EngineClient) -> SampleStore:
    made = SampleStore(engine)
    made.show("digits", "test")
    return made


def asked(transport: RecordingTransport) -> list[list[int]]:
    return [each.indices.tolist() for each in transport.sent if isinstance(each, protocol.FetchSamples)]


def give(
    qtbot: QtBot, engine: EngineClient, transport: RecordingTransport, number: int = -1, data: str = ""
) -> None:
    """Answer a question: the sample at a place is the place twice."""
    questions = [each for each in transport.sent if isinstance(each, protocol.FetchSamples)]
    question = questions[number]
    samples = np.stack([question.indices, question.indices], axis=1)
    texts = tuple(f"sample {index}" for index in question.indices)
    answer = (question.request_id, data or question.data, question.stored, question.indices)
    with qtbot.waitSignal(engine.event_received):
        transport.say(protocol.SamplesFetched(*answer, samples, texts, FORM))


def test_a_sample_is_there_once_it_has_arrived(
    qtbot: QtBot, store: SampleStore, engine: EngineClient, transport: RecordingTransport
) -> None:
    store.want([7, 3])
    assert asked(transport) == [[7, 3]]
    assert store.get(7) is None
    with qtbot.waitSignal(store.arrived):
        give(qtbot, engine, transport)
    seven = store.get(7)
    assert seven is not None
    assert (seven.values.tolist(), seven.text, seven.input_format) == ([7, 7], "sample 7", FORM)
    store.want([7, 3])
    assert len(asked(transport)) == 1, "they are here"
    store.want([7, 4])
    assert asked(transport)[1:] == [[4]]


def test_nothing_is_asked_before_it_is_known_of_which_data(
    engine: EngineClient, transport: RecordingTransport
) -> None:
    store = SampleStore(engine)
    store.want([1])
    assert not asked(transport)


def test_many_come_in_turns_and_one_turn_is_under_way(
    qtbot: QtBot,
    store: SampleStore,
    engine: EngineClient,
    transport: RecordingTransport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sample_store, "AT_ONCE", 2)
    store.want([1, 2, 3])
    assert asked(transport) == [[1, 2]]
    give(qtbot, engine, transport)
    assert asked(transport) == [[1, 2], [3]]
    give(qtbot, engine, transport)
    assert len(asked(transport)) == 2


def test_the_newest_wish_is_next(
    qtbot: QtBot, store: SampleStore, engine: EngineClient, transport: RecordingTransport
) -> None:
    store.want([1])
    store.want([2, 3])
    store.want([4])
    assert asked(transport) == [[1]]
    give(qtbot, engine, transport)
    assert asked(transport) == [[1], [4]]


def test_only_so_many_are_kept_and_the_oldest_go(
    qtbot: QtBot,
    store: SampleStore,
    engine: EngineClient,
    transport: RecordingTransport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sample_store, "MOST_KEPT", 3)
    store.want([1, 2, 3])
    give(qtbot, engine, transport)
    assert [store.get(index) is not None for index in (1, 2, 3)] == [True, True, True]
    store.want([4])
    give(qtbot, engine, transport)
    assert [store.get(index) is not None for index in (1, 2, 3, 4)] == [False, True, True, True]


def test_other_data_have_other_samples(
    qtbot: QtBot, store: SampleStore, engine: EngineClient, transport: RecordingTransport
) -> None:
    forgotten: list[bool] = []
    store.forgotten.connect(lambda: forgotten.append(True))
    store.want([1])
    give(qtbot, engine, transport)
    store.show("digits", "test")
    assert store.get(1) is not None
    assert not forgotten
    for data, stored in (("digits", "train"), ("xor", "train")):
        store.show(data, stored)
        assert store.get(1) is None
        store.want([1])
        give(qtbot, engine, transport)
    assert len(forgotten) == 2
    store.forget()
    assert store.get(1) is None


def test_what_comes_late_is_of_other_data_and_not_shown(
    qtbot: QtBot, store: SampleStore, engine: EngineClient, transport: RecordingTransport
) -> None:
    store.want([1])
    store.show("xor", "train")
    store.want([1])
    assert len(asked(transport)) == 2, "nobody waits for the other"
    give(qtbot, engine, transport, number=0)
    assert store.get(1) is None
    give(qtbot, engine, transport)
    assert store.get(1) is not None


def test_what_could_not_be_had_is_asked_for_when_it_is_wanted_again(
    qtbot: QtBot, store: SampleStore, engine: EngineClient, transport: RecordingTransport
) -> None:
    store.want([1])
    number = transport.last(protocol.FetchSamples).request_id
    with qtbot.waitSignal(engine.event_received):
        transport.say(protocol.RequestFailed(number, CnnguiError("engine.no_model")))
    assert store.get(1) is None
    assert len(asked(transport)) == 1
    store.want([1])
    assert len(asked(transport)) == 2


def test_large_samples_are_kept_up_to_a_bound_of_bytes(
    qtbot: QtBot,
    store: SampleStore,
    engine: EngineClient,
    transport: RecordingTransport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sample_store, "AT_ONCE", 3)
    monkeypatch.setattr(sample_store, "MOST_BYTES", 5 * 2 * 8)  # five samples of two int64
    for first in range(0, 9, 3):
        store.want(range(first, first + 3))
        with qtbot.waitSignal(store.arrived):
            give(qtbot, engine, transport)
    assert [index for index in range(9) if store.get(index) is not None] == [4, 5, 6, 7, 8]
