"""Every kind of layer has all it needs, its traits are true, and no other list of kinds stands anywhere.

What a new kind lacks is named here: run this first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from cnngui.export.keras_code import keras_code
from cnngui.export.keras_code.own_classes import own_classes
from cnngui.messages import text
from cnngui.network import layers
from cnngui.network.inference.registry import KINDS, OWN_KINDS, layer_weights
from cnngui.network.layers import AnyLayer, Reshape
from cnngui.network.network import Network, Shape
from cnngui.network.table import LAYER_TABLE, default_layer
from tests.contracts.source import modules, tree

CLASSES = get_args(get_args(AnyLayer)[0])
KIND_NAMES = [cls.__name__ for cls in CLASSES]
SHAPES: tuple[Shape, ...] = ((7,), (12, 35), (6, 7, 32), (6, 6, 6, 4))
LISTS_STAND = {
    "cnngui.network.inference.registry": "the registry",
    "cnngui.messages.english.fields": "words, which test_every_kind_has_words looks up",
    "cnngui.export.keras_code.calls": "Keras' signatures: tests/engine/test_code_against_keras.py",
    "cnngui.export.keras_code.own_classes": "test_keras_and_the_export_have_a_class_for_every_own_kind",
    "cnngui.export.keras_code.tf1": "what the slides have, which is less on purpose",
    "cnngui.keras_import.kinds": "arguments of another form: tests/keras_import/test_real_files.py",
    "cnngui.keras_import.reading": "names of groups: test_a_file_of_keras_is_read_as_it_was_written",
    "cnngui.engine.stepping.stage": "what has cells, less on purpose: `has_steps` says of which",
    "cnngui.ui.inside.filters": "whose weights are pictures, less on purpose: `filters_of` says how",
    "cnngui.engine.numpy_backend.functions": "what is simple, less on purpose: `unknown` names the rest",
    "cnngui.engine.keras_backend.own_layers": "as in own_classes",
    "cnngui.engine.keras_backend.portable": "test_portable.py exports every kind",
    "cnngui.ui.network.palette_rows": "proposals, less on purpose: tests/ui/network/test_palette_rows.py",
    "cnngui.course.presets": "networks",
}


def readable_shape(kind: str) -> Shape:
    """Return a shape that a layer of this kind with its defaults can read, a picture's if possible."""
    pictures_first = sorted(SHAPES, key=lambda shape: len(shape) != 3)
    layer = default_layer(kind)
    return next(shape for shape in pictures_first if KINDS[kind].verdict(layer, shape).output_shape)


def test_every_class_has_an_entry_and_an_export() -> None:
    assert set(KINDS) == set(KIND_NAMES)
    assert set(LAYER_TABLE) == set(KIND_NAMES)
    assert set(KIND_NAMES) <= set(vars(layers))


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_kind_has_words(kind: str) -> None:
    assert text(f"layers.help.{kind}").endswith(".")
    assert text(f"layers.search.{kind}").split()
    assert all(field.help for field in LAYER_TABLE[kind].fields)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_kind_with_weights_has_some_for_an_input_that_it_reads(kind: str) -> None:
    weights = KINDS[kind].verdict(default_layer(kind), readable_shape(kind)).weights
    assert KINDS[kind].learns == bool(weights.parameters)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_kind_keeps_the_count_of_values_if_it_says_so(kind: str) -> None:
    # With its default a Reshape lays out anything; with others it refuses most.
    layer = Reshape(target_shape=(2, -1)) if kind == "Reshape" else default_layer(kind)
    outputs = [KINDS[kind].verdict(layer, shape).output_shape for shape in SHAPES]
    kept = all(
        output is not None and prod(output) == prod(shape)
        for output, shape in zip(outputs, SHAPES, strict=True)
    )
    assert KINDS[kind].keeps_count == kept


# Lists of kinds -------------------------------------------------------------------------------------


def names_in(node: ast.AST) -> list[str]:
    """Return the names and strings that a display, a mapping's keys or the cases of a match list."""
    if isinstance(node, ast.Match):
        listed: list[Any] = [getattr(case.pattern, "cls", None) for case in node.cases]
    elif isinstance(node, ast.Dict):
        listed = node.keys
    else:
        listed = getattr(node, "elts", [])
    fields = ("value", "id", "attr")
    return [
        name
        for each in listed
        for field in fields
        if isinstance(name := getattr(each, field, None), str) and name in KINDS
    ]


