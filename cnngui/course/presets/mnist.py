"""Reading digits: softmax, dense networks and CNNs, as the lessons build them one on the other."""

from __future__ import annotations

from collections.abc import Callable

from cnngui.course.presets.preset import (
    DEEP_LEARNING_13,
    KYUNGNAM,
    STUDENT_NOTES,
    Ensemble,
    Figures,
    Preset,
    note,
)
from cnngui.course.presets.usual import Notes, printed, said, slide_convolution
from cnngui.network.initializers import AnyInitializer, GlorotUniform, RandomNormal
from cnngui.network.layers import ActivationName, AnyLayer, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, AnyOptimizer, Recipe

# tf.random_normal draws with a standard deviation of 1.
_NORMAL = RandomNormal(stddev=1.0)

_NN_PARAMETERS = note("parameters", parameters=335_114)
_OLD_ARGUMENT = note("gone_from_keras", words="use_multiprocessing")


def presets() -> tuple[Preset, ...]:
    """Return them in the order of the lessons."""
    makers = (_softmax, _nn_sigmoid, _nn_relu, _nn_xavier, _dense_dropout, _cnn, _simple_cnn, _deep_cnn)
    return tuple(make() for make in makers)


def _preset(
    name: str,
    build: Callable[[], Network],
    optimizer: AnyOptimizer,
    figures: tuple[Figures, ...],
    notes: Notes,
    epochs: int = 15,
    ensembles: tuple[Ensemble, ...] = (),
) -> Preset:
    recipe = Recipe(optimizer=optimizer, batch_size=100, epochs=epochs)
    return Preset(f"mnist-{name}", "mnist", build, recipe, "digits", figures, notes, ensembles=ensembles)


def _softmax() -> Preset:
    costs = (
        "2.826302660 1.061668948 0.838061307 0.733232732 0.669279880 0.624611828 0.591160339 0.563868978 "
        "0.541745167 0.522673571 0.506782322 0.492447640 0.479955830 0.468893666 0.458703479"
    )
    parameters = note("parameters", parameters=7_850)
    return _preset(
        "softmax",
        lambda: _network(Flatten(), _dense(10, "softmax", _NORMAL)),
        SGD(learning_rate=0.1),
        (_log(0.8951, costs), Figures(DEEP_LEARNING_13, accuracy=0.9278)),
        said("random_normal_start", "another_recipe", parameters, "train_55000"),
    )


def _nn_sigmoid() -> Preset:
    costs = (
        "1.705338788 0.739673085 0.579599479 0.494572282 0.437653043 0.396837625 0.364425630 0.338112633 "
        "0.316955047 0.297604143 0.282338359 0.267029888 0.254337992 0.242623737 0.231251723"
    )
    other_costs = (
        "1.613946109 0.767379145 0.611400311 0.524184886 0.466777018 0.422271322 0.388455596 0.361273837 "
        "0.337292241 0.316751879 0.298987155 0.282859016 0.269032453 0.255886539 0.243981089"
    )
    return _preset(
        "nn-sigmoid",
        lambda: _nn("sigmoid", "softmax", _NORMAL),
        SGD(learning_rate=0.1),
        (_log(0.8951, costs), _log(0.8887, other_costs)),
        said("no_better_than_softmax", _NN_PARAMETERS, "train_55000"),
    )


def _nn_relu() -> Preset:
    costs = (
        "414.200646147 74.375877354 40.029818622 29.177955821 22.679409503 19.757297865 15.772126528 "
        "13.670529195 11.524907183 8.961469026 6.812244155 6.444425043 5.211466259 3.662808030 2.750344535"
    )
    return _preset(
        "nn-relu",
        lambda: _nn("relu", "linear", _NORMAL),
        Adam(learning_rate=0.01),
        (_log(0.955, costs),),
        said("large_start", "optimizer_not_printed", "softmax_deleted", _NN_PARAMETERS, "train_55000"),
    )


def _nn_xavier() -> Preset:
    return _preset(
        "nn-xavier",
        lambda: _nn("relu", "linear", GlorotUniform()),
        Adam(learning_rate=0.01),
        (Figures(STUDENT_NOTES, accuracy=0.971, epochs=15),),
        said("xavier", "softmax_deleted", _NN_PARAMETERS, "train_55000"),
    )


def _dense_dropout() -> Preset:
    def build() -> Network:
        hidden = 3 * (Dense(units=1024, activation="relu"), Dropout(rate=0.3))
        return _network(Flatten(), *hidden, Dense(units=512, activation="relu"), _SOFTMAX)

    figures = printed(
        DEEP_LEARNING_13,
        "flatten 784 0, dense 1024 803840, dropout 1024 0, dense_1 1024 1049600, dropout_1 1024 0, "
        "dense_2 1024 1049600, dropout_2 1024 0, dense_3 512 524800, dense_4 10 5130",
        total=3_432_970,
        trainable=3_432_970,
        accuracy=0.9831,
        epochs=15,
        history={
            "cost": {1: 0.2558, 2: 0.1272, 14: 0.0367, 15: 0.0375},
            "accuracy": {1: 0.9214, 2: 0.9631, 14: 0.9887, 15: 0.9897},
            "val_cost": {1: 0.1380, 2: 0.0897, 14: 0.0811, 15: 0.0796},
            "val_accuracy": {1: 0.9593, 2: 0.9739, 14: 0.9826, 15: 0.9831},
        },
    )
    notes = said("layer_list", _OLD_ARGUMENT, "train_60000")
    return _preset("dense-dropout", build, Adam(), (figures,), notes)


