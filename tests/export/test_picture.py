from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnngui.course.presets import preset, presets
from cnngui.export.picture import Drawing, network_drawing, network_svg
from cnngui.export.picture.items import WRONG, Box, Disc, Frame, Label, Line
from cnngui.network.blocks import Parallel, Repeat, Residual
from cnngui.network.group_colours import GROUP_COLOURS
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.network.table import LAYER_TABLE
from tests.network.block_stacks import block_networks
from tests.network.stacks import networks

SVG = "{http://www.w3.org/2000/svg}"


def conv(filters: int) -> Conv2D:
    return Conv2D(filters=filters, padding="same")


def net(*layers: object) -> Network:
    return Network.model_validate({"input_shape": (8, 8, 4), "layers": layers})


def of_kind(drawing: Drawing, kind: type) -> list[object]:
    return [item for item in drawing.items if isinstance(item, kind)]


def boxes(drawing: Drawing) -> list[Box]:
    return [item for item in drawing.items if isinstance(item, Box)]


def labels(drawing: Drawing) -> list[str]:
    return [item.text for item in drawing.items if isinstance(item, Label)]


def test_a_stack_is_boxes_under_each_other_with_shapes_between() -> None:
    drawing = network_drawing(preset("mnist-cnn").network, "A CNN")
    found = boxes(drawing)
    assert [box.title for box in found][:3] == ["Conv2D", "MaxPooling2D", "Dropout"]
    assert {box.x + box.width / 2 for box in found} == {found[0].x + found[0].width / 2}
    assert all(above.y + above.height < below.y for above, below in pairwise(found))
    assert labels(drawing)[:4] == ["A CNN", "Input 28×28×1", "28×28×1", "28×28×32"]
    assert labels(drawing)[-2:] == ["10", "356,234 parameters"]


def test_a_residual_has_its_shortcut_at_the_right_and_a_sum() -> None:
    drawing = network_drawing(net(Residual(branches=((conv(8), conv(8)), (conv(8),)))))
    first, second, shortcut = boxes(drawing)
    assert first.x == second.x
    assert shortcut.x > first.x + first.width
    assert shortcut.y == first.y
    (disc,) = [item for item in drawing.items if isinstance(item, Disc)]
    assert disc.x == first.x + first.width / 2
    assert disc.y > second.y + second.height


def test_an_identity_is_a_line_past_the_block() -> None:
    drawing = network_drawing(net(Residual(branches=((conv(4),), ()))))
    (box,) = boxes(drawing)
    (disc,) = [item for item in drawing.items if isinstance(item, Disc)]
    bypass = [
        item for item in drawing.items if isinstance(item, Line) and item.points[0][0] > box.x + box.width
    ]
    assert any(line.arrow and line.points[-1][1] == disc.y for line in bypass)


def test_branches_stand_side_by_side_above_a_bar() -> None:
    block = Parallel(branches=((conv(4),), (conv(4), conv(4)), ()))
    *inner, bar = boxes(network_drawing(net(block)))
    assert bar.title == "Concatenate"
    assert all(bar.x <= box.x and box.x + box.width <= bar.x + bar.width for box in inner)
    assert all(box.y + box.height < bar.y for box in inner)
    assert inner[0].x + inner[0].width < inner[1].x


def test_a_repeat_is_a_frame_with_its_count() -> None:
    drawing = network_drawing(net(Repeat(times=3, branches=((conv(4),),))))
    (frame,) = [item for item in drawing.items if isinstance(item, Frame)]
    (box,) = boxes(drawing)
    assert frame.x < box.x
    assert frame.y < box.y
    assert box.y + box.height < frame.y + frame.height
    assert "× 3" in labels(drawing)


def test_what_is_wrong_has_a_red_edge_and_no_shape_behind_it() -> None:
    drawing = network_drawing(net(Flatten(), Conv2D(), Dense()))
    assert [box.wrong for box in boxes(drawing)] == [False, True, False]
    assert labels(drawing) == ["Input 8×8×4", "8×8×4", "256", "half-built"]
    assert f'stroke="{WRONG}"' in network_svg(net(Flatten(), Conv2D()))


@pytest.mark.parametrize("name", ["resnet-18", "googlenet", "sentence-cnn", "mnist-cnn"])
def test_it_is_told_where_every_entry_stands_and_which_item_is_whose(name: str) -> None:
    network = preset(name).network
    drawing = network_drawing(network)
    assert set(drawing.places) == {INPUT, *network.names}
    for item in drawing.items:
        if isinstance(item, (Box, Disc, Frame)):
            place = drawing.places[item.name]
            left, top = (item.x, item.y) if not isinstance(item, Disc) else (item.x, item.y - item.radius)
            assert place.x <= left <= place.x + place.width
            assert place.y <= top < place.y + place.height
    for entry in network.entries:
        if block := network.place(entry.name).block:
            inner, outer = drawing.places[entry.name], drawing.places[block]
            assert inner.y >= outer.y
            assert inner.y + inner.height <= outer.y + outer.height
            assert inner.x >= outer.x - 1e-9
    marked = {item.name for item in drawing.items if isinstance(item, (Box, Disc, Frame))}
    assert marked == set(network.names)


def test_what_is_known_already_is_drawn_as_it_is() -> None:
    network = net(Flatten(), Dense(units=3))
    known = infer(network, classes=10)
    assert not known.ok
    assert [box.wrong for box in boxes(network_drawing(network, inference=known))] == [False, True]
    assert [box.wrong for box in boxes(network_drawing(network))] == [False, False]


def test_a_box_has_the_colour_of_its_group() -> None:
    for row in LAYER_TABLE.values():
        network = Network(input_shape=(8, 8, 4), layers=(row.cls(),))
        assert f'"{GROUP_COLOURS[row.group]}"' in network_svg(network), row.kind


def assert_sound(network: Network, title: str) -> None:
    drawing = network_drawing(network, title)
    for item in drawing.items:
        if isinstance(item, (Box, Frame)):
            assert item.x >= 0
            assert item.x + item.width <= drawing.width
            assert item.y + item.height <= drawing.height
        if isinstance(item, Line):
            assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in item.points)
    layers = sum(entry.kind not in ("Residual", "Parallel", "Repeat") for entry in network.entries)
    joined = sum(entry.kind == "Parallel" and entry.merge == "concatenate" for entry in network.entries)
    assert len(boxes(drawing)) == layers + joined
    root = ElementTree.fromstring(network_svg(network, title))
    assert root.findtext(f"{SVG}title") == (title or "network")
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "rect", "text", "polyline", "polygon", "circle",
    }  # fmt: skip


@pytest.mark.parametrize("name", [each.name for each in presets()])
def test_presets_are_drawn_whole(name: str) -> None:
    assert_sound(preset(name).network, preset(name).title)


@settings(max_examples=100)
@given(
    network=st.one_of(networks(), block_networks()),
    title=st.sampled_from(("", 'a < b & "c"', "합성곱", "</title><script>alert(1)</script>")),
)
def test_every_network_is_drawn_whole(network: Network, title: str) -> None:
    assert_sound(network, title)
