"""The window: arranges the rooms, and holds the actions that speak to more than one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QSplitter,
    QTabBar,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnngui.errors import CnnguiError
from cnngui.messages import Message
from cnngui.state.document import Document
from cnngui.state.project_files import SUFFIX, ProjectFiles
from cnngui.state.recovery import Recovered
from cnngui.state.settings import Settings
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.file_dialogs import ask_open_path, ask_save_path, ask_unsaved
from cnngui.ui.progress_line import ProgressLine
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.notice import NoticeBar
from cnngui.ui.shared.theme import GAP_PX, theme
from cnngui.ui.shared.widgets import action_button, icon_button, label

LAYOUT_VERSION = 1
_LEAST_PX = {"network_dock": 280, "draw_dock": 300}


@dataclass(frozen=True)
class Rooms:
    """The widgets that the window arranges, ready made."""

    network: QWidget
    train: QWidget
    train_options: QWidget
    inside: QWidget
    draw: QWidget
    data: QWidget
    edit_actions: dict[str, QAction]
    new_menu: QMenu


class MainWindow(QMainWindow):
    """Everything in one window. Wiring between rooms is `cnngui.app`'s; this is menus, keys and places."""

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
        self._document, self._training, self._files, self._settings = document, training, files, settings
        self._after_save: Callable[[], None] | None = None
        self._notice_action: Callable[[], None] | None = None
        self.setDockNestingEnabled(True)
        self.setMinimumSize(960, 600)
        self._make_actions()
        self._make_centre(rooms)
        self._make_docks(rooms)
        self._make_tool_bar(rooms)
        self._make_menus(rooms)
        self._make_status_bar()
        self._connect()
        self._default_layout = self.saveState(LAYOUT_VERSION)
        self._restore()
        self._on_file_changed()
        self._on_status_changed()

    # Parts --------------------------------------------------------------------------------------

    def _action(
        self, name: str, text: str, tip: str, picture: str, keys: list[str], slot: Callable[[], None]
    ) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        if picture:
            action.setIcon(icon(picture))
        action.setShortcuts([QKeySequence(key) for key in keys])
        native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({native})" if native else tip)
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def _make_actions(self) -> None:
        tr = self.tr
        self.open_action = self._action(
            "open_action", tr("Open …"), tr("Open a project"), "open", ["Ctrl+O"], self._on_open
        )
        self.save_action = self._action(
            "save_action",
            tr("Save"),
            tr("Save network, weights and curves"),
            "save",
            ["Ctrl+S"],
            self._on_save,
        )
        self.save_as_action = self._action(
            "save_as_action",
            tr("Save as …"),
            tr("Save under another name"),
            "",
            ["Ctrl+Shift+S"],
            self._on_save_as,
        )
        self.quit_action = self._action(
            "quit_action", tr("Quit"), tr("Quit cnngui"), "", ["Ctrl+Q"], self._on_quit
        )
        stack = self._document.undo_stack
        self.undo_action = stack.createUndoAction(self, tr("Undo"))
        self.undo_action.setObjectName("undo_action")
        self.undo_action.setShortcut(QKeySequence.StandardKey.Undo)
        self.undo_action.setIcon(icon("undo"))
        self.redo_action = stack.createRedoAction(self, tr("Redo"))
        self.redo_action.setObjectName("redo_action")
        self.redo_action.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.redo_action.setIcon(icon("redo"))
        self.train_action = self._action(
            "train_action",
            tr("Train"),
            tr("Train the network"),
            "play",
            ["F5", "Ctrl+Return"],
            self._on_train,
        )
        self.train_action.setIcon(icon("play", "on_accent"))
        self.pause_action = self._action(
            "pause_action",
            tr("Pause"),
            tr("Pause after the batch under way"),
            "pause",
            ["F6"],
            self._on_pause,
        )
        self.step_action = self._action(
            "step_action",
            tr("Step"),
            tr("Train on one batch, then wait"),
            "step",
            ["F10"],
            self._training.step,
        )
        self.stop_action = self._action(
            "stop_action",
            tr("Stop"),
            tr("Stop; what was learned is kept"),
            "stop",
            ["Shift+F5"],
            self._training.stop,
        )
        self.reset_action = self._action(
            "reset_action",
            tr("Reset weights"),
            tr("Forget weights and curves and start anew"),
            "reset",
            ["Ctrl+Shift+R"],
            self._on_reset,
        )

    def _make_centre(self, rooms: Rooms) -> None:
        ground = QWidget()
        ground.setObjectName("window_ground")
        column = QVBoxLayout(ground)
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
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(rooms.train_options)
        column.addLayout(head)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setHandleWidth(GAP_PX)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(rooms.train)
        self.split.addWidget(rooms.inside)
        self.split.setStretchFactor(0, 5)
        self.split.setStretchFactor(1, 4)
        self.split.setSizes([460, 340])
        column.addWidget(self.split, 1)
        self.setCentralWidget(ground)

    def _make_docks(self, rooms: Rooms) -> None:
        self.docks = [
            self._dock(
                "network_dock", self.tr("Network"), rooms.network, Qt.DockWidgetArea.LeftDockWidgetArea
            ),
            self._dock("draw_dock", self.tr("Draw"), rooms.draw, Qt.DockWidgetArea.RightDockWidgetArea),
        ]
        self.resizeDocks(self.docks, [280, 312], Qt.Orientation.Horizontal)

    def _dock(self, name: str, title: str, room: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        frame = QWidget()
        left = area == Qt.DockWidgetArea.LeftDockWidgetArea
        box = QVBoxLayout(frame)
        box.setContentsMargins(GAP_PX if left else 0, GAP_PX, 0 if left else GAP_PX, 0)
        box.addWidget(room)
        dock.setWidget(frame)
        frame.setMinimumWidth(_LEAST_PX[name])
        dock.setTitleBarWidget(QWidget(dock))
        self.addDockWidget(area, dock)
        return dock

    def _make_tool_bar(self, rooms: Rooms) -> None:
        bar = QToolBar(self.tr("Main"), self)
        bar.setObjectName("main_tool_bar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setIconSize(QSize(18, 18))
        self.new_button = QToolButton()
        self.new_button.setIcon(icon("new"))
        self.new_button.setObjectName("new_button")
        self.new_button.setToolTip(self.tr("New: the networks of the course slides (Ctrl+N)"))
        self.new_button.setAccessibleName(self.tr("New"))
        self.new_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.new_button.setMenu(rooms.new_menu)
        self.new_button.setShortcut(QKeySequence("Ctrl+N"))
        bar.addWidget(self.new_button)
        bar.addAction(self.open_action)
        bar.addAction(self.save_action)
        bar.addSeparator()
        bar.addAction(self.undo_action)
        bar.addAction(self.redo_action)
        bar.addSeparator()
        bar.addWidget(label(self.tr("Data"), "muted"))
        bar.addWidget(rooms.data)
        bar.addSeparator()
        train = action_button(self.train_action, flat=False)
        train.setProperty("role", "primary")
        train.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.train_button = train
        bar.addWidget(train)
        for action in (self.pause_action, self.step_action, self.stop_action):
            bar.addAction(action)
        bar.addWidget(ProgressLine(self._training))
        self.device = label("", "muted")
        bar.addWidget(self.device)
        self.addToolBar(bar)
        self.tool_bar = bar

    def _make_menus(self, rooms: Rooms) -> None:
        menus = self.menuBar()
        file_menu = menus.addMenu(self.tr("&File"))
        rooms.new_menu.setTitle(self.tr("New"))
        file_menu.addMenu(rooms.new_menu)
        file_menu.addAction(self.open_action)
        self.recent_menu = file_menu.addMenu(self.tr("Open recent"))
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        file_menu.addSeparator()
        file_menu.addActions([self.save_action, self.save_as_action])
        file_menu.addSeparator()
        file_menu.addAction(self.quit_action)
        edit_menu = menus.addMenu(self.tr("&Edit"))
        edit_menu.addActions([self.undo_action, self.redo_action])
        edit_menu.addSeparator()
        edit_menu.addActions(list(rooms.edit_actions.values()))
        train_menu = menus.addMenu(self.tr("&Train"))
        train_menu.addActions([self.train_action, self.pause_action, self.step_action, self.stop_action])
        train_menu.addSeparator()
        train_menu.addAction(self.reset_action)
        self._fill_view_menu(menus.addMenu(self.tr("&View")))
        help_menu = menus.addMenu(self.tr("&Help"))
        help_menu.addAction(self.tr("Keyboard …"), self._on_keyboard)
        help_menu.addAction(self.tr("About cnngui"), self._on_about)

    def _fill_view_menu(self, view: QMenu) -> None:
        for dock in self.docks:
            view.addAction(dock.toggleViewAction())
        self.move_action = view.addAction(self.tr("Move panels"))
        self.move_action.setCheckable(True)
        self.move_action.setToolTip(self.tr("Show title bars to drag, float and close panels by"))
        self.move_action.toggled.connect(self._on_move_panels)
        view.addAction(self.tr("Reset layout"), self.reset_layout)
        view.addSeparator()
        self._theme_group = QActionGroup(self)
        names = {"system": self.tr("Like the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        for choice, text in names.items():
            action = view.addAction(text)
            action.setCheckable(True)
            action.setData(choice)
            action.setChecked(choice == self._settings.theme)
            self._theme_group.addAction(action)
        self._theme_group.triggered.connect(self._on_theme)

    def _make_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(8, 0, 8, 0)
        self.file_label = QLabel()
        self.file_label.setTextFormat(Qt.TextFormat.PlainText)
        bar.addWidget(self.file_label, 1)
        dark = icon_button("dark", self.tr("Light or dark"))
        dark.clicked.connect(self._on_toggle_theme)
        bar.addPermanentWidget(dark)

    def _connect(self) -> None:
        self._document.file_changed.connect(self._on_file_changed)
        self._document.network_changed.connect(self._on_status_changed)
        self._training.status_changed.connect(self._on_status_changed)
        self._training.failed.connect(self._on_failed)
        self._files.failed.connect(self.show_error)
        self._files.saved.connect(self._on_saved)
        self._files.opened.connect(self._on_opened)
        self.notice.acted.connect(self._on_notice_acted)

    # Messages -----------------------------------------------------------------------------------

    def show_error(self, error: CnnguiError, details: str = "") -> None:
        """Say what happened, why, and the mend, in the bar above the plots."""
        self.notice.show_message(error.message(), details=details)

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

        self._notice_action = restore
        self.notice.show_message(message, severity="warning", action=self.tr("Restore them"))

    def _on_failed(self, error: CnnguiError, details: str) -> None:
        dead = self._training.status is Status.DEAD
        self._notice_action = self.restart_wanted.emit
        restart = self.tr("Restart the engine") if dead else ""
        self.notice.show_message(error.message(), details=details, action=restart)

    def _on_notice_acted(self) -> None:
        if self._notice_action is not None:
            self._notice_action()

    # Status -------------------------------------------------------------------------------------

    def _on_status_changed(self) -> None:
        status, training = self._training.status, self._training
        waiting = status is Status.PAUSED
        self.train_action.setEnabled(training.can_train or waiting)
        self.train_action.setText(self.tr("Resume") if waiting else self.tr("Train"))
        self.pause_action.setEnabled(status is Status.TRAINING)
        self.step_action.setEnabled(training.can_train or status in (Status.PAUSED, Status.TRAINING))
        self.stop_action.setEnabled(status.busy and status is not Status.STOPPING)
        self.train_action.setToolTip(self._train_tip())
        self.device.setText(training.device)

    def _train_tip(self) -> str:
        inference = self._document.inference
        if not self._document.network.layers:
            return self.tr("Add a layer first")
        if not inference.ok:
            return self.tr("Mend first: {0}").format(inference.errors[0].message().what)
        if self._training.status is Status.STARTING:
            return self.tr("TensorFlow is starting; this takes a few seconds")
        return self.tr("Train the network (F5)")

    def _on_file_changed(self) -> None:
        document = self._document
        name = Path(document.path).name if document.path else document.title or self.tr("Untitled")
        self.setWindowTitle(f"{name}[*] — cnngui")
        self.setWindowModified(document.dirty)
        state = self.tr("Unsaved changes") if document.dirty else (self.tr("Saved") if document.path else "")
        self.file_label.setText(" · ".join(part for part in (name, state) if part))

    # Training -----------------------------------------------------------------------------------

    def _on_train(self) -> None:
        self.notice.dismiss()
        self._training.train()

    def _on_pause(self) -> None:
        self._training.pause()

    def _on_reset(self) -> None:
        if self._training.own_model is None or self._confirm_reset():
            self._training.reset()

    def _confirm_reset(self) -> bool:
        box = QMessageBox(self)
        box.setText(self.tr("Forget what this network has learned?"))
        box.setInformativeText(self.tr("Its weights and curves go; the layers stay. This cannot be undone."))
        forget = box.addButton(self.tr("Forget weights"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is forget

    # Files --------------------------------------------------------------------------------------

    def keep_or_leave(self, then: Callable[[], None]) -> None:
        """Do `then`, but first ask about unsaved work; a save that fails keeps everything."""
        if not self._document.dirty:
            then()
            return
        answer = ask_unsaved(self)
        if answer == "discard":
            then()
        elif answer == "save":
            self._after_save = then
            self._on_save()

    def new_from(self, name: str) -> None:
        """Start anew from a preset, after asking about unsaved work."""
        self.keep_or_leave(lambda: self._files.new(name))

    def open_path(self, path: str) -> None:
        """Open a project, after asking about unsaved work."""
        self.keep_or_leave(lambda: self._files.open(path))

    def _on_open(self) -> None:
        path = ask_open_path(self, self._settings)
        if path:
            self.open_path(path)

    def _on_save(self) -> None:
        if self._document.path:
            self._files.save(self._document.path)
        else:
            self._on_save_as()

    def _on_save_as(self) -> None:
        name = self._document.path or (self._document.title or self.tr("network")).lower().replace(" ", "-")
        path = ask_save_path(self, name if name.endswith(SUFFIX) else name + SUFFIX, self._settings)
        if path:
            self._files.save(path)
        else:
            self._after_save = None

    def _on_saved(self, path: str) -> None:
        self.statusBar().showMessage(self.tr("Saved {0}").format(path), 4000)
        then, self._after_save = self._after_save, None
        if then is not None:
            then()

    def _on_opened(self, path: str) -> None:
        self.notice.dismiss()
        self.statusBar().showMessage(self.tr("Opened {0}").format(path), 4000)

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for path in self._settings.recent_files:
            action = self.recent_menu.addAction(Path(path).name)
            action.setToolTip(path)
            action.setData(path)
            action.triggered.connect(self._on_recent)
        if self.recent_menu.isEmpty():
            self.recent_menu.addAction(self.tr("No project yet")).setEnabled(False)

    def _on_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.open_path(str(action.data()))

    # View ---------------------------------------------------------------------------------------

    def _on_move_panels(self, shown: bool) -> None:
        for dock in self.docks:
            old = dock.titleBarWidget()
            dock.setTitleBarWidget(None if shown else QWidget(dock))  # type: ignore[arg-type]
            if old is not None:
                old.deleteLater()

    def reset_layout(self) -> None:
        """Put every panel back where it was at the first start."""
        self.move_action.setChecked(False)
        self.restoreState(self._default_layout, LAYOUT_VERSION)
        self.split.setSizes([460, 340])
        self.resizeDocks(self.docks, [280, 312], Qt.Orientation.Horizontal)

    def _on_theme(self, action: QAction) -> None:
        self._settings.theme = action.data()

    def _on_toggle_theme(self) -> None:
        self._settings.theme = "light" if theme().dark else "dark"
        for action in self._theme_group.actions():
            action.setChecked(action.data() == self._settings.theme)

    def _restore(self) -> None:
        geometry, layout = self._settings.window()
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(1440, 900)
        if not layout.isEmpty():
            self.restoreState(layout, LAYOUT_VERSION)

    # Help ---------------------------------------------------------------------------------------

    def _on_keyboard(self) -> None:
        lines = sorted({line for action in self.findChildren(QAction) if (line := _keys_line(action))})
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("Keyboard"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText("\n".join(lines))
        box.exec()

    def _on_about(self) -> None:
        from cnngui import __version__

        box = QMessageBox(self)
        box.setWindowTitle(self.tr("About cnngui"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("cnngui {0}").format(__version__))
        box.setInformativeText(
            self.tr(
                "Build, train, look inside and draw on convolutional networks. MIT licence. Works offline."
            )
        )
        box.exec()

    # Closing ------------------------------------------------------------------------------------

    def _on_quit(self) -> None:
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        answer = ask_unsaved(self) if self._document.dirty else "discard"
        if answer != "discard":
            event.ignore()
            if answer == "save":
                self._after_save = self._close_later
                self._on_save()
            return
        self._settings.save_window(self.saveGeometry(), self.saveState(LAYOUT_VERSION))
        self.closing.emit()
        event.accept()

    def _close_later(self) -> None:
        QTimer.singleShot(0, self, self.close)

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)


def _keys_line(action: QAction) -> str:
    """Return an action's keys and name, "" when it has no keys."""
    native = QKeySequence.SequenceFormat.NativeText
    keys = ", ".join(key.toString(native) for key in action.shortcuts())
    return f"{keys}\t{action.text().replace('&', '').rstrip(' …')}" if keys and action.text() else ""
