"""Look into one layer of a network: which layer, and what it makes of the subject."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from cnngui.network.network import Network
from cnngui.state.document import Document
from cnngui.state.inside_model import InsideModel
from cnngui.state.predictor import Predictor
from cnngui.state.subject import Subject
from cnngui.state.training import TrainingSession


class LookInside(QObject):
    """Shares the answer of the drawing's predictor while that asks the same model, and else asks by itself.

    Attributes:
        model: the network that is looked into. subject: what it is shown.
        chosen: the layer that was asked for by `look_into`, "" while the selection is followed.
        off: units that a person switched off, by layer: the answers of this model are without them.

    Signals:
        changed: another layer, another answer, or a reason why there is none.
        off_changed: other units are off.
    """

    changed = Signal()
    off_changed = Signal()

    def __init__(
        self,
        model: InsideModel,
        subject: Subject,
        document: Document,
        training: TrainingSession,
        drawn: Predictor,
    ) -> None:
        super().__init__()
        self.model, self.subject, self._document, self._drawn = model, subject, document, drawn
        self.chosen = ""
        self.off: dict[str, tuple[int, ...]] = {}
        self._silenced: Network | None = None
        self._all_layers = False
        self._alone = Predictor(model, subject, training, lambda: self.alone, self)
        drawn.layer = lambda: "" if self.alone else self.layer()
        drawn.off = lambda: {} if self.alone else self.off
        drawn.all_layers = lambda: self._all_layers and not self.alone
        self._alone.layer = self.layer
        self._alone.off = lambda: self.off
        self._alone.all_layers = lambda: self._all_layers
        drawn.answer_changed.connect(self.changed)
        self._alone.answer_changed.connect(self.changed)
        document.selection_changed.connect(self.refresh)
        model.replaced.connect(self._on_replaced)

    @property
    def asking(self) -> Predictor:
        """Return whose answer and reasons count."""
        return self._alone if self.alone else self._drawn

    def layer(self) -> str:
        """Return the name of the layer that is looked into, "" for the input or nothing."""
        names = self.model.network.names
        if self.chosen in names:
            return self.chosen
        return self._document.selection if self._document.selection in names else next(iter(names), "")

    def look_into(self, layer: str) -> None:
        """Look into this layer whatever card is selected; "" follows the selection again."""
        self.chosen = layer
        self.refresh()

    def want_all_layers(self, wanted: bool) -> None:
        """Have a few maps of every layer told with each answer, or no more."""
        if wanted != self._all_layers:
            self._all_layers = wanted
            self.refresh()

    def may_switch(self, layer: str) -> bool:
        """Whether units of a layer can be switched off: of all but the last, whose units are the answer."""
        layers = self.model.network.layers
        return layer in self.model.network.names and bool(layers) and layer != layers[-1].name

    def switch(self, layer: str, unit: int) -> None:
        """Switch a unit of a layer off, or on again: a place of the last axis of its output, from 0."""
        if not self.may_switch(layer):
            return
        units = set(self.off.get(layer, ())) ^ {unit}
        self.off = {name: each for name, each in self.off.items() if name != layer}
        if units:
            self.off[layer] = tuple(sorted(units))
        self._silenced = self.model.network
        self._on_switched()

    def all_on(self) -> None:
        """Switch all units on again."""
        if self.off:
            self.off = {}
            self._on_switched()

    @property
    def units_off(self) -> int:
        """How many units are off."""
        return sum(map(len, self.off.values()))

    def _on_switched(self) -> None:
        self.off_changed.emit()
        self.refresh()

    def refresh(self) -> None:
        """Ask again."""
        self.asking.refresh()
        self.changed.emit()

    @property
    def alone(self) -> bool:
        """Whether Draw asks another model: what is answered there is not of this one."""
        return self._drawn.model.id != self.model.id

    @property
    def drawn_by_shipped(self) -> bool:
        """Whether Draw shows what the shipped network answers, while this one has learned nothing yet."""
        return self.model.untrained and self._drawn.model.owner == "shipped"

    def look_into_shipped(self) -> None:
        """Let the shipped network answer by choice, and look into it."""
        self._drawn.model.choose("shipped")

    def _on_replaced(self) -> None:
        asked_of_another = bool(self.chosen or self.off)
        self.chosen = ""
        if self.off and self._silenced != self.model.network:
            # Units of another network are other units.
            self.off = {}
            self.off_changed.emit()
        if asked_of_another:
            # Draw may have asked this model before it was told here that it is another one.
            self.refresh()
