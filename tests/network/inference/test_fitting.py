"""A network is fitted to other data in one go, or not at all."""

from __future__ import annotations

import pytest

from cnngui.course.presets import preset
from cnngui.network.inference.fitting import fitted
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.network import Network


@pytest.mark.parametrize("name", ["mnist-cnn", "lenet-5", "mini-resnet", "cifar10-cnn-keras"])
@pytest.mark.parametrize(("classes", "shape"), [(3, (64, 64, 3)), (2, (48, 40, 1)), (26, (32, 32, 3))])
def test_input_and_output_become_those_of_the_data(name: str, classes: int, shape: tuple[int, ...]) -> None:
    network = preset(name).network
    made = fitted(network, classes, shape)
    assert made is not None
    assert infer(made, classes, shape).ok
    assert infer(made).output_shape == (classes,)
    assert [entry.kind for entry in made.entries] == [entry.kind for entry in network.entries]


def test_what_is_right_stays_and_what_cannot_be_mended_is_not_begun() -> None:
    network = preset("mnist-cnn").network
    assert fitted(network, 10, (28, 28, 1)) == network
    deep = Network(
        input_shape=(64, 64, 3),
        layers=(*(MaxPooling2D() for _ in range(6)), Flatten(), Dense(units=5, activation="softmax")),
    )
    assert fitted(deep, 3, (8, 8, 1)) is None, "no layer is left for so small a picture"
    broken = Network(input_shape=(8, 8, 1), layers=(Conv2D(filters=2, kernel_size=9), Flatten()))
    assert fitted(broken, 3, (8, 8, 3)) is None, "its own errors are not the data's"
