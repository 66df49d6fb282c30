"""What TensorFlow found on this machine."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

import cnngui


@dataclass(frozen=True)
class Runtime:
    """Device, number format, threads and versions that results come from."""

    device: str
    precision: str
    threads: int
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
    threads = tf.config.threading.get_intra_op_parallelism_threads() or os.cpu_count() or 1
    return Runtime("GPU" if gpus else "CPU", keras.config.floatx(), threads, versions)
