"""Questions about files: which to open, where to save, what to do with unsaved work."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cnngui.state.project_files import SUFFIX
from cnngui.state.settings import Settings


def _tr(text: str) -> str:
    return QCoreApplication.translate("file_dialogs", text)


def _folder(settings: Settings) -> Path:
    recent = settings.recent_files
    return Path(recent[0]).parent if recent else Path.home()


def ask_open_path(parent: QWidget, settings: Settings) -> str:
    """Ask which project or Keras model to open; "" when the person changes their mind."""
    kinds = ";;".join(
        [
            _tr("Projects and Keras models (*.cnn *.keras)"),
            _tr("Projects (*.cnn)"),
            _tr("Keras models (*.keras)"),
            _tr("All files (*)"),
        ]
    )
    title = _tr("Open a project or a Keras model")
    path, _ = QFileDialog.getOpenFileName(parent, title, str(_folder(settings)), kinds)
    return path


def ask_save_path(parent: QWidget, name: str, settings: Settings) -> str:
    """Ask where to save; "" when the person changes their mind."""
    proposed = name if Path(name).is_absolute() else str(_folder(settings) / name)
    kinds = _tr("Projects (*.cnn)")
    path, _ = QFileDialog.getSaveFileName(parent, _tr("Save the project"), proposed, kinds)
    return path + SUFFIX if path and not path.endswith(SUFFIX) else path


def ask_unsaved(parent: QWidget) -> Literal["save", "discard", "cancel"]:
    """Ask what to do with unsaved work."""
    box = QMessageBox(parent)
    box.setObjectName("unsaved_question")
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(_tr("Save your changes first?"))
    box.setInformativeText(_tr("The network, its weights and curves since the last save would be lost."))
    save = box.addButton(_tr("Save"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(_tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(_tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.exec()
    clicked = box.clickedButton()
    return "save" if clicked is save else "discard" if clicked is discard else "cancel"
