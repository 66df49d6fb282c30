"""Networks as text: small, the same again when read, and no text gets further than a clear refusal."""

from __future__ import annotations

import json
import pickle
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.course.presets import preset, presets
from cnngui.errors import CnnguiError
from cnngui.network.file_format import (
    layers_from_text,
    layers_to_text,
    network_from_json,
    network_to_json,
    recipe_from_dict,
    recipe_to_dict,
)
from cnngui.network.inference.infer import infer
from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, Recipe, RMSprop
from cnngui.network.strict_json import MAX_CHARACTERS, MAX_DEPTH
from tests.network.stacks import networks


def file(**members: Any) -> str:
    return json.dumps({"format": "cnngui-network", "version": 1, **members})


def refusal(text: str) -> CnnguiError:
    with pytest.raises(CnnguiError) as caught:
        network_from_json(text, "my.json")
    assert caught.value.code == "network.bad_file"
    assert caught.value.message().what == "my.json is not a network that can be read."
    return caught.value


def faults(text: str) -> dict[str, str]:
    """Return the short code of each fault by its place."""
    return {
        fault.location: fault.code.removeprefix("network.fault.") for fault in refusal(text).values["faults"]
    }


@given(networks())
def test_a_network_comes_back_as_it_went(network: Network) -> None:
    assert network_from_json(network_to_json(network), "test") == network


@given(networks())
def test_layers_come_back_from_the_clipboard(network: Network) -> None:
    assert layers_from_text(layers_to_text(network.layers)) == network.layers
    assert layers_from_text(network_to_json(network)) == network.layers


def test_the_text_is_short_and_has_a_line_for_each_layer() -> None:
    network = Network(
        layers=(
            Conv2D(padding="same", kernel_size=(5, 5), strides=(2, 1)),
            Flatten(),
            Dense(units=10, kernel_initializer=RandomNormal(stddev=0.01), bias_initializer=RandomNormal()),
        )
    )
    assert network_to_json(network) == (
        "{\n"
        '  "format": "cnngui-network",\n'
        '  "version": 2,\n'
        '  "input_shape": [28, 28, 1],\n'
        '  "layers": [\n'
        '    {"kind": "Conv2D", "name": "conv2d", "kernel_size": 5, "strides": [2, 1], "padding": "same"},\n'
        '    {"kind": "Flatten", "name": "flatten"},\n'
        '    {"kind": "Dense", "name": "dense", "units": 10, '
        '"kernel_initializer": {"kind": "random_normal", "stddev": 0.01}, '
        '"bias_initializer": "random_normal"}\n'
        "  ]\n"
        "}\n"
    )
    assert network_to_json(Network()).endswith('"layers": []\n}\n')


def test_a_network_written_by_hand_may_leave_out_names_and_defaults() -> None:
    network = network_from_json(file(layers=[{"kind": "Conv2D"}, {"kind": "Conv2D"}]), "by hand")
    assert network == Network(layers=(Conv2D(), Conv2D()))


@pytest.mark.parametrize("each", presets(), ids=lambda each: each.name)
def test_presets_come_back_with_their_recipe(each: Any) -> None:
    assert network_from_json(network_to_json(each.network), each.name) == each.network
    data = json.loads(json.dumps(recipe_to_dict(each.recipe)))
    assert recipe_from_dict(data, each.name) == each.recipe


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(),
        Recipe(optimizer=SGD(momentum=0.9, nesterov=True), validation_split=0.1, loss="mean_squared_error"),
        Recipe(optimizer=RMSprop(learning_rate=0.01), epochs=50, seed=0, metric="mean_absolute_error"),
        Recipe(optimizer=Adam(beta_1=0.5)),
        Recipe(precision="mixed_bfloat16"),
    ],
)
def test_recipes_come_back(recipe: Recipe) -> None:
    assert recipe_from_dict(json.loads(json.dumps(recipe_to_dict(recipe))), "test") == recipe


