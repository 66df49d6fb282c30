"""The New menu: the networks of the course slides by lesson, with what they cost and reach."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.course.presets import Preset, presets, told
from cnngui.network.inference.infer import infer
from cnngui.ui.network.figures import thousands


class PresetMenu(QMenu):
    """Offers the presets, a menu a lesson. What to do about unsaved work is for whoever listens.

    Signals:
        preset_chosen: the preset's name.
    """

    preset_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("New"), parent)
        self.setObjectName("preset_menu")
        for lesson, group in groupby(presets(), key=lambda preset: preset.lesson):
            menu = LessonMenu(lesson, tuple(group), self)
            menu.preset_chosen.connect(self.preset_chosen)
            self.addMenu(menu)


class LessonMenu(QMenu):
    """The presets of one lesson. Their figures are worked out when it is first opened.

    Signals:
        preset_chosen: the preset's name.
    """

    preset_chosen = Signal(str)

    def __init__(self, lesson: str, shown: tuple[Preset, ...], parent: QWidget | None = None) -> None:
        super().__init__(lesson.replace("&", "&&"), parent)
        self.setToolTipsVisible(True)
        self._waiting = {self._action(preset): preset for preset in shown}
        self.aboutToShow.connect(self._fill_in)

    def _action(self, preset: Preset) -> QAction:
        action = self.addAction(preset.title.replace("&", "&&"))
        action.setObjectName(f"preset_{preset.name}")
        action.triggered.connect(partial(self.preset_chosen.emit, preset.name))
        return action

    def _fill_in(self) -> None:
        for action, preset in self._waiting.items():
            inference = infer(preset.network)
            # What stands behind a tab is set flush right, where a shortcut would be.
            action.setText(f"{action.text()}\t{self._figures(preset, inference.total_parameters or 0)}")
            lines = [line for each in preset.figures for line, _ in told(each, preset.network, inference)]
            action.setToolTip("\n".join((*lines, *map(str, preset.notes))))
        self._waiting.clear()

    def _figures(self, preset: Preset, parameters: int) -> str:
        if preset.accuracy is None:
            return self.tr("{0} parameters").format(thousands(parameters))
        accuracy = f"{preset.accuracy * 100:.4g}"
        return self.tr("{0} parameters · accuracy {1} %").format(thousands(parameters), accuracy)
