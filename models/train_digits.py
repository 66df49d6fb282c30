"""Train the network that ships with cnngui: python models/train_digits.py --mnist mnist.npz --out models.

It learns from `lessons.py`: MNIST's training set and digits of our own pen, nothing else. Two processes work
side by side: one draws the next pass, the other trains on the last. Outside the package: it needs TensorFlow.
"""

from __future__ import annotations

import argparse
import hashlib
import json
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
from calibrate import best_temperature, cooled  # noqa: E402
from lessons import HELD_OUT, NO_DIGIT, OTHERS, PEN, Digits, divided, lesson, validation  # noqa: E402
from pen_digits import BARRED, CUT, DOTTED, OPEN_OR_CROSSED, SLASHED  # noqa: E402
from trainer import (  # noqa: E402
    KEPT,
    LAST_RATE,
    PEAK_RATE,
    SMOOTHING,
    TAUGHT,
    WARM_UP,
    WEIGHT_DECAY,
    Trainer,
    Weights,
)

from cnngui import __version__  # noqa: E402
from cnngui.engine.numpy_backend.network import NumpyNetwork  # noqa: E402
from cnngui.engine.shipped import READS_FROM  # noqa: E402
from cnngui.engine.threads import one_thread_an_operation  # noqa: E402
from cnngui.network import layers as kinds  # noqa: E402
from cnngui.network.graph import nodes  # noqa: E402
from cnngui.network.inference.infer import infer  # noqa: E402
from cnngui.network.initializers import HeNormal  # noqa: E402
from cnngui.network.network import Network  # noqa: E402
from cnngui.network.recipe import Adam, Recipe  # noqa: E402
from cnngui.runs.project import Project, read_project, write_project  # noqa: E402

FILTERS = (32, 64)
UNITS = 128
DROPOUT = 0.4
"""In the file, for those who fine-tune it."""
BATCH = 128
BUNDLED = ROOT / "resources" / "digits" / "digits.npz"


def network() -> Network:
    """Return twice conv-conv-conv, whose third halves the picture, then a hidden Dense layer and softmax."""
    he = HeNormal()
    layers: list[kinds.AnyLayer] = []

    def normalised(layer: kinds.AnyLayer) -> None:
        layers.extend([layer, kinds.BatchNormalization(), kinds.Activation(activation="relu")])

    for filters in FILTERS:
        for _ in range(2):
            normalised(kinds.Conv2D(filters=filters, use_bias=False, kernel_initializer=he))
        normalised(
            kinds.Conv2D(
                filters=filters,
                kernel_size=(5, 5),
                strides=(2, 2),
                padding="same",
                use_bias=False,
                kernel_initializer=he,
            )
        )
    layers.append(kinds.Flatten())
    normalised(kinds.Dense(units=UNITS, use_bias=False, kernel_initializer=he))
    layers += [kinds.Dropout(rate=DROPOUT), kinds.Dense(units=10, activation="softmax")]
    return Network(layers=tuple(layers))


def keep(weights: Weights, path: Path) -> None:
    """Write weights as .npz, by ``layer_name/variable_index``, whole or not at all."""
    part = path.with_suffix(".part.npz")
    np.savez(part, **{f"{name}/{i}": w for name, of_layer in weights.items() for i, w in enumerate(of_layer)})
    part.replace(path)


