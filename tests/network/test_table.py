"""The layer table: complete, in step with the models, and in words."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given

from cnngui.errors import CnnguiError
from cnngui.network.edit import with_field
from cnngui.network.fields import (
    CONFIG_OBJECTS,
    OPTIMIZERS,
    FieldSpec,
    field_specs,
)
from cnngui.network.inference.registry import KINDS
from cnngui.network.initializers import Initializer
from cnngui.network.layers import (
    LSTM,
    ActivationName,
    AnyLayer,
    AveragePooling2D,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Embedding,
    GlobalAveragePooling2D,
    GroupNormalization,
    LeakyReLU,
    LocalResponseNormalization,
    Maxout,
    MaxPooling1D,
    MaxPooling2D,
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
    Rescaling,
    Reshape,
    SeparableConv2D,
    SimpleRNN,
    ZeroPadding2D,
)
from cnngui.network.recipe import SGD, Adam, Recipe, RMSprop
from cnngui.network.table import GROUPS, LAYER_TABLE, default_layer, field_spec, spec, summary_line
from tests.network.stacks import LAYERS

FIELDS = [(row.kind, field) for row in LAYER_TABLE.values() for field in row.fields]
FIELD_IDS = [f"{kind}.{field.name}" for kind, field in FIELDS]


def test_the_table_has_every_kind_and_each_a_rule() -> None:
    assert set(LAYER_TABLE) == set(KINDS)
    assert set(LAYER_TABLE) == {cls.__name__ for cls in get_args(get_args(AnyLayer)[0])}
    assert next(iter(LAYER_TABLE)) == "Conv2D"
    assert {row.group for row in LAYER_TABLE.values()} == set(GROUPS)


def test_the_slides_list_of_layers_is_all_there() -> None:
    """000, page "tf.layers": fourteen functions; pooling in one, two and three dimensions."""
    listed = {
        *("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "SeparableConv2D"),
        *(f"{sort}Pooling{axes}D" for sort in ("Average", "Max") for axes in (1, 2, 3)),
        *("BatchNormalization", "Dense", "Dropout"),
    }
    assert len(listed) == 14
    assert listed <= set(LAYER_TABLE)


@pytest.mark.parametrize("kind", LAYER_TABLE)
def test_a_kind_has_words_and_a_default(kind: str) -> None:
    row = spec(kind)
    assert row.label == kind
    assert row.help.endswith(".")
    assert len(row.search_words) > 2
    assert default_layer(kind) == row.cls()
    assert [field.name for field in row.fields] == [name for name in row.cls.model_fields if name != "kind"]


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=FIELD_IDS)
def test_a_field_takes_its_limits_and_nothing_beyond(kind: str, field: FieldSpec) -> None:
    """Offers the form's own extremes to pydantic, and one step more."""
    layer = default_layer(kind)
    for value in accepted(field):
        with_field(layer, field.name, value)
    for value in refused(field):
        with pytest.raises(CnnguiError):
            with_field(layer, field.name, value)
    assert field.help.endswith(".")
    assert getattr(layer, field.name) == field.default


def accepted(field: FieldSpec) -> list[Any]:
    numbers: list[Any] = [number for number in (field.minimum, field.maximum) if number is not None]
    if field.editor in ("int", "pair", "triple"):
        numbers = [int(number) for number in numbers]
    if field.editor == "edges":
        numbers = [0, (1, 2), ((0, 1), (2, 3)), int(field.maximum or 0)]
    if field.editor == "numbers":
        numbers = [(field.minimum,), (0.5, field.maximum)]
    if field.editor == "sizes":
        assert field.maximum is not None
        numbers = [(1, 2), (1, 2, 3, int(field.maximum)), *([(-1,), (1, -1)] if field.minimum == -1 else [])]
    return [*numbers, *field.choices, *([None] if field.optional else [])]


