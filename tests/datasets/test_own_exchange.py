"""Own samples in one file: read back whole, opened as data, and refused where they are damaged."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets import own_exchange
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.ink import PEN_PX, Stroke
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.named_arrays import INK_ARRAYS
from cnngui.datasets.own_exchange import npz_of_samples, read_samples
from cnngui.datasets.own_pictures import pictures_of
from cnngui.datasets.own_samples import OwnSample
from cnngui.errors import CnnguiError

LINES = [Stroke(((60 + 9 * place, 40), (70, 150 + place), (180, 150)), PEN_PX + place) for place in range(6)]
PHOTO = np.full((50, 60, 3), 250, np.uint8)
PHOTO[10:40, 25:32] = 10
SAMPLES = [
    *(
        OwnSample.of("4" if place % 2 else "7", [line], made_s=float(place))
        for place, line in enumerate(LINES)
    ),
    OwnSample.of("1", picture=PHOTO, made_s=9.5),
    OwnSample.of("1", picture=PHOTO[:, :, 0].copy(), made_s=9.7),
]


def written(folder: Path, content: bytes, name: str = "own.npz") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_file_gives_back_strokes_pictures_labels_and_times(tmp_path: Path) -> None:
    read = read_samples(written(tmp_path, npz_of_samples(SAMPLES)))
    assert [each.key for each in read] == [each.key for each in SAMPLES]
    assert [(each.label, each.made_s) for each in read] == [(each.label, each.made_s) for each in SAMPLES]
    assert [each.strokes for each in read] == [each.strokes for each in SAMPLES]


def test_the_same_file_opens_as_a_data_set(tmp_path: Path) -> None:
    data = load_dataset(written(tmp_path, npz_of_samples(SAMPLES)))
    assert data.class_names == ("1", "4", "7")
    assert "datasets.note_unused" not in [note.code for note in data.notes]
    x = np.concatenate([data.x_train, data.x_test])
    labels = np.concatenate([data.y_train, data.y_test])
    expected, _ = pictures_of(SAMPLES)
    for picture, sample in zip(expected, SAMPLES, strict=True):
        (at,) = np.flatnonzero((x == picture).all(axis=(1, 2, 3)))[:1]
        assert data.class_names[labels[at]] == sample.label


def test_pictures_are_written_as_the_network_reads_them(tmp_path: Path) -> None:
    trained_on = InputFormat(kind="picture", shape=(32, 32, 3))
    data = load_dataset(written(tmp_path, npz_of_samples(SAMPLES, trained_on)))
    assert data.input_shape == (32, 32, 3)


def test_nothing_that_can_be_written_is_told() -> None:
    blank = OwnSample.of("0", picture=np.full((60, 60), 255, np.uint8))
    with pytest.raises(CnnguiError) as raised:
        npz_of_samples([blank])
    assert raised.value.code == "samples.none_read"


def test_a_data_set_of_pictures_is_taken_in(tmp_path: Path) -> None:
    content = io.BytesIO()
    x = np.random.default_rng(1).integers(0, 256, (12, 28, 28), np.uint8)
    np.savez(content, x=x, y=np.arange(12) % 3)
    read = read_samples(written(tmp_path, content.getvalue()))
    assert len(read) == 12
    assert {each.label for each in read} == {"0", "1", "2"}
    assert all(each.picture is not None and each.picture.shape == (28, 28) for each in read)


def test_pen_strokes_are_taken_in(tmp_path: Path) -> None:
    strokes = [[[10, 10], [200, 10]], [[150, 10], [120, 220]]]
    file = {"samples": [{"label": 7, "strokes": strokes}, {"label": 3, "strokes": []}]}
    (read,) = read_samples(written(tmp_path, json.dumps(file).encode(), "pen.json"))
    assert read.label == "7"
    assert [len(each.points) for each in read.strokes] == [2, 2]


def arrays() -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(npz_of_samples(SAMPLES))) as file:
        return dict(file)


def refused(folder: Path, **changed: np.ndarray) -> str:
    content = io.BytesIO()
    np.savez(content, **(arrays() | changed))
    with pytest.raises(CnnguiError) as raised:
        read_samples(written(folder, content.getvalue()))
    assert raised.value.message().mend
    return raised.value.code


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("ink_points", lambda values: values[:-1]),
        ("ink_points", lambda values: values * np.nan),
        ("ink_points", lambda values: values * 1e9),
        ("ink_points", lambda values: values[:, :1]),
        ("ink_strokes", lambda values: values * [1, -1]),
        ("ink_strokes", lambda values: values + np.array([100, 0])),
        ("ink_strokes", lambda values: values.astype(np.float64)),
        ("ink_widths", lambda values: -values),
        ("ink_widths", lambda values: values[1:]),
        ("ink_raster", lambda values: values[1:]),
        ("ink_raster", lambda values: values.astype(np.uint16)),
        ("ink_sizes", lambda values: values * 1000),
        ("ink_sizes", lambda values: values[:, ::-1]),
        ("ink_made", lambda values: -values - 1),
        ("y_train", lambda values: values + 3),
        ("y_train", lambda values: values[1:]),
    ],
)
def test_a_file_whose_numbers_do_not_fit_is_refused(tmp_path: Path, name: str, change) -> None:
    assert refused(tmp_path, **{name: change(arrays()[name])}) == "samples.damaged"


def test_the_names_of_its_arrays_are_known_to_the_reader_of_data() -> None:
    assert {name for name in arrays() if name.startswith("ink_")} == set(INK_ARRAYS)


def test_too_many_are_refused_before_they_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_exchange, "MOST_SAMPLES", 3)
    assert refused(tmp_path) == "samples.file_too_many"


def test_what_is_no_samples_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.npz", b"PK\x03\x04nonsense"), ("a.txt", b"hello"), ("a.json", b"{}")):
        with pytest.raises(CnnguiError):
            read_samples(written(tmp_path, content, name))
    with pytest.raises(CnnguiError):
        read_samples(tmp_path / "none.npz")


def test_rows_of_numbers_are_no_pictures() -> None:
    with pytest.raises(CnnguiError) as raised:
        list(own_exchange._foreign(load_dataset("xor"), Path("xor.npz")))
    assert raised.value.code == "samples.no_pictures"
