"""Short classes for the kinds that Keras lacks, for programs that must run without cnngui."""

from __future__ import annotations

from cnngui.network.blocks import walk
from cnngui.network.network import Network

_MAXOUT = '''
class Maxout(layers.Layer):
    """The largest of every num_pieces neighbouring channels (Goodfellow et al., 2013)."""

    def __init__(self, num_pieces=2, **kwargs):
        super().__init__(**kwargs)
        self.num_pieces = num_pieces

    def call(self, x):
        *places, channels = x.shape[1:]
        groups = (-1, *places, channels // self.num_pieces, self.num_pieces)
        return keras.ops.max(keras.ops.reshape(x, groups), axis=-1)
'''

_LOCAL_RESPONSE_NORMALIZATION = '''
class LocalResponseNormalization(layers.Layer):
    """Each value divided by (bias + alpha * sum of squares) ** beta of its neighbours."""

    def __init__(self, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5, **kwargs):
        super().__init__(**kwargs)
        self.depth_radius, self.bias = depth_radius, bias
        self.alpha, self.beta = alpha, beta

    def call(self, x):
        return tf.nn.lrn(x, self.depth_radius, self.bias, self.alpha, self.beta)
'''

_POSITION_BIAS = '''
class PositionBias(layers.Layer):
    """A learned number added to each value: one for each position and channel."""

    def __init__(self, bias_initializer="zeros", **kwargs):
        super().__init__(**kwargs)
        self.bias_initializer = keras.initializers.get(bias_initializer)

    def build(self, input_shape):
        self.bias = self.add_weight(
            shape=input_shape[1:], initializer=self.bias_initializer, name="bias"
        )

    def call(self, x):
        return x + self.bias
'''

_CLASSES = {
    "Maxout": _MAXOUT,
    "LocalResponseNormalization": _LOCAL_RESPONSE_NORMALIZATION,
    "PositionBias": _POSITION_BIAS,
}


def own_classes(network: Network) -> dict[str, list[str]]:
    """Return the lines of each class that the network needs, by kind."""
    used = {entry.kind for entry in walk(network.layers)}
    return {kind: source.strip().splitlines() for kind, source in _CLASSES.items() if kind in used}
