"""Names for what is wrong with layers in training, and their mends."""

from __future__ import annotations

from math import nan

import pytest

from cnngui.course.presets import preset
from cnngui.network import layers as kinds
from cnngui.network.blocks import Repeat
from cnngui.network.edit import apply_fix
from cnngui.network.inference.activations import rectified
from cnngui.network.inference.layer_health import (
    FAST,
    MANY_DEAD,
    SLOW,
    VANISHING,
    Fared,
    Reading,
    power_of_ten,
    problem_of,
    readings,
)
from cnngui.network.initializers import GlorotUniform, HeNormal, HeUniform, RandomNormal
from cnngui.network.network import Network


def fared(
    name: str, gradient: float, ratio: float = 1e-3, so_far: float | None = None, dead: float = nan
) -> Fared:
    return Fared(name, gradient, ratio, gradient if so_far is None else so_far, dead)


def names(*layers: Fared) -> list[str]:
    return [each.name for each in readings(layers)]


def test_layers_that_learn_alike_learn() -> None:
    assert names(fared("a", 0.1), fared("b", 2.0), fared("c", 0.5)) == ["fine"] * 3


def test_a_gradient_vanishes_against_the_largest_behind_it() -> None:
    first, second, _, last = readings(
        [fared("a", 1e-6, 1e-8), fared("b", 0.9e-3, 1e-6), fared("c", 1.1e-3, 1e-4), fared("d", 1.0)]
    )
    assert [first.name, second.name, last.name] == ["vanishing", "vanishing", "fine"]
    assert first.words({"d": "Dense 4"}) == "vanishing: 10⁻⁶ of Dense 4’s"
    assert 0.9e-3 < VANISHING < 1.1e-3


def test_small_gradients_at_the_end_of_a_training_do_not_vanish() -> None:
    """All are small alike, and so are the steps."""
    end = readings([fared("a", 1e-9, 1e-7), fared("b", 2e-9, 1e-7), fared("c", 1e-9, 1e-7)])
    assert {each.name for each in end} == {"slow"}
    assert {each.severity for each in end} == {"note"}


def test_what_the_run_has_seen_counts_where_only_rounding_is_left() -> None:
    """Of ten sigmoid layers at ln 2: the last one's gradient has gone first."""
    plateau = [fared("a", 1.2e-7, 4e-9, so_far=1e-6), fared("b", 1.7e-7, 0.0, so_far=0.1)]
    assert names(*plateau) == ["vanishing", "slow"]


def test_an_optimizer_that_makes_up_for_small_gradients_is_said_to() -> None:
    reading, _ = readings([fared("a", 1e-6, 1e-3), fared("b", 1.0)])
    assert (reading.name, reading.severity) == ("made_up", "note")


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (fared("a", 1.0, FAST * 1.01), "fast"),
        (fared("a", 1.0, FAST * 0.99), "fine"),
        (fared("a", 1.0, SLOW * 0.99), "slow"),
        (fared("a", 1.0, 0.0), "slow"),
        (fared("a", 1.0, nan), "fine"),  # weights that are all 0: nothing is said of the ratio
        (fared("a", nan), "unmeasured"),
        (fared("a", 1.0, dead=MANY_DEAD), "many_dead"),
        (fared("a", 1.0, dead=MANY_DEAD - 0.01), "fine"),
        (fared("a", 0.0, 0.0, dead=1.0), "dead"),
    ],
)
def test_what_a_layer_is_called(layer: Fared, name: str) -> None:
    assert names(layer, fared("b", 1.0))[0] == name


def test_behind_what_is_dead_no_gradient_arrives() -> None:
    assert names(fared("a", 0.0), fared("b", 0.0, dead=1.0), fared("c", 0.0)) == [
        "no_gradient",
        "dead",
        "still",
    ]


def test_a_gradient_that_only_cancels_out_stops_nothing() -> None:
    """Layers in front of it have one, so it gets through."""
    assert names(fared("a", 1e-8), fared("b", 0.0), fared("c", 1e-7))[1] == "still"


@pytest.mark.parametrize(
    ("value", "words"), [(2e-9, "10⁻⁹"), (5e-9, "10⁻⁸"), (1, "10⁰"), (1e12, "10¹²"), (0, "0"), (nan, "")]
)
def test_a_power_of_ten(value: float, words: str) -> None:
    assert power_of_ten(value) == words


