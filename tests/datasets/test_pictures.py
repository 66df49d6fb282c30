from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnngui.datasets.pictures import FORMATS, LONGEST_PX, read_picture
from tests.datasets.crafted import refused

COLOUR = np.random.default_rng(0).integers(0, 256, (6, 9, 3), dtype=np.uint8)
GREY = COLOUR[..., 0]


def read(folder: Path, image: Image.Image, kind: str = "PNG", **options: Any) -> np.ndarray[Any, Any]:
    image.save(folder / "some", kind, **options)
    return read_picture(folder / "some")


@pytest.mark.parametrize("kind", ["PNG", "BMP"])
@pytest.mark.parametrize("pixels", [GREY, COLOUR], ids=["grey", "colour"])
def test_pictures_come_back_as_they_were(tmp_path: Path, kind: str, pixels: np.ndarray[Any, Any]) -> None:
    back = read(tmp_path, Image.fromarray(pixels), kind)
    assert back.dtype == np.uint8
    np.testing.assert_array_equal(back, pixels)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_of_the_list_is_read(tmp_path: Path, kind: str) -> None:
    flat = Image.new("RGB", (9, 6), (200, 40, 40))
    back = read(tmp_path, flat, kind)
    assert back.shape == (6, 9, 3)
    np.testing.assert_allclose(back, np.asarray(flat), atol=3)  # JPEG and WebP lose a little


@pytest.mark.parametrize("kind", ["PPM", "ICO", "TGA"])
def test_other_formats_are_refused(tmp_path: Path, kind: str) -> None:
    assert refused(lambda: read(tmp_path, Image.fromarray(COLOUR), kind)) == "datasets.picture_unreadable"


def test_what_is_transparent_shows_white_paper(tmp_path: Path) -> None:
    ink = np.zeros((4, 4, 4), np.uint8)
    ink[1, 1, 3] = 255
    ink[2, 2, 3] = 127
    back = read(tmp_path, Image.fromarray(ink))
    assert back.shape == (4, 4, 3)
    assert (back[0, 0, 0], back[1, 1, 0], back[2, 2, 0]) == (255, 0, 128)
    grey = read(tmp_path, Image.fromarray(ink[..., [0, 3]], "LA"))
    np.testing.assert_array_equal(grey, back[..., 0])


@pytest.mark.parametrize("colour", [(255, 255, 255), (255, 230, 90)])
def test_what_nobody_would_see_on_white_lies_on_black(tmp_path: Path, colour: tuple[int, ...]) -> None:
    ink = np.zeros((6, 6, 4), np.uint8)
    ink[..., :3] = colour
    ink[2:4, 2:4, 3] = 255
    back = read(tmp_path, Image.fromarray(ink))
    assert (back[0, 0].tolist(), back[2, 2].tolist()) == ([0, 0, 0], list(colour))


def test_white_ink_of_grey_and_alpha_lies_on_black(tmp_path: Path) -> None:
    ink = np.stack([np.full((4, 4), 255), np.eye(4) * 255], axis=-1).astype(np.uint8)
    np.testing.assert_array_equal(read(tmp_path, Image.fromarray(ink, "LA")), np.eye(4) * 255)


