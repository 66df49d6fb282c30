from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cnngui.datasets.ink import PEN_PX, InkFrames, Stroke, normalise_pixels, rasterise, read_ink
from cnngui.datasets.pen import along, centre_of_mass, centred_corner, paint
from cnngui.datasets.pictures import on_paper
from cnngui.datasets.pixels import INK_PX, THICKEST_PX, THINNEST_PX
from cnngui.errors import CnnguiError

SEVEN = ((0.0, 0.0), (0.6, 0.0), (0.25, 1.0))
BAR = ((0.2, 0.5), (0.55, 0.5))


def drawn(lines: Any = (SEVEN, BAR), size: float = 200, x: float = 40, y: float = 40) -> tuple[Stroke, ...]:
    """Return unit-square `lines` as strokes of that size, in pixels, at that place."""
    return tuple(Stroke(tuple((x + size * u, y + size * v) for u, v in line)) for line in lines)


def frames(strokes: Any) -> InkFrames:
    result = rasterise(strokes)
    assert result is not None
    return result


def code_of(caught: pytest.ExceptionInfo[CnnguiError]) -> str:
    assert caught.value.message().mend
    return caught.value.code


units = st.floats(0, 1)
drawings = st.lists(st.lists(st.tuples(units, units), min_size=1, max_size=12), min_size=1, max_size=4)


class TestTheFrame:
    def test_has_the_ink_20_long_and_its_mass_in_the_middle(self) -> None:
        result = frames(drawn())
        assert result.centred.shape == (28, 28)
        assert result.centred.dtype == np.float32
        assert result.scaled.shape == (20, 13)
        # Found on the box, which cuts half a pixel off the soft edge.
        assert centre_of_mass(result.centred) == pytest.approx((14, 14), abs=0.05)
        rows = np.flatnonzero((result.centred > 0.4).any(axis=1))
        assert rows[-1] - rows[0] + 1 == pytest.approx(INK_PX, abs=1)

    def test_has_ink_where_the_pen_was_and_nothing_elsewhere(self) -> None:
        centred = frames([Stroke(((50, 140), (230, 140)))]).centred
        across = centred.sum(axis=1)
        assert across[:12].max() == 0
        assert across[16:].max() == 0
        # A bar 20 px long is one pen high: its columns hold the pen's width in ink.
        assert centred[:, 14].sum() == pytest.approx(THINNEST_PX, abs=0.15)
        assert centred.max() == 1

    @given(drawings, st.floats(90, 240), units, units)
    def test_is_the_same_at_any_size_and_place(self, lines: Any, size: float, x: float, y: float) -> None:
        lines = [*lines, ((0.0, 0.0), (1.0, 1.0))]
        usual = frames(drawn(lines, size=220, x=30, y=30)).centred
        # The pen's width follows the drawing's size inside its band, so compare with a pen of the same share.
        share = [Stroke(s.points, PEN_PX * size / 220) for s in drawn(lines, size, x * 40, y * 40)]
        np.testing.assert_allclose(frames(share).centred, usual, atol=2e-3)

    @pytest.mark.parametrize("size", [90, 140, 240])
    def test_keeps_its_strokes_with_one_and_the_same_pen(self, size: float) -> None:
        usual = frames(drawn()).centred
        result = frames(drawn(size=size)).centred
        assert np.abs(result - usual).mean() < 0.035
        assert centre_of_mass(result) == pytest.approx((14, 14), abs=0.05)

    @pytest.mark.parametrize("width", [1, 8, 16, 28, 60])
    @pytest.mark.parametrize("size", [90, 240])
    def test_neither_blots_nor_fades(self, width: float, size: float) -> None:
        line = [Stroke(((140, 20), (140, 20 + size)), width)]
        ink = frames(line).centred[14].sum()
        assert THINNEST_PX - 0.15 <= ink <= THICKEST_PX + 0.15

    def test_depends_on_the_strokes_only(self) -> None:
        first = frames(drawn())
        rasterise(drawn([((0.0, 0.0), (1.0, 0.3))]))
        again = rasterise(list(drawn()), canvas=(900, 600))
        assert again is not None
        assert np.array_equal(first.centred, again.centred)
        assert np.array_equal(first.scaled, again.scaled)
        assert again.ink.shape == (47, 70)

    def test_is_shown_with_the_pen_it_was_drawn_with(self) -> None:
        result = frames([Stroke(((100, 140), (180, 140)), 20)])
        assert result.ink.shape == (70, 70)
        # A quarter of the canvas of 280: the line is 5 px wide, and 20 long between its round ends.
        assert result.ink[:, 35].sum() == pytest.approx(5, abs=0.2)
        assert result.ink[35].sum() == pytest.approx(25, abs=0.5)

    def test_does_not_mind_points_given_twice(self) -> None:
        twice = [Stroke(tuple(point for point in stroke.points for _ in range(3))) for stroke in drawn()]
        np.testing.assert_allclose(frames(twice).centred, frames(drawn()).centred, atol=1e-5)

    def test_comes_in_other_sizes(self) -> None:
        result = rasterise(drawn(), size=56)
        assert result is not None
        assert result.centred.shape == (56, 56)
        halved = result.centred.reshape(28, 2, 28, 2).mean(axis=(1, 3))
        assert np.abs(halved - frames(drawn()).centred).mean() < 0.02
        picture = normalise_pixels(canvas_picture(drawn()), size=56)
        assert picture is not None
        assert np.abs(picture.centred - result.centred).mean() < 0.03


