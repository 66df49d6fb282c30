"""Advice about the data is read whole, however little room there is."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnngui.datasets.advice import Advice
from cnngui.ui.data.advice_list import AdviceList


def test_every_line_is_as_high_as_its_words(qtbot: QtBot) -> None:
    page, shown = QWidget(), AdviceList()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(shown)
    column.addWidget(grid := QWidget(), 1)
    grid.setMinimumHeight(150)
    page.resize(500, 300)
    page.show()
    shown.show_advice(
        [
            Advice("datasets.advice_across", {"count": 1, "tests": 33}, "across", "leave_across_out"),
            Advice("datasets.advice_uneven", {"few": "frog", "count": 9, "many": "cat", "most": 73}),
        ]
    )

    def whole() -> bool:
        words = [line.findChild(QLabel) for line in shown.lines]
        return all(each.height() >= each.heightForWidth(each.width()) for each in words)

    qtbot.waitUntil(whole)


def test_the_same_advice_is_seen_again_after_the_data_were_read_anew(qtbot: QtBot) -> None:
    shown = AdviceList()
    qtbot.addWidget(shown)
    told = [Advice("datasets.advice_none", {"names": "frog"})]
    shown.show_advice(told)
    shown.begin_anew()
    assert (shown.isHidden(), shown.lines) == (True, [])
    shown.show_advice(told)
    assert (shown.isHidden(), len(shown.lines)) == (False, 1)
