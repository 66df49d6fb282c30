"""Which ways there are to explain an answer."""

from __future__ import annotations

import pytest

from cnngui.course.presets import preset
from cnngui.network.inference.explaining import cam_layers, methods, with_scores
from cnngui.network.layers import (
    Activation,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    MaxPooling2D,
)
from cnngui.network.network import Network

HEAD = (Flatten(), Dense(units=3, activation="softmax"))
MAPS = Network(input_shape=(8, 8, 1), layers=(Conv2D(filters=4), MaxPooling2D(), *HEAD))
WORDS = Network(
    input_shape=(6,),
    layers=(
        Embedding(input_dim=9, output_dim=4),
        Conv1D(filters=5, kernel_size=2),
        GlobalAveragePooling1D(),
        Dense(units=2, activation="softmax"),
    ),
)


def test_the_activation_of_the_output_is_taken_off_and_names_stay() -> None:
    scored = with_scores(MAPS)
    assert scored.names == MAPS.names
    assert scored.layers[-1].activation == "linear"
    assert scored.layers[:-1] == MAPS.layers[:-1]


def test_a_layer_of_its_own_and_one_behind_which_nothing_acts_are_found() -> None:
    apart = MAPS.with_layers((*MAPS.layers[:-1], Dense(units=3), Activation(activation="softmax")))
    assert with_scores(apart).layers[-1].activation == "linear"
    dropped = MAPS.with_layers((*MAPS.layers, Dropout(rate=0.5)))
    assert [layer.kind for layer in with_scores(dropped).layers] == [layer.kind for layer in dropped.layers]


def test_scores_stay_scores() -> None:
    linear = MAPS.with_layers((*MAPS.layers[:-1], Dense(units=3)))
    assert with_scores(linear) is linear


def test_grad_cam_looks_at_maps_and_at_steps() -> None:
    assert cam_layers(MAPS) == ("conv2d", "max_pooling2d")
    assert cam_layers(WORDS) == ("embedding", "conv1d")
    assert cam_layers(Network(input_shape=(8, 8, 1), layers=HEAD)) == ()


def test_blocks_are_looked_at_as_well() -> None:
    network = preset("mini-resnet").network
    blocks = {layer.name for layer in network.layers if layer.kind == "Residual"}
    assert blocks <= set(cam_layers(network))


@pytest.mark.parametrize(
    ("network", "wanted"),
    [
        (MAPS, ("integrated_gradients", "hires_cam", "grad_cam", "occlusion")),
        (Network(input_shape=(8, 8, 1), layers=HEAD), ("integrated_gradients", "occlusion")),
        (WORDS, ("hires_cam", "grad_cam", "occlusion")),
        (Network(input_shape=(2,), layers=(Dense(units=1),)), ("integrated_gradients", "occlusion")),
        (MAPS.with_layers(MAPS.layers[:1]), ()),
        (MAPS.with_layers((Dense(units=0 + 1), Conv2D(kernel_size=99))), ()),
    ],
    ids=["maps", "dense", "words", "numbers", "no-classes", "broken"],
)
def test_what_has_no_gradient_or_no_places_is_not_offered(network: Network, wanted: tuple[str, ...]) -> None:
    assert methods(network) == wanted
