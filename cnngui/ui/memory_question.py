"""Asks before a training run that is likely to need more memory than there is."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from cnngui.memory import free_memory
from cnngui.runs.shapes import slots_per_weight
from cnngui.state.document import Document

GB = 1e9
Choice = Literal["train", "smaller", "cancel"]


def may_train(document: Document, window: QWidget, free: int | None = None) -> bool:
    """Return whether a run may start; asks when the memory it needs is not free.

    A smaller batch that the person takes is set in the document, as an edit that can be undone.

    Args:
        free: bytes; None looks them up. Unknown memory is not asked about.
    """
    free = free_memory() if free is None else free
    slots = slots_per_weight(document.recipe.optimizer)
    needed = document.inference.memory_bytes(document.recipe.batch_size, slots)
    if free is None or needed is None or needed <= free:
        return True
    fitting = document.inference.largest_batch(free, slots)
    choice = _ask(window, document, needed, free, fitting)
    if choice == "smaller":
        document.set_recipe(document.recipe.model_copy(update={"batch_size": fitting}))
    return choice != "cancel"


def _ask(window: QWidget, document: Document, needed: int, free: int, fitting: int) -> Choice:
    box = QMessageBox(window)
    box.setObjectName("memory_question")
    box.setIcon(QMessageBox.Icon.Warning)
    batch_size = document.recipe.batch_size
    box.setText(
        _tr("Training needs about {0:.1f} GB, and {1:.1f} GB are free.").format(needed / GB, free / GB)
    )
    why = _tr("That is for {0:,} weights, their optimizer, and every layer's output for a batch of {1:,}.")
    then = _tr("Without it the computer slows down, or the engine ends; your layers are safe either way.")
    total = document.inference.total_parameters or 0
    box.setInformativeText(f"{why.format(total, batch_size)} {then}")
    smaller = None
    if 0 < fitting < batch_size:
        label = _tr("Train with batches of {0}").format(fitting)
        smaller = box.addButton(label, QMessageBox.ButtonRole.AcceptRole)
    anyway = box.addButton(_tr("Train anyway"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(smaller or cancel)
    box.exec()
    clicked = box.clickedButton()
    if clicked is anyway:
        return "train"
    return "smaller" if smaller is not None and clicked is smaller else "cancel"


def _tr(words: str) -> str:
    return QCoreApplication.translate("MemoryQuestion", words)
