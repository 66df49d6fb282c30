"""Two networks for pictures of things: in TensorFlow 1's words and in Keras'."""

from __future__ import annotations

from cnngui.course.presets.preset import HANSUNG, Preset, note
from cnngui.course.presets.usual import NARROW, printed, said, slide_convolution
from cnngui.network.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.network.penalties import MaxNorm
from cnngui.network.recipe import SGD, Recipe, RMSprop
from cnngui.network.schedules import InverseTimeDecay


def presets() -> tuple[Preset, ...]:
    """Return both."""
    return _in_tensorflow(), _in_keras()


def _in_tensorflow() -> Preset:
    def build() -> Network:
        # p_keep_conv 0.8 and p_keep_hidden 0.5; the third dropout comes behind the reshape.
        layers = (
            *(*slide_convolution(32), Dropout(rate=0.2)),
            *(*slide_convolution(64), Dropout(rate=0.2)),
            *(*slide_convolution(128), Flatten(), Dropout(rate=0.2)),
            Dense(units=625, activation="relu", use_bias=False, kernel_initializer=NARROW),
            Dropout(rate=0.5),
            Dense(units=10, use_bias=False, kernel_initializer=NARROW),
        )
        return Network(input_shape=(32, 32, 3), layers=layers)

    rows = (
        "input 32×32×3, max_pooling2d 14×14×32, conv2d_1 14×14×62, max_pooling2d_1 7×7×64, conv2d_2 7×7×128, "
        "max_pooling2d_2 4×4×128, flatten 2048"
    )
    no_bias = note("no_bias", parameters=1_379_274, with_bias=1_380_133)
    return Preset(
        name="cifar10-cnn-tf",
        lesson_code="cifar10",
        build=build,
        recipe=Recipe(optimizer=RMSprop(learning_rate=0.001, rho=0.9), batch_size=128, epochs=50),
        data="cifar10",
        figures=(printed(HANSUNG, rows),),
        notes=said("cifar_comments", "scrambled", no_bias, "softmax_deleted", "no_accuracy"),
    )


def _in_keras() -> Preset:
    limit = MaxNorm(max_value=3.0)

    def build() -> Network:
        convolution = Conv2D(filters=32, padding="same", activation="relu", kernel_constraint=limit)
        dense = Dense(units=512, activation="relu", kernel_constraint=limit)
        reading = (convolution, convolution, MaxPooling2D(strides=(2, 2)), Flatten())
        layers = (*reading, dense, Dense(units=10, activation="softmax"))
        return Network(input_shape=(32, 32, 3), layers=layers)

    rows = (
        "conv2d 32×32×32 896, conv2d_1 32×32×32 9248, max_pooling2d 16×16×32 0, flatten 8192 0, "
        "dense 512 4194816, dense_1 10 5130"
    )
    gone = note("gone_from_keras", words="nb_epoch, border_mode, W_constraint, lr, decay")
    optimizer = SGD(learning_rate=0.01, momentum=0.9)
    decay = InverseTimeDecay(decay=0.001)  # lr / epochs
    return Preset(
        name="cifar10-cnn-keras",
        lesson_code="cifar10",
        build=build,
        recipe=Recipe(optimizer=optimizer, schedule=decay, batch_size=32, epochs=10),
        data="cifar10",
        figures=(printed(HANSUNG, rows, total=4_210_090, trainable=4_210_090),),
        notes=said("channels_first", "decay_a_step", gone, "no_accuracy"),
    )
