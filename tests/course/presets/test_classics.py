"""Against keras.applications: tests/engine/test_presets_against_keras.py."""

from __future__ import annotations

from cnngui.course.presets import preset
from cnngui.network.inference.infer import infer
from cnngui.network.layers import (
    AveragePooling2D,
    Conv2D,
    Dense,
    Dropout,
    LocalResponseNormalization,
    MaxPooling2D,
)
from cnngui.network.network import Network
from cnngui.network.penalties import L2
from cnngui.network.recipe import SGD
from cnngui.network.schedules import ReduceLROnPlateau
from tests.course.presets.asking import fields_of, kinds, learned, notes, outputs, total


def test_lenet_5() -> None:
    """CONV-POOL-CONV-POOL-CONV-FC with 5×5 windows at stride 1 and 2×2 pooling at stride 2."""
    assert total("lenet-5") == 61_706
    assert kinds("lenet-5")[:5] == ["Conv2D", "AveragePooling2D", "Conv2D", "AveragePooling2D", "Conv2D"]
    assert fields_of("lenet-5", Conv2D, "kernel_size") == [(5, 5)] * 3
    assert fields_of("lenet-5", Conv2D, "filters") == [6, 16, 120]
    assert fields_of("lenet-5", AveragePooling2D, "pool_size") == [(2, 2)] * 2
    assert fields_of("lenet-5", MaxPooling2D, "pool_size") == []


def test_alexnet() -> None:
    """002 and 004 print every map; dropout .5, batch 128, momentum .9, rate 1e-2 ÷ 10, L2 5e-4."""
    name = "alexnet"
    assert preset(name).network.input_shape == (227, 227, 3)
    assert outputs(name) == [
        *((55, 55, 96), (27, 27, 96), (27, 27, 96), (27, 27, 256), (13, 13, 256), (13, 13, 256)),
        *((13, 13, 384), (13, 13, 384), (13, 13, 256), (6, 6, 256), (9216,)),
        *((4096,), (4096,), (4096,), (4096,), (1000,)),
    ]
    assert total(name) == 62_378_344
    assert "62,378,344" in notes(name)
    assert learned(name)[0] == 34_848 + 96
    assert "34,848" in notes(name)
    assert fields_of(name, Dropout, "rate") == [0.5, 0.5]
    assert len(fields_of(name, LocalResponseNormalization, "depth_radius")) == 2
    recipe = preset(name).recipe
    assert recipe.optimizer == SGD(learning_rate=0.01, momentum=0.9)
    assert isinstance(recipe.schedule, ReduceLROnPlateau)
    assert recipe.schedule.factor == 0.1
    assert recipe.batch_size == 128
    # Weight decay 5e-4 adds 5e-4·w to the gradient, as l2·w² does with l2 = 2.5e-4.
    weighted = fields_of(name, Conv2D, "kernel_regularizer") + fields_of(name, Dense, "kernel_regularizer")
    assert weighted == [L2(l2=5e-4 / 2)] * 8


def test_why_alexnet_reads_227() -> None:
    """The arithmetic of its note: 000's 224 gives 55 with neither padding."""
    first = preset("alexnet").network.layers[0]

    def size(side: int, padding: str) -> int:
        layer = first.model_copy(update={"padding": padding})
        shape = infer(Network(input_shape=(side, side, 3), layers=(layer,))).results[0].output_shape
        assert shape is not None
        return shape[0]

    assert (size(224, "same"), size(224, "valid"), size(227, "valid")) == (56, 54, 55)
    assert all(word in notes("alexnet") for word in ("56×56", "54×54", "(227 − 11) / 4 + 1 = 55"))


def test_vgg() -> None:
    """004 names both; keras.applications prints 138,357,544 and 143,667,240."""
    assert total("vgg16") == 138_357_544
    assert total("vgg19") == 143_667_240
    for name, convolutions in (("vgg16", 13), ("vgg19", 16)):
        assert fields_of(name, Conv2D, "kernel_size") == [(3, 3)] * convolutions
        assert fields_of(name, Dense, "units") == [4096, 4096, 1000]
        assert preset(name).network.input_shape == (224, 224, 3)
