"""What a box says at which size, and how problems and the selection look."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from cnngui.course.presets import preset
from cnngui.export.picture import network_drawing
from cnngui.network.group_colours import GROUP_COLOURS
from cnngui.ui.network.map.map_paint import (
    MARK_PX,
    Look,
    lines_in_box,
    mark_place,
    paint_map,
    paint_mark,
    text_scale,
)
from cnngui.ui.network.map.scene import Scene
from cnngui.ui.network.map.sight import Sight
from cnngui.ui.shared.theme import DARK, LIGHT, theme

SCENE = Scene(network_drawing(preset("mini-resnet").network))


def painted(sight: Sight, look: Look | None = None, scene: Scene = SCENE) -> QImage:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor(theme().colours.pane))
    painter = QPainter(image)
    paint_map(painter, scene, sight, QRectF(image.rect()), QApplication.font(), look or Look())
    painter.end()
    return image


def colours(image: QImage, rect: QRectF) -> set[str]:
    inside = rect.toRect().intersected(image.rect())
    return {
        image.pixelColor(x, y).name()
        for x in range(inside.left(), inside.right() + 1)
        for y in range(inside.top(), inside.bottom() + 1)
    }


def near(name: str, zoom: float = 1.0) -> Sight:
    """Return the sight with an entry 40 pixels from the corner of the window."""
    mark = SCENE.marks[name]
    return Sight(zoom, mark.x - 40 / zoom, mark.y - 40 / zoom)


def rect_of(name: str, sight: Sight) -> QRectF:
    seen = sight.seen(SCENE.marks[name])
    return QRectF(seen.x, seen.y, seen.width, seen.height)


def test_text_is_as_in_the_export_but_never_too_small_and_leaves_room_for_more() -> None:
    assert text_scale(1.0) == 1.0
    assert text_scale(0.3) == text_scale(0.7) == 0.75
    assert text_scale(1.3) == pytest.approx(1.0)
    assert text_scale(2.6) == pytest.approx(2.0)


@pytest.mark.parametrize(("zoom", "lines"), [(0.1, 0), (0.3, 1), (0.6, 2), (1.0, 2), (1.3, 3), (3.0, 3)])
def test_the_nearer_a_box_the_more_it_says(zoom: float, lines: int) -> None:
    assert lines_in_box(42 * zoom, text_scale(zoom)) == lines


def test_far_away_a_box_is_a_patch_of_its_colour() -> None:
    name = SCENE.boxes[0].name
    sight = Sight(0.1)
    middle = rect_of(name, sight).center().toPoint()
    assert painted(sight).pixelColor(middle).name() == GROUP_COLOURS["convolution"]


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_near_box_is_written_in_the_colours_of_the_theme(choice: str) -> None:
    theme().choose(choice)
    shown = {"light": LIGHT, "dark": DARK}[choice]
    name = SCENE.boxes[0].name
    sight = near(name)
    found = colours(painted(sight), rect_of(name, sight))
    assert {shown.pane, GROUP_COLOURS["convolution"]} <= found
    assert any(abs(QColor(each).lightness() - QColor(shown.text).lightness()) < 30 for each in found)
    theme().choose("light")


def test_the_selected_box_is_ringed_and_no_other() -> None:
    first, second = SCENE.boxes[0].name, SCENE.boxes[1].name
    sight = near(first)
    image = painted(sight, Look(selection=first, selected=(first,)))
    around = {name: rect_of(name, sight).adjusted(-4, -4, 4, 4) for name in (first, second)}
    assert LIGHT.accent in colours(image, around[first])
    assert LIGHT.accent not in colours(image, around[second])


def test_a_selected_block_has_a_ground_of_its_own() -> None:
    name = next(iter(disc.name for disc in SCENE.discs))
    area = SCENE.drawing.places[name]
    sight = Sight(0.5, 0, area.y - 20)
    seen = sight.seen(area)
    plain, chosen = (painted(sight, Look(name, selected)) for selected in ((), (name,)))
    corner = QRectF(seen.x + 2, seen.y + 3, 4, 4)
    assert LIGHT.selected not in colours(plain, corner)
    assert LIGHT.selected in colours(chosen, corner)


@pytest.mark.parametrize("zoom", [0.05, 1.0])
@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_problem_is_marked_from_near_and_far(zoom: float, severity: str) -> None:
    name = SCENE.boxes[2].name
    sight = near(name, zoom)
    place = mark_place(rect_of(name, sight))
    half = MARK_PX / 2
    around = QRectF(place.x() - half, place.y() - half, MARK_PX, MARK_PX)
    colour = getattr(LIGHT, severity)
    assert colour not in colours(painted(sight), around)
    assert colour in colours(painted(sight, Look(severities={name: severity})), around)


def test_marks_differ_by_shape_not_by_colour_alone() -> None:
    corners = {}
    for severity in ("error", "warning"):
        image = QImage(21, 21, QImage.Format.Format_RGB32)
        image.fill(QColor(LIGHT.pane))
        painter = QPainter(image)
        paint_mark(painter, QPointF(10.5, 10.5), severity)
        painter.end()
        ground = QColor(LIGHT.pane).name()
        corners[severity] = image.pixelColor(5, 6).name() == ground
    assert corners == {"error": False, "warning": True}


def test_the_last_line_takes_the_first_wording_that_fits() -> None:
    name = SCENE.boxes[0].name
    asked: list[str] = []

    def figures(each: str) -> tuple[str, ...]:
        asked.append(each)
        return ("far too long for any box " * 9, "28×28×16")

    painted(near(name, 1.4), Look(figures=figures))
    assert name in asked
    asked.clear()
    painted(Sight(0.5), Look(figures=figures))
    assert not [each for each in asked if SCENE.marks[each].height > 40]
