"""Layer by layer against keras.applications: tests/engine/test_presets_against_keras.py."""

from __future__ import annotations

import time

import pytest

from cnngui.course.presets import preset
from cnngui.network.blocks import Repeat, Residual
from cnngui.network.edit import replace
from cnngui.network.graph import nodes
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D
from tests.course.presets.asking import fields_of, inference, total


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("resnet-50", 25_636_712), ("resnet-101", 44_707_176), ("resnet-152", 60_419_944)],
)
def test_bottlenecks_have_the_parameters_of_keras(name: str, parameters: int) -> None:
    assert total(name) == parameters


@pytest.mark.parametrize(("name", "parameters"), [("resnet-18", 11_689_512), ("resnet-34", 21_797_672)])
def test_basic_blocks_have_the_parameters_of_torchvision(name: str, parameters: int) -> None:
    assert inference(name).trainable_parameters == parameters
    assert set(fields_of(name, Conv2D, "use_bias")) == {False}


@pytest.mark.parametrize(
    ("name", "blocks", "channels"),
    [
        ("resnet-18", [2, 2, 2, 2], 512),
        ("resnet-34", [3, 4, 6, 3], 512),
        ("resnet-50", [3, 4, 6, 3], 2048),
        ("resnet-101", [3, 4, 23, 3], 2048),
        ("resnet-152", [3, 8, 36, 3], 2048),
    ],
)
def test_stages(name: str, blocks: list[int], channels: int) -> None:
    """He et al. (2015), table 1: blocks a stage, and maps of 56, 28, 14 and 7."""
    sums = [node.name for node in nodes(preset(name).network) if node.kind == "Add"]
    assert [sum(each.startswith(f"conv{stage}_") for each in sums) for stage in (2, 3, 4, 5)] == blocks
    results = inference(name).results
    assert results[-3].output_shape == (7, 7, channels)
    sides = [result.output_shape[0] for result in results if result.kind in ("Repeat", "Residual")]
    assert list(dict.fromkeys(sides)) == [56, 28, 14, 7]


def test_equal_blocks_are_one_card() -> None:
    network = preset("resnet-152").network
    assert [layer.times for layer in network.layers if isinstance(layer, Repeat)] == [2, 7, 35, 2]
    assert len(network.layers) < 25
    assert len(nodes(network)) > 500


def test_shortcuts_are_projections_only_where_the_shape_changes() -> None:
    for name in ("resnet-18", "resnet-50"):
        inferred = inference(name)
        for entry in preset(name).network.entries:
            if isinstance(entry, Residual):
                result = inferred.result(entry.name)
                assert bool(entry.branches[1]) == (result.input_shape != result.output_shape)


def test_resnet_152_opens_and_infers_an_edit_in_a_frame() -> None:
    """16 ms is a frame. Of processor time, and the best of five: others take their share of the machine."""
    network = preset("resnet-152").network
    durations = []
    for size in range(5):
        begin = time.process_time()
        edited = replace(
            network, "conv1_conv", Conv2D(name="conv1_conv", filters=64, kernel_size=5 + 2 * size)
        )
        assert infer(edited).results[0].ok
        durations.append(time.process_time() - begin)
    assert min(durations) < 0.016


def test_mini_resnet_is_small() -> None:
    assert preset("mini-resnet").data == "digits"
    assert (total("mini-resnet") or 0) < 100_000
