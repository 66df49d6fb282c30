"""Models as people write them with Keras: what `tests.keras_import` takes over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

L: Any = keras.layers
Made = Callable[[], Any]


def perceptron() -> Any:
    return keras.Sequential(
        [keras.Input((5,)), L.Dense(7, activation="tanh"), L.Dense(1, activation="sigmoid")]
    )


def digits() -> Any:
    """keras.io's first example of a convolutional network, made smaller."""
    return keras.Sequential(
        [
            keras.Input(shape=(12, 12, 1)),
            L.Conv2D(6, kernel_size=(3, 3), activation="relu"),
            L.MaxPooling2D(pool_size=(2, 2)),
            L.Conv2D(8, kernel_size=(3, 3), activation="relu"),
            L.Flatten(),
            L.Dropout(0.5),
            L.Dense(10, activation="softmax"),
        ],
        name="digits",
    )


def built_late() -> Any:
    model = keras.Sequential([L.Dense(3, activation="relu"), L.BatchNormalization(), L.Dense(2)])
    model.build((None, 4))
    return model


def vgg() -> Any:
    layers = [keras.Input((16, 16, 3))]
    for block, filters in enumerate((4, 6), 1):
        for number in (1, 2):
            name = f"block{block}_conv{number}"
            layers.append(L.Conv2D(filters, 3, padding="same", activation="relu", name=name))
        layers.append(L.MaxPooling2D((2, 2), strides=(2, 2), name=f"block{block}_pool"))
    layers += [L.Flatten(), L.Dense(9, "relu", kernel_regularizer="l2"), L.Dense(4, "softmax")]
    return keras.Sequential(layers)


def resnet() -> Any:
    """Residual blocks with a projection and with the identity, in keras.applications' order of writing."""

    def block(x: Any, filters: int, stride: int, projected: bool) -> Any:
        shortcut = x
        if projected:
            shortcut = L.Conv2D(filters, 1, strides=stride)(x)
            shortcut = L.BatchNormalization(epsilon=1.001e-5)(shortcut)
        x = L.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
        x = L.BatchNormalization(axis=3)(x)
        x = L.Activation("relu")(x)
        x = L.Conv2D(filters, 3, padding="same", kernel_initializer="he_normal")(x)
        x = L.BatchNormalization()(x)
        return L.ReLU()(L.Add()([shortcut, x]))

    inputs = keras.Input((12, 12, 3))
    x = L.ZeroPadding2D(padding=((1, 1), (1, 1)))(inputs)
    x = L.Conv2D(4, 3)(x)
    x = block(x, 4, 1, projected=False)
    x = block(x, 6, 2, projected=True)
    x = L.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, L.Dense(5, activation="softmax")(x), name="resnet")


def inception() -> Any:
    inputs = keras.Input((10, 10, 4))
    branches = [
        L.Conv2D(2, 1, activation="relu")(inputs),
        L.Conv2D(3, 3, padding="same")(L.Conv2D(2, 1)(inputs)),
        L.Conv2D(2, 5, padding="same")(L.Conv2D(2, 1)(inputs)),
        L.Conv2D(2, 1)(L.MaxPooling2D(3, strides=1, padding="same")(inputs)),
    ]
    x = L.Concatenate(axis=3)(branches)
    x = L.AveragePooling2D(2)(x)
    return keras.Model(inputs, L.Dense(3)(L.Flatten()(x)))


def densenet() -> Any:
    inputs = keras.Input((8, 8, 2))
    x = inputs
    for _ in range(3):
        fresh = L.Conv2D(2, 3, padding="same")(L.Activation("relu")(L.BatchNormalization()(x)))
        x = L.Concatenate()([x, fresh])
    return keras.Model(inputs, L.Dense(3)(L.GlobalMaxPooling2D()(x)))


