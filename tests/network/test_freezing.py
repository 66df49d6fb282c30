"""Frozen layers: what is said of them, and what it leaves as it was."""

from __future__ import annotations

from cnngui.course.presets import preset
from cnngui.network import layers as kinds
from cnngui.network.blocks import Repeat, Residual
from cnngui.network.compare import change_text, compare
from cnngui.network.edit import apply_fix
from cnngui.network.file_format import network_from_json, network_to_dict, network_to_json
from cnngui.network.freezing import frozen_part, unfrozen, up_to, with_trainable
from cnngui.network.inference.fitting import fitted
from cnngui.network.inference.frozen import trainable_words
from cnngui.network.inference.infer import infer
from cnngui.network.inference.registry import KINDS
from cnngui.network.inference.weight_shapes import same_weights, slot_shapes, trainable_shapes, weight_shapes
from cnngui.network.network import Network
from cnngui.network.recipe import Adam
from cnngui.network.schema import network_schema
from cnngui.network.table import LAYER_TABLE, summary_line

NETWORK = Network(
    input_shape=(8, 8, 1),
    layers=(
        kinds.Conv2D(name="c", filters=4, padding="same"),
        kinds.BatchNormalization(name="b"),
        Residual(
            name="r",
            branches=(
                (kinds.Conv2D(name="rc", filters=4, padding="same"), kinds.BatchNormalization(name="rb")),
                (),
            ),
        ),
        Repeat(name="again", times=2, branches=((kinds.Conv2D(name="n", filters=4, padding="same"),),)),
        kinds.Flatten(name="f"),
        kinds.Dropout(name="drop"),
        kinds.Dense(name="out", units=3, activation="softmax"),
    ),
)
CONV, NORM, OUT = 4 * 9 + 4, 16, 256 * 3 + 3
INNER = 4 * 4 * 9 + 4


def test_exactly_the_kinds_with_weights_can_be_frozen() -> None:
    freezable = {kind for kind, row in LAYER_TABLE.items() if "trainable" in row.cls.model_fields}
    assert freezable == {name for name, kind in KINDS.items() if kind.learns}


def test_a_block_is_frozen_with_all_that_is_in_it() -> None:
    frozen = with_trainable(NETWORK, ["r", "f"], False)
    assert [each.name for each in frozen.entries if not getattr(each, "trainable", True)] == ["rc", "rb"]
    assert [frozen_part((frozen.layer(name),)) for name in ("r", "c", "again", "f")] == ["all", "", "", ""]
    partly = with_trainable(frozen, ["rb"], True)
    assert frozen_part((partly.layer("r"),)) == "some"
    assert unfrozen(partly) == NETWORK


def test_what_nothing_changes_in_stays_the_same_object() -> None:
    assert with_trainable(NETWORK, NETWORK.names, True) is NETWORK
    assert with_trainable(NETWORK, ["f", "drop", "nowhere"], False) is NETWORK
    frozen = with_trainable(NETWORK, ["c"], False)
    assert frozen.layers[1:] == NETWORK.layers[1:]
    assert all(new is old for new, old in zip(frozen.layers[1:], NETWORK.layers[1:], strict=True))


def test_up_to_here_reaches_into_blocks_and_not_beyond() -> None:
    assert up_to(NETWORK, "c") == ("c",)
    assert up_to(NETWORK, "rc") == ("c", "b", "rc")
    assert up_to(NETWORK, "r") == ("c", "b", "rc", "rb")
    assert up_to(NETWORK, "out")[-2:] == ("drop", "out")


