from __future__ import annotations

import ast
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.npz import npz_of
from cnngui.errors import CnnguiError
from tests.datasets.crafted import described, npz, refused, saved

X = np.random.default_rng(0).integers(0, 256, (20, 5, 4), dtype=np.uint8)
Y = np.tile([3, 7], 10)
WHOLE = {"x_train": X, "y_train": Y, "x_test": X[:4], "y_test": Y[:4]}


def loaded(folder: Path, **arrays: Any) -> Dataset:
    np.savez_compressed(folder / "own.data.npz", **arrays)
    return load_dataset(folder / "own.data.npz")


def test_the_layout_of_keras_is_read_as_it_is(tmp_path: Path) -> None:
    data = loaded(tmp_path, **WHOLE)
    np.testing.assert_array_equal(data.x_train, X[..., np.newaxis])
    np.testing.assert_array_equal(data.x_test[..., 0], X[:4])
    assert data.y_train.tolist() == [0, 1] * 10
    assert data.class_names == ("3", "7")
    assert (data.key, data.label) == (str(tmp_path / "own.data.npz"), "own")
    assert data.notes == ()


def test_without_a_test_part_a_fifth_of_each_class_is_set_aside(tmp_path: Path) -> None:
    data = loaded(tmp_path, x_train=X, y_train=Y, x_val=X)
    assert (len(data.x_train), len(data.x_test)) == (16, 4)
    assert np.bincount(data.y_test).tolist() == [2, 2]
    together = np.concatenate([data.x_train, data.x_test])[..., 0]
    assert sorted(picture.tobytes() for picture in together) == sorted(picture.tobytes() for picture in X)
    assert [note.code for note in data.notes] == ["datasets.note_unused", "datasets.note_split"]
    assert loaded(tmp_path, x=X, y=Y).fingerprint() == data.fingerprint()


@pytest.mark.parametrize(
    "names",
    [
        ("train_images", "train_labels", "test_images", "test_labels"),
        ("X_train", "Y_train", "X_test", "Y_test"),
        ("trainX", "trainY", "testX", "testY"),
        ("train_x", "train_y", "test_x", "test_y"),
        ("images_train", "targets_train", "images_val", "targets_val"),
        ("data", "target", "x_test", "y_test"),
    ],
)
def test_arrays_are_found_under_other_names_and_it_is_said(tmp_path: Path, names: tuple[str, ...]) -> None:
    data = loaded(tmp_path, **dict(zip(names, (X, Y, X[:4], Y[:4]), strict=True)))
    assert data.fingerprint() == loaded(tmp_path, **WHOLE).fingerprint()
    assert [note.code for note in data.notes] == ["datasets.note_names"]
    assert names[0] in str(data.notes[0])


def test_arrays_that_are_not_used_are_named(tmp_path: Path) -> None:
    data = loaded(tmp_path, **WHOLE, x_val=X, y_val=Y, weights=Y)
    assert [str(note) for note in data.notes] == ["Not used: x_val, y_val, weights."]


