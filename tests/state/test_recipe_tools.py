"""The search for a rate, and the look at varied pictures, as the worker hears of them."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.network.augmentation import Augmentation
from cnngui.state.data_library import DataLibrary
from cnngui.state.data_samples import DataSamples
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.label_edits import LabelEdits
from cnngui.state.rate_finder import RateFinder
from cnngui.state.recipe_tools import RecipeTools
from cnngui.state.variation import DELAY_MS, Variation
from tests.recording import RecordingTransport


@pytest.fixture
def finder(document: Document, engine: EngineClient) -> RateFinder:
    return RateFinder(document, engine)


@pytest.fixture
def variation(document: Document, engine: EngineClient) -> Variation:
    return Variation(document, engine)


def asked(transport: RecordingTransport, kind: type) -> list[protocol.Command]:
    return [command for command in transport.sent if isinstance(command, kind)]


def test_a_curve_grows_and_ends_with_a_suggestion(
    qtbot, finder: RateFinder, transport: RecordingTransport, document: Document
) -> None:
    finder.start()
    assert finder.running
    finder.start()
    (request,) = asked(transport, protocol.FindRate)
    assert (request.network, request.recipe, request.data) == (document.network, document.recipe, "digits")
    for rates in ([1e-4, 1e-3], [1e-2]):
        with qtbot.waitSignal(finder.changed):
            transport.say(protocol.RatesTried(np.array(rates), np.array(rates) * 10))
    with qtbot.waitSignal(finder.changed):
        transport.say(protocol.RatesFound(request.request_id, suggestion=3e-3, stopped=False))
    assert not finder.running
    assert finder.suggestion == 3e-3
    np.testing.assert_allclose(finder.rates, [1e-4, 1e-3, 1e-2])
    np.testing.assert_allclose(finder.losses, [1e-3, 1e-2, 1e-1])


def test_a_search_is_stopped_and_what_was_tried_stays(
    qtbot, finder: RateFinder, transport: RecordingTransport
) -> None:
    finder.stop()
    assert not asked(transport, protocol.StopFinding)
    finder.start()
    with qtbot.waitSignal(finder.changed):
        transport.say(protocol.RatesTried(np.array([1e-3]), np.array([2.0])))
    finder.stop()
    assert asked(transport, protocol.StopFinding)
    number = transport.last(protocol.FindRate).request_id
    with qtbot.waitSignal(finder.changed):
        transport.say(protocol.RatesFound(number, suggestion=None, stopped=True))
    assert finder.rates.tolist() == [1e-3]
    assert finder.suggestion is None


def test_a_search_that_failed_says_why_and_a_new_one_forgets_it(
    qtbot, finder: RateFinder, transport: RecordingTransport
) -> None:
    finder.start()
    number = transport.last(protocol.FindRate).request_id
    with qtbot.waitSignal(finder.changed):
        transport.say(protocol.RequestFailed(number, CnnguiError("engine.no_model")))
    assert finder.error is not None
    finder.start()
    assert finder.error is None


def test_a_rate_is_taken_in_one_step_of_undo(finder: RateFinder, document: Document) -> None:
    before = document.recipe
    finder.take(0.25)
    assert document.recipe.optimizer.learning_rate == 0.25
    document.undo_stack.undo()
    assert document.recipe == before


def varied(transport: RecordingTransport) -> protocol.PicturesVaried:
    request = transport.last(protocol.VaryPictures)
    pictures = np.zeros((8, 4, 4, 1), np.uint8)
    return protocol.PicturesVaried(request.request_id, pictures, pictures + 1, np.zeros(8, np.int64))


def test_pictures_are_asked_for_while_somebody_looks_and_once_for_a_recipe(
    qtbot, variation: Variation, transport: RecordingTransport, document: Document
) -> None:
    qtbot.wait(100)
    assert not asked(transport, protocol.VaryPictures)
    variation.watch(True)
    qtbot.waitUntil(lambda: len(asked(transport, protocol.VaryPictures)) == 1)
    with qtbot.waitSignal(variation.changed):
        transport.say(varied(transport))
    assert variation.pictures is not None
    variation.watch(True)
    turned = document.recipe.model_copy(update={"augmentation": Augmentation(rotation=20.0)})
    document.set_recipe(turned)
    qtbot.waitUntil(lambda: len(asked(transport, protocol.VaryPictures)) == 2)
    assert transport.last(protocol.VaryPictures).augmentation == turned.augmentation
    variation.another()
    qtbot.waitUntil(lambda: len(asked(transport, protocol.VaryPictures)) == 3)
    assert transport.last(protocol.VaryPictures).epoch == 2


def test_pictures_that_cannot_be_had_are_none_and_it_is_said_why(
    qtbot, variation: Variation, transport: RecordingTransport
) -> None:
    variation.watch(True)
    qtbot.waitUntil(lambda: bool(asked(transport, protocol.VaryPictures)))
    number = transport.last(protocol.VaryPictures).request_id
    with qtbot.waitSignal(variation.changed):
        transport.say(protocol.RequestFailed(number, CnnguiError("engine.no_model")))
    assert variation.pictures is None
    assert variation.error is not None


def died() -> protocol.WorkerDied:
    return protocol.WorkerDied(-9, CnnguiError("engine.died", reason="x"))


def test_a_search_whose_worker_died_has_failed(
    qtbot, finder: RateFinder, transport: RecordingTransport
) -> None:
    finder.start()
    with qtbot.waitSignal(finder.changed):
        transport.say(died())
    assert not finder.running
    assert finder.error is not None
    assert finder.error.code == "engine.died"


def test_rates_that_nobody_searches_for_are_not_heard(
    qtbot, finder: RateFinder, engine: EngineClient, transport: RecordingTransport
) -> None:
    """Another window's part, or the last words of a search that has ended."""
    with qtbot.waitSignal(engine.event_received):
        transport.say(protocol.RatesTried(np.array([1e-3]), np.array([2.0])))
    assert finder.rates.size == 0


