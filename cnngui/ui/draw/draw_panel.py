"""Draw or try: what a person shows the network, what it is given of that, and what it answers."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from cnngui.state.answering_model import Choice
from cnngui.state.data_library import DataLibrary
from cnngui.state.drawing import Drawing
from cnngui.state.inputs import Kind
from cnngui.state.look_inside import LookInside
from cnngui.state.own_samples import OwnSamples
from cnngui.state.predictor import Predictor
from cnngui.state.run_model import RunModel
from cnngui.state.settings import Settings
from cnngui.ui.draw.answer_view import AnswerView
from cnngui.ui.draw.canvas import DrawingCanvas
from cnngui.ui.draw.correction import Correction
from cnngui.ui.draw.digit_marks import marks_of
from cnngui.ui.draw.frame_strip import FrameStrip
from cnngui.ui.draw.pair_view import PairView
from cnngui.ui.draw.probability_bars import ClassProbabilities
from cnngui.ui.draw.run_bar import RunBar
from cnngui.ui.draw.sentence_view import SentenceView
from cnngui.ui.draw.squared import Squared
from cnngui.ui.draw.tool_row import ToolRow
from cnngui.ui.draw.trained_on_question import TrainedOnQuestion
from cnngui.ui.shared.silent_units import SilentUnits
from cnngui.ui.shared.spared import Spared
from cnngui.ui.shared.widgets import ElidedCombo, ElidedLabel, EmptyState, Pane, set_role

CHOICES: tuple[Choice, ...] = ("auto", "own", "shipped")
USUAL_FRAME = (28, 28)
LARGEST_FRAME_PX = 512
NARROWEST_COMBO_PX = 120


class DrawPanel(Pane):
    """The right column. The answer follows the pen, whichever network gives it.

    Signals:
        problem_raised: a picture that was dropped or pasted could not be taken, or none be saved (carries the
            `CnnguiError`).
        saved: the path of a picture. told: what was done, in a sentence.
        samples_wanted: the own samples are to be seen.
    """

    problem_raised = Signal(object)
    saved = Signal(str)
    told = Signal(str)
    samples_wanted = Signal()

    def __init__(
        self,
        drawing: Drawing,
        predictor: Predictor,
        data_library: DataLibrary,
        settings: Settings,
        run_model: RunModel,
        look: LookInside,
        own_samples: OwnSamples,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.title.setVisible(True)
        self._drawing, self._predictor, self._library = drawing, predictor, data_library
        self.which_combo = self._made_which_combo()
        self.header.addWidget(self.which_combo)
        self.canvas = DrawingCanvas(drawing)
        self.tools = ToolRow(drawing, data_library, settings)
        self.frames = FrameStrip()
        self.pair = PairView(predictor)
        self.sentence = SentenceView(predictor, data_library)
        self.other = EmptyState(
            self.tr("Pictures, two numbers and the sentences of the data can be shown to a network here.")
        )
        self.answer = AnswerView()
        self.bars = ClassProbabilities()
        self.correction = Correction(drawing, own_samples, predictor.subject.digits)
        self._parts: dict[Kind, tuple[QWidget, ...]] = {
            "picture": (Squared(self.canvas), self.tools),
            "pair": (self.pair,),
            "sentence": (self.sentence,),
            "other": (self.other,),
        }
        self._whose = ElidedLabel(self.tr("shipped digits network, not yours:"), "muted")
        self._whose.setObjectName("whose_answer_label")
        self.run_bar = RunBar(run_model, predictor.model)
        self.body.addWidget(self.run_bar)
        self.question = TrainedOnQuestion(predictor.model, drawing, self)
        parts = itertools.chain.from_iterable(self._parts.values())
        self.silent = SilentUnits(look, self, of_drawn=True)
        for part in (*parts, self.question, self._whose, self.silent):
            self.body.addWidget(part)
        beside = QHBoxLayout()
        beside.addWidget(self.answer, 1)
        beside.addWidget(self.correction)
        self.body.addLayout(beside)
        self.body.insertWidget(self.body.indexOf(self.tools) + 1, self.frames)
        # The question shows what the network is given, too.
        self._spared = Spared(self, self.frames, self.body)
        self.body.addWidget(self.bars, 100)
        self.body.addStretch(1)
        self.canvas.problem_raised.connect(self.problem_raised)
        self.canvas.saved.connect(self.saved)
        self.canvas.digit_chosen.connect(self._on_digit_chosen)
        self.correction.page_wanted.connect(self.samples_wanted)
        self.correction.told.connect(self.told)
        drawing.changed.connect(self._show_frames)
        predictor.subject.digits.changed.connect(self._show_frames)
        predictor.answer_changed.connect(self._show_answer)
        predictor.model.changed.connect(self._on_model_changed)
        data_library.described_changed.connect(self._show_answer)
        data_library.described_changed.connect(self._show_parts)
        self._on_model_changed()

    def minimumSizeHint(self) -> QSize:
        return self._spared.least(super().minimumSizeHint())

    def _made_which_combo(self) -> QComboBox:
        combo = ElidedCombo()
        combo.setObjectName("which_network_combo")
        combo.setAccessibleName(self.tr("Which network answers"))
        combo.setToolTip(
            self.tr("Which network answers. Automatic: yours once it has weights, until then the shipped one")
        )
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setMinimumWidth(NARROWEST_COMBO_PX)
        set_role(combo, "flat")
        for choice in CHOICES:
            combo.addItem("", choice)
        combo.activated.connect(lambda: self._predictor.model.choose(combo.currentData()))
        return combo

    # What is shown ------------------------------------------------------------------------------

    def _on_model_changed(self) -> None:
        owner = self._predictor.model.owner
        self.which_combo.setVisible(owner not in ("run", "ensemble"))
        own = self.tr("this network, learning") if self._predictor.model.learning else self.tr("this network")
        answering = self.tr("shipped network") if owner == "shipped" else own
        self._whose.setHidden(owner != "shipped")
        texts = (self.tr("auto: {0}").format(answering), own, self.tr("shipped digits network"))
        for index, text in enumerate(texts):
            self.which_combo.setItemText(index, text)
        self.which_combo.setCurrentIndex(CHOICES.index(self._predictor.model.choice))
        self._show_parts()
        self._show_frames()
        self._show_answer()

    def _show_parts(self) -> None:
        """Show what a person needs to show the answering network something."""
        kind = self._predictor.model.kind
        self.title.setText(self.tr("Draw") if kind == "picture" else self.tr("Try"))
        # Hidden before others are shown: all at once would need more height than a small window has, and
        # its layout does not take the panel's new height back.
        for of_kind, parts in sorted(self._parts.items(), key=lambda each: each[0] == kind):
            for part in parts:
                part.setVisible(of_kind == kind)
        self._spared.want(kind == "picture")
        self.correction.setVisible(kind == "picture")
        self.correction.show_classes(self._classes())

    def _show_frames(self) -> None:
        sample = self._drawing.sheet.sample
        if sample is not None:
            self.frames.show_sample(sample.values)
            return
        subject = self._predictor.subject
        self.canvas.invite(photo=subject.reads_photos)
        taken = self._predictor.model.trained_on
        self.canvas.paper = "auto" if taken is None else taken.paper
        photo, given = subject.photo(), subject.sample()
        if photo is not None and given is not None:
            self.frames.show_photo(photo.whole, photo.middle, subject.levelled(given))
            return
        height, width = self._frame_size()
        subject = self._predictor.subject
        frames = self._drawing.frames(height, subject.ink_share, subject.members)
        self.frames.show_frames(frames, (height, width))

    def _frame_size(self) -> tuple[int, int]:
        """Return height and width of the frame for ink, 28×28 for a network that reads no square picture."""
        side = self._predictor.subject.frame_side
        return (side, side) if side is not None and side <= LARGEST_FRAME_PX else USUAL_FRAME

    def _show_answer(self) -> None:
        answer, reading = self._predictor.answer, self._predictor.reading
        names = () if answer is None else answer.class_names
        self.canvas.show_marks(marks_of(reading, names, self._drawing.pen_px, self._predictor.reads_from))
        if answer is None:
            self.answer.show_reason(self._predictor.unavailable)
            self.bars.show_classes(self._classes())
            return
        reads_from = self._predictor.reads_from
        if reading is not None and len(reading.digits) > 1:
            self.answer.show_number(reading, names, reads_from)
        elif self._predictor.model.kind == "sentence":
            self.answer.show_answer(answer, self.sentence.doubt(), reads_from)
        else:
            self.answer.show_answer(answer, self.answer.doubt(reading, names), reads_from)
        self.bars.show_probabilities(answer.probabilities, names, reads_from)

    def _on_digit_chosen(self, place: int) -> None:
        self._predictor.subject.digits.choose(place)
        self.canvas.announce_digit()

    def _classes(self) -> tuple[str, ...]:
        """Return the classes to show empty bars for: the network's, else those of the data."""
        described = self._library.described
        return self._predictor.model.class_names or (described.class_names if described else ())
