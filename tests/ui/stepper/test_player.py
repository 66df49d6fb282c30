"""Going through steps: by keys, by buttons, by the clock."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest

from cnngui.ui.stepper import player as module
from cnngui.ui.stepper.player import INTERVAL_MS, Player

KEYS = Qt.Key


@pytest.fixture
def player(qtbot, monkeypatch: pytest.MonkeyPatch) -> Player:
    monkeypatch.setattr(module, "INTERVAL_MS", 5)
    made = Player()
    qtbot.addWidget(made)
    made.show()
    made.set_count(12, 4)
    return made


def press(player: Player, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> bool:
    return player.take_key(QKeyEvent(QEvent.Type.KeyPress, key, modifiers))


def test_a_step_takes_a_quarter_of_a_second() -> None:
    assert INTERVAL_MS == 250


@pytest.mark.parametrize(
    ("keys", "step"),
    [
        ([KEYS.Key_Right], 1),
        ([KEYS.Key_Right, KEYS.Key_Left, KEYS.Key_Left], 0),
        ([KEYS.Key_Down, KEYS.Key_Right], 5),
        ([KEYS.Key_End, KEYS.Key_Up], 7),
        ([KEYS.Key_End, KEYS.Key_Right], 11),
        ([KEYS.Key_End, KEYS.Key_Home], 0),
    ],
)
def test_keys_go_by_cells_and_by_lines(player, keys: list[Qt.Key], step: int) -> None:
    assert all(press(player, key) for key in keys)
    assert player.step == player.slider.value() == step
    assert player.place.text() == f"{step + 1} of 12"


def test_other_keys_are_not_taken(player) -> None:
    assert not press(player, KEYS.Key_A)
    assert not press(player, KEYS.Key_Right, Qt.KeyboardModifier.ControlModifier)


def test_it_goes_on_by_itself_to_the_end(player, qtbot) -> None:
    moved = []
    player.moved.connect(moved.append)
    press(player, KEYS.Key_Space)
    assert player.playing
    qtbot.waitUntil(lambda: not player.playing)
    assert moved == list(range(1, 12))
    press(player, KEYS.Key_Space)
    assert (player.step, player.playing) == (0, True)


def test_it_waits_under_the_pointer(player, qtbot) -> None:
    player.toggle()
    player.hold(True)
    here = player.step
    QTest.qWait(40)
    assert (player.step, player.playing) == (here, True)
    assert "waits" in player.place.text()
    player.hold(False)
    qtbot.waitUntil(lambda: player.step > here)


def test_who_steps_by_hand_stays_there(player) -> None:
    player.toggle()
    press(player, KEYS.Key_Right)
    assert not player.playing
    player.toggle()
    player.slider.setValue(7)
    assert (player.step, player.playing) == (7, False)


def test_buttons_do_what_they_say_and_arrows_step_on_them_too(player) -> None:
    player.buttons["next"].click()
    player.buttons["next"].click()
    player.buttons["previous"].click()
    assert player.step == 1
    player.buttons["last"].click()
    assert not player.buttons["next"].isEnabled()
    player.buttons["first"].click()
    assert not player.buttons["previous"].isEnabled()
    player.buttons["play"].setFocus()
    QTest.keyClick(player.buttons["play"], KEYS.Key_Right)
    assert player.step == 1
    QTest.keyClick(player.buttons["play"], KEYS.Key_Space)
    assert player.playing
    assert player.buttons["play"].accessibleName() == "Stand still (Space)"


def test_there_may_be_nothing_to_go_through(player) -> None:
    player.set_count(0, 1)
    press(player, KEYS.Key_Right)
    press(player, KEYS.Key_Space)
    assert (player.step, player.playing, player.place.text()) == (0, False, "")
    assert not player.buttons["play"].isEnabled()
