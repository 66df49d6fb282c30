"""The open set of drawings as what is trained on: a network made for it, and what was added since."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.course.small_network import small_network, small_recipe
from cnngui.datasets.data_reference import source_of
from cnngui.datasets.drawn_sets import SetEntry
from cnngui.network.inference.fitting import fitted
from cnngui.network.network import Network
from cnngui.network.recipe import Loss, Recipe
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Contents, Document
from cnngui.state.drawn_set import DrawnSet
from cnngui.state.drawn_sets import DrawnSets
from cnngui.state.training import Status, TrainingSession

SETTLE_MS = 400
"""What was drawn is read as data once nothing was added for so long."""

_Asked = tuple[Network, int, tuple[int, ...], int, Loss]


class DrawnTraining(QObject):
    """Chooses the open set as data, fits a network to it, and counts what a run has not learned from.

    Signals:
        changed: read the attributes. train_wanted: a training is to begin as if Train had been pressed.
    """

    changed = Signal()
    train_wanted = Signal()

    def __init__(
        self, document: Document, training: TrainingSession, library: DataLibrary, sets: DrawnSets
    ) -> None:
        super().__init__()
        self._document, self._training, self._library, self._sets = document, training, library, sets
        self._learned: tuple[str, frozenset[str]] | None = None
        self._read: tuple[str, frozenset[tuple[str, str]], tuple[str, ...]] | None = None
        self._waits = False
        self._fit: tuple[_Asked, Network | None] | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._read_again)
        sets.set_changed.connect(self._on_set_changed)
        sets.opened.connect(self._on_set_changed)
        sets.removed.connect(self._on_removed)
        document.data_changed.connect(self._on_set_changed)
        document.network_changed.connect(self.changed)
        training.status_changed.connect(self._on_status_changed)
        training.history_reset.connect(self.changed)

    # What there is --------------------------------------------------------------------------------

    @property
    def data(self) -> str:
        """What the document trains on: of a set its folder."""
        return source_of(self._document.data)

    @property
    def chosen(self) -> bool:
        """Whether the open set is what the document trains on."""
        current = self._sets.current
        return current is not None and self.data == str(current.path)

    @property
    def added(self) -> int:
        """How many samples were added since the last run on the open set began; 0 before the first."""
        current = self._sets.current
        if current is None or self._learned is None or self._learned[0] != str(current.path):
            return 0
        return len(current.keys - self._learned[1])

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._training.status.busy

    @property
    def waits(self) -> bool:
        """Whether a run is ending so that another can go on with what was added."""
        return self._waits

    @property
    def recipe(self) -> Recipe:
        """The recipe of now."""
        return self._document.recipe

    @property
    def network_fits(self) -> bool:
        """Whether the network on the cards takes the open set as it is."""
        network = self._fitted()
        return network is not None and network == self._document.network

    @property
    def can_fit_cards(self) -> bool:
        """Whether the network on the cards could be made to take it."""
        return self._fitted() is not None

    # What a person does ---------------------------------------------------------------------------

    def use_small(self) -> None:
        """Choose the set, and a small network with a recipe for so few samples, in one undoable step."""
        current = self._sets.current
        if current is not None and current.can_train:
            shape, classes, train = self._facts(current)
            network = small_network(shape, classes)
            recipe = small_recipe(train, ink=shape[2] == 1)
            self._begin(current, self.tr("A small network for the drawings"), network, recipe, current.name)

    def use_cards(self) -> None:
        """Choose the set, and fit the cards and the recipe to it, in one undoable step.

        Of the recipe that is what counts samples: batch size and epochs, and how each is varied. The
        optimizer stays.
        """
        current, network = self._sets.current, self._fitted()
        if current is not None and network is not None:
            shape, _, train = self._facts(current)
            few = small_recipe(train, ink=shape[2] == 1)
            counted = {name: getattr(few, name) for name in ("batch_size", "epochs", "augmentation")}
            recipe = self._document.recipe.model_copy(update=counted)
            self._begin(current, self.tr("Fit to the drawings"), network, recipe)

    def train_on(self) -> None:
        """Go on from the weights there are with all that is drawn now; a run under way is ended first."""
        if self.busy:
            self._waits = True
            self._training.stop()
            self.changed.emit()
            return
        self._waits = False
        if not self.network_fits:
            self.use_cards()
        self.train_wanted.emit()

    # Inside ---------------------------------------------------------------------------------------

    def _facts(self, current: DrawnSet) -> tuple[tuple[int, ...], int, int]:
        """Return the shape of a sample, how many classes there are, and how many samples to learn from."""
        shape, described = current.input_format.shape, self._library.described
        if self.chosen and described is not None and described.data == self._document.data:
            prepared = self._document.data != str(current.path)
            shape = described.input_shape if prepared else shape
        return shape, len(current.learned), len(current.samples) - current.tests

    def _fitted(self) -> Network | None:
        current = self._sets.current
        if current is None or not current.can_train:
            return None
        shape, classes, _ = self._facts(current)
        asked = self._document.network, classes, shape, 0, self._document.recipe.loss
        # Asked for each sample that is added, and shapes are worked out anew each time.
        if self._fit is None or self._fit[0][0] is not asked[0] or self._fit[0][1:] != asked[1:]:
            self._fit = asked, fitted(*asked)
        return self._fit[1]

    def _begin(
        self, current: DrawnSet, title: str, network: Network, recipe: Recipe, called: str = ""
    ) -> None:
        shape, classes, _ = self._facts(current)
        data = self._document.data if self.chosen else str(current.path)
        self._document.begin_with(title, Contents(network, recipe, data), called)
        # Known before the worker has read them: Train need not wait for that.
        self._document.set_data_facts(classes, shape)

    def _on_set_changed(self) -> None:
        if self.chosen:
            self._settle.start()
        else:
            self._waits = False  # what was to be gone on with is another set
        self.changed.emit()

    def _on_removed(self, entry: SetEntry) -> None:
        if self.data == str(entry.folder):
            # As of any data that are gone: what they held counts no more, and that is told. Once the set is
            # back, it is not as it was read.
            self._read = self.data, frozenset(), ()
            self._library.describe_anew()

    def _read_again(self) -> None:
        """Have the worker read the set once more, if it is what is trained on and has changed."""
        current = self._sets.current
        if current is None or not self.chosen or not current.loaded:
            return
        there = frozenset((sample.key, sample.label) for sample in current.samples)
        now = str(current.path), there, current.class_names
        if now != self._read:
            if self._read is not None and self._read[0] == now[0]:
                self._library.refresh()
            self._read = now

    def _on_status_changed(self) -> None:
        current, running, status = self._sets.current, self._training.running, self._training.status
        data = source_of(running.data) if running is not None and status is Status.BUILDING else ""
        if current is not None and data == str(current.path):
            self._learned = data, current.keys
        if self._waits and status is Status.IDLE:
            # Behind what else hears of the run's end.
            QTimer.singleShot(0, self, self.train_on)
        elif self._waits and status is Status.DEAD:
            self._waits = False
        self.changed.emit()
