from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnngui.course.presets import preset, presets
from cnngui.export.keras_code import Wishes, keras_code
from cnngui.network.augmentation import Augmentation
from cnngui.network.blocks import AnyEntry, Parallel, Repeat, Residual
from cnngui.network.inference.infer import infer
from cnngui.network.initializers import HeNormal, RandomNormal
from cnngui.network.layers import (
    Activation,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LocalResponseNormalization,
    Maxout,
    MaxPooling2D,
    Rescaling,
    Reshape,
)
from cnngui.network.network import Network
from cnngui.network.penalties import L2
from cnngui.network.recipe import (
    SGD,
    Adagrad,
    AdamW,
    EarlyStopping,
    Nadam,
    Precision,
    Recipe,
    RMSprop,
)
from cnngui.network.schedules import (
    Constant,
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    OneCycle,
    ReduceLROnPlateau,
)
from tests.network.block_stacks import block_networks
from tests.network.stacks import networks

WISHES = st.builds(Wishes, comments=st.booleans(), tf1=st.booleans(), reproducible=st.booleans())
ALL = Wishes(comments=True, tf1=True, reproducible=True)


def code(*layers: AnyEntry, shape: tuple[int, ...] = (8, 8, 4), **wishes: bool) -> list[str]:
    """Return the lines that make the layers, without imports and model."""
    lines = keras_code(Network(input_shape=shape, layers=layers), wishes=Wishes(**wishes)).text.splitlines()
    return [line for line in lines[3:-1] if not line.startswith("inputs =")]


def conv(filters: int, size: int = 3, name: str = "") -> Conv2D:
    return Conv2D(name=name, filters=filters, kernel_size=(size, size), padding="same")


# Layers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "written"),
    [
        (Conv2D(), "layers.Conv2D(32, 3)"),
        (Conv2D(filters=6, kernel_size=(5, 3), strides=(2, 2)), "layers.Conv2D(6, (5, 3), strides=2)"),
        (Dense(units=10, activation="softmax"), 'layers.Dense(10, activation="softmax")'),
        (Dense(units=9, kernel_initializer=HeNormal()), 'layers.Dense(9, kernel_initializer="he_normal")'),
        (
            Dense(units=9, use_bias=False, kernel_regularizer=L2()),
            'layers.Dense(9, use_bias=False, kernel_regularizer="l2")',
        ),
        (
            Dense(units=9, kernel_regularizer=L2(l2=5e-4)),
            "layers.Dense(9, kernel_regularizer=keras.regularizers.L2(l2=0.0005))",
        ),
        (MaxPooling2D(), "layers.MaxPooling2D()"),
        (MaxPooling2D(pool_size=(3, 3), strides=(2, 2)), "layers.MaxPooling2D(3, strides=2)"),
        (Dropout(), "layers.Dropout(0.5)"),
        (Activation(), 'layers.Activation("relu")'),
        (Reshape(target_shape=(2, 2, 2)), "layers.Reshape((2, 2, 2))"),
        (Reshape(target_shape=(-1,)), "layers.Reshape((-1,))"),
        (Rescaling(scale=1 / 255), "layers.Rescaling(1 / 255)"),
        (Rescaling(scale=2.0, offset=-1.0), "layers.Rescaling(2.0, offset=-1.0)"),
        (Maxout(num_pieces=4), "Maxout(4)"),
        (Flatten(), "layers.Flatten()"),
    ],
)
def test_a_layer_is_written_as_by_hand(layer: AnyEntry, written: str) -> None:
    assert code(layer)[-1] == f"outputs = {written}(inputs)"


def test_names_stand_when_they_were_given_by_hand() -> None:
    lines = code(conv(4, name="edges"), conv(4), conv(4, name="dense_2"))
    assert ['name="edges"' in line for line in lines] == [True, False, False]


