"""The menu that finds a network to compare with."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.course.presets import preset, presets
from cnngui.network.network import Network
from cnngui.runs.network_file import read_network
from cnngui.state.document import Document
from cnngui.state.training import TrainingSession
from cnngui.ui.compare.compare_dialog import CompareDialog
from cnngui.ui.compare.last_saved import LastSaved
from cnngui.ui.shared.jobs import Jobs


class CompareMenu(QMenu):
    """Compare the network on the cards with what was saved or trained, a file, or a preset.

    Signals:
        problem_raised: a CnnguiError; nothing was opened.
        file_asked: ask which file, and call `compare_with_file`.
    """

    problem_raised = Signal(object)
    file_asked = Signal()

    def __init__(
        self,
        document: Document,
        training: TrainingSession,
        last_saved: LastSaved | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Compare with"))
        self.setObjectName("compare_menu")
        self._document, self._training = document, training
        self._saved = last_saved or LastSaved(document, self)
        self.saved_action = self.addAction(self.tr("Last saved or opened"), self._on_saved)
        self.trained_action = self.addAction(self.tr("Last trained"), self._on_trained)
        self.file_action = self.addAction(self.tr("File …"), self.file_asked.emit)
        self.addSeparator()
        for lesson, group in groupby(presets(), key=lambda each: each.lesson):
            menu = self.addMenu(lesson.replace("&", "&&"))
            for each in group:
                action = menu.addAction(each.title.replace("&", "&&"), partial(self._on_preset, each.name))
                action.setObjectName(f"compare_{each.name}")
        self._jobs = Jobs(self)
        self._jobs.done.connect(lambda found: self.compare_with(*found))
        self._jobs.failed.connect(self.problem_raised)
        training.own_model_changed.connect(self._on_own_model_changed)
        self._on_own_model_changed()

    def compare_with(self, other: Network, title: str) -> CompareDialog:
        """Open a dialog beside the window, which stays usable."""
        dialog = CompareDialog(other, title, self._document, self.parentWidget())
        dialog.layer_asked.connect(self._document.select)
        dialog.show()
        return dialog

    def compare_with_file(self, path: Path) -> None:
        """Open a dialog on the network in a file once that is read, or tell why it cannot be."""
        self._jobs.start(lambda: (read_network(path), path.name))

    def _on_own_model_changed(self) -> None:
        self.trained_action.setEnabled(self._training.own_model is not None)

    def _on_saved(self) -> None:
        self.compare_with(self._saved.network, self.tr("Last saved or opened"))

    def _on_trained(self) -> None:
        if self._training.own_model is not None:
            self.compare_with(self._training.own_model.network, self.tr("Last trained"))

    def _on_preset(self, name: str) -> None:
        chosen = preset(name)
        self.compare_with(chosen.network, chosen.title)
