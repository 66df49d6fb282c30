"""What is where on the map, and what is painted of it."""

from __future__ import annotations

from cnngui.course.presets import preset
from cnngui.export.picture import network_drawing
from cnngui.export.picture.items import Area
from cnngui.network.blocks import Parallel, Repeat, Residual
from cnngui.network.layers import Conv2D
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.ui.network.map.scene import Scene


def conv(name: str) -> Conv2D:
    return Conv2D(name=name, filters=4, padding="same")


SCENE = Scene(
    network_drawing(
        Network(
            input_shape=(8, 8, 4),
            layers=(
                Repeat(name="rep", times=3, branches=((Residual(name="res", branches=((conv("a"),), ())),),)),
                Parallel(name="par", branches=((conv("b"),), (conv("c"),))),
            ),
        )
    )
)


def middle(area: Area) -> tuple[float, float]:
    return area.x + area.width / 2, area.y + area.height / 2


def test_every_entry_has_a_mark_and_is_found_there() -> None:
    assert set(SCENE.marks) == {INPUT, "rep", "res", "a", "par", "b", "c"}
    for name in (INPUT, "res", "a", "par", "b", "c"):
        assert SCENE.name_at(*middle(SCENE.marks[name]), 2) == name


def test_a_repeat_is_found_at_its_line_and_its_count_only() -> None:
    frame = SCENE.marks["rep"]
    assert SCENE.name_at(frame.x, frame.y + frame.height / 2, 2) == "rep"
    assert SCENE.name_at(frame.x + frame.width - 20, frame.y + 12, 2) == "rep"
    assert SCENE.name_at(frame.x + 8, frame.y + 8, 2) == ""


def test_beside_all_is_nothing_but_a_near_miss_hits() -> None:
    box = SCENE.marks["b"]
    assert SCENE.name_at(0, 0, 3) == ""
    assert SCENE.name_at(box.x - 2, box.y + 10, 3) == "b"


def test_blocks_have_an_area_and_layers_none() -> None:
    for name in ("rep", "res", "par"):
        area = SCENE.block_area(name)
        assert area == SCENE.drawing.places[name]
    assert SCENE.block_area("a") is None
    assert SCENE.block_area(INPUT) is None


def test_only_what_reaches_into_the_part_is_looked_at() -> None:
    scene = Scene(network_drawing(preset("resnet-50").network))
    width, height = scene.size
    assert scene.boxes_in(Area(0, 0, width, height)) == scene.boxes
    part = Area(0, 2_000, width, 500)
    few = scene.boxes_in(part)
    assert 5 < len(few) < 20
    assert all(box.y <= 2_500 and box.y + box.height >= 2_000 for box in few)
    pieces, headed = scene.lines_in(part)
    assert any(piece.y1() < 2_000 and piece.y2() > 2_500 for piece in pieces) or headed
    assert set(scene.labels_in(part)) < set(scene.labels)