def lists_of_kinds(path: Path) -> Iterator[tuple[int, list[str]]]:
    for node in ast.walk(tree(path)):
        if len(set(names := names_in(node))) > 1:
            yield node.lineno, names  # type: ignore[attr-defined]


def test_no_other_list_of_kinds_stands_anywhere() -> None:
    found = {module: list(lists_of_kinds(path)) for module, path in modules().items()}
    allowed = tuple(f"{place}." for place in LISTS_STAND)
    assert not {
        module: lists for module, lists in found.items() if lists and not f"{module}.".startswith(allowed)
    }
    for place in LISTS_STAND:
        assert any(lists for module, lists in found.items() if f"{module}.".startswith(f"{place}.")), place


# Beside Keras ---------------------------------------------------------------------------------------


def built(kind: str) -> Any:
    from cnngui.engine.keras_backend.build import build_model

    network = Network(input_shape=readable_shape(kind), layers=(default_layer(kind),))
    return build_model(network, seed=1, plain=True)


def numbers(kind: str) -> Any:
    """Return a batch: numbers of words for an Embedding, else of mean 5 and deviation 3."""
    shape = (16, *readable_shape(kind))
    draw = np.random.default_rng(1)
    if kind == "Embedding":
        return draw.integers(0, 9, shape).astype(np.float32)
    return draw.normal(5, 3, shape).astype(np.float32)


@pytest.mark.tensorflow
def test_keras_and_the_export_have_a_class_for_every_own_kind() -> None:
    import keras

    from cnngui.engine.keras_backend.own_layers import OWN_LAYERS

    network = Network(input_shape=(6, 6, 32), layers=tuple(default_layer(kind) for kind in KIND_NAMES))
    assert {kind for kind in KIND_NAMES if not hasattr(keras.layers, kind)} == OWN_KINDS
    assert set(OWN_LAYERS) == set(own_classes(network)) == OWN_KINDS


@pytest.mark.tensorflow
@pytest.mark.parametrize("kind", KIND_NAMES)
def test_the_traits_of_a_kind_are_true_of_keras(kind: str) -> None:
    given, model, traits = numbers(kind), built(kind), KINDS[kind]
    predicted, trained = (np.asarray(model(given, training=training)) for training in (False, True))
    same = predicted.size == given.size and np.allclose(predicted.ravel(), given.ravel())
    # With their defaults these do nothing, and neither does what learns from 0 on.
    idle = kind in ("Rescaling", "Normalization", "Cropping2D")
    assert traits.transparent == (same and not idle and not traits.learns)
    assert traits.training_only == (traits.transparent and not np.allclose(predicted, trained))
    standard = abs(trained.mean()) < 0.1 and abs(trained.std() - 1) < 0.1
    assert traits.standardizes == standard


@pytest.mark.tensorflow
@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_file_of_keras_is_read_as_it_was_written(kind: str, tmp_path: Path) -> None:
    from cnngui.keras_import import read_keras_file

    path, model = tmp_path / "model.keras", built(kind)
    model.save(path)
    read = read_keras_file(path)
    (layer,), shape = read.network.layers, readable_shape(kind)
    assert type(layer) is LAYER_TABLE[kind].cls
    seedless = {"seed": None} if hasattr(layer, "seed") else {}
    assert layer.model_copy(update={"name": "", **seedless}) == default_layer(kind)
    assert [array.shape for array in read.weights.get(layer.name, ())] == [
        *layer_weights(layer, shape).trained,
        *layer_weights(layer, shape).measured,
    ]


@pytest.mark.tensorflow
@pytest.mark.parametrize("kind", KIND_NAMES)
def test_the_code_of_a_kind_makes_the_same_layer(kind: str) -> None:
    network = Network(input_shape=readable_shape(kind), layers=(default_layer(kind),))
    space: dict[str, Any] = {}
    exec(compile(keras_code(network).text, "code", "exec"), space)
    (made,), (ours,) = space["model"].layers[1:], built(kind).layers[1:]
    assert type(made).__name__ == kind
    assert made.output.shape == ours.output.shape
    # The classes that a program brings for our own kinds are short: they cannot be saved.
    for name, value in ours.get_config().items() if kind not in OWN_KINDS else ():
        assert name in ("name", "seed") or made.get_config()[name] == value
