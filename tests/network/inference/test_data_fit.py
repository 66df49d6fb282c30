"""What is said when the data does not go into the network, and that one click mends it."""

from __future__ import annotations

import pytest

from cnngui.course.presets import preset
from cnngui.network.blocks import AnyEntry, Repeat
from cnngui.network.edit import apply_fix
from cnngui.network.inference.data_fit import data_problems, fits, reads_bytes
from cnngui.network.inference.infer import infer
from cnngui.network.layers import (
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    GlobalMaxPooling1D,
    Normalization,
    Rescaling,
    ZeroPadding2D,
)
from cnngui.network.network import Network


def stack(input_shape: tuple[int, ...], *entries: AnyEntry) -> Network:
    return Network(input_shape=input_shape, layers=entries)


def softmax(units: int = 10) -> Dense:
    return Dense(units=units, activation="softmax")


def sentence_network(input_dim: int) -> Network:
    return stack((16,), Embedding(input_dim=input_dim), Conv1D(), GlobalMaxPooling1D(), softmax(2))


def test_pictures_of_another_size_are_named_and_taken() -> None:
    network = stack((24, 24, 1), Flatten(), softmax())
    (problem,) = data_problems(network, (28, 28, 1))
    assert problem.message().what == "The network reads 24×24×1, but a picture of the data is 28×28×1."
    assert problem.fixes[0].label() == "input 28×28×1"
    mended = apply_fix(network, problem.fixes[0])
    assert infer(mended, 10, (28, 28, 1)).ok
    assert not infer(network, 10, (28, 28, 1)).ok
    assert mended.layers == network.layers


def test_smaller_pictures_are_given_a_border_and_are_no_problem() -> None:
    assert not data_problems(stack((32, 32, 1), Flatten(), softmax()), (28, 28, 1))
    assert data_problems(stack((32, 32, 3), Flatten(), softmax()), (28, 28, 1))


@pytest.mark.parametrize("input_shape", [(28, 28, 1), (3,), (1,)])
def test_rows_of_another_length_are_named_and_taken(input_shape: tuple[int, ...]) -> None:
    network = stack(input_shape, Flatten(), softmax(2))
    (problem,) = data_problems(network, (2,))
    assert problem.message().what.endswith("but a sample of the data is a row of 2 numbers.")
    mended = apply_fix(network, problem.fixes[0])
    assert mended.input_shape == (2,)
    assert infer(mended, 2, (2,)).problems == ()


@pytest.mark.parametrize(
    ("data_shape", "code"), [((2,), "data_row_unreadable"), ((28, 28, 1), "data_shape_unreadable")]
)
def test_data_that_would_break_the_layers_are_not_offered(data_shape: tuple[int, ...], code: str) -> None:
    (problem,) = data_problems(preset("vgg16").network, data_shape)
    assert problem.code == f"network.{code}"
    assert problem.message().mend == "Choose other data, or another network for these."
    assert not problem.fixes


def test_an_embedding_needs_a_row_for_every_word() -> None:
    network = sentence_network(600)
    (problem,) = infer(network, 2, (16,), 700).problems
    assert problem.severity == "error"
    assert problem.where == "embedding"
    assert problem.message().what == "embedding has rows for 600 words, but the data has 700."
    assert problem.fixes[0].label() == "input_dim 700"
    mended = apply_fix(network, problem.fixes[0])
    assert mended == sentence_network(700)
    assert infer(mended, 2, (16,), 700).problems == ()
    assert infer(sentence_network(1_000), 2, (16,), 700).problems == ()


def test_numbers_of_words_are_no_sizes() -> None:
    network = stack((16,), Flatten(), softmax(2))
    (problem,) = infer(network, 2, (16,), 700).problems
    assert problem.severity == "warning"
    assert problem.where == "flatten"
    mended = apply_fix(network, problem.fixes[0])
    assert [layer.kind for layer in mended.entries] == ["Embedding", "Flatten", "Dense"]
    assert infer(mended, 2, (16,), 700).problems == ()


def test_the_same_numbers_may_be_sizes() -> None:
    assert infer(stack((16,), softmax(2)), 2, (16,)).problems == ()


def test_an_embedding_is_found_within_a_block_and_told_of_once() -> None:
    network = stack((16,), Repeat(branches=((Embedding(input_dim=9, output_dim=1), Flatten()),), times=3))
    (problem,) = data_problems(network, (16,), 700)
    mended = apply_fix(network, problem.fixes[0])
    assert data_problems(mended, (16,), 700) == []


def test_before_the_first_layer_nothing_is_said_of_words() -> None:
    assert data_problems(Network(input_shape=(16,)), (16,), 700) == []