class TestStrangeInk:
    @pytest.mark.parametrize("strokes", [[], [Stroke(())], [Stroke((), math.nan)]])
    def test_none_gives_none(self, strokes: list[Stroke]) -> None:
        assert rasterise(strokes) is None

    @pytest.mark.parametrize("points", [((5.0, 9.0),), ((5.0, 9.0), (5.0, 9.0)), ((5.0, 9.0), (6.0, 9.5))])
    def test_a_dot_stays_a_dot(self, points: Any) -> None:
        centred = frames([Stroke(points)]).centred
        assert centre_of_mass(centred) == pytest.approx((14, 14), abs=0.02)
        assert 0 < centred.sum() < 3 * math.pi * (THICKEST_PX / 2) ** 2
        assert centred[14, 14] == 1

    @pytest.mark.parametrize("line", [((0.0, 0.0), (1.0, 0.0)), ((0.0, 0.0), (0.0, 1.0))])
    def test_a_straight_line_has_a_flat_box(self, line: Any) -> None:
        result = frames(drawn([line]))
        assert sorted(result.scaled.shape) == [3, INK_PX]
        assert min(result.crop.shape) < max(result.crop.shape) / 5

    def test_ink_outside_the_canvas_is_read_though_not_shown(self) -> None:
        result = frames(drawn(x=50_000, y=-3_000))
        assert result.ink.max() == 0
        assert max(result.crop.shape) <= 70
        np.testing.assert_allclose(result.centred, frames(drawn()).centred, atol=1e-4)

    def test_a_huge_drawing_has_small_frames(self) -> None:
        result = frames(drawn(size=90_000))
        assert max(result.crop.shape) <= 70
        assert result.centred.shape == (28, 28)

    @pytest.mark.parametrize(
        ("stroke", "code"),
        [
            (Stroke(((math.nan, 1.0), (2.0, 2.0))), "ink.not_finite"),
            (Stroke(((math.inf, 1.0),)), "ink.not_finite"),
            (Stroke(((1.0, 1.0),), math.nan), "ink.not_finite"),
            (Stroke(((1e30, 1.0), (0.0, 0.0))), "ink.too_far"),
            (Stroke(((1.0, 1.0),), 0.0), "ink.pen"),
            (Stroke(((1.0, 1.0),), 1e9), "ink.pen"),
        ],
    )
    def test_impossible_numbers_are_refused(self, stroke: Stroke, code: str) -> None:
        with pytest.raises(CnnguiError) as caught:
            rasterise([stroke])
        assert code_of(caught) == code

    def test_the_farthest_point_and_the_widest_pen_are_drawn(self) -> None:
        assert frames([Stroke(((100_000.0, -100_000.0), (0.0, 0.0)), 1000.0)]).centred.max() > 0.5

    @pytest.mark.parametrize(
        ("stroke", "code"),
        [
            (Stroke(((100_000.5, 1.0),)), "ink.too_far"),
            (Stroke(((1.0, -100_000.5),)), "ink.too_far"),
            (Stroke(((1.0, 1.0),), 1000.5), "ink.pen"),
        ],
    )
    def test_a_little_beyond_that_is_refused(self, stroke: Stroke, code: str) -> None:
        with pytest.raises(CnnguiError) as caught:
            rasterise([stroke])
        assert code_of(caught) == code


