"""Why this answer: which places of what was drawn speak for a class, and which against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QScrollArea, QSizePolicy, QStackedLayout, QWidget

from cnngui.engine.protocol import Explained
from cnngui.errors import CnnguiError
from cnngui.network.inference.explaining import OF_MAPS, Method
from cnngui.runs.model_id import UNTRAINED
from cnngui.state.explanation import Explanation
from cnngui.ui.inside.legend import Legend
from cnngui.ui.inside.map_view import FeatureMapView
from cnngui.ui.inside.reason_paint import limit_of
from cnngui.ui.inside.reason_picture import ReasonPicture
from cnngui.ui.inside.titles import number_text
from cnngui.ui.shared.unavailable import why_no_answer
from cnngui.ui.shared.value_text import class_name, sure_percent
from cnngui.ui.shared.widgets import (
    ElidedCombo,
    EmptyState,
    bare_column,
    bare_row,
    label,
    named,
    push_button,
    set_role,
)

_ITS_ANSWER = -1
_NARROWEST_PX = 72
_PATIENCE_MS = 400
_FLAT_FROM = 0.99


class WhyView(QWidget):
    """Shows an `Explanation`, and lets a person ask another class or in another way.

    It asks only while it is seen.

    Attributes:
        choices: the class, the method and the layer that are asked about, for a header.
    """

    def __init__(self, explanation: Explanation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explanation = explanation
        self.picture = ReasonPicture()
        self.bars = FeatureMapView()
        self.bars.setObjectName("reason_bars")
        self.choices = QWidget(self)
        self.method_combo = named(
            ElidedCombo(),
            "why_method_combo",
            tip=self.tr("How it is found out which places count"),
            spoken=self.tr("Method"),
        )
        self.class_combo = named(
            ElidedCombo(),
            "why_class_combo",
            tip=self.tr("The class that is asked about: the one that is answered, or why it is not another"),
            spoken=self.tr("Class"),
        )
        self.layer_combo = named(
            ElidedCombo(),
            "why_layer_combo",
            tip=self.tr(
                "The layer whose maps are looked at: late ones know most of classes, early ones of places"
            ),
            spoken=self.tr("Layer"),
        )
        self.headline = label("", "title", wraps=True, name="why_headline")
        self.meaning = label("", wraps=True, name="why_meaning")
        self.spot_label = label("", "muted", figures=True, wraps=True, name="why_spot")
        self.shipped_button = push_button(
            self.tr("Explain the shipped network's answer"),
            name="why_shipped_button",
            tip=self.tr("The answer in Draw is the shipped network's. This one has learned nothing yet."),
        )
        self.legend = Legend()
        self.empty = EmptyState("")
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience)
        self._words: tuple[str, ...] = ()
        self._titles: Mapping[str, str] = {}
        self._arrange()
        self.method_combo.activated.connect(self._on_method)
        self.layer_combo.activated.connect(lambda: explanation.choose_layer(self.layer_combo.currentData()))
        self.class_combo.activated.connect(self._on_class)
        self.picture.spot_changed.connect(self._show_spot)
        self.bars.spot_changed.connect(self._show_spot)
        for pressed in (self.shipped_button.clicked, self.empty.acted):
            pressed.connect(explanation.explain_shipped)
        explanation.changed.connect(self._show)

    def _arrange(self) -> None:
        side = QWidget()
        side.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        column = bare_column(side, 6)
        row = bare_row(self.choices, 4)
        for combo in (self.class_combo, self.method_combo, self.layer_combo):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            combo.setMinimumWidth(_NARROWEST_PX)
            set_role(combo, "flat")
            row.addWidget(combo)
        for part in (self.headline, self.meaning, self.spot_label):
            column.addWidget(part)
        column.addWidget(self.legend)
        column.addWidget(self.shipped_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        text = QScrollArea()
        text.setFrameShape(QScrollArea.Shape.NoFrame)
        text.setWidgetResizable(True)
        text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        text.setWidget(side)
        shown = QWidget(self)
        self._kinds = QStackedLayout(shown)
        self._kinds.addWidget(self.picture)
        self._kinds.addWidget(self.bars)
        both = QWidget(self)
        halves = bare_row(both, 12)
        halves.addWidget(shown, 1)
        halves.addWidget(text, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(both)
        self._pages.addWidget(self.empty)

    def show_names(self, words: tuple[str, ...], titles: Mapping[str, str]) -> None:
        """Name the steps of a sentence by its words, and layers by their titles."""
        self._words, self._titles = words, titles

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._explanation.watch(True)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._patience.stop()
        self._explanation.watch(False)

    # What a person does ---------------------------------------------------------------------------

    def _on_method(self) -> None:
        self._explanation.choose_method(self.method_combo.currentData())

    def _on_class(self) -> None:
        chosen = self.class_combo.currentData()
        self._explanation.choose_target(None if chosen == _ITS_ANSWER else chosen)

    # What is shown --------------------------------------------------------------------------------

    def _show(self) -> None:
        told = self._explanation.told
        self._show_choices()
        if told is None:
            # While one is on its way the one before stays for a moment: a look away and back would flicker.
            if sentence := self._why_nothing():
                self._say(sentence)
            elif not self._patience.isActive():
                self._patience.start()
            return
        self._patience.stop()
        self._show_relevance(told)
        self.headline.setText(self._headline(told))
        aside = self.tr(" Units that were switched off are on here.") if self._explanation.units_off else ""
        self.meaning.setText(self._meaning(told) + self._doubt(told) + aside)
        signed = told.request.method != "grad_cam"
        self.legend.show_scale(signed, limit_of(told.relevance))
        self.legend.setVisible(_is_picture(told))
        self.shipped_button.setVisible(self._explanation.answered_by_shipped)
        self._show_spot()
        self._pages.setCurrentIndex(0)

    def _say(self, sentence: str) -> None:
        self._patience.stop()
        self.empty.show_sentence(
            sentence, self.shipped_button.text() if self._explanation.answered_by_shipped else ""
        )
        self._pages.setCurrentIndex(1)

    def _on_patience(self) -> None:
        """Say what is going on: a network of 224×224 pixels takes seconds, and so does the first question."""
        if self._explanation.told is None:
            words = self.tr("Finding out why by {0} …")
            self._say(words.format(self._method_words()[self._explanation.used or "integrated_gradients"]))

    def _show_relevance(self, told: Explained) -> None:
        sample, signed = np.asarray(told.request.sample, np.float32), told.request.method != "grad_cam"
        is_picture = _is_picture(told)
        if is_picture:
            self.picture.show_reasons(sample, told.relevance, signed=signed, photo=self._explanation.photo)
        else:
            names = self._words if len(self._words) == len(told.relevance) else ()
            self.bars.show_output(told.relevance, names)
        self._kinds.setCurrentIndex(0 if is_picture else 1)
        for view in (self.picture, self.bars):
            view.setAccessibleName(self._headline(told))
            view.setAccessibleDescription(self._meaning(told))

    def _show_choices(self) -> None:
        """Offer this network's classes and methods, and show which are asked about."""
        explanation = self._explanation
        answer = self.tr("its answer")
        if (answered := explanation.answered) is not None and answered < len(explanation.class_names):
            answer = self.tr("{0} (its answer)").format(explanation.class_names[answered])
        classes = [(answer, _ITS_ANSWER), *((name, i) for i, name in enumerate(explanation.class_names))]
        _offer(self.class_combo, classes, _ITS_ANSWER if explanation.target is None else explanation.target)
        words = self._method_words()
        _offer(self.method_combo, [(words[each], each) for each in explanation.methods], explanation.used)
        _offer(
            self.layer_combo, [(self._title(each), each) for each in explanation.layers], explanation.layer
        )
        self.layer_combo.setVisible(explanation.used in OF_MAPS)

    def _method_words(self) -> dict[Method, str]:
        return {
            "hires_cam": self.tr("HiResCAM"),
            "grad_cam": self.tr("Grad-CAM"),
            "integrated_gradients": self.tr("Integrated gradients"),
            "occlusion": self.tr("Occlusion"),
        }

    def _why_nothing(self) -> str:
        """Return the sentence in place of reasons, "" while they are on their way."""
        explanation = self._explanation
        if isinstance(explanation.error, CnnguiError):
            return str(explanation.error)
        if not explanation.methods:
            return self.tr(
                "This network does not answer with one of several classes: there is none to ask for."
            )
        if explanation.unavailable in ("empty", "no_words"):
            return self.tr("Draw or choose a sample: here stands why the network answers as it does.")
        if explanation.unavailable:
            return why_no_answer(explanation.unavailable)
        return self.tr("One moment …") if explanation.answered is None else ""

    def _title(self, layer: str) -> str:
        return self._titles.get(layer, layer)

    def _name(self, told: Explained, index: int) -> str:
        named = index < len(told.class_names)
        return class_name(told.class_names, index) if named else self.tr("class {0}").format(index)

    def _headline(self, told: Explained) -> str:
        request = told.request
        name, share = self._name(told, request.target), _percent(told.probabilities[request.target])
        who = self._who()
        if request.against >= 0:
            answer = self._name(told, request.against)
            return self.tr("Why not {0}? {1} answers {2} and gives {0} {3}").format(name, who, answer, share)
        if request.target != int(told.probabilities.argmax()):
            return self.tr("What speaks for {0}? {1} gives it {2}").format(name, who, share)
        return self.tr("Why {0}? {1} gives it {2}").format(name, who, share)

    def _who(self) -> str:
        """Return whose answer is explained, to begin a part of a sentence with."""
        model = self._explanation.model
        if model == UNTRAINED:
            return self.tr("Your network, untrained,")
        words = {
            "shipped": self.tr("The shipped network"),
            "run": self.tr("The run"),
            "ensemble": self.tr("This member of the ensemble"),
        }
        return words.get(model.owner, self.tr("The network"))

    def _doubt(self, told: Explained) -> str:
        """Return that what the maps say is little, if the network is so sure that its score has gone flat."""
        if told.request.method not in OF_MAPS or told.probabilities.max() < _FLAT_FROM:
            return ""
        return self.tr(" It is so sure that slopes of its score say little: integrated gradients say more.")

    def _meaning(self, told: Explained) -> str:
        request = told.request
        name = self._name(told, request.target)
        if request.against >= 0:
            name = self.tr("{0} rather than {1}").format(name, self._name(told, request.against))
        if request.method == "grad_cam":
            size = "×".join(map(str, told.relevance.shape))
            if not told.relevance.any():
                return self.tr(
                    "No map of {0} speaks for {1} on the average of its places. HiResCAM looks at each place."
                ).format(self._title(told.layer), name)
            if not _is_picture(told):
                return self.tr(
                    "The higher a bar, the more active are the features of {0} that speak for {1}."
                ).format(self._title(told.layer), name)
            return self.tr(
                "Yellow: where the maps of {0} ({1}) that speak for {2} are active, as coarse as they are."
            ).format(self._title(told.layer), size, name)
        if request.method == "hires_cam" and not told.relevance.any():
            return self.tr("No map of {0} speaks for {1} or against it.").format(
                self._title(told.layer), name
            )
        if request.method == "hires_cam" and _is_picture(told):
            return self.tr(
                "Orange: where the maps of {0} ({1}) speak for {2}. Blue: where against it. A place counts"
                " by its values times the slope of the score there."
            ).format(self._title(told.layer), "×".join(map(str, told.relevance.shape)), name)
        if request.method == "hires_cam":
            return self.tr(
                "Above zero the features of {0} speak for {1}, below against it: values times the slope of "
                "the score."
            ).format(self._title(told.layer), name)
        if request.method == "occlusion" and not _is_picture(told):
            return self.tr(
                "What is taken from the score of {0} when this one alone is left out (made 0)."
            ).format(name)
        if request.method == "occlusion":
            return self.tr(
                "Orange: covering this place with background takes from the score of {0}. Blue: it adds"
                " to it."
            ).format(name)
        total = number_text(float(np.nansum(told.relevance)))
        rise = number_text(told.score - told.background_score)
        words = self.tr("All together they make {0}; the score less that of background alone is {1}.").format(
            total, rise
        )
        if _is_picture(told):
            return self.tr("Orange speaks for {0}, blue against it.").format(name) + " " + words
        return self.tr("Above zero speaks for {0}, below against it.").format(name) + " " + words

    def _show_spot(self) -> None:
        self.spot_label.setText(self._spot_text())

    def _spot_text(self) -> str:
        told = self._explanation.told
        if told is None:
            return ""
        if self._kinds.currentIndex() == 1:
            value = self.bars.value()
            if value is None or self.bars.spot is None:
                return self.tr("Point at a bar to read its value.")
            place = self.bars.spot[0]
            word = self.bars.names[place] if place < len(self.bars.names) else ""
            return f"{word or self.tr('input {0}').format(place + 1)} · {number_text(value)}"
        spot = self.picture.spot
        if spot is None or spot[0] >= told.relevance.shape[0] or spot[1] >= told.relevance.shape[1]:
            return self.tr("Point at a place to read what it counts for.")
        text = self.tr("row {0}, column {1} · {2}").format(
            spot[0] + 1, spot[1] + 1, number_text(float(told.relevance[spot]))
        )
        if told.says is None or told.surely is None:
            return text
        says, share = self._name(told, int(told.says[spot])), _percent(told.surely[spot])
        return text + " · " + self.tr("covered here it answers {0} ({1})").format(says, share)


def _is_picture(told: Explained) -> bool:
    """Return whether its reasons lie over a picture; those of words and numbers are bars."""
    return told.relevance.ndim == 2 and np.ndim(told.request.sample) == 3


def _percent(share: float) -> str:
    return "< 0.1 %" if 0 < share < 0.0005 else f"{sure_percent(share)} %"


def _offer(combo: QComboBox, entries: Sequence[tuple[str, object]], chosen: object) -> None:
    """List `entries`, texts and data, and show `chosen`; a list that is open or the same stays."""
    if [(combo.itemText(i), combo.itemData(i)) for i in range(combo.count())] != list(entries):
        if len(entries) == combo.count():
            for place, (text, data) in enumerate(entries):
                combo.setItemText(place, text)
                combo.setItemData(place, data)
        else:
            combo.clear()
            for text, data in entries:
                combo.addItem(text, data)
    combo.setCurrentIndex(next((i for i, (_, data) in enumerate(entries) if data == chosen), 0))
