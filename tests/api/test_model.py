from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnngui.api.model import Model, load_model
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparing import frame_side
from cnngui.errors import CnnguiError
from cnngui.network.layers import Dense
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.project import Project, write_project


def model(shape: tuple[int, ...], data: str = "") -> Model:
    return Model(Path("any.cnn"), shape, ("a", "b"), data)


@pytest.mark.parametrize(
    ("shape", "data", "side"),
    [
        ((28, 28, 1), "mnist", 28),
        ((32, 32, 1), "digits", 28),
        ((32, 32, 1), "mine.npz", 32),
        ((20, 20, 1), "", 20),
    ],
)
def test_ink_is_framed_as_large_as_in_training(shape: tuple[int, ...], data: str, side: int) -> None:
    assert frame_side(shape, model(shape, data).input_format) == side


@pytest.mark.parametrize(("shape", "data"), [((784,), "fashion-mnist"), ((16,), "mine.npz")])
def test_data_without_words_are_not_opened_for_a_picture(
    shape: tuple[int, ...], data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnngui.api.model.load_dataset", lambda ref: pytest.fail(f"{ref} was opened"))
    asked = model(shape, data)
    with pytest.raises(CnnguiError) as caught:
        asked.read_text("A sentence.")
    assert caught.value.code == "api.reads_no_text"


def test_a_colour_picture_is_only_resized(tmp_path: Path) -> None:
    Image.new("RGB", (100, 50), (255, 0, 51)).save(tmp_path / "red.png")
    picture = model((32, 24, 3)).read_picture(tmp_path / "red.png")
    assert picture.shape == (32, 24, 3)
    assert picture.dtype == np.float32
    assert np.allclose(picture, (1, 0, 0.2), atol=1e-6)


def test_a_wide_picture_is_cropped_as_in_the_window(tmp_path: Path) -> None:
    page = np.zeros((40, 120, 3), np.uint8)
    page[:, 40:80] = 255
    Image.fromarray(page).save(tmp_path / "wide.png")
    assert model((32, 32, 3)).read_picture(tmp_path / "wide.png").min() > 0.9


def test_the_names_of_classes_are_nothing_a_terminal_obeys(tmp_path: Path) -> None:
    network = Network(input_shape=(2,), layers=(Dense(units=2, name="out"),))
    weights = {"out": (np.zeros((2, 2), np.float32), np.zeros(2, np.float32))}
    names = ("\x1b]0;owned\x07", "고양이")
    write_project(tmp_path / "any.cnn", Project(network, Recipe(), class_names=names, weights=weights))
    assert load_model(tmp_path / "any.cnn").class_names == ("�]0;owned�", "고양이")


def test_what_the_file_tells_of_its_samples_goes_before_what_is_likely(tmp_path: Path) -> None:
    told = InputFormat(kind="ink", shape=(28, 28, 1), polarity="dark_on_light", black=0, white=255)
    asked = Model(Path("any.cnn"), (28, 28, 1), ("a", "b"), "digits", told)
    page = np.full((200, 300), 255, np.uint8)
    page[40:140, 200:210] = 0
    Image.fromarray(page).save(tmp_path / "one.png")
    picture = asked.read_picture(tmp_path / "one.png")
    assert picture[0, 0, 0] == 255
    assert picture[14, 14, 0] < 50


def test_a_drawing_takes_the_way_of_the_canvas(tmp_path: Path) -> None:
    page = np.full((200, 300), 255, np.uint8)
    page[40:140, 200:210] = 0
    Image.fromarray(page).save(tmp_path / "one.png")
    picture = model((28, 28, 1)).read_picture(tmp_path / "one.png")
    assert picture.shape == (28, 28, 1)
    rows, columns = np.nonzero(picture[:, :, 0] > 0.5)
    assert 19 <= np.ptp(rows) + 1 <= 21
    assert abs(columns.mean() - 13.5) < 0.6


def test_clothes_are_not_framed_as_digits_are() -> None:
    assert model((28, 28, 1), "fashion-mnist").input_format.kind == "picture"
    assert model((28, 28, 1), "mnist").input_format.kind == "ink"


@pytest.mark.parametrize("shape", [(28, 28, 1), (28, 28), (784,)])
@pytest.mark.parametrize("reads_bytes", [False, True])
def test_what_has_to_be_assumed_is_said(shape: tuple[int, ...], reads_bytes: bool) -> None:
    foreign = Model(Path("any.keras"), shape, ("a", "b"), "", None, reads_bytes)
    assert foreign.assumption is not None
    assert f"from 0 to {255 if reads_bytes else 1}." in str(foreign.assumption)
    assert foreign.like(load_dataset("digits")).assumption is None
    assert model(shape, "mnist").assumption is None


def test_data_like_its_own_tell_the_polarity_and_keep_the_numbers(tmp_path: Path) -> None:
    digits = load_dataset("digits")
    dark = replace(digits, x_train=255 - digits.x_train, x_test=255 - digits.x_test)
    asked = Model(Path("any.keras"), (784,), ("a", "b"), "", None, True).like(dark)
    assert asked.input_format.polarity == "dark_on_light"
    page = np.zeros((200, 300), np.uint8)
    page[40:140, 200:210] = 255
    Image.fromarray(page).save(tmp_path / "one.png")
    picture = asked.read_picture(tmp_path / "one.png").reshape(28, 28)
    assert (picture[0, 0], picture[14, 14] < 50) == (255, True)
