"""Ready-made blocks fit wherever they are put."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.network.blocks import Parallel, Residual
from cnngui.network.inference.infer import Inference, infer
from cnngui.network.network import Network, Shape
from cnngui.network.templates import TEMPLATES

SIDES = st.integers(4, 40)
SHAPES = st.integers(0, 3).flatmap(lambda axes: st.tuples(*[SIDES] * axes, st.integers(1, 3000)))


def inferred(name: str, shape: Shape) -> Inference:
    return infer(Network(input_shape=shape, layers=TEMPLATES[name].make(shape)))


@pytest.mark.parametrize("name", TEMPLATES)
@given(shape=SHAPES)
def test_no_template_brings_a_problem(name: str, shape: Shape) -> None:
    # That a layer of very many channels is large is for the person to know.
    found = [each for each in inferred(name, shape).problems if each.code != "network.large_layer"]
    assert [problem.message().what for problem in found] == []


@pytest.mark.parametrize("name", ["residual", "repeat"])
@given(shape=SHAPES)
def test_these_keep_the_shape(name: str, shape: Shape) -> None:
    assert inferred(name, shape).output_shape == shape


def test_half_the_size_and_twice_the_channels() -> None:
    assert inferred("residual_down", (28, 28, 16)).output_shape == (14, 14, 32)
    assert inferred("residual_down", (7, 5, 3)).output_shape == (4, 3, 6)


def test_inception_is_googlenets_first_module() -> None:
    """Szegedy et al. (2014), table 1, row inception (3a): 64 + 128 + 32 + 32 channels of 192."""
    found = inferred("inception", (28, 28, 192))
    assert found.output_shape == (28, 28, 256)
    (module,) = found.results
    assert module.arithmetic == "64 + 128 + 32 + 32 = 256"
    assert module.parameters == 163_696


def test_the_shortcut_of_the_usual_residual_is_the_identity() -> None:
    block, relu = TEMPLATES["residual"].make((28, 28, 16))
    assert isinstance(block, Residual)
    assert block.branches[1] == ()
    assert relu.kind == "Activation"


def test_behind_an_error_a_template_still_has_layers() -> None:
    (block,) = TEMPLATES["inception"].make(None)
    assert (block,) == TEMPLATES["inception"].make((28, 28, 32))
    assert isinstance(block, Parallel)
    assert all(block.branches)


@pytest.mark.parametrize("name", TEMPLATES)
def test_words_exist(name: str) -> None:
    template = TEMPLATES[name]
    assert template.label
    assert template.help.endswith(".")
    assert template.search_words
