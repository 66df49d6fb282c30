"""Two networks for pictures of things: in TensorFlow 1's words and in Keras'."""

from __future__ import annotations

from cnngui.course.presets.preset import HANSUNG, Figures, Preset, note
from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import AnyLayer, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.network.penalties import MaxNorm
from cnngui.network.recipe import SGD, Recipe, RMSprop
from cnngui.network.schedules import InverseTimeDecay

_32 = (32, 32, 3)


def presets() -> tuple[Preset, ...]:
    """Return both."""
    return _in_tensorflow(), _in_keras()


def _in_tensorflow() -> Preset:
    start = RandomNormal(stddev=0.01)

    def convolution(filters: int) -> tuple[AnyLayer, AnyLayer]:
        convolution = Conv2D(
            filters=filters, padding="same", activation="relu", use_bias=False, kernel_initializer=start
        )
        return convolution, MaxPooling2D(padding="same")

    def build() -> Network:
        # p_keep_conv 0.8 and p_keep_hidden 0.5; the third dropout comes behind the reshape.
        layers = (
            *(*convolution(32), Dropout(rate=0.2)),
            *(*convolution(64), Dropout(rate=0.2)),
            *(*convolution(128), Flatten(), Dropout(rate=0.2)),
            Dense(units=625, activation="relu", use_bias=False, kernel_initializer=start),
            Dropout(rate=0.5),
            Dense(units=10, use_bias=False, kernel_initializer=start),
        )
        return Network(input_shape=_32, layers=layers)

    return Preset(
        name="cifar10-cnn-tf",
        lesson_code="cifar10",
        build=build,
        recipe=Recipe(optimizer=RMSprop(learning_rate=0.001, rho=0.9), batch_size=128, epochs=50),
        data="cifar10",
        figures=(
            Figures(
                HANSUNG,
                shapes={
                    "input": _32,
                    "max_pooling2d": (14, 14, 32),
                    "conv2d_1": (14, 14, 62),
                    "max_pooling2d_1": (7, 7, 64),
                    "conv2d_2": (7, 7, 128),
                    "max_pooling2d_2": (4, 4, 128),
                    "flatten": (2048,),
                },
            ),
        ),
        notes=(
            note("cifar_comments"),
            note("scrambled"),
            note("no_bias", parameters=1_379_274, with_bias=1_380_133),
            note("softmax_deleted"),
            note("no_accuracy"),
        ),
    )


def _in_keras() -> Preset:
    limit = MaxNorm(max_value=3.0)

    def convolution() -> Conv2D:
        return Conv2D(filters=32, padding="same", activation="relu", kernel_constraint=limit)

    def build() -> Network:
        layers = (
            convolution(),
            convolution(),
            MaxPooling2D(strides=(2, 2)),
            Flatten(),
            Dense(units=512, activation="relu", kernel_constraint=limit),
            Dense(units=10, activation="softmax"),
        )
        return Network(input_shape=_32, layers=layers)

    return Preset(
        name="cifar10-cnn-keras",
        lesson_code="cifar10",
        build=build,
        # decay = lr / epochs
        recipe=Recipe(
            optimizer=SGD(learning_rate=0.01, momentum=0.9),
            schedule=InverseTimeDecay(decay=0.001),
            batch_size=32,
            epochs=10,
        ),
        data="cifar10",
        figures=(
            Figures(
                HANSUNG,
                total=4_210_090,
                trainable=4_210_090,
                parameters={
                    "conv2d": 896,
                    "conv2d_1": 9_248,
                    "max_pooling2d": 0,
                    "flatten": 0,
                    "dense": 4_194_816,
                    "dense_1": 5_130,
                },
                shapes={
                    "conv2d": (32, 32, 32),
                    "conv2d_1": (32, 32, 32),
                    "max_pooling2d": (16, 16, 32),
                    "flatten": (8192,),
                    "dense": (512,),
                    "dense_1": (10,),
                },
            ),
        ),
        notes=(
            note("channels_first"),
            note("decay_a_step"),
            note("gone_from_keras", words="nb_epoch, border_mode, W_constraint, lr, decay"),
            note("no_accuracy"),
        ),
    )
