"""A batch in parts, which are branches of one graph: each core takes one from the first layer to the last.

Operations that share their work among threads wait for the slowest of them dozens of times a step. Branches
meet only where the batch counts as one: in its loss, and in the means of BatchNormalization.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import keras
import tensorflow as tf

from cnngui.engine.keras_backend.precision import computing_in
from cnngui.network.graph import Merge, nodes
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.network.recipe import Policy

MOST_PARTS = 256
_GRADIENT_SHARE = 32


def parts_for(cores: int, batch_size: int, multiply_adds: int, weights: int) -> int:
    """Return in how many parts to train on a batch, at least 1; the same for the same training everywhere.

    Each part has a gradient of all weights of its own, which is written and added up whatever the size of
    the part. So a part takes at least 32 multiply-adds for each weight: on two cores, networks of dense
    layers alone were no faster in smaller ones.

    Args:
        cores: that operations of one thread each may take; 1 where operations share their work themselves.
        multiply_adds: of one sample's forward pass. weights: that are trained.
    """
    worth_it = batch_size * multiply_adds // (_GRADIENT_SHARE * max(1, weights))
    return max(1, min(cores, batch_size, worth_it, MOST_PARTS))


class InParts:
    """A model that is given a batch in `parts`.

    Args:
        network: of which `model` is; needed for more parts than one, and for another policy.
        policy: what training computes in; all else is float32.
        devices: names of what trains, such as several GPUs: each part goes through one of them, in turn. The
            weights stay where they are. None: TensorFlow chooses.
    """

    def __init__(
        self,
        model: keras.Model,
        network: Network | None = None,
        parts: int = 1,
        policy: Policy = "float32",
        devices: Sequence[str] = (),
    ) -> None:
        self.model, self.parts, self.policy, self.devices = model, parts, policy, devices
        self._network = network
        self._nodes = nodes(network) if network is not None else ()
        assert self._nodes or (parts == 1 and policy == "float32"), "each layer has to be known"

    def whole(self) -> InParts:
        """Return the same that takes a batch as it is."""
        return InParts(self.model, self._network, policy=self.policy)

    def cut(self, indices: Any) -> list[Any]:
        """Return int64 (samples,) in parts whose sizes differ by 1 at the most, none empty if it can be."""
        samples = tf.size(indices)
        cuts = [samples * part // self.parts for part in range(self.parts + 1)]
        return [indices[first:end] for first, end in pairwise(cuts)]

    def __call__(self, batch: Sequence[Any], training: bool) -> list[Any]:
        """Return the model's answers (samples, …) to each part; for use inside a `tf.function`."""
        if not training or self._network is None:
            return [self.model(part, training=training) for part in batch]
        with computing_in(self.policy, self.model, self._network):
            if self.parts == 1:
                return [self.model(part, training=True) for part in batch]
            return self._through(batch)

    def _through(self, batch: Sequence[Any]) -> list[Any]:
        """Go from layer to layer, with all parts through each."""
        devices = [
            self.devices[part % len(self.devices)] if self.devices else "" for part in range(self.parts)
        ]
        outputs = {INPUT: list(batch)}
        answers = list(batch)
        for node in self._nodes:
            layer, fed = self.model.get_layer(node.name), [outputs[name] for name in node.inputs]
            if isinstance(node.layer, Merge):
                answers = [layer(list(branches)) for branches in zip(*fed, strict=True)]
            elif isinstance(layer, keras.layers.BatchNormalization):
                answers = _normalized(layer, fed[0])
            else:
                answers = [_on(device, layer, part) for device, part in zip(devices, fed[0], strict=True)]
            outputs[node.name] = answers
        return answers


def _on(device: str, layer: Any, part: Any) -> Any:
    """Return the answer of a layer to a part, in training, on a device; its gradient is made there too.

    By itself a tape makes all gradients on one device, wherever the answers were made.
    """
    if not device:
        return layer(part, training=True)

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def there(part: Any) -> tuple[Any, Any]:
        with tf.device(device), tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([part, *(weight.value for weight in layer.trainable_variables)])
            answer = layer(part, training=True)

        def back(gradient: Any, variables: Sequence[Any] = ()) -> Any:
            zero = tf.UnconnectedGradients.ZERO
            with tf.device(device):
                made = tape.gradient(answer, [part, *variables], gradient, unconnected_gradients=zero)
            return (made[0], made[1:]) if variables else made[0]

        return answer, back

    return there(part)


def _normalized(layer: Any, batch: Sequence[Any]) -> list[Any]:
    """Do what BatchNormalization does in training: by mean and variance of the parts taken together.

    As Keras has it (keras/src/layers/normalization/batch_normalization.py): Σ(x − mean)² / n, without
    Bessel's correction, also in the moving variance.
    """
    if not layer.trainable:
        return [layer(part, training=True) for part in batch]
    values = [tf.cast(part, tf.float32) for part in batch]
    others = list(range(len(values[0].shape) - 1))
    count = tf.cast(tf.add_n([tf.reduce_prod(tf.shape(part)[:-1]) for part in values]), tf.float32)
    mean = tf.add_n([tf.reduce_sum(part, others) for part in values]) / count
    variance = tf.add_n([tf.reduce_sum(tf.square(part - mean), others) for part in values]) / count
    for moving, now in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
        moving.assign(moving * layer.momentum + now * (1 - layer.momentum))
    factor = tf.math.rsqrt(variance + layer.epsilon)
    factor = factor if layer.gamma is None else factor * layer.gamma
    offset = -mean * factor if layer.beta is None else layer.beta - mean * factor
    return [tf.cast(part * factor + offset, layer.compute_dtype) for part in values]
