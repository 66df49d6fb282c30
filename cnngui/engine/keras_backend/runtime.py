"""What TensorFlow found on this machine, and with how many threads it works."""

from __future__ import annotations

import platform
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

import cnngui
from cnngui.engine import threads


@dataclass(frozen=True)
class Runtime:
    """Device, number format, threads and versions that results come from.

    Attributes:
        threads: that work at once.
        most_parts: in how many parts at most a batch is cut (`cnngui.engine.keras_backend.parts`).
    """

    device: str
    precision: str
    threads: int
    most_parts: int
    versions: dict[str, str]


def describe_runtime() -> Runtime:
    """Return what training will run on; lets a GPU share its memory with other programs."""
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError:  # the GPU is in use by this process already
            continue
    libraries = {"cnngui": cnngui, "tensorflow": tf, "keras": keras, "numpy": np}
    versions = {name: library.__version__ for name, library in libraries.items()}
    versions["python"] = platform.python_version()
    device, cores = "GPU" if gpus else "CPU", threads.usable_cores()
    return Runtime(device, keras.config.floatx(), cores, most_parts(), versions)


def most_parts() -> int:
    """Return in how many parts at most a batch is worth cutting here: one a GPU, else one a core."""
    return len(tf.config.list_physical_devices("GPU")) or threads.cores_for_parts()


def part_devices() -> tuple[str, ...]:
    """Return the names of the devices that share out the parts of a batch; none if there are not several."""
    gpus = tf.config.list_logical_devices("GPU")
    return tuple(gpu.name for gpu in gpus) if len(gpus) > 1 else ()
