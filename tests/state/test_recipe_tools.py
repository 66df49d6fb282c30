"""The search for a rate, and the look at varied pictures, as the worker hears of them."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.network.augmentation import Augmentation
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.rate_finder import RateFinder
from cnngui.state.variation import Variation
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
