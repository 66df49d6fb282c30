"""The window: arranges the rooms, and shows messages above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnngui.errors import CnnguiError
from cnngui.messages import Message
from cnngui.state.document import Document
from cnngui.state.project_files import ProjectFiles
from cnngui.state.recovery import Recovered
from cnngui.state.settings import Settings
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.file_actions import FileActions
from cnngui.ui.help_menu import HelpMenu
from cnngui.ui.progress_line import ProgressLine
from cnngui.ui.shared.actions import make_action
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.notice import NoticeBar
from cnngui.ui.shared.theme import GAP_PX, theme
from cnngui.ui.shared.widgets import action_button, icon_button, label
from cnngui.ui.train_actions import TrainActions
from cnngui.ui.view_menu import ViewMenu

# Raised when docks or toolbars change, so that an old layout is not applied to new parts.
LAYOUT_VERSION = 1
_LEAST_PX = {"network_dock": 280, "draw_dock": 300}
_DOCK_PX = [280, 312]
_SPLIT_PX = [460, 340]


@dataclass(frozen=True)
class Rooms:
    """The widgets that the window arranges, ready made."""

    network: QWidget
    train: QWidget
    train_options: QWidget
    code: QWidget
    code_options: QWidget
    inside: QWidget
    draw: QWidget
    data: QWidget
    edit_actions: dict[str, QAction]
    new_menu: QMenu
    compare_menu: QMenu
    export_menu: QMenu


class MainWindow(QMainWindow):
    """Everything in one window.

    Signals:
        closing: it is about to close for good. restart_wanted: the dead engine is to be replaced.
    """

    closing = Signal()
    restart_wanted = Signal()

    def __init__(
        self,
        document: Document,
        training: TrainingSession,
        files: ProjectFiles,
        settings: Settings,
        rooms: Rooms,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._document, self._training, self._settings = document, training, settings
        self._files = files
        self._notice_action: Callable[[], None] | None = None
        self._asking = self._left = False
        self.setDockNestingEnabled(True)
        self.setMinimumSize(960, 600)
        self.file_actions = FileActions(self, document, files, settings)
        self.train_actions = TrainActions(self, document, training)
        self._make_centre(rooms)
        self._make_docks(rooms)
        self._make_undo_actions()
        self._make_tool_bar(rooms)
        self._make_menus(rooms)
        self._make_status_bar()
        document.file_changed.connect(self._on_file_changed)
        document.data_changed.connect(self._on_other_work)
        files.begun.connect(self._on_other_work)
        training.status_changed.connect(self._on_status_changed)
        training.failed.connect(self.show_error)
        self.train_actions.restart_wanted.connect(self._on_restart)
        files.failed.connect(self.show_error)
        files.saved.connect(self.show_saved)
        files.opened.connect(self._on_opened)
        files.noted.connect(self.show_note)
        self.notice.acted.connect(self._on_notice_acted)
        self._default_layout = self.saveState(LAYOUT_VERSION)
        self._restore()
        self._on_file_changed()
        self._on_status_changed()

    # Parts --------------------------------------------------------------------------------------

    def _make_centre(self, rooms: Rooms) -> None:
        ground = QWidget()
        ground.setObjectName("window_ground")
        column = self._column = QVBoxLayout(ground)
        column.setContentsMargins(0, GAP_PX, 0, 0)
        column.setSpacing(GAP_PX)
        self.notice = NoticeBar()
        column.addWidget(self.notice)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4, 0)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("Views"))
        self.tabs.addTab(self.tr("Train"))
        self.tabs.addTab(self.tr("Code"))
        self.tabs.setTabToolTip(1, self.tr("The network as Keras code, live"))
        self.tabs.currentChanged.connect(self._on_tab_changed)
        head.addWidget(self.tabs)
        head.addStretch(1)
        self._tab_options = [rooms.train_options, rooms.code_options]
        for options in self._tab_options:
            head.addWidget(options)
        rooms.code_options.hide()
        column.addLayout(head)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setHandleWidth(GAP_PX)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(rooms.train)
        self.split.addWidget(rooms.inside)
        self.split.setStretchFactor(0, 5)
        self.split.setStretchFactor(1, 4)
        self.split.setSizes(_SPLIT_PX)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.split)
        self.pages.addWidget(rooms.code)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(ground)

    def _on_tab_changed(self, index: int) -> None:
        self.pages.setCurrentIndex(index)
        for place, options in enumerate(self._tab_options):
            options.setVisible(place == index)

    def _make_docks(self, rooms: Rooms) -> None:
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self.docks = [
            self._dock("network_dock", self.tr("Network"), rooms.network, left),
            self._dock("draw_dock", self.tr("Draw"), rooms.draw, right),
        ]
        self.resizeDocks(self.docks, _DOCK_PX, Qt.Orientation.Horizontal)
        for dock in self.docks:
            dock.visibilityChanged.connect(self._on_docks_changed)
            dock.dockLocationChanged.connect(self._on_docks_changed)
            dock.topLevelChanged.connect(self._on_docks_changed)

    def _on_docks_changed(self) -> None:
        """Keep the centre off the window's edge on a side where no panel stands."""
        docked = {
            self.dockWidgetArea(dock) for dock in self.docks if dock.isVisible() and not dock.isFloating()
        }
        left = 0 if Qt.DockWidgetArea.LeftDockWidgetArea in docked else GAP_PX
        right = 0 if Qt.DockWidgetArea.RightDockWidgetArea in docked else GAP_PX
        self._column.setContentsMargins(left, GAP_PX, right, 0)

    def _dock(self, name: str, title: str, room: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        frame = QWidget()
        frame.setMinimumWidth(_LEAST_PX[name])
        left = area == Qt.DockWidgetArea.LeftDockWidgetArea
        box = QVBoxLayout(frame)
        box.setContentsMargins(GAP_PX if left else 0, GAP_PX, 0 if left else GAP_PX, 0)
        box.addWidget(room)
        dock.setWidget(frame)
        self.addDockWidget(area, dock)
        return dock

    def _make_undo_actions(self) -> None:
        stack = self._document.undo_stack
        self.undo_action = stack.createUndoAction(self, self.tr("Undo"))
        self.undo_action.setObjectName("undo_action")
        self.undo_action.setShortcut(QKeySequence.StandardKey.Undo)
        self.undo_action.setIcon(icon("undo"))
        self.undo_action.setIconText(self.tr("Undo"))
        self.redo_action = stack.createRedoAction(self, self.tr("Redo"))
        self.redo_action.setObjectName("redo_action")
        self.redo_action.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.redo_action.setIcon(icon("redo"))
        self.redo_action.setIconText(self.tr("Redo"))

    def _make_tool_bar(self, rooms: Rooms) -> None:
        bar = QToolBar(self.tr("Main"), self)
        bar.setObjectName("main_tool_bar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setIconSize(QSize(18, 18))
        bar.addWidget(self._new_button(rooms.new_menu))
        bar.addActions([self.file_actions.open, self.file_actions.save])
        bar.addSeparator()
        bar.addActions([self.undo_action, self.redo_action])
        bar.addSeparator()
        bar.addWidget(label(self.tr("Data"), "muted"))
        bar.addWidget(rooms.data)
        bar.addSeparator()
        train = action_button(self.train_actions.train, flat=False)
        train.setProperty("role", "primary")
        train.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.addWidget(train)
        bar.addActions(self.train_actions.running)
        bar.addWidget(ProgressLine(self._document, self._training))
        self.device = label("", "muted")
        bar.addWidget(self.device)
        self.addToolBar(bar)

    def _new_button(self, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("new"))
        button.setObjectName("new_button")
        button.setToolTip(self.tr("New: the networks of the course slides (Ctrl+N)"))
        button.setAccessibleName(self.tr("New"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        button.setShortcut(QKeySequence("Ctrl+N"))
        return button

    def _make_menus(self, rooms: Rooms) -> None:
        files, train = self.file_actions, self.train_actions
        menus = self.menuBar()
        file_menu = menus.addMenu(self.tr("&File"))
        rooms.new_menu.setTitle(self.tr("New"))
        file_menu.addMenu(rooms.new_menu)
        file_menu.addAction(files.open)
        file_menu.addMenu(files.recent_menu)
        file_menu.addSeparator()
        file_menu.addActions([files.save, files.save_as])
        file_menu.addMenu(rooms.export_menu)
        file_menu.addSeparator()
        quit_text = self.tr("Quit")
        file_menu.addAction(
            make_action(self, "quit_action", quit_text, quit_text, self.close, keys=("Ctrl+Q",))
        )
        edit_menu = menus.addMenu(self.tr("&Edit"))
        edit_menu.setToolTipsVisible(True)
        edit_menu.addActions([self.undo_action, self.redo_action])
        edit_menu.addSeparator()
        edit_menu.addActions(list(rooms.edit_actions.values()))
        edit_menu.addSeparator()
        edit_menu.addMenu(rooms.compare_menu)
        train_menu = menus.addMenu(self.tr("&Train"))
        train_menu.setToolTipsVisible(True)
        train_menu.addActions([train.train, *train.running])
        train_menu.addSeparator()
        train_menu.addActions([train.reset, train.restart])
        self.view_menu = ViewMenu(self, self.docks, self._settings, self.reset_layout)
        menus.addMenu(self.view_menu)
        menus.addMenu(HelpMenu(self))

    def _make_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(8, 0, 8, 0)
        self.file_label = label()
        bar.addWidget(self.file_label, 1)
        dark = icon_button("dark", self.tr("Light or dark"))
        dark.clicked.connect(self._on_toggle_theme)
        bar.addPermanentWidget(dark)

    # Messages -----------------------------------------------------------------------------------

    def show_error(self, error: CnnguiError, details: str = "") -> None:
        """Say what happened, why, and the mend, in the bar above the plots.

        While the engine is dead, the bar offers to restart it, whatever else went wrong meanwhile.
        """
        dead = self._training.status is Status.DEAD
        self._notice_action = self._on_restart if dead else None
        kept = self.tr("Restart and go on from the last checkpoint")
        restart = kept if self._training.checkpoint else self.tr("Restart the engine")
        self.notice.show_message(error.message(), details=details, action=restart if dead else "")

    def offer(self, recovered: Recovered) -> None:
        """Offer to go on with what a crashed session was working on."""
        when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(recovered.saved_s)), "d MMM HH:mm")
        name = Path(recovered.path).name if recovered.path else recovered.title or self.tr("Untitled")
        message = Message(
            self.tr("cnngui did not end as it should last time."),
            self.tr("Your edits to {0} up to {1} were kept.").format(name, when),
        )

        def restore() -> None:
            self._document.restore(recovered.contents, path=recovered.path, title=recovered.title)
            if recovered.checkpoint:
                self._files.resume(recovered.checkpoint)

        self._notice_action = restore
        self.notice.show_message(message, severity="warning", action=self.tr("Restore them"))

    def _on_restart(self) -> None:
        self.notice.dismiss()
        self.restart_wanted.emit()
        if self._training.checkpoint:
            self._files.resume(self._training.checkpoint)

    def _on_other_work(self) -> None:
        # What was said of other data or another network is over; an offer stays until it is answered.
        if self._notice_action is None:
            self.notice.dismiss()

    def _on_notice_acted(self) -> None:
        if self._notice_action is not None:
            self._notice_action()

    def show_saved(self, path: str) -> None:
        """Say for a moment where something was written."""
        self.statusBar().showMessage(self.tr("Saved {0}").format(path), 4000)

    def show_told(self, sentence: str) -> None:
        """Say for a moment what was done."""
        self.statusBar().showMessage(sentence, 8000)

    def _on_opened(self, path: str) -> None:
        self.notice.dismiss()
        self.statusBar().showMessage(self.tr("Opened {0}").format(path), 4000)

    def show_note(self, message: Message) -> None:
        """Say something about what was just done, which is no error."""
        self._notice_action = None
        self.notice.show_message(message, severity="warning")

    # Status -------------------------------------------------------------------------------------

    def _on_status_changed(self) -> None:
        self.device.setText(self._training.device)
        if self._training.status is Status.BUILDING:
            self.notice.dismiss()

    def _on_file_changed(self) -> None:
        document = self._document
        name = Path(document.path).name if document.path else document.title or self.tr("Untitled")
        self.setWindowTitle(f"{name}[*] — cnngui")
        self.setWindowModified(document.dirty)
        clean = self.tr("Saved") if document.path else ""
        state = self.tr("Unsaved changes") if document.dirty else clean
        self.file_label.setText(" · ".join(part for part in (name, state) if part))

    # View ---------------------------------------------------------------------------------------

    def reset_layout(self) -> None:
        """Put every panel back where it was at the first start."""
        self.view_menu.move_panels.setChecked(False)
        self.restoreState(self._default_layout, LAYOUT_VERSION)
        self.split.setSizes(_SPLIT_PX)
        self.resizeDocks(self.docks, _DOCK_PX, Qt.Orientation.Horizontal)

    def _on_toggle_theme(self) -> None:
        self._settings.theme = "light" if theme().dark else "dark"

    def _restore(self) -> None:
        geometry, layout = self._settings.window()
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            # A first window must fit a small or a scaled screen: not every window manager sees to it.
            self.resize(self.sizeHint().boundedTo(self.screen().availableSize()))
        if not layout.isEmpty():
            self.restoreState(layout, LAYOUT_VERSION)

    # Closing ------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        self._asking, self._left = True, False
        self.file_actions.leave_work(self._leave)
        self._asking = False
        if not self._left:
            # Cancelled, or the save is on its way and closes when it has come through.
            event.ignore()
            return
        self._settings.save_window(self.saveGeometry(), self.saveState(LAYOUT_VERSION))
        self.closing.emit()
        event.accept()

    def _leave(self) -> None:
        self._left = True
        if not self._asking:
            self.close()

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)