def test_long_calls_are_broken_argument_by_argument() -> None:
    dense = Dense(
        units=10, activation="softmax", kernel_initializer=RandomNormal(stddev=0.01), use_bias=False
    )
    assert code(dense) == [
        "outputs = layers.Dense(",
        "    10,",
        '    activation="softmax",',
        "    use_bias=False,",
        "    kernel_initializer=keras.initializers.RandomNormal(stddev=0.01),",
        ")(inputs)",
    ]


# Blocks ---------------------------------------------------------------------------------------------


def test_a_block_that_stands_alone_is_written_out() -> None:
    block = Residual(branches=((conv(8), Activation()), (conv(8, 1),)))
    assert code(block) == [
        'main = layers.Conv2D(8, 3, padding="same")(inputs)',
        'main = layers.Activation("relu")(main)',
        'shortcut = layers.Conv2D(8, 1, padding="same")(inputs)',
        "outputs = layers.Add()([main, shortcut])",
    ]


def test_blocks_in_blocks_have_variables_of_their_own() -> None:
    inner = Residual(branches=((conv(4),), ()))
    assert code(Residual(branches=((conv(4), inner), ()))) == [
        'main = layers.Conv2D(4, 3, padding="same")(inputs)',
        'inner_main = layers.Conv2D(4, 3, padding="same")(main)',
        "main = layers.Add()([inner_main, main])",
        "outputs = layers.Add()([main, inputs])",
    ]


def test_a_block_used_three_times_is_one_function() -> None:
    blocks = [Residual(branches=((conv(4),), ())) for _ in range(3)]
    assert code(*blocks) == [
        "",
        "def residual(x):",
        '    main = layers.Conv2D(4, 3, padding="same")(x)',
        "    return layers.Add()([main, x])",
        "",
        "",
        "x = residual(inputs)",
        "x = residual(x)",
        "outputs = residual(x)",
    ]


def test_numbers_that_differ_between_uses_are_arguments() -> None:
    def block(filters: int, stride: int) -> Residual:
        strided = Conv2D(filters=filters, strides=(stride, stride), padding="same")
        shortcut = Conv2D(filters=4 * filters, kernel_size=(1, 1), strides=(stride, stride))
        return Residual(branches=((strided, conv(4 * filters, 1)), (shortcut,)))

    lines = code(block(2, 1), block(3, 2), block(8, 1))
    assert lines[1] == "def residual_with_projection(x, filters, strides=1):"
    assert lines[2] == '    main = layers.Conv2D(filters, 3, strides=strides, padding="same")(x)'
    assert lines[3] == '    main = layers.Conv2D(4 * filters, 1, padding="same")(main)'
    assert lines[-3:] == [
        "x = residual_with_projection(inputs, 2)",
        "x = residual_with_projection(x, 3, strides=2)",
        "outputs = residual_with_projection(x, 8)",
    ]


def test_blocks_with_other_activations_are_other_functions() -> None:
    blocks = [
        Residual(branches=((Activation(activation=name),), ())) for name in ("relu", "relu", "tanh", "tanh")
    ]
    assert [line for line in code(*blocks) if line.startswith("def")] == [
        "def residual(x):",
        "def residual_2(x):",
    ]


def test_a_function_is_called_as_its_blocks_are() -> None:
    blocks = [
        Parallel(name=name, branches=((conv(size),), (conv(2 * size), conv(5))))
        for name, size in (("inception_3a", 3), ("inception_3b", 4))
    ]
    lines = code(*blocks)
    assert lines[1] == "def inception(x, filters_1, filters_2):"
    assert lines[-2:] == ["x = inception(inputs, 3, 6)", "outputs = inception(x, 4, 8)"]


def test_more_arguments_than_anybody_would_read_are_two_blocks_written_out() -> None:
    def block(start: int) -> Parallel:
        return Parallel(branches=(tuple(conv(start + each) for each in range(7)), ()))

    assert not any(line.startswith("def") for line in code(block(1), block(20)))
    assert sum(line.startswith("def") for line in code(block(1), block(1), block(20))) == 1


