"""Reading digits: softmax, dense networks and CNNs, as the lessons build them one on the other."""

from __future__ import annotations

from cnngui.course.presets.preset import DEEP_LEARNING_13, KYUNGNAM, STUDENT_NOTES, Figures, Preset, note
from cnngui.network.initializers import AnyInitializer, GlorotUniform, RandomNormal
from cnngui.network.layers import ActivationName, AnyLayer, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, Recipe

_28 = (28, 28, 1)
_55_000 = note("train_55000")
_60_000 = note("train_60000")

# tf.random_normal draws with a standard deviation of 1.
_NORMAL = RandomNormal(stddev=1.0)


def presets() -> tuple[Preset, ...]:
    """Return them in the order of the lessons."""
    return (
        _softmax(),
        _nn_sigmoid(),
        _nn_relu(),
        _nn_xavier(),
        _dense_dropout(),
        _cnn(),
        _simple_cnn(),
        _deep_cnn(),
    )


def _softmax() -> Preset:
    def build() -> Network:
        return Network(input_shape=_28, layers=(Flatten(), _dense(10, "softmax", _NORMAL)))

    costs = _numbered(
        *(2.826302660, 1.061668948, 0.838061307, 0.733232732, 0.669279880, 0.624611828, 0.591160339),
        *(0.563868978, 0.541745167, 0.522673571, 0.506782322, 0.492447640, 0.479955830, 0.468893666),
        0.458703479,
    )
    return Preset(
        name="mnist-softmax",
        lesson_code="mnist",
        build=build,
        recipe=Recipe(optimizer=SGD(learning_rate=0.1), batch_size=100, epochs=15),
        data="digits",
        figures=(
            Figures(STUDENT_NOTES, accuracy=0.8951, epochs=15, history={"cost": costs}),
            Figures(DEEP_LEARNING_13, accuracy=0.9278),
        ),
        notes=(
            note("random_normal_start"),
            note("another_recipe"),
            note("parameters", parameters=7_850),
            _55_000,
        ),
    )


def _nn_sigmoid() -> Preset:
    costs = _numbered(
        *(1.705338788, 0.739673085, 0.579599479, 0.494572282, 0.437653043, 0.396837625, 0.364425630),
        *(0.338112633, 0.316955047, 0.297604143, 0.282338359, 0.267029888, 0.254337992, 0.242623737),
        0.231251723,
    )
    other_costs = _numbered(
        *(1.613946109, 0.767379145, 0.611400311, 0.524184886, 0.466777018, 0.422271322, 0.388455596),
        *(0.361273837, 0.337292241, 0.316751879, 0.298987155, 0.282859016, 0.269032453, 0.255886539),
        0.243981089,
    )
    return Preset(
        name="mnist-nn-sigmoid",
        lesson_code="mnist",
        build=lambda: _nn("sigmoid", "softmax", _NORMAL),
        recipe=Recipe(optimizer=SGD(learning_rate=0.1), batch_size=100, epochs=15),
        data="digits",
        figures=(
            Figures(STUDENT_NOTES, accuracy=0.8951, epochs=15, history={"cost": costs}),
            Figures(STUDENT_NOTES, accuracy=0.8887, epochs=15, history={"cost": other_costs}),
        ),
        notes=(note("no_better_than_softmax"), note("parameters", parameters=335_114), _55_000),
    )


def _nn_relu() -> Preset:
    costs = _numbered(
        *(414.200646147, 74.375877354, 40.029818622, 29.177955821, 22.679409503, 19.757297865),
        *(15.772126528, 13.670529195, 11.524907183, 8.961469026, 6.812244155, 6.444425043, 5.211466259),
        *(3.662808030, 2.750344535),
    )
    return Preset(
        name="mnist-nn-relu",
        lesson_code="mnist",
        build=lambda: _nn("relu", "linear", _NORMAL),
        recipe=Recipe(optimizer=Adam(learning_rate=0.01), batch_size=100, epochs=15),
        data="digits",
        figures=(Figures(STUDENT_NOTES, accuracy=0.955, epochs=15, history={"cost": costs}),),
        notes=(
            note("large_start"),
            note("optimizer_not_printed"),
            note("softmax_deleted"),
            note("parameters", parameters=335_114),
            _55_000,
        ),
    )


def _nn_xavier() -> Preset:
    return Preset(
        name="mnist-nn-xavier",
        lesson_code="mnist",
        build=lambda: _nn("relu", "linear", GlorotUniform()),
        recipe=Recipe(optimizer=Adam(learning_rate=0.01), batch_size=100, epochs=15),
        data="digits",
        figures=(Figures(STUDENT_NOTES, accuracy=0.971, epochs=15),),
        notes=(note("xavier"), note("softmax_deleted"), note("parameters", parameters=335_114), _55_000),
    )


