"""Train the network that ships with cnngui: python models/train_digits.py --mnist mnist.npz --out models.

Nothing but MNIST's training set is learned from. Two processes work side by side: one draws the next pass of
digits (`augment.py`), the other trains on the last. Outside the package: it needs TensorFlow.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "models")]

import numpy as np  # noqa: E402
from augment import copy_of  # noqa: E402

FILTERS = (32, 64, 128)
UNITS = 256
DROPOUT = 0.4
BATCH = 128
PEAK_RATE, LAST_RATE, WARM_UP = 2e-3, 1e-5, 500
WEIGHT_DECAY = 2e-2
SMOOTHING = 0.05
EMA = 0.999


def build():  # type: ignore[no-untyped-def]
    """Return the Keras model: three times conv-conv-pool with batch normalisation, then two Dense layers."""
    import keras
    from keras import layers

    keras.backend.clear_session()
    x = inputs = keras.Input((28, 28, 1), name="input_layer")
    for filters in FILTERS:
        for _ in range(2):
            x = layers.Conv2D(filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
            x = layers.BatchNormalization()(x)
            x = layers.Activation("relu")(x)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(UNITS, use_bias=False, kernel_initializer="he_normal")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(x)
    x = layers.Dropout(DROPOUT)(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))


class Trainer:
    """AdamW on bfloat16 arithmetic and float32 weights, with a running mean of the weights.

    The layers are called by hand because Keras' own BatchNormalization is not fused: on two cores with
    bfloat16 units this trains 1,500 images a second instead of 700.
    """

    def __init__(self, model, steps: int) -> None:  # type: ignore[no-untyped-def]
        import tensorflow as tf

        self.tf, self.model, self.steps = tf, model, steps
        self.weights = [w.value for w in model.trainable_variables]
        self.decayed = [len(w.shape) > 1 for w in self.weights]
        self.first = [tf.Variable(tf.zeros_like(w)) for w in self.weights]
        self.second = [tf.Variable(tf.zeros_like(w)) for w in self.weights]
        self.mean = [tf.Variable(w) for w in self.weights]
        self.done = tf.Variable(0, dtype=tf.int64)
        self.step = tf.function(self._step)

    def forward(self, x, dtype, statistics: list | None = None):  # type: ignore[no-untyped-def]
        """Return logits in training mode; append each normalisation's mean and variance to `statistics`."""
        tf = self.tf
        x = tf.cast(x, dtype)
        for layer in self.model.layers[1:]:
            kind = type(layer).__name__
            if kind == "Conv2D":
                x = tf.nn.conv2d(x, tf.cast(layer.kernel.value, dtype), 1, "SAME")
            elif kind == "BatchNormalization":
                flat = len(x.shape) == 2
                x = x[:, None, None, :] if flat else x
                x, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
                    x=x,
                    scale=layer.gamma.value,
                    offset=layer.beta.value,
                    mean=[],
                    variance=[],
                    epsilon=layer.epsilon,
                    is_training=True,
                )
                x = x[:, 0, 0, :] if flat else x
                if statistics is not None:
                    statistics += [mean, variance]
            elif kind == "Activation":
                x = tf.nn.relu(x)
            elif kind == "MaxPooling2D":
                x = tf.nn.max_pool2d(x, 2, 2, "VALID")
            elif kind == "Flatten":
                x = tf.reshape(x, (tf.shape(x)[0], math.prod(x.shape[1:])))
            elif kind == "Dropout":
                x = tf.nn.dropout(x, DROPOUT) if statistics is None else x
            elif kind == "Dense":
                x = tf.matmul(x, tf.cast(layer.kernel.value, dtype))
                if layer.use_bias:
                    x = tf.cast(x, tf.float32) + layer.bias.value
        return tf.cast(x, tf.float32)

    def _step(self, images, labels):  # type: ignore[no-untyped-def]
        tf = self.tf
        x = tf.cast(images, tf.float32)[..., None] / 255
        wanted = tf.one_hot(labels, 10) * (1 - SMOOTHING) + SMOOTHING / 10
        with tf.GradientTape() as tape:
            logits = self.forward(x, tf.bfloat16)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, logits))
        gradients = tape.gradient(loss, self.weights)
        t = tf.cast(self.done.assign_add(1), tf.float32)
        turn = tf.cos(math.pi * tf.minimum(t / self.steps, 1.0))
        rate = tf.minimum(t / WARM_UP, 1.0) * (LAST_RATE + (PEAK_RATE - LAST_RATE) * (1 + turn) / 2)
        keep = tf.minimum(EMA, t / (t + 10))
        for w, g, m, v, mean, decayed in zip(
            self.weights, gradients, self.first, self.second, self.mean, self.decayed, strict=True
        ):
            m.assign(0.9 * m + 0.1 * g)
            v.assign(0.999 * v + 0.001 * g * g)
            move = (m / (1 - 0.9**t)) / (tf.sqrt(v / (1 - 0.999**t)) + 1e-8)
            w.assign_sub(rate * (move + WEIGHT_DECAY * w if decayed else move))
            mean.assign(keep * mean + (1 - keep) * w)
        return loss, tf.reduce_mean(tf.cast(tf.argmax(logits, 1) == tf.cast(labels, tf.int64), tf.float32))

    def finish(self, images: np.ndarray) -> None:
        """Put the mean weights into the model, with batch statistics measured anew on `images` in float32."""
        tf = self.tf
        kept = [w.numpy() for w in self.weights]
        for w, mean in zip(self.weights, self.mean, strict=True):
            w.assign(mean)
        totals: list[np.ndarray] = []
        parts = np.array_split(images, max(1, len(images) // 500))
        for part in parts:
            found: list = []
            self.forward(tf.cast(part, tf.float32)[..., None] / 255, tf.float32, found)
            values = [value.numpy() / len(parts) for value in found]
            totals = values if not totals else [a + b for a, b in zip(totals, values, strict=True)]
        norms = [layer for layer in self.model.layers if type(layer).__name__ == "BatchNormalization"]
        for layer, mean, variance in zip(norms, totals[::2], totals[1::2], strict=True):
            layer.moving_mean.assign(mean)
            layer.moving_variance.assign(variance)
        self.averaged = [variable.numpy() for variable in self.model.variables]
        for w, value in zip(self.weights, kept, strict=True):
            w.assign(value)

    def use_averaged(self) -> None:
        for variable, value in zip(self.model.variables, self.averaged, strict=True):
            variable.assign(value)


def arrays_of(model) -> dict[str, np.ndarray]:  # type: ignore[no-untyped-def]
    """Return the weights by ``layer_name/variable_index``."""
    return {
        f"{layer.name}/{index}": variable.numpy()
        for layer in model.layers
        for index, variable in enumerate(layer.weights)
    }


def train(mnist: Path, passes: int, seed: int, keep: Path):  # type: ignore[no-untyped-def]
    """Return the trained model; after every second pass its averaged weights so far are in `keep`."""
    import keras
    import tensorflow as tf

    with np.load(mnist, allow_pickle=False) as data:
        images, labels = data["x_train"], data["y_train"].astype(np.int32)
    keras.utils.set_random_seed(seed)
    model = build()
    per_pass = len(images) // BATCH
    trainer = Trainer(model, steps=passes * per_pass)
    print(f"{model.count_params():,} parameters, {passes} passes of {len(images):,} digits", flush=True)
    began = time.monotonic()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        coming: Future[np.ndarray] = pool.submit(copy_of, images, labels, seed)
        for done in range(1, passes + 1):
            fresh = coming.result()
            if done < passes:
                coming = pool.submit(copy_of, images, labels, seed + done)
            order = np.random.default_rng([seed, done]).permutation(len(fresh))
            sums = np.zeros(2)
            for at in range(per_pass):
                chosen = order[at * BATCH : (at + 1) * BATCH]
                values = trainer.step(tf.constant(fresh[chosen]), tf.constant(labels[chosen]))
                sums += [float(value) for value in values]
            spent = time.monotonic() - began
            left = spent / done * (passes - done)
            loss, accuracy = sums / per_pass
            print(
                f"pass {done}/{passes}  loss {loss:.4f}  accuracy {accuracy:.4f}  "
                f"{done * len(fresh) / spent:.0f} images/s  {left / 60:.1f} min left",
                flush=True,
            )
            if done % 2 == 0 or done == passes:
                trainer.finish(fresh[order[:10_000]])
                weights = arrays_of_averaged(trainer)
                np.savez(keep.with_suffix(".part.npz"), **weights)
                keep.with_suffix(".part.npz").replace(keep)
    trainer.use_averaged()
    return model


def arrays_of_averaged(trainer: Trainer) -> dict[str, np.ndarray]:
    """Return the averaged weights by ``layer_name/variable_index`` without touching the ones in training."""
    values = {
        variable.path: value
        for variable, value in zip(trainer.model.variables, trainer.averaged, strict=True)
    }
    return {
        f"{layer.name}/{index}": values[variable.path]
        for layer in trainer.model.layers
        for index, variable in enumerate(layer.weights)
    }


def main() -> None:
    """Read the command line, train, write."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--mnist", type=Path, required=True, help="mnist.npz in the Keras layout")
    arguments.add_argument(
        "--out", type=Path, default=ROOT / "models", help="folder for digits.cnn and digits.json"
    )
    arguments.add_argument(
        "--passes", type=int, default=12, help="passes over newly drawn copies of the training set"
    )
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument(
        "--keep", type=Path, default=Path("digits-weights.npz"), help="weights so far, as .npz"
    )
    given = arguments.parse_args()
    train(given.mnist, given.passes, given.seed, given.keep)


if __name__ == "__main__":
    main()
