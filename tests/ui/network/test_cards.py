"""What the cards say."""

from __future__ import annotations

import pytest

from cnngui.course.presets import preset
from cnngui.network.blocks import Residual
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.ui.network.cards import CardContents, CardMaker, contents_of, place_among_kind


def cards(network: Network, classes: int | None = None) -> list[CardContents]:
    return CardMaker().contents(network, infer(network, classes), lambda _: False)


def test_cards_carry_the_figures_of_the_slide() -> None:
    shown = {card.name: card for card in cards(preset("mnist-cnn").network)}
    assert (shown["input"].title, shown["input"].shape, shown["input"].parameters) == ("Input", "28×28×1", "")
    first = shown["conv2d"]
    assert (first.title, first.summary) == ("Conv2D 1", "32 · 3×3 · same · relu")
    assert (first.shape, first.parameters, first.group) == ("28×28×32", "320", "convolution")
    assert [card.parameters for card in shown.values() if card.kind in ("Conv2D", "Dense")] == [
        "320", "18,496", "73,856", "262,272", "1,290",
    ]  # fmt: skip


def test_layers_behind_an_error_have_no_shape() -> None:
    shown = cards(Network(layers=(Conv2D(kernel_size=(40, 40)), Flatten(), Dense())))
    assert [card.severity for card in shown] == ["", "error", "", ""]
    assert [card.shape for card in shown] == ["28×28×1", "—", "—", "—"]
    assert [card.parameters for card in shown] == ["", "—", "—", "—"]


def test_a_warning_keeps_its_shape() -> None:
    pooled = cards(Network(input_shape=(7, 7, 1), layers=(MaxPooling2D(pool_size=(2, 2)),)))[1]
    assert (pooled.severity, pooled.shape) == ("warning", "3×3×1")


def test_what_belongs_to_no_layer_stands_at_the_input() -> None:
    only = cards(Network(), classes=10)
    assert len(only) == 1
    assert only[0].severity == "error"


def test_a_layer_named_by_hand_shows_name_and_kind() -> None:
    card = cards(Network(layers=(Flatten(), Dense(name="head", units=10))))[2]
    assert (card.title, card.summary) == ("head", "Dense · 10")


def test_place_among_kind() -> None:
    network = preset("mnist-cnn").network
    assert place_among_kind(network, "conv2d_1") == (2, 3)
    assert place_among_kind(network, "flatten") == (1, 1)


def test_a_block_shows_what_is_in_it_unless_it_is_folded() -> None:
    inner = (Conv2D(name="r_1_conv", filters=3), Dense(name="head", units=2))
    network = Network(layers=(Residual(name="r", branches=(inner, ())),))
    inference = infer(network)
    block, conv, head = CardMaker().contents(network, inference, lambda _: False)[1:]
    assert (block.branches, block.inner, block.merge, block.folded) == (2, 2, "add", False)
    assert (conv.title, conv.short) == ("r_1_conv", "…1_conv")
    assert (head.title, head.short) == ("head", "")
    assert [problem.code for problem in block.problems] == ["network.merge_shapes"]
    (folded,) = CardMaker().contents(network, inference, lambda _: True)[1:]
    assert folded.folded
    assert [problem.where for problem in folded.hidden] == ["head"]
    assert folded.hidden == tuple(
        problem for each in inference.results[0].branches[0] for problem in each.problems
    )


def test_what_a_value_sees() -> None:
    layers = (Conv2D(kernel_size=(5, 5)), Conv2D(), Flatten(), Dense())
    assert [card.sees for card in cards(Network(layers=layers))][1:] == ["5×5", "7×7", "7×7", "whole"]
    wide = Conv2D(kernel_size=(28, 28))
    assert cards(Network(layers=(wide,)))[1].sees == "whole"


def test_a_single_card_is_that_of_the_stack() -> None:
    network = preset("resnet-18").network
    inference = infer(network)
    cards = CardMaker().contents(network, inference, lambda name: False)
    assert len(cards) == len(network.names) + 1
    assert [contents_of(network, inference, card.name) for card in cards] == cards
    with pytest.raises(KeyError):
        contents_of(network, inference, "nobody")
