"""What a network was trained on whose file does not tell: asked once, each answer shown as a picture."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnngui.datasets.ink import PEN_PX, Stroke
from cnngui.datasets.input_format import InputFormat, picture_shape
from cnngui.datasets.preparing import frame_side
from cnngui.network.network import Network
from cnngui.state.answering_model import AnsweringModel
from cnngui.state.drawing import Drawing
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.widgets import ElidedLabel, set_role

PICTURE_PX = 28
HEIGHT_PX = 84
BYTES = 255.0
_SEVEN = ((80.0, 90.0), (190.0, 85.0), (150.0, 150.0), (120.0, 230.0))
_WAYS = ("light_on_dark", "dark_on_light", "picture")


class TrainedOnQuestion(QWidget):
    """Three ways in which the drawing could reach the network, the assumed one marked; a click tells.

    It is seen while nobody has told, and then for second thoughts, until that network learns or another one
    stands on the cards. While the canvas is empty, the pictures are of a 7.
    """

    def __init__(self, model: AnsweringModel, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trained_on_question")
        self.setFixedHeight(HEIGHT_PX)
        self._model, self._drawing = model, drawing
        self._asked: Network | None = None
        self._example = Drawing()
        self._example.set_strokes((Stroke(_SEVEN, PEN_PX),))
        self.sentence = ElidedLabel("", "muted")
        self._group = QButtonGroup(self)
        texts = (self.tr("light ink"), self.tr("dark ink"), self.tr("picture"))
        tips = (
            self.tr(
                "It learned from light ink on a dark ground, as MNIST's: drawings are cut out and centred"
            ),
            self.tr("It learned from dark ink on a light ground: drawings are cut out, centred and inverted"),
            self.tr("It learned from pictures or photographs: they are resized, and shown as they are"),
        )
        row = QHBoxLayout()
        row.setSpacing(4)
        self.buttons = {
            way: self._made_button(way, *told) for way, *told in zip(_WAYS, texts, tips, strict=True)
        }
        for button in self.buttons.values():
            row.addWidget(button, 1)
        self.bytes_box = QCheckBox(self.tr("pixels 0 to 255"))
        self.bytes_box.setObjectName("trained_on_bytes_box")
        self.bytes_box.setToolTip(
            self.tr("Tick it if the training data were not divided by 255 before they reached the network")
        )
        self.bytes_box.clicked.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        first = QHBoxLayout()
        first.addWidget(self.sentence, 1)
        first.addWidget(self.bytes_box)
        column.addLayout(first)
        column.addLayout(row)
        drawing.changed.connect(self._show_pictures)
        model.changed.connect(self.show_state)
        model.replaced.connect(self.show_state)
        self.show_state()

    def _made_button(self, way: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"trained_on_{way}_button")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(self.tr("Trained on: {0}").format(text))
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        set_role(button, "compact")
        self._group.addButton(button)
        button.clicked.connect(self._tell)
        return button

    # What is shown ------------------------------------------------------------------------------

    def show_state(self) -> None:
        """Ask, show what was told, or go away."""
        model = self._model
        ready = model.ready if model.is_own else None
        if model.asks_trained_on and ready is not None:
            self._asked = ready.network
        elif model.learning or (ready is not None and ready.network != self._asked):
            self._asked = None
        taken = model.trained_on
        wanted = ready is not None and self._asked is not None and taken is not None
        self.setVisible(wanted and taken is not None and len(taken.shape) == 3)
        if self.isHidden() or taken is None:
            return
        asks = model.asks_trained_on
        self.sentence.setText(self.tr("Trained on what?") if asks else self.tr("Trained on:"))
        self.sentence.setToolTip(
            self.tr("The file does not tell what the network was trained on. Marked is what is assumed.")
            if asks
            else self.tr("Saved with the network.")
        )
        self.buttons["picture" if taken.kind == "picture" else taken.polarity].setChecked(True)
        self.bytes_box.setChecked(taken.white == BYTES)
        self._show_pictures()

    def _show_pictures(self) -> None:
        network = self._model.network
        if self.isHidden() or network is None:
            return
        for way, button in self.buttons.items():
            trained_on = self._format(way)
            ink = way != "picture"
            button.setVisible(not ink or frame_side(network.input_shape, trained_on) is not None)
            button.setIcon(self._picture(network, trained_on))

    def _picture(self, network: Network, trained_on: InputFormat) -> QIcon:
        """Return what the network would be given, as a picture of its side."""
        shape = network.input_shape
        values = self._drawing.network_input(shape, trained_on)
        if values is None:
            values = self._example.network_input(shape, trained_on)
        pixels = picture_shape(shape, trained_on)
        if values is None or pixels is None:
            return QIcon()
        grey = trained_on.levels_of(values.reshape(pixels))
        picture = QPixmap.fromImage(to_image(grey))
        return QIcon(picture.scaled(PICTURE_PX, PICTURE_PX, Qt.AspectRatioMode.KeepAspectRatio))

    # What a person says -------------------------------------------------------------------------

    def _format(self, way: str) -> InputFormat:
        taken = self._model.trained_on
        assert taken is not None, "it is asked of networks of pictures only"
        white = BYTES if self.bytes_box.isChecked() else 1.0
        told = {"kind": "ink", "polarity": way}
        if way == "picture":
            told = {"kind": "picture", "polarity": "light_on_dark"}
        return taken.model_copy(update=told).read_as((0.0, white))

    def _tell(self) -> None:
        way = next(way for way, button in self.buttons.items() if button.isChecked())
        self._model.tell_trained_on(self._format(way))
