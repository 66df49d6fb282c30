"""A sentence that is typed runs through the network, word by word as it is written."""

from __future__ import annotations

import random

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cnngui.datasets.words import words_of
from cnngui.state.data_library import DataLibrary
from cnngui.state.drawing import sample_of
from cnngui.state.predictor import Predictor
from cnngui.ui.draw.word_marks import Push, WordMarks, pushes
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.value_text import class_name
from cnngui.ui.shared.widgets import label

FIELD_PX = 112
EXAMPLE = "A warm and funny story with a lovely end."
"""The network of the slides learns to read this one right; a "not bad" it mostly gets wrong."""
_SHOWN_UNKNOWN = 3
_WORTH_TELLING = 0.02


class SentenceField(QPlainTextEdit):
    """A few lines to type a sentence in; the Tab key leaves it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sentence_field")
        self.setAccessibleName(self.tr("Sentence"))
        self.setPlaceholderText(self.tr("Type a sentence, such as: {0}").format(EXAMPLE))
        self.setTabChangesFocus(True)
        self.setFixedHeight(FIELD_PX)
        font = self.font()
        font.setPixelSize(16)
        self.setFont(font)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, FIELD_PX)


class SentenceView(QWidget):
    """The field, what became of its words, and a button for a sentence of the data."""

    def __init__(
        self, predictor: Predictor, data_library: DataLibrary, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._predictor, self._library = predictor, data_library
        self._chance = random.Random()
        self._known: frozenset[str] = frozenset()
        self.field = SentenceField()
        self.marks = WordMarks(self.field.document())
        self.words = label("", "muted")
        self.words.setObjectName("sentence_words")
        self.words.setWordWrap(True)
        self.speaking = label("", "muted")
        self.speaking.setObjectName("sentence_speaking")
        # Two lines, also while there is less to say: nothing jumps while a person types.
        self.speaking.setFixedHeight(2 * self.speaking.fontMetrics().lineSpacing())
        self.speaking.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.speaking.setToolTip(
            self.tr(
                "Each word is left out once: the colour shows how far the answer moves without it. "
                "Blue words speak for the second class, orange ones for the first"
            )
        )
        self.clear_button = QPushButton(self.tr("Clear"))
        self.sample_button = QPushButton(self.tr("Sample"))
        self.sample_button.setToolTip(self.tr("A sentence from the data that the network was not trained on"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        for part in (self.field, self.words, self.speaking):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.clear_button)
        row.addStretch(1)
        row.addWidget(self.sample_button)
        column.addLayout(row)
        self.field.textChanged.connect(
            lambda: predictor.subject.inputs.set_sentence(self.field.toPlainText())
        )
        self.clear_button.clicked.connect(lambda: predictor.subject.inputs.set_sentence(""))
        self.sample_button.clicked.connect(self.use_sample)
        predictor.subject.inputs.changed.connect(self._on_typed)
        predictor.answer_changed.connect(self._show_answer)
        predictor.model.changed.connect(self._on_data_changed)
        data_library.described_changed.connect(self._on_data_changed)
        self._on_data_changed()

    def use_sample(self) -> None:
        """Type a random sentence of the data set."""
        sample = sample_of(self._library.described, self._chance)
        if sample is not None:
            self._predictor.subject.use_sample(sample)

    def doubt(self) -> str:
        """Return why the answer says little: the network does not know most of the words; "" if it does."""
        words = words_of(self._predictor.subject.inputs.sentence)[: self._length]
        unknown = sum(word not in self._known for word in words)
        if not words or 2 * unknown <= len(words):
            return ""
        if unknown == len(words):
            return self.tr("It knows none of these words: it can only guess.")
        return self.tr("a guess: it does not know {0} of {1} words").format(unknown, len(words))

    # What is shown ------------------------------------------------------------------------------

    @property
    def _length(self) -> int:
        data = self._predictor.subject.data
        return data.input_shape[0] if data is not None and data.vocabulary else 0

    def _on_data_changed(self) -> None:
        data = self._predictor.subject.data
        known = frozenset(data.vocabulary if data is not None else ())
        if known != self._known:
            self._known = known
            self.marks.know(known, self._length)
        described = self._library.described
        self.sample_button.setEnabled(described is not None and bool(described.vocabulary))
        self._on_typed()

    def _on_typed(self) -> None:
        text = self._predictor.subject.inputs.sentence
        if text != self.field.toPlainText():
            self.field.setPlainText(text)
            self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.clear_button.setEnabled(bool(text))
        self.words.setText(self._told_words(words_of(text)))

    def _told_words(self, words: list[str]) -> str:
        unknown = list(dict.fromkeys(word for word in words[: self._length] if word not in self._known))
        parts = [self.tr("{0} of {1} words").format(min(len(words), self._length), self._length)]
        if len(words) > self._length:
            parts.append(self.tr("the rest is cut off"))
        if unknown:
            more = " …" if len(unknown) > _SHOWN_UNKNOWN else ""
            shown = ", ".join(unknown[:_SHOWN_UNKNOWN])
            parts.append(self.tr("unknown: {0}{1}").format(shown, more))
        return " · ".join(parts)

    def _show_answer(self) -> None:
        answer = self._predictor.answer
        made = pushes(answer.probabilities, answer.others) if answer is not None else ()
        words = words_of(self._predictor.subject.inputs.sentence)
        # An answer to an earlier text may come after a word was deleted.
        made = made if len(made) == min(len(words), self._length) else ()
        self.marks.show_pushes(made)
        self.speaking.setText(self._told_pushes(made, words))

    def _told_pushes(self, made: tuple[Push, ...], words: list[str]) -> str:
        names = self._predictor.model.class_names
        told = []
        for towards in (1, 0):
            # All words that a network does not know are one to it, which speaks for no word.
            of_class = [
                push
                for push in made
                if push.towards == towards
                and push.strength >= _WORTH_TELLING
                and words[push.place] in self._known
            ]
            if of_class:
                strongest = max(of_class, key=lambda push: push.strength)
                told.append(
                    self.tr("speaks most for {0}: {1}").format(
                        class_name(names, towards), words[strongest.place]
                    )
                )
        return "\n".join(told)
