"""The networks that no slide shows. What they reach is measured by ``python3 dev.py bench mnist``."""

from __future__ import annotations

import pytest

from cnngui.course.presets import preset
from cnngui.network.initializers import GlorotUniform, HeNormal, RandomNormal
from cnngui.network.layers import BatchNormalization, Conv2D, Dense, RandomRotation, RandomTranslation
from cnngui.network.recipe import Adam
from cnngui.network.schedules import OneCycle
from tests.course.presets.asking import fields_of, inference, kinds, learned, notes, outputs, total


def test_fast() -> None:
    """A stride and a pooling before anything is large: a tenth of the multiply-adds of the slides' CNN."""
    name = "mnist-fast"
    assert learned(name) == [400, 64, 4_608, 128, 18_432, 256, 16_010]
    assert outputs(name)[::4] == [(14, 14, 16), (7, 7, 32), (5, 5, 64)]
    assert total(name) == 39_898
    assert inference(name).total_multiply_adds == 1_464_672
    assert (inference("mnist-cnn").total_multiply_adds or 0) > 5 * 1_464_672
    assert fields_of(name, BatchNormalization, "momentum") == [0.9] * 3


def test_tiny() -> None:
    """The largest pictures have the fewest filters; no dense layer on anything but a mean a filter."""
    name = "mnist-tiny"
    assert (total(name) or 0) <= 10_000
    assert total(name) == 9_450
    assert fields_of(name, Conv2D, "filters") == [8, 12, 16, 16, 16, 12]
    assert kinds(name)[-2:] == ["GlobalAveragePooling2D", "Dense"]
    assert outputs(name)[-3:] == [(6, 6, 12), (12,), (10,)]
    assert fields_of(name, RandomRotation, "factor") == [0.03]
    assert fields_of(name, RandomTranslation, "width_factor") == [0.04]


@pytest.mark.parametrize(("name", "epochs"), [("mnist-fast", 2), ("mnist-tiny", 15)])
def test_one_cycle_is_as_long_as_the_training(name: str, epochs: int) -> None:
    shown = preset(name)
    assert shown.data == "mnist"
    recipe = shown.recipe
    assert recipe.schedule == OneCycle(cycle_epochs=epochs, warm_up=0.25)
    assert (recipe.optimizer, recipe.batch_size, recipe.epochs) == (Adam(learning_rate=0.01), 128, epochs)
    assert recipe.validation_split == 0
    assert f"{total(name):,} parameters" in notes(name)


@pytest.mark.parametrize("name", ["mnist-fast", "mnist-tiny"])
def test_biases_are_left_to_batch_normalization(name: str) -> None:
    windows = fields_of(name, Conv2D, "use_bias")
    assert windows == [False] * len(fields_of(name, BatchNormalization, "momentum"))


def test_three_starts_differ_in_nothing_else() -> None:
    names = [f"mnist-10-{start}" for start in ("normal", "xavier", "he")]
    assert [total(name) for name in names] == [170_410] * 3
    starts = [set(fields_of(name, Dense, "kernel_initializer")) for name in names]
    assert starts == [{RandomNormal(stddev=0.01)}, {GlorotUniform()}, {HeNormal()}]
    assert all(preset(name).recipe == preset(names[0]).recipe for name in names)
    bare = [
        [
            layer.model_copy(update={"kernel_initializer": HeNormal()})
            for layer in preset(name).network.layers
            if layer.kind == "Dense"
        ]
        for name in names
    ]
    assert bare[0] == bare[1] == bare[2]
