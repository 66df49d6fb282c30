"""Asks before a training run that may need more memory than there is, or cannot be saved."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from cnngui.memory import free_memory
from cnngui.network.inference.weight_shapes import slots_per_weight
from cnngui.runs.capacity import capacity_for, capacity_note
from cnngui.state.document import Document
from cnngui.ui.shared.questions import DESTROY, DO, Question

GB = 1e9


def may_train(document: Document, window: QWidget, free: int | None = None) -> bool:
    """Return whether a run may start; asks when the memory it needs is not free, or nothing can be saved.

    A smaller batch that the person takes is set in the document, as an edit that can be undone.

    Args:
        free: bytes; None looks them up. Unknown memory is not asked about.
    """
    free = free_memory() if free is None else free
    slots = slots_per_weight(document.recipe.optimizer)
    needed = document.inference.memory_bytes(document.recipe.batch_size, slots)
    if needed is None:
        return True
    short = free is not None and needed > free
    unsaved = capacity_for(document.network, document.recipe.optimizer) == "nothing"
    if not short and not unsaved:
        return True
    fitting = document.inference.largest_batch(free, slots) if short and free is not None else 0
    shortage = _shortage(document, needed, free or 0) if short else ("", "")
    choice = _ask(window, document, shortage, fitting)
    if choice == "smaller":
        document.set_recipe(document.recipe.model_copy(update={"batch_size": fitting}))
    return choice != "cancel"


def _shortage(document: Document, needed: int, free: int) -> tuple[str, str]:
    """Return what to say of memory that is not free, and why it is needed."""
    what = _tr("Training needs about {0:.1f} GB, and {1:.1f} GB are free.")
    why = _tr("That is for {0:,} weights, their optimizer, and every layer's output for a batch of {1:,}.")
    then = _tr("Without it the computer slows down, or the engine ends; your layers are safe either way.")
    total = document.inference.total_parameters or 0
    return what.format(needed / GB, free / GB), f"{why.format(total, document.recipe.batch_size)} {then}"


def _ask(window: QWidget, document: Document, shortage: tuple[str, str], fitting: int) -> str:
    """Ask about a shortage of memory, if there is one, and tell what of the training cannot be saved."""
    box = Question(window, "memory_question")
    unsaved = capacity_note(document.network, document.recipe.optimizer)
    what, *why = [part for part in (*shortage, unsaved) if part]
    box.setText(what)
    answers = {"train": (_tr("Train anyway"), DESTROY)}
    if 0 < fitting < document.recipe.batch_size:
        answers = {"smaller": (_tr("Train with batches of {0}").format(fitting), DO), **answers}
    return box.ask("\n\n".join(why), "smaller" if "smaller" in answers else "cancel", **answers)


def _tr(words: str) -> str:
    return QCoreApplication.translate("MemoryQuestion", words)
