"""The menu of the slides' small examples."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.course.scenes import scene, scenes


class SceneMenu(QMenu):
    """Offers every example by its title.

    Signals:
        chosen: the name of one. calculator_wanted: sizes are to be calculated with numbers of one's own.
    """

    chosen = Signal(str)
    calculator_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Course examples"))
        self.setObjectName("scene_menu")
        self.setToolTipsVisible(True)
        # Examples are made when they are first asked for; the menu needs their words alone.
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        if self.actions():
            return
        for name in scenes():
            each = scene(name)
            action = self.addAction(each.title.replace("&", "&&"), partial(self.chosen.emit, name))
            action.setObjectName(f"scene_{name}")
            action.setToolTip(each.note)
        self.addSeparator()
        action = self.addAction(self.tr("Calculate an output size …"), self.calculator_wanted.emit)
        action.setObjectName("scene_calculator")
        action.setToolTip(self.tr("(N − F + 2P) / S + 1 with your own numbers"))
