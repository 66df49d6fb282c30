"""Output sizes with numbers of one's own: the slides' cases, what does not fit, and the picture of it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from cnngui.engine.stepping.calculator import Fit
from cnngui.ui.stepper.calculator_dialog import SLIDES, CalculatorDialog
from cnngui.ui.stepper.calculator_words import hint, spoken, verdict


@pytest.fixture
def dialog(qtbot) -> CalculatorDialog:
    made = CalculatorDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_slides_cases_are_a_click_away(dialog: CalculatorDialog) -> None:
    said = {}
    for button, fit in zip(dialog.findChildren(QPushButton), SLIDES, strict=True):
        button.click()
        assert dialog.fit == fit
        said[dialog.formula.text().split(" = ")[1]] = dialog.verdict.text()
    assert list(said) == ["5", "3", "2.33", "7"]
    assert said["2.33"].startswith("Does not fit: 2.33 is not whole. Keras takes 2 windows, and 1 px")
    assert said["5"].startswith("Fits: the output is 5 long")


def test_own_numbers_are_typed(dialog: CalculatorDialog) -> None:
    dialog.length.setValue(32)
    dialog.window_length.setValue(5)
    assert dialog.formula.text() == "(32 − 5 + 2·0) / 1 + 1 = 28"
    dialog.before.setValue(2)
    assert dialog.behind.value() == 2, "the slides' P is one number for both ends"
    assert dialog.formula.text() == "(32 − 5 + 2·2) / 1 + 1 = 32"
    dialog.behind.setValue(1)
    dialog.before.setValue(3)
    assert dialog.behind.value() == 1, "once they differ, each is its own"
    assert "3 + 1" in dialog.formula.text()


def test_a_window_larger_than_the_input_is_told(dialog: CalculatorDialog) -> None:
    dialog.show_fit(Fit(3, 5))
    assert "a window of 5 is larger than the 3 px" in dialog.verdict.text()
    assert dialog.verdict.property("role") == "warning_text"
    dialog.show_fit(Fit(3, 5, (1, 1)))
    assert dialog.verdict.property("role") == ""


def test_what_would_fit_is_hinted() -> None:
    assert hint(Fit(7, 3, stride=3)) == "With a stride of 1 or 2 it fits."
    assert hint(Fit(8, 3, stride=2)) == "With a stride of 1 it fits."
    assert "= 2 on each side" in hint(Fit(7, 5))
    assert "0 and 1" in hint(Fit(7, 2))
    assert "Fits" in verdict(Fit(7, 3))


def test_the_picture_has_a_box_for_each_pixel_and_a_bar_for_each_window(dialog: CalculatorDialog) -> None:
    picture = dialog.picture
    dialog.show_fit(Fit(7, 3, stride=3))
    assert picture.shown == (0, 1)
    assert picture.window_rect(1, 1).left() == pytest.approx(picture.cell_rect(3).left() + 1)
    assert picture.accessibleName() == spoken(dialog.fit) == "7 pixels, windows of 3 that begin at pixel 1, 4"
    dialog.show_fit(Fit(400, 30))
    assert picture.shown == (0, 1, 2, 3, 4, 5, 6, 370)
    assert not picture.grab().isNull()