def unet() -> Any:
    inputs = keras.Input((8, 8, 1))
    first = L.Conv2D(3, 3, padding="same", activation="relu")(inputs)
    second = L.Conv2D(4, 3, padding="same", activation="relu")(L.MaxPooling2D()(first))
    low = L.Conv2D(5, 3, padding="same", activation="relu")(L.MaxPooling2D()(second))
    up = L.Conv2DTranspose(4, 2, strides=2)(low)
    up = L.Conv2D(4, 3, padding="same")(L.Concatenate()([second, up]))
    up = L.Conv2DTranspose(3, 2, strides=2)(up)
    up = L.Conv2D(3, 3, padding="same")(L.Concatenate()([first, up]))
    return keras.Model(inputs, L.Conv2D(1, 1, activation="sigmoid")(up))


def operators() -> Any:
    """Written with ``+`` and keras.ops, which make functions instead of layers."""
    inputs = keras.Input((6, 6, 4))
    x = inputs + L.Conv2D(4, 3, padding="same")(inputs)
    x = keras.ops.relu(x)
    x = keras.ops.concatenate([x, L.Conv2D(2, 1)(x)], axis=-1)
    return keras.Model(inputs, L.Dense(2)(L.Flatten()(x)))


def separable() -> Any:
    """As in MobileNet and Xception."""
    return keras.Sequential(
        [
            keras.Input((11, 11, 3)),
            L.Rescaling(1 / 127.5, offset=-1),
            L.DepthwiseConv2D(3, depth_multiplier=2, padding="same"),
            L.BatchNormalization(scale=False, momentum=0.9),
            L.LeakyReLU(negative_slope=0.1),
            L.SeparableConv2D(5, 3, strides=2, activation="swish"),
            L.LayerNormalization(),
            L.GroupNormalization(groups=5, epsilon=1e-4),
            L.SpatialDropout2D(0.2),
            L.GlobalAveragePooling2D(keepdims=True),
            L.Reshape((5,)),
            L.Dense(3),
            L.Softmax(),
        ]
    )


def sentences() -> Any:
    """Words, one-dimensional windows of three widths side by side (Kim, 2014)."""
    inputs = keras.Input((9,), dtype="int32")
    words = L.Embedding(50, 6)(inputs)
    pooled = [L.GlobalMaxPooling1D()(L.Conv1D(4, width, activation="relu")(words)) for width in (2, 3, 4)]
    x = L.Dropout(0.5, seed=7)(L.Concatenate()(pooled))
    return keras.Model(inputs, L.Dense(2, kernel_constraint=keras.constraints.MaxNorm(3))(x))


def recurrent() -> Any:
    return keras.Sequential(
        [
            keras.Input((7, 3)),
            L.Conv1D(4, 3, padding="causal"),
            L.MaxPooling1D(2, strides=1),
            L.LSTM(5, return_sequences=True),
            L.SimpleRNN(4),
            L.Dense(2),
        ]
    )


def volumes() -> Any:
    return keras.Sequential(
        [
            keras.Input((6, 6, 6, 1)),
            L.Conv3D(3, 3, activation="elu"),
            L.AveragePooling3D(2),
            L.GlobalAveragePooling3D(),
            L.Dense(2),
        ]
    )


def augmented() -> Any:
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            L.RandomFlip("horizontal"),
            L.RandomRotation(0.1),
            L.RandomTranslation(0.1, 0.2),
            L.RandomZoom(0.2),
            L.Conv2D(2, 3, activation="gelu"),
            L.Flatten(),
            L.Dense(3),
        ]
    )


def transfer() -> Any:
    """A frozen base with a new head: two models as layers of a third."""
    base = keras.Sequential(
        [keras.Input((8, 8, 3)), L.Conv2D(4, 3, activation="relu"), L.BatchNormalization()], name="base"
    )
    base.trainable = False
    inner = keras.Input((6, 6, 4))
    head = keras.Model(inner, L.Dense(3)(L.Flatten()(L.Add()([inner, L.Conv2D(4, 1)(inner)]))), name="head")
    inputs = keras.Input((8, 8, 3))
    return keras.Model(inputs, head(base(inputs, training=False)))