def test_a_recipe_names_its_optimizer_and_leaves_defaults_out() -> None:
    assert recipe_to_dict(Recipe()) == {"optimizer": {"kind": "Adam"}}
    assert recipe_to_dict(Recipe(precision="float32"))["precision"] == "float32"
    assert recipe_to_dict(Recipe(optimizer=SGD(momentum=0.9), epochs=9)) == {
        "optimizer": {"kind": "SGD", "momentum": 0.9},
        "epochs": 9,
    }


def test_faults_of_a_recipe_have_their_place() -> None:
    with pytest.raises(CnnguiError) as caught:
        recipe_from_dict({"optimizer": {"kind": "SGD", "learning_rate": 0}, "epochs": "5"}, "my.cnngui")
    found = {fault.location: fault.code for fault in caught.value.values["faults"]}
    assert found == {
        "optimizer.learning_rate": "network.fault.not_above",
        "epochs": "network.fault.whole_number",
    }


def test_all_faults_are_told_at_once_each_with_its_place() -> None:
    layers = [
        {
            "kind": "Conv2D",
            "filters": 0,
            "padding": "no",
            "kernel_initializer": {"kind": "random_normal", "stddev": -1},
        },
        {"kind": "Conv4D"},
        {"units": 3},
        3,
        {"kind": "Dropout", "rate": 1},
        {"kind": "Conv2D", "filters": "3", "use_bias": 1, "kernel_size": [1, 2, 3], "strides": [2]},
        {"kind": "Dense", "units": 70_000, "name": "a b", "bias": True, "kernel_initializer": 7},
        {"kind": "BatchNormalization", "epsilon": 0, "momentum": "high"},
    ]
    assert faults(file(input_shape=[28, 0, 1], layers=layers, colour="red")) == {
        "input_shape[1]": "too_small",
        "layers[0].filters": "too_small",
        "layers[0].padding": "choice",
        "layers[0].kernel_initializer.stddev": "too_small",
        "layers[1]": "unknown_kind",
        "layers[2]": "no_kind",
        "layers[3]": "object",
        "layers[4].rate": "not_below",
        "layers[5].filters": "whole_number",
        "layers[5].use_bias": "switch",
        "layers[5].kernel_size": "too_many",
        "layers[5].strides[1]": "missing",
        "layers[6].units": "too_large",
        "layers[6].name": "name",
        "layers[6].bias": "unknown_field",
        "layers[6].kernel_initializer": "object",
        "layers[7].epsilon": "not_above",
        "layers[7].momentum": "number",
        "colour": "unknown_field",
    }


def test_the_message_lists_the_first_faults_and_counts_the_rest() -> None:
    error = refusal(file(layers=[{"kind": "Dense", "units": 0}] * 11))
    lines = error.message().why.splitlines()
    assert lines[0] == "layers[0].units: 0 should be at least 1."
    assert len(lines) == 9
    assert lines[-1] == "… and 3 more"


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("", "", "not_json"),
        ("{", "", "not_json"),
        ("[]", "", "object"),
        ("3", "", "object"),
        ('{"layers": []}', "format", "format"),
        ('{"format": "cnngui-layers", "version": 1}', "format", "format"),
        ('{"format": "cnngui-network"}', "version", "version"),
        ('{"format": "cnngui-network", "version": true}', "version", "version"),
        ('{"format": "cnngui-network", "version": 3}', "version", "newer"),
        (file(layers={}), "layers", "list"),
        (file(input_shape=[]), "input_shape", "too_few"),
        (file(input_shape=[1] * 5), "input_shape", "too_many"),
        (file(layers=[{"kind": "Flatten", "name": "a"}] * 2), "", "name_taken"),
        (file(layers=[{"kind": "Flatten"}] * 2_001), "layers", "too_many"),
        ('{"format": NaN}', "", "not_finite"),
        ('{"format": -Infinity}', "", "not_finite"),
        (file(layers=[{"kind": "Dropout", "rate": 0.5}]).replace("0.5", "1e999"), "layers[0].rate", "number"),
        ('{"format": 1, "format": 2}', "", "key_twice"),
        ("[" * 100_000, "", "too_deep"),
        ('{"a":' * 100_000, "", "too_deep"),
        ("9" * 5_000, "", "long_number"),
        (" " * (MAX_CHARACTERS + 1), "", "too_long"),
        ("[" + "[]," * 100_000 + "1]", "", "too_many_values"),
        ("{" + '"a": 1, ' * 99_000 + '"b": 2}', "", "key_twice"),
    ],
)
def test_a_bad_file_is_refused_for_its_reason(text: str, place: str, code: str) -> None:
    start = time.process_time()
    assert faults(text) == {place: code}
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "layers",
    [
        [{"kind": "Residual", "branches": []}] * 24_000,
        [{"kind": "Repeat", "branches": [[{"kind": "Residual", "branches": []}] * 24_000]}],
        [1] * 99_000,
        [{"kind": "Flatten", **{f"x{number}": 1 for number in range(90_000)}}],
    ],
)
def test_very_many_faults_cost_no_time(layers: list[Any]) -> None:
    start = time.process_time()
    with pytest.raises(CnnguiError) as caught:
        network_from_json(file(layers=layers), "noise")
    assert time.process_time() - start < 4
    assert "… and 992 more" in str(caught.value)


