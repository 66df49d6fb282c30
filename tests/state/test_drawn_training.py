"""The open set as what is trained on; the worker is played."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cnngui.datasets.own_samples import OwnSample
from cnngui.engine import protocol
from cnngui.network.layers import Dense
from cnngui.state import drawn_training
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.drawn_sets import DrawnSets
from cnngui.state.drawn_training import DrawnTraining
from cnngui.state.engine_client import EngineClient
from cnngui.state.training import Status, TrainingSession
from tests.drawn_shapes import shape_samples, shape_set
from tests.recording import RecordingTransport
from tests.state.test_data_library import hear
from tests.state.test_drawn_set import settle
from tests.state.test_training import started


@dataclass
class Learning:
    """What the tests look at."""

    document: Document
    training: TrainingSession
    sets: DrawnSets
    state: DrawnTraining
    transport: RecordingTransport


@pytest.fixture
def learning(
    qtbot, document: Document, engine: EngineClient, transport: RecordingTransport, tmp_path: Path
) -> Iterator[Learning]:
    training, library, sets = TrainingSession(document, engine), DataLibrary(engine), DrawnSets(tmp_path)
    document.data_changed.connect(lambda: library.choose(document.data))
    training.status = Status.IDLE
    made = DrawnTraining(document, training, library, sets)
    sets.open(shape_set(tmp_path, 10))
    qtbot.waitUntil(lambda: len(sets.current.samples) == 30)
    yield Learning(document, training, sets, made, transport)
    sets.close()
    made.deleteLater()


def begin(learning: Learning) -> str:
    """Have a run begin, and return its name."""
    learning.training.train()
    return learning.training.run_id


def add(qtbot, learning: Learning, count: int, label: str = "circle") -> None:
    samples = shape_samples(count, seed=40 + len(learning.sets.current.samples))[: count * 3 : 3]
    learning.sets.current.add(
        [OwnSample.of(label, sample.strokes, made_s=100.0 + place) for place, sample in enumerate(samples)]
    )
    settle(qtbot, learning.sets.current)


def test_what_a_deleted_set_held_counts_no_more_and_does_again_once_it_is_back(
    qtbot, monkeypatch: pytest.MonkeyPatch, learning: Learning
) -> None:
    monkeypatch.setattr(drawn_training, "SETTLE_MS", 0)
    sets, transport, library = learning.sets, learning.transport, learning.state._library
    learning.state.use_small()
    qtbot.waitUntil(lambda: learning.state._read is not None)
    hear(qtbot, library, transport)
    with qtbot.waitSignal(sets.removed):
        sets.delete()
    assert library.described is None
    asked = len(transport.sent)
    sets.bring_back(sets.deleted[0])
    qtbot.waitUntil(lambda: len(transport.sent) > asked)
    hear(qtbot, library, transport)


def test_a_small_network_is_one_undoable_step(learning: Learning) -> None:
    document, before, title = learning.document, learning.document.contents, learning.document.title
    learning.state.use_small()
    assert document.data == str(learning.sets.current.path)
    assert document.network.input_shape == (28, 28, 1)
    last = document.network.layers[-1]
    assert isinstance(last, Dense)
    assert last.units == 3
    assert document.inference.ok
    assert document.recipe.batch_size == 6
    assert document.recipe.augmentation.changes
    assert document.title == "Shapes"
    assert learning.state.chosen
    assert learning.state.network_fits
    document.undo_stack.undo()
    assert (document.contents, document.title) == (before, title)
    document.undo_stack.redo()
    assert document.title == "Shapes"


def test_the_network_on_the_cards_is_fitted_in_one_undoable_step(learning: Learning) -> None:
    document, before = learning.document, learning.document.contents
    assert learning.state.can_fit_cards
    assert not learning.state.network_fits
    learning.state.use_cards()
    assert document.network.layers[0] == before.network.layers[0]
    assert document.inference.ok
    assert document.recipe.batch_size == 6
    assert document.recipe.augmentation.changes
    assert document.recipe.optimizer == before.recipe.optimizer
    document.undo_stack.undo()
    assert document.contents == before


def test_what_was_added_since_the_run_began_is_counted(qtbot, learning: Learning) -> None:
    learning.state.use_small()
    assert learning.state.added == 0
    begin(learning)
    assert learning.state.added == 0
    add(qtbot, learning, 2)
    assert learning.state.added == 2
    learning.sets.current.undo_stack.undo()
    settle(qtbot, learning.sets.current)
    assert learning.state.added == 0


def test_the_worker_reads_the_set_again_once_it_has_grown(qtbot, learning: Learning) -> None:
    learning.state.use_small()
    qtbot.wait(600)

    def asked() -> int:
        return sum(isinstance(each, protocol.DescribeData) for each in learning.transport.sent)

    before = asked()
    assert before >= 1
    add(qtbot, learning, 1)
    qtbot.waitUntil(lambda: asked() == before + 1)


def test_training_goes_on_with_what_was_added(qtbot, learning: Learning) -> None:
    learning.state.use_small()
    with qtbot.waitSignal(learning.state.train_wanted):
        learning.state.train_on()


def test_a_run_under_way_is_ended_first(qtbot, learning: Learning) -> None:
    learning.state.use_small()
    run = begin(learning)
    learning.transport.say(started(run))
    qtbot.waitUntil(lambda: learning.training.status is Status.TRAINING)
    add(qtbot, learning, 1)
    wanted = []
    learning.state.train_wanted.connect(lambda: wanted.append(learning.training.status))
    learning.state.train_on()
    assert learning.state.waits
    assert isinstance(learning.transport.last(protocol.Control), protocol.Control)
    learning.transport.say(protocol.Stopped(run, 1, 1.0))
    qtbot.waitUntil(lambda: wanted == [Status.IDLE])
    assert not learning.state.waits


def test_a_class_that_was_added_is_fitted_before_training_goes_on(qtbot, learning: Learning) -> None:
    learning.state.use_small()
    add(qtbot, learning, 3, "star")
    with qtbot.waitSignal(learning.state.train_wanted):
        learning.state.train_on()
    last = learning.document.network.layers[-1]
    assert isinstance(last, Dense)
    assert last.units == 4
    assert learning.document.inference.ok


def test_what_waits_for_a_run_to_end_is_dropped_with_its_set(
    qtbot, learning: Learning, tmp_path: Path
) -> None:
    learning.state.use_small()
    run = begin(learning)
    learning.transport.say(started(run))
    qtbot.waitUntil(lambda: learning.training.status is Status.TRAINING)
    add(qtbot, learning, 1)
    wanted = []
    learning.state.train_wanted.connect(lambda: wanted.append(True))
    learning.state.train_on()
    learning.sets.open(shape_set(tmp_path, 4, "Other"))
    assert not learning.state.waits
    learning.transport.say(protocol.Stopped(run, 1, 1.0))
    qtbot.waitUntil(lambda: learning.training.status is Status.IDLE)
    qtbot.wait(50)
    assert not wanted
    assert learning.document.data != str(learning.sets.current.path)


def test_the_cards_are_fitted_once_while_neither_they_nor_the_classes_change(
    qtbot, learning: Learning, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(drawn_training, "fitted", lambda *facts: asked.append(facts))
    for count in (1, 2):
        assert not learning.state.network_fits
        assert not learning.state.can_fit_cards
        add(qtbot, learning, count)
    assert len(asked) == 1
    add(qtbot, learning, 1, "star")
    assert not learning.state.network_fits
    assert [facts[1] for facts in asked] == [3, 4]