def train(
    learned: Digits,
    start: Path | None,
    teachers: list[Path],
    passes: int,
    peak: float,
    seed: int,
    cache: Path | None,
    kept: Path | None,
    *,
    mild: bool,
) -> Weights:
    """Return the trained weights; with `kept`, those so far are written there after every second pass.

    Args:
        start: project file to go on from; None begins with weights drawn from `seed`.
        teachers: project files whose answers are learned.
        passes: over newly drawn copies of the training set.
        peak: highest learning rate.
        cache: folder for the drawn passes.
        mild: as `lessons.lesson` has it.
    """
    one_thread_an_operation()
    import keras
    import tensorflow as tf

    from cnngui.engine.keras_backend.build import build_model, set_weights

    keras.utils.set_random_seed(seed)
    model = build_model(network(), seed)
    per_pass = (len(learned.labels) + PEN + OTHERS) // BATCH
    if start:
        set_weights(model, read_project(start).weights)
    taught_by = []
    for path in teachers:
        taught_by.append(build_model(network(), seed))
        set_weights(taught_by[-1], read_project(path).weights)
    trainer = Trainer(model, passes * per_pass, peak, taught_by)
    print(
        f"{model.count_params():,} parameters, {passes} passes of {per_pass * BATCH:,} pictures", flush=True
    )
    began = time.monotonic()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        coming: Future[Digits] = pool.submit(lesson, learned, seed, cache, mild=mild)
        for done in range(1, passes + 1):
            fresh = coming.result()
            if done < passes:
                coming = pool.submit(lesson, learned, seed + done, cache, mild=mild)
            sums = np.zeros(2)
            for at in range(0, per_pass * BATCH, BATCH):
                chosen = slice(at, at + BATCH)
                values = trainer.step(tf.constant(fresh.pictures[chosen]), tf.constant(fresh.labels[chosen]))
                sums += [float(value) for value in values]
            spent = time.monotonic() - began
            left = spent / done * (passes - done)
            loss, accuracy = sums / per_pass
            print(
                f"pass {done}/{passes}  loss {loss:.4f}  accuracy {accuracy:.4f}  "
                f"{done * per_pass * BATCH / spent:.0f} images/s  {left / 60:.1f} min left",
                flush=True,
            )
            if kept and done % 2 == 0:
                keep(trainer.averaged(fresh.pictures[:10_000]), kept)
    return trainer.averaged(fresh.pictures[:10_000])


def with_temperature(weights: Weights, held_out: Digits) -> tuple[Weights, dict[str, Any]]:
    """Return the weights whose shares are true of the validation digits, and what was found with them.

    The temperature goes into the last layer: the file needs nobody to know of it.
    """
    parts = validation(held_out)
    net = NumpyNetwork(network(), weights)
    shares = {name: answers(net, part.pictures) for name, part in parts.items()}
    digits = [name for name, part in parts.items() if NO_DIGIT not in part.labels]
    together = np.concatenate([shares[name] for name in digits])
    labels = np.concatenate([parts[name].labels for name in digits])
    temperature = best_temperature(together, labels)
    last = nodes(network())[-1].name
    scaled = {**weights, last: tuple(w / np.float32(temperature) for w in weights[last])}
    found: dict[str, Any] = {"temperature": temperature}
    for name, part in parts.items():
        cool = cooled(shares[name], temperature)
        if name in digits:
            found[name] = round(float((cool.argmax(axis=1) == part.labels).mean()), 4)
        found[f"{name}, mean share of the best"] = round(float(cool.max(axis=1).mean()), 4)
    return scaled, found


