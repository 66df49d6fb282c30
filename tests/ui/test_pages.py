"""How panels at the sides share what room there is, and tabs that come later."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from cnngui.ui.pages import MoreButton, Page, Pages, narrowed
from cnngui.ui.shared.theme import theme


@pytest.mark.parametrize(
    ("room", "found"),
    [
        (1_000, [280, 400, 312]),
        (992, [280, 400, 312]),
        (898, [268, 332, 298]),
        (804, [256, 264, 284]),
        (100, [256, 264, 284]),
    ],
)
def test_each_gives_the_same_share_of_what_it_can_spare(room: int, found: list[int]) -> None:
    assert narrowed([280, 400, 312], [256, 264, 284], room) == found


def test_what_is_not_there_and_what_is_narrow_already_give_nothing() -> None:
    assert narrowed([0, 400, 250], [256, 264, 284], 500) == [0, 264, 250]


def test_a_tab_that_comes_later_cuts_no_name(qtbot) -> None:
    pages = Pages(
        [
            Page("Train", QWidget()),
            Page("Results", QWidget()),
            Page("Own samples", own := QWidget(), on_demand=True),
        ]
    )
    qtbot.addWidget(pages)
    pages.resize(800, 300)
    pages.show()
    pages.show_page(own)
    qtbot.waitUntil(lambda: pages.tabs.width() >= pages.tabs.sizeHint().width())


def test_no_name_of_a_tab_is_cut_where_they_can_stand_nearer(qtbot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    theme().dress(ground)
    wide = QLabel("what stands beside the tabs " * 4)
    pages = Pages(
        [Page(name, QWidget(), wide) for name in ("Train", "Results", "Runs", "Ensemble", "Code")], ground
    )
    more = pages.findChild(MoreButton)
    pages.resize(1200, 300)
    ground.show()
    natural = pages.tabs.sizeHint().width()
    word = more.sizeHint().width()
    for width in (natural + word // 2, natural + word + 100, natural + word // 2):
        pages.resize(width, 300)
        qtbot.waitUntil(lambda width=width: pages.tabs.width() >= pages.tabs.sizeHint().width())
        assert more.isVisible()
        assert (pages.tabs.sizeHint().width() < natural) == (width < natural + word)