def test_a_repeat_is_a_loop() -> None:
    assert code(Repeat(times=3, branches=((conv(4, name="again"), Activation()),))) == [
        "x = inputs",
        "for _ in range(3):",
        '    x = layers.Conv2D(4, 3, padding="same")(x)',
        '    x = layers.Activation("relu")(x)',
    ]
    assert code(Repeat(times=1, branches=((Flatten(),),))) == ["outputs = layers.Flatten()(inputs)"]
    assert code(Flatten(), Repeat(times=4)) == ["x = layers.Flatten()(inputs)"]


# Remarks --------------------------------------------------------------------------------------------


def test_remarks_tell_shapes_and_parameters_in_one_column() -> None:
    first, second = code(conv(6, 5), Flatten(), shape=(28, 28, 1), comments=True)[:2]
    assert first.endswith("  # 28×28×6, 156 parameters")
    assert second.endswith("  # 4704")
    assert first.index("#") == second.index("#")


def test_remarks_in_a_function_tell_only_what_is_the_same_in_each_use() -> None:
    text = "\n".join(code(*(Residual(branches=((conv(n), conv(4)), ())) for n in (2, 3)), comments=True))
    assert '"""Add the input to what the layers make of it."""' in text
    assert 'main = layers.Conv2D(filters, 3, padding="same")(x)\n' in text
    assert "x = residual(inputs, 2)                # 8×8×4, 150 parameters" in text


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (
            Conv2D(filters=32, strides=(2, 2), padding="same", kernel_initializer=RandomNormal(stddev=0.01)),
            'x = tf.nn.conv2d(x, W, strides=[1, 2, 2, 1], padding="SAME") + b',
        ),
        (
            Conv2D(filters=5, kernel_initializer=RandomNormal(stddev=0.01)),
            "tf.random_normal([3, 3, 4, 5], stddev=0.01)",
        ),
        (MaxPooling2D(), 'tf.nn.max_pool(x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="VALID")'),
        (Dropout(rate=0.3), "keep_prob = 0.7 is what is kept; rate = 0.3 is what is dropped"),
        (Flatten(), "tf.reshape(x, [-1, 256])"),
        (Dense(units=10, activation="relu", use_bias=False), "x = tf.nn.relu(tf.matmul(x, W))"),
        (Activation(activation="silu"), "x = tf.nn.swish(x)"),
        (LocalResponseNormalization(), "tf.nn.lrn(x, 5, 1, 1, 0.5)"),
    ],
)
def test_the_slides_words_stand_above_a_layer(layer: AnyEntry, words: str) -> None:
    lines = code(layer, tf1=True)
    assert any(line.startswith("# TF1: ") and words in line for line in lines)
    assert not any("TF1" in line for line in code(layer))


def test_an_error_is_told_where_it_is() -> None:
    broken = Network(input_shape=(4, 4, 1), layers=(Flatten(), Conv2D()))
    lines = keras_code(broken, Recipe()).text.splitlines()
    place = lines.index("outputs = layers.Conv2D(32, 3)(x)")
    assert lines[place - 1].startswith("# Error: conv2d needs a picture")
    assert not any("compile" in line for line in lines)


# Training -------------------------------------------------------------------------------------------


def program(name: str, recipe: Recipe, data: str = "mnist", **wishes: bool) -> str:
    return keras_code(preset(name).network, recipe, data, wishes=Wishes(**wishes)).text