def test_names_that_are_none_of_the_labels_are_said_not_to_be_used(tmp_path: Path) -> None:
    words = np.array(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"])[Y]
    whole = WHOLE | {"y_train": words, "y_test": words[: len(WHOLE["y_test"])]}
    data = loaded(tmp_path, **whole, class_names=np.array(["x", "y", "z"]))
    assert [str(note) for note in data.notes] == ["Not used: class_names."]


def test_one_name_for_two_classes_is_told_apart_by_their_labels(tmp_path: Path) -> None:
    data = loaded(tmp_path, **WHOLE, class_names=np.array(["a"] * 8))
    assert (data.class_names, data.notes) == (("a (3)", "a (7)"), ())


def test_classes_that_one_part_lacks_are_named(tmp_path: Path) -> None:
    data = loaded(tmp_path, x_train=X, y_train=Y, x_test=X[:4], y_test=np.array([3, 3, 9, 9]))
    codes = {note.code.removeprefix("datasets.note_"): note.values for note in data.notes}
    assert codes == {"only_in_test": {"names": "9"}, "only_in_training": {"names": "7"}}


def test_colour_one_hot_fractions_and_names_together(tmp_path: Path) -> None:
    colour = np.repeat(X[..., np.newaxis], 3, axis=3)
    data = loaded(
        tmp_path,
        x_train=(colour / 255).astype(np.float32),
        y_train=np.eye(2)[Y // 7],
        x_test=(colour[:4] / 255).astype(np.float64),
        y_test=np.eye(2)[Y[:4] // 7],
        class_names=np.array(["three", "seven"]),
    )
    np.testing.assert_array_equal(data.x_train, colour)
    assert data.input_shape == (5, 4, 3)
    assert data.class_names == ("three", "seven")
    assert [note.code for note in data.notes] == ["datasets.note_rescaled"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"x_train": None}, "datasets.npz_layout"),
        ({"y_train": None}, "datasets.npz_layout"),
        ({"x_test": None}, "datasets.npz_layout"),
        ({"y_test": None}, "datasets.npz_layout"),
        ({"y_train": Y[:-1]}, "datasets.counts_differ"),
        ({"y_test": Y[:5]}, "datasets.counts_differ"),
        ({"x_test": X[:4, :4]}, "datasets.shapes_differ"),
        ({"x_test": np.repeat(X[:4, ..., None], 3, axis=3)}, "datasets.shapes_differ"),
        ({"x_train": X.reshape(20, 20)}, "datasets.shapes_differ"),
        ({"x_train": np.zeros((20, 3, 5, 4))}, "datasets.shapes_differ"),
        ({"x_test": X[:0], "y_test": Y[:0]}, "datasets.no_pictures"),
        ({"y_train": np.zeros((20, 2, 2))}, "datasets.label_shape"),
        ({"y_train": np.full(20, 3)}, "datasets.one_class"),
        ({"y_train": np.where(Y == 3, np.nan, Y)}, "datasets.labels_not_finite"),
        ({"x_train": np.where(X == 0, np.nan, X)}, "datasets.pixels_not_finite"),
        ({"x_train": X.astype(complex)}, "files.array_type"),
        ({"class_names": np.array(["a", "b"])}, None),
        ({"class_names": np.array(["a", "b", "c"])}, "datasets.names_do_not_fit"),
        ({"class_names": np.array([1, 2])}, "datasets.text_damaged"),
        ({"class_names": np.array(["a"] * 300_000)}, "datasets.text_damaged"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    tmp_path: Path, changes: dict[str, Any], code: str | None
) -> None:
    arrays = {name: array for name, array in (WHOLE | changes).items() if array is not None}
    assert refused(lambda: loaded(tmp_path, **arrays)) == code


def test_a_single_picture_of_each_class_leaves_none_to_test(tmp_path: Path) -> None:
    assert refused(lambda: loaded(tmp_path, x=X[:2], y=Y[:2])) == "datasets.too_few_pictures"


def test_an_archive_of_other_things_is_named_as_that(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as archive:
        archive.writestr("7/1.txt", b"")
    assert refused(lambda: load_dataset(tmp_path / "pictures.zip")) == "datasets.no_arrays"


def test_pickled_names_are_refused_and_not_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "own.npz", **WHOLE, class_names=np.array(["a", "b"], dtype=object))
    assert refused(lambda: load_dataset(tmp_path / "own.npz")) == "files.array_pickled"


def zeros(shape: str) -> bytes:
    """Return whole numbers that all are 0: they pack to a thousandth."""
    return described("'|u1'", shape, bytes(int(np.prod(ast.literal_eval(shape)))))


HOSTILE: dict[str, tuple[Callable[[], bytes], Callable[[], bytes]]] = {
    "files.array_too_large": (lambda: described("'<f8'", f"({2**40}, 28, 28)"), lambda: zeros("(900000,)")),
    "files.array_shape": (lambda: described("'|u1'", f"({10**40}, 28, 28)"), lambda: zeros("(900000,)")),
    # 900 MB are claimed in a member of 0.9 MB
    "files.array_truncated": (
        lambda: described("'|u1'", "(900000, 1000, 1)", bytes(900_000)),
        lambda: zeros("(900000,)"),
    ),
    "files.array_pickled": (lambda: described("'|O'", "(900000,)", b"\x80\x04."), lambda: zeros("(900000,)")),
    "datasets.too_many_pictures": (lambda: zeros("(5000000, 1, 1)"), lambda: zeros("(5000000,)")),
    # Truly there, 100 MB in 0.1 MB; but the labels are read first and show that it is no use.
    "datasets.one_class": (lambda: zeros("(100000, 1000, 1)"), lambda: zeros("(100000,)")),
}


@pytest.mark.parametrize("code", HOSTILE)
def test_hostile_files_are_refused_fast_and_without_memory(tmp_path: Path, code: str) -> None:
    pictures, labels = HOSTILE[code]
    path = npz(tmp_path / "hostile.npz", {"x": pictures(), "y": labels()})
    tracemalloc.start()
    begin = time.process_time()
    try:
        assert refused(lambda: load_dataset(path)) == code
        assert time.process_time() - begin < 2
        assert tracemalloc.get_traced_memory()[1] < 25_000_000
    finally:
        tracemalloc.stop()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_changed_bytes_inside_give_data_or_a_clear_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    members = {name: bytearray(saved(array)) for name, array in {"x": X, "y": Y.astype(np.uint8)}.items()}
    for content in members.values():
        for _ in range(data.draw(st.integers(0, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = npz(
        tmp_path_factory.mktemp("changed") / "own.npz",
        {name: bytes(content) for name, content in members.items()},
    )
    refused(lambda: load_dataset(path))


def shared(name: str) -> Path:
    path = Path(__file__).parents[3] / "shared" / "data" / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this repository")
    return path


def test_mnist_as_a_file_of_the_user() -> None:
    data = load_dataset(shared("mnist.npz"))
    assert (data.x_train.shape, data.x_test.shape) == ((60_000, 28, 28, 1), (10_000, 28, 28, 1))
    # Class counts and mean as published with the original files.
    assert np.bincount(data.y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(data.y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert float(data.x_train.mean()) == pytest.approx(33.318, abs=0.001)


def test_a_colour_file_of_the_user() -> None:
    data = load_dataset(shared("cifar10_jpeg_subset.npz"))
    assert (data.x_train.shape, data.x_test.shape) == ((10_000, 32, 32, 3), (2000, 32, 32, 3))
    assert data.class_names[:3] == ("airplane", "automobile", "bird")


def test_parts_of_other_shapes_are_told_with_both(tmp_path: Path) -> None:
    np.savez(tmp_path / "mine.npz", x_train=X, y_train=Y, x_test=X[:4, :4], y_test=Y[:4])
    with pytest.raises(CnnguiError) as caught:
        load_dataset(tmp_path / "mine.npz")
    told = caught.value.values
    assert (told["train"], told["test"]) == (str((*X.shape[1:], 1)), str((4, *X.shape[2:], 1)))
    assert ("x_train" in told["train_name"], "x_test" in told["test_name"]) == (True, True)


def test_rows_of_measurements_are_samples_of_numbers(tmp_path: Path) -> None:
    x = np.random.default_rng(1).normal(50, 9, (20, 4))
    data = loaded(tmp_path, x_train=x, y_train=Y, x_test=x[:4], y_test=Y[:4])
    assert (data.input_shape, data.x_train.dtype) == ((4,), np.float32)
    np.testing.assert_array_equal(data.x_train, x.astype(np.float32))
    data = loaded(tmp_path, x=x[:, :2], y=np.array(["in", "out"])[Y // 7])
    assert (data.input_shape, data.class_names) == ((2,), ("in", "out"))
    assert [note.code for note in data.notes] == ["datasets.note_split_samples"]


@pytest.mark.parametrize("key", ["moons", "sentences", "digits", "xor-noise"])
def test_what_was_written_is_read_again(tmp_path: Path, key: str) -> None:
    data = load_dataset(key)
    (tmp_path / "own.npz").write_bytes(npz_of(data))
    again = load_dataset(tmp_path / "own.npz")
    assert again.fingerprint() == data.fingerprint()
    assert again.notes == ()


def test_what_would_be_too_large_to_be_read_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    data = load_dataset("digits")
    monkeypatch.setattr("cnngui.datasets.npz.MAX_BYTES", data.x_train.nbytes)
    assert refused(lambda: npz_of(data)) == "datasets.npz_too_large"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"x_train": np.full((20, 4), np.nan)}, "datasets.pixels_not_finite"),
        ({"x_train": np.full((20, 4), 1e300)}, "datasets.pixels_not_finite"),
        ({"x_train": np.full((20, 4), "a")}, "datasets.pixels_not_numbers"),
        ({"x_train": np.zeros((20, 10_001))}, "datasets.row_length"),
        ({"x_train": np.zeros((20, 0))}, "datasets.row_length"),
        ({"x_train": np.zeros((19, 4))}, "datasets.counts_differ"),
        ({"y_train": np.linspace(0, 1, 20)}, "datasets.labels_measured"),
        ({"vocabulary": np.array(["a", "b"]), "x_train": np.full((20, 4), 2)}, "datasets.words_beyond"),
    ],
)
def test_rows_that_cannot_be_used_are_told(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    arrays = {"x_train": np.ones((20, 4)), "y_train": Y} | changes
    assert refused(lambda: loaded(tmp_path, **arrays)) == code


def test_arrays_without_names_are_taken_by_their_place(tmp_path: Path) -> None:
    wanted = loaded(tmp_path, **WHOLE).fingerprint()
    for arrays in ((X, Y, X[:4], Y[:4]), (X, X[:4], Y, Y[:4])):
        np.savez(tmp_path / "own.data.npz", *arrays)
        data = load_dataset(tmp_path / "own.data.npz")
        assert data.fingerprint() == wanted
        assert "arr_0 = x_train" in str(data.notes[0])
    np.savez(tmp_path / "own.data.npz", X, Y)
    assert load_dataset(tmp_path / "own.data.npz").classes == 2


def test_pictures_along_the_last_axis_are_put_in_front(tmp_path: Path) -> None:
    data = loaded(tmp_path, X=np.moveaxis(X, 0, -1), y=Y)
    assert data.fingerprint() == loaded(tmp_path, x=X, y=Y).fingerprint()
    assert "datasets.note_samples_last" in [note.code for note in data.notes]
