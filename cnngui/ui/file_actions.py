"""New, open and save, and the question about unsaved work that stands before them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.state.document import Document
from cnngui.state.project_files import ProjectFiles
from cnngui.state.settings import Settings
from cnngui.ui.file_dialogs import ask_open_path, ask_save_path, ask_unsaved
from cnngui.ui.shared.actions import make_action


class FileActions(QObject):
    """What can be done with project files. Work is only left behind after a question."""

    def __init__(self, window: QWidget, document: Document, files: ProjectFiles, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._document, self._files, self._settings = window, document, files, settings
        self._after_save: Callable[[], None] | None = None
        tr = self.tr
        self.open = make_action(
            window,
            "open_action",
            tr("Open …"),
            tr("Open a project or a Keras model"),
            self._on_open,
            keys=("Ctrl+O",),
            picture="open",
        )
        self.save = make_action(
            window,
            "save_action",
            tr("Save"),
            tr("Save network, weights and curves"),
            self._on_save,
            keys=("Ctrl+S",),
            picture="save",
        )
        self.save_as = make_action(
            window,
            "save_as_action",
            tr("Save as …"),
            tr("Save under another name"),
            self._on_save_as,
            keys=("Ctrl+Shift+S",),
        )
        self.recent_menu = QMenu(tr("Open recent"), window)
        self.recent_menu.setToolTipsVisible(True)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        files.saved.connect(self._on_saved)
        files.failed.connect(self._on_failed)

    def new_from(self, preset: str) -> None:
        """Start anew from a preset, after asking about unsaved work."""
        self.leave_work(lambda: self._files.new(preset))

    def open_path(self, path: str) -> None:
        """Open a project, after asking about unsaved work."""
        self.leave_work(lambda: self._files.open(path))

    def leave_work(self, then: Callable[[], None]) -> None:
        """Do `then` once unsaved work is saved or given up; never if the person cancels or saving fails."""
        answer = ask_unsaved(self._window) if self._document.dirty else "discard"
        if answer == "discard":
            then()
        elif answer == "save":
            self._after_save = then
            self._on_save()

    def _on_open(self) -> None:
        path = ask_open_path(self._window, self._settings)
        if path:
            self.open_path(path)

    def _on_save(self) -> None:
        if self._document.path:
            self._files.save(self._document.path)
        else:
            self._on_save_as()

    def _on_save_as(self) -> None:
        path = ask_save_path(self._window, self._document, self._settings)
        if path:
            self._files.save(path)
        else:
            self._after_save = None

    def _on_saved(self, path: str) -> None:
        then, self._after_save = self._after_save, None
        if then is not None:
            then()

    def _on_failed(self, error: object) -> None:
        self._after_save = None

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for path in self._settings.recent_files:
            action = self.recent_menu.addAction(Path(path).name.replace("&", "&&"))
            action.setToolTip(path)
            action.setData(path)
            action.triggered.connect(self._on_recent)
        if self.recent_menu.isEmpty():
            self.recent_menu.addAction(self.tr("No project yet")).setEnabled(False)

    def _on_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.open_path(str(action.data()))
