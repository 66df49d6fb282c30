"""A narrow strip with the units that are pinned and their film: moments of the run, to be looked through."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QSlider, QWidget

from cnngui.state.pinned_units import Pin, PinnedUnits
from cnngui.ui.inside.pin_card import PICTURE_PX, PinCard
from cnngui.ui.inside.pin_paint import frame_at, moment_text
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.widgets import bare_column, discard, icon_button, label, named

WIDTH_PX = 2 * PICTURE_PX + 38
INTERVAL_MS = 120


class PinStrip(QWidget):
    """Shows `PinnedUnits`; hidden while nothing is pinned. The film follows its end until it is moved."""

    def __init__(self, pins: PinnedUnits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pin_strip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._pins = pins
        self._titles: Mapping[str, str] = {}
        self._frames: list[tuple[int, int]] = []
        self._follows = True
        self.cards: list[PinCard] = []
        self._clock = QTimer(self, interval=INTERVAL_MS)
        self._clock.timeout.connect(self._on_tick)
        self.play_button = icon_button("play", self.tr("Play the film"))
        self.play_button.setObjectName("pin_play_button")
        self.slider = named(
            QSlider(Qt.Orientation.Horizontal),
            "pin_slider",
            tip=self.tr("Moments of the training: drag, or use the arrow keys"),
            spoken=self.tr("Moment of the film"),
        )
        self.moment = label("", "muted", figures=True, wraps=True, name="pin_moment")
        self._film = QWidget(self)
        self._arrange()
        self.play_button.clicked.connect(self._on_play)
        self.slider.valueChanged.connect(self._on_moved)
        pins.changed.connect(self._show)
        self._show()

    def _arrange(self) -> None:
        inner = QWidget()
        self._column = bare_column(inner, 8)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        column = bare_column(self, 4)
        column.addWidget(area, 1)
        foot = bare_column(self._film, 2)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.play_button)
        row.addWidget(self.slider, 1)
        foot.addLayout(row)
        column.addWidget(self._film)
        column.addWidget(self.moment)

    def show_titles(self, titles: Mapping[str, str]) -> None:
        """Call layers by these titles."""
        if titles != self._titles:
            self._titles = titles
            self._show()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDTH_PX, 56)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._play(False)

    # What is shown --------------------------------------------------------------------------------

    def _show(self) -> None:
        self.setVisible(bool(self._pins.pins))
        self._have(len(self._pins.pins))
        frames, here = self._pins.frames, self.slider.value()
        at = self._frames[here] if here < len(self._frames) else None
        self._frames = frames
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(frames) - 1))
        self._follows = self._follows or at is None
        # Where the film was thinned out, the moment before stands for the one that was looked at.
        place = len(frames) - 1 if self._follows or at is None else sum(each <= at for each in frames) - 1
        self.slider.setValue(max(0, place))
        self.slider.blockSignals(False)
        self._film.setVisible(len(frames) > 1)
        self._show_moment()

    def _have(self, count: int) -> None:
        while len(self.cards) > count:
            discard(self.cards.pop())
        while len(self.cards) < count:
            card = PinCard()
            card.unpin_button.clicked.connect(partial(self._on_unpin, len(self.cards)))
            self._column.insertWidget(self._column.count() - 1, card)
            self.cards.append(card)

    def _show_moment(self) -> None:
        place = self.slider.value()
        moment = self._frames[place] if place < len(self._frames) else None
        for card, pin in zip(self.cards, self._pins.pins, strict=True):
            card.show_pin(pin, self._title(pin), None if moment is None else frame_at(pin, moment))
        self.moment.setText(self._moment_words(place, moment))

    def _moment_words(self, place: int, moment: tuple[int, int] | None) -> str:
        if moment is None:
            return self.tr("Train the network on the cards: here comes a film of it.")
        words = self.tr("{0} · {1} of {2}").format(moment_text(*moment), place + 1, len(self._frames))
        if self._pins.other_shown:
            words += "\n" + self.tr("The film is of what was shown when it began.")
        return words

    def _title(self, pin: Pin) -> str:
        words = self.tr("{0}, map {1}") if pin.now is None or pin.now.size > 1 else self.tr("{0}, unit {1}")
        return words.format(self._titles.get(pin.layer, pin.layer), pin.unit + 1)

    # What a person does ---------------------------------------------------------------------------

    def _on_unpin(self, place: int) -> None:
        self._pins.toggle(*self._pins.pins[place].key)

    def _on_moved(self) -> None:
        self._follows = self.slider.value() == self.slider.maximum()
        self._show_moment()

    def _on_play(self) -> None:
        if not self._clock.isActive() and self.slider.value() == self.slider.maximum():
            self.slider.setValue(0)
        self._play(not self._clock.isActive())

    def _on_tick(self) -> None:
        self.slider.setValue(self.slider.value() + 1)
        if self.slider.value() == self.slider.maximum():
            self._play(False)

    def _play(self, playing: bool) -> None:
        if playing:
            self._clock.start()
        else:
            self._clock.stop()
        self.play_button.setIcon(icon("pause" if playing else "play"))
        words = self.tr("Stand still") if playing else self.tr("Play the film")
        self.play_button.setToolTip(words)
        self.play_button.setAccessibleName(words)