def _cnn() -> Preset:
    def block(filters: int) -> tuple[AnyLayer, AnyLayer]:
        return Conv2D(filters=filters, padding="same", activation="relu"), MaxPooling2D(padding="same")

    def build() -> Network:
        drop, hidden = Dropout(rate=0.3), Dense(units=128, activation="relu")
        return _network(*block(32), drop, *block(64), drop, *block(128), Flatten(), hidden, _SOFTMAX)

    figures = printed(
        DEEP_LEARNING_13,
        "conv2d 28×28×32 320, max_pooling2d 14×14×32 0, dropout 14×14×32 0, conv2d_1 14×14×64 18496, "
        "max_pooling2d_1 7×7×64 0, dropout_1 7×7×64 0, conv2d_2 7×7×128 73856, max_pooling2d_2 4×4×128 0, "
        "flatten 2048 0, dense 128 262272, dense_1 10 1290",
        total=356_234,
        trainable=356_234,
        accuracy=0.9932,
        epochs=5,
        history={
            "cost": _numbered(0.2291, 0.0656, 0.0492, 0.0389, 0.0336),
            "accuracy": _numbered(0.9272, 0.9788, 0.9849, 0.9874, 0.9890),
            "val_cost": _numbered(0.0756, 0.0383, 0.0249, 0.0253, 0.0209),
            "val_accuracy": _numbered(0.9744, 0.9877, 0.9921, 0.9915, 0.9932),
        },
    )
    return _preset("cnn", build, Adam(), (figures,), said(_OLD_ARGUMENT, "train_60000"), epochs=5)


def _simple_cnn() -> Preset:
    def build() -> Network:
        return _network(
            *slide_convolution(32), *slide_convolution(64), Flatten(), _slide_dense(10, "softmax")
        )

    figures = printed(
        KYUNGNAM,
        "conv2d 28×28×32, max_pooling2d 14×14×32, conv2d_1 14×14×64, max_pooling2d_1 7×7×64, flatten 3136, "
        "dense 10",
        accuracy=0.9885,
        history={"cost": {1: 0.340291267}},
    )
    no_bias = note("no_bias", parameters=50_090, with_bias=50_186)
    notes = said(no_bias, "softmax_in_cost", "recipe_of_deep_cnn", "train_55000")
    return _preset("simple-cnn", build, Adam(), (figures,), notes)


def _deep_cnn() -> Preset:
    def build() -> Network:
        # One placeholder keep_prob feeds all four dropouts, and is given 0.7: a rate of 0.3 everywhere.
        drop = Dropout(rate=0.3)
        convolutions = (layer for filters in (32, 64, 128) for layer in (*slide_convolution(filters), drop))
        return _network(
            *convolutions, Flatten(), _slide_dense(625, "relu"), drop, _slide_dense(10, "softmax")
        )

    rows = (
        "conv2d 28×28×32, max_pooling2d 14×14×32, dropout 14×14×32, conv2d_1 14×14×64, "
        "max_pooling2d_1 7×7×64, dropout_1 7×7×64, conv2d_2 7×7×128, max_pooling2d_2 4×4×128, "
        "dropout_2 4×4×128, flatten 2048"
    )
    costs = (
        "0.371536119 0.100174467 0.073716033 0.061241074 0.055366139 0.047262605 0.043236403 0.040658078 "
        "0.037321034 0.035606477 0.032770761 0.030496861 0.029026200 0.028000729 0.024971437"
    )
    end = {"cost": {13: 0.027188021, 14: 0.023604777, 15: 0.024607201}}
    dense = "dense 625, dropout_3 625, dense_1 10"
    no_bias = note("no_bias", parameters=1_379_333, with_bias=1_379_557)
    seven = Ensemble(KYUNGNAM, (0.9933, 0.9946, 0.9934, 0.9935, 0.9935, 0.9949, 0.9941), 0.9952)
    two = Ensemble(STUDENT_NOTES, (0.9945, 0.9928), 0.9947, epochs=20)
    together = note("ensemble", seven=100 * seven.accuracy, two=100 * two.accuracy)
    return _preset(
        "deep-cnn",
        build,
        Adam(learning_rate=0.001),
        (
            printed(KYUNGNAM, f"{rows}, {dense}", accuracy=0.9938, epochs=15, history=end),
            _log(0.9931, costs, rows),
        ),
        said("keep_prob", no_bias, "softmax_in_cost", together, "train_55000"),
        ensembles=(seven, two),
    )


_SOFTMAX = Dense(units=10, activation="softmax")


def _network(*layers: AnyLayer) -> Network:
    return Network(input_shape=(28, 28, 1), layers=layers)


def _dense(units: int, activation: ActivationName, start: AnyInitializer) -> Dense:
    """Return a dense layer with the biases of the 2017 lectures, from a normal of standard deviation 1."""
    return Dense(units=units, activation=activation, kernel_initializer=start, bias_initializer=_NORMAL)


def _nn(hidden: ActivationName, last: ActivationName, start: AnyInitializer) -> Network:
    """Return 784-256-256-256-10."""
    return _network(Flatten(), *3 * (_dense(256, hidden, start),), _dense(10, last, start))


def _slide_dense(units: int, activation: ActivationName) -> Dense:
    """Return the fully connected layer of 000 and 002: Xavier weights, biases from a normal."""
    return _dense(units, activation, GlorotUniform())


def _log(accuracy: float, costs: str, rows: str = "") -> Figures:
    """Return what 002 prints of a run: the cost of each of its 15 epochs, and the accuracy behind them."""
    by_epoch = _numbered(*map(float, costs.split()))
    return printed(STUDENT_NOTES, rows, accuracy=accuracy, epochs=15, history={"cost": by_epoch})


def _numbered(*values: float) -> dict[int, float]:
    """Return values by epoch, from 1."""
    return dict(enumerate(values, 1))
