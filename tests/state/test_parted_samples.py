"""Samples of both parts under one number; the worker is played."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from cnngui.datasets.input_format import InputFormat
from cnngui.engine import protocol
from cnngui.state.engine_client import EngineClient
from cnngui.state.parted_samples import PartedSamples
from tests.recording import RecordingTransport

FORM = InputFormat(kind="values", shape=(1,))


def test_each_part_is_asked_for_its_own(
    qtbot: QtBot, engine: EngineClient, transport: RecordingTransport
) -> None:
    store = PartedSamples(engine)
    store.show("digits", 10)
    store.want([3, 12, 9])
    asked = {each.stored: each for each in transport.sent if isinstance(each, protocol.FetchSamples)}
    assert {part: each.indices.tolist() for part, each in asked.items()} == {"train": [3, 9], "test": [2]}
    for part, each in asked.items():
        values = np.array([[100 * (part == "test") + index] for index in each.indices])
        answer = each.request_id, "digits", part, each.indices
        with qtbot.waitSignal(store.arrived):
            transport.say(protocol.SamplesFetched(*answer, values, ("",) * len(values), FORM))
    found = [store.get(place) for place in (3, 9, 12)]
    assert [each.values.tolist() for each in found if each is not None] == [[3], [9], [102]]
    store.want([3, 12])
    assert len([each for each in transport.sent if isinstance(each, protocol.FetchSamples)]) == 2
    with qtbot.waitSignal(store.forgotten):
        store.show("digits", 3)
    assert store.get(3) is None