def noisy() -> Any:
    return keras.Sequential(
        [
            keras.Input((9, 4)),
            L.GaussianNoise(0.1),
            L.SpatialDropout1D(0.2),
            L.Conv1D(3, 3, activation="selu"),
            L.AlphaDropout(0.1),
            L.GaussianDropout(0.3, seed=5),
            L.Flatten(),
            L.ActivityRegularization(l2=0.01),
            L.Dense(2),
        ]
    )


def squeezed() -> Any:
    """A block of MobileNetV3: squeeze-and-excitation with a hard sigmoid of sums and products."""
    inputs = keras.Input((8, 8, 6))
    x = L.ZeroPadding2D(((0, 1), (0, 1)))(inputs)
    x = L.DepthwiseConv2D(3, strides=2, use_bias=False)(x)
    x = L.Activation("hard_silu")(L.BatchNormalization()(x))
    weights = L.GlobalAveragePooling2D(keepdims=True)(x)
    weights = L.ReLU()(L.Conv2D(2, 1)(weights))
    weights = L.ReLU(6.0)(L.Conv2D(6, 1)(weights) + 3.0) * (1.0 / 6.0)
    x = L.Multiply()([x, weights])
    return keras.Model(inputs, L.Dense(3)(L.GlobalMaxPooling2D()(x)))


def merged() -> Any:
    inputs = keras.Input((5, 5, 3))
    x = inputs
    for merge in (L.Subtract, L.Maximum, L.Minimum, L.Average, L.Multiply):
        x = merge()([x, L.Conv2D(3, 3, padding="same")(x)])
    x = keras.ops.maximum(x, L.Conv2D(3, 1)(x)) - L.Conv2D(3, 1)(x)
    return keras.Model(inputs, L.Dense(2)(L.Flatten()(x)))


def framed() -> Any:
    return keras.Sequential(
        [
            keras.Input((7, 8, 2)),
            L.ZeroPadding2D(((1, 0), (2, 3))),
            L.Conv2D(3, 3, activation="relu6"),
            L.Cropping2D(((0, 1), (2, 0))),
            L.PReLU(shared_axes=[1, 2]),
            L.UpSampling2D((2, 1), interpolation="bilinear"),
            L.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=1),
            L.PReLU(),
            L.ReLU(max_value=4, negative_slope=0.1, threshold=0.2),
            L.Normalization(mean=[0.5, 0.25], variance=[2.0, 0.5]),
            L.Rescaling([0.5, 2.0], offset=[1.0, -1.0]),
            L.Flatten(),
            L.Dense(2, activation="hard_sigmoid"),
        ]
    )


def functions_as_layers() -> Any:
    """Activations given as layers: with arguments they are layers of their own here."""
    model = keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            L.Conv2D(4, 3, activation=L.ReLU()),
            L.Conv2D(4, 3, activation=L.LeakyReLU(0.1)),
            L.Flatten(),
            L.Dense(5, activation=L.PReLU()),
            L.Activation(L.ReLU(max_value=2)),
            L.Dense(4, activation=L.Softmax()),
        ]
    )
    # The slopes are made when the model first answers.
    model(keras.ops.zeros((1, 6, 6, 2)))
    return model


def arithmetic() -> Any:
    inputs = keras.Input((6,))
    x = 3 - L.Dense(4)(inputs * 2)
    x = -(x / 4 + 1) - 0.5
    x = keras.ops.leaky_relu(keras.ops.clip(x, 0, 6) + x, 0.1)
    return keras.Model(inputs, L.Dense(2)(keras.ops.hard_sigmoid(x)))


def named() -> Any:
    """One input and one output, with names, and a model inside that is called by the name of its input."""
    inner = keras.Input((5,), name="features")
    body = keras.Model({"features": inner}, {"out": L.Dense(3)(inner)})
    inputs = keras.Input((5,), name="x")
    return keras.Model({"x": inputs}, {"y": L.Dense(2)(body({"features": inputs})["out"])})


MODELS: dict[str, Made] = {
    made.__name__: made
    for made in (
        *(perceptron, digits, built_late, vgg, resnet, inception, densenet, unet, operators),
        *(separable, sentences, recurrent, volumes, augmented, transfer),
        *(noisy, squeezed, merged, framed, functions_as_layers, arithmetic),
    )
}