def refused(field: FieldSpec) -> list[Any]:
    beyond: list[Any] = []
    if field.editor == "edges":
        beyond = [-1, (1, 2, 3, 4), ((0, 1), (2, -3)), 0.5, int(field.maximum or 0) + 1]
    elif field.editor == "numbers":
        beyond = [(), 0.5, ((field.minimum or 0) - 1,), (float("nan"),), ("1",)]
    elif field.editor == "sizes":
        assert field.maximum is not None
        beyond = [(), (-1, -1), (0, 2), (-2,), (int(field.maximum) + 1,), (1, 1, 1, 1, 1), (1.5,), 3]
    elif field.editor in ("int", "pair", "triple"):
        assert field.minimum is not None
        assert field.maximum is not None
        beyond = [int(field.minimum) - 1, int(field.maximum) + 1, field.minimum + 0.5]
    elif field.editor == "float":
        assert field.minimum is not None
        assert field.maximum is not None
        beyond = [field.minimum - 0.1, field.maximum + 0.1, float("nan"), float("inf")]
    return [*beyond, "neither this nor that", [], *([] if field.optional else [None])]


def test_specs_are_read_from_the_models() -> None:
    filters = field_spec("Conv2D", "filters")
    assert (filters.editor, filters.minimum, filters.maximum, filters.default) == ("int", 1, 65_536, 32)
    kernel = field_spec("Conv2D", "kernel_size")
    assert (kernel.editor, kernel.minimum, kernel.maximum, kernel.default) == ("pair", 1, 1_024, (3, 3))
    assert field_spec("Conv2D", "padding").choices == ("valid", "same")
    assert field_spec("Dense", "activation").choices == get_args(ActivationName)
    assert field_spec("Dense", "use_bias").editor == "bool"
    assert field_spec("Dense", "kernel_initializer").editor == "initializer"
    assert field_spec("Dense", "kernel_initializer").choices == tuple(
        kind for kind in CONFIG_OBJECTS if isinstance(CONFIG_OBJECTS[kind](), Initializer)
    )
    assert "orthogonal" not in field_spec("Dense", "bias_initializer").choices
    assert field_spec("MaxPooling2D", "strides").optional
    assert field_spec("MaxPooling1D", "strides").editor == "int"
    assert field_spec("Conv3D", "kernel_size").editor == "triple"
    assert field_spec("Conv1D", "padding").choices == ("valid", "same", "causal")
    assert field_spec("Reshape", "target_shape").editor == "sizes"
    assert field_spec("Reshape", "target_shape").allowed == "1 … 4 × (-1, 1 … 16,777,216)"
    regularizer = field_spec("Dense", "kernel_regularizer")
    assert (regularizer.editor, regularizer.optional) == ("regularizer", True)
    assert regularizer.choices == ("l1", "l2", "l1_l2")
    assert regularizer.allowed == "l1, l2, l1_l2, None"
    assert field_spec("Conv2D", "kernel_constraint").choices == ("max_norm", "unit_norm", "non_neg")
    rate = field_spec("Dropout", "rate")
    assert (rate.editor, rate.minimum, rate.step) == ("float", 0, 0.05)
    assert rate.maximum is not None
    assert 0.99 < rate.maximum < 1


def test_what_is_seldom_changed_is_folded_away() -> None:
    shown = {
        kind: [name for k, f in FIELDS if k == kind and not f.advanced for name in [f.name]]
        for kind in LAYER_TABLE
    }
    for kind, names in shown.items():
        assert len(names) <= 9, kind
        seldom = {"dilation_rate", "seed", "bias_initializer"}
        # Of a normalization by groups they are what it is about.
        assert not (seldom if kind == "GroupNormalization" else {*seldom, "groups"}) & set(names), kind
        assert not [name for name in names if name.endswith(("regularizer", "constraint"))], kind
    assert shown["Dense"] == ["name", "units", "activation", "use_bias", "kernel_initializer"]
    assert shown["LSTM"] == ["name", "units", "activation", "return_sequences"]