@pytest.mark.parametrize(
    ("recipe", "written"),
    [
        (Recipe(), 'optimizer="adam"'),
        (Recipe(optimizer=SGD()), 'optimizer="sgd"'),
        (
            Recipe(optimizer=SGD(learning_rate=0.1, momentum=0.9)),
            "keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)",
        ),
        (Recipe(optimizer=RMSprop(rho=0.8)), "keras.optimizers.RMSprop(rho=0.8)"),
        (Recipe(batch_size=32, epochs=7), "batch_size=32, epochs=7, validation_data=(x_test, y_test)"),
        (Recipe(validation_split=0.25), "validation_split=0.25"),
        (
            Recipe(schedule=InverseTimeDecay(decay=0.01)),
            "InverseTimeDecay(\n    0.001, decay_steps=1, decay_rate=0.01\n)",
        ),
        (
            Recipe(schedule=ExponentialDecay(every_epochs=3)),
            "decay_steps=3 * steps_per_epoch, decay_rate=0.5, staircase=True",
        ),
        (
            Recipe(schedule=ReduceLROnPlateau(factor=0.2)),
            "keras.callbacks.ReduceLROnPlateau(patience=5, factor=0.2)",
        ),
        (Recipe(optimizer=AdamW()), 'optimizer="adamw"'),
        (Recipe(optimizer=Nadam(beta_1=0.8)), "keras.optimizers.Nadam(beta_1=0.8)"),
        (
            Recipe(optimizer=Adagrad(), global_clipnorm=2.0),
            "keras.optimizers.Adagrad(global_clipnorm=2.0)",
        ),
        (Recipe(schedule=CosineDecay(decay_epochs=3)), "CosineDecay(0.001, 3 * steps_per_epoch)"),
        (
            Recipe(schedule=Constant(warm_up_epochs=2.0)),
            "    4e-05, 1, alpha=1.0, warmup_target=0.001, warmup_steps=round(2.0 * steps_per_epoch)",
        ),
        (Recipe(label_smoothing=0.1), "loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.1)"),
        (Recipe(label_smoothing=0.1), "y_train = keras.utils.to_categorical(y_train, 10)"),
        (Recipe(class_weight={0: 2.0, 7: 0.5}), "class_weight={0: 2.0, 7: 0.5}"),
        (
            Recipe(early_stopping=EarlyStopping(monitor="val_metric", restore_best_weights=False)),
            'keras.callbacks.EarlyStopping("val_accuracy", patience=5, mode="max")',
        ),
        (
            Recipe(early_stopping=EarlyStopping(min_delta=0.1)),
            "EarlyStopping(\n    patience=5, min_delta=0.1, restore_best_weights=True\n)",
        ),
        (
            Recipe(augmentation=Augmentation(shift=0.1, rotation=36.0)),
            'layers.RandomRotation(0.1, fill_mode="nearest"),',
        ),
        (Recipe(augmentation=Augmentation(shift=0.1)), "history = varied.fit("),
        (Recipe(augmentation=Augmentation(elastic=34.0)), "# Left out: elastic distortion with alpha 34."),
        (Recipe(augmentation=Augmentation(elastic=34.0)), "history = model.fit("),
        (Recipe(schedule=OneCycle(cycle_epochs=3)), "warmup_target=0.001, warmup_steps=rising"),
        (Recipe(loss="mean_squared_error"), "y_test = keras.utils.to_categorical(y_test, 10)"),
        (Recipe(loss="mean_squared_error"), 'loss="mean_squared_error"'),
        (Recipe(precision="mixed_bfloat16"), 'keras.config.set_dtype_policy("mixed_bfloat16")\n\ninputs ='),
        (
            Recipe(precision="mixed_bfloat16"),
            'outputs = layers.Dense(10, activation="softmax", dtype="float32")(x)',
        ),
    ],
)
def test_the_recipe_is_written_in_keras_words(recipe: Recipe, written: str) -> None:
    assert written in program("mnist-cnn", recipe)


def test_rows_are_not_varied_in_code_and_it_is_said() -> None:
    rows = Network(input_shape=(784,), layers=(Dense(units=10),))
    text = keras_code(rows, Recipe(augmentation=Augmentation(shift=0.1)), "mnist").text
    assert "# Left out: augmentation." in text
    assert "varied" not in text.replace("Keras' layers vary", "")


@pytest.mark.parametrize("precision", ["auto", "float32"])
def test_a_program_says_nothing_of_what_keras_computes_in_by_itself(precision: Precision) -> None:
    assert program("mnist-cnn", Recipe(precision=precision)) == program("mnist-cnn", Recipe())
    assert "dtype" not in program("mnist-cnn", Recipe(precision=precision))