class TestThePen:
    def test_a_disc_has_its_area(self) -> None:
        assert paint([np.array([[10.0, 10.0]])], 4.0, (20, 20)).sum() == pytest.approx(math.pi * 16, rel=0.02)

    def test_crossing_strokes_do_not_add_up(self) -> None:
        line = np.array([[2.0, 10.0], [18.0, 10.0]])
        assert np.array_equal(paint([line, line], 1.5, (20, 20)), paint([line], 1.5, (20, 20)))

    @given(st.lists(st.tuples(units, units), min_size=1, max_size=9), st.floats(0.01, 2))
    def test_it_never_jumps_and_ends_at_the_ends(self, points: Any, step: float) -> None:
        line = np.array(points)
        walked = along(line, step)
        assert np.hypot(*np.diff(walked, axis=0).T).max(initial=0) <= step + 1e-9
        np.testing.assert_allclose(walked[[0, -1]], line[[0, -1]], atol=1e-12)


def canvas_picture(strokes: tuple[Stroke, ...], side: int = 280) -> np.ndarray:
    return paint([np.array(stroke.points) for stroke in strokes], strokes[0].width_px / 2, (side, side))


class TestPictures:
    @given(st.integers(0, 2**32 - 1))
    def test_a_framed_digit_passes_unchanged(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        digit = np.zeros((28, 28), np.uint8)
        digit[4:24, 6:21] = rng.integers(0, 256, (20, 15))
        digit[4:24, 10] = 255
        light, dark = normalise_pixels(digit), normalise_pixels(255 - digit)
        assert light is not None
        assert dark is not None
        assert np.array_equal(light.centred, digit.astype(np.float32) / 255)
        np.testing.assert_allclose(dark.centred, light.centred, atol=1e-6)

    @pytest.mark.parametrize("kind", ["light on dark", "dark on light", "colour", "float", "transparent"])
    def test_a_picture_is_read_as_its_strokes_are(self, kind: str) -> None:
        strokes = drawn(size=150, x=90, y=20)
        ink = np.rint(canvas_picture(strokes) * 255).astype(np.uint8)
        blue_on_cream = np.stack([240 - 0.8 * ink, 235 - 0.7 * ink, 220 - 0.2 * ink], axis=2).astype(np.uint8)
        picture: Any = {
            "light on dark": ink,
            "dark on light": 255 - ink,
            "colour": blue_on_cream,
            "float": ink.astype(np.float64) / 255,
            "transparent": on_paper(np.stack([ink * 0, ink * 0, ink * 0, ink], axis=2)),
        }[kind]
        found = normalise_pixels(picture)
        assert found is not None
        assert centre_of_mass(found.centred) == pytest.approx((14, 14), abs=0.1)
        assert np.abs(found.centred - frames(strokes).centred).mean() < 0.03

    def test_a_grainy_photo_with_a_shadow_is_read_too(self) -> None:
        rng = np.random.default_rng(4)
        strokes = drawn(size=320, x=180, y=120)
        ink = canvas_picture(strokes, 600)
        shadow = np.linspace(0.95, 0.8, 600)[None, :]
        photo = np.clip((shadow - 0.6 * ink + rng.normal(0, 0.015, ink.shape)) * 255, 0, 255).astype(np.uint8)
        found = normalise_pixels(photo)
        assert found is not None
        assert np.abs(found.centred - frames(strokes).centred).mean() < 0.05

    def test_hairlines_get_the_thinnest_pen(self) -> None:
        paper = Image.new("L", (1200, 1200), 255)
        ImageDraw.Draw(paper).line([(600, 200), (600, 1000)], fill=0, width=4)
        found = normalise_pixels(np.asarray(paper))
        assert found is not None
        assert found.centred[14].sum() == pytest.approx(THINNEST_PX, abs=0.5)

    @pytest.mark.parametrize("level", [0, 128, 255])
    def test_empty_paper_gives_none(self, level: int) -> None:
        assert normalise_pixels(np.full((64, 64), level, np.uint8)) is None

    @pytest.mark.parametrize("shape", [(0, 0), (2, 2), (2, 9), (9, 2), (9,), (4, 4, 2), (2, 3, 4, 5)])
    def test_what_is_no_picture_is_refused(self, shape: tuple[int, ...]) -> None:
        with pytest.raises(CnnguiError) as caught:
            normalise_pixels(np.zeros(shape, np.uint8))
        assert code_of(caught) == "ink.not_a_picture"

    def test_the_smallest_picture_has_a_middle(self) -> None:
        dot = np.full((3, 3), 255, np.uint8)
        dot[1, 1] = 0
        assert normalise_pixels(dot) is not None

    def test_values_that_are_not_numbers_are_refused(self) -> None:
        with pytest.raises(CnnguiError) as caught:
            normalise_pixels(np.full((30, 30), np.nan))
        assert code_of(caught) == "ink.not_a_picture"


SAMPLE = {"label": 7, "writer": "w1", "strokes": [[[40, 40], [160.5, 40]], [[90, 90]]]}


def written(folder: Path, content: Any, packed: bool = False) -> Path:
    text = content if isinstance(content, str) else json.dumps(content)
    path = folder / ("ink.json.gz" if packed else "ink.json")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return path


class TestFiles:
    @pytest.mark.parametrize("label", [0, 999])
    def test_the_first_and_the_last_label_are_read(self, tmp_path: Path, label: int) -> None:
        sample = {"label": label, "strokes": [[[100_000, -100_000]]]}
        samples = read_ink(written(tmp_path, {"samples": [sample]}))
        assert samples.labels.tolist() == [label]
        assert samples.drawings[0][0].points == ((100_000.0, -100_000.0),)

    @pytest.mark.parametrize("packed", [False, True])
    def test_plain_and_gzipped_are_read(self, tmp_path: Path, packed: bool) -> None:
        path = written(tmp_path, {"samples": [SAMPLE, {"label": 0, "strokes": []}]}, packed)
        samples = read_ink(path, width_px=12)
        assert samples.labels.tolist() == [7, 0]
        assert samples.drawings[0] == (
            Stroke(((40.0, 40.0), (160.5, 40.0)), 12),
            Stroke(((90.0, 90.0),), 12),
        )
        pictures = samples.rasterise_all()
        assert pictures.shape == (2, 28, 28)
        assert pictures.dtype == np.float32
        assert np.array_equal(pictures[0], frames(samples.drawings[0]).centred)
        assert pictures[1].max() == 0

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            ("", "ink.not_json"),
            ("{", "ink.not_json"),
            ('{"samples": [{"label": 1, "strokes": [[[NaN, 2]]]}]}', "ink.not_json"),
            ('{"samples": ' + "[" * 100_000, "ink.not_json"),
            ("[]", "ink.no_samples"),
            ({"samples": []}, "ink.no_samples"),
            ({"samples": {"label": 1}}, "ink.no_samples"),
            ({"samples": [7]}, "ink.bad_sample"),
            ({"samples": [{"strokes": []}]}, "ink.bad_sample"),
            ({"samples": [SAMPLE | {"label": -1}]}, "ink.bad_sample"),
            ({"samples": [SAMPLE | {"label": True}]}, "ink.bad_sample"),
            ({"samples": [SAMPLE | {"label": "7"}]}, "ink.bad_sample"),
            ({"samples": [{"label": 1}]}, "ink.bad_sample"),
            ({"samples": [SAMPLE | {"strokes": [7]}]}, "ink.bad_sample"),
            ({"samples": [SAMPLE | {"strokes": [[7]]}]}, "ink.bad_sample"),
            ({"samples": [SAMPLE | {"strokes": [[[1, 2, 3]]]}]}, "ink.bad_sample"),
            ({"samples": [SAMPLE | {"strokes": [[[1, None]]]}]}, "ink.bad_sample"),
            ('{"samples": [{"label": 1, "strokes": [[[1e999, 2]]]}]}', "ink.bad_sample"),
            ({"samples": [SAMPLE | {"strokes": [[[10**400, 2]]]}]}, "ink.bad_sample"),
        ],
    )
    def test_bad_ones_are_refused(self, tmp_path: Path, content: Any, code: str) -> None:
        with pytest.raises(CnnguiError) as caught:
            read_ink(written(tmp_path, content))
        assert code_of(caught) == code

    def test_a_cut_off_one_is_refused(self, tmp_path: Path) -> None:
        path = written(tmp_path, {"samples": [SAMPLE] * 50}, packed=True)
        path.write_bytes(path.read_bytes()[:-9])
        with pytest.raises(CnnguiError) as caught:
            read_ink(path)
        assert code_of(caught) == "ink.damaged"

    def test_one_that_swells_on_unpacking_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.json.gz"
        path.write_bytes(gzip.compress(b" " * 70_000_000, 1))
        with pytest.raises(CnnguiError) as caught:
            read_ink(path)
        assert code_of(caught) == "ink.too_large"

    def test_a_missing_one_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CnnguiError) as caught:
            read_ink(tmp_path / "none.json")
        assert "none.json" in str(caught.value)


