"""A part of a panel that goes where the panel is short of height, so that the rest is seen whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QLayout, QWidget


class Spared(QObject):
    """Shows `part` of `panel` while it is wanted and the panel has the height for it.

    The panel's `minimumSizeHint` must be `least` of its usual one: else nobody would make it that short.
    """

    def __init__(self, panel: QWidget, part: QWidget, among: QLayout) -> None:
        """Watch `panel`, in whose layout `among` the part stands below or above others."""
        super().__init__(panel)
        self._part, self._gap_px = part, among.spacing()
        self._wanted = not part.isHidden()
        panel.installEventFilter(self)

    def want(self, wanted: bool) -> None:
        """Say whether the part has anything to show."""
        self._wanted = wanted
        self._fit()

    def least(self, usual: QSize) -> QSize:
        """Return what the panel needs at least, of its minimum with the part as it is now."""
        return usual if self._part.isHidden() else usual - QSize(0, self._height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return False

    def _height(self) -> int:
        return self._part.minimumSizeHint().height() + self._gap_px

    def _fit(self) -> None:
        # Asked for, not kept: with a reference each way PySide leaves widgets of a window that is gone.
        panel = self.parent()
        assert isinstance(panel, QWidget)
        needed = panel.minimumSizeHint().height() + self._height()
        self._part.setVisible(self._wanted and panel.height() >= needed)