def _dense_dropout() -> Preset:
    def build() -> Network:
        hidden = 3 * (Dense(units=1024, activation="relu"), Dropout(rate=0.3))
        last = (Dense(units=512, activation="relu"), Dense(units=10, activation="softmax"))
        return Network(input_shape=_28, layers=(Flatten(), *hidden, *last))

    shapes: dict[str, tuple[int, ...]] = {"flatten": (784,), "dense_3": (512,), "dense_4": (10,)}
    for name in ("dense", "dense_1", "dense_2", "dropout", "dropout_1", "dropout_2"):
        shapes[name] = (1024,)
    return Preset(
        name="mnist-dense-dropout",
        lesson_code="mnist",
        build=build,
        recipe=Recipe(optimizer=Adam(), batch_size=100, epochs=15),
        data="digits",
        figures=(
            Figures(
                DEEP_LEARNING_13,
                total=3_432_970,
                trainable=3_432_970,
                parameters={
                    "flatten": 0,
                    "dense": 803_840,
                    "dropout": 0,
                    "dense_1": 1_049_600,
                    "dropout_1": 0,
                    "dense_2": 1_049_600,
                    "dropout_2": 0,
                    "dense_3": 524_800,
                    "dense_4": 5_130,
                },
                shapes=shapes,
                accuracy=0.9831,
                epochs=15,
                history={
                    "cost": {1: 0.2558, 2: 0.1272, 14: 0.0367, 15: 0.0375},
                    "accuracy": {1: 0.9214, 2: 0.9631, 14: 0.9887, 15: 0.9897},
                    "val_cost": {1: 0.1380, 2: 0.0897, 14: 0.0811, 15: 0.0796},
                    "val_accuracy": {1: 0.9593, 2: 0.9739, 14: 0.9826, 15: 0.9831},
                },
            ),
        ),
        notes=(note("layer_list"), note("gone_from_keras", words="use_multiprocessing"), _60_000),
    )


def _cnn() -> Preset:
    def build() -> Network:
        layers = (
            Conv2D(filters=32, padding="same", activation="relu"),
            MaxPooling2D(padding="same"),
            Dropout(rate=0.3),
            Conv2D(filters=64, padding="same", activation="relu"),
            MaxPooling2D(padding="same"),
            Dropout(rate=0.3),
            Conv2D(filters=128, padding="same", activation="relu"),
            MaxPooling2D(padding="same"),
            Flatten(),
            Dense(units=128, activation="relu"),
            Dense(units=10, activation="softmax"),
        )
        return Network(input_shape=_28, layers=layers)

    return Preset(
        name="mnist-cnn",
        lesson_code="mnist",
        build=build,
        recipe=Recipe(optimizer=Adam(), batch_size=100, epochs=5),
        data="digits",
        figures=(
            Figures(
                DEEP_LEARNING_13,
                total=356_234,
                trainable=356_234,
                parameters={
                    "conv2d": 320,
                    "max_pooling2d": 0,
                    "dropout": 0,
                    "conv2d_1": 18_496,
                    "max_pooling2d_1": 0,
                    "dropout_1": 0,
                    "conv2d_2": 73_856,
                    "max_pooling2d_2": 0,
                    "flatten": 0,
                    "dense": 262_272,
                    "dense_1": 1_290,
                },
                shapes={
                    "conv2d": (28, 28, 32),
                    "max_pooling2d": (14, 14, 32),
                    "dropout": (14, 14, 32),
                    "conv2d_1": (14, 14, 64),
                    "max_pooling2d_1": (7, 7, 64),
                    "dropout_1": (7, 7, 64),
                    "conv2d_2": (7, 7, 128),
                    "max_pooling2d_2": (4, 4, 128),
                    "flatten": (2048,),
                    "dense": (128,),
                    "dense_1": (10,),
                },
                accuracy=0.9932,
                epochs=5,
                history={
                    "cost": _numbered(0.2291, 0.0656, 0.0492, 0.0389, 0.0336),
                    "accuracy": _numbered(0.9272, 0.9788, 0.9849, 0.9874, 0.9890),
                    "val_cost": _numbered(0.0756, 0.0383, 0.0249, 0.0253, 0.0209),
                    "val_accuracy": _numbered(0.9744, 0.9877, 0.9921, 0.9915, 0.9932),
                },
            ),
        ),
        notes=(note("gone_from_keras", words="use_multiprocessing"), _60_000),
    )