def test_a_field_means_what_its_layer_makes_of_it() -> None:
    assert "zeros" in field_spec("ZeroPadding2D", "padding").help
    assert "causal" in field_spec("Conv1D", "padding").help
    assert field_spec("Conv2D", "padding").help == field_spec("MaxPooling2D", "padding").help
    assert field_spec("Rescaling", "scale").help != field_spec("BatchNormalization", "scale").help


@pytest.mark.parametrize("kind", CONFIG_OBJECTS)
def test_config_objects_have_a_form_too(kind: str) -> None:
    made = CONFIG_OBJECTS[kind]()
    for field in field_specs(CONFIG_OBJECTS[kind], kind):
        assert getattr(made, field.name) == field.default
        assert field.editor == "float"
        assert field.help


def test_optimizers_have_a_form_too() -> None:
    assert tuple(OPTIMIZERS) == ("SGD", "RMSprop", "Adam", "AdamW", "Nadam", "Adagrad")
    assert [field.name for field in field_specs(SGD, "SGD")] == ["learning_rate", "momentum", "nesterov"]
    assert all(field.help for cls in (SGD, RMSprop, Adam) for field in field_specs(cls, cls.__name__))
    assert Recipe().optimizer.kind == "Adam"


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        (Conv2D(padding="same", activation="relu"), "32 · 3×3 · same · relu"),
        (Conv2D(filters=6, kernel_size=(5, 3), strides=(2, 2)), "6 · 5×3 · /2 · valid"),
        (MaxPooling2D(padding="same"), "2×2 · same"),
        (MaxPooling2D(strides=(2, 2)), "2×2 · valid"),
        (AveragePooling2D(pool_size=(3, 3), strides=(2, 1)), "3×3 · /2×1 · valid"),
        (Dense(units=10, activation="softmax"), "10 · softmax"),
        (Dense(), "128"),
        (Dropout(rate=0.3), "30 %"),
        (Dropout(rate=0.125), "12.5 %"),
        (BatchNormalization(), ""),
        (Conv1D(filters=8, strides=2, padding="causal"), "8 · 3 · /2 · causal"),
        (Conv3D(filters=8, kernel_size=(3, 5, 5)), "8 · 3×5×5 · valid"),
        (Conv2DTranspose(strides=(2, 2), padding="same"), "32 · 3×3 · /2 · same"),
        (SeparableConv2D(activation="relu"), "32 · 3×3 · valid · relu"),
        (DepthwiseConv2D(depth_multiplier=2), "×2 · 3×3 · valid"),
        (MaxPooling2D(strides=(1, 1), padding="same"), "2×2 · /1 · same"),
        (MaxPooling1D(), "2 · valid"),
        (GlobalAveragePooling2D(), ""),
        (Reshape(target_shape=(28, 28, -1)), "28×28×−1"),
        (ZeroPadding2D(padding=(2, 1)), "+2×1"),
        (Embedding(), "1000 → 64"),
        (LSTM(), "32"),
        (SimpleRNN(activation="relu"), "32 · relu"),
        (RandomRotation(), "±36°"),
        (RandomTranslation(width_factor=0.2), "±10 % × 20 %"),
        (RandomZoom(), "±10 %"),
        (RandomFlip(mode="horizontal"), "horizontal"),
        (LeakyReLU(), "0.3"),
        (Maxout(), "/2"),
        (Rescaling(scale=2, offset=-1), "×2 · -1"),
        (GroupNormalization(groups=4), "/4"),
        (GroupNormalization(groups=-1), "/-1"),
        (LocalResponseNormalization(), "±5"),
    ],
)
def test_a_card_shows_the_arguments_that_matter(layer: AnyLayer, line: str) -> None:
    assert summary_line(layer) == line


@given(LAYERS)
def test_every_layer_has_a_line(layer: AnyLayer) -> None:
    assert len(summary_line(layer)) <= 60


def test_unknown_kinds_and_fields_are_told_what_there_is() -> None:
    with pytest.raises(CnnguiError) as caught:
        spec("Conv4D")
    assert "Conv2D" in str(caught.value)
    with pytest.raises(CnnguiError) as caught:
        field_spec("Dense", "filters")
    assert "units" in str(caught.value)
