"""What the slides write in TensorFlow 1 for the same thing.

Spellings as in the course files 000-003: strides and windows with an axis for samples and one for channels,
paddings in capitals, ``keep_prob`` instead of ``rate``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

from cnngui.messages import text
from cnngui.network import layers as kinds
from cnngui.network.blocks import AnyEntry, Block
from cnngui.network.config_objects import ConfigObject
from cnngui.network.inference.result import LayerResult
from cnngui.network.initializers import RandomNormal, RandomUniform, TruncatedNormal, Zeros
from cnngui.network.network import Shape
from cnngui.network.recipe import SGD, AdamW, AnyOptimizer, Nadam, RMSprop

_FUNCTIONS = {
    **{
        name: name for name in ("relu", "leaky_relu", "elu", "selu", "sigmoid", "tanh", "softmax", "softplus")
    },
    **{name: name for name in ("relu6", "softsign", "log_softmax")},
    "silu": "swish",
}
"""The functions of ``tf.nn`` that TensorFlow 1 had, by Keras' names."""


def input_words(shape: Shape) -> list[str]:
    """Return how the input began: as a placeholder."""
    sizes = ", ".join(["None", *map(str, shape)])
    return [_said(f"X = tf.placeholder(tf.float32, [{sizes}])")]


def layer_words(entry: AnyEntry, result: LayerResult) -> list[str]:
    """Return the lines of TensorFlow 1 for a layer; none for those that the slides do not have."""
    writer = _WRITERS.get(entry.kind)
    if writer is None or isinstance(entry, Block) or not result.ok:
        return []
    activation = getattr(entry, "activation", "linear")
    if activation not in ("linear", *_FUNCTIONS) or (activation == "linear" and entry.kind == "Activation"):
        return []
    *before, value = writer(entry, result)
    if activation != "linear" and entry.kind != "Activation":
        value = f"tf.nn.{_FUNCTIONS[activation]}({value})"
    lines = [_said(line) for line in (*before, f"x = {value}")]
    if isinstance(entry, kinds.Dropout):
        lines.append(text("code.tf1_keep_prob", rate=entry.rate, kept=_short(1 - entry.rate)))
    return lines


def optimizer_words(optimizer: AnyOptimizer, loss: str) -> list[str]:
    """Return how the slides ask for the same training."""
    rate = _short(optimizer.learning_rate)
    if isinstance(optimizer, SGD) and optimizer.momentum:
        made = f"MomentumOptimizer({rate}, {_short(optimizer.momentum)})"
    elif isinstance(optimizer, SGD):
        made = f"GradientDescentOptimizer({rate})"
    elif isinstance(optimizer, RMSprop):
        made = f"RMSPropOptimizer({rate}, {_short(optimizer.rho)})"
    elif isinstance(optimizer, AdamW):
        return _training(f"tf.contrib.opt.AdamWOptimizer({_short(optimizer.weight_decay)}, {rate})", loss)
    elif isinstance(optimizer, Nadam):
        return _training(f"tf.contrib.opt.NadamOptimizer({rate})", loss)
    else:
        made = f"{optimizer.kind}Optimizer(learning_rate={rate})"
    return _training(f"tf.train.{made}", loss)


def _training(optimizer: str, loss: str) -> list[str]:
    costs = {
        "sparse_categorical_crossentropy": "tf.nn.softmax_cross_entropy_with_logits(logits=…, labels=…)",
        "binary_crossentropy": "-(Y * tf.log(h) + (1 - Y) * tf.log(1 - h))",
        "mean_squared_error": "tf.square(h - Y)",
    }
    cost = f"cost = tf.reduce_mean({costs[loss]})"
    return [_said(cost), _said(f"optimizer = {optimizer}.minimize(cost)"), text("code.tf1_renamed")]


def _said(line: str) -> str:
    return text("code.tf1", line=line)


def _short(number: float) -> str:
    return f"{number:.6g}"


def _padding(layer: Any) -> str:
    return f'"{str(layer.padding).upper()}"'


def _around(sizes: tuple[int, ...]) -> str:
    """Write sizes with an axis for samples before and one for channels behind, as TF 1 wanted them."""
    return str([1, *sizes, 1])