@pytest.mark.parametrize("key", ["a" * 1_000_000, "a\n\nb", "\x1b[31mred", "\x9b31m"])
def test_keys_of_a_foreign_file_are_shown_short_and_escaped(key: str) -> None:
    with pytest.raises(CnnguiError) as caught:
        network_from_json(file(layers=[{"kind": "Flatten", key: 1}]), "noise")
    told = str(caught.value)
    assert len(told) < 200
    assert told.isprintable()


def test_a_version_of_thousands_of_digits_is_cut_short() -> None:
    with pytest.raises(CnnguiError) as caught:
        network_from_json(file(version=10**4_000), "noise")
    assert len(str(caught.value)) < 250


def test_brackets_in_texts_do_not_count_as_depth() -> None:
    text = file(layers=[{"kind": "Flatten", "name": "[" * 30 + '\\"{'}])
    assert faults(text) == {"layers[0].name": "name"}


def test_unknown_members_beside_pasted_layers_are_refused() -> None:
    with pytest.raises(CnnguiError) as caught:
        layers_from_text('{"format": "cnngui-layers", "version": 1, "layers": [], "weights": []}')
    assert "weights" in str(caught.value)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(CnnguiError) as caught:
        network_from_json(text, "noise")
    assert str(caught.value)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ("kind", "name", "filters", "kernel_size", "rate", "strides", "kernel_initializer", "x")
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)
KINDS = st.sampled_from(("Conv2D", "MaxPooling2D", "Dropout", "Dense", "Flatten"))


LISTS = st.lists(
    st.one_of(JSON, st.tuples(KINDS, st.dictionaries(st.text(max_size=6), JSON, max_size=2))), max_size=3
)


def read_or_refusal(text: str) -> Network | CnnguiError:
    try:
        return network_from_json(text, "noise")
    except CnnguiError as error:
        return error


@given(LISTS)
def test_any_values_are_read_or_refused(layers: list[Any]) -> None:
    """What is read can be inferred and written again; what is not says why, and can cross a pipe."""
    listed = [{"kind": each[0], **each[1]} if isinstance(each, tuple) else each for each in layers]
    answer = read_or_refusal(file(layers=listed))
    if isinstance(answer, Network):
        infer(answer)
        assert network_from_json(network_to_json(answer), "again") == answer
    else:
        again = pickle.loads(pickle.dumps(answer))  # noqa: S301 - our own error, as the worker sends it
        assert str(again) == str(answer)
        assert again.message().why


def test_the_default_preset_is_a_readable_file() -> None:
    text = network_to_json(preset("mnist-cnn").network)
    assert len(text) < 1_500
    assert text.count("\n") == 18


def test_a_text_may_nest_as_deep_as_the_limit() -> None:
    def nested(depth: int) -> dict[str, str]:
        return faults(file(layers="?")[:-1] + ', "more": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}")

    assert "too_deep" in nested(MAX_DEPTH + 1).values()
    assert "too_deep" not in nested(MAX_DEPTH).values()
