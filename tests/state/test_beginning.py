"""A small network for the data takes the place of one that cannot read them, and Undo brings that back."""

from __future__ import annotations

import numpy as np

from cnngui.engine import protocol
from cnngui.network.layers import Dense
from cnngui.state.beginning import begin_small
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from tests.recording import RecordingTransport


def test_network_recipe_and_name_are_one_step(
    qtbot, document: Document, engine: EngineClient, transport: RecordingTransport
) -> None:
    library, before, called = DataLibrary(engine), document.contents, document.title
    begin_small(document, library)
    assert document.contents == before, "the data are not known yet"
    document.set_data("moons")
    library.choose("moons")
    question = transport.last(protocol.DescribeData)
    rows, labels = np.zeros((2, 2), np.float32), np.array([0, 1])
    facts = ("moons", "Moons", (2,), ("upper", "lower"), 400, 100, rows, labels)
    with qtbot.waitSignal(library.described_changed):
        transport.say(protocol.DataDescribed(question.request_id, *facts))
    begin_small(document, library)
    document.set_data_facts(2, (2,))
    assert document.inference.ok
    assert all(isinstance(layer, Dense) for layer in document.network.layers)
    assert document.recipe.batch_size == 32
    assert document.recipe.augmentation == before.recipe.augmentation
    assert document.title == "Small network for Moons"
    document.undo_stack.undo()
    assert (document.network, document.recipe, document.title) == (before.network, before.recipe, called)
