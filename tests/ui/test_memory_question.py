"""Train asks first when the memory it needs is not free."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.state.document import Contents, Document
from cnngui.ui.memory_question import may_train

NEEDED = 4 * (2 * 100 * (784 + 784 + 10) + 7_850 * 4)


@pytest.fixture
def document() -> Document:
    network = Network(layers=(Flatten(), Dense(units=10)))
    return Document(Contents(network, Recipe(batch_size=100), "digits"))


def answering(words: str) -> list[str]:
    """Press the button with `words` as soon as the question is there; return what was asked, later."""
    asked: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(f"{box.text()} {box.informativeText()}")
        next(button for button in box.buttons() if words in button.text()).click()

    QTimer.singleShot(0, press)
    return asked


def test_enough_memory_is_not_asked_about(document: Document, qtbot: object) -> None:
    assert document.inference.memory_bytes(100) == NEEDED
    assert may_train(document, QWidget(), free=NEEDED)


@pytest.mark.parametrize(
    ("words", "may", "batch_size"),
    [("batches of 64", True, 64), ("anyway", True, 100), ("Cancel", False, 100)],
)
def test_too_little_memory_is_asked_about(
    document: Document, qtbot: object, words: str, may: bool, batch_size: int
) -> None:
    window = QWidget()
    asked = answering(words)
    assert may_train(document, window, free=NEEDED - 1) is may
    assert asked
    assert "0.0 GB are free" in asked[0]
    assert "7,850 weights" in asked[0]
    assert document.recipe.batch_size == batch_size
    assert document.undo_stack.canUndo() is (batch_size != 100)


def test_what_could_not_be_saved_is_told_before_it_is_learned(qtbot: object) -> None:
    wide = Network(layers=(Flatten(), Dense(units=65_536), Dense(units=4_000), Dense(units=10)))
    document = Document(Contents(wide, Recipe(batch_size=100), "digits"))
    asked = answering("anyway")
    assert may_train(document, QWidget(), free=10**13)
    assert asked
    assert "cannot be saved" in asked[0]
    assert "weights take 1,255 MB" in asked[0]
    assert "GB are free" not in asked[0]


def test_no_smaller_batch_is_offered_when_none_fits(document: Document, qtbot: object) -> None:
    asked = answering("Cancel")
    assert not may_train(document, QWidget(), free=1000)
    assert asked
