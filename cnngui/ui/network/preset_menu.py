"""The New menu: the networks of the course slides by lesson, with what they cost and reach."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget, QWidgetAction

from cnngui.network.infer import infer
from cnngui.network.presets import Preset, presets
from cnngui.ui.network.figures import thousands
from cnngui.ui.shared.widgets import label


class PresetMenu(QMenu):
    """Offers the presets. What to do about unsaved work is for whoever listens.

    Signals:
        preset_chosen: the preset's name.
    """

    preset_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("New"), parent)
        self.setObjectName("preset_menu")
        self.setToolTipsVisible(True)
        for lesson, group in groupby(presets(), key=lambda preset: preset.lesson):
            self._add_heading(lesson)
            for preset in group:
                self._add_preset(preset)

    def _add_heading(self, lesson: str) -> None:
        # A section of QMenu loses its text under a style sheet.
        words = label(lesson, "muted")
        words.setContentsMargins(12, 8, 12, 2)
        heading = QWidgetAction(self)
        heading.setDefaultWidget(words)
        heading.setEnabled(False)
        self.addAction(heading)

    def _add_preset(self, preset: Preset) -> None:
        # What stands behind a tab is set flush right, where a shortcut would be.
        action = self.addAction(f"{preset.title.replace('&', '&&')}\t{self._figures(preset)}")
        action.setObjectName(f"preset_{preset.name}")
        action.setToolTip("\n".join(str(note) for note in preset.notes) or preset.title)
        action.triggered.connect(partial(self.preset_chosen.emit, preset.name))

    def _figures(self, preset: Preset) -> str:
        total = infer(preset.network).total_parameters
        assert total is not None, preset.name
        if preset.accuracy is None:
            return self.tr("{0} parameters").format(thousands(total))
        accuracy = f"{preset.accuracy * 100:.4g}"
        return self.tr("{0} parameters · {1} %").format(thousands(total), accuracy)
