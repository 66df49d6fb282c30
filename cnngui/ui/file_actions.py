"""New, open and save, and the question about unsaved work that stands before them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.state.document import Document
from cnngui.state.project_files import ProjectFiles
from cnngui.state.settings import Settings
from cnngui.ui.file_dialogs import ask_drop_weights, ask_open_path, ask_save_path, ask_unsaved
from cnngui.ui.shared.actions import make_action


class FileActions(QObject):
    """What can be done with project files. Work is only left behind after a question.

    Signals:
        working: what is being read or written, "" when it came to nothing.
    """

    working = Signal(str)

    def __init__(self, window: QWidget, document: Document, files: ProjectFiles, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._document, self._files, self._settings = window, document, files, settings
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
            lambda: self._save(),
            keys=("Ctrl+S",),
            picture="save",
        )
        self.save_as = make_action(
            window,
            "save_as_action",
            tr("Save as …"),
            tr("Save under another name"),
            lambda: self._save_as(),
            keys=("Ctrl+Shift+S",),
        )
        self.recent_menu = QMenu(tr("Open recent"), window)
        self.recent_menu.setToolTipsVisible(True)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        files.opening.connect(self._on_opening)
        files.saving.connect(self._on_saving)
        files.begun.connect(self._on_over)
        files.failed.connect(self._on_over)
        files.would_drop.connect(self._on_would_drop)

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
            # What was edited while it was being written is unsaved work again.
            self._save(lambda: self.leave_work(then))

    def _on_open(self) -> None:
        path = ask_open_path(self._window, self._settings)
        if path:
            self.open_path(path)

    def _save(self, then: Callable[[], None] | None = None) -> None:
        """Save, and do `then` if that comes through."""
        if self._document.path:
            self._files.save(self._document.path, then=then)
        else:
            self._save_as(then)

    def _save_as(self, then: Callable[[], None] | None = None) -> None:
        if path := ask_save_path(self._window, self._document, self._settings):
            self._files.save(path, then=then)

    def _on_opening(self, path: str) -> None:
        self.working.emit(self.tr("Opening {0} …").format(Path(path).name))

    def _on_over(self) -> None:
        self.working.emit("")

    def _on_saving(self, path: str) -> None:
        self.working.emit(self.tr("Saving {0} …").format(Path(path).name))

    def _on_would_drop(self, path: str, then: Callable[[], None] | None) -> None:
        self.working.emit("")
        match ask_drop_weights(self._window, path):
            case "replace":
                self._files.save(path, drop_weights=True, then=then)
            case "elsewhere":
                self._save_as(then)

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
