"""The menu bar: what stands in each menu, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.ui.help_menu import HelpMenu
from cnngui.ui.shared.actions import make_action

if TYPE_CHECKING:
    from cnngui.ui.main_window import MainWindow

Entries = Sequence[QAction | QMenu | None]
"""Actions and menus; None is a line between them."""


def main_menus(
    window: MainWindow,
    *,
    new: QMenu,
    draw: QAction,
    start: QAction,
    export: QMenu,
    edit: Sequence[QAction],
    compare: QMenu,
    several: Sequence[QAction],
    explain: Callable[[], object],
    step: Entries,
    correct: Sequence[QAction],
) -> list[QMenu]:
    """Return the menus of the window from left to right."""
    files, train, bar = window.file_actions, window.train_actions, window.menuBar()
    new.setTitle(_tr("Networks of the course"))
    begin = make_action(
        window, "new_action", _tr("New …"), _tr("New network"), window.new_wanted.emit, keys=("Ctrl+N",)
    )
    words = _tr("Quit")
    leave = make_action(window, "quit_action", words, words, window.close, keys=("Ctrl+Q",))
    file_entries = [
        begin,
        new,
        draw,
        start,
        files.open,
        files.recent_menu,
        None,
        files.save,
        files.save_as,
        export,
        None,
        leave,
    ]
    train_entries = [train.train, *train.running, None, *several, None, train.reset, train.restart]
    _fill(window.view_menu, [None, *step])
    return [
        _menu(bar, _tr("&File"), file_entries),
        _menu(
            bar, _tr("&Edit"), [*window.undo_actions, None, *edit, None, *correct, None, compare], tips=True
        ),
        _menu(bar, _tr("&Train"), train_entries, tips=True),
        window.view_menu,
        HelpMenu(window, explain),
    ]


def _menu(parent: QWidget, title: str, entries: Entries, *, tips: bool = False) -> QMenu:
    menu = QMenu(title, parent)
    menu.setToolTipsVisible(tips)
    _fill(menu, entries)
    return menu


def _fill(menu: QMenu, entries: Entries) -> None:
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)


def _tr(words: str) -> str:
    return QCoreApplication.translate("MainMenus", words)
