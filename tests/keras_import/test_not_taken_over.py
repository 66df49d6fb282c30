"""What cannot be taken over is named, layer by layer; what only matters in training is a note."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cnngui.errors import CnnguiError
from cnngui.keras_import import KerasFile, read_keras_file
from tests.keras_import.crafted import L2, dense, layer, members, model, start, weights, write


def told(tmp_path: Path, *layers: dict[str, Any], **how: Any) -> list[str]:
    """Return the lines of the refusal of a model of these layers."""
    path = write(tmp_path / "a.keras", members(model(*layers, **how)))
    with pytest.raises(CnnguiError) as caught:
        read_keras_file(path)
    return caught.value.message().why.splitlines()


def test_every_layer_is_named_at_once(tmp_path: Path) -> None:
    own = layer("Fancy", "mine", "crop") | {"module": "__main__", "registered_name": "lab>Fancy"}
    lines = told(
        tmp_path,
        start(),
        layer("Lambda", "crop", "start", function={"class_name": "__lambda__"}),
        own,
        layer("GRU", "memory", "mine", units=4),
        dense("last", "memory", activation="sparsemax"),
    )
    assert lines == [
        "Lambda 'crop': runs code of its own; use layers instead.",
        "Fancy 'mine': is a class of another program (lab), which only that program has.",
        "GRU 'memory': is a kind of layer that cnngui does not have.",
        "Dense 'last': has the activation sparsemax, which cnngui does not have.",
    ]


def test_what_several_layers_of_a_kind_have_is_told_once(tmp_path: Path) -> None:
    steps = [start()]
    for number in range(14):
        steps.append(layer("Softmax", f"r{number}", steps[-1]["name"], axis=0))
    steps.append(layer("GRU", "last", steps[-1]["name"]))
    names = ", ".join(f"'r{number}'" for number in range(12))
    assert told(tmp_path, *steps) == [
        f"Softmax {names}, … +2: has axis=0, which cnngui does not know.",
        "GRU 'last': is a kind of layer that cnngui does not have.",
    ]


FED_TWICE = dense("twice", "start")
FED_TWICE["inbound_nodes"] *= 2
CONVNEXT = {"module": "keras.src.applications.convnext"}
SCALED = layer("LayerScale", "scaled", "start") | CONVNEXT
CODE = {"class_name": "__lambda__", "config": {"code": "4wEAAA=="}}

REFUSED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "activation as code": ([dense("a", "start", activation=CODE)], "activation __lambda__"),
    "argument we lack": ([dense("a", "start", quantum=1)], "an argument quantum"),
    "argument with a value we lack": (
        [layer("Flatten", "a", "start", data_format="channels_first")],
        "data_format=channels_first",
    ),
    "value out of range": (
        [dense("a", "start", units=10**6)],
        "Dense 'a'.units: 1000000 should be at most 65536",
    ),
    "shared layer": ([FED_TWICE], "is used 2 times"),
    "layer of an application that nothing feeds": ([SCALED | {"inbound_nodes": []}], "is fed by nothing"),
    "layer of an application with no input": ([SCALED | {"inbound_nodes": [{"args": []}]}], "has 0 inputs"),
    "layer of an application with two inputs": (
        [dense("a", "start"), dense("b", "a"), layer("StochasticDepth", "last", "a", "b") | CONVNEXT],
        "has 2 inputs",
    ),
    "half precision kept in 8 bits": (
        [dense("a", "start", dtype={"class_name": "QuantizedDTypePolicy", "config": {"name": "int8"}})],
        "number format QuantizedDTypePolicy",
    ),
    "function": (
        [layer("Einsum", "a", "start") | {"module": "keras.src.ops.numpy"}],
        "is a function that cnngui has no layer for",
    ),
    "two branches that never meet": (
        [dense("a", "start"), dense("b", "a"), dense("c", "a")],
        "Dense 'b': leads nowhere",
    ),
    "crossing branches": (
        [
            dense("a", "start"),
            dense("b", "start"),
            layer("Add", "c", "a", "b"),
            layer("Add", "d", "a", "b"),
            layer("Add", "e", "c", "d"),
        ],
        "feeds branches that do not meet again",
    ),
    "a second input": ([start("other"), layer("Add", "a", "start", "other")], "has 2 inputs"),
    "sizes left open": ([], "leaves sizes open (?×?×3)"),
}


@pytest.mark.parametrize(("layers", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_the_reason_is_told(tmp_path: Path, layers: list[dict[str, Any]], expected: str) -> None:
    first = start() if layers else start(shape=[None, None, None, 3])
    assert expected in "\n".join(told(tmp_path, first, *(layers or [dense("a", "start")])))


def test_several_outputs_are_refused(tmp_path: Path) -> None:
    ends = [["a", 0, 0], ["b", 0, 0]]
    lines = told(tmp_path, start(), dense("a", "start"), dense("b", "a"), output_layers=ends)
    assert lines == ["Functional 'model': has 2 outputs; there can be one."]


def test_blocks_deeper_than_ours_are_refused(tmp_path: Path) -> None:
    layers = [start()]
    last = "start"
    for number in range(7):
        layers.append(dense(f"d{number}", last))
        last = f"d{number}"
    for number in reversed(range(7)):
        fed = f"d{number - 1}" if number else "start"
        layers.append(layer("Add", f"a{number}", last, fed))
        last = f"a{number}"
    assert "deeper than cnngui goes" in told(tmp_path, *layers)[0]


def taken(tmp_path: Path, described: dict[str, Any], **more: Any) -> KerasFile:
    return read_keras_file(write(tmp_path / "a.keras", members(described | more)))


def test_what_only_matters_in_training_is_a_note(tmp_path: Path) -> None:
    policy = {"class_name": "DTypePolicy", "config": {"name": "mixed_float16"}}
    entry = dense("dense", "start", bias_regularizer=L2, dtype=policy)
    file = taken(tmp_path, model(start(), entry))
    assert str(file.notes).splitlines() == [
        "Dense 'dense': bias_regularizer=L2 was left out; it matters in training only.",
        "It computed with mixed_float16; here it answers in float32.",
    ]


def test_names_that_ours_may_not_be_are_changed(tmp_path: Path) -> None:
    groups = {f"layers/dense{end}": weights_of_dense() for end in ("", "_1", "_2")}
    described = model(
        start(), dense("층/하나", "start"), dense("input", "층/하나"), dense("_" * 90 + "x" * 90, "input")
    )
    file = read_keras_file(write(tmp_path / "a.keras", members(described, weights(groups))))
    names = file.network.names
    assert names[:2] == ("layer", "input_2")
    assert names[2] == "x" * 56


def weights_of_dense() -> list[Any]:
    import numpy as np

    return [np.ones((6, 6), np.float32), np.zeros(6, np.float32)]


@pytest.mark.parametrize(
    ("numbers", "shape", "note"),
    [
        ("float16", [None, 4], "number_format"),
        ("uint8", [None, 4, 4, 1], "whole_numbers"),
        ("int32", [None, 4], None),
        ("float64", [None, 4, 4, 1], None),
    ],
)
def test_what_an_input_rounds_its_numbers_to_is_told(
    tmp_path: Path, numbers: str, shape: list[int | None], note: str | None
) -> None:
    first = start()
    first["config"] |= {"dtype": numbers, "batch_shape": shape}
    path = write(tmp_path / "a.keras", members(model(first, dense("dense", "start"))))
    file = read_keras_file(path, weights=False)
    assert [each.code for each in file.notes] == ([f"keras_file.note.{note}"] if note else [])
