"""Questions about files: which to open, where to save, what to do with unsaved work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from cnngui.files.folders import person_folder
from cnngui.runs.project import SUFFIX
from cnngui.state.document import Document
from cnngui.state.settings import Settings
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.questions import DESTROY, DO, Question


def _tr(text: str) -> str:
    return QCoreApplication.translate("file_dialogs", text)


def file_stem(document: Document) -> str:
    """Return what files made of the document are called, without folder and suffix.

    That is the name of its project file; before there is one, the letters and digits of its title, in any
    script, with dashes between the words.
    """
    if document.path:
        return Path(document.path).stem
    words = "".join(c if c.isalnum() else " " for c in document.title.lower()).split()
    return "-".join(words) or _tr("network")


def _recent_folder(settings: Settings) -> Path:
    recent = settings.recent_files
    return Path(recent[0]).parent if recent else person_folder()


def _own_folder(document: Document) -> Path:
    return Path(document.path).parent if document.path else person_folder()


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
    path, _ = QFileDialog.getOpenFileName(parent, title, str(_recent_folder(settings)), kinds)
    return path


def ask_network_path(parent: QWidget, document: Document) -> str:
    """Ask for a file with a network to compare with; "" when the person changes their mind."""
    kinds = _tr("Networks (*.cnn *.keras *.json)") + ";;" + _tr("All files (*)")
    title = _tr("Compare with the network in a file")
    path, _ = QFileDialog.getOpenFileName(parent, title, str(_own_folder(document)), kinds)
    return path


def ask_save_path(parent: QWidget, document: Document, settings: Settings) -> str:
    """Ask where to save the project; "" when the person changes their mind."""
    folder = _own_folder(document) if document.path else _recent_folder(settings)
    kinds = _tr("Projects (*.cnn)")
    return ask_new_file(parent, _tr("Save the project"), folder / file_stem(document), SUFFIX, kinds)


def ask_export_path(parent: QWidget | None, document: Document, label: str, suffix: str) -> str:
    """Ask where something made of the document goes; "" when the person changes their mind.

    Args:
        label: what it is called, such as "Keras code".
        suffix: what its file ends in, with the dot; "" for a folder.
    """
    title = _tr("Export: {0}").format(label)
    kinds = f"{label.removesuffix(f' ({suffix})')} (*{suffix})" if suffix else ""
    return ask_new_file(parent, title, _own_folder(document) / file_stem(document), suffix, kinds)


def ask_folder(parent: QWidget | None) -> str:
    """Ask for a folder to write to; "" when the person changes their mind."""
    title = _tr("Keep what is learned in another folder")
    return QFileDialog.getExistingDirectory(parent, title, str(person_folder()))


def ask_throw_away(parent: QWidget | None) -> str:
    """Ask what becomes of edits that a crash has left: "throw_away", "keep" or "cancel"."""
    box = Question(parent, "throw_away_question", _tr("Throw these edits away?"))
    why = _tr("They can also stay: then they are offered again at the next start.")
    return box.ask(why, "keep", throw_away=(_tr("Throw away"), DESTROY), keep=(_tr("Offer again"), DO))


def ask_drop_weights(parent: QWidget, path: str) -> str:
    """Ask whether a file with weights may lose them: "replace", "elsewhere" or "cancel"."""
    box = Question(parent, "drop_weights_question", _tr("Lose the weights in {0}?").format(Path(path).name))
    why = _tr(
        "The file holds a trained network. The network on the cards has no weights, or none that fit "
        "it any more: saved over the file, only the layers and settings remain."
    )
    lose = (_tr("Lose the weights"), DESTROY)
    return box.ask(why, "elsewhere", elsewhere=(_tr("Save as …"), DO), replace=lose)


def ask_unsaved(parent: QWidget) -> str:
    """Ask what to do with unsaved work: "save", "discard" or "cancel"."""
    at_stake = parent.at_stake() if hasattr(parent, "at_stake") else ""
    box = Question(parent, "unsaved_question", _tr("Save your changes first?"))
    if getattr(parent, "is_kept", False):
        lost = _tr(
            "What it has learned stays among the runs (page Runs). Only changes to the cards since it was "
            "trained, and since the last save, would be lost."
        )
    else:
        lost = _tr("The network, its weights and curves since the last save would be lost.")
    if at_stake:
        lost = f"{at_stake}\n\n{lost}"
    return box.ask(lost, "save", save=(_tr("Save"), DO), discard=(_tr("Discard"), DESTROY))
