"""Read an exported model with its own format's tools, and compare what it answers with the network.

What passes can be loaded elsewhere; nothing is called written before. ONNX files go through the format's full
check, and are run by onnxruntime where it is installed, else by the reference that comes with the format.
"""

from __future__ import annotations

import errno
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnngui.engine.model_forms import FORMS, FormName
from cnngui.errors import CnnguiError
from cnngui.files.writing import system_reason
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Embedding
from cnngui.network.network import Network

SAMPLES = 2
TOLERANCE = 1e-3
"""Of the largest answer: sums in another order differ by less, and a wrong operation by more."""
_MOST_MULTIPLY_ADDS = 300_000_000
"""ONNX's reference computes about as many in a second: with more, only the full check is made."""

Answers = Callable[[np.ndarray], Any]


def check_export(path: Path, form: FormName, network: Network, model: keras.Model) -> None:
    """Load the model at `path` and compare its answers with those of `model`, which it was made of.

    Raises:
        CnnguiError: ``engine.unsound_export``: it cannot be loaded, or answers otherwise.
    """
    samples = _samples(network)
    wanted = np.asarray(model(samples, training=False))
    with warnings.catch_warnings(), unsound_is_told(form):
        warnings.simplefilter("ignore")
        answers = _READERS[form](path, network)
        if answers is None:
            return
        found = np.asarray(answers(samples))
        if found.shape != wanted.shape:
            raise ValueError(f"{found.shape} in the place of {wanted.shape}")
        finite = np.isfinite(wanted)
        most = float(np.abs(wanted[finite]).max(initial=1.0))
        if not np.allclose(found[finite], wanted[finite], rtol=0, atol=TOLERANCE * most):
            raise ValueError(f"answers differ by {np.abs(found - wanted)[finite].max():.3g}")


@contextmanager
def unsound_is_told(form: FormName) -> Iterator[None]:
    """Turn whatever a format's tool stumbles over into an error of ours; of the disk the system tells."""
    try:
        yield
    except (OSError, CnnguiError):
        raise
    except Exception as error:  # every tool has its own
        if (reason := system_reason(error)) is not None:
            raise OSError(errno.EIO, reason) from error
        words = " ".join(str(error).split()) or type(error).__name__
        label = FORMS[form].label
        raise CnnguiError("engine.unsound_export", form=label, reason=words[:200]) from error


def _samples(network: Network) -> np.ndarray:
    """Return samples that the network can read: numbers of words where it looks words up."""
    draw = np.random.default_rng(0)
    words = [layer.input_dim for layer in network.entries if isinstance(layer, Embedding)]
    shape = (SAMPLES, *network.input_shape)
    drawn = draw.integers(0, min(2, *words), shape) if words else draw.random(shape)
    return drawn.astype(np.float32)


def _read_keras(path: Path, network: Network) -> Answers:
    # The file was written a moment ago, by this program.
    loaded = keras.saving.load_model(str(path), compile=False)
    return lambda samples: loaded(samples, training=False)


def _read_saved_model(path: Path, network: Network) -> Answers:
    loaded = tf.saved_model.load(str(path))
    return lambda samples: loaded.serve(samples)


def _read_litert(path: Path, network: Network) -> Answers:
    """Without delegates: an operation of TensorFlow's own is refused, as it is on a phone."""
    kinds = tf.lite.experimental.OpResolverType
    interpreter: Any = tf.lite.Interpreter(
        str(path), experimental_op_resolver_type=kinds.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    )
    interpreter.allocate_tensors()
    given = interpreter.get_input_details()[0]
    answer = interpreter.get_output_details()[0]

    def one(sample: np.ndarray) -> np.ndarray:
        interpreter.set_tensor(given["index"], sample[np.newaxis])
        interpreter.invoke()
        return np.asarray(interpreter.get_tensor(answer["index"]))

    return lambda samples: np.concatenate([one(sample) for sample in samples])


def _read_onnx(path: Path, network: Network) -> Answers | None:
    import onnx

    onnx.checker.check_model(str(path), full_check=True)
    model = onnx.load(str(path), load_external_data=False)
    stored = {each.name for each in model.graph.initializer}
    inputs = [each.name for each in model.graph.input if each.name not in stored]
    if len(inputs) != 1:
        raise ValueError(f"inputs are missing: {', '.join(inputs[1:])}")
    if find_spec("onnxruntime") is not None:
        how = {"providers": ["CPUExecutionProvider"]}
        session = import_module("onnxruntime").InferenceSession(str(path), **how)
        return lambda samples: session.run(None, {inputs[0]: samples})[0]
    if (infer(network).total_multiply_adds or 0) > _MOST_MULTIPLY_ADDS:
        return None
    from cnngui.engine.keras_backend.onnx_reference import by_reference

    return by_reference(path, model)


_READERS: Mapping[FormName, Callable[[Path, Network], Answers | None]] = {
    "keras": _read_keras,
    "savedmodel": _read_saved_model,
    "litert": _read_litert,
    "onnx": _read_onnx,
}
