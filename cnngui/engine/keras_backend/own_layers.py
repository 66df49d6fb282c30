"""Layers that Keras lacks, as Keras layers: saved like others, and loaded wherever cnngui is installed."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

Shape = tuple[int | None, ...]


@keras.saving.register_keras_serializable("cnngui")
class Maxout(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Keeps the largest of every `num_pieces` neighbouring channels (Goodfellow et al., 2013).

    (…, channels) becomes (…, channels / num_pieces).
    """

    def __init__(self, num_pieces: int = 2, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.num_pieces = num_pieces

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape with fewer channels. Raises ValueError when they do not divide."""
        *places, channels = input_shape
        if channels is None or channels % self.num_pieces:
            raise ValueError(f"{channels} channels do not divide into groups of {self.num_pieces}")
        return (*places, channels // self.num_pieces)

    def call(self, inputs: Any) -> Any:
        """Return the largest value of each group."""
        *_, groups = self.compute_output_shape(inputs.shape)
        places = keras.ops.shape(inputs)[:-1]
        return keras.ops.max(keras.ops.reshape(inputs, (*places, groups, self.num_pieces)), axis=-1)

    def get_config(self) -> dict[str, Any]:
        """Return what the layer is made from."""
        return {**super().get_config(), "num_pieces": self.num_pieces}


@keras.saving.register_keras_serializable("cnngui")
class LocalResponseNormalization(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Divides each value by ``(bias + alpha · Σx²) ** beta`` over the channels around it (AlexNet, 2012)."""

    def __init__(
        self, depth_radius: int = 5, bias: float = 1, alpha: float = 1, beta: float = 0.5, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.depth_radius, self.bias, self.alpha, self.beta = depth_radius, bias, alpha, beta
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the same shape."""
        return input_shape

    def call(self, inputs: Any) -> Any:
        """Return (batch, height, width, channels) with values in proportion to their neighbours."""
        return tf.nn.local_response_normalization(inputs, self.depth_radius, self.bias, self.alpha, self.beta)

    def get_config(self) -> dict[str, Any]:
        """Return what the layer is made from."""
        names = ("depth_radius", "bias", "alpha", "beta")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}


@keras.saving.register_keras_serializable("cnngui")
class PositionBias(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Adds a learned number to each value of a sample, one for each position and channel."""

    def __init__(self, bias_initializer: Any = "zeros", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bias_initializer = keras.initializers.get(bias_initializer)

    def build(self, input_shape: Shape) -> None:
        """Make the biases, in the shape of a sample."""
        self.bias = self.add_weight(
            shape=tuple(input_shape[1:]), initializer=self.bias_initializer, name="bias"
        )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the same shape."""
        return input_shape

    def call(self, inputs: Any) -> Any:
        """Return the inputs with their biases."""
        return inputs + self.bias

    def get_config(self) -> dict[str, Any]:
        """Return what the layer is made from."""
        initializer = keras.initializers.serialize(self.bias_initializer)
        return {**super().get_config(), "bias_initializer": initializer}


OWN_LAYERS = {cls.__name__: cls for cls in (Maxout, LocalResponseNormalization, PositionBias)}
"""By kind."""
