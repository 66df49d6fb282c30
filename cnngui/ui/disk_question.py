"""Asks before the runs that are kept take more of the disk than a person has allowed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from cnngui.runs.budget import USUAL_BYTES, expected_bytes, taken_bytes
from cnngui.state.document import Document
from cnngui.state.run_list import RunList
from cnngui.state.settings import Settings
from cnngui.ui.shared.questions import DESTROY, DO, Question

GB = 1e9
KEY = "runs_budget_bytes"


def may_keep(document: Document, runs: RunList, settings: Settings, window: QWidget) -> bool:
    """Return whether a run may start; asks when the runs would take more than is allowed.

    What is allowed can be doubled, and the weights of epochs of the runs that have ended can be let go:
    their last and best weights, curves and results stay.
    """
    if not document.inference.ok:
        return True
    taken, more = taken_bytes(runs.rows), expected_bytes(document.network, document.recipe)
    allowed = settings.number(KEY, USUAL_BYTES)
    if taken + more <= allowed:
        return True
    what = _tr("Your runs take {0:.1f} GB, and this one may take {1:.2f} GB more. Allowed are {2:.1f} GB.")
    why = _tr(
        "Each run keeps its last and best weights and those of some epochs."
        " Runs can be deleted on the page Runs."
    )
    box = Question(window, "disk_question", what.format(taken / GB, more / GB, allowed / GB))
    larger = max(2 * allowed, taken + 2 * more)
    answers = {
        "allow": (_tr("Allow {0:.0f} GB").format(larger / GB), DO),
        "thin": (_tr("Let the weights of their epochs go"), DESTROY),
    }
    choice = box.ask(why, "allow", **answers)
    if choice == "allow":
        settings.set_number(KEY, larger)
    elif choice == "thin":
        runs.drop_epochs()
    return choice != "cancel"


def _tr(words: str) -> str:
    return QCoreApplication.translate("DiskQuestion", words)
