"""The line below the stack."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from cnngui.course.presets import preset
from cnngui.network.network import Network
from cnngui.state.document import Document
from cnngui.ui.network.network_panel import NetworkPanel


def total(panel: NetworkPanel) -> str:
    return panel.findChild(QLabel, "total_parameters").text()


def test_the_total_of_the_slide(panel: NetworkPanel, document: Document) -> None:
    assert total(panel) == "356,234 parameters"
    document.set_field("dense", "units", 64)
    assert total(panel) == f"{document.inference.total_parameters:,} parameters"


def test_costs_follow_the_batch_size(panel: NetworkPanel, document: Document) -> None:
    costs = panel.totals.costs
    before = costs.text()
    assert before.startswith("7.7 M MACs · ")
    document.set_recipe(document.recipe.model_copy(update={"batch_size": 1000}))
    assert costs.text() != before


def test_no_total_while_an_error_stands(panel: NetworkPanel, document: Document) -> None:
    document.set_field("conv2d_2", "padding", "valid")
    document.set_field("conv2d_2", "kernel_size", (9, 9))
    assert total(panel) == "No total while a layer has a problem"
    link = panel.findChild(QPushButton, "first_problem_button")
    assert link.isVisible()
    document.select("input")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert document.selection == "conv2d_2"
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert total(panel) == "356,234 parameters"
    assert not link.isVisible()


def test_counts_stay_when_only_the_data_do_not_fit(panel: NetworkPanel, document: Document) -> None:
    document.set_network(preset("resnet-152").network, "ResNet-152")
    document.set_data_facts(classes=10, shape=(28, 28, 1))
    assert [problem.where for problem in document.inference.errors][:1] == [""]
    assert total(panel) == "60,419,944 parameters"
    assert panel.totals.costs.text().startswith("11 G MACs · ")
    link = panel.findChild(QPushButton, "first_problem_button")
    assert (link.isVisible(), link.text()) == (
        True,
        "The network reads 224×224×3, but a picture of the data is 28×28×1.",
    )
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert document.selection == "input"


def test_a_problem_of_no_layer_has_no_link(panel: NetworkPanel, document: Document) -> None:
    document.set_network(Network(), "Clear")
    assert not panel.findChild(QPushButton, "first_problem_button").isVisible()
    assert total(panel) == "No layers yet"