def test_scores_without_softmax_are_said_to_the_loss() -> None:
    many = Network(input_shape=(784,), layers=(Dense(units=10),))
    assert "SparseCategoricalCrossentropy(from_logits=True)" in keras_code(many, Recipe(), "mnist").text
    one = Network(input_shape=(2,), layers=(Dense(units=1),))
    text = keras_code(one, Recipe(), "xor").text
    assert "keras.losses.BinaryCrossentropy(from_logits=True)" in text
    assert "threshold=0" in text
    sigmoid = Network(input_shape=(2,), layers=(Dense(units=1, activation="sigmoid"),))
    assert 'loss="binary_crossentropy", metrics=["accuracy"]' in keras_code(sigmoid, Recipe(), "xor").text


LOGITS = "# The last layer has no softmax: the loss takes it itself."
ONE_HOT = "# class 2 of 3 becomes 0, 0, 1"


@pytest.mark.parametrize("comments", [True, False])
@pytest.mark.parametrize(
    ("activation", "loss", "remark"),
    [
        ("linear", "auto", LOGITS),
        ("softmax", "auto", ""),
        ("linear", "mean_squared_error", ONE_HOT),
        ("softmax", "mean_squared_error", ONE_HOT),
    ],
)
def test_scores_and_labels_are_explained_to_whoever_learns(
    activation: str, loss: str, remark: str, comments: bool
) -> None:
    network = Network.model_validate(
        {"input_shape": (784,), "layers": [Dense(units=10, activation=activation)]}
    )
    recipe = Recipe.model_validate({"loss": loss})
    text = keras_code(network, recipe, "mnist", wishes=Wishes(comments=comments)).text
    assert [each for each in (LOGITS, ONE_HOT) if each in text] == ([remark] if remark and comments else [])


def test_pictures_are_laid_out_as_the_network_wants_them() -> None:
    assert "np.pad(x_train, border)" in program("lenet-5", Recipe())
    assert "border = ((0, 0), (2, 2), (2, 2), (0, 0))" in program("lenet-5", Recipe())
    row = Network(input_shape=(784,), layers=(Dense(units=10),))
    assert "x_train.reshape(-1, 784)" in keras_code(row, Recipe(), "mnist").text
    assert "keras.datasets.cifar10" in program("cifar10-cnn-keras", Recipe(), "cifar10")
    assert 'np.load("/tmp/mine.npz")' in program("mnist-cnn", Recipe(), "/tmp/mine.npz")
    assert 'np.load("data.npz")' in program("mnist-cnn", Recipe(), "xor")


def test_rounds_of_nothing_write_nothing() -> None:
    nothing = Repeat(times=2, branches=((Repeat(times=3, branches=((),)),),))
    network = Network(input_shape=(2,), layers=(nothing, Dense(units=1)))
    text = keras_code(network, Recipe(), "xor").text
    compile(text, "code", "exec")
    assert "for _" not in text


def test_a_title_cannot_break_out_of_its_string() -> None:
    network = Network(input_shape=(2,), layers=(Dense(units=1),))
    text = keras_code(network, title='a""" + exit()\n\\', wishes=Wishes(comments=True)).text
    assert compile(text, "code", "exec").co_consts[0] == "a''' + exit() \\"


# The whole ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [each.name for each in presets()])
def test_the_code_of_presets_is_formatted(name: str) -> None:
    entry = preset(name)
    text = keras_code(entry.network, entry.recipe, entry.data, wishes=Wishes(reproducible=True)).text
    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "88", "-"]
    formatted = subprocess.run(ruff, input=text, capture_output=True, text=True, check=True, encoding="utf-8")
    # ruff breaks the last bracket if all before it just fits; people break the long one.
    by_hand = re.sub(
        r"^( *)(\w+ = [\w.]+)\((.*)\)\(\n *(\w+)\n *\)$",
        r"\1\2(\n\1    \3\n\1)(\4)",
        formatted.stdout,
        flags=re.MULTILINE,
    )
    assert by_hand == text