def answers(net: NumpyNetwork, pictures: np.ndarray) -> np.ndarray:
    """Return the shares (n, 10) for uint8 (n, 28, 28)."""
    parts = np.array_split(pictures.astype(np.float32)[..., None] / 255, max(1, len(pictures) // 250))
    return np.concatenate([net.predict_many(part) for part in parts])


def save(
    weights: Weights,
    runs: list[dict[str, Any]],
    taught_by: list[list[dict[str, Any]]],
    found: dict[str, Any],
    counts: tuple[int, int],
    out: Path,
) -> None:
    """Write digits.cnn and its card digits.json, whose figures are left to `measure_digits.py`.

    Args:
        runs: passes, peak learning rate, seed and command of each run the weights went through.
        taught_by: the same of each teacher of the last run.
        found: on the validation part, as `with_temperature` tells.
        counts: of MNIST's digits that the last run learned from, and that were held out.
    """
    learned, held_out = counts
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
            "name": f"{learned:,} of MNIST's 60,000 training pictures, and digits drawn by our own pen model",
            "left_out": f"the 1,000 test digits that the program brings; {held_out:,} to choose models by",
            "authors": "Y. LeCun, C. Cortes, C. Burges",
            "licence": "usually cited as CC BY-SA 3.0",
        },
        "recipe": {
            "in_words": (
                "Every pass learns from MNIST drawn anew, half of it as MNIST is and half as other people "
                "would draw (strokes over some digits, then turned, sheared, stretched, bent, inked with a "
                "clean pen of another width); from whole digits drawn as strokes in several forms; and from "
                "letters, signs, scribbles and several digits at once, which are to be answered by equal "
                "shares. Longer side 20 px, centred by mass."
            ),
            "pictures_a_pass": {"MNIST": learned, "pen digits": PEN, "no digits": OTHERS},
            "strokes": {
                "slashed zeros": 0.20,
                "ones with an upstroke": 0.45,
                "barred sevens": 0.25,
            },
            "pen_digits": {
                "slashed zeros": SLASHED,
                "barred sevens": BARRED,
                "loops open or crossed": OPEN_OR_CROSSED,
                "stray dot": DOTTED,
                "cut by the border": CUT,
            },
            "runs": runs,
            "teachers": taught_by,
            "share_of_teachers": TAUGHT if taught_by else 0.0,
            "batch_size": BATCH,
            "optimizer": "AdamW",
            "learning_rate": f"{WARM_UP} steps of warm-up to the peak, then a cosine to {LAST_RATE:g}",
            "weight_decay": WEIGHT_DECAY,
            "label_smoothing": SMOOTHING,
            "dropout": 0.0,
            "weights": f"running mean, {KEPT} kept a step; batch statistics measured anew on 10,000 pictures",
            "arithmetic": "bfloat16 in training, weights and figures float32",
        },
        "validation": found,
        "reads_from": READS_FROM,
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
    option("--teacher", type=Path, action="append", default=[], help="digits.cnn whose answers are learned")
    option("--held-out", type=int, default=HELD_OUT, help="of MNIST's training set, to choose models by")
    option("--passes", type=int, default=12, help="passes over newly drawn copies of the training set")
    option("--peak-rate", type=float, default=PEAK_RATE, help="highest learning rate")
    option("--seed", type=int, default=7)
    option("--kept", type=Path, help=".npz file for the weights so far")
    option("--mild", action="store_true", help="MNIST nearer to itself: for the last passes")
    option("--cache", type=Path, help="folder that keeps drawn passes")
    given = arguments.parse_args()
    runs = runs_of(given.start) if given.start else []
    runs.append(
        {"passes": given.passes, "peak_rate": given.peak_rate, "seed": given.seed, "command": command()}
    )
    taught_by = [runs_of(teacher) for teacher in given.teacher]
    learned, held_out = divided(given.mnist, BUNDLED, given.held_out)
    weights = train(
        learned,
        given.start,
        given.teacher,
        given.passes,
        given.peak_rate,
        given.seed,
        given.cache,
        given.kept,
        mild=given.mild,
    )
    weights, found = with_temperature(weights, held_out)
    print(json.dumps(found, indent=2))
    save(weights, runs, taught_by, found, (len(learned.labels), len(held_out.labels)), given.out)


def runs_of(model: Path) -> list[dict[str, Any]]:
    """Return the runs that a file went through, as its card beside it tells."""
    runs: list[dict[str, Any]] = json.loads(model.with_suffix(".json").read_text("utf-8"))["recipe"]["runs"]
    return runs


def command() -> str:
    """Return the command line as it was typed, without the folders of this machine."""
    typed = (
        argument if argument.startswith("-") else Path(argument).name
        for whole in sys.argv[1:]
        for argument in whole.split("=")
    )
    return " ".join(["python models/train_digits.py", *typed])


if __name__ == "__main__":
    main()
