"""Where a new file goes, with its suffix, and no other file lost that the person has not agreed to lose."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_new_file(parent: QWidget | None, title: str, proposed: Path, suffix: str, kinds: str) -> str:
    """Return a path that ends in `suffix`, "" when the person changes their mind.

    If a file is there, the person agreed to lose that very file.

    Args:
        proposed: without the suffix.
    """
    dialog = QFileDialog(parent, title, str(proposed.parent), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(proposed.name + suffix)
    try:
        while dialog.exec():
            path = dialog.selectedFiles()[0]
            if path.endswith(suffix):
                return path
            # Of "net.v2" Qt takes v2 for the suffix, so it has not asked about the file that is meant.
            path += suffix
            if not Path(path).exists():
                return path
            dialog.selectFile(path)
        return ""
    finally:
        dialog.deleteLater()
