"""Everything that can be done to the selected layer, as actions for menus, keys and the context menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.errors import CnnguiError
from cnngui.network.network import Place
from cnngui.state.document import Document
from cnngui.ui.shared.icons import icon


class LayerActions(QObject):
    """Cut, copy, paste, duplicate, delete, move and add.

    Their keys work while `owner`, or a widget in it, has the keyboard: text fields elsewhere keep theirs.

    Attributes:
        by_name: the actions as "add", "cut", "copy", "paste", "duplicate", "delete", "move_up", "move_down".

    Signals:
        add_asked: a layer should be added behind the selection.
        problem_raised: a CnnguiError; nothing has changed.
    """

    add_asked = Signal()
    problem_raised = Signal(object)

    def __init__(self, document: Document, owner: QWidget) -> None:
        super().__init__(owner)
        self._document, self._owner = document, owner
        self.by_name: dict[str, QAction] = {}
        tr = self.tr
        keys = QKeySequence.StandardKey
        self._add("add", tr("Add layer …"), "plus", ["Ins", "+"], self.add_asked.emit)
        self._add("cut", tr("Cut layer"), "", [keys.Cut], self._cut)
        self._add("copy", tr("Copy layer"), "copy", [keys.Copy], self._copy)
        self._add("paste", tr("Paste layers"), "", [keys.Paste], self._paste)
        self._add("duplicate", tr("Duplicate layer"), "duplicate", ["Ctrl+D"], self._duplicate)
        self._add("delete", tr("Delete layer"), "delete", ["Del", "Backspace"], self._delete)
        self._add("move_up", tr("Move layer up"), "up", ["Alt+Up"], self._move_up)
        self._add("move_down", tr("Move layer down"), "down", ["Alt+Down"], self._move_down)
        document.network_changed.connect(self._on_changed)
        document.selection_changed.connect(self._on_changed)
        self._on_changed()

    def menu(self, parent: QWidget) -> QMenu:
        """Return a new menu of all actions; it deletes itself when it closes."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, action in self.by_name.items():
            if name in ("cut", "duplicate", "move_up"):
                menu.addSeparator()
            menu.addAction(action)
        return menu

    def _add(self, name: str, text: str, picture: str, keys: list[object], slot: Callable[[], None]) -> None:
        action = QAction(text, self)
        action.setObjectName(f"{name}_layer_action")
        if picture:
            action.setIcon(icon(picture))
        action.setShortcuts([QKeySequence(key) for key in keys])  # type: ignore[call-overload]
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self._guarded(slot))
        self._owner.addAction(action)
        self.by_name[name] = action

    def _guarded(self, slot: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                slot()
            except CnnguiError as error:
                self.problem_raised.emit(error)

        return run

    @property
    def _selected(self) -> Place | None:
        """Where the selected layer stands, None when no layer is selected."""
        network, selection = self._document.network, self._document.selection
        return network.place(selection) if selection in network.names else None

    def _on_changed(self) -> None:
        place = self._selected
        for name in ("cut", "copy", "duplicate", "delete"):
            self.by_name[name].setEnabled(place is not None)
        last = len(self._document.network.stack(place)) - 1 if place is not None else 0
        self.by_name["move_up"].setEnabled(place is not None and (place.index > 0 or bool(place.block)))
        self.by_name["move_down"].setEnabled(place is not None and (place.index < last or bool(place.block)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._document.copy_text(self._document.selection))

    def _cut(self) -> None:
        self._copy()
        self._delete()

    def _paste(self) -> None:
        self._document.paste_text(QGuiApplication.clipboard().text())

    def _duplicate(self) -> None:
        self._document.duplicate_layer(self._document.selection)

    def _delete(self) -> None:
        self._document.remove_layer(self._document.selection)

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        """Move the selected layer among its neighbours; beyond the ends of a branch it leaves the block."""
        place, network = self._selected, self._document.network
        if place is None:
            return
        index = place.index + step
        if place.block and not 0 <= index < len(network.stack(place)):
            around = network.place(place.block)
            place, index = around, around.index + (step > 0)
        self._document.move_layer(self._document.selection, replace(place, index=index))