def _simple_cnn() -> Preset:
    def build() -> Network:
        layers = (*_slide_conv(32), *_slide_conv(64), Flatten(), _slide_dense(10, "softmax"))
        return Network(input_shape=_28, layers=layers)

    return Preset(
        name="mnist-simple-cnn",
        lesson_code="mnist",
        build=build,
        recipe=Recipe(optimizer=Adam(), batch_size=100, epochs=15),
        data="digits",
        figures=(
            Figures(
                KYUNGNAM,
                shapes={
                    "conv2d": (28, 28, 32),
                    "max_pooling2d": (14, 14, 32),
                    "conv2d_1": (14, 14, 64),
                    "max_pooling2d_1": (7, 7, 64),
                    "flatten": (3136,),
                    "dense": (10,),
                },
                accuracy=0.9885,
                history={"cost": {1: 0.340291267}},
            ),
        ),
        notes=(
            note("no_bias", parameters=50_090, with_bias=50_186),
            note("softmax_in_cost"),
            note("recipe_of_deep_cnn"),
            _55_000,
        ),
    )


def _deep_cnn() -> Preset:
    def build() -> Network:
        # One placeholder keep_prob feeds all four dropouts, and is given 0.7: a rate of 0.3 everywhere.
        blocks = [(*_slide_conv(filters), Dropout(rate=0.3)) for filters in (32, 64, 128)]
        convolutions = [layer for block in blocks for layer in block]
        dense = (_slide_dense(625, "relu"), Dropout(rate=0.3), _slide_dense(10, "softmax"))
        return Network(input_shape=_28, layers=(*convolutions, Flatten(), *dense))

    shapes: dict[str, tuple[int, ...]] = {
        "conv2d": (28, 28, 32),
        "max_pooling2d": (14, 14, 32),
        "dropout": (14, 14, 32),
        "conv2d_1": (14, 14, 64),
        "max_pooling2d_1": (7, 7, 64),
        "dropout_1": (7, 7, 64),
        "conv2d_2": (7, 7, 128),
        "max_pooling2d_2": (4, 4, 128),
        "dropout_2": (4, 4, 128),
        "flatten": (2048,),
    }
    costs = _numbered(
        *(0.371536119, 0.100174467, 0.073716033, 0.061241074, 0.055366139, 0.047262605, 0.043236403),
        *(0.040658078, 0.037321034, 0.035606477, 0.032770761, 0.030496861, 0.029026200, 0.028000729),
        0.024971437,
    )
    return Preset(
        name="mnist-deep-cnn",
        lesson_code="mnist",
        build=build,
        recipe=Recipe(optimizer=Adam(learning_rate=0.001), batch_size=100, epochs=15),
        data="digits",
        figures=(
            Figures(
                KYUNGNAM,
                shapes={**shapes, "dense": (625,), "dropout_3": (625,), "dense_1": (10,)},
                accuracy=0.9938,
                epochs=15,
                history={"cost": {13: 0.027188021, 14: 0.023604777, 15: 0.024607201}},
            ),
            Figures(STUDENT_NOTES, shapes=shapes, accuracy=0.9931, epochs=15, history={"cost": costs}),
        ),
        notes=(
            note("keep_prob"),
            note("no_bias", parameters=1_379_333, with_bias=1_379_557),
            note("softmax_in_cost"),
            note("ensemble"),
            _55_000,
        ),
    )


def _dense(units: int, activation: ActivationName, start: AnyInitializer) -> Dense:
    """Return a dense layer with the biases of the 2017 lectures, from a normal of standard deviation 1."""
    return Dense(units=units, activation=activation, kernel_initializer=start, bias_initializer=_NORMAL)


def _nn(hidden: ActivationName, last: ActivationName, start: AnyInitializer) -> Network:
    """Return 784-256-256-256-10."""
    dense = [_dense(256, hidden, start) for _ in range(3)]
    return Network(input_shape=_28, layers=(Flatten(), *dense, _dense(10, last, start)))


def _slide_conv(filters: int) -> tuple[AnyLayer, AnyLayer]:
    """Return the convolution and pooling of 000 and 002: no bias, weights from a narrow normal."""
    start = RandomNormal(stddev=0.01)
    convolution = Conv2D(
        filters=filters, padding="same", activation="relu", use_bias=False, kernel_initializer=start
    )
    return convolution, MaxPooling2D(padding="same")


def _slide_dense(units: int, activation: ActivationName) -> Dense:
    """Return the fully connected layer of 000 and 002: Xavier weights, biases from a normal."""
    return _dense(units, activation, GlorotUniform())


def _numbered(*values: float) -> dict[int, float]:
    """Return values by epoch, from 1."""
    return dict(enumerate(values, 1))
