"""What is wrong with a stack, said with its numbers; and that every fix offered mends it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnngui.network.edit import apply_fix
from cnngui.network.file_format import network_from_json, network_to_json
from cnngui.network.inference.infer import infer
from cnngui.network.inference.problems import Problem
from cnngui.network.layers import (
    LSTM,
    Activation,
    AnyLayer,
    AveragePooling2D,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling2D,
    GroupNormalization,
    LayerNormalization,
    LeakyReLU,
    Maxout,
    MaxPooling1D,
    MaxPooling2D,
    Normalization,
    PositionBias,
    PReLU,
    ReLU,
    Rescaling,
    Reshape,
    SeparableConv2D,
    ZeroPadding2D,
)
from cnngui.network.network import Network, Shape
from tests.network.block_cases import BLOCK_CASES
from tests.network.stacks import DENSES, networks


def stack(shape: Shape, *layers: AnyLayer) -> Network:
    return Network(input_shape=shape, layers=layers)


def problems(network: Network, classes: int | None = None) -> dict[str, Problem]:
    return {problem.code.removeprefix("network."): problem for problem in infer(network, classes).problems}


def softmax(units: int = 10) -> Dense:
    return Dense(units=units, activation="softmax")


SELDOM_MEANT = "It can be trained, but this is seldom meant."

CASES: list[tuple[str, Network, int | None, str, str, list[str]]] = [
    (
        "nothing_left",
        stack((4, 9, 1), Cropping2D(cropping=((2, 2), (0, 3)))),
        None,
        "cropping2d cuts all of its 4×9×1 input away.",
        "↕ 4 − 2·2 = 0, ↔ 9 − 0 − 3 = 6.",
        ["remove cropping2d"],
    ),
    (
        "output_padding",
        stack((4, 4, 1), Conv2DTranspose(strides=(2, 2), output_padding=(2, 0))),
        None,
        "conv2d_transpose has output_padding 2×0, strides 2×2 and a 3×3 window.",
        "It must be less than the strides, and with padding “same” and an even window at least 1.",
        ["no output_padding"],
    ),
    (
        "numbers_of_channels",
        stack((4, 4, 2), Normalization(mean=(0.5, 0.25, 0.125))),
        None,
        "normalization has 3 numbers as mean, but its input has 2 channels.",
        "There is one number for each channel, or one for all.",
        ["mean 0.5 for all channels"],
    ),
    (
        "numbers_differ",
        stack((4, 4, 2), Normalization(mean=(0.5, 0.25), variance=(4.0,))),
        None,
        "normalization has another number of means (2) than of variances (1).",
        "There is one of both for each channel, or one of both for all.",
        ["2 of both, the one repeated"],
    ),
    (
        "no_such_axis",
        stack((7,), PReLU(shared_axes=(1, 2))),
        None,
        "p_re_lu shares slopes along axis 2, but its input 7 has 1.",
        "Axes count from 1, the samples left out: 1, 2 are rows and columns of a picture.",
        ["shared_axes 1"],
    ),
    (
        "window_too_large",
        stack((4, 4, 1), Conv2D(kernel_size=(5, 5))),
        None,
        "conv2d needs a 5×5 window but its input is 4×4.",
        "⌊(4 − 5) / 1⌋ + 1 = 0: not one window fits.",
        ["padding same", "kernel 4×4"],
    ),
    (
        "window_too_large",
        stack((9, 3, 1), AveragePooling2D(pool_size=(2, 5))),
        None,
        "average_pooling2d needs a 2×5 window but its input is 9×3.",
        "⌊(3 − 5) / 5⌋ + 1 = 0: not one window fits.",
        ["padding same", "pool 2×3"],
    ),
    (
        "window_too_large",
        stack((8, 8, 1), Conv2D(dilation_rate=(4, 4))),
        None,
        "conv2d needs a 9×9 window but its input is 8×8.",
        "⌊(8 − 9) / 1⌋ + 1 = 0: not one window fits.",
        ["padding same", "kernel 2×2"],
    ),
    (
        "row_not_picture",
        stack((8, 8, 1), Flatten(), Dense(units=6), MaxPooling2D()),
        None,
        "max_pooling2d needs a picture but its input is a row of 6 values.",
        "A picture is height × width × channels, such as 28×28×1.",
        ["move before flatten", "remove flatten"],
    ),
    (
        "row_not_picture",
        stack((64,), Flatten(), Conv2D()),
        None,
        "conv2d needs a picture but its input is a row of 64 values.",
        "A picture is height × width × channels, such as 28×28×1.",
        ["add Reshape 8×8×1 before"],
    ),
    (
        "not_picture",
        stack((28, 28), Conv2D()),
        None,
        "conv2d needs a picture but its input is 28×28.",
        "A picture is height × width × channels, such as 28×28×1.",
        ["add Reshape 28×28×1 before", "use Conv1D"],
    ),
    (
        "not_picture",
        stack((9, 16, 16, 3), MaxPooling2D()),
        None,
        "max_pooling2d needs a picture but its input is 9×16×16×3.",
        "A picture is height × width × channels, such as 28×28×1.",
        ["use MaxPooling3D", "add Reshape 9×16×48 before"],
    ),
    (
        "row_not_sequence",
        stack((28, 28), Flatten(), LSTM()),
        None,
        "lstm needs a sequence but its input is a row of 784 values.",
        "A sequence is steps × channels, such as 28×28: the rows of a digit, one after the other.",
        ["move before flatten", "remove flatten", "add Reshape 784×1 before"],
    ),
    (
        "not_sequence",
        stack((28, 28, 1), LSTM()),
        None,
        "lstm needs a sequence but its input is 28×28×1.",
        "A sequence is steps × channels, such as 28×28: the rows of a digit, one after the other.",
        ["add Reshape 28×28 before"],
    ),
    (
        "not_sequence",
        stack((28, 28, 3), Conv1D()),
        None,
        "conv1d needs a sequence but its input is 28×28×3.",
        "A sequence is steps × channels, such as 28×28: the rows of a digit, one after the other.",
        ["use Conv2D", "add Reshape 28×84 before"],
    ),
    (
        "row_not_volume",
        stack((125,), Conv3D()),
        None,
        "conv3d needs a volume but its input is a row of 125 values.",
        "A volume is depth × height × width × channels, such as 16×64×64×1.",
        ["add Reshape 5×5×5×1 before"],
    ),
    (
        "not_volume",
        stack((28, 28, 1), Conv3D()),
        None,
        "conv3d needs a volume but its input is 28×28×1.",
        "A volume is depth × height × width × channels, such as 16×64×64×1.",
        ["use Conv2D", "add Reshape 28×28×1×1 before"],
    ),
    (
        "window_too_long",
        stack((4, 8), Conv1D(kernel_size=5)),
        None,
        "conv1d needs a window of 5 steps but its input has 4.",
        "⌊(4 − 5) / 1⌋ + 1 = 0: not one window fits.",
        ["padding same", "kernel 4"],
    ),
    (
        "reshape_sizes",
        stack((28, 28, 1), Reshape(target_shape=(28, 27))),
        None,
        "reshape cannot lay 28×28×1 out as 28×27.",
        "28·27 = 756 ≠ 784 = 28·28·1: the number of values must stay.",
        ["target 28×28"],
    ),
    (
        "reshape_sizes",
        stack((12,), Reshape(target_shape=(5, 5))),
        None,
        "reshape cannot lay 12 out as 5×5.",
        "5·5 = 25 ≠ 12: the number of values must stay.",
        ["target 4×3"],
    ),
    (
        "reshape_rest",
        stack((28, 28, 1), Reshape(target_shape=(27, -1))),
        None,
        "reshape cannot lay 28×28×1 out as 27×−1.",
        "784 / 27 = 29.037 is not a whole number, so nothing fits for −1.",
        ["target 28×−1"],
    ),
    (
        "maxout_pieces",
        stack((8, 8, 6), Maxout(num_pieces=4)),
        None,
        "maxout cannot share 6 channels among groups of 4.",
        "6 / 4 = 1.5 is not a whole number.",
        ["groups of 3", "remove maxout"],
    ),
    (
        "embedding_on_picture",
        stack((28, 28, 1), Embedding()),
        None,
        "embedding looks words up by their number, but its input is 28×28×1.",
        "It gives a row of values for each number of a sentence. " + SELDOM_MEANT,
        ["remove embedding"],
    ),
    (
        "embedding_inside",
        stack((28,), Dense(), Embedding()),
        None,
        "embedding looks words up by their number, but gets what dense computed.",
        "It drops the fraction of each value, and no gradient passes. " + SELDOM_MEANT,
        ["move before dense", "remove embedding"],
    ),
    (
        "window_of_zeros",
        stack((1, 1, 8), Conv2D(padding="same")),
        None,
        "The window of conv2d sees a single value and 8 zeros.",
        "3·3 = 9, but its input is 1×1: padding “same” makes up the rest.",
        ["kernel 1×1"],
    ),
    (
        "pool_of_one",
        stack((1, 1, 8), MaxPooling2D(padding="same")),
        None,
        "max_pooling2d pools maps of 1×1.",
        "One value goes in and the same comes out.",
        ["remove max_pooling2d"],
    ),
    (
        "unused_steps",
        stack((8, 4), MaxPooling1D(pool_size=3)),
        None,
        "The window of max_pooling1d stops 2 short of the end.",
        "(8 − 3) / 3 + 1 = 2.67 is not a whole number, so what is left is not used.",
        ["padding same"],
    ),
    (
        "unused_volume",
        stack((7, 9, 8, 1), Conv3D(strides=(3, 3, 3))),
        None,
        "The window of conv3d stops 1, 0, 2 places before the ends of its 7×9×8 input.",
        "(7 − 3) / 3 + 1 = 2.33, (8 − 3) / 3 + 1 = 2.67 is not a whole number, so what is left is not used.",
        ["padding same"],
    ),
    (
        "dense_on_sequence",
        stack((28, 28), Dense()),
        None,
        "dense gets a sequence (28×28) and reads only its 28 channels, step by step.",
        "A Dense layer looks at the last axis alone; flattened, it would see all 784 values at once.",
        ["add Flatten before"],
    ),
    (
        "strides_with_dilation",
        stack((9, 9, 1), Conv2D(strides=(2, 2), dilation_rate=(1, 2))),
        None,
        "conv2d has strides 2×2 and dilation_rate 1×2 at once.",
        "Keras computes only one of them at a time.",
        ["dilation 1", "strides 1"],
    ),
    (
        "groups_of_filters",
        stack((9, 9, 4), Conv2D(filters=10, groups=4)),
        None,
        "conv2d cannot share 10 filters among 4 groups.",
        "10 / 4 = 2.5 is not a whole number.",
        ["groups 2", "filters 8"],
    ),
    (
        "groups_of_channels",
        stack((9, 9, 6), Conv2D(filters=8, groups=4)),
        None,
        "conv2d cannot share 6 channels among 4 groups.",
        "6 / 4 = 1.5 is not a whole number.",
        ["groups 2"],
    ),
    # The slides: N = 7, F = 3, stride 3 gives 2.33.
    (
        "unused_border",
        stack((7, 7, 1), Conv2D(strides=(3, 3))),
        None,
        "The window of conv2d stops 1 px above the lower and 1 px before the right edge.",
        "(7 − 3) / 3 + 1 = 2.33 is not a whole number, so what is left is not used.",
        ["padding same", "strides 2"],
    ),
    (
        "unused_columns",
        stack((9, 8, 1), Conv2D(strides=(3, 3))),
        None,
        "The window of conv2d stops 2 px before the right edge.",
        "(8 − 3) / 3 + 1 = 2.67 is not a whole number, so what is left is not used.",
        ["padding same"],
    ),
    (
        "unused_rows",
        stack((7, 8, 1), MaxPooling2D()),
        None,
        "The window of max_pooling2d stops 1 px above the lower edge.",
        "(7 − 2) / 2 + 1 = 3.5 is not a whole number, so what is left is not used.",
        ["padding same"],
    ),
    (
        "dense_on_picture",
        stack((28, 28, 3), Dense()),
        None,
        "dense gets a picture (28×28×3) and reads only its 3 channels, pixel by pixel.",
        "A Dense layer looks at the last axis alone; flattened, it would see all 2,352 values at once.",
        ["add Flatten before"],
    ),
    (
        "softmax_on_picture",
        stack((8, 8, 1), Conv2D(filters=4, activation="softmax")),
        None,
        "The softmax of conv2d runs over the 4 values of each place of its 6×6×4 output.",
        "Each place is made to sum to 1 on its own. It can be trained, but this is seldom meant.",
        ["relu"],
    ),
    (
        "softmax_of_one",
        stack((8,), softmax(1)),
        2,
        "The softmax of dense has a single value to share.",
        "exp(x) / exp(x) = 1: the output is always 1 and nothing is learned.",
        ["sigmoid"],
    ),
    (
        "softmax_twice",
        stack((8,), softmax(), Dropout(), Activation(activation="softmax")),
        10,
        "activation takes the softmax of dense once more.",
        "It evens out what was decided: with 10 classes no answer gets above 23.2 %.",
        ["remove activation"],
    ),
    (
        "softmax_hidden",
        stack((8,), softmax(128), Dense(units=10)),
        10,
        "dense takes a softmax in the middle of the network.",
        "Its values must share a sum of 1, so little is passed on. " + SELDOM_MEANT,
        ["relu"],
    ),
    (
        "softmax_hidden",
        stack((8,), Dense(), Activation(activation="softmax"), Dense(units=10)),
        10,
        "activation takes a softmax in the middle of the network.",
        "Its values must share a sum of 1, so little is passed on. " + SELDOM_MEANT,
        ["relu", "move to the end"],
    ),
    (
        "groups_of_channels",
        stack((8, 8, 1), Conv2D(filters=20), GroupNormalization()),
        None,
        "group_normalization cannot share 20 channels among 32 groups.",
        "20 / 32 = 0.625 is not a whole number.",
        ["groups 20", "groups -1"],
    ),
    (
        "groups_of_channels",
        stack((8, 8, 6), GroupNormalization(groups=0)),
        None,
        "group_normalization cannot share 6 channels among 0 groups.",
        "6 / 0 is not a whole number.",
        ["groups 1", "groups -1"],
    ),
    (
        "dropout_last",
        stack((8,), softmax(), Dropout()),
        10,
        "dropout drops some of the answers themselves.",
        "Behind it no layer can make up for them. It can be trained, but this is seldom meant.",
        ["remove dropout"],
    ),
    (
        "large_layer",
        stack((65_536,), Dense(units=4_096)),
        None,
        "dense has 268,439,552 parameters.",
        "They take 1.1 GB, and about 4.3 GB while training.",
        [],
    ),
    (
        "output_is_picture",
        stack((8, 8, 1), Conv2D()),
        10,
        "The network ends in 6×6×32, but 10 classes need 10 numbers.",
        "An answer is one number for each class.",
        ["add Flatten and Dense 10"],
    ),
    (
        "output_is_picture",
        stack((8, 8, 1), softmax()),
        10,
        "The network ends in 8×8×10, but 10 classes need 10 numbers.",
        "An answer is one number for each class.",
        ["add Flatten before"],
    ),
    (
        "no_output_layer",
        stack((8, 8, 1), Flatten()),
        10,
        "The network ends in 64 numbers, but the data has 10 classes.",
        "An answer is one number for each class.",
        ["add Dense 10"],
    ),
    (
        "output_units",
        stack((8,), softmax(10), Dropout()),
        3,
        "dense gives 10 numbers, but the data has 3 classes.",
        "An answer is one number for each class.",
        ["units 3", "add Dense 3"],
    ),
    (
        "output_units",
        stack((8,), Dense(units=10), PositionBias(), LeakyReLU(), Rescaling(scale=2)),
        3,
        "dense gives 10 numbers, but the data has 3 classes.",
        "An answer is one number for each class.",
        ["units 3", "add Dense 3"],
    ),
    (
        "output_units",
        stack((8,), Dense(activation="relu")),
        10,
        "dense gives 128 numbers, but the data has 10 classes.",
        "An answer is one number for each class.",
        ["add Dense 10", "units 10"],
    ),
    (
        "output_activation",
        stack((8,), Dense(units=10, activation="relu")),
        10,
        "The answers go through relu in dense.",
        "They are then neither probabilities nor free scores, and training is slower or stalls.",
        ["softmax", "linear"],
    ),
    (
        "output_activation",
        stack((8,), Dense(units=10), ReLU(max_value=6.0)),
        10,
        "The answers go through relu in re_lu.",
        "They are then neither probabilities nor free scores, and training is slower or stalls.",
        ["softmax", "linear"],
    ),
    (
        "output_activation",
        stack((8,), Dense(units=1, activation="log_softmax")),
        2,
        "The answers go through log_softmax in dense.",
        "They are then neither probabilities nor free scores, and training is slower or stalls.",
        ["sigmoid", "linear"],
    ),
    (
        "output_units",
        stack((8,), Dense(units=1)),
        10,
        "dense gives 1 number, but the data has 10 classes.",
        "An answer is one number for each class.",
        ["units 10", "add Dense 10"],
    ),
    *BLOCK_CASES,
]


@pytest.mark.parametrize(("code", "network", "classes", "what", "why", "fixes"), CASES)
def test_a_problem_speaks_in_numbers(
    code: str, network: Network, classes: int | None, what: str, why: str, fixes: list[str]
) -> None:
    problem = problems(network, classes)[code]
    message = problem.message()
    assert message.what == what
    assert message.why == why
    assert message.mend
    assert [fix.label() for fix in problem.fixes] == fixes
    assert_fixes_mend(network, classes)


def test_every_code_of_a_problem_has_a_case() -> None:
    from cnngui.messages.english import network as table

    elsewhere = {
        "loss_does_not_fit",
        "data_shape",
        "data_row",
        "data_row_unreadable",
        "data_shape_unreadable",
        "embedding_too_small",
        "words_as_sizes",
        "rescaled_already",
        "nothing_trainable",
    }
    assert {case[0] for case in CASES} == set(table.PROBLEMS) - elsewhere


@pytest.mark.parametrize(
    ("network", "classes"),
    [
        (stack((28, 28, 1), Conv2D(), MaxPooling2D(), Flatten(), softmax()), 10),
        (stack((28, 28, 1), Flatten(), Dense(units=10)), 10),
        (stack((28, 28, 1), Flatten(), Dense(units=10), Activation(activation="softmax")), 10),
        (stack((8,), Dense(units=1, activation="sigmoid")), 2),
        (stack((8,), Dense(units=1)), 2),
        (stack((8,), softmax(2)), 2),
        (stack((8,), Dense(units=10, use_bias=False), BatchNormalization()), 10),
        (stack((8,), Dense(units=10), Dropout(), Flatten(), softmax()), 10),
        # padding same leaves nothing over, and a stride of 1 neither
        (stack((7, 7, 1), MaxPooling2D(padding="same"), Flatten(), softmax()), 10),
        # what is left over are zeros only, and beyond the window a stride leaves values out everywhere
        (stack((6, 6, 1), ZeroPadding2D(), Conv2D(strides=(2, 2)), Flatten(), softmax()), 10),
        (stack((8, 8, 1), Conv2D(kernel_size=(1, 1), strides=(2, 2)), Flatten(), softmax()), 10),
        (stack((7, 7, 1), Conv2D(kernel_size=(4, 4)), Flatten(), softmax()), 10),
        (stack((4, 4, 1), Conv2D(kernel_size=(9, 9), padding="same"), Flatten(), softmax()), 10),
    ],
)
def test_sound_networks_are_left_in_peace(network: Network, classes: int) -> None:
    assert infer(network, classes).problems == ()


@pytest.mark.parametrize(
    "behind", [SeparableConv2D(), DepthwiseConv2D(), BatchNormalization(), PositionBias()]
)
def test_a_softmax_is_hidden_before_all_that_learns(behind: AnyLayer) -> None:
    network = stack((8, 8, 4), Flatten(), softmax(64), Reshape(target_shape=(4, 4, 4)), behind)
    assert "softmax_hidden" in problems(network)


@pytest.mark.parametrize("kind", [BatchNormalization, LayerNormalization])
def test_a_normalization_between_sigmoids_eases_the_way_of_the_gradient(kind: type[AnyLayer]) -> None:
    sigmoids = [Dense(units=5, activation="sigmoid") for _ in range(3)]
    assert "sigmoid_deep" in problems(stack((8,), *sigmoids, *sigmoids, Dense(units=2)))
    assert "sigmoid_deep" not in problems(stack((8,), *sigmoids, kind(), *sigmoids, Dense(units=2)))


def test_several_mistakes_of_one_layer_are_told_together() -> None:
    convolution = Conv2D(filters=31, groups=2, strides=(2, 2), dilation_rate=(2, 2), kernel_size=(9, 9))
    assert set(problems(stack((8, 8, 3), convolution))) == {
        "strides_with_dilation",
        "groups_of_filters",
        "groups_of_channels",
        "window_too_large",
    }


def test_a_sibling_takes_the_fields_along() -> None:
    convolution = Conv2D(name="eye", filters=7, kernel_size=(5, 3), activation="relu", padding="same")
    fixes = problems(stack((16, 4), convolution))["not_picture"].fixes
    mended = apply_fix(stack((16, 4), convolution), fixes[1])
    assert mended.layers == (Conv1D(name="eye", filters=7, kernel_size=5, activation="relu", padding="same"),)
    causal = stack((9, 9, 1), Conv1D(padding="causal", kernel_size=2))
    mended = apply_fix(causal, problems(causal)["not_sequence"].fixes[0])
    assert mended.layers == (Conv2D(name="conv2d", padding="same", kernel_size=(2, 2)),)


def test_pooling_a_sequence_over_all_places_finds_its_sibling() -> None:
    network = stack((30, 8), GlobalAveragePooling2D())
    (first, _) = problems(network)["not_picture"].fixes
    assert first.label() == "use GlobalAveragePooling1D"
    assert infer(apply_fix(network, first)).output_shape == (8,)
    (only,) = problems(stack((30,), GlobalAveragePooling2D()))["row_not_picture"].fixes
    assert only.label() == "remove global_average_pooling2d"


@pytest.mark.parametrize(
    ("values", "shape"),
    [(784, "28×28×1"), (3_072, "32×32×3"), (6_272, "56×56×2"), (361, "19×19×1")],
)
def test_a_row_that_was_a_picture_becomes_one_again(values: int, shape: str) -> None:
    (fix,) = problems(stack((values,), Conv2D()))["row_not_picture"].fixes
    assert fix.label() == f"add Reshape {shape} before"


def test_a_flatten_whose_values_are_laid_out_again_is_not_offered_to_go() -> None:
    network = stack((8, 8, 1), Flatten(), Reshape(), MaxPooling2D())
    labels = [fix.label() for fix in problems(network)["row_not_picture"].fixes]
    assert labels == ["move before flatten", "add Reshape 8×8×1 before"]


def test_words_may_be_laid_out_before_they_are_looked_up() -> None:
    assert not problems(stack((4, 5), Flatten(), Embedding()))


@pytest.mark.timeout(5)
def test_absurd_lengths_are_answered_at_once() -> None:
    """A Reshape makes axes of 10¹⁹ from an input that is allowed; no rule may count up to them."""
    row = (65_536, 65_536, 65_521, 65_521)
    conv = Conv1D(strides=1_000, kernel_size=1_024)
    for layer in (Reshape(target_shape=(16_777_213, 16_777_213)), Reshape(target_shape=(16_777_199, -1))):
        assert problems(stack(row, layer))
    assert problems(stack(row, Reshape(target_shape=(-1, 1)), conv))
    assert problems(stack(row, Flatten(), Maxout(num_pieces=65_500)))
    assert problems(stack(row, Flatten(), Conv2D()))
    assert problems(stack(row, Flatten(), Conv3D()))


def test_moving_a_convolution_before_flatten_keeps_the_rest() -> None:
    network = stack((8, 8, 1), Flatten(), Dense(units=6), Conv2D(), softmax())
    (fix, _) = problems(network)["row_not_picture"].fixes
    mended = apply_fix(network, fix)
    assert mended.names == ("conv2d", "flatten", "dense", "dense_1")
    assert fix.target == "conv2d"
    assert infer(mended, 10).ok


def test_one_click_gives_a_bare_network_its_answer() -> None:
    network = Network()
    (problem,) = infer(network, 10).problems
    assert problem.where == ""
    mended = apply_fix(network, problem.fixes[0])
    assert [layer.kind for layer in mended.layers] == ["Flatten", "Dense"]
    assert infer(mended, 10).problems == ()


def assert_fixes_mend(network: Network, classes: int | None) -> None:
    """Each fix removes its problem, gives a valid network, and brings no layer up to its own an error."""
    for problem in infer(network, classes).problems:
        for fix in problem.fixes:
            mended = apply_fix(network, fix)
            assert network_from_json(network_to_json(mended), "test") == mended
            left = {(each.where, each.code) for each in infer(mended, classes).problems}
            assert (problem.where, problem.code) not in left
            if mended.names == network.names:
                upto = network.names[: network.names.index(problem.where) + 1]
                assert errors_of_layers(mended, upto) <= errors_of_layers(network, upto)


def errors_of_layers(network: Network, names: tuple[str, ...]) -> set[tuple[str, str]]:
    return {(each.where, each.code) for each in infer(network).errors if each.where in names}


@settings(max_examples=400)
@given(networks(), st.integers(2, 12))
def test_every_fix_of_any_stack_mends_its_problem(network: Network, classes: int) -> None:
    assert_fixes_mend(network, classes)


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            DENSES,
            st.builds(Activation, activation=st.sampled_from(("softmax", "linear", "relu"))),
            st.builds(Dropout),
        ),
        min_size=1,
        max_size=6,
    ),
    st.integers(2, 4),
)
def test_every_fix_of_a_dense_stack_mends_its_problem(layers: list[AnyLayer], classes: int) -> None:
    assert_fixes_mend(stack((5,), *layers), classes)


def test_fixes_lead_to_a_network_that_trains() -> None:
    """Clicking the first fix of the first problem, again and again, ends without problems."""
    network = stack((10, 10, 3), Flatten(), Conv2D(kernel_size=(11, 11)), softmax(7), Dropout())
    for _ in range(20):
        found = infer(network, 10).problems
        if not found:
            return
        network = apply_fix(network, found[0].fixes[0])
    pytest.fail(f"still wrong: {found}")
