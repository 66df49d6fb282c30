"""What the window remembers between starts: layout, theme, recent files, the last project's choices."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from cnngui.files import folders

ThemeChoice = Literal["system", "light", "dark"]
RECENT_LIMIT = 8


class Settings(QObject):
    """A small typed face of QSettings. ``CNNGUI_HOME`` moves the file, for tests and portable use."""

    theme_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = QSettings(str(_private(_file())), QSettings.Format.IniFormat)

    @property
    def theme(self) -> ThemeChoice:
        """Follow the system, or always light or dark."""
        value = self._store.value("theme", "system")
        return value if value in ("light", "dark") else "system"

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._store.setValue("theme", choice)
        self.theme_changed.emit()

    @property
    def recent_files(self) -> list[str]:
        """Return project files opened or saved lately, newest first; whether they still exist is not asked.

        To ask may take half a minute where one lies on a share that is gone.
        """
        value = self._store.value("recent_files", [])
        paths = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [path for path in paths if isinstance(path, str)]

    def add_recent(self, path: str) -> None:
        """Put a project file at the top of the recent ones."""
        self.forget_recent(path)
        self._store.setValue("recent_files", [path, *self.recent_files][:RECENT_LIMIT])

    def forget_recent(self, path: str) -> None:
        """Take a file that is no longer there off the recent ones."""
        self._store.setValue("recent_files", [known for known in self.recent_files if known != path])

    def save_window(self, geometry: QByteArray, layout: QByteArray) -> None:
        """Remember where the window and its parts are."""
        self._store.setValue("window/geometry", geometry)
        self._store.setValue("window/layout", layout)

    def window(self) -> tuple[QByteArray, QByteArray]:
        """Return the remembered geometry and layout, empty when there is none or it is damaged."""
        geometry = self._store.value("window/geometry", QByteArray())
        layout = self._store.value("window/layout", QByteArray())
        empty = QByteArray()
        return (
            geometry if isinstance(geometry, QByteArray) else empty,
            layout if isinstance(layout, QByteArray) else empty,
        )

    def number(self, key: str, default: float) -> float:
        """Return a remembered number such as the pen width."""
        try:
            return float(str(self._store.value(key, default)))
        except ValueError:
            return default

    def set_number(self, key: str, value: float) -> None:
        """Remember a number."""
        self._store.setValue(key, value)

    def word(self, key: str, default: str) -> str:
        """Return a remembered choice."""
        return str(self._store.value(key, default))

    def set_word(self, key: str, value: str) -> None:
        """Remember a choice."""
        self._store.setValue(key, value)


def _file() -> Path:
    if home := folders.home():
        return home / "cnngui.ini"
    store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "cnngui", "cnngui")
    return Path(store.fileName())


def _private(file: Path) -> Path:
    """Return the file, for nobody else to read; where there can be none, a name that holds nothing.

    Qt would wait for whoever writes to a pipe of that name.
    """
    with contextlib.suppress(OSError):
        folders.make_own(file.parent)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o600))
        if stat.S_ISREG(file.stat().st_mode):
            file.chmod(0o600)
            return file
    readable = file.is_file() and os.access(file, os.R_OK)
    return file if readable else Path(os.devnull) / file.name
