from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter

from cnngui.datasets.pictures import LONGEST_PX, read_picture
from cnngui.errors import CnnguiError
from cnngui.ui.shared.pictures import holds_picture, picture_job
from cnngui.ui.shared.pixels import from_image, to_image


def read(mime: QMimeData) -> np.ndarray:
    job = picture_job(mime)
    assert job is not None
    return job()


@pytest.fixture(autouse=True)
def _application(qapp):
    pass


def digit(width: int = 90, height: int = 120) -> QImage:
    """Return dark ink on white paper."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.fillRect(width // 3, height // 4, width // 8, height // 2, QColor(20, 30, 40))
    painter.end()
    return image


def with_image(image: QImage) -> QMimeData:
    mime = QMimeData()
    mime.setImageData(image)
    return mime


def with_file(path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 1), (6, 3, 3)])
def test_pixels_go_to_qt_and_back_unchanged(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    back = from_image(to_image(pixels))
    expected = (
        pixels if pixels.ndim == 3 and pixels.shape[2] == 3 else np.repeat(pixels.reshape(5, 7, 1), 3, 2)
    )
    np.testing.assert_array_equal(back, expected)


def test_shares_of_ink_become_grey_levels():
    image = to_image(np.array([[0.0, 0.5, 1.0, 2.0]], np.float32))
    assert [image.pixelColor(x, 0).red() for x in range(4)] == [0, 128, 255, 255]


def test_a_transparent_picture_lies_on_white_paper():
    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    image.setPixelColor(1, 2, QColor(10, 20, 30, 255))
    pixels = from_image(image)
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[2, 1].tolist() == [10, 20, 30]


def test_a_pasted_bitmap_is_taken_as_it_is():
    np.testing.assert_array_equal(read(with_image(digit())), from_image(digit()))


def test_a_dropped_file_is_read(tmp_path):
    pixels = from_image(digit())
    Image.fromarray(pixels).save(tmp_path / "seven.png")
    np.testing.assert_array_equal(read(with_file(tmp_path / "seven.png")), pixels)


@pytest.mark.parametrize("size", [(60, 44), (900, 4000), (3001, 2003)])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_pasted_and_dropped_pictures_are_those_of_the_command_line(tmp_path, mode, size):
    rng = np.random.default_rng(3)
    depth = {"L": (), "RGB": (3,), "RGBA": (4,)}[mode]
    pixels = rng.integers(0, 256, (size[1] // 4 + 1, size[0] // 4 + 1, *depth), np.uint8)
    image = Image.fromarray(pixels).resize(size)
    image.save(tmp_path / "some.png")
    told = read_picture(tmp_path / "some.png")
    assert max(told.shape[:2]) <= LONGEST_PX
    np.testing.assert_array_equal(read(with_file(tmp_path / "some.png")), told)
    pasted = read(with_image(QImage(str(tmp_path / "some.png"))))
    colours = told if told.ndim == 3 else np.repeat(told[..., np.newaxis], 3, axis=2)
    np.testing.assert_array_equal(pasted, colours)


def test_a_blank_picture_is_refused():
    blank = QImage(50, 50, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.lightGray)
    with pytest.raises(CnnguiError) as caught:
        read(with_image(blank))
    assert caught.value.code == "draw.no_ink"


def test_a_file_that_is_no_picture_is_refused(tmp_path):
    path = tmp_path / "not.png"
    path.write_bytes(b"<svg/>")
    with pytest.raises(CnnguiError) as caught:
        read(with_file(path))
    assert caught.value.code == "datasets.picture_unreadable"


def test_a_tiny_picture_is_refused():
    with pytest.raises(CnnguiError) as caught:
        read(with_image(digit(2, 2)))
    assert caught.value.code == "ink.not_a_picture"


def test_text_and_addresses_are_no_pictures():
    text, web = QMimeData(), QMimeData()
    text.setText("7")
    web.setUrls([QUrl("https://example.invalid/seven.png")])
    assert not holds_picture(text)
    assert not holds_picture(web)
    assert picture_job(text) is None
    assert picture_job(web) is None


def test_what_is_transparent_lies_on_the_paper_that_the_network_knows(tmp_path):
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[10:30, 18:22] = (200, 60, 60, 255)
    Image.fromarray(pixels).save(tmp_path / "clear.png")
    image = QImage(pixels.data, 40, 40, 160, QImage.Format.Format_RGBA8888).copy()
    for paper, level in (("auto", 255), ("white", 255), ("black", 0)):
        for mime in (with_file(tmp_path / "clear.png"), with_image(image)):
            job = picture_job(mime, paper)
            assert job is not None
            assert job()[0, 0].tolist() == [level] * 3