def test_a_new_search_begins_with_no_curve(qtbot, finder: RateFinder, transport: RecordingTransport) -> None:
    finder.start()
    transport.say(protocol.RatesTried(np.array([1e-3]), np.array([2.0])))
    number = transport.last(protocol.FindRate).request_id
    with qtbot.waitSignals([finder.changed, finder.changed]):
        transport.say(protocol.RatesFound(number, suggestion=1e-3, stopped=False))
    with qtbot.waitSignal(finder.changed):
        finder.start()
    assert (finder.rates.size, finder.losses.size, finder.suggestion) == (0, 0, None)


def test_without_data_there_are_no_pictures_to_vary(
    qtbot, variation: Variation, transport: RecordingTransport, document: Document
) -> None:
    document.set_data("")
    variation.watch(True)
    qtbot.wait(2 * DELAY_MS)
    assert not asked(transport, protocol.VaryPictures)
    document.set_data("digits")
    qtbot.waitUntil(lambda: bool(asked(transport, protocol.VaryPictures)))
    assert transport.last(protocol.VaryPictures).data == "digits"


def test_pictures_are_asked_for_again_of_a_new_worker(
    qtbot, variation: Variation, transport: RecordingTransport, engine: EngineClient
) -> None:
    variation.watch(True)
    qtbot.waitUntil(lambda: len(asked(transport, protocol.VaryPictures)) == 1)
    with qtbot.waitSignal(engine.ready_changed):
        transport.say(died())
    qtbot.wait(2 * DELAY_MS)
    assert len(asked(transport, protocol.VaryPictures)) == 1, "there is nobody to ask"
    engine.restart()
    qtbot.waitUntil(lambda: len(asked(transport, protocol.VaryPictures)) == 2)


def test_pictures_that_come_after_all_leave_no_error(
    qtbot, variation: Variation, transport: RecordingTransport
) -> None:
    variation.watch(True)
    qtbot.waitUntil(lambda: bool(asked(transport, protocol.VaryPictures)))
    number = transport.last(protocol.VaryPictures).request_id
    with qtbot.waitSignal(variation.changed):
        transport.say(protocol.RequestFailed(number, CnnguiError("engine.no_model")))
    variation.another()
    qtbot.waitUntil(lambda: len(asked(transport, protocol.VaryPictures)) == 2)
    with qtbot.waitSignal(variation.changed):
        transport.say(varied(transport))
    assert variation.error is None
    assert variation.pictures is not None


def test_nothing_is_asked_once_nobody_looks(
    qtbot, variation: Variation, transport: RecordingTransport
) -> None:
    variation.watch(True)
    qtbot.waitUntil(lambda: len(asked(transport, protocol.VaryPictures)) == 1)
    variation.watch(False)
    variation.another()
    qtbot.wait(2 * DELAY_MS)
    assert len(asked(transport, protocol.VaryPictures)) == 1


def test_classes_are_weighed_by_the_counts_of_the_data_in_one_step_of_undo(
    qtbot, document: Document, engine: EngineClient, transport: RecordingTransport
) -> None:
    library = DataLibrary(engine)
    library.choose("digits")
    tools = RecipeTools(document, engine, DataSamples(engine, library, LabelEdits()))
    before = document.recipe
    tools.weigh_by_counts()
    assert document.recipe is before, "the data are not known yet"
    question = transport.last(protocol.DescribeData)
    labels = np.array([0, 0, 0, 1])
    facts = ("digits", "Digits", (28, 28, 1), ("a", "b"), 4, 1, np.zeros((4, 28, 28, 1), np.uint8), labels)
    with qtbot.waitSignal(library.described_changed):
        transport.say(protocol.DataDescribed(question.request_id, *facts, class_counts=(30, 10)))
    tools.weigh_by_counts()
    assert document.recipe.class_weight == {0: pytest.approx(2 / 3), 1: 2}
    document.undo_stack.undo()
    assert document.recipe == before
