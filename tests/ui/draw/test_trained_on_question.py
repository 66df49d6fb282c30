"""A network whose file does not tell what it was trained on is asked about once, in pictures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnngui.datasets.input_format import InputFormat
from cnngui.engine import protocol
from cnngui.network.layers import Dense, Flatten, Rescaling
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT
from cnngui.state.document import Contents
from cnngui.ui.draw.trained_on_question import TrainedOnQuestion
from tests.ui.draw.stage import DIGITS, NETWORK, Stage

WAYS = [("light_on_dark", "ink"), ("dark_on_light", "ink"), ("picture", "picture")]


def opened(staged: Stage, network: Network = NETWORK, told: InputFormat | None = None) -> TrainedOnQuestion:
    question = TrainedOnQuestion(staged.predictor.model, staged.drawing)
    staged.document.replace_all(Contents(network, Recipe(), "digits"))
    staged.hear(protocol.ModelReady(DRAFT, network, DIGITS, told))
    return question


def checked(question: TrainedOnQuestion) -> list[str]:
    return [way for way, button in question.buttons.items() if button.isChecked()]


def brightness(question: TrainedOnQuestion, way: str) -> float:
    image = question.buttons[way].icon().pixmap(28, 28).toImage()
    pixels = [image.pixelColor(x, y).value() for x in range(image.width()) for y in range(image.height())]
    return sum(pixels) / len(pixels)


def press(question: TrainedOnQuestion, way: str) -> None:
    QTest.mouseClick(question.buttons[way], Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("drawn", [False, True])
def test_it_is_asked_with_pictures_both_ways_and_what_is_assumed_marked(staged: Stage, drawn: bool) -> None:
    if drawn:
        staged.draw()
    question = opened(staged)
    assert not question.isHidden()
    assert checked(question) == ["light_on_dark"]
    assert not question.bytes_box.isChecked()
    assert brightness(question, "light_on_dark") < 100 < brightness(question, "dark_on_light")


@pytest.mark.parametrize(("way", "kind"), WAYS)
@pytest.mark.parametrize("ticked", [False, True])
def test_a_click_tells_the_worker_and_work_is_unsaved(
    staged: Stage, way: str, kind: str, ticked: bool
) -> None:
    question = opened(staged)
    question.bytes_box.setChecked(ticked)
    press(question, way)
    told = staged.transport.last(protocol.SetInputFormat).input_format
    assert (told.kind, told.white) == (kind, 255.0 if ticked else 1.0)
    assert told.kind == "picture" or told.polarity == way
    assert InputFormat.model_validate(told.model_dump()) == told
    assert staged.document.dirty


def test_it_stays_for_second_thoughts_until_another_network_or_a_training(staged: Stage) -> None:
    question = opened(staged)
    press(question, "dark_on_light")
    told = staged.transport.last(protocol.SetInputFormat).input_format
    staged.hear(protocol.ModelReady(DRAFT, NETWORK, DIGITS, told))
    assert not question.isHidden()
    assert checked(question) == ["dark_on_light"]
    assert question.sentence.text() == "Trained on:"
    other = Network(layers=(Flatten(), Dense(units=10, activation="softmax")))
    staged.document.replace_all(Contents(other, Recipe(), "digits"))
    staged.hear(protocol.ModelReady(DRAFT, other, DIGITS, told))
    assert question.isHidden()


def test_a_first_rescaling_ticks_that_pixels_are_bytes(staged: Stage) -> None:
    layers = (Rescaling(scale=1 / 255), Flatten(), Dense(units=10, activation="softmax"))
    assert opened(staged, Network(layers=layers)).bytes_box.isChecked()


def test_ink_is_not_offered_where_no_drawing_fits(staged: Stage) -> None:
    layers = (Flatten(), Dense(units=10, activation="softmax"))
    question = opened(staged, Network(input_shape=(20, 28, 3), layers=layers))
    assert [way for way, button in question.buttons.items() if not button.isHidden()] == ["picture"]


@pytest.mark.parametrize("kind", ["told", "pair"])
def test_nothing_is_asked_of_what_tells_or_reads_no_pictures(staged: Stage, kind: str) -> None:
    if kind == "told":
        question = opened(staged, told=InputFormat(kind="ink", shape=(28, 28, 1)))
    else:
        question = opened(staged, Network(input_shape=(2,), layers=(Dense(units=1, activation="sigmoid"),)))
    assert question.isHidden()