def test_counts_tell_frozen_from_what_is_only_measured() -> None:
    total = CONV + 2 * NORM + 3 * INNER + OUT
    free = infer(NETWORK)
    assert (free.total_parameters, free.trainable_parameters, free.frozen_parameters) == (
        total,
        total - 16,
        0,
    )
    assert "16, which BatchNormalization measures" in trainable_words(free)
    network = with_trainable(NETWORK, ["c", "b", "again"], False)
    inference = infer(network)
    frozen = CONV + NORM + 2 * INNER
    assert inference.total_parameters == total
    assert inference.frozen_parameters == frozen
    assert inference.trainable_parameters == total - frozen - 8
    assert inference.result("again").frozen_parameters == 2 * INNER
    assert f"{frozen:,} frozen and 8 that" in trainable_words(inference)
    assert trainable_words(infer(preset("mnist-cnn").network)) == ""
    # The optimizer keeps nothing of frozen weights, so a batch needs less memory.
    assert inference.memory_bytes(1) == free.memory_bytes(1) - 12 * (frozen - 8)  # type: ignore[operator]


def test_the_same_weights_lie_in_the_same_order() -> None:
    network = with_trainable(NETWORK, NETWORK.names, False)
    assert weight_shapes(network) == weight_shapes(NETWORK)
    assert same_weights(network, NETWORK)
    assert trainable_shapes(network) == slot_shapes(network, Adam()) == ()


def test_a_file_says_only_what_is_frozen() -> None:
    assert "trainable" not in network_to_json(NETWORK)
    network = with_trainable(NETWORK, ["rc"], False)
    written = network_to_dict(network)
    assert written["layers"][2]["branches"][0][0] == {
        "kind": "Conv2D", "name": "rc", "trainable": False, "filters": 4, "padding": "same"
    }  # fmt: skip
    assert network_from_json(network_to_json(network), "a.json") == network
    fields = network_schema()["$defs"]["Conv2D"]["properties"]
    assert fields["trainable"]["type"] == "boolean"
    assert fields["trainable"]["default"] is True
    assert "trainable" not in network_schema()["$defs"]["Flatten"]["properties"]


def test_it_stands_among_the_arguments_and_the_changes() -> None:
    network = with_trainable(NETWORK, ["out"], False)
    assert summary_line(network.layer("out")) == "3 · softmax · frozen"
    assert summary_line(network.layer("out"), frozen=False) == "3 · softmax"
    comparison = compare(NETWORK, network)
    assert [change_text(each) for row in comparison.rows for each in row.changes] == [
        "trainable True → False"
    ]
    assert comparison.parameters.difference == 0
    assert comparison.trainable.difference == -OUT


def test_nothing_to_train_is_a_problem_of_training_alone() -> None:
    network = with_trainable(NETWORK, NETWORK.names, False)
    assert infer(network).ok
    (problem,) = infer(network, 3, (8, 8, 1)).errors
    assert (problem.code, problem.where) == ("network.nothing_trainable", "out")
    last, every = problem.fixes
    assert (last.label(), every.label()) == ("unfreeze out", "unfreeze all 6")
    assert apply_fix(network, every) == NETWORK
    mended = apply_fix(network, last)
    assert frozen_part((mended.layer("out"),)) == ""
    assert infer(mended, 3, (8, 8, 1)).ok
    assert frozen_part(mended.layers[:4]) == "all"


def test_a_scale_that_is_left_out_is_no_mend() -> None:
    bare = kinds.BatchNormalization(name="b", center=False, scale=False, trainable=False)
    layers = (kinds.Flatten(), kinds.Dense(units=2, name="d", trainable=False), bare)
    network = Network(input_shape=(4, 4, 1), layers=layers)
    (problem,) = infer(network, 2, (4, 4, 1)).errors
    for fix in problem.fixes:
        assert infer(apply_fix(network, fix), 2, (4, 4, 1)).ok
    alone = Network(input_shape=(2,), layers=(bare,))
    assert infer(alone, 2, (2,)).ok


def test_fitting_to_data_frees_nothing() -> None:
    network = with_trainable(NETWORK, NETWORK.names, False)
    other = fitted(network, 5, (8, 8, 1))
    assert other is not None
    assert frozen_part(other.layers) == "all"
    assert getattr(other.layer("out"), "units", 0) == 5
