"""Pinned units beside the maps: now, and through the film of a training."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnngui.engine.protocol import Film, Filmed, Started, UnitsFetched
from cnngui.engine.protocol.units import FetchUnits
from cnngui.state.pinned_units import Frame, Pin
from cnngui.ui.inside.inside_panel import InsidePanel
from cnngui.ui.inside.pin_paint import frame_at, limits, moment_text, picture, value_text
from cnngui.ui.shared.colour_maps import SIGNED, VIRIDIS
from tests.ui.draw.stage import Stage
from tests.ui.inside.test_inside_panel import MAPS, look, panel_of


@pytest.fixture
def panel(qtbot, staged: Stage) -> InsidePanel:
    made = panel_of(staged)
    qtbot.addWidget(made)
    made.resize(840, 330)
    made.show()
    look(staged, "conv2d", MAPS)
    return made


def filmed(staged: Stage, *moments: tuple[int, int]) -> None:
    run_id = staged.training.run_id
    for value, moment in enumerate(moments, 1):
        number = staged.asked(Film)[-1].number
        staged.hear(Filmed(run_id, number, *moment, (np.full((28, 28), value, np.float32),)))


def begin(staged: Stage) -> None:
    staged.describe()
    staged.training.train()
    staged.hear(Started(staged.training.run_id, 10, 0, 5, 100, 0, continues=False, loss="", metric=""))


def test_a_map_is_pinned_and_stays_whatever_layer_is_looked_at(panel: InsidePanel, staged: Stage) -> None:
    assert not panel.pins.isVisible()
    panel.view._point_at((2, 0, 0))
    QTest.keyClick(panel.view, Qt.Key.Key_P)
    assert panel.pins.isVisible()
    (card,) = panel.pins.cards
    assert card.title.text() == "Conv2D, map 3"
    assert panel.view.pinned == {2}
    asked = staged.asked(FetchUnits)[-1]
    staged.hear(UnitsFetched(asked.request_id, asked.model, asked.units, (MAPS[:, :, 2],)))
    assert "now: 0" in card.pictures.accessibleDescription()
    assert "here comes a film" in panel.pins.moment.text()
    look(staged, "max_pooling2d", MAPS[::2, ::2])
    assert panel.pins.isVisible()
    assert panel.view.pinned == frozenset()
    card.unpin_button.click()
    assert not panel.pins.isVisible()


def test_an_enlarged_map_is_pinned_by_a_button(panel: InsidePanel, staged: Stage) -> None:
    panel.view.enlarge(1)
    assert panel.pin_button.text() == "Pin"
    panel.pin_button.click()
    assert panel.view.pinned == {1}
    assert panel.pin_button.text() == "Unpin"
    panel.view.turn(1)
    assert panel.pin_button.text() == "Pin"


def test_the_film_follows_the_training_and_is_looked_through(panel: InsidePanel, staged: Stage) -> None:
    staged.state.pins.toggle("conv2d", 0)
    begin(staged)
    filmed(staged, (0, 0), (0, 5), (1, 0))
    strip = panel.pins
    assert (strip.slider.maximum(), strip.slider.value()) == (2, 2)
    assert strip.moment.text() == "after epoch 1 · 3 of 3"
    QTest.keyClick(strip.slider, Qt.Key.Key_Home)
    assert strip.moment.text() == "before training · 1 of 3"
    assert "before training: 1 to 1, mean 1" in strip.cards[0].pictures.accessibleDescription()
    filmed(staged, (2, 0))
    assert strip.slider.value() == 0, "who looks back is left there"
    QTest.keyClick(strip.slider, Qt.Key.Key_Right)
    assert strip.moment.text() == "epoch 1, batch 5 · 2 of 4"
    QTest.keyClick(strip.slider, Qt.Key.Key_End)
    filmed(staged, (3, 0))
    assert strip.slider.value() == 4


def test_the_film_plays_from_the_beginning_and_stands_still_at_its_end(
    panel: InsidePanel, staged: Stage, qtbot
) -> None:
    staged.state.pins.toggle("conv2d", 0)
    begin(staged)
    filmed(staged, (0, 0), (1, 0), (2, 0))
    strip = panel.pins
    strip._clock.setInterval(5)
    strip.play_button.click()
    assert strip.slider.value() == 0
    qtbot.waitUntil(lambda: strip.slider.value() == 2 and not strip._clock.isActive())
    assert strip.play_button.accessibleName() == "Play the film"


def test_it_is_said_when_something_else_is_shown_than_was_filmed(panel: InsidePanel, staged: Stage) -> None:
    staged.state.pins.toggle("conv2d", 0)
    begin(staged)
    filmed(staged, (0, 0), (1, 0))
    assert "The film is of" not in panel.pins.moment.text()
    staged.draw(((40, 40), (200, 200)))
    asked = staged.asked(FetchUnits)[-1]
    staged.hear(UnitsFetched(asked.request_id, asked.model, asked.units, (MAPS[:, :, 0],)))
    assert "The film is of what was shown when it began." in panel.pins.moment.text()


def test_one_scale_serves_now_and_the_whole_film() -> None:
    pin = Pin("conv2d", 0, now=np.float32([[0, 1]]), film=[Frame(0, 0, np.float32([[4, np.nan]]))])
    assert limits(pin) == (4, False)
    shown = picture(pin.now, 4, signed=False)
    assert [shown.pixel(0, 0), shown.pixel(1, 0)] == [VIRIDIS[0], VIRIDIS[64]]
    pin.film.append(Frame(1, 0, np.float32([[-8, 0]])))
    assert limits(pin) == (8, True)
    assert picture(np.float32([[-8]]), 8, signed=True).pixel(0, 0) == SIGNED[1]


def test_a_moment_is_told_in_words_and_its_frame_is_the_last_before_it() -> None:
    assert [moment_text(*each) for each in ((0, 0), (3, 0), (0, 210))] == [
        "before training",
        "after epoch 3",
        "epoch 1, batch 210",
    ]
    frames = [Frame(0, 5, np.float32([[0.25]])), Frame(1, 0, np.float32([[0.5]]))]
    pin = Pin("dense", 0, film=frames)
    assert frame_at(pin, (0, 0)) is None
    assert frame_at(pin, (0, 9)) is frames[0]
    assert frame_at(pin, (7, 0)) is frames[1]
    assert value_text(frames[0].values) == "0.25"
