"""Which panels are seen, whether they can be moved, and light or dark."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMenu, QWidget

from cnngui.state.settings import Settings


class ViewMenu(QMenu):
    """The View menu. Panels carry no title bars, for calm, until "Move panels" shows them."""

    def __init__(
        self,
        window: QWidget,
        docks: Sequence[QDockWidget],
        settings: Settings,
        reset_layout: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self.setTitle(self.tr("&View"))
        self.setToolTipsVisible(True)
        self._docks, self._settings = docks, settings
        for dock in docks:
            dock.setTitleBarWidget(QWidget(dock))
            dock.topLevelChanged.connect(self._show_title_bars)
            self.addAction(dock.toggleViewAction())
        self.move_panels = self.addAction(self.tr("Move panels"))
        self.move_panels.setCheckable(True)
        self.move_panels.setToolTip(self.tr("Show title bars to drag, float and close panels by"))
        self.move_panels.toggled.connect(self._show_title_bars)
        self.addAction(self.tr("Reset layout"), reset_layout)
        self.addSeparator()
        self._themes = QActionGroup(self)
        names = {"system": self.tr("Like the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        for choice, text in names.items():
            action = self.addAction(text)
            action.setCheckable(True)
            action.setData(choice)
            self._themes.addAction(action)
        self._themes.triggered.connect(self._on_theme)
        settings.theme_changed.connect(self._show_theme)
        self._show_theme()

    def _show_theme(self) -> None:
        for action in self._themes.actions():
            action.setChecked(action.data() == self._settings.theme)

    def _on_theme(self, action: QAction) -> None:
        self._settings.theme = action.data()

    def _show_title_bars(self) -> None:
        """Give panels their title bars, or none; one in a window of its own always has one to be moved by."""
        for dock in self._docks:
            shown = self.move_panels.isChecked() or dock.isFloating()
            old = dock.titleBarWidget()
            if shown == (old is None):
                continue
            dock.setTitleBarWidget(None if shown else QWidget(dock))  # type: ignore[arg-type]
            if old is not None:
                old.deleteLater()