def test_every_reading_can_be_said() -> None:
    measured = [fared("a", 0.5, 1e-3, dead=0.5), fared("b", 0.5)]
    values = readings(measured)[0].values
    for name in (
        "unmeasured",
        "dead",
        "no_gradient",
        "still",
        "vanishing",
        "made_up",
        "fast",
        "many_dead",
        "slow",
    ):
        reading = Reading("a", name, values)
        told = reading.message({"a": "Conv2D 1", "b": "Dense"})
        assert "Conv2D 1" in told.what
        assert reading.words({})
        assert "{" not in told.one_line() + reading.words({})


# Mends --------------------------------------------------------------------------------------------


def vanished(network: Network) -> list[Reading]:
    named = [layer.name for layer in network.layers if hasattr(layer, "units")]
    values = [10.0 ** (at - len(named)) for at in range(len(named))]
    return list(readings([fared(name, value, 1e-9) for name, value in zip(named, values, strict=True)]))


def sources(network: Network) -> dict[str, str]:
    return {layer.name: layer.name for layer in network.layers}


def test_ten_sigmoid_layers_are_mended_with_relu_by_one_click() -> None:
    network = preset("xor-10-sigmoid").network
    problem = problem_of(network, vanished(network), sources(network))
    assert problem is not None
    assert (problem.where, problem.code) == ("dense", "health.vanishing")
    assert problem.message({"dense_10": "Dense 11"}).what.endswith("of what Dense 11 got, and hardly learns.")
    assert [fix.label() for fix in problem.fixes] == ["relu in all 10"]
    mended = apply_fix(network, problem.fixes[0])
    assert mended == preset("xor-10-relu").network


@pytest.mark.parametrize(
    ("activation", "start", "labels"),
    [
        ("relu", RandomNormal(stddev=0.01), ["He start in 2 layers"]),
        ("relu", HeUniform(), []),
        ("tanh", RandomNormal(), ["relu in all 2", "Xavier start in 2 layers"]),
        ("tanh", GlorotUniform(), ["relu in all 2"]),
        ("elu", RandomNormal(), []),
    ],
)
def test_a_mend_is_offered_where_there_is_something_to_mend(activation, start, labels) -> None:
    hidden = tuple(kinds.Dense(units=4, activation=activation, kernel_initializer=start) for _ in range(2))
    network = Network(input_shape=(2,), layers=(*hidden, kinds.Dense(units=1, activation="sigmoid")))
    found = list(
        readings([fared(layer.name, 10.0 ** (4 * at), 1e-9) for at, layer in enumerate(network.layers)])
    )
    problem = problem_of(network, found, sources(network))
    assert problem is not None
    assert [fix.label() for fix in problem.fixes] == labels
    for fix in problem.fixes:
        assert apply_fix(network, fix).layers[-1] == network.layers[-1]


def test_of_what_is_dead_and_what_is_in_front_of_it_the_dead_is_told() -> None:
    network = Network(
        input_shape=(2,),
        layers=(*(kinds.Dense(units=4, activation="relu") for _ in range(2)), kinds.Dense(units=1)),
    )
    found = readings([fared("dense", 0.0), fared("dense_1", 0.0, dead=1.0), fared("dense_2", 0.5)])
    problem = problem_of(network, found, sources(network))
    assert problem is not None
    assert (problem.where, problem.code) == ("dense_1", "health.dead")
    assert [fix.label() for fix in problem.fixes] == ["He start in 2 layers", "leaky_relu in 2 layers"]
    assert apply_fix(network, problem.fixes[0]).layers[0].kernel_initializer == HeNormal()


def test_where_all_is_well_there_is_no_problem() -> None:
    network = preset("xor-10-relu").network
    assert problem_of(network, readings([fared("dense", 1.0), fared("dense_1", 1.0, SLOW / 2)]), {}) is None


# ReLUs --------------------------------------------------------------------------------------------


def test_a_relu_is_that_of_the_layer_with_weights_before_it() -> None:
    network = Network(
        layers=(
            kinds.Conv2D(name="own", activation="relu"),
            kinds.Conv2D(name="plain", use_bias=False),
            kinds.BatchNormalization(name="norm"),
            kinds.MaxPooling2D(name="pool"),
            kinds.Activation(name="behind", activation="relu"),
            kinds.Conv2D(name="leaky", activation="leaky_relu"),
            Repeat(
                name="twice",
                times=2,
                branches=((kinds.Conv2D(name="in", activation="relu6", padding="same"),),),
            ),
            kinds.Conv2D(name="flat"),
            kinds.Flatten(),
            kinds.ReLU(),
            kinds.Dense(name="out", units=10, activation="softmax"),
        )
    )
    assert rectified(network) == {"own": "own", "norm": "behind", "in": "in", "in.2": "in.2"}
