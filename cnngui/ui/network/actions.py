"""Everything that can be done to the selected layers and blocks, as actions for menus and keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.errors import CnnguiError
from cnngui.network.blocks import Block, Parallel, Repeat, Residual
from cnngui.network.freezing import frozen_part, learning, up_to
from cnngui.state.document import Document
from cnngui.ui.network.cards import layer_count
from cnngui.ui.network.moves import moved_by_keys
from cnngui.ui.shared.icons import icon

_PARTED = ("cut", "duplicate", "move_up", "freeze", "wrap", "fold", "save_block")
"""Actions with a line above them in the menu."""


_ANYWHERE = ("add", "duplicate", "move_up", "move_down", "move_in", "move_out")
"""Actions whose keys mean nothing else in a field or on the canvas."""


class LayerActions(QObject):
    """Cut, copy, paste, duplicate, delete, move, add; freeze; put into blocks and out of them; fold.

    Those keys that mean something in a text field as well work while `owner`, or a widget in it, has the
    keyboard, the others in the whole window.

    Attributes:
        by_name: the actions by their names, in the order of the menu.

    Signals:
        add_asked: a layer should be added behind the selection.
        unfold_asked: name of a block that should be seen with what is in it.
        fold_asked: the selected block should fold, or unfold.
        fold_all_asked: whether all blocks should fold, or unfold.
        save_asked: what is selected should become an own block.
        own_blocks_asked: the list of own blocks is wanted.
        told: a sentence about what an action has done beside what one sees.
        problem_raised: a CnnguiError; nothing has changed.
    """

    add_asked = Signal()
    unfold_asked = Signal(str)
    fold_asked = Signal()
    fold_all_asked = Signal(bool)
    save_asked = Signal()
    own_blocks_asked = Signal()
    told = Signal(str)
    problem_raised = Signal(object)

    def __init__(self, document: Document, owner: QWidget) -> None:
        super().__init__(owner)
        self._document, self._owner = document, owner
        self.by_name: dict[str, QAction] = {}
        tr = self.tr
        keys = QKeySequence.StandardKey
        self._add("add", tr("Add layer …"), "plus", ["Ins"], self.add_asked.emit)
        # In a field a plus is a plus.
        self._made("add_here", tr("Add layer …"), "", ["+"], self.add_asked.emit)
        self._add("cut", tr("Cut"), "", [keys.Cut], self._cut)
        self._add("copy", tr("Copy"), "copy", [keys.Copy], self._copy)
        self._add("paste", tr("Paste"), "", [keys.Paste], self._paste)
        self._add("duplicate", tr("Duplicate"), "duplicate", ["Ctrl+D"], self._duplicate)
        self._add("delete", tr("Delete"), "delete", ["Del", "Backspace"], self._delete)
        self._add("select_all", tr("Select all"), "", [keys.SelectAll], document.select_all)
        self._add("move_up", tr("Move up"), "up", ["Alt+Up"], partial(self._move, "up"))
        self._add("move_down", tr("Move down"), "down", ["Alt+Down"], partial(self._move, "down"))
        self._add(
            "move_in", tr("Move into the block beside it"), "", ["Alt+Right"], partial(self._move, "in")
        )
        self._add("move_out", tr("Move out of the block"), "", ["Alt+Left"], partial(self._move, "out"))
        self._add("freeze", tr("Freeze"), "lock", ["L"], self._freeze)
        self._add("freeze_up_to", tr("Freeze up to here"), "", ["Shift+L"], self._freeze_up_to)
        self.by_name["freeze_up_to"].setToolTip(
            tr("Let training leave all layers up to this one as they are; those behind it learn")
        )
        self._add("unfreeze_all", tr("Unfreeze all"), "", [], self._unfreeze_all)
        self._add("wrap", tr("Put into a block"), "", [], lambda: None)
        self._wrap_menu = self._new_wrap_menu(owner)
        self.by_name["wrap"].setMenu(self._wrap_menu)
        self.by_name["wrap"].setToolTip(
            tr("Shift and a click, or an arrow, select several to put in together")
        )
        self._add("unwrap", tr("Dissolve the block"), "", [], self._unwrap)
        self._add("fold", tr("Fold or unfold the block"), "", [], self.fold_asked.emit)
        self._add("fold_all", tr("Fold all blocks"), "", [], lambda: self.fold_all_asked.emit(True))
        self._add("unfold_all", tr("Unfold all blocks"), "", [], lambda: self.fold_all_asked.emit(False))
        self._add("save_block", tr("Save as own block …"), "save", [], self.save_asked.emit)
        self._add("own_blocks", tr("Own blocks …"), "", [], self.own_blocks_asked.emit)
        document.network_changed.connect(self._on_changed)
        document.selection_changed.connect(self._on_changed)
        self._on_changed()

    def menu(self, parent: QWidget) -> QMenu:
        """Return a new menu of all actions; it deletes itself when it closes."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name, action in self.by_name.items():
            if name in _PARTED:
                menu.addSeparator()
            menu.addAction(action)
        return menu

    def _add(self, name: str, text: str, picture: str, keys: list[object], slot: Callable[[], None]) -> None:
        self.by_name[name] = self._made(name, text, picture, keys, slot)

    def _made(
        self, name: str, text: str, picture: str, keys: list[object], slot: Callable[[], None]
    ) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"{name}_layer_action")
        if picture:
            action.setIcon(icon(picture))
        action.setShortcuts([QKeySequence(key) for key in keys])  # type: ignore[call-overload]
        if name not in _ANYWHERE:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self._guarded(slot))
        self._owner.addAction(action)
        return action

    def _new_wrap_menu(self, owner: QWidget) -> QMenu:
        menu = QMenu(owner)
        for kind, block, words in (
            ("Residual", Residual(), self.tr("Residual: add a shortcut around it")),
            ("Repeat", Repeat(), self.tr("Repeat: apply it several times")),
            ("Parallel", Parallel(), self.tr("Parallel: let other branches stand beside it")),
        ):
            action = menu.addAction(words)
            action.setObjectName(f"wrap_{kind.lower()}_action")
            action.triggered.connect(self._guarded(partial(self._wrap, block)))
        return menu

    def _guarded(self, slot: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                slot()
            except CnnguiError as error:
                self.problem_raised.emit(error)

        return run

    def _on_changed(self) -> None:
        document = self._document
        network, selected = document.network, document.selected
        there = bool(selected)
        for name in ("cut", "copy", "duplicate", "delete", "wrap", "save_block"):
            self.by_name[name].setEnabled(there)
        for direction in ("up", "down", "in", "out"):
            possible = there and moved_by_keys(network, selected, direction) is not None
            self.by_name[f"move_{direction}"].setEnabled(possible)
        self._show_freezing()
        is_block = len(selected) == 1 and isinstance(network.layer(selected[0]), Block)
        for name in ("unwrap", "fold"):
            self.by_name[name].setEnabled(is_block)
        self.by_name["unwrap"].setToolTip(self._unwrap_tip())
        some = any(isinstance(entry, Block) for entry in network.layers)
        for name in ("fold_all", "unfold_all"):
            self.by_name[name].setEnabled(some)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._document.copy_text(self._document.selected))

    def _cut(self) -> None:
        self._copy()
        self._delete()

    def _paste(self) -> None:
        self._document.paste_text(QGuiApplication.clipboard().text())

    def _duplicate(self) -> None:
        self._document.duplicate_layers(self._document.selected)

    def _delete(self) -> None:
        self._document.remove_layers(self._document.selected)

    def _move(self, direction: str) -> None:
        place = moved_by_keys(self._document.network, self._document.selected, direction)
        if place is not None:
            self._document.move_layers(self._document.selected, place)

    def _show_freezing(self) -> None:
        network, selected = self._document.network, self._document.selected
        entries = [network.layer(name) for name in selected]
        there, frozen = any(True for _ in learning(entries)), frozen_part(entries) == "all"
        freeze = self.by_name["freeze"]
        freeze.setEnabled(there)
        freeze.setText(self.tr("Unfreeze") if frozen else self.tr("Freeze"))
        freeze.setIcon(icon("lock-open" if frozen else "lock"))
        freeze.setToolTip(
            self.tr("Let training change the weights of the layer again")
            if frozen
            else self.tr("Let training leave the weights of the layer as they are")
        )
        above = [network.layer(name) for name in up_to(network, selected[-1])] if selected else []
        self.by_name["freeze_up_to"].setEnabled(any(layer.trainable for layer in learning(above)))
        self.by_name["unfreeze_all"].setEnabled(bool(frozen_part(network.layers)))

    def _freeze(self) -> None:
        self._document.toggle_trainable(self._document.selected)

    def _freeze_up_to(self) -> None:
        network, selected = self._document.network, self._document.selected
        self._document.set_trainable(up_to(network, selected[-1]), False)

    def _unfreeze_all(self) -> None:
        self._document.set_trainable(self._document.network.names, True)

    def _wrap(self, block: Residual | Parallel | Repeat) -> None:
        self._document.wrap_layers(self._document.selected, block)
        self.unfold_asked.emit(self._document.selection)

    def _unwrap(self) -> None:
        name = self._document.selection
        lost = self._lost_text()
        self._document.unwrap_block(name)
        if lost:
            self.told.emit(self.tr("{0} is dissolved. {1}").format(name, lost))

    def _unwrap_tip(self) -> str:
        tip = self.tr("Take what is in its first branch out of the block; the block goes.")
        return f"{tip}\n{self._lost_text()}".rstrip()

    def _lost_text(self) -> str:
        """Return what goes with the selected block when it is dissolved, "" when no layer does."""
        network, name = self._document.network, self._document.selection
        block = network.layer(name) if name in network.names else None
        lost = sum(map(layer_count, block.branches[1:])) if isinstance(block, Block) else 0
        if not lost:
            return ""
        if lost == 1:
            return self.tr("1 layer of the other branches goes with it. Undo brings it back.")
        words = self.tr("{0} layers of the other branches go with it. Undo brings them back.")
        return words.format(lost)
