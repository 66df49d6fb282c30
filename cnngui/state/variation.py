"""A few pictures of the data, varied as the recipe says, for a look at them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.network.augmentation import Augmentation
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient, Reply

DELAY_MS = 60


class Variation(QObject):
    """Asks the worker, while somebody looks, a moment after the last change.

    Attributes:
        pictures: before and after, None while there are none. error: why there are none, None for no reason.

    Signals:
        changed: read the attributes.
    """

    changed = Signal()

    def __init__(self, document: Document, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._engine = document, engine
        self.pictures: protocol.PicturesVaried | None = None
        self.error: CnnguiError | None = None
        self._watched, self._epoch = False, 1
        self._asked: tuple[str, Augmentation, int, int] | None = None
        self._later = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._later.timeout.connect(self._ask)
        for changed in (document.recipe_changed, document.data_changed):
            changed.connect(self._update)
        engine.ready_changed.connect(self._update)

    def watch(self, watched: bool) -> None:
        """Say whether anybody looks."""
        self._watched = watched
        self._update()

    def another(self) -> None:
        """Show what the next epoch makes of the same pictures."""
        self._epoch += 1
        self._update()

    @property
    def _wanted(self) -> tuple[str, Augmentation, int, int]:
        recipe = self._document.recipe
        return self._document.data, recipe.augmentation, recipe.seed, self._epoch

    def _update(self) -> None:
        if self._watched and self._asked != self._wanted:
            self._later.start()

    def _ask(self) -> None:
        if self._engine.ready is None or not self._document.data:
            return
        self._asked = wanted = self._wanted
        data, augmentation, seed, epoch = wanted
        self._engine.ask(protocol.VaryPictures(data, augmentation, seed, epoch), self._on_ended)

    def _on_ended(self, reply: Reply) -> None:
        if isinstance(reply.answer, protocol.PicturesVaried):
            self.pictures, self.error = reply.answer, None
        elif reply.outcome == "failed":
            self.pictures, self.error = None, reply.error
        elif reply.outcome == "gone":
            self._asked = None
            return
        else:
            return
        self.changed.emit()
