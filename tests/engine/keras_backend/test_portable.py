"""Every kind, activation and merge leaves as every form, and is read back; what cannot be is refused.

With ``CNNGUI_KERAS_CASES=5000`` layers of odd arguments leave, too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from cnngui.engine.exporting import export_project
from cnngui.engine.model_forms import FORMS
from cnngui.errors import CnnguiError
from cnngui.network.blocks import MAX_BRANCHES, MergeName, Parallel, Stack
from cnngui.network.inference.registry import KINDS
from cnngui.network.layers import (
    LSTM,
    Activation,
    ActivationName,
    AnyLayer,
    AveragePooling3D,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Dense,
    Flatten,
    MaxPooling3D,
    Normalization,
    SimpleRNN,
    UpSampling2D,
)
from cnngui.network.network import Network, Shape
from cnngui.network.recipe import Recipe
from cnngui.network.table import LAYER_TABLE, default_layer
from cnngui.runs.project import Project

pytestmark = pytest.mark.tensorflow

SHAPES: tuple[Shape, ...] = ((6,), (6, 32), (6, 7, 32), (6, 6, 6, 4))
ACTIVATIONS: tuple[ActivationName, ...] = get_args(ActivationName)


def beside_each_other(shape: Shape, branches: Sequence[Stack]) -> Network:
    """Return a network of these branches, some in a block: an export takes seconds, however much it holds."""
    # A branch that hands its input on keeps a block of one from having too few.
    most = MAX_BRANCHES - 1
    parts = [branches[start : start + most] for start in range(0, len(branches), most)]
    flat = [((Flatten(),), *((*each, Flatten()) for each in part)) for part in parts]
    blocks = tuple(Parallel(branches=tuple(each)) for each in flat)
    inner = blocks if len(blocks) == 1 else (Parallel(branches=tuple((block,) for block in blocks)),)
    return Network(input_shape=shape, layers=inner)


def readable(kind: str, shape: Shape) -> bool:
    return KINDS[kind].verdict(default_layer(kind), shape).output_shape is not None


def of_every_kind() -> Iterator[tuple[str, Network]]:
    left = list(LAYER_TABLE)
    for shape in SHAPES:
        kinds = [kind for kind in left if readable(kind, shape)]
        left = [kind for kind in left if kind not in kinds]
        branches = [(default_layer(kind),) for kind in kinds if kind != "Embedding"]
        yield f"kinds on {len(shape)} axes", beside_each_other(shape, branches)
    yield "Embedding", Network(input_shape=(6,), layers=(default_layer("Embedding"),))


def of_every_activation() -> Iterator[tuple[str, Network]]:
    plain = [(Activation(activation=name),) for name in ACTIVATIONS]
    yield "activations", beside_each_other((6, 7, 4), plain)
    within = [(Dense(units=4, activation=name),) for name in ACTIVATIONS]
    yield "activations of Dense", beside_each_other((6,), within)


def of_every_merge() -> Iterator[tuple[str, Network]]:
    branches = [
        (Parallel(merge=merge, branches=((), (Conv2D(filters=3, padding="same"),))),)
        for merge in get_args(MergeName)
    ]
    yield "merges", beside_each_other((4, 5, 3), branches)


ODD: dict[str, tuple[Shape, list[AnyLayer]]] = {
    "sequences": (
        (9, 4),
        [
            Conv1D(filters=4, groups=2, padding=padding, strides=strides, dilation_rate=dilation)
            for padding, strides, dilation in product(("valid", "same", "causal"), (1, 2), (1, 2))
            if 1 in (strides, dilation)
        ],
    ),
    "pictures": (
        (5, 4, 4),
        [
            *(Conv2D(filters=4, groups=2, padding=padding, strides=(2, 1)) for padding in ("valid", "same")),
            Conv2D(filters=4, groups=2, padding="same", dilation_rate=(2, 1), activation="gelu"),
            *(
                Conv2DTranspose(filters=2, kernel_size=(size, 2), strides=(strides, 3), padding=padding)
                for size, strides, padding in product((1, 2), (2, 3), ("valid", "same"))
            ),
            *(UpSampling2D(size=(2, 3), interpolation=way) for way in ("bilinear", "bicubic", "lanczos5")),
            Normalization(mean=(0.5, 1.0, -2.0, 0.0), variance=(4.0, 0.25, 1.0, 0.0)),
        ],
    ),
    "output_padding": (
        (5, 4, 2),
        [
            layer
            for size, padding, extra in product((1, 2, 3, 4), ("valid", "same"), (0, 1, 2))
            for layer in [
                Conv2DTranspose(
                    filters=1,
                    kernel_size=(size, size),
                    strides=(3, 3),
                    padding=padding,
                    output_padding=(extra, extra),
                )
            ]
            if KINDS[layer.kind].verdict(layer, (5, 4, 2)).output_shape
        ],
    ),
    "volumes": (
        (5, 6, 7, 4),
        [
            Conv3D(filters=4, groups=2, padding="same", strides=(2, 1, 2)),
            *(
                pool(pool_size=(2, 3, 2), strides=strides, padding=padding)
                for pool, strides, padding in product(
                    (MaxPooling3D, AveragePooling3D), (None, (1, 2, 3)), ("valid", "same")
                )
            ),
        ],
    ),
}


def of_odd_arguments() -> Iterator[tuple[str, Network]]:
    for name, (shape, layers) in ODD.items():
        yield name, beside_each_other(shape, [(layer,) for layer in layers])


CASES = dict(
    [*of_every_kind(), *of_every_activation(), *of_every_merge(), *of_odd_arguments()],
)


def test_every_kind_stands_in_a_case() -> None:
    held = {entry.kind for network in CASES.values() for entry in network.entries}
    assert set(LAYER_TABLE) <= held


def drawn(network: Network) -> dict[str, tuple[np.ndarray, ...]]:
    """Return weights that tell every channel from the others."""
    from cnngui.network.inference.weight_shapes import weight_shapes

    draw = np.random.default_rng(1)
    return {
        name: tuple(draw.uniform(0.1, 0.9, shape).astype(np.float32) for shape in shapes)
        for name, shapes in weight_shapes(network).items()
    }


# An export of odd arguments takes up to a minute; what is written otherwise of them is always compared below.
LEAVING = [name for name in CASES if name not in ODD or "CNNGUI_KERAS_CASES" in os.environ]


@pytest.mark.parametrize("name", LEAVING)
@pytest.mark.parametrize("form", ["onnx", "litert"])
def test_it_leaves_for_other_programs(tmp_path: Path, form: Any, name: str) -> None:
    """An export reads back what it wrote, and compares it, before it says that it is done."""
    network = CASES[name]
    path = tmp_path / f"model{FORMS[form].suffix}"
    export_project(Project(network, Recipe(), weights=drawn(network)), path, form)
    assert path.is_file()


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_otherwise_computes_the_same(name: str) -> None:
    from cnngui.engine.keras_backend.build import build_model, set_weights

    network, weights = CASES[name], drawn(CASES[name])
    answers = []
    samples = np.random.default_rng(2).integers(0, 5, (3, *network.input_shape)).astype(np.float32)
    for portable in (False, True):
        model = build_model(network, seed=1, plain=True, portable=portable)
        set_weights(model, weights)
        answers.append(np.asarray(model(samples, training=False)))
    np.testing.assert_allclose(answers[1], answers[0], rtol=1e-4, atol=1e-4)


RECURRENT = [SimpleRNN, LSTM]


@pytest.mark.parametrize("kind", RECURRENT, ids=lambda each: each.__name__)
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_recurrent_layers_leave_with_other_activations(tmp_path: Path, kind: Any, activation: Any) -> None:
    network = Network(input_shape=(5, 3), layers=(kind(units=4, activation=activation),))
    for form in ("onnx", "litert"):
        export_project(Project(network, Recipe()), tmp_path / f"a{FORMS[form].suffix}", form)  # type: ignore[arg-type]
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("form", ["keras", "onnx", "litert"])
def test_a_file_may_have_any_name(tmp_path: Path, form: Any) -> None:
    export_project(Project(NETWORK, Recipe()), tmp_path / "a.bin", form)
    assert [each.name for each in tmp_path.iterdir()] == ["a.bin"]


NETWORK = Network(input_shape=(4,), layers=(Dense(units=3),))


def spoiled_onnx(model: Any, path: Path) -> None:
    path.write_bytes(b"no model")


def of_other_weights(model: Any, path: Path) -> None:
    before = model.get_weights()
    model.set_weights([weight + 1 for weight in before])
    model.save(path)
    model.set_weights(before)


def that_fails(model: Any, path: Path) -> None:
    raise RuntimeError("Unsupported operation: Erfc")


def on_a_full_disk(model: Any, path: Path) -> None:
    raise RuntimeError("RESOURCE_EXHAUSTED: No space left on device")


def beyond_a_limit(model: Any, path: Path) -> None:
    raise RuntimeError("{{function_node SaveV2}} variables; File too large [Op:SaveV2]")


@pytest.mark.parametrize(
    ("form", "writer", "code", "words"),
    [
        ("onnx", spoiled_onnx, "engine.unsound_export", "as ONNX model"),
        ("litert", spoiled_onnx, "engine.unsound_export", "as LiteRT model"),
        ("keras", of_other_weights, "engine.unsound_export", "answers differ by"),
        ("onnx", that_fails, "engine.unsound_export", "Erfc"),
        ("onnx", on_a_full_disk, "files.cannot_write", "No space left"),
        ("litert", beyond_a_limit, "files.cannot_write", "File too large"),
    ],
)
def test_what_cannot_be_read_back_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Any, writer: Any, code: str, words: str
) -> None:
    from cnngui.engine.keras_backend import exporting

    path = tmp_path / f"old{FORMS[form].suffix}"
    path.write_bytes(b"older")
    changed = {**exporting.WRITERS, form: writer}
    monkeypatch.setattr(exporting, "WRITERS", changed)
    with pytest.raises(CnnguiError) as caught:
        export_project(Project(NETWORK, Recipe()), path, form)
    assert caught.value.code == code
    assert words in " ".join(caught.value.message().one_line().split())
    assert path.read_bytes() == b"older"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
