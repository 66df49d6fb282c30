"""Look into one layer of a network: which layer, and what it makes of the subject."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

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

    Signals:
        changed: another layer, another answer, or a reason why there is none.
    """

    changed = Signal()

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
        self._alone = Predictor(model, subject, training, self._is_alone, self)
        drawn.layer = lambda: "" if self._is_alone() else self.layer()
        self._alone.layer = self.layer
        drawn.answer_changed.connect(self.changed)
        self._alone.answer_changed.connect(self.changed)
        document.selection_changed.connect(self.refresh)
        model.replaced.connect(self._on_replaced)

    @property
    def asking(self) -> Predictor:
        """Return whose answer and reasons count."""
        return self._alone if self._is_alone() else self._drawn

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

    def refresh(self) -> None:
        """Ask again."""
        self.asking.refresh()
        self.changed.emit()

    def _is_alone(self) -> bool:
        return self._drawn.model.id != self.model.id

    def _on_replaced(self) -> None:
        self.chosen = ""