@pytest.mark.parametrize(
    ("data_shape", "input_shape", "is_fit"),
    [
        ((28, 28, 1), (28, 28), True),
        ((28, 28, 1), (784,), True),
        ((28, 28, 1), (32, 32), True),
        ((32, 32, 3), (3072,), True),
        ((28, 20, 1), (28, 20), True),
        ((28, 20, 1), (560,), True),
        ((8, 8, 1), (64,), True),
        ((32, 32, 3), (32, 32), False),
        ((28, 28, 1), (14, 56), False),
        ((28, 28, 1), (1024,), False),
        ((28, 28, 1), (28, 28, 3), False),
        ((784,), (28, 28, 1), False),
        ((16,), (4, 4), False),
    ],
)
def test_what_fits(data_shape: tuple[int, ...], input_shape: tuple[int, ...], is_fit: bool) -> None:
    assert fits(data_shape, input_shape) is is_fit
    assert is_fit == (not data_problems(stack(input_shape, Flatten(), softmax()), data_shape))


@pytest.mark.parametrize("scale", [1 / 255, 1 / 256, 1 / 127.5, -1 / 255])
@pytest.mark.parametrize("before", [(), (ZeroPadding2D(),)])
def test_a_first_rescaling_from_0_to_255_is_warned_of_and_can_go(
    scale: float, before: tuple[AnyEntry, ...]
) -> None:
    offset = -1.0 if scale == 1 / 127.5 else 0.0
    network = stack((28, 28, 1), *before, Rescaling(scale=scale, offset=offset), Flatten(), softmax())
    inference = infer(network, 10, (28, 28, 1))
    (problem,) = inference.problems or [p for each in inference.layers for p in each.problems]
    assert (problem.code, problem.severity) == ("network.rescaled_already", "warning")
    assert reads_bytes(network)
    mended = apply_fix(network, problem.fixes[0])
    assert not reads_bytes(mended)
    assert not data_problems(mended, (28, 28, 1))
    left = [each for each in mended.layers if isinstance(each, Rescaling)]
    if scale == 1 / 255:
        assert not left
    else:
        assert (left[0].scale, left[0].offset) == (pytest.approx(255 * scale), offset)


@pytest.mark.parametrize(
    "entries",
    [
        (Flatten(), softmax()),
        (Rescaling(scale=2, offset=-1), Flatten(), softmax()),
        (Conv2D(), Rescaling(scale=1 / 255), Flatten(), softmax()),
        (Normalization(), Flatten(), softmax()),
        (Normalization(mean=(0.1307,), variance=(0.0949,)), Flatten(), softmax()),
        (Conv2D(), Normalization(mean=(33.3,), variance=(6_172.0,)), Flatten(), softmax()),
        (Rescaling(scale=-1, offset=1), Flatten(), softmax()),
        (Rescaling(scale=255), Rescaling(scale=1 / 127.5, offset=-1), Flatten(), softmax()),
        (Rescaling(scale=255), Normalization(mean=(33.3,)), Flatten(), softmax()),
    ],
)
def test_other_networks_read_0_to_1_and_nothing_is_said(entries: tuple[AnyEntry, ...]) -> None:
    network = stack((28, 28, 1), *entries)
    assert not reads_bytes(network)
    assert not data_problems(network, (28, 28, 1))


@pytest.mark.parametrize(
    "scalings",
    [
        (Rescaling(offset=-127.5),),
        (Rescaling(scale=-1, offset=255),),
        (Rescaling(scale=-1, offset=255), Rescaling(scale=1 / 255)),
        (Rescaling(offset=-127.5), Rescaling(scale=1 / 127.5)),
        (Rescaling(scale=1 / 255), Normalization(mean=(0.1307,), variance=(0.0949,))),
        (Rescaling(scale=-1, offset=255), Normalization(mean=(221.7,), variance=(6_172.0,))),
    ],
)
def test_all_that_brings_pixels_to_scale_tells_what_they_are(scalings: tuple[AnyEntry, ...]) -> None:
    network = stack((28, 28, 1), *scalings, Flatten(), softmax())
    assert reads_bytes(network)
    (problem,) = data_problems(network, (28, 28, 1))
    mended = apply_fix(network, problem.fixes[0])
    assert not reads_bytes(mended)


@pytest.mark.parametrize("first", [(), (ZeroPadding2D(),)], ids=["alone", "padded"])
@pytest.mark.parametrize("layer", [Normalization(mean=(33.3,)), Normalization(variance=(6_172.0,))])
def test_a_network_that_begins_with_the_mean_of_0_to_255_reads_such_pixels(
    first: tuple[AnyEntry, ...], layer: Normalization
) -> None:
    network = stack((28, 28, 1), *first, layer, Flatten(), softmax())
    assert reads_bytes(network)
    assert not data_problems(network, (28, 28, 1))
