"""A small ``.keras`` file written by hand, to be spoiled in every way; tests of real files need Keras."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

Members = dict[str, bytes]
Change = Callable[[Members], Any]

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
SHAPE = [None, 6]
DENSE: dict[str, Any] = {"units": 6, "activation": "relu", "use_bias": True}
L2: dict[str, Any] = {
    "module": "keras.regularizers",
    "class_name": "L2",
    "config": {"l2": 0.1},
    "registered_name": None,
}


def tensor(name: str, call: int = 0, output: int = 0) -> dict[str, Any]:
    """Return how a file speaks of the output of a layer."""
    config = {"shape": SHAPE, "dtype": "float32", "keras_history": [name, call, output]}
    return {"class_name": "__keras_tensor__", "config": config}


def layer(kind: str, name: str, *inputs: str, **config: Any) -> dict[str, Any]:
    """Return an entry of a Functional model; several inputs are given as a list, as merges get them."""
    fed = [tensor(each) for each in inputs]
    arguments = [fed] if len(fed) > 1 else fed
    return {
        "module": "keras.layers",
        "class_name": kind,
        "config": {"name": name, "trainable": True, "dtype": "float32", **config},
        "registered_name": None,
        "build_config": {"input_shape": SHAPE},
        "name": name,
        "inbound_nodes": [{"args": arguments, "kwargs": {}}] if inputs else [],
    }


def start(name: str = "start", shape: Any = SHAPE) -> dict[str, Any]:
    entry = layer("InputLayer", name)
    entry["config"] = {"batch_shape": shape, "dtype": "float32", "sparse": False, "name": name}
    return entry


def dense(name: str, fed: str, **config: Any) -> dict[str, Any]:
    return layer("Dense", name, fed, **{**DENSE, **config})


def model(*layers: dict[str, Any], output: str = "", **config: Any) -> dict[str, Any]:
    """Return the description of a Functional model from its first layer to its last."""
    inner = {
        "name": "model",
        "layers": list(layers),
        "input_layers": [layers[0]["name"], 0, 0],
        "output_layers": [output or layers[-1]["name"], 0, 0],
        **config,
    }
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": inner,
        "registered_name": None,
    }


def weights(
    groups: dict[str, list[np.ndarray]] | None = None, fill: Callable[[h5py.File], Any] | None = None
) -> bytes:
    """Return an HDF5 file as Keras writes it; by default with weights for one Dense layer of 6 units."""
    usual = {"layers/dense": [np.ones((6, 6), np.float32), np.zeros(6, np.float32)]}
    stream = io.BytesIO()
    with h5py.File(stream, "w") as store:
        for group, arrays in (usual if groups is None else groups).items():
            place = store.create_group(f"{group}/vars")
            for number, array in enumerate(arrays):
                place[str(number)] = array
        if fill is not None:
            fill(store)
    return stream.getvalue()


def members(described: dict[str, Any] | None = None, stored: bytes | None = None) -> Members:
    return {
        METADATA: json.dumps({"keras_version": "3.15.0", "date_saved": "2026-01-01@00:00:00"}).encode(),
        CONFIG: json.dumps(described or model(start(), dense("dense", "start"))).encode(),
        WEIGHTS: weights() if stored is None else stored,
    }


def write(path: Path, content: Members) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path
