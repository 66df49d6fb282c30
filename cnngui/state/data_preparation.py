"""How the chosen data are prepared, a part of the document; and what that makes of a few pictures."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from cnngui.datasets.data_reference import parted
from cnngui.datasets.preparation import AS_IT_CAME, Preparation, Split
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient, Reply

DELAY_MS = 40


class DataPreparation(QObject):
    """Changes the preparation, undoably, and asks for examples while somebody looks.

    A run that is under way goes on with the data that it began with.

    Attributes:
        examples: pictures before and after, None while there are none. error: why there are none.
        refused: why the data cannot be read so; None while that is not known.
        from_files: the data are picture files, which may be transparent and have names.

    Signals:
        changed: read everything.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        engine: EngineClient,
        library: DataLibrary,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._engine, self.library = document, engine, library
        self.examples: protocol.PreparationPreviewed | None = None
        self.error: CnnguiError | None = None
        self.refused: CnnguiError | None = None
        self._watched = False
        self._asked = ""
        self._later = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._later.timeout.connect(self._ask)
        document.data_changed.connect(self._on_data)
        library.described_changed.connect(self._on_described)
        library.failed.connect(self._on_failed)
        engine.ready_changed.connect(self._on_ready)

    @property
    def preparation(self) -> Preparation:
        """How the chosen data are prepared; as they came where that cannot be read."""
        try:
            return parted(self._document.data)[1]
        except CnnguiError:
            return AS_IT_CAME

    @property
    def undo_stack(self) -> QUndoStack:
        """What takes its changes back: the document's."""
        return self._document.undo_stack

    @property
    def has_data(self) -> bool:
        """Whether data are chosen."""
        return bool(self._document.data)

    @property
    def from_files(self) -> bool:
        """Whether they are picture files, as far as that is known."""
        return self.examples is not None and self.examples.from_files

    @property
    def has_pictures(self) -> bool:
        """Whether the data are pictures, or may be."""
        described = self.library.described
        return described is None or len(described.input_shape) == 3

    def set(self, **changes: Any) -> None:
        """Change fields of the preparation; what does not go together with them goes back to its default."""
        now = self.preparation.model_dump() | changes
        if now["scale"] == "0..255" and now["normalise"] != "none":
            loser = "scale" if "normalise" in changes else "normalise"
            now[loser] = getattr(AS_IT_CAME, loser)
        self._push(now, merge=" ".join(changes))

    def divide(self, **changes: Any) -> None:
        """Change fields of the split; the first change takes it in place of the file's own parts."""
        split = self.preparation.split or Split()
        self._push(
            self.preparation.model_dump() | {"split": split.model_dump() | changes},
            merge="split " + " ".join(changes),
        )

    def divide_as_came(self) -> None:
        """Have the file's own parts again."""
        self._push(self.preparation.model_dump() | {"split": None})

    def reset(self) -> None:
        """Have the data as they came."""
        self._document.prepare_data(AS_IT_CAME)

    def watch(self, watched: bool) -> None:
        """Say whether anybody looks."""
        self._watched = watched
        self._update()

    def _push(self, values: dict[str, Any], merge: str = "") -> None:
        """Take values over. What is out of range, which no editor lets through, changes nothing."""
        try:
            self._document.prepare_data(Preparation.model_validate(values), merge)
        except ValidationError:
            self.changed.emit()

    # Examples -----------------------------------------------------------------------------------

    def _on_failed(self, error: CnnguiError) -> None:
        self.refused = error
        self.changed.emit()

    def _on_data(self) -> None:
        self.refused = None
        self._update()
        self.changed.emit()

    def _on_described(self) -> None:
        # A folder that has been read tells to which side it is brought.
        if self.library.described is not None:
            self._asked, self.refused = "", None
        self._update()
        self.changed.emit()

    def _on_ready(self) -> None:
        self._asked = ""
        self._update()

    def _update(self) -> None:
        if self._watched and self._asked != self._document.data:
            self._later.start()

    def _ask(self) -> None:
        if self._engine.ready is None:
            return
        self._asked = self._document.data
        if not self._asked:
            self.examples = self.error = None
            self.changed.emit()
            return
        self._engine.ask(protocol.PreviewPreparation(self._asked), self._on_ended)

    def _on_ended(self, reply: Reply) -> None:
        if isinstance(reply.answer, protocol.PreparationPreviewed):
            self.examples, self.error = reply.answer, None
        elif reply.outcome == "failed":
            self.examples, self.error = None, reply.error
        elif reply.outcome == "gone":
            self._asked = ""
            return
        else:
            return
        self.changed.emit()
