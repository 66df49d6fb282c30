"""Drawings, pictures and samples reach the answering network on the terms that it was trained on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnngui.api.model import Model
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.engine import protocol
from cnngui.engine.worker.data import described
from cnngui.network.layers import Dense, Flatten, Rescaling
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT, SHIPPED
from cnngui.state.document import Contents
from cnngui.state.drawing import sample_of
from tests.ui.draw.stage import DIGITS, NETWORK, Stage, stage

DARK = InputFormat(kind="ink", shape=(28, 28, 1), polarity="dark_on_light")


@pytest.fixture
def staged(qapp: object) -> Iterator[Stage]:
    with stage() as made:
        made.ship()
        yield made


def own(staged: Stage, network: Network, trained_on: InputFormat | None = None) -> None:
    """Put a network on the cards that has weights."""
    staged.document.replace_all(Contents(network, Recipe(), "digits"))
    staged.hear(protocol.ModelReady(DRAFT, network, DIGITS, trained_on))


def network(shape: tuple[int, ...], *first: Rescaling) -> Network:
    return Network(input_shape=shape, layers=(*first, Flatten(), Dense(units=10, activation="softmax")))


def sample(staged: Stage) -> np.ndarray:
    found = staged.predictor.subject.sample()
    assert found is not None
    return found


def dark_digits(staged: Stage) -> None:
    digits = load_dataset("digits")
    dark = replace(digits, x_train=255 - digits.x_train, x_test=255 - digits.x_test)
    staged.hear(described(staged.transport.last(protocol.DescribeData), dark))


def test_a_drawing_is_as_dark_as_the_data(staged: Stage) -> None:
    staged.draw()
    light = sample(staged)
    own(staged, NETWORK, DARK)
    np.testing.assert_allclose(sample(staged), 1 - light, atol=1e-6)
    page = (255 * light[..., 0]).astype(np.uint8)
    for picture in (page, 255 - page):
        staged.drawing.set_picture(picture)
        np.testing.assert_allclose(sample(staged), 1 - light, atol=0.01)


@pytest.mark.parametrize("shape", [(28, 28), (784,)])
def test_a_drawing_reaches_an_input_without_channels(staged: Stage, shape: tuple[int, ...]) -> None:
    staged.draw()
    wanted = sample(staged)
    own(staged, network(shape))
    staged.describe_as("digits")
    assert (staged.predictor.model.id, staged.predictor.model.kind) == (DRAFT, "picture")
    np.testing.assert_array_equal(sample(staged), wanted.reshape(shape))
    staged.predictor.subject.use_sample(sample_of(staged.library.described, random.Random(0)))
    assert sample(staged).shape == shape


def test_a_network_that_begins_with_a_rescaling_is_given_0_to_255(staged: Stage) -> None:
    staged.draw()
    wanted = sample(staged)
    own(staged, network((28, 28, 1), Rescaling(scale=1 / 255)))
    np.testing.assert_allclose(sample(staged), 255 * wanted, rtol=1e-5)


def test_who_was_never_told_takes_the_chosen_data_and_asks(staged: Stage) -> None:
    own(staged, NETWORK)
    model = staged.predictor.model
    assert model.asks_trained_on
    dark_digits(staged)
    assert model.trained_on == DARK
    model.tell_trained_on(DARK)
    assert staged.transport.last(protocol.SetInputFormat).input_format == DARK
    staged.hear(protocol.ModelReady(DRAFT, NETWORK, DIGITS, DARK))
    assert not model.asks_trained_on


@pytest.mark.parametrize("data", ["fashion-mnist", "mnist", "mine.npz"])
def test_data_that_are_not_here_are_known_by_their_name_as_on_the_command_line(
    staged: Stage, data: str
) -> None:
    own(staged, NETWORK)
    staged.document.set_data(data)
    assert staged.library.described is None
    on_the_command_line = Model(Path("any.cnn"), NETWORK.input_shape, DIGITS, data).input_format
    assert staged.predictor.model.trained_on == on_the_command_line
    assert (on_the_command_line.kind == "picture") == (data == "fashion-mnist")


def test_the_shipped_network_is_shown_samples_in_its_own_polarity(staged: Stage) -> None:
    staged.hear(
        protocol.ModelReady(SHIPPED, NETWORK, DIGITS, DARK.model_copy(update={"polarity": "light_on_dark"}))
    )
    dark_digits(staged)
    one = sample_of(staged.library.described, random.Random(0))
    assert one is not None
    staged.predictor.subject.use_sample(one)
    np.testing.assert_allclose(sample(staged), 1 - one.values / 255, atol=1e-6)


def test_a_texture_is_something_to_ask_about_if_the_network_reads_pictures(staged: Stage) -> None:
    own(staged, NETWORK, InputFormat(kind="picture", shape=(28, 28, 1)))
    grey = np.linspace(100, 110, 56 * 56).reshape(56, 56).astype(np.uint8)
    staged.drawing.set_picture(grey)
    assert not staged.predictor.subject.nothing_drawn
    assert 0.38 < sample(staged).min() < sample(staged).max() < 0.44