@pytest.mark.parametrize(("size", "pushed"), [(28, False), (31, False), (32, True)])
def test_ink_that_nearly_fills_the_frame_is_not_pushed_out_of_it(size: int, pushed: bool) -> None:
    ink = np.zeros((28, 28), np.float32)
    ink[:, :2] = 1
    x, y = centred_corner(ink, size)
    assert x == (size / 2 - 1 if pushed else size - 28)
    assert y == pytest.approx(size / 2 - 14)


def test_a_picture_without_ink_has_its_mass_in_its_middle() -> None:
    assert centre_of_mass(np.zeros((4, 10), np.float32)) == (5, 2)


class TestPressure:
    POINTS = ((60.0, 60.0), (60.0, 220.0), (200.0, 220.0))

    def test_a_pen_pressed_evenly_is_a_pen_of_that_width(self) -> None:
        pressed = Stroke(self.POINTS, 16.0, (1.5,) * 3)
        for one, other in zip(
            _all(rasterise((pressed,))), _all(rasterise((Stroke(self.POINTS, 24.0),))), strict=True
        ):
            np.testing.assert_allclose(one, other, atol=1e-5)

    def test_where_it_is_pressed_ink_is_wider_within_the_widths_that_networks_know(self) -> None:
        frames = rasterise((Stroke(self.POINTS, 16.0, (0.5, 0.5, 1.5)),))
        assert frames is not None
        # The first leg lies across the rows of its middle, the second across the columns of its end.
        thin, thick = float(frames.ink[30].sum()), float(frames.ink[:, 47].sum())
        assert thick > 2 * thin
        thin, thick = float(frames.centred[12].sum()), float(frames.centred[:, 20].sum())
        assert THINNEST_PX - 0.1 <= thin < thick <= THICKEST_PX + 0.1
        assert frames.scaled.shape == rasterise((Stroke(self.POINTS, 16.0, (0.5, 0.5, 1.5)),)).scaled.shape

    def test_no_ink_is_cut_off_where_a_pressed_pen_is_widest(self) -> None:
        bar = Stroke(((60.0, 140.0), (220.0, 140.0)), 16.0, (1.5, 0.5))
        crop = rasterise((bar,)).crop
        assert float(crop[:, : crop.shape[1] // 4].sum(axis=0).max()) > 0.9 * len(crop) - 1
        assert crop[0].max() <= 1
        assert float(crop[0].sum() + crop[-1].sum()) > 0

    def test_pieces_of_a_stroke_keep_their_widths(self) -> None:
        stroke = Stroke(self.POINTS, 16.0, (0.5, 1.0, 1.5))
        assert stroke.cut(1) == Stroke(self.POINTS[1:], 16.0, (1.0, 1.5))
        assert stroke.box == (60.0, 60.0, 200.0, 220.0)


def _all(frames: InkFrames | None) -> list[np.ndarray]:
    assert frames is not None
    return [frames.ink, frames.crop, frames.scaled, frames.centred]
