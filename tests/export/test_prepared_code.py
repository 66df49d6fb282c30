"""Exported code prepares data as the program does."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.data_reference import reference
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.npz import npz_of
from cnngui.datasets.preparation import Preparation, Split
from cnngui.datasets.prepared import prepared
from cnngui.datasets.preparing import prepare_samples
from cnngui.export.keras_code import Wishes, keras_code
from cnngui.network.layers import Dense, Flatten, Rescaling
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from tests.datasets.test_preparation import photos

PREPARATIONS = [
    Preparation(size=(32, 32)),
    Preparation(size=(20, 24), fit="pad", pad="grey"),
    Preparation(size=(20, 24), fit="squeeze", invert=True),
    Preparation(colour="grey", scale="-1..1"),
    Preparation(colour="colour", normalise="channels"),
    Preparation(scale="0..255"),
    Preparation(invert=True, normalise="channels", scale="-1..1"),
]


def network_for(shape: tuple[int, ...], *first: Any) -> Network:
    layers = (*first, *((Flatten(),) if len(shape) > 1 else ()), Dense(units=2, activation="softmax"))
    return Network(input_shape=shape, layers=layers)


def run(network: Network, data: str, keras: Any = None) -> dict[str, Any]:
    """Return what the code of a training has made of the data before it builds anything on them."""
    text = keras_code(network, Recipe(), data, wishes=Wishes(comments=True)).text
    lines = text.splitlines()
    begin = next(i for i, line in enumerate(lines) if line.startswith("model.summary")) + 1
    end = next(i for i, line in enumerate(lines) if line.startswith("model.compile"))
    imports = [line for line in lines if line.startswith(("import numpy", "from PIL"))]
    values: dict[str, Any] = {"keras": keras}
    exec("\n".join([*imports, *lines[begin:end]]), values)
    if "data" in values:
        values["data"].close()
    return values


def assert_as_here(values: dict[str, Any], data: str, shape: tuple[int, ...]) -> None:
    dataset = load_dataset(data, edits=False)
    told = InputFormat.of(dataset)
    for part in ("train", "test"):
        samples, labels = dataset.part(part)
        expected = prepare_samples(samples, shape, told)
        given = np.asarray(values[f"x_{part}"], np.float32)
        assert given.shape == expected.shape
        np.testing.assert_allclose(given, expected, atol=2e-5 if told.mean or told.white > 1 else 1e-6)
        np.testing.assert_array_equal(values[f"y_{part}"], labels)


@pytest.mark.parametrize("preparation", PREPARATIONS, ids=lambda each: each.words())
@pytest.mark.parametrize("rows", [False, True], ids=["pictures", "rows"])
def test_arrays_of_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, preparation: Preparation, rows: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.npz").write_bytes(npz_of(photos()))
    data = reference(str(tmp_path / "own.npz"), preparation)
    shape = load_dataset(data).input_shape
    wanted = (int(np.prod(shape)),) if rows else shape
    assert_as_here(run(network_for(wanted), data), data, wanted)


@pytest.mark.parametrize("preparation", PREPARATIONS, ids=lambda each: each.words())
def test_what_keras_fetches(preparation: Preparation) -> None:
    digits = load_dataset("digits")
    plain = ((digits.x_train[..., 0], digits.y_train), (digits.x_test[..., 0], digits.y_test))
    keras = SimpleNamespace(datasets=SimpleNamespace(mnist=SimpleNamespace(load_data=lambda: plain)))
    data = reference("digits", preparation)
    shape = prepared(digits, preparation).input_shape
    assert_as_here(run(network_for(shape), data, keras), data, shape)
    if shape[2] == 1:
        assert_as_here(run(network_for(shape[:2]), data, keras), data, shape[:2])
        row = (int(np.prod(shape)),)
        assert_as_here(run(network_for(row), data, keras), data, row)


def test_a_border_is_black_in_the_networks_own_numbers() -> None:
    digits = load_dataset("digits")
    plain = ((digits.x_train[..., 0], digits.y_train), (digits.x_test[..., 0], digits.y_test))
    keras = SimpleNamespace(datasets=SimpleNamespace(mnist=SimpleNamespace(load_data=lambda: plain)))
    for preparation in (Preparation(scale="-1..1"), Preparation(normalise="channels")):
        data = reference("digits", preparation)
        assert_as_here(run(network_for((32, 32, 1)), data, keras), data, (32, 32, 1))


def test_a_network_that_scales_bytes_itself_gets_bytes() -> None:
    text = keras_code(network_for((32, 32, 1), Rescaling(scale=1 / 255)), Recipe(), "digits?size=32").text
    assert "/ 255" not in text.partition("model.summary")[2].partition("model.compile")[0]
    assert "x_train / 255" not in text


@pytest.mark.parametrize(
    "data", ["/photos/my pets?size=32x32&fit=pad", "digits?test=0.3", "/tmp/own.npz?size=20x20&test=0.3"]
)
def test_what_the_program_must_do_itself_is_a_file_that_it_writes(
    data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = keras_code(network_for((32, 32, 3)), Recipe(), data).text
    stem = Path(data.partition("?")[0]).stem
    assert f'cnngui data "{data}" --out {stem}-prepared.npz' in text
    assert f'np.load("{stem}-prepared.npz")' in text


def test_the_file_that_is_written_goes_on_in_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = reference("digits", Preparation(scale="-1..1", split=Split(fraction=0.3)))
    (tmp_path / "digits-prepared.npz").write_bytes(npz_of(load_dataset(data)))
    assert_as_here(run(network_for((28, 28, 1)), data), data, (28, 28, 1))


@pytest.mark.parametrize("wanted", [(784,), (28, 28), (32, 30), (32, 30, 1)], ids=str)
@pytest.mark.parametrize("scale", [None, "-1..1"])
def test_pictures_of_a_file_get_the_axes_and_numbers_of_the_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: tuple[int, ...], scale: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    data = reference("digits", Preparation(scale=scale, split=Split(fraction=0.3)))
    (tmp_path / "digits-prepared.npz").write_bytes(npz_of(load_dataset(data)))
    assert_as_here(run(network_for(wanted), data), data, wanted)


def write_own(name: str, train: np.ndarray, test: np.ndarray) -> None:
    labels = {"y_train": np.arange(len(train)) % 2, "y_test": np.arange(len(test)) % 2}
    np.savez(name, x_train=train, x_test=test, **labels)


@pytest.mark.parametrize("preparation", [Preparation(), Preparation(split=Split(fraction=0.3))], ids=str)
def test_own_arrays_whose_kind_only_the_file_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, preparation: Preparation
) -> None:
    monkeypatch.chdir(tmp_path)
    drawn = np.random.default_rng(1)
    pictures, rows = drawn.integers(0, 256, (60, 10, 12)), drawn.normal(size=(60, 7)).astype(np.float32)
    write_own("pictures.npz", pictures[:40].astype(np.uint8), pictures[40:].astype(np.uint8))
    write_own("rows.npz", rows[:40], rows[40:])
    for name, shapes in (("pictures", [(120,), (10, 12), (10, 12, 1)]), ("rows", [(7,)])):
        data = reference(str(tmp_path / f"{name}.npz"), preparation)
        (tmp_path / f"{name}-prepared.npz").write_bytes(npz_of(load_dataset(data)))
        for wanted in shapes:
            if preparation.split or wanted != (10, 12, 1):  # Keras adds the last axis itself
                assert_as_here(run(network_for(wanted), data), data, wanted)


def test_a_border_is_around_own_pictures_of_a_known_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.npz").write_bytes(npz_of(photos()))
    for split in (None, Split(fraction=0.3)):
        data = reference(str(tmp_path / "own.npz"), Preparation(size=(20, 24), colour="grey", split=split))
        (tmp_path / "own-prepared.npz").write_bytes(npz_of(load_dataset(data)))
        for wanted in ((24, 26, 1), (24, 26), (20, 24)):
            assert_as_here(run(network_for(wanted), data), data, wanted)


def test_both_parts_have_the_scale_of_the_training_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    train, test = np.full((4, 5, 5, 1), 16.0), np.full((2, 5, 5, 1), 12.0)
    train[:, 0], test[:, 0], test[:, 1] = 0, 0, 20
    write_own("own.npz", train, test)
    for ref, white in (("own.npz", 1.0), ("own.npz?invert=yes", 0.0)):
        values = run(network_for((5, 5, 1)), ref)
        assert values["x_train"].max() == 1
        assert np.asarray(values["x_test"])[0, 2, 0, 0] == pytest.approx(abs(1 - white - 0.75), abs=0.002)
        assert np.asarray(values["x_test"])[0, 1, 0, 0] == white


def test_a_preparation_that_cannot_be_read_is_left_out() -> None:
    assert "load_data" in keras_code(network_for((28, 28, 1)), Recipe(), "digits?size=banana").text
