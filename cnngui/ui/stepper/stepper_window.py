"""The window that goes through a layer, or through an example of the slides, in numbers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnngui.course.scenes import AxesCase, GraphCase, LayerCase, Scene, scene
from cnngui.course.scenes.scene import case_title
from cnngui.engine.stepping.calculator import fits_of
from cnngui.engine.stepping.scenes import stages_of
from cnngui.engine.stepping.stage import STEPPED_KINDS, Stage, has_steps, stages
from cnngui.errors import CnnguiError
from cnngui.network.names import INPUT, titles
from cnngui.state.layer_steps import LayerSteps
from cnngui.state.training import TrainingSession
from cnngui.ui.shared.theme import GAP_PX, tabular
from cnngui.ui.shared.unavailable import why_no_maps
from cnngui.ui.shared.widgets import (
    ElidedCombo,
    ElidedLabel,
    EmptyState,
    Segmented,
    label,
    named,
    push_button,
)
from cnngui.ui.stepper.axes_view import AxesView
from cnngui.ui.stepper.calculator_dialog import CalculatorDialog
from cnngui.ui.stepper.graph_view import GraphView
from cnngui.ui.stepper.player import Player
from cnngui.ui.stepper.scene_menu import SceneMenu
from cnngui.ui.stepper.stage_view import StageView
from cnngui.ui.stepper.words import calculator_words

_SIZE = QSize(1180, 664)
_LEAST = QSize(900, 560)
_READ_OUT_LINES = 4
_Steps = StageView | AxesView | GraphView


class StepperWindow(QDialog):
    """Beside the main window, which stays usable: it follows the drawing, the selected card and a training.

    Attributes:
        scene: the example that is shown, None for the layer that is looked into.
    """

    def __init__(self, steps: LayerSteps, training: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepper_window")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._steps, self._training = steps, training
        self.scene: Scene | None = None
        self._stages: tuple[Stage, ...] = ()
        self._names: tuple[str, ...] = ()
        self._part = 0
        self._calculator: CalculatorDialog | None = None
        self._begins = False
        self.stage_view, self.axes_view, self.graph_view = StageView(), AxesView(), GraphView()
        self.empty = EmptyState("")
        self.player = Player()
        self._make_head()
        self.note = label("", "muted", wraps=True, name="stepper_note")
        self.calculator = named(ElidedLabel(""), "stepper_calculator")
        self.calculator.setFont(tabular(self.calculator.font()))
        self.calculate_button = push_button(
            self.tr("Other numbers …"),
            self._on_calculate,
            name="stepper_calculate_button",
            tip=self.tr("Calculate output sizes with your own N, F, P and S"),
            role="small",
        )
        self.calculate_button.setAutoDefault(False)
        self.warning = label("", "warning_text", wraps=True, name="stepper_warning")
        self.text = self._made_text()
        self._arrange()
        self._connect()

    # Building -----------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.title = label("", "title", name="stepper_title")
        self.whose = named(ElidedLabel("", "muted"), "stepper_whose")
        self.layer_combo = named(
            ElidedCombo(),
            "stepper_layer_combo",
            tip=self.tr("The layer that is gone through; Look inside shows the same."),
            spoken=self.tr("Layer"),
        )
        self.layer_combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.part_choice = Segmented(
            (("0", self.tr("1 each channel")), ("1", self.tr("2 mix channels"))), self.tr("Stage")
        )
        self.part_choice.setObjectName("stepper_part")
        self.case_combo = named(ElidedCombo(), "stepper_case_combo", spoken=self.tr("Case of the example"))
        self.case_combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.own_button = push_button(
            self.tr("My network"),
            self.show_layer,
            name="stepper_own_button",
            tip=self.tr("Back to the selected layer of the network that is looked into"),
        )
        self.scene_menu = SceneMenu(self)
        self.scene_button = QPushButton(self.tr("Course examples"))
        self.scene_button.setObjectName("stepper_scene_button")
        self.scene_button.setToolTip(self.tr("The slides' small examples, with their numbers"))
        self.scene_button.setMenu(self.scene_menu)
        for button in (self.own_button, self.scene_button):
            button.setAutoDefault(False)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for combo in (self.layer_combo, self.case_combo):
            combo.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _made_text(self) -> QPlainTextEdit:
        text = named(QPlainTextEdit(), "stepper_text", spoken=self.tr("This step as text"))
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setFont(tabular(text.font()))
        text.setToolTip(self.tr("Everything that is shown above, to be read, selected and copied"))
        lines = _READ_OUT_LINES * text.fontMetrics().lineSpacing() + 18
        text.setFixedHeight(max(lines, text.minimumSizeHint().height()))
        return text

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(GAP_PX)
        head = QHBoxLayout()
        head.setSpacing(GAP_PX)
        head.addWidget(self.title)
        head.addWidget(self.layer_combo)
        head.addWidget(self.case_combo)
        head.addWidget(self.part_choice)
        head.addWidget(self.whose, 1)
        head.addStretch(0)
        head.addWidget(self.own_button)
        head.addWidget(self.scene_button)
        column.addLayout(head)
        column.addWidget(self.note)
        self._pages = QStackedWidget()
        for page in (self.stage_view, self.axes_view, self.graph_view, self.empty):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        sizes = QHBoxLayout()
        sizes.addWidget(self.calculator, 1)
        sizes.addWidget(self.calculate_button)
        column.addLayout(sizes)
        column.addWidget(self.warning)
        column.addWidget(self.text)
        column.addWidget(self.player)
        self.setMinimumSize(_LEAST)
        self.resize(_SIZE)

    def _connect(self) -> None:
        steps = self._steps
        steps.changed.connect(self._on_numbers)
        steps.look.model.changed.connect(self._on_model_changed)
        steps.look.changed.connect(self._on_looked)
        self._training.status_changed.connect(self._on_model_changed)
        self.layer_combo.activated.connect(self._on_layer_chosen)
        self.case_combo.activated.connect(self._on_case_chosen)
        self.part_choice.chosen.connect(self._on_part_chosen)
        self.scene_menu.chosen.connect(self.show_scene)
        self.scene_menu.calculator_wanted.connect(self._on_calculate)
        self.player.moved.connect(self._on_moved)
        self.stage_view.layout_changed.connect(self._on_layout_changed)
        for view in (self.stage_view, self.axes_view, self.graph_view):
            view.step_asked.connect(self.player.ask_for)
            view.changed.connect(self._show_text)
            view.hovered_changed.connect(self._on_hovered)

    # What is gone through -----------------------------------------------------------------------

    def show_layer(self) -> None:
        """Go through the layer that is looked into."""
        self.scene, self._begins = None, True
        self._dress()
        self._steps.watch(True)
        self._on_numbers()

    def show_scene(self, name: str) -> None:
        """Go through an example of the slides.

        Raises:
            KeyError: there is none of that name.
        """
        self.scene, self._begins = scene(name), True
        self._steps.watch(False)
        self._dress()
        self.show_case(0)

    def show_case(self, number: int) -> None:
        """Show one of the cases of the example, from 0."""
        if self.scene is None:
            return
        case = self.scene.cases[number]
        self.case_combo.setCurrentIndex(number)
        match case:
            case LayerCase():
                self.show_stages(stages_of(case))
            case AxesCase():
                self.axes_view.show_case(case)
                self._show_page(self.axes_view)
            case GraphCase():
                self.graph_view.show_case(case)
                self._show_page(self.graph_view)
        if self._begins:
            self._on_layout_changed()

    @property
    def view(self) -> _Steps | None:
        """Return what is gone through, None while there is nothing."""
        shown = self._pages.currentWidget()
        return shown if isinstance(shown, (StageView, AxesView, GraphView)) else None

    # What is seen -------------------------------------------------------------------------------

    def _dress(self) -> None:
        """Show the head of a layer, or of an example."""
        own = self.scene is None
        self.layer_combo.setVisible(own)
        if not own:
            self.whose.setText("")
        self.own_button.setVisible(not own)
        self.title.setVisible(not own)
        self.note.setVisible(not own)
        self.part_choice.hide()
        self.case_combo.setVisible(self.scene is not None and len(self.scene.cases) > 1)
        if self.scene is not None:
            self.title.setText(self.scene.title)
            self.note.setText(self.scene.note)
            self.case_combo.clear()
            for case in self.scene.cases:
                self.case_combo.addItem(case_title(case))
            self.setWindowTitle(self.tr("Step through: {0}").format(self.scene.title))
        else:
            self._on_model_changed()

    def _on_model_changed(self) -> None:
        if self.scene is None:
            self._list_layers()
            self._show_whose()

    def _list_layers(self) -> None:
        network = self._steps.look.model.network
        named_layers = titles(network.entries)
        named_layers.pop(INPUT)
        kinds = {entry.name: entry.kind for entry in network.entries}
        steppable = STEPPED_KINDS | {"Residual", "Parallel"}
        listed = {name: title for name, title in named_layers.items() if kinds[name] in steppable}
        layer = self._steps.look.layer()
        if layer in named_layers:
            listed = {name: title for name, title in named_layers.items() if name in listed or name == layer}
        if [self.layer_combo.itemData(i) for i in range(self.layer_combo.count())] != list(listed):
            self.layer_combo.clear()
            for name, title in listed.items():
                self.layer_combo.addItem(title, name)
        self.layer_combo.setCurrentIndex(self.layer_combo.findData(layer))
        title = named_layers.get(layer, layer)
        self.setWindowTitle(self.tr("Step through: {0}").format(title) if title else self.tr("Step through"))

    def _show_whose(self) -> None:
        model = self._steps.look.model
        words = {
            "shipped": self.tr("of the network that comes with cnngui"),
            "run": self.tr("of the run that answers in Draw"),
            "ensemble": self.tr("of a member of the ensemble that answers in Draw"),
        }
        shown = words.get(model.owner, self.tr("of your network"))
        if model.untrained:
            shown = self.tr("of your network, not trained yet: with the weights that its seed starts from")
        elif model.learning:
            shown = self.tr("of your network as it learns: the numbers wait while you point at them")
        self.whose.setText(shown)

    def _on_looked(self) -> None:
        if self.scene is None and self.layer_combo.currentData() != self._steps.look.layer():
            self._list_layers()

    def _on_numbers(self) -> None:
        """Show what was fetched, or why there is nothing."""
        if self.scene is not None:
            return
        self._on_looked()
        fetched = self._steps.fetched
        if fetched is None or not has_steps(fetched.numbers.layer.kind, fetched.numbers.given.ndim):
            self._say_why()
            return
        each = fetched.numbers
        names = self._unit_names(fetched.layer)
        found = stages(each.layer, each.weights, each.given, each.output, each.before, each.branches)
        self.show_stages(found, names)

    def _unit_names(self, layer: str) -> tuple[str, ...]:
        """Return the classes, if the layer is the last one."""
        model = self._steps.look.model
        names = model.network.names
        return model.class_names if names and names[-1] == layer else ()

    def _say_why(self) -> None:
        steps = self._steps
        sentence = why_no_maps(steps.unavailable, learning=self._training.status.busy)
        if steps.error is not None:
            sentence = self._error_words(steps.error)
        elif steps.fetched is not None:
            words = self.tr(
                "{0} has no sums of its own to go through. Choose a convolution, pooling, Dense,"
                " normalization or activation layer or a block above, or on the cards."
            )
            sentence = words.format(self.layer_combo.currentText() or steps.fetched.numbers.layer.kind)
        elif steps.unavailable in ("empty", "no_words"):
            sentence = self.tr("Draw or type something in the main window, and see here how it is computed.")
        self.empty.show_sentence(sentence)
        self.part_choice.hide()
        self._show_page(self.empty)

    def _error_words(self, error: CnnguiError) -> str:
        """Return what the engine said, with the layer called as on its card."""
        told = error.values.get("layer", "")
        title = titles(self._steps.look.model.network.entries).get(told, told)
        return CnnguiError(error.code, **{**error.values, "layer": title}).message().one_line()

    def show_stages(self, found: tuple[Stage, ...], names: tuple[str, ...] = ()) -> None:
        """Go through a layer's stages; `names` are those of its output's units, if they have any."""
        self._stages, self._names = found, names
        self._part = min(self._part, len(found) - 1)
        self.part_choice.setVisible(len(found) > 1)
        self.part_choice.set_value(str(self._part))
        self._show_page(self.stage_view)
        self.stage_view.show_stage(found[self._part], names)
        words, warning = calculator_words(found[self._part])
        self.calculator.setText(words)
        for part in (self.calculator, self.calculate_button):
            part.setVisible(bool(words))
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))

    def _show_page(self, page: QWidget) -> None:
        other = self._pages.currentWidget() is not page
        self._pages.setCurrentWidget(page)
        staged, some = page is self.stage_view, page is not self.empty
        for told in (self.calculator, self.warning):
            told.setVisible(staged and bool(told.text()))
        self.calculate_button.setVisible(staged and bool(self.calculator.text()))
        self.text.setVisible(some)
        self.player.setVisible(some)
        begins = other or self._begins
        if not staged or (begins and self.stage_view.stage is not None):
            self._on_layout_changed()

    def _on_layout_changed(self) -> None:
        view, playing = self.view, self.player.playing or self._begins
        self.player.set_count(0 if view is None else view.count, 1 if view is None else view.row)
        if view is not None:
            view.show_step(0)
            if self._begins or not isinstance(self.focusWidget(), QComboBox):
                view.setFocus()  # its keys are those of the player
            self._begins = False
            if playing:
                self.player.toggle()
        self._show_text()

    def _show_text(self) -> None:
        view = self.view
        words = "" if view is None else view.read_out()
        if words != self.text.toPlainText():
            self.text.setPlainText(words)

    # What a person does -------------------------------------------------------------------------

    def _on_moved(self, step: int) -> None:
        if self.view is not None:
            self.view.show_step(step)

    def _on_hovered(self, hovered: bool) -> None:
        self._steps.held = hovered
        self.player.hold(hovered)

    def _on_layer_chosen(self) -> None:
        self._steps.look.look_into(self.layer_combo.currentData())
        self._list_layers()

    def _on_case_chosen(self, number: int) -> None:
        self.show_case(number)

    def _on_part_chosen(self, part: str) -> None:
        self._part = int(part)
        self.show_stages(self._stages, self._names)

    def _on_calculate(self) -> None:
        """Calculate sizes with the numbers of what is shown, as far as it has any."""
        if self._calculator is None:
            self._calculator = CalculatorDialog(self)
        stage = self._stages[self._part] if self._stages and self.view is self.stage_view else None
        if stage is not None and stage.sliding is not None and not stage.sliding.transposed:
            self._calculator.show_fit(fits_of(stage.sliding, stage.input.shape[:2])[1])
        self._calculator.show()
        self._calculator.raise_()

    # Qt -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.view is not None and self.player.take_key(event):
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._rest()

    def reject(self) -> None:
        super().reject()
        self._rest()

    def _rest(self) -> None:
        """Nobody looks any more."""
        self.player.stop()
        self._steps.held = False
        self._steps.watch(False)
