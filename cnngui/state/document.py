"""The one document: network, recipe and data choice, with undo, selection and the dirty mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from cnngui.datasets.data_reference import prepared_so
from cnngui.datasets.preparation import Preparation
from cnngui.errors import CnnguiError
from cnngui.network import edit
from cnngui.network.blocks import AnyBlock, AnyEntry, Block
from cnngui.network.file_format import layers_from_text, layers_to_text
from cnngui.network.freezing import frozen_part, learning, with_trainable
from cnngui.network.inference.fitting import fitted
from cnngui.network.inference.infer import Inference, infer
from cnngui.network.inference.problems import Fix
from cnngui.network.inference.starting import Freeze, Start, start_from
from cnngui.network.names import INPUT
from cnngui.network.network import Network, Place
from cnngui.network.recipe import Recipe
from cnngui.state.edits import Contents, Edit, Moment, Named, Renamed
from cnngui.state.selection import Selection

__all__ = ["Contents", "Document"]

DataFacts = tuple[int | None, tuple[int, ...] | None, int]
"""As `Document.set_data_facts` takes them."""
_UNKNOWN: DataFacts = (None, None, 0)


class Document(QObject):
    """The network being built. Every edit goes through `_push` and can be undone.

    Attributes:
        contents: what is decided now. Read it; change it by the methods.
        inference: shapes, parameters and problems of ``contents.network``.
        undo_stack: for the window's actions.
        path: the project file, "" while there is none.
        base: the network as it was opened, saved or begun with.

    Signals:
        replaced: another project is to be shown; `network_changed` follows, also if its network is the same.
        network_changed, recipe_changed, data_changed, selection_changed, file_changed: read it anew.
    """

    replaced = Signal()
    network_changed = Signal()
    recipe_changed = Signal()
    data_changed = Signal()
    selection_changed = Signal()
    file_changed = Signal()

    def __init__(self, contents: Contents) -> None:
        super().__init__()
        self.contents = contents
        self.path = ""
        self.title = ""
        self.base = contents.network
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(1000)
        self.undo_stack.cleanChanged.connect(self.file_changed)
        self._selection = Selection.first(contents.network)
        self._data_facts = _UNKNOWN
        self._weights_unsaved = False
        self.inference: Inference = infer(contents.network)
        self._alone: tuple[Inference, Inference] | None = None

    @property
    def network(self) -> Network:
        return self.contents.network

    @property
    def recipe(self) -> Recipe:
        return self.contents.recipe

    @property
    def data(self) -> str:
        return self.contents.data

    @property
    def name(self) -> str:
        """What it is called: by its file, else by what it was begun with; "" for nothing."""
        return Path(self.path).stem if self.path else self.title

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by closing: an edit, or weights trained since the last save."""
        return self._weights_unsaved or not self.undo_stack.isClean()

    @property
    def counted(self) -> Inference:
        """What has the counts: `inference`, or without the data when these alone do not fit the network.

        That the data, or their classes, do not fit changes no shape and no parameter.
        """
        if self.inference.ok:
            return self.inference
        if self._alone is None or self._alone[0] is not self.inference:
            self._alone = (self.inference, infer(self.network))
        return self._alone[1]

    @property
    def selection(self) -> str:
        """Name of the selected layer, "input" for the input, "" for nothing; of several that are `selected`,
        the one from which to go on."""
        return self._selection.name

    @property
    def selected(self) -> tuple[str, ...]:
        """Names of the selected layers and blocks, side by side in one stack; the input is none."""
        return self._selection.names(self.network)

    # File ---------------------------------------------------------------------------------------

    def replace_all(
        self, contents: Contents, *, path: str = "", title: str = "", undoable: bool = False
    ) -> None:
        """Show another project; its undo history starts empty, unless what is shown is to be `undoable`."""
        self.path, self.title, self.base = path, title, contents.network
        self._weights_unsaved = False
        selection = Selection.first(contents.network)
        if undoable:
            self._push(self.tr("Open"), contents, selection)
        else:
            self.undo_stack.clear()
        self.undo_stack.setClean()
        self.replaced.emit()
        self._show(Moment(contents, selection), anew=True)
        self.file_changed.emit()

    def restore(self, contents: Contents, *, path: str = "", title: str = "") -> None:
        """Go on with edits that no file holds, as one undoable step on top of what is shown."""
        self.path, self.title = path, title
        self._push(self.tr("Restore"), contents, Selection.first(contents.network))
        self.file_changed.emit()

    def begin_from(self, contents: Contents, source: str, *, selected: str) -> None:
        """Show a network that begins with what `source` has learned, as one undoable step."""
        self.undo_stack.beginMacro(self.tr("Start from {0}").format(source))
        self._rename("", source, contents.network)
        self._push(self.undo_stack.undoText(), contents, Selection.of(selected))
        self.undo_stack.endMacro()
        self.replaced.emit()

    def start_from(self, source: Network, freeze: Freeze) -> Start:
        """Return how a network for the data chosen now would begin with what `source` has learned.

        Raises:
            CnnguiError: as `cnngui.network.inference.starting.start_from`; ``starting.no_data``: it is not
                known, or not yet, what the data are like.
        """
        classes, shape, words = self._data_facts
        if classes is None or shape is None:
            raise CnnguiError("starting.no_data")
        return start_from(source, classes, shape, words, freeze=freeze)

    def mark_saved(self, path: str) -> None:
        """Remember that the contents as they are now stand in the file at `path`."""
        self.path, self.base = path, self.network
        self._weights_unsaved = False
        self.undo_stack.setClean()
        self.file_changed.emit()

    def mark_trained(self) -> None:
        """Remember that there are weights which no file holds yet."""
        if not self._weights_unsaved:
            self._weights_unsaved = True
            self.file_changed.emit()

    def mark_reset(self) -> None:
        """Remember that the weights are gone, so there is nothing of them to save."""
        self._weights_unsaved = False
        self.file_changed.emit()

    # Selection ----------------------------------------------------------------------------------

    def select(self, name: str, *, extend: bool = False) -> None:
        """Select the layer called `name`, the input ("input"), or nothing ("").

        `extend` selects all from where the selection began to `name`; of another block, the whole block.
        """
        if name not in ("", INPUT, *self.network.names):
            return
        chosen = self._selection.extended(self.network, name) if extend else Selection.of(name)
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit()

    def select_all(self) -> None:
        """Select the whole stack that the selected layer is in."""
        if self.selection in self.network.names:
            stack = self.network.stack(self.network.place(self.selection))
        else:
            stack = self.network.layers
        if stack:
            self.select(stack[0].name)
            self.select(stack[-1].name, extend=True)

    # Network edits ------------------------------------------------------------------------------

    def insert_layers(
        self, layers: tuple[AnyEntry, ...], place: Place | int, *, select_first: bool = False
    ) -> None:
        """Put `layers` at a place and select them, or the first of them only."""
        network, names = edit.insert_all(self.network, place, layers)
        chosen = names[:1] if select_first else names
        title = self._titled(self.tr("Add layer"), self.tr("Add {0} layers"), names)
        self._push_network(title, network, chosen or self.selection)

    def remove_layers(self, names: edit.Names) -> None:
        """Take a layer or block, or neighbours, out and select what moves into the place, or what is near."""
        listed = (names,) if isinstance(names, str) else names
        first = min((self.network.place(name) for name in listed), key=lambda place: place.index)
        network = edit.remove(self.network, names)
        title = self._titled(self.tr("Remove layer"), self.tr("Remove {0} layers"), names)
        self._push_network(title, network, self._near(network, first))

    def duplicate_layers(self, names: edit.Names) -> None:
        """Put copies behind a layer or block, or neighbours, and select them."""
        network, copies = edit.duplicate(self.network, names)
        title = self._titled(self.tr("Duplicate layer"), self.tr("Duplicate {0} layers"), names)
        self._push_network(title, network, copies)

    def move_layers(self, names: edit.Names, place: Place | int) -> None:
        """Move a layer or block, or neighbours, to `place` of the network without them, and select them.

        Consecutive moves of the same ones are one undo step.

        Raises:
            CnnguiError: a block would be put into itself; nothing changed.
        """
        moved = edit.move(self.network, names, place)
        if moved != self.network:
            title = self._titled(self.tr("Move layer"), self.tr("Move {0} layers"), names)
            self._push_network(title, moved, names, merge=f"move {names}")

    def wrap_layers(self, names: edit.Names, block: AnyBlock) -> None:
        """Put a layer or block, or neighbours, into the first branch of `block`, and select that block.

        Raises:
            CnnguiError: blocks would nest too deep; nothing changed.
        """
        network, made = edit.wrap(self.network, names, block)
        self._push_network(self.tr("Put into a block"), network, made)

    def unwrap_block(self, name: str) -> None:
        """Put what stands in the first branch of a block in its place; the other branches go."""
        place = self.network.place(name)
        network, names = edit.unwrap(self.network, name)
        near = names[0] if names else self._near(network, place)
        self._push_network(self.tr("Dissolve block"), network, near)

    def add_branch(self, name: str) -> None:
        """Give the block `name` one more branch, without layers, behind the others."""
        block = self._block(name)
        self._set_branches(self.tr("Add branch"), block, (*block.branches, ()))

    def remove_branch(self, name: str, number: int) -> None:
        """Take a branch, counted from 0, and all in it out of the block `name`."""
        block = self._block(name)
        left = (*block.branches[:number], *block.branches[number + 1 :])
        self._set_branches(self.tr("Remove branch"), block, left)

    def set_field(self, name: str, field: str, value: object) -> None:
        """Change one argument of a layer; quick changes of the same one are one undo step.

        Raises:
            CnnguiError: the value is not allowed; nothing changed.
        """
        layer = edit.with_field(self.network.layer(name), field, value)
        if layer != self.network.layer(name):
            network = edit.replace(self.network, name, layer)
            new_name = layer.name if field == "name" else name
            self._push_network(
                self.tr("Change {0}").format(field), network, new_name, merge=f"{name}.{field}"
            )

    def set_trainable(self, names: Sequence[str], trainable: bool) -> None:
        """Freeze layers, and all that is in blocks, of these names, or let them be trained again."""
        old, network = self.network, with_trainable(self.network, names, trainable)
        if network is old:
            return
        one, many = self.tr("Freeze layer"), self.tr("Freeze {0} layers")
        if trainable:
            one, many = self.tr("Unfreeze layer"), self.tr("Unfreeze {0} layers")
        changed = [each.name for each in learning(network.layers) if each is not old.layer(each.name)]
        self._push(self._titled(one, many, changed), replace(self.contents, network=network))

    def toggle_trainable(self, names: Sequence[str]) -> None:
        """Freeze layers, and all that is in blocks, of these names; if all are frozen, unfreeze them."""
        frozen = frozen_part(self.network.layer(name) for name in names) == "all"
        self.set_trainable(names, frozen)

    def set_input_shape(self, shape: tuple[int, ...]) -> None:
        """Change what the network reads. Raises CnnguiError when an axis is out of range."""
        if shape != self.network.input_shape:
            changed = edit.with_input_shape(self.network, shape)
            self._push_network(self.tr("Change input"), changed, INPUT, merge="input")

    def apply_fix(self, fix: Fix) -> None:
        """Mend a problem by one of the fixes it offers."""
        network = edit.apply_fix(self.network, fix)
        target = fix.target if fix.target in network.names else self.selection
        self._push_network(fix.label(), network, target)

    def fitted_to_data(self) -> Network | None:
        """Return the network as the data want it, None where nothing is amiss or no fix is known for all."""
        if self.inference.ok:
            return None
        return fitted(self.network, *self._data_facts, self.recipe.loss)

    def fit_to_data(self) -> None:
        """Mend, in one step, all that only the data bring: input, vocabulary, numbers that come out."""
        network = self.fitted_to_data()
        if network is not None:
            target = self.selection if self.selection in network.names else INPUT
            self._push_network(self.tr("Fit to the data"), network, target)

    def copy_text(self, names: Sequence[str]) -> str:
        """Return layers as JSON text for the clipboard."""
        return layers_to_text(tuple(self.network.layer(name) for name in names))

    def paste_text(self, text: str) -> None:
        """Insert the layers that `text` describes behind the selection.

        Raises:
            CnnguiError: the text describes no layers; nothing changed.
        """
        layers = layers_from_text(text)
        self.insert_layers(layers, self.place_behind_selection())

    def place_behind_selection(self) -> Place:
        """Return where a new layer goes: behind the selected one; without one, at the end."""
        if self.selection == INPUT:
            return Place(0)
        if self.selection not in self.network.names:
            return Place(len(self.network.layers))
        place = self.network.place(self.selection)
        return replace(place, index=place.index + 1)

    def set_network(self, network: Network, title: str) -> None:
        """Swap the whole network, undoably, with `title` naming the edit."""
        self._push_network(title, network, "")

    # Recipe and data ----------------------------------------------------------------------------

    def set_recipe(self, recipe: Recipe, merge: str = "") -> None:
        """Change how the network is trained."""
        if recipe != self.recipe:
            contents = replace(self.contents, recipe=recipe)
            self._push(self.tr("Change training"), contents, merge=merge and f"recipe {merge}")

    def set_data(self, data: str) -> None:
        """Choose another data set."""
        if data != self.data:
            self._push(self.tr("Choose data"), replace(self.contents, data=data))

    def prepare_data(self, preparation: Preparation, merge: str = "") -> None:
        """Have the chosen data prepared otherwise; quick changes of the same setting are one undo step."""
        data = prepared_so(self.data, preparation)
        if self.data and data != self.data:
            contents = replace(self.contents, data=data)
            self._push(self.tr("Prepare data"), contents, merge=merge and f"preparation {merge}")

    def begin_with(self, title: str, contents: Contents, called: str = "") -> None:
        """Change network, recipe and data in one undoable step, with `title` naming it.

        Args:
            called: what the network is called that is begun with, in words; "" for the one there is.
        """
        if contents == self.contents:
            return
        self.undo_stack.beginMacro(title)
        if called:
            self._rename(self.path, called, contents.network)
        self._push(title, contents, Selection.first(contents.network))
        self.undo_stack.endMacro()

    def _rename(self, path: str, title: str, base: Network) -> None:
        named = (self.path, self.title, self.base), (path, title, base)
        self.undo_stack.push(Renamed(*named, self._call))

    def _call(self, named: Named) -> None:
        self.path, self.title, self.base = named
        self.file_changed.emit()

    def set_data_facts(self, classes: int | None, shape: tuple[int, ...] | None, words: int = 0) -> None:
        """Say how many classes the data have and of which shape a sample is, None when unknown.

        `words` is how many words the numbers of a sample stand for, 0 if they are sizes.
        An output or an input that does not fit them is a problem.
        """
        if (classes, shape, words) != self._data_facts:
            self._data_facts = (classes, shape, words)
            self.inference = self._inferred()
            self.network_changed.emit()

    def suits(self, network: Network, recipe: Recipe) -> bool:
        """Return whether `network` can be trained on the data chosen now.

        While these are read, it can if it takes what the network on the cards takes.
        """
        if self._data_facts == _UNKNOWN:
            return bool(self.data) and network.input_shape == self.network.input_shape
        return infer(network, *self._data_facts, recipe.loss).ok

    # How edits happen ---------------------------------------------------------------------------

    @staticmethod
    def _near(network: Network, place: Place) -> str:
        """Return what stands at a place, or is next to it, for the selection to go to."""
        left = network.stack(place)
        return left[min(place.index, len(left) - 1)].name if left else place.block or INPUT

    def _block(self, name: str) -> Block:
        block = self.network.layer(name)
        assert isinstance(block, Block), f"{name} is no block"
        return block

    def _set_branches(self, title: str, block: Block, branches: Sequence[Sequence[AnyEntry]]) -> None:
        network = edit.replace(self.network, block.name, block.with_branches(branches))
        self._push_network(title, network, block.name)

    def _inferred(self) -> Inference:
        return infer(self.network, *self._data_facts, self.recipe.loss)

    @staticmethod
    def _titled(one: str, many: str, names: edit.Names) -> str:
        """Return what an edit of one layer, or of many, is called."""
        return one if isinstance(names, str) or len(names) == 1 else many.format(len(names))

    def _push_network(self, title: str, network: Network, selected: edit.Names, merge: str = "") -> None:
        names = (selected,) if isinstance(selected, str) else selected
        self._push(title, replace(self.contents, network=network), Selection.of(*names), merge)

    def _push(
        self, title: str, contents: Contents, selection: Selection | None = None, merge: str = ""
    ) -> None:
        """Do an edit; `selection` is what is selected behind it, None for what is now."""
        before = Moment(self.contents, self._selection)
        after = Moment(contents, self._selection if selection is None else selection)
        self.undo_stack.push(Edit(title, before, after, self._show, merge))

    def _show(self, moment: Moment, *, anew: bool = False) -> None:
        old, contents = self.contents, moment.contents
        self.contents = contents
        if contents.data != old.data:
            # Until the worker has read these data, those of before would be told of as problems.
            self._data_facts = _UNKNOWN
        selected, self._selection = self._selection, moment.selection.within(contents.network)
        read = contents.network, contents.recipe.loss, contents.data
        if anew or read != (old.network, old.recipe.loss, old.data):
            self.inference = self._inferred()
            self.network_changed.emit()
        if contents.recipe != old.recipe:
            self.recipe_changed.emit()
        if contents.data != old.data:
            self.data_changed.emit()
        if self._selection != selected:
            self.selection_changed.emit()
