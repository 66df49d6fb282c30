"""Painting only what is new must show the same as painting everything."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from cnngui.datasets.ink import Stroke
from cnngui.datasets.pen import paint
from cnngui.ui.draw.ink_layer import TAIL_POINTS, InkLayer

SIDE = 140
ANGLES = np.linspace(0, 4 * np.pi, 120)
SPIRAL = tuple((140 + 8 * a * np.cos(a), 140 + 8 * a * np.sin(a)) for a in ANGLES.tolist())
BAR = ((40.0, 40.0), (240.0, 60.0))


def layer(ratio: float = 1.0) -> InkLayer:
    made = InkLayer()
    made.resize(SIDE, ratio, 280)
    return made


def shown(ink: InkLayer, ratio: float = 1.0) -> np.ndarray:
    """Return what is painted, 0..255 (side, side)."""
    image = QImage(int(SIDE * ratio), int(SIDE * ratio), QImage.Format.Format_Grayscale8)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    ink.paint(painter)
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].astype(int)


def afresh(*strokes: Stroke) -> np.ndarray:
    ink = layer()
    ink.show(strokes)
    return shown(ink)


def differ(one: np.ndarray, other: np.ndarray) -> int:
    """Return how many pixels differ by more than an eighth of the range.

    Where two parts of one line meet, a soft edge is painted twice: a few pixels there may be brighter.
    """
    return int((np.abs(one - other) > 32).sum())


@pytest.fixture(autouse=True)
def _application(qapp):
    pass


def test_a_line_grown_point_by_point_looks_like_one_drawn_at_once():
    ink = layer()
    for count in range(1, len(SPIRAL) + 1):
        ink.show((Stroke(SPIRAL[:count]),))
    joints = len(SPIRAL) // TAIL_POINTS + 1
    assert differ(shown(ink), afresh(Stroke(SPIRAL))) <= 6 * joints


def test_edges_stay_soft_while_a_line_grows():
    """Painting every segment by itself would lay soft edges over each other until they are hard."""
    straight = tuple((20.0 + x, 100.0 + x / 9) for x in range(0, 220, 2))
    ink = layer()
    for count in range(1, len(straight) + 1):
        ink.show((Stroke(straight[:count]),))
    grown, whole = shown(ink), afresh(Stroke(straight))
    soft = (whole > 40) & (whole < 215)
    assert soft.sum() > 150
    assert (np.abs(grown - whole)[soft] <= 32).mean() > 0.9


def test_the_repainted_part_holds_all_that_changed():
    ink = layer()
    ink.show((Stroke(SPIRAL[:1]),))
    before = shown(ink)
    for count in range(2, len(SPIRAL) + 1):
        dirty = ink.show((Stroke(SPIRAL[:count]),))
        after = shown(ink)
        rows, columns = np.nonzero(before != after)
        assert isinstance(dirty, QRectF)
        area = dirty.toAlignedRect()
        assert all(area.contains(int(x), int(y)) for x, y in zip(columns, rows, strict=True))
        before = after


def test_a_second_stroke_leaves_the_first_and_repaints_its_own_part():
    ink = layer()
    first = Stroke(SPIRAL)
    ink.show((first,))
    dirty = ink.show((first, Stroke(BAR[:1])))
    assert dirty.width() < 15
    ink.show((first, Stroke(BAR)))
    assert differ(shown(ink), afresh(first, Stroke(BAR))) <= 12


@pytest.mark.parametrize(
    "change",
    [(), (Stroke(BAR),), (Stroke(SPIRAL[:50]), Stroke(BAR)), (Stroke(SPIRAL, 8.0),)],
    ids=["clear", "other", "erase", "width"],
)
def test_everything_is_painted_anew_when_ink_goes(change):
    ink = layer()
    first = Stroke(SPIRAL)
    ink.show((first,))
    ink.show((first, Stroke(BAR)))
    assert ink.show(change) is None
    np.testing.assert_array_equal(shown(ink), afresh(*change))


def test_a_dot_is_round_and_as_wide_as_the_pen():
    dot = afresh(Stroke(((140.0, 140.0),), 40.0))
    rows, columns = np.nonzero(dot > 127)
    assert rows.max() - rows.min() + 1 == pytest.approx(20, abs=1)
    assert len(rows) == pytest.approx(np.pi * 10**2, rel=0.05)
    assert columns.mean() == pytest.approx(69.5, abs=0.6)


def test_ends_are_round():
    line = afresh(Stroke(((100.0, 140.0), (180.0, 140.0)), 40.0))
    columns = np.nonzero((line > 127).any(axis=0))[0]
    assert columns.min() == pytest.approx(50 - 10, abs=1)
    assert columns.max() == pytest.approx(90 + 10, abs=1)
    assert not (line[61, 41:43] > 127).any()


def test_a_dense_screen_gets_dense_ink():
    ink = layer(2.0)
    ink.show((Stroke(((140.0, 140.0),), 40.0),))
    dense = shown(ink, 2.0)
    assert dense.shape == (2 * SIDE, 2 * SIDE)
    assert (dense > 127).sum() == pytest.approx(np.pi * 20**2, rel=0.03)


def test_a_new_size_keeps_the_drawing():
    ink = InkLayer()
    ink.resize(70, 1.0, 280)
    ink.show((Stroke(SPIRAL),))
    ink.resize(SIDE, 1.0, 280)
    np.testing.assert_array_equal(shown(ink), afresh(Stroke(SPIRAL)))


PRESSED = Stroke(SPIRAL, 10.0, tuple((1 + 0.5 * np.sin(np.linspace(0, 20, len(SPIRAL)))).tolist()))


def test_a_pressed_line_looks_as_the_frames_paint_it():
    """Pieces that turn the other way round would take ink from each other."""
    whole = afresh(PRESSED)
    lines, radii = np.array(PRESSED.points) / 2, np.array(PRESSED.widths) * 10.0 / 4
    painted = paint([lines], float(radii.max()), (SIDE, SIDE), [radii]) * 255
    assert (np.abs(whole - painted) > 100).sum() <= 5
    # Inked well wide of its own middle line where it is pressed.
    row, column = (int(each) for each in lines[60][::-1])
    assert whole[row, column] == 255


def test_a_pressed_line_grown_point_by_point_looks_like_one_drawn_at_once():
    ink = layer()
    before = shown(ink)
    for count in range(1, len(SPIRAL) + 1):
        dirty = ink.show((PRESSED.cut(0, count),))
        after = shown(ink)
        rows, columns = np.nonzero(before != after)
        area = dirty.toAlignedRect()
        assert all(area.contains(int(x), int(y)) for x, y in zip(columns, rows, strict=True))
        before = after
    assert differ(shown(ink), afresh(PRESSED)) <= 6 * (len(SPIRAL) // TAIL_POINTS + 1)


def test_another_pressure_is_another_line():
    ink = layer()
    ink.show((PRESSED,))
    even = Stroke(PRESSED.points, PRESSED.width_px)
    assert ink.show((even,)) is None
    np.testing.assert_array_equal(shown(ink), afresh(even))