@pytest.mark.parametrize("bits", [1, 8, 10, 12, 14, 16])
def test_grey_levels_are_scaled_by_the_bits_they_need(tmp_path: Path, bits: int) -> None:
    most = 2**bits - 1
    deep = np.array([[0, most], [most // 2, most]], np.uint16)
    back = read(tmp_path, Image.fromarray(deep))
    np.testing.assert_allclose(back, [[0, 255], [255 * (most // 2) / most, 255]], atol=1)


def test_a_mask_of_0_and_1_is_black_and_white(tmp_path: Path) -> None:
    np.testing.assert_array_equal(read(tmp_path, Image.fromarray(np.eye(4, dtype="u1"))), np.eye(4) * 255)


def test_a_palette_with_a_transparent_colour(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    assert read(tmp_path, image, transparency=0).tolist() == [[[255, 255, 255], [40, 50, 60]]]


def test_a_phone_held_sideways_still_gives_an_upright_picture(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to show
    back = read(tmp_path, Image.fromarray(GREY), exif=exif)
    np.testing.assert_array_equal(back, np.rot90(GREY, -1))


def test_one_and_sixteen_bit_become_eight(tmp_path: Path) -> None:
    assert read(tmp_path, Image.fromarray(GREY > 127)).tolist() == (255 * (GREY > 127)).tolist()
    deep = GREY.astype(np.uint16) * 257
    np.testing.assert_array_equal(read(tmp_path, Image.fromarray(deep)), GREY)


def test_the_first_frame_of_an_animation_counts(tmp_path: Path) -> None:
    frames = [Image.new("L", (3, 3), level) for level in (10, 200)]
    back = read(tmp_path, frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert np.unique(back).tolist() == [10]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "I;16"])
def test_a_large_picture_is_reduced_by_averaging(tmp_path: Path, mode: str) -> None:
    chess = np.indices((30, 3600)).sum(axis=0) % 2 * 255  # every 3×3 pixels hold 4 or 5 white ones
    deep = Image.fromarray((chess * 257).astype(np.uint16))
    back = read(tmp_path, deep if mode == "I;16" else Image.fromarray(chess.astype(np.uint8)).convert(mode))
    assert back.shape[:2] == (10, 1200)
    assert set(np.unique(back)) <= {113, 114, 141, 142}


def test_a_large_photograph_is_reduced_too(tmp_path: Path) -> None:
    back = read(tmp_path, Image.new("RGB", (5000, 3000), (10, 100, 200)), "JPEG")
    assert LONGEST_PX / 2 <= back.shape[1] <= LONGEST_PX
    assert back.shape[0] / back.shape[1] == pytest.approx(0.6, abs=0.01)
    np.testing.assert_allclose(back[0, 0], (10, 100, 200), atol=3)


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def webp_claiming(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGBA", (8, 8)).save(
        stream, "WEBP", save_all=True, append_images=[Image.new("RGBA", (8, 8), "red")]
    )
    content = bytearray(stream.getvalue())
    place = content.index(b"VP8X") + 12
    content[place : place + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(content)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (png_claiming(8000, 8000), {"picture_too_large"}),
        (png_claiming(10_000, 10_000), {"picture_too_large", "picture_bomb"}),
        (png_claiming(60_000, 60_000), {"picture_bomb"}),
        (webp_claiming(16_000, 16_000), {"picture_bomb", "picture_too_large", "picture_unreadable"}),
        (png_claiming(100, 100), {"picture_unreadable"}),
        (png_claiming(0, 5), {"picture_unreadable"}),
        (b"", {"picture_unreadable"}),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {"picture_unreadable"}),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", {"picture_unreadable"}),
    ],
    ids=["large", "larger", "bomb", "webp", "short", "empty", "nothing", "svg", "eps"],
)  # fmt: skip
def test_hostile_pictures_are_refused_fast_and_without_memory(
    tmp_path: Path, content: bytes, codes: set[str]
) -> None:
    (tmp_path / "some.png").write_bytes(content)
    tracemalloc.start()
    begin = time.process_time()
    try:
        code = refused(lambda: read_picture(tmp_path / "some.png"))
        assert time.process_time() - begin < 2
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert code is not None
    assert code.removeprefix("datasets.") in codes


def test_the_warning_of_pillow_is_a_refusal_where_warnings_are_errors(tmp_path: Path) -> None:
    (tmp_path / "some.png").write_bytes(png_claiming(10_000, 10_000))
    assert refused(lambda: read_picture(tmp_path / "some.png")) == "datasets.picture_bomb"


def test_no_file_and_no_picture_differ(tmp_path: Path) -> None:
    assert refused(lambda: read_picture(tmp_path / "none.png")) == "files.missing"
    assert refused(lambda: read_picture(tmp_path)) in ("files.not_a_file", "files.unreadable")


@given(kind=st.sampled_from(FORMATS), data=st.data())
@settings(max_examples=150, deadline=None)
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")
def test_changed_bytes_give_a_picture_or_a_clear_refusal(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    stream = io.BytesIO()
    Image.fromarray(COLOUR).save(stream, kind)
    content = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("changed") / "some"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    refused(lambda: read_picture(path))