@settings(max_examples=150)
@given(network=st.one_of(networks(), block_networks()), wishes=WISHES)
def test_every_network_gives_code_that_python_can_read(network: Network, wishes: Wishes) -> None:
    made = keras_code(network, Recipe(), "mnist", title="any", wishes=wishes)
    compile(made.text, "code", "exec")
    assert made.text == "".join(f"{line.text}\n" for line in made.lines)
    written = {name for line in made.lines for name in line.names}
    assert written <= {"input", *network.names}
    silent = {entry.name for entry in network.entries if entry.kind == "Repeat"}
    assert {entry.name for entry in network.entries} - silent <= written


def test_lines_know_their_layers_and_layers_their_lines() -> None:
    blocks = tuple(Residual(branches=((conv(4),), ())) for _ in range(2))
    made = keras_code(Network(input_shape=(8, 8, 4), layers=(*blocks, Flatten())))

    def texts(name: str) -> list[str]:
        return [made.lines[number].text.strip() for number in made.lines_of([name])]

    assert texts("flatten") == ["outputs = layers.Flatten()(x)"]
    assert texts("conv2d_1") == ['main = layers.Conv2D(4, 3, padding="same")(x)', "x = residual(x)"]
    assert texts("residual")[-1] == "x = residual(inputs)"
    assert texts("residual")[0] == "def residual(x):"
    assert texts("input") == ["inputs = keras.Input(shape=(8, 8, 4))"]


def test_no_function_hides_a_module() -> None:
    pair = [Residual(name=f"keras_{n}", branches=((Conv2D(filters=4, padding="same"),), ())) for n in (1, 2)]
    text = keras_code(Network(input_shape=(8, 8, 4), layers=tuple(pair))).text
    assert "def keras(" not in text
    compile(text, "code", "exec")


def test_errors_in_every_use_of_a_function_are_told() -> None:
    large = (Conv2D(filters=2, kernel_size=(5, 5)),)
    blocks = [Parallel(branches=(large, large)) for _ in range(2)]
    network = Network(input_shape=(8, 8, 4), layers=tuple(blocks))
    assert {problem.where for problem in infer(network).errors} == {"conv2d_2", "conv2d_3"}
    assert keras_code(network).text.count("needs a 5×5 window") == 2


@pytest.mark.parametrize("data", ["digits", "own.npz"])
@pytest.mark.parametrize("scale", [1 / 255, 1.0])
def test_nothing_is_divided_twice(data: str, scale: float) -> None:
    network = Network(
        input_shape=(28, 28, 1),
        layers=(Rescaling(scale=scale), Flatten(), Dense(units=10, activation="softmax")),
    )
    written = keras_code(network, Recipe(), data, wishes=Wishes(comments=True)).text
    divided = "x_train / 255" in written or (".clip(0, 1) * 255" not in written and data == "own.npz")
    assert divided == (scale == 1)


@pytest.mark.parametrize("whites", [(1, 1), (1.0004, 1.0004), (255, 255), (1, 255), (16, 16), (2, 2)])
def test_the_code_brings_any_scale_to_0_to_1(whites: tuple[float, float]) -> None:
    network = Network(input_shape=(8, 8, 1), layers=(Flatten(), Dense(units=10, activation="softmax")))
    lines = keras_code(network, Recipe(), "own.npz").text.splitlines()
    begin = next(i for i, line in enumerate(lines) if line.startswith("def scaled"))
    end = next(i for i, line in enumerate(lines) if line.startswith("x_train, x_test = scaled"))
    unit = np.linspace(0, 1, 128).reshape(2, 8, 8, 1)
    values = {"x_train": unit * whites[0], "x_test": unit * whites[1]}
    exec("\n".join(lines[begin : end + 1]), values)
    for part in ("x_train", "x_test"):
        np.testing.assert_allclose(values[part], unit, atol=1e-3)
