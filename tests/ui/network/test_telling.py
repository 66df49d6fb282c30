"""What is told of a layer beside what its card shows."""

from __future__ import annotations

from cnngui.course.presets import preset
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.ui.network.cards import CardContents, contents_of
from cnngui.ui.network.telling import layers_text, spoken, tip


def told(network: Network, name: str) -> CardContents:
    return contents_of(network, infer(network), name)


def test_a_tip_tells_name_shape_parameters_and_what_is_seen() -> None:
    network = preset("mnist-cnn").network
    lines = tip(told(network, network.names[0])).splitlines()
    assert lines[0] == "Conv2D “conv2d”"
    assert "Output 28×28×32, 320 parameters" in lines
    assert "One value sees 3×3 of the input" in lines
    assert "pictures" in tip(told(network, INPUT))


def test_behind_an_error_a_tip_says_why_there_is_no_shape() -> None:
    network = Network(input_shape=(8, 8, 1), layers=(Flatten(), Conv2D(), Dense(units=3)))
    assert "No shape" in tip(told(network, "dense"))
    assert "output" not in spoken(told(network, "dense"))
    assert infer(network).errors[0].message().what.split()[-1] in spoken(told(network, "conv2d"))


def test_that_a_block_folds_is_said_where_it_does() -> None:
    network = preset("mini-resnet").network
    block = told(network, "conv2_block1")
    assert layers_text(block) == "5 layers"
    assert "unfolded" in spoken(block)
    assert "folded" not in spoken(block, folds=False)
    assert "5 layers" in spoken(block, folds=False)
    assert layers_text(told(network, network.names[0])) == ""