def _drawn(initializer: ConfigObject, shape: tuple[int, ...]) -> str:
    """Write how a weight's first values were drawn."""
    sizes = str(list(shape))
    match initializer:
        case TruncatedNormal(stddev=stddev):
            return f"tf.Variable(tf.truncated_normal({sizes}, stddev={_short(stddev)}))"
        case RandomNormal(stddev=1.0):
            return f"tf.Variable(tf.random_normal({sizes}))"
        case RandomNormal(stddev=stddev):
            return f"tf.Variable(tf.random_normal({sizes}, stddev={_short(stddev)}))"
        case RandomUniform(minval=low, maxval=high):
            return f"tf.Variable(tf.random_uniform({sizes}, {_short(low)}, {_short(high)}))"
        case Zeros():
            return f"tf.Variable(tf.zeros({sizes}))"
    found = {
        "glorot_uniform": "tf.contrib.layers.xavier_initializer()",
        "glorot_normal": "tf.contrib.layers.xavier_initializer(uniform=False)",
        "he_normal": "tf.contrib.layers.variance_scaling_initializer()",
    }.get(str(type(initializer).model_fields["kind"].default), "…")
    return f'tf.get_variable("W", {sizes}, initializer={found})'


def _bias(layer: kinds.Conv2D | kinds.Dense) -> str:
    return " + b" if layer.use_bias else ""


def _convolution(layer: kinds.Conv2D, result: LayerResult) -> list[str]:
    channels = (result.input_shape or (1,))[-1] // layer.groups
    weight = _drawn(layer.kernel_initializer, (*layer.kernel_size, channels, layer.filters))
    strides = _around(layer.strides)
    dilated = f", dilations={_around(layer.dilation_rate)}" if max(layer.dilation_rate) > 1 else ""
    summed = f"tf.nn.conv2d(x, W, strides={strides}, padding={_padding(layer)}{dilated})"
    return [f"W = {weight}", summed + _bias(layer)]


def _pooling(function: str) -> Callable[[Any, LayerResult], list[str]]:
    def write(layer: Any, result: LayerResult) -> list[str]:
        window, strides = _around(layer.pool_size), _around(layer.strides or layer.pool_size)
        return [f"tf.nn.{function}(x, ksize={window}, strides={strides}, padding={_padding(layer)})"]

    return write


def _dense(layer: kinds.Dense, result: LayerResult) -> list[str]:
    inputs = (result.input_shape or (1,))[-1]
    weight = _drawn(layer.kernel_initializer, (inputs, layer.units))
    return [f"W = {weight}", "tf.matmul(x, W)" + _bias(layer)]


def _flatten(layer: kinds.Flatten, result: LayerResult) -> list[str]:
    return [f"tf.reshape(x, [-1, {prod(result.input_shape or (1,))}])"]


def _dropout(layer: kinds.Dropout, result: LayerResult) -> list[str]:
    return ["tf.nn.dropout(x, keep_prob=keep_prob)"]


def _activation(layer: kinds.Activation, result: LayerResult) -> list[str]:
    return [f"tf.nn.{_FUNCTIONS[layer.activation]}(x)"]


def _normalization(layer: Any, result: LayerResult) -> list[str]:
    return ["tf.layers.batch_normalization(x, training=is_training)"]


def _local_response(layer: kinds.LocalResponseNormalization, result: LayerResult) -> list[str]:
    numbers = ", ".join(map(_short, (layer.bias, layer.alpha, layer.beta)))
    return [f"tf.nn.lrn(x, {layer.depth_radius}, {numbers})"]


def _padded(layer: kinds.ZeroPadding2D, result: LayerResult) -> list[str]:
    rows, columns = map(list, layer.padding)
    return [f"tf.pad(x, [[0, 0], {rows}, {columns}, [0, 0]])"]


_WRITERS: Mapping[str, Callable[[Any, LayerResult], list[str]]] = {
    "Conv2D": _convolution,
    "MaxPooling2D": _pooling("max_pool"),
    "AveragePooling2D": _pooling("avg_pool"),
    "Dense": _dense,
    "Flatten": _flatten,
    "Dropout": _dropout,
    "Activation": _activation,
    "BatchNormalization": _normalization,
    "LocalResponseNormalization": _local_response,
    "ZeroPadding2D": _padded,
}
