"""The menu “It is a …”: the classes that there are, and another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from cnngui.datasets.own_samples import LONGEST_LABEL


def class_menu(
    parent: QWidget,
    names: Iterable[str],
    chosen: Callable[[str], object],
    *,
    current: str = "",
    other: str = "",
) -> QMenu:
    """Return a menu of classes; a name of one letter or digit is chosen by its key.

    Args:
        current: the class that it is of now. other: what is said where another class is typed, "" where none
            can be.
    """
    menu = QMenu(parent)
    menu.setObjectName("class_menu")
    for name in names:
        shown = f"&{name}" if len(name) == 1 and name.isalnum() else name.replace("&", "&&")
        action = menu.addAction(shown, partial(chosen, name))
        action.setCheckable(True)
        action.setChecked(name == current)
        if name == current:
            menu.setActiveAction(action)
    if other:
        menu.addSeparator()
        menu.addAction(_other_action(menu, parent, other, chosen))
    return menu


def _other_action(menu: QMenu, parent: QWidget, words: str, chosen: Callable[[str], object]) -> QAction:
    action = QAction(_tr("Another class …"), menu)
    action.triggered.connect(partial(_ask_other, parent, words, chosen))
    return action


def _ask_other(parent: QWidget, words: str, chosen: Callable[[str], object]) -> None:
    dialog = QInputDialog(parent.window())
    dialog.setObjectName("another_class_dialog")
    dialog.setWindowTitle(_tr("Another class"))
    dialog.setLabelText(words)
    dialog.setTextValue("")
    if dialog.exec() and (name := " ".join(dialog.textValue().split())[:LONGEST_LABEL]):
        chosen(name)
    dialog.deleteLater()


def _tr(words: str) -> str:
    return QCoreApplication.translate("ClassMenu", words)
