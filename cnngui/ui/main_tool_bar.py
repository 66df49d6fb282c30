"""The toolbar: project, undo, data, training and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from cnngui.state.document import Document
from cnngui.state.training import TrainingSession
from cnngui.ui.progress_line import ProgressLine
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.widgets import action_button, label

if TYPE_CHECKING:
    from cnngui.ui.main_window import MainWindow


class MainToolBar(QToolBar):
    """One row that stays where it is."""

    def __init__(
        self, window: MainWindow, document: Document, training: TrainingSession, *, new: QMenu, data: QWidget
    ) -> None:
        super().__init__(window)
        self.setWindowTitle(self.tr("Main"))
        self.setObjectName("main_tool_bar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(18, 18))
        self._training = training
        files, actions = window.file_actions, window.train_actions
        new_button = self._new_button(new)
        window.new_wanted.connect(new_button.showMenu)
        self.addWidget(new_button)
        self.addActions([files.open, files.save])
        self.addSeparator()
        self.addActions(window.undo_actions)
        self.addSeparator()
        self.addWidget(label(self.tr("Data"), "muted"))
        self.addWidget(data)
        self.addSeparator()
        train = action_button(actions.train, flat=False)
        train.setProperty("role", "primary")
        train.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addWidget(train)
        self.addActions(actions.running)
        self.addWidget(ProgressLine(document, training))
        self._device = label("", "muted", name="device_label")
        self.addWidget(self._device)
        for button in self.findChildren(QToolButton):
            # A toolbar leaves its buttons to the mouse.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        training.device_changed.connect(self._show_device)
        self._show_device()

    def _new_button(self, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("new"))
        button.setObjectName("new_button")
        button.setToolTip(self.tr("New: the networks of the course slides (Ctrl+N)"))
        button.setAccessibleName(self.tr("New"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        return button

    def _show_device(self) -> None:
        self._device.setText(self._training.device)
        self._device.setToolTip(self._training.device_reason)
