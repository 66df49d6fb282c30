"""The layer table: complete, in step with the models, and in words."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given

from cnngui.errors import CnnguiError
from cnngui.network.edit import with_field
from cnngui.network.fields import (
    FieldSpec,
    default_initializer,
    initializer_fields,
    initializer_kinds,
    optimizer_fields,
    optimizer_kinds,
)
from cnngui.network.layers import (
    ActivationName,
    AnyLayer,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    MaxPooling2D,
)
from cnngui.network.recipe import Recipe
from cnngui.network.rules import RULES
from cnngui.network.table import LAYER_TABLE, default_layer, field_spec, spec, summary_line
from tests.network.stacks import LAYERS

FIELDS = [(row.kind, field) for row in LAYER_TABLE.values() for field in row.fields]
FIELD_IDS = [f"{kind}.{field.name}" for kind, field in FIELDS]


def test_the_table_has_the_eight_layers_and_each_a_rule() -> None:
    assert list(LAYER_TABLE) == list(RULES)
    assert list(LAYER_TABLE) == [
        *("Conv2D", "MaxPooling2D", "AveragePooling2D", "Flatten"),
        *("Dense", "Dropout", "Activation", "BatchNormalization"),
    ]


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
    if field.editor in ("int", "pair"):
        numbers = [int(number) for number in numbers]
    return [*numbers, *field.choices, *([None] if field.optional else [])]


def refused(field: FieldSpec) -> list[Any]:
    beyond: list[Any] = []
    if field.editor in ("int", "pair"):
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
    assert field_spec("Dense", "kernel_initializer").choices == initializer_kinds()
    assert field_spec("MaxPooling2D", "strides").optional
    rate = field_spec("Dropout", "rate")
    assert (rate.editor, rate.minimum, rate.step) == ("float", 0, 0.05)
    assert rate.maximum is not None
    assert 0.99 < rate.maximum < 1


def test_what_is_seldom_changed_is_folded_away() -> None:
    advanced = {f"{kind}.{field.name}" for kind, field in FIELDS if field.advanced}
    assert advanced == {
        "Conv2D.dilation_rate",
        "Conv2D.groups",
        "Conv2D.bias_initializer",
        "Dense.bias_initializer",
        "Dropout.seed",
        "BatchNormalization.beta_initializer",
        "BatchNormalization.gamma_initializer",
        "BatchNormalization.moving_mean_initializer",
        "BatchNormalization.moving_variance_initializer",
    }


@pytest.mark.parametrize("kind", initializer_kinds())
def test_initializers_have_a_form_too(kind: str) -> None:
    initializer = default_initializer(kind)
    for field in initializer_fields(kind):
        assert getattr(initializer, field.name) == field.default
        assert field.editor == "float"
        assert field.help


def test_optimizers_have_a_form_too() -> None:
    assert optimizer_kinds() == ("SGD", "RMSprop", "Adam")
    assert [field.name for field in optimizer_fields("SGD")] == ["learning_rate", "momentum", "nesterov"]
    assert all(field.help for kind in optimizer_kinds() for field in optimizer_fields(kind))
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
    ],
)
def test_a_card_shows_the_arguments_that_matter(layer: AnyLayer, line: str) -> None:
    assert summary_line(layer) == line


@given(LAYERS)
def test_every_layer_has_a_line(layer: AnyLayer) -> None:
    assert len(summary_line(layer)) <= 60


def test_unknown_kinds_and_fields_are_told_what_there_is() -> None:
    with pytest.raises(CnnguiError) as caught:
        spec("Conv3D")
    assert "Conv2D" in str(caught.value)
    with pytest.raises(CnnguiError) as caught:
        field_spec("Dense", "filters")
    assert "units" in str(caught.value)
