"""How the window opens the stepper: by a key, from a menu, from a button."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.state.layer_steps import LayerSteps
from cnngui.state.training import TrainingSession
from cnngui.ui.shared.actions import make_action
from cnngui.ui.stepper.calculator_dialog import CalculatorDialog
from cnngui.ui.stepper.scene_menu import SceneMenu
from cnngui.ui.stepper.stepper_window import StepperWindow


class Stepper(QObject):
    """Has at most one `StepperWindow`, made when it is first wanted.

    Attributes:
        entries: for a menu of the window.
    """

    def __init__(self, steps: LayerSteps, training: TrainingSession, window: QWidget) -> None:
        super().__init__(window)
        self._steps, self._training, self._window = steps, training, window
        self._open: StepperWindow | None = None
        self.action = make_action(
            window,
            "step_through_action",
            self.tr("Step through the layer …"),
            self.tr("Go through the selected layer in numbers, cell by cell"),
            self.step_through,
            keys=("F8",),
        )
        self.scene_menu = SceneMenu(window)
        self.scene_menu.chosen.connect(self.show_scene)
        self.scene_menu.calculator_wanted.connect(self.calculate)
        self._calculator: CalculatorDialog | None = None
        self.entries: tuple[QAction | QMenu | None, ...] = (self.action, self.scene_menu)

    def step_through(self) -> None:
        """Go through the layer that is looked into."""
        self._shown().show_layer()

    def show_scene(self, name: str) -> None:
        """Go through an example of the slides."""
        self._shown().show_scene(name)

    def calculate(self) -> None:
        """Let output sizes be calculated with numbers of one's own."""
        if self._calculator is None:
            self._calculator = CalculatorDialog(self._window)
        self._calculator.show()
        self._calculator.raise_()
        self._calculator.activateWindow()

    def _shown(self) -> StepperWindow:
        if self._open is None:
            self._open = StepperWindow(self._steps, self._training, self._window)
        self._open.show()
        self._open.raise_()
        self._open.activateWindow()
        return self._open
