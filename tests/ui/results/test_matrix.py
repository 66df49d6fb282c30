from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cnngui.ui.results.matrix_paint import Cells, cell_texts, coloured, labelled, laid_out, percent, shades
from cnngui.ui.results.matrix_view import ConfusionView
from cnngui.ui.shared.pixels import from_image

MATRIX = np.array([[90, 9, 1], [0, 50, 0], [0, 0, 0]], np.int64)
NAMES = ("cat", "dog", "bird")


@pytest.fixture
def view(qtbot: QtBot) -> ConfusionView:
    made = ConfusionView()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show_matrix(MATRIX, NAMES)
    made.show()
    return made


def test_cells_fill_the_room_up_to_a_limit_and_are_never_too_small() -> None:
    assert laid_out(10, 30, 20, 430, 320) == Cells(10, 30, 20, 40, 30)
    assert laid_out(2, 0, 0, 1000, 1000).size == (144, 88)
    assert laid_out(100, 50, 50, 300, 300).size == (950, 950)


def test_a_point_is_in_one_cell_or_in_none() -> None:
    cells = Cells(3, 30, 20, 40, 10)
    assert cells.at(30, 20) == (0, 0)
    assert cells.at(149.9, 49.9) == (2, 2)
    assert cells.at(29, 20) is None
    assert cells.at(150, 20) is None


def test_what_is_empty_has_no_colour_and_few_mistakes_are_seen() -> None:
    strength = shades(MATRIX)
    assert (strength == 0).tolist() == (MATRIX == 0).tolist()
    assert 0.1 < strength[0, 2] < strength[0, 1] < strength[0, 0]
    pixels = coloured(MATRIX, (255, 255, 255), (0, 0, 255), (255, 0, 0))
    assert pixels[2, 2].tolist() == [255, 255, 255]
    assert pixels[1, 1, 2] > pixels[1, 1, 0]
    assert pixels[0, 1, 0] > pixels[0, 1, 2]


def test_cells_say_counts_or_shares() -> None:
    assert cell_texts(MATRIX, "counts")[0] == ["90", "9", "1"]
    assert cell_texts(MATRIX, "rows")[0] == ["90", "9.0", "1.0"]
    assert cell_texts(MATRIX, "columns")[1] == ["", "85", ""]
    assert [percent(share) for share in (0.0005, 0.0994, 1.0)] == ["<0.1", "9.9", "100"]


def test_names_that_have_no_room_are_left_out_but_for_the_current_one() -> None:
    assert labelled(5, 1, -1) == [0, 1, 2, 3, 4]
    assert labelled(7, 3, -1) == [0, 3, 6]
    assert labelled(7, 3, 4) == [0, 4]


def test_a_click_chooses_the_cell_below_the_mouse(view: ConfusionView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.cell_chosen) as chosen:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect_of(0, 1).center())
    assert chosen.args == [0, 1]
    assert view.accessibleDescription() == "cat taken for dog: 9 (9.0 % of the row, 15.3 % of the column)"


def test_arrows_walk_and_stay_inside(view: ConfusionView) -> None:
    seen: list[tuple[int, int]] = []
    view.cell_chosen.connect(lambda row, column: seen.append((row, column)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Right):
        QTest.keyClick(view, key)
    assert seen == [(0, 0), (0, 1), (1, 1), (1, 2), (1, 2)]


def test_what_is_painted_is_what_was_counted(view: ConfusionView) -> None:
    pixels = from_image(view.grab().toImage())
    wanted = coloured(MATRIX, (255, 255, 255), (0, 114, 178), (213, 94, 0))
    for row in range(3):
        for column in range(3):
            # The corner of a cell: figures stand in its middle.
            point = view.rect_of(row, column).topLeft() + QPoint(3, 3)
            assert np.abs(pixels[point.y(), point.x()].astype(int) - wanted[row, column]).max() <= 1


@pytest.mark.parametrize("classes", [2, 10, 30, 100])
def test_any_number_of_classes_can_be_pointed_at(qtbot: QtBot, classes: int) -> None:
    view = ConfusionView()
    qtbot.addWidget(view)
    view.resize(360, 300)
    view.show_matrix(np.eye(classes, dtype=np.int64), tuple(f"class {place}" for place in range(classes)))
    view.resize(view.minimumSize().expandedTo(view.size()))
    assert not view.grab().isNull()
    last = view.rect_of(classes - 1, classes - 1)
    assert view.rect().contains(last.adjusted(0, 0, -1, -1))
    assert min(last.width(), last.height()) >= 9
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=last.center())
    assert view.current == (classes - 1, classes - 1)


def test_another_result_of_the_same_classes_keeps_the_cell(view: ConfusionView) -> None:
    view.point_at((0, 1))
    view.show_matrix(MATRIX + 1, NAMES)
    assert view.current == (0, 1)
    view.show_matrix(MATRIX[:2, :2], NAMES[:2])
    assert view.current is None


def test_its_menu_copies_and_saves_it(view: ConfusionView, qtbot: QtBot, tmp_path) -> None:
    menu = view.menu()
    with qtbot.waitSignal(view.saved):
        menu.save(str(tmp_path / "matrix.png"))  # type: ignore[attr-defined]
    assert (tmp_path / "matrix.png").read_bytes().startswith(b"\x89PNG")
    menu.close()
