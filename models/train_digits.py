"""Train the network that ships with cnngui: python models/train_digits.py --mnist mnist.npz --out models.

Nothing but MNIST's training set is learned from. Two processes work side by side: one draws the next pass of
digits (`augment.py`), the other trains on the last. Outside the package: it needs TensorFlow.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "models")]

import numpy as np  # noqa: E402
from augment import copy_of  # noqa: E402

from cnngui import __version__  # noqa: E402
from cnngui.network import layers as kinds  # noqa: E402
from cnngui.network.inference.infer import infer  # noqa: E402
from cnngui.network.initializers import HeNormal  # noqa: E402
from cnngui.network.network import Network  # noqa: E402
from cnngui.network.recipe import Adam, Recipe  # noqa: E402
from cnngui.runs.project import Project, read_project, write_project  # noqa: E402

FILTERS = (32, 64, 128)
UNITS = 256
DROPOUT = 0.4
BATCH = 128
PEAK_RATE, LAST_RATE, WARM_UP = 2e-3, 1e-5, 500
WEIGHT_DECAY = 2e-2
SMOOTHING = 0.05
KEPT = 0.999
"""Share of the running mean of the weights that one step keeps."""

Weights = dict[str, tuple[np.ndarray, ...]]


def network() -> Network:
    """Return three times conv-conv-pool with batch normalisation, a hidden Dense layer and softmax."""
    he = HeNormal()
    layers: list[kinds.AnyLayer] = []
    for filters in FILTERS:
        for _ in range(2):
            layers += [
                kinds.Conv2D(filters=filters, padding="same", use_bias=False, kernel_initializer=he),
                kinds.BatchNormalization(),
                kinds.Activation(activation="relu"),
            ]
        layers.append(kinds.MaxPooling2D())
    layers += [
        kinds.Flatten(),
        kinds.Dense(units=UNITS, use_bias=False, kernel_initializer=he),
        kinds.BatchNormalization(),
        kinds.Activation(activation="relu"),
        kinds.Dropout(rate=DROPOUT),
        kinds.Dense(units=10, activation="softmax"),
    ]
    return Network(layers=tuple(layers))


class Trainer:
    """AdamW on bfloat16 arithmetic and float32 weights, with a running mean of the weights.

    The layers are called by hand because Keras' own BatchNormalization is not fused: on two cores with
    bfloat16 units this trains 1,500 images a second instead of 700.
    """

    def __init__(self, model: Any, steps: int, peak_rate: float) -> None:
        import tensorflow as tf

        self.tf, self.model, self.steps, self.peak_rate = tf, model, steps, peak_rate
        self.weights = [w.value for w in model.trainable_variables]
        self.decayed = [len(w.shape) > 1 for w in self.weights]
        self.first = [tf.Variable(tf.zeros_like(w)) for w in self.weights]
        self.second = [tf.Variable(tf.zeros_like(w)) for w in self.weights]
        self.mean = [tf.Variable(w) for w in self.weights]
        self.done = tf.Variable(0, dtype=tf.int64)
        self.step = tf.function(self._step)

    def forward(self, x: Any, dtype: Any, statistics: list[Any] | None = None) -> Any:
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

    def _step(self, images: Any, labels: Any) -> tuple[Any, Any]:
        tf = self.tf
        x = tf.cast(images, tf.float32)[..., None] / 255
        wanted = tf.one_hot(labels, 10) * (1 - SMOOTHING) + SMOOTHING / 10
        with tf.GradientTape() as tape:
            logits = self.forward(x, tf.bfloat16)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, logits))
        gradients = tape.gradient(loss, self.weights)
        t = tf.cast(self.done.assign_add(1), tf.float32)
        turn = tf.cos(math.pi * tf.minimum(t / self.steps, 1.0))
        rate = tf.minimum(t / WARM_UP, 1.0) * (LAST_RATE + (self.peak_rate - LAST_RATE) * (1 + turn) / 2)
        keep = tf.minimum(KEPT, t / (t + 10))
        for w, g, m, v, mean, decayed in zip(
            self.weights, gradients, self.first, self.second, self.mean, self.decayed, strict=True
        ):
            m.assign(0.9 * m + 0.1 * g)
            v.assign(0.999 * v + 0.001 * g * g)
            move = (m / (1 - 0.9**t)) / (tf.sqrt(v / (1 - 0.999**t)) + 1e-8)
            w.assign_sub(rate * (move + WEIGHT_DECAY * w if decayed else move))
            mean.assign(keep * mean + (1 - keep) * w)
        return loss, tf.reduce_mean(tf.cast(tf.argmax(logits, 1) == tf.cast(labels, tf.int64), tf.float32))

    def averaged(self, images: np.ndarray) -> Weights:
        """Return the mean weights, with batch statistics measured anew on `images` in float32.

        The running statistics of training belong to weights long gone, and were rounded to bfloat16.
        """
        from cnngui.engine.keras_backend.build import weights_of

        tf = self.tf
        in_training = [w.numpy() for w in self.weights]
        for w, mean in zip(self.weights, self.mean, strict=True):
            w.assign(mean)
        sums: list[np.ndarray] = []
        parts = np.array_split(images, max(1, len(images) // 500))
        for part in parts:
            found: list[Any] = []
            self.forward(tf.cast(part, tf.float32)[..., None] / 255, tf.float32, found)
            values = [value.numpy() / len(parts) for value in found]
            sums = [a + b for a, b in zip(sums, values, strict=True)] if sums else values
        norms = [layer for layer in self.model.layers if type(layer).__name__ == "BatchNormalization"]
        for layer, mean, variance in zip(norms, sums[::2], sums[1::2], strict=True):
            layer.moving_mean.assign(mean)
            layer.moving_variance.assign(variance)
        weights = weights_of(self.model)
        for w, value in zip(self.weights, in_training, strict=True):
            w.assign(value)
        return weights


def keep(weights: Weights, path: Path) -> None:
    """Write weights as .npz, by ``layer_name/variable_index``, whole or not at all."""
    part = path.with_suffix(".part.npz")
    np.savez(part, **{f"{name}/{i}": w for name, of_layer in weights.items() for i, w in enumerate(of_layer)})
    part.replace(path)


def train(mnist: Path, start: Path | None, passes: int, peak: float, seed: int, kept: Path | None) -> Weights:
    """Return the trained weights; with `kept`, those so far are written there after every second pass.

    Args:
        start: project file to go on from; None begins with weights drawn from `seed`.
        passes: over newly drawn copies of the training set.
        peak: highest learning rate.
    """
    import keras
    import tensorflow as tf

    from cnngui.engine.keras_backend.build import build_model, set_weights

    with np.load(mnist, allow_pickle=False) as data:
        images, labels = data["x_train"], data["y_train"].astype(np.int32)
    keras.utils.set_random_seed(seed)
    model = build_model(network(), seed)
    per_pass = len(images) // BATCH
    if start:
        set_weights(model, read_project(start).weights)
    trainer = Trainer(model, passes * per_pass, peak)
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
            if kept and done % 2 == 0:
                keep(trainer.averaged(fresh[order[:10_000]]), kept)
    return trainer.averaged(fresh[order[:10_000]])


def save(weights: Weights, runs: list[dict[str, Any]], out: Path) -> None:
    """Write digits.cnn and its card digits.json, whose figures are left to `measure_digits.py`.

    Args:
        runs: passes, peak learning rate, seed and command of each run the weights went through.
    """
    last = runs[-1]
    recipe = Recipe(
        optimizer=Adam(learning_rate=last["peak_rate"]),
        batch_size=BATCH,
        epochs=last["passes"],
        seed=last["seed"],
    )
    project = Project(
        network=network(),
        recipe=recipe,
        data="mnist",
        class_names=tuple("0123456789"),
        weights=weights,
        created_with={"cnngui": __version__},
    )
    path = out / "digits.cnn"
    write_project(path, project)
    content = path.read_bytes()
    card = {
        "name": "Digits",
        "file": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "parameters": infer(project.network).total_parameters,
        "data": {
            "name": "MNIST, its 60,000 training pictures and nothing else",
            "authors": "Y. LeCun, C. Cortes, C. Burges",
            "licence": "usually cited as CC BY-SA 3.0",
        },
        "recipe": {
            "in_words": (
                "Every pass learns from MNIST drawn anew: strokes over some digits, then turned, sheared, "
                "stretched, bent, most of them inked with a clean pen of another width, longer side 20 px, "
                "centred by mass."
            ),
            "strokes": {"slashed zeros": 0.20, "ones with an upstroke": 0.45, "barred sevens": 0.25},
            "runs": runs,
            "batch_size": BATCH,
            "optimizer": "AdamW",
            "learning_rate": f"{WARM_UP} steps of warm-up to the peak, then a cosine to {LAST_RATE:g}",
            "weight_decay": WEIGHT_DECAY,
            "label_smoothing": SMOOTHING,
            "weights": f"running mean, {KEPT} kept a step; batch statistics measured anew on 10,000 pictures",
            "arithmetic": "bfloat16 in training, weights and figures float32",
        },
        "figures": {},
    }
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    path.with_suffix(".json").write_text(text, encoding="utf-8")


def main() -> None:
    """Read the command line, train, write."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    option = arguments.add_argument
    option("--mnist", type=Path, required=True, help="mnist.npz in the Keras layout")
    option("--out", type=Path, default=ROOT / "models", help="folder for digits.cnn and digits.json")
    option("--start", type=Path, help="digits.cnn to go on from, with its card beside it")
    option("--passes", type=int, default=12, help="passes over newly drawn copies of the training set")
    option("--peak-rate", type=float, default=PEAK_RATE, help="highest learning rate")
    option("--seed", type=int, default=7)
    option("--kept", type=Path, help=".npz file for the weights so far")
    given = arguments.parse_args()
    runs = []
    if given.start:
        runs = json.loads(given.start.with_suffix(".json").read_text(encoding="utf-8"))["recipe"]["runs"]
    runs.append(
        {"passes": given.passes, "peak_rate": given.peak_rate, "seed": given.seed, "command": command()}
    )
    weights = train(given.mnist, given.start, given.passes, given.peak_rate, given.seed, given.kept)
    save(weights, runs, given.out)


def command() -> str:
    """Return the command line as it was typed, without the folders of this machine."""
    typed = (argument if argument.startswith("-") else Path(argument).name for argument in sys.argv[1:])
    return " ".join(["python models/train_digits.py", *typed])


if __name__ == "__main__":
    main()
