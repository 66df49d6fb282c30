from __future__ import annotations

from cnngui.course.presets import preset
from cnngui.network.blocks import Parallel
from cnngui.network.graph import INPUT, nodes
from tests.course.presets.asking import inference, notes, total

# Szegedy et al. (2014), table 1: output size of each row.
TABLE = {
    "conv1": (112, 112, 64),
    "pool1": (56, 56, 64),
    "conv2": (56, 56, 192),
    "pool2": (28, 28, 192),
    "inception_3a": (28, 28, 256),
    "inception_3b": (28, 28, 480),
    "pool3": (14, 14, 480),
    "inception_4a": (14, 14, 512),
    "inception_4b": (14, 14, 512),
    "inception_4c": (14, 14, 512),
    "inception_4d": (14, 14, 528),
    "inception_4e": (14, 14, 832),
    "pool4": (7, 7, 832),
    "inception_5a": (7, 7, 832),
    "inception_5b": (7, 7, 1024),
    "pool5": (1024,),
    "predictions": (1000,),
}

# The same table: thousands of parameters, as printed, for the rows that it counts right.
THOUSANDS = {"inception_3a": 159, "inception_3b": 380, "inception_4a": 364, "inception_4b": 437}
THOUSANDS |= {"inception_4d": 580, "inception_4e": 840, "inception_5a": 1072}
THOUSANDS |= {"inception_5b": 1388, "predictions": 1000}


def test_googlenet_has_the_shapes_of_its_paper() -> None:
    shapes = {result.name: result.output_shape for result in inference("googlenet").results}
    assert {name: shapes[name] for name in TABLE} == TABLE


def test_googlenet_has_the_parameters_of_its_paper() -> None:
    """The paper counts in units of 1,000 or 1,024, with or without biases: within 5 %."""
    counts = {result.name: result.parameters for result in inference("googlenet").results}
    for name, thousands in THOUSANDS.items():
        assert abs(counts[name] / 1000 / thousands - 1) < 0.05, (name, counts[name])
    assert total("googlenet") == 6_998_552
    assert "6,998,552" in notes("googlenet")


def test_googlenet_has_nine_modules_of_four_branches() -> None:
    modules = [entry for entry in preset("googlenet").network.layers if isinstance(entry, Parallel)]
    assert len(modules) == 9
    assert {len(module.branches) for module in modules} == {4}
    assert {module.merge for module in modules} == {"concatenate"}


def test_the_depth_in_its_note_is_right() -> None:
    """The paper counts layers with weights along the longest path, and calls that 22."""
    depths = {INPUT: 0}
    for node in nodes(preset("googlenet").network):
        weighted = node.kind in ("Conv2D", "Dense")
        depths[node.name] = max(depths[name] for name in node.inputs) + weighted
    assert max(depths.values()) == 22
    assert "3 convolutions, two in each of 9 modules, 1 dense layer" in notes("googlenet")


def test_mini_inception_is_small() -> None:
    assert preset("mini-inception").data == "digits"
    assert (total("mini-inception") or 0) < 100_000
    assert sum(isinstance(entry, Parallel) for entry in preset("mini-inception").network.layers) == 2
