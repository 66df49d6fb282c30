"""Generated code, run, builds what the engine builds: kinds, arguments, counts, first weights and outputs."""

from __future__ import annotations

import os
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cnngui.course.presets import preset, presets
from cnngui.export.keras_code import Wishes, keras_code
from cnngui.export.keras_code.calls import NEEDED, USUALLY_BARE
from cnngui.network.augmentation import Augmentation
from cnngui.network.blocks import AnyEntry, Repeat, Residual
from cnngui.network.graph import Merge, Node, nodes
from cnngui.network.inference.infer import Inference, infer
from cnngui.network.inference.propagation import node_shapes
from cnngui.network.initializers import Orthogonal, RandomNormal, RandomUniform
from cnngui.network.layers import (
    LSTM,
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LocalResponseNormalization,
    Maxout,
    MaxPooling2D,
    PositionBias,
    RandomFlip,
    RandomZoom,
    SeparableConv2D,
)
from cnngui.network.network import Network
from cnngui.network.recipe import AdamW, EarlyStopping, Recipe
from cnngui.network.schedules import CosineDecay
from cnngui.network.table import LAYER_TABLE
from tests.network.block_stacks import block_networks
from tests.network.stacks import networks

pytestmark = pytest.mark.tensorflow

CASES = int(os.environ.get("CNNGUI_KERAS_CASES", "25"))
SEED = 7
MOST_PARAMETERS = 5_000_000
"""Larger presets are not built: their layers are compared as `infer` counts them."""

SMALL = [entry.name for entry in presets() if (infer(entry.network).total_parameters or 0) <= MOST_PARAMETERS]
LARGE = [entry.name for entry in presets() if entry.name not in SMALL]


def run(network: Network, **wishes: bool) -> Any:
    """Return the model that the code of a network makes."""
    code = keras_code(network, wishes=Wishes(reproducible=True, **wishes))
    # The training part is left out; without a recipe the seed is the usual one.
    text = code.text.replace(f"set_random_seed({Recipe().seed})", f"set_random_seed({SEED})")
    space: dict[str, Any] = {}
    exec(compile(text, "code", "exec"), space)
    return space["model"]


def built(network: Network) -> Any:
    from cnngui.engine.keras_backend.build import build_model

    return build_model(network, SEED)


def kind(layer: Any) -> str:
    name = type(layer).__name__
    return "Dropout" if name == "ByteDropout" else name


def arguments(layer: Any) -> dict[str, Any]:
    """Return what a layer was made from, but for its name and what stands in classes of our own."""
    config = dict(layer.get_config())
    for key in ("name", "bias_initializer") if kind(layer) == "PositionBias" else ("name",):
        config.pop(key, None)
    return config


def assert_same(network: Network) -> None:
    """Compare the model that the code makes with the engine's, layer by layer and number by number."""
    made, ours = run(network), built(network)
    assert [kind(layer) for layer in made.layers] == [kind(layer) for layer in ours.layers]
    for left, right in zip(made.layers[1:], ours.layers[1:], strict=True):
        assert arguments(left) == arguments(right)
        for one, other in zip(left.get_weights(), right.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)
    assert made.count_params() == infer(network).total_parameters
    # An Embedding behind other layers may be asked for words that it does not know.
    embeddings = [place for place, layer in enumerate(network.entries) if layer.kind == "Embedding"]
    if prod(network.input_shape) <= 100_000 and embeddings in ([], [0]):
        most = 1 if embeddings else 2
        inputs = np.random.default_rng(1).integers(0, most, (2, *network.input_shape)).astype(np.float32)
        np.testing.assert_array_equal(np.array(made(inputs)), np.array(ours(inputs)))
        # The draws of random layers are the engine's only where it has not a cheaper way of drawing.
        if all(layer.kind != "Dropout" for layer in network.entries):
            np.testing.assert_array_equal(
                np.array(made(inputs, training=True)), np.array(ours(inputs, training=True))
            )


@pytest.mark.parametrize("name", SMALL)
def test_the_code_of_a_preset_builds_the_preset(name: str) -> None:
    assert_same(preset(name).network)


@pytest.mark.parametrize("name", LARGE)
def test_the_code_of_a_large_preset_makes_the_same_layers(name: str) -> None:
    import keras

    network = preset(name).network
    # Inside, variables have a shape but no values: VGG19 alone would be 575 MB.
    with keras.StatelessScope(initialize_variables=False):
        model = run(network)
        made = sorted(
            (kind(layer), layer.output.shape[1:], layer.count_params()) for layer in model.layers[1:]
        )
    shapes, rules = node_shapes(network), infer(network)
    ours = [
        (node.kind, shapes[node.name][1], 0 if isinstance(node.layer, Merge) else counted(node, rules))
        for node in nodes(network)
    ]
    assert made == sorted(ours)


def counted(node: Node, inference: Inference) -> int:
    """Return the parameters of a layer; copies in a Repeat are as large as the first."""
    return inference.result(node.source).parameters or 0


def picture(*layers: AnyEntry) -> Network:
    return Network(input_shape=(8, 8, 4), layers=layers)


BLOCK = Residual(branches=((Conv2D(filters=4, padding="same"), BatchNormalization(), Activation()), ()))
CASES_BY_NAME = {
    "own kinds": picture(LocalResponseNormalization(depth_radius=2), Maxout(), PositionBias()),
    "a function": picture(BLOCK, BLOCK, MaxPooling2D(), BLOCK),
    "a loop with a block": picture(Repeat(times=3, branches=((BLOCK, Dropout(rate=0.2)),))),
    "initializers out of turn": picture(
        SeparableConv2D(pointwise_initializer=RandomNormal(stddev=0.1)), Conv2D(), RandomFlip()
    ),
    "a recurrent layer": Network(
        input_shape=(5, 3),
        layers=(
            LSTM(
                units=4,
                kernel_initializer=RandomUniform(maxval=0.1),
                recurrent_initializer=Orthogonal(gain=2),
            ),
        ),
    ),
    "names by hand": picture(Conv2D(name="edges"), Dense(name="dense_7", units=3), Dense(units=3)),
}


@pytest.mark.parametrize("name", CASES_BY_NAME)
def test_code_builds_what_the_engine_builds(name: str) -> None:
    assert_same(CASES_BY_NAME[name])


# Keras warns of what cnngui warns of too: a softmax over a single value.
@pytest.mark.filterwarnings("ignore:.*softmax over axis:UserWarning")
@pytest.mark.timeout(120 + CASES)
@settings(max_examples=CASES, suppress_health_check=list(HealthCheck))
@given(network=st.one_of(block_networks(), networks(5)))
def test_code_of_random_networks_builds_what_the_engine_builds(network: Network) -> None:
    inference = infer(network)
    assume(inference.ok and network.layers and (inference.total_parameters or 0) < 1_000_000)
    assert_same(network)


def test_names_by_hand_are_the_model_s() -> None:
    model = run(picture(Conv2D(name="edges"), Residual(name="skip", branches=((), ()))))
    assert [layer.name for layer in model.layers[1:]] == ["edges", "skip"]


def test_arguments_stand_in_the_order_of_keras() -> None:
    import inspect

    import keras

    for row in LAYER_TABLE.values():
        if not hasattr(keras.layers, row.kind):
            continue
        signature = inspect.signature(getattr(keras.layers, row.kind)).parameters
        needed = [name for name, each in signature.items() if each.default is each.empty and name != "kwargs"]
        assert NEEDED.get(row.kind, ()) == tuple(needed), row.kind
        if row.kind in USUALLY_BARE:
            assert next(iter(signature)) == USUALLY_BARE[row.kind]


def test_the_whole_program_trains() -> None:
    xor = Network(input_shape=(2,), layers=(Dense(units=4, activation="tanh"), Dense(units=1)))
    text = keras_code(xor, Recipe(epochs=2, batch_size=4), "xor", wishes=Wishes(comments=True, tf1=True)).text
    space: dict[str, Any] = {}
    exec(compile(text, "code", "exec"), space)
    assert set(space["history"].history) == {"accuracy", "loss", "val_accuracy", "val_loss"}


def test_a_program_with_all_that_a_recipe_holds_trains(tiny_data: str, tmp_path: Path) -> None:
    with np.load(tiny_data) as arrays:
        pictures = {name: array[..., np.newaxis] if "x" in name else array for name, array in arrays.items()}
    np.savez(tmp_path / "bars.npz", **pictures)
    recipe = Recipe(
        optimizer=AdamW(learning_rate=0.01, weight_decay=0.01),
        schedule=CosineDecay(decay_epochs=2, warm_up_epochs=0.5),
        epochs=2,
        batch_size=16,
        validation_split=0.2,
        global_clipnorm=1.0,
        label_smoothing=0.1,
        class_weight={0: 2.0, 1: 0.5},
        early_stopping=EarlyStopping(monitor="val_metric", patience=1),
        augmentation=Augmentation(
            shift=0.1, rotation=10.0, zoom=0.1, horizontal_flip=True, noise=0.1, elastic=4.0
        ),
    )
    network = Network(input_shape=(8, 8, 1), layers=(Flatten(), Dense(units=3)))
    data = str(tmp_path / "bars.npz")
    text = keras_code(network, recipe, data, wishes=Wishes(comments=True, tf1=True)).text
    space: dict[str, Any] = {}
    exec(compile(text, "code", "exec"), space)
    space["data"].close()
    assert set(space["history"].history) == {"accuracy", "loss", "val_accuracy", "val_loss"}
    optimizer = space["varied"].optimizer
    assert (type(optimizer).__name__, optimizer.global_clipnorm) == ("AdamW", 1.0)
    assert float(optimizer.weight_decay) == 0.01
    assert space["early_stopping"].restore_best_weights


def test_a_program_in_bfloat16_gives_each_layer_the_numbers_it_is_trained_with() -> None:
    import keras

    from cnngui.engine.keras_backend.precision import computing_in

    def branch(name: str) -> Residual:
        return Residual(
            name=name, branches=((Conv2D(filters=4, padding="same"), LocalResponseNormalization()), ())
        )

    network = picture(
        RandomFlip(),
        RandomZoom(height_factor=0.1),
        Conv2D(filters=4),
        Repeat(times=2, branches=((BatchNormalization(), LocalResponseNormalization()),)),
        branch("first"),
        branch("second"),
        Flatten(),
        Dense(units=6, activation="softmax"),
        Dropout(rate=0.1),
        Dense(units=3),
    )
    text, end, _ = keras_code(network, Recipe(precision="mixed_bfloat16")).text.partition("outputs)\n")
    space: dict[str, Any] = {}
    try:
        exec(compile(text + end, "code", "exec"), space)
    finally:
        keras.config.set_dtype_policy("float32")
    written = [(kind(layer), layer.dtype_policy.name) for layer in space["model"].layers[1:]]
    model = built(network)
    with computing_in("mixed_bfloat16", model, network):
        trained = [(kind(layer), layer.dtype_policy.name) for layer in model.layers[1:]]
    assert written == trained
    assert {policy for _, policy in written} == {"float32", "mixed_bfloat16"}
    assert space["model"].output.dtype == "float32"
